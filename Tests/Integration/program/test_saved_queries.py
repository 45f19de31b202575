"""The saved queries, evaluated on the log of real runs: see support/log_query.py."""

import json

import pytest
from support import log_query
from support.emulator import Emulator
from support.observability import DIGEST, QUERIES
from support.simulator import Simulator, digest, fresh, image, repository, stale

BY_NAME = {each.resource: each for each in QUERIES}


def policy(name: str, action: dict, **more) -> dict:
    selection = {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 15}
    rule = {"rulePriority": 1, "selection": selection, "action": action}
    return {"name": name, "repositories": [f"{name}/*"], "rules": [rule], "protect": {"inUse": [], "tagPatternList": ["keep"]}} | more


POLICY = {
    "policies": [
        policy("deleted", {"type": "expire"}),
        policy("archived", {"type": "transition", "targetStorageClass": "archive"}),
    ],
    "limits": {"maxImagesPerRepository": 2},
}


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> list[str]:
    """The lines of three runs: one of which something is of each kind, one by names alone, one without a registry."""
    folder = tmp_path_factory.mktemp("log")
    simulator = Simulator(
        folder / "simulator",
        repository("deleted/app", *stale(2), *fresh(1), image("protected", 30, "keep")),
        repository("deleted/blocked", *stale(3, "blocked")),
        repository("archived/app", image("old", 20)),
    )
    folder.joinpath("emulator").mkdir()
    settings = {"DRY_RUN": "false", "CLEANUP_POLICY": json.dumps(POLICY), "LOG_LEVEL": "INFO"}
    emulator = Emulator(
        folder / "emulator", simulator.endpoint, AWS_LAMBDA_LOG_FORMAT="JSON", AWS_LAMBDA_FUNCTION_NAME="nightly", **settings
    )
    try:
        failure = {"kind": "itemFailure", "operation": "BatchDeleteImage", "digest": digest("stale-1")}
        simulator.cause(failure | {"code": "KmsError", "reason": 'the key "[1]", {2} is disabled'})
        emulator.invoke({"detail": "all"})
        emulator.invoke({"action": "listRepositories"})
        simulator.cause({"kind": "expiredToken"})
        emulator.invoke({})
        return emulator.log.splitlines() + [line.decode() for line in emulator.printed_lines]
    finally:
        emulator.stop()
        simulator.stop()


def rows(log: list[str], name: str, of: str = "") -> list[dict]:
    return log_query.run(BY_NAME[name].text.replace(DIGEST, of or DIGEST), log)


@pytest.mark.parametrize("name", ["stale-0", "stale-1", "old"])
def test_every_deletion_of_a_digest(log, name):
    (row,) = rows(log, "DeletionsOfDigestQuery", digest(name))
    expected = {"stale-0": "images deleted", "stale-1": "images not deleted", "old": "images archived"}
    assert row["message"] == expected[name]
    assert row["repository"] == ("archived/app" if name == "old" else "deleted/app")
    assert row["region"] and row["registryId"] and row["requestId"]


def test_digest_that_stayed_was_not_deleted(log):
    assert rows(log, "DeletionsOfDigestQuery", digest("fresh-0")) == []


@pytest.mark.parametrize("name", ["DeletionsOfDigestQuery", "DecisionAboutDigestQuery"])
def test_query_finds_nothing_as_it_is_saved(log, name):
    """The first line says what to put in."""
    assert rows(log, name) == []
    assert DIGEST in BY_NAME[name].text.splitlines()[0]


def test_what_went(log):
    found = rows(log, "DeletedImagesQuery")
    images = {row["message"]: row["images"] for row in found}
    assert images == {
        "images deleted": f'"{digest("stale-0")}"',
        "images not deleted": f'"{digest("stale-1")}: KmsError: the key \\"[1]\\", {{2}} is disabled"',
        "images archived": f'"{digest("old")}"',
    }
    assert len(found) == 3


@pytest.mark.parametrize(
    ("name", "where", "decision", "outcome", "why"),
    [
        ("fresh-0", "deleted/app", "keep", "kept", "not older than 15 days (1.0)"),
        ("protected", "deleted/app", "protect", "kept", "it has the protected tag keep"),
        ("stale-0", "deleted/app", "expire", "deleted", "older than 15 days (20.0)"),
        ("stale-1", "deleted/app", "expire", "failed", "KmsError"),
        ("blocked-2", "deleted/blocked", "expire", "skipped", "2"),
        ("old", "archived/app", "transition", "archived", "older than 15 days (20.0)"),
    ],
)
def test_why_it_was_kept(log, name, where, decision, outcome, why):
    (row,) = rows(log, "DecisionAboutDigestQuery", digest(name))
    assert (row["repository"], row["decision"], row["outcome"]) == (where, decision, outcome)
    assert why in row["why"]


def test_what_was_not_cleaned(log):
    found = rows(log, "NotCleanedQuery")
    assert {(row["repository"] or "registry", row["status"]) for row in found} == {
        ("deleted/blocked", "blocked"), ("deleted/app", "partial"), ("registry", "failed"),
    }
    assert all(row["level"] == "WARN" for row in found)
    assert all(row["reason"] for row in found if row["status"] != "partial")


def test_runs(log):
    last, first = rows(log, "RunsQuery")
    assert (first["status"], first["dryRun"], first["trigger.type"]) == ("partial", False, "manual")
    assert (first["totals.repositories"], first["totals.scanned"], first["totals.selected"]) == (3, 8, 6)
    assert (first["totals.deleted"], first["totals.archived"], first["totals.failed"]) == (1, 1, 1)
    assert (last["status"], last["totals.scanned"]) == ("failed", 0)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.resource)
def test_each_field_is_one_that_the_program_logs(log, query):
    found = {name for of in map(digest, ("stale-0", "stale-1", "fresh-0")) for row in rows(log, query.resource, of)
             for name, value in row.items() if value is not None}
    assert found == set(log_query.displayed(query.text))


def test_filters_find_a_summary_that_has_more_members_than_cloudwatch_knows(log):
    (summary,) = (line for line in log if '"schemaVersion"' in line and digest("fresh-0") in line)
    document = json.loads(summary)
    document["repositories"] *= 300
    (row,) = log_query.run(BY_NAME["RunsQuery"].text, [json.dumps(document, separators=(",", ":"))])
    assert row["totals.scanned"] == 8 and row["durationSeconds"] is not None
