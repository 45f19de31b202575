"""The expressions of the state machine that decide: how a registry is cut into batches, and what their results add up to.

test_fan_out.py runs the machine as a whole.
"""

import json

import pytest
from support.fan_out import BUCKET, LARGEST_PAYLOAD, definition, evaluate_in
from support.fan_out_answers import FAILED, caught, names, small, summary
from support.template import DEFINITION


def plan(count: int, batch_size: int, **listing) -> dict:
    """How so many repositories are cut into batches."""
    payload = summary(*({"name": name} for name in names(count)), **listing)
    state = json.loads(definition(BatchSize=batch_size))["States"]["ListRepositories"]
    return evaluate_in(state, "Assign", "plan", states={"result": {"Payload": payload}})


@pytest.mark.parametrize(
    ("limit", "count", "batch_size", "batches", "share"),
    [
        (1_000, 5, 2, 3, 333),
        (150, 5, 2, 3, 50),
        (149, 5, 2, 2, 74),
        (100, 1_000, 1, 2, 50),
        (99, 5, 2, 1, 99),
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
    # An index and its images go together or not at all: in shares of a few they would never go.
    assert batches <= 1 or share >= 50


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


@pytest.mark.parametrize(
    ("overrides", "omitted", "expected"),
    [
        ({}, 0, False),
        ({"maxImages": 5, "dryRun": True, "detail": "none", "exactBytes": True}, 0, False),
        ({"repositories": ["*"]}, 0, True),
        ({"repositories": []}, 0, True),
        ({"policy": {"rules": []}}, 0, True),
        ({"plan": "s3://bucket/approved/plan.json"}, 0, True),
        ({"plan": None}, 0, True),
        ({}, 1, True),
        ({"dryRun": True, "repositories": ["*"]}, 1, True),
    ],
)
def test_execution_that_leaves_repositories_out_is_narrowed(overrides, omitted, expected):
    """Each batch names repositories, so only the execution knows whether its plans together are of all: these announce."""
    state = json.loads(definition())["States"]["CleanBatches"]
    found = evaluate_in(state, "ItemSelector", "isNarrowed", overrides=overrides, listing={"omitted": omitted})
    assert found is expected


def summarize(results: list, tolerated: int = 50, **listing) -> dict:
    """The summary of these results of the Map's."""
    state = json.loads(definition(ResultBucket=BUCKET, ToleratedFailurePercentage=tolerated))["States"]["Summarize"]
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


@pytest.mark.parametrize(
    ("failed", "of", "tolerated", "status"),
    [
        (1, 5, 20, "partial"),
        (2, 5, 20, "failed"),
        (1, 5, 0, "failed"),
        (0, 5, 0, "succeeded"),
        (4, 5, 100, "partial"),
        (5, 5, 100, "failed"),
        (1, 3, 33.3, "failed"),
        (1, 3, 33.4, "partial"),
    ],
)
def test_run_has_failed_where_more_batches_failed_than_are_tolerated(failed, of, tolerated, status):
    found = summarize([caught()] * failed + [small()] * (of - failed), tolerated)
    assert found["status"] == status
    assert found["batches"] == {"total": of, "succeeded": of - failed, "failed": failed}
    # What the others did is told in any case.
    assert found["totals"]["deleted"] == small()["totals"]["deleted"] * (of - failed)
    assert ("are tolerated" in found.get("reason", "")) == (failed * 100 > of * tolerated)


def test_batches_of_which_too_many_failed_are_a_failure_even_where_others_are_incomplete():
    assert summarize([caught(), caught(), small("incomplete")])["status"] == "failed"


def test_failures_name_their_batches():
    found = summarize([small(), caught(number=1), FAILED, small(), small()])
    assert found["failures"] == [
        {"batch": 1, "error": "Function.RunFailed", "cause": "x" * 300},
        {"error": FAILED["Error"], "cause": "x" * 300},
    ]


@pytest.mark.parametrize("state", ["CleanBatch", "WriteResult"])
@pytest.mark.parametrize("error", ["Function.RunFailed", "States.DataLimitExceeded"])
def test_batches_that_all_fail_fit_into_what_states_pass_on(state, error):
    """Whatever the batch was asked, and whatever the function said: not so the executions of batches that failed."""
    processor = json.loads(DEFINITION.read_text())["States"]["CleanBatches"]["ItemProcessor"]
    catchers = processor["States"][state]["Catch"]
    # States.ALL does not mean this one.
    caught_by = next(each for each in catchers if {error, "States.ALL"} & {*each["ErrorEquals"]})
    assert error in caught_by["ErrorEquals"] or error != "States.DataLimitExceeded"
    states = {
        "input": {"number": 7, "event": {"repositories": ["n" * 256] * 50, "policy": "p" * 50_000}},
        "errorOutput": {"Error": error, "Cause": "c" * 30_000},
    }
    result = evaluate_in(caught_by, "Output", states=states)
    assert result == {"number": 7, "error": error, "cause": "c" * 300}
    assert len(json.dumps([result] * 200)) < LARGEST_PAYLOAD / 2


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
    # Room is left for executions that failed where nothing catches it, which stand there as a whole.
    assert len(json.dumps(results)) < LARGEST_PAYLOAD * 0.8
    found = summarize(results)
    assert len(json.dumps(found)) < LARGEST_PAYLOAD / 2
    assert len(found["repositories"]) == 100
    # Of the four reports of each batch one is passed on, and the function itself had left one out.
    assert found["repositoriesOmitted"] == 100 + 200 * 4
