"""Policies for tests, as short as they can be said."""

from .program import REPOSITORY

SAMPLES = REPOSITORY / "policies"
SCHEMA = SAMPLES / "policy.schema.json"
SAMPLE_FILES = sorted(path for path in SAMPLES.glob("*.json") if path != SCHEMA)


def untagged_rule(days: int, **changes) -> dict:
    """Untagged images go after so many days."""
    selection = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": days}
    return {"rulePriority": 1, "selection": selection, "action": {"type": "expire"}} | changes


def untagged_policy(days: int) -> dict:
    return {"rules": [untagged_rule(days)]}
