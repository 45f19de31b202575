"""The expressions of the state machine that decide: how a registry is cut into batches, and what their results add up to.

test_fan_out.py runs the machine as a whole.
"""

import json

import pytest
from support.fan_out import BUCKET, LARGEST_PAYLOAD, definition, evaluate_in
from support.fan_out_answers import FAILED, names, small, summary
from support.template import DEFINITION


def plan(count: int, batch_size: int, **listing) -> dict:
    """How so many repositories are cut into batches."""
    payload = summary(*({"name": name} for name in names(count)), **listing)
    state = json.loads(definition(BatchSize=batch_size))["States"]["ListRepositories"]
    return evaluate_in(state, "Assign", "plan", states={"result": {"Payload": payload}})


@pytest.mark.parametrize(
    ("limit", "count", "batch_size", "batches", "share"),
    [
        (10, 5, 2, 3, 3),
        (9, 5, 2, 3, 3),
        (2, 5, 2, 2, 1),
        (1, 5, 2, 1, 1),
        (0, 5, 2, 1, 0),
        (7, 5, 50, 1, 7),
        (5, 0, 2, 0, None),
    ],
)
def test_limit_on_the_runs_images_is_split(limit, count, batch_size, batches, share):
    planned = plan(count, batch_size, maxImages=limit)
    assert (planned["batches"], planned["limit"].get("maxImages")) == (batches, share)
    assert batches * (share or 0) <= limit


@pytest.mark.parametrize(
    ("count", "batch_size", "batches", "size", "reports"),
    [
        (1, 50, 1, 1, 10),
        (51, 50, 2, 26, 10),
        (40, 1, 40, 1, 5),
        (200, 1, 200, 1, 1),
        (1_000, 1, 200, 5, 1),
        (1_001, 5, 167, 6, 1),
    ],
)
def test_there_are_200_batches_at_most_and_the_more_the_fewer_repositories_each_names(
    count, batch_size, batches, size, reports
):
    planned = plan(count, batch_size)
    assert (planned["batches"], planned["size"], planned["reports"]) == (batches, size, reports)
    assert (batches - 1) * size < count <= batches * size


def summarize(results: list, **listing) -> dict:
    """The summary of these results of the Map's."""
    state = json.loads(definition(ResultBucket=BUCKET))["States"]["Summarize"]
    context = {"Execution": {"Name": "night", "StartTime": "2026-01-01T03:00:00Z"}}
    return evaluate_in(
        state,
        "Assign",
        "summary",
        states={"input": results, "context": context},
        plan={"batches": len(results)},
        listing={"status": "succeeded", "dryRun": False, "omitted": 0} | listing,
    )


@pytest.mark.parametrize(
    ("results", "listing", "status"),
    [
        ([small(), small()], {}, "succeeded"),
        ([small(), FAILED], {}, "partial"),
        ([FAILED, FAILED], {}, "failed"),
        ([small(), None], {}, "partial"),
        ([], {}, "succeeded"),
        ([], {"status": "partial"}, "partial"),
        ([small(), small("partial")], {}, "partial"),
        ([small(), small("incomplete")], {}, "incomplete"),
        ([small("partial"), small("incomplete")], {}, "incomplete"),
        ([FAILED, small("incomplete")], {}, "incomplete"),
        ([small(), small()], {"omitted": 3}, "incomplete"),
        ([small(), small()], {"status": "partial", "reason": "us-east-1: AccessDeniedException"}, "partial"),
        ([FAILED, FAILED], {"status": "partial"}, "failed"),
    ],
)
def test_status_follows_those_of_the_batches(results, listing, status):
    found = summarize(results, **listing)
    assert found["status"] == status
    failed = len([each for each in results if not each or "status" not in each])
    assert found["batches"] == {"total": len(results), "succeeded": len(results) - failed, "failed": failed}
    assert (f"{failed} of {len(results)} batches failed" in found.get("reason", "")) == (failed > 0)
    assert listing.get("reason", "") in found.get("reason", "")
    assert status != "failed" or found["reason"]


def test_large_registry_fits_into_what_states_pass_on():
    """A name of ECR's has at most 256 characters, and there are 200 batches at most."""
    reports = [
        {"name": f"{number}{'n' * 255}", "region": "ap-southeast-1", "status": "incomplete", "reason": "r" * 500}
        for number in range(4)
    ]
    whole = summary(*reports, status="incomplete", reason="r" * 500, repositoriesOmitted=1)
    processor = json.loads(DEFINITION.read_text())["States"]["CleanBatches"]["ItemProcessor"]
    states = {"input": {"summary": whole, "reports": 1}}
    result = evaluate_in(processor["States"]["WriteResult"], "Output", states=states)
    assert len(result["repositories"]) == 1
    results = [result] * 200
    # Room is left for the executions of batches that failed, which stand there as a whole.
    assert len(json.dumps(results)) < LARGEST_PAYLOAD * 0.8
    found = summarize(results)
    assert len(json.dumps(found)) < LARGEST_PAYLOAD / 2
    assert len(found["repositories"]) == 100
    # Of the four reports of each batch one is passed on, and the function itself had left one out.
    assert found["repositoriesOmitted"] == 100 + 200 * 4
