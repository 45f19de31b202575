"""The metrics inside the summary's line, by the schema that AWS publishes of the embedded metric format."""

import importlib.metadata
import json

import jsonschema
import pytest
from support.program import EVENTS
from support.simulator import fresh, repository, stale

COUNTS = {
    "ImagesScanned": "scanned",
    "ImagesSelected": "selected",
    "ImagesDeleted": "deleted",
    "ImagesFailed": "failed",
    "ImagesSkipped": "skipped",
    "BytesDeleted": "bytesDeleted",
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
    """The metrics by name: each with its value, its unit, and the values of its dimensions."""
    document = json.loads(line)
    # The published schema names no draft; its identifiers are valid in those up to the seventh.
    jsonschema.Draft7Validator(schema).validate(document)
    metrics = {}
    for directive in document["_aws"]["CloudWatchMetrics"]:
        assert directive["Namespace"] == "ecr-cleanup"
        (names,) = directive["Dimensions"]
        for metric in directive["Metrics"]:
            assert metric["Name"] not in metrics
            metrics[metric["Name"]] = {
                "value": document[metric["Name"]],
                "unit": metric["Unit"],
                "dimensions": {name: document[name] for name in names},
            }
    return metrics


def test_printed_line_is_in_the_embedded_metric_format(registry, emulate, schema):
    emulator = emulate(registry.endpoint, DRY_RUN="false", AWS_LAMBDA_FUNCTION_NAME="nightly")
    answer = emulator.invoke_bytes(EVENTS / "scheduled.json")
    assert emulator.printed_lines == [answer]
    metrics = metrics_of(answer, schema)
    totals = json.loads(answer)["totals"]
    assert totals["deleted"] == 4
    for name, count in COUNTS.items():
        assert metrics[name]["value"] == totals[count]
        assert metrics[name]["dimensions"] == {"FunctionName": "nightly"}
    assert metrics["RunsSucceeded"]["value"] == 1
    assert metrics["RunsSucceeded"]["dimensions"] == {"FunctionName": "nightly", "Trigger": "schedule"}
    assert set(metrics) == set(COUNTS) | {"RunsSucceeded"}


def test_failed_run_counts_as_no_success(registry, emulate, schema):
    registry.cause({"kind": "expiredToken"})
    emulator = emulate(registry.endpoint)
    assert "errorMessage" in emulator.invoke({})
    metrics = metrics_of(emulator.printed_lines[0], schema)
    assert metrics["RunsSucceeded"]["value"] == 0
    assert metrics["RunsSucceeded"]["dimensions"]["Trigger"] == "manual"


@pytest.mark.parametrize("event", ["list-repositories.json", "ecr-delete.json", "ecr-scan.json"])
def test_invocation_that_applies_no_policy_has_no_metrics(registry, emulate, event):
    answer = emulate(registry.endpoint).invoke(EVENTS / event)
    assert "_aws" not in answer


def test_command_prints_no_metrics(registry, program):
    run = program(registry.endpoint).invoke({})
    assert "_aws" not in run.summary
