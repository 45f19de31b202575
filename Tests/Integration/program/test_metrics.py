"""The metrics inside the summary's line, by the schema that AWS publishes of the embedded metric format."""

import importlib.metadata
import json

import jsonschema
import pytest
from support.program import EVENTS
from support.simulator import fresh, repository, stale

# What adds up over all runs.
WORK = {
    "ImagesScanned": "scanned",
    "ImagesSelected": "selected",
    "ImagesDeleted": "deleted",
    "ImagesArchived": "archived",
    "ImagesFailed": "failed",
    "ImagesSkipped": "skipped",
    "BytesDeleted": "bytesDeleted",
}
# What is in the registry: those of pushes are not to be added to those of the schedule.
DECISIONS = {
    "ImagesKept": "kept",
    "ImagesProtected": "protected",
    "ImagesSelected": "selected",
    "BytesScanned": "bytesScanned",
    "BytesSelected": "bytesSelected",
}
REPOSITORIES = {"RepositoriesFailed", "RepositoriesBlocked", "RepositoriesIncomplete"}
MISSING = "ImagesInUseMissing"
RULE = {
    "rulePriority": 1,
    "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 15},
    "action": {"type": "expire"},
}


@pytest.fixture(scope="module")
def schema() -> dict:
    files = importlib.metadata.files("aws-lambda-powertools")
    (file,) = [file for file in files if file.name == "schema.json"]
    return json.loads(file.read_text())


@pytest.fixture
def registry(simulate):
    return simulate(repository("team-a/app", *stale(3), *fresh(2)), repository("team-b/app", *stale(1, "other")))


def metrics_of(line: bytes, schema: dict) -> dict[str, dict]:
    """The metrics by name: each with its value, its unit, and the values of each set of its dimensions."""
    document = json.loads(line)
    # The published schema names no draft; its identifiers are valid in those up to the seventh.
    jsonschema.Draft7Validator(schema).validate(document)
    metrics = {}
    for directive in document["_aws"]["CloudWatchMetrics"]:
        assert directive["Namespace"] == "ecr-cleanup"
        (names,) = directive["Dimensions"]
        for metric in directive["Metrics"]:
            found = metrics.setdefault(
                metric["Name"], {"value": document[metric["Name"]], "unit": metric["Unit"], "dimensions": []}
            )
            assert found["unit"] == metric["Unit"]
            found["dimensions"].append({name: document[name] for name in names})
    return metrics


def test_printed_line_is_in_the_embedded_metric_format(registry, emulate, schema):
    emulator = emulate(registry.endpoint, DRY_RUN="false", AWS_LAMBDA_FUNCTION_NAME="nightly")
    answer = emulator.invoke_bytes(EVENTS / "scheduled.json")
    assert emulator.printed_lines == [answer]
    metrics = metrics_of(answer, schema)
    totals = json.loads(answer)["totals"]
    assert totals["deleted"] == 4
    by_function, by_trigger = {"FunctionName": "nightly"}, {"FunctionName": "nightly", "Trigger": "schedule"}
    for name, count in (WORK | DECISIONS).items():
        assert metrics[name]["value"] == totals[count]
        assert metrics[name]["unit"] == ("Bytes" if name.startswith("Bytes") else "Count")
        assert metrics[name]["dimensions"] == [by_function] * (name in WORK) + [by_trigger] * (name in DECISIONS)
    for name in REPOSITORIES:
        assert (metrics[name]["value"], metrics[name]["dimensions"]) == (0, [by_function])
    assert (metrics["RunsEnded"]["value"], metrics["RunsEnded"]["dimensions"]) == (1, [by_trigger])
    assert set(metrics) == WORK.keys() | DECISIONS | REPOSITORIES | {MISSING, "RunsEnded"}


def test_repositories_that_need_attention_are_counted_and_the_run_has_ended(registry, emulate, schema):
    policy = {
        "policies": [{"name": "all", "repositories": ["*"], "rules": [RULE], "protect": {"inUse": []}}],
        "limits": {"maxImagesPerRepository": 1},
    }
    answer = emulate(registry.endpoint, DRY_RUN="false", CLEANUP_POLICY=json.dumps(policy)).invoke_bytes({})
    assert json.loads(answer)["status"] == "partial"
    metrics = metrics_of(answer, schema)
    assert {name: metrics[name]["value"] for name in REPOSITORIES} == {
        "RepositoriesFailed": 0,
        "RepositoriesBlocked": 1,
        "RepositoriesIncomplete": 0,
    }
    assert metrics["RunsEnded"]["value"] == 1


def test_run_whose_limit_is_reached_needs_no_attention(registry, emulate, schema):
    answer = emulate(registry.endpoint, DRY_RUN="false").invoke_bytes({"maxImages": 1})
    summary, metrics = json.loads(answer), metrics_of(answer, schema)
    assert (summary["status"], summary["totals"]["deleted"], summary["totals"]["remaining"]) == ("succeeded", 1, 3)
    assert all(metrics[name]["value"] == 0 for name in REPOSITORIES)


def test_failed_run_has_ended_and_counts_what_failed(registry, emulate, schema):
    registry.cause({"kind": "expiredToken"})
    emulator = emulate(registry.endpoint)
    assert "errorMessage" in emulator.invoke({})
    metrics = metrics_of(emulator.printed_lines[0], schema)
    # A registry that can't be listed counts as one.
    assert metrics["RepositoriesFailed"]["value"] == 1
    assert metrics["RunsEnded"]["value"] == 1
    assert [each["Trigger"] for each in metrics["RunsEnded"]["dimensions"]] == ["manual"]


@pytest.mark.parametrize("event", ["list-repositories.json", "ecr-delete.json", "ecr-scan.json"])
def test_invocation_that_applies_no_policy_has_no_metrics(registry, emulate, event):
    answer = emulate(registry.endpoint).invoke(EVENTS / event)
    assert "_aws" not in answer


def test_command_prints_no_metrics(registry, program):
    run = program(registry.endpoint).invoke({})
    assert "_aws" not in run.summary
