"""Policies under which disturbed runs are looked at: each by another kind of fact."""

from support.policies import untagged_rule


def rule(priority: int, action: str = "expire", **selection) -> dict:
    """One rule."""
    target = {"targetStorageClass": "archive"} if action == "transition" else {}
    return {"rulePriority": priority, "selection": selection, "action": {"type": action} | target}


def older_than(days: int, count_type: str = "sinceImagePushed") -> dict:
    return {"countType": count_type, "countUnit": "days", "countNumber": days}


def document(*rules: dict, **facts) -> dict:
    return {"policies": [{"name": "all", "repositories": ["*"], "rules": list(rules)} | facts]}


IN_USE = {"inUse": ["ecs", "lambda"]}

POLICIES = {
    "by age": document(
        untagged_rule(10),
        rule(2, tagStatus="tagged", tagPatternList=["pr-*"], **older_than(20)),
        rule(3, tagStatus="any", **older_than(30)),
        orphanedReferrers={"olderThanDays": 25},
        protect=IN_USE | {"tagPatternList": ["v2.*"]},
    ),
    "by pull": document(
        rule(1, tagStatus="tagged", tagPatternList=["v1.*"], **older_than(15, "sinceImagePulled")),
        rule(2, tagStatus="any", **older_than(25, "sinceImagePulled")),
        protect=IN_USE | {"pushedWithinDays": 5},
    ),
    "by count": document(
        rule(1, tagStatus="tagged", tagPatternList=["pr-*"], countType="imageCountMoreThan", countNumber=2),
        rule(2, tagStatus="any", countType="imageCountMoreThan", countNumber=8),
        protect=IN_USE,
    ),
    "archiving": document(
        rule(1, "transition", tagStatus="any", **older_than(20)),
        rule(2, tagStatus="any", storageClass="archive", **older_than(12, "sinceImageTransitioned")),
        protect=IN_USE,
    ),
}
