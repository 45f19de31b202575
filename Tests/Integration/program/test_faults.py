"""What AWS's failures do to a run: they are retried, reported image by image, and never hidden."""

import pytest
from support.background import free_ports
from support.expectations import check_against_registry, check_books, delete_all_stale
from support.simulator import digest, fresh, repository, stale


def fault(kind: str, operation: str, **facts) -> dict:
    return {"kind": kind, "operation": operation} | facts


@pytest.mark.parametrize("operation", ["DescribeRepositories", "DescribeImages", "BatchDeleteImage"])
@pytest.mark.parametrize(
    "passing",
    [
        {"kind": "throttling"},
        {"kind": "serverError", "status": 500},
        {"kind": "serverError", "status": 502, "json": False},
        {"kind": "serverError", "status": 503},
        {"kind": "serverError", "status": 504, "json": False},
        {"kind": "connectionCutBefore"},
    ],
    ids=lambda value: " ".join(str(part) for part in value.values()),
)
def test_passing_fault_is_retried(simulate, program, operation, passing):
    simulator = simulate(repository("team-a/app", *stale(3), *fresh(1)))
    simulator.cause(passing | {"operation": operation, "firstCall": 1, "calls": 1})
    run = delete_all_stale(program(simulator.endpoint), simulator)
    assert run.status == 0, run
    assert run.summary["totals"]["deleted"] == 3
    # libcurl itself sends a request again where a kept-alive connection ended without a byte in answer.
    assert run.summary["retries"] in ({0, 1} if passing["kind"] == "connectionCutBefore" else {1})
    assert run.summary["throttled"] == (passing["kind"] == "throttling")


@pytest.mark.parametrize(
    "lost",
    [
        {"kind": "connectionCutAfter"},
        {"kind": "truncatedBody"},
        {"kind": "serverError", "status": 503, "takesEffect": True},
    ],
    ids=lambda value: value["kind"],
)
@pytest.mark.parametrize("calls", [1, 100], ids=["once", "always"])
def test_deletion_whose_answer_is_lost_is_counted_by_what_the_registry_lost(simulate, program, lost, calls):
    simulator = simulate(repository("team-a/app", *stale(3), *fresh(1)))
    simulator.cause(lost | {"operation": "BatchDeleteImage", "firstCall": 1, "calls": calls})
    run = delete_all_stale(program(simulator.endpoint), simulator)
    assert run.summary["totals"]["deleted"] == 3
    assert simulator.digests == {"team-a/app": {digest("fresh-0")}}


def test_failures_inside_a_200_are_reported_image_by_image(simulate, program):
    refused = digest("stale-1")
    simulator = simulate(repository("team-a/app", *stale(3)), repository("team-b/app", *stale(2, "other")))
    simulator.cause(fault("itemFailure", "BatchDeleteImage", digest=refused, code="KmsError", reason="key is disabled"))
    run = delete_all_stale(program(simulator.endpoint), simulator)
    assert run.status == 1
    assert run.summary["status"] == "partial"
    first, second = run.summary["repositories"]
    assert (first["status"], first["deleted"], first["failed"]) == ("partial", 2, 1)
    assert first["failures"] == [{"digest": refused, "code": "KmsError", "reason": "key is disabled"}]
    assert (second["status"], second["deleted"]) == ("succeeded", 2)
    assert simulator.digests == {"team-a/app": {refused}, "team-b/app": set()}


def test_failure_code_that_aws_adds_tomorrow_is_passed_on(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(1)))
    simulator.cause(fault("itemFailure", "BatchDeleteImage", code="SomethingNew", reason="never seen before"))
    run = delete_all_stale(program(simulator.endpoint), simulator)
    assert run.status == 1
    assert run.summary["repositories"][0]["failures"][0]["code"] == "SomethingNew"


def test_throttling_that_does_not_end_is_reported_and_ends_the_retries(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(3)))
    before = simulator.digests
    simulator.cause(fault("throttling", "BatchDeleteImage"))
    run = delete_all_stale(program(simulator.endpoint), simulator)
    assert run.status == 1
    assert run.summary["totals"]["deleted"] == 0
    assert run.summary["totals"]["failed"] == 3
    assert simulator.digests == before
    # Three tries, each after the images were read again, and each with retries that wait less than a second.
    assert 3 <= simulator.calls["BatchDeleteImage"] <= 9


def test_attempts_follow_aws_max_attempts(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(1)))
    simulator.cause({"kind": "serverError", "status": 500})
    run = program(simulator.endpoint).invoke({}, AWS_MAX_ATTEMPTS="2")
    assert run.status == 1
    assert simulator.calls == {"DescribeRepositories": 2}


def test_many_faults_at_once_still_end_in_a_true_summary(simulate, program):
    simulator = simulate(
        *(repository(f"team/{number}", *stale(250, f"stale-{number}"), *fresh(20, f"f-{number}")) for number in range(5))
    )
    simulator.cause(
        {"kind": "throttling", "probability": 0.1},
        {"kind": "serverError", "probability": 0.1},
        {"kind": "connectionCutBefore", "probability": 0.05},
        {"kind": "connectionCutAfter", "probability": 0.05},
        {"kind": "truncatedBody", "probability": 0.05},
        seed=7,
    )
    cleanup = program(simulator.endpoint)
    delete_all_stale(cleanup, simulator)
    simulator.cause()
    last = delete_all_stale(cleanup, simulator)
    assert last.status == 0
    assert all(len(left) == 20 for left in simulator.digests.values())


def test_repository_that_can_not_be_listed_does_not_hide_the_others(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(2)), repository("team-b/app", *stale(2, "other")))
    # Only the first three calls fail: one repository's three attempts, whichever comes first.
    simulator.cause(fault("expiredToken", "DescribeImages", firstCall=1, calls=1))
    before = simulator.digests
    run = program(simulator.endpoint).invoke({}, DRY_RUN="false")
    assert run.status == 1
    assert run.summary["status"] == "partial"
    assert sorted(each["status"] for each in run.summary["repositories"]) == ["failed", "succeeded"]
    check_against_registry(run, before, simulator.digests)


def test_expired_credentials_fail_with_aws_own_words(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(1)))
    simulator.cause({"kind": "expiredToken"})
    run = program(simulator.endpoint).invoke({}, DRY_RUN="false")
    assert run.status == 1
    assert run.summary["status"] == "failed"
    assert "ExpiredTokenException" in run.summary["reason"]


def test_refused_connection_fails_with_the_endpoint_in_the_error(program):
    (port,) = free_ports(1)
    run = program(f"http://127.0.0.1:{port}").invoke({}, DRY_RUN="false")
    assert run.status == 1
    assert run.summary["status"] == "failed"
    check_books(run.summary)
    assert f"127.0.0.1:{port}" in run.summary["reason"] or "onnect" in run.summary["reason"]
