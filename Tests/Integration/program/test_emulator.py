"""The real binary as Lambda's runtime, under AWS's own emulator of it."""

import json
import re

import pytest
from support.background import free_ports
from support.expectations import check_against_registry, check_books
from support.program import EVENTS, Run
from support.simulator import digest, fresh, image, repository, stale

LIMIT = 256 * 1024


@pytest.fixture
def registry(simulate):
    return simulate(repository("team-a/app", *stale(3), *fresh(2)), repository("team-b/app", *stale(1, "other")))


def test_scheduled_event_cleans_the_registry(registry, emulate):
    before = registry.digests
    emulator = emulate(registry.endpoint, DRY_RUN="false")
    answer = emulator.invoke_bytes(EVENTS / "scheduled.json")
    check_against_registry(Run(0, answer.decode(), ""), before, registry.digests)
    summary = json.loads(answer)
    assert summary["status"] == "succeeded"
    assert summary["trigger"]["type"] == "schedule"
    assert summary["totals"]["deleted"] == 4


def test_printed_line_and_response_are_the_same_bytes(registry, emulate):
    emulator = emulate(registry.endpoint)
    answers = [emulator.invoke_bytes(event) for event in ({}, {"detail": "all"})]
    assert emulator.printed_lines == answers
    assert emulator.printed.read_bytes().endswith(b"\n")


def test_empty_object_runs_the_configured_cleanup(registry, emulate):
    summary = emulate(registry.endpoint).invoke({})
    assert summary["trigger"]["type"] == "manual"
    assert summary["dryRun"] is True
    assert summary["totals"]["selected"] == 4
    assert registry.mutating_calls == {}


def test_overrides_narrow_one_invocation_and_not_the_next(registry, emulate):
    emulator = emulate(registry.endpoint, DRY_RUN="false")
    dry = emulator.invoke({"dryRun": True, "repositories": ["team-b/*"], "detail": "none"})
    assert (dry["dryRun"], dry["totals"]["selected"], dry["totals"]["deleted"]) == (True, 1, 0)
    real = emulator.invoke({})
    assert (real["dryRun"], real["totals"]["deleted"]) == (False, 4)


def test_request_id_joins_summary_and_logs(registry, emulate):
    emulator = emulate(registry.endpoint, AWS_LAMBDA_LOG_FORMAT="JSON", AWS_LAMBDA_LOG_LEVEL="TRACE")
    summary = emulator.invoke({})
    lines = [json.loads(line) for line in emulator.log.splitlines()]
    assert lines
    for line in lines:
        assert {"timestamp", "level", "message"} <= line.keys()
        assert line["level"] in {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"}
    assert summary["requestId"] in {line.get("requestId") for line in lines}


def test_start_is_logged_with_the_version_of_the_summary(registry, emulate):
    emulator = emulate(registry.endpoint)
    version = emulator.invoke({})["version"]
    lines = map(json.loads, emulator.log.splitlines())
    first = next(line for line in lines if line["level"] == "INFO")
    assert first["message"] == f"ecr-cleanup {version} is ready"


def test_logs_are_json_in_lambda_unless_told_otherwise(registry, emulate):
    emulator = emulate(registry.endpoint, AWS_LAMBDA_LOG_LEVEL="TRACE")
    emulator.invoke({})
    assert [json.loads(line) for line in emulator.log.splitlines()]


def test_bad_event_is_a_function_error_that_names_the_key(registry, emulate):
    emulator = emulate(registry.endpoint, DRY_RUN="false")
    error = emulator.invoke({"dryrun": True})
    assert set(error) >= {"errorMessage", "errorType"}
    for name in ("dryrun", "dryRun", "repositories", "policy", "detail", "maxImages", "action"):
        assert name in error["errorMessage"]
    assert registry.calls == {}
    assert emulator.printed_lines == []
    assert emulator.invoke({})["totals"]["deleted"] == 4


@pytest.mark.parametrize("event", ["not json", "[]", '"text"', '{"key1": "value1"}', '{"a": '])
def test_event_that_is_none_is_a_function_error(registry, emulate, event):
    error = emulate(registry.endpoint, DRY_RUN="false").invoke(event)
    assert "errorMessage" in error
    assert registry.calls == {}


def test_failed_run_is_a_function_error(registry, emulate):
    registry.cause({"kind": "expiredToken"})
    error = emulate(registry.endpoint, DRY_RUN="false").invoke({})
    assert "ExpiredTokenException" in error["errorMessage"]
    assert error["errorType"].startswith("Function.")


def test_many_invocations_in_one_environment(registry, emulate):
    emulator = emulate(registry.endpoint)
    answers = [emulator.invoke({"detail": "all"}) for _ in range(25)]
    assert {answer["status"] for answer in answers} == {"succeeded"}
    assert len({answer["requestId"] for answer in answers}) == 25
    assert len(emulator.printed_lines) == 25
    # Statistics are each invocation's own.
    once = {"DescribeRepositories": 1, "DescribeRegistry": 1, "DescribeImages": 2}
    # ECS and EKS have an operation of the same name.
    in_use = {"ListClusters": 2, "ListTaskDefinitionFamilies": 1, "ListFunctions": 1}
    in_use |= dict.fromkeys(("ListEventBuses", "ListRules", "ListSchedules", "ListPipes", "ListStateMachines"), 1)
    assert all(answer["calls"] == once | in_use for answer in answers)
    assert registry.ecr_calls == {name: 25 * count for name, count in once.items()}


def test_good_and_bad_invocations_in_turns(registry, emulate):
    emulator = emulate(registry.endpoint)
    for _ in range(10):
        assert emulator.invoke({})["status"] == "succeeded"
        assert "errorMessage" in emulator.invoke({"nonsense": 1})


@pytest.mark.parametrize("detail", ["selected", "all"])
def test_too_large_a_response_drops_images_first(simulate, emulate, detail):
    simulator = simulate(
        repository("team-a/app", *stale(3_000)), repository("team-b/app", *stale(50, "other"), *fresh(2_000))
    )
    emulator = emulate(simulator.endpoint)
    answer = emulator.invoke_bytes({"detail": detail})
    assert LIMIT / 2 < len(answer) < LIMIT
    summary = json.loads(answer)
    check_books(summary)
    assert summary["totals"]["selected"] == 3_050
    shown = sum(len(each["images"]) for each in summary["repositories"])
    assert shown + summary["imagesOmitted"] == (3_050 if detail == "selected" else 5_050)
    assert emulator.printed_lines == [answer]


def test_too_many_repositories_for_a_response(simulate, emulate):
    simulator = simulate(*(repository(f"team-a/repository-{number:04}", *stale(2, str(number))) for number in range(1_200)))
    answer = emulate(simulator.endpoint).invoke_bytes({})
    assert len(answer) < LIMIT
    assert json.loads(answer)["totals"] | {"repositories": 1_200, "selected": 2_400} == json.loads(answer)["totals"]


def test_tags_that_must_be_escaped_do_not_break_the_limit(simulate, emulate):
    tags = [f"v{'x' * 120}{number}" for number in range(90)]
    simulator = simulate(repository("team-a/app", *(image(str(n), 1, *(f"{t}-{n}"[-128:] for t in tags)) for n in range(60))))
    answer = emulate(simulator.endpoint).invoke_bytes({"detail": "all"})
    assert len(answer) < LIMIT
    assert json.loads(answer)["imagesOmitted"] > 0


@pytest.mark.parametrize(
    ("operation", "milliseconds"),
    [("DescribeRepositories", 30_000), ("DescribeImages", 10_000), ("BatchDeleteImage", 12_000)],
    ids=["listing repositories", "listing images", "deleting"],
)
def test_run_ends_by_itself_before_the_deadline(simulate, emulate, operation, milliseconds):
    simulator = simulate(repository("team-a/app", *stale(4_000), *fresh(10)))
    simulator.cause({"kind": "latency", "operation": operation, "milliseconds": milliseconds})
    before = simulator.digests
    # The emulator ends a function that takes longer, and its answer is no summary then. A tenth of the time is kept for
    # the summary: two seconds are enough on a busy machine, too.
    emulator = emulate(simulator.endpoint, timeout_seconds=20, DRY_RUN="false")
    answer = emulator.invoke_bytes({})
    summary = json.loads(answer)
    assert summary["status"] == "incomplete", answer
    simulator.cause()
    check_books(summary)
    lost = {name: before[name] - left for name, left in simulator.digests.items()}
    # An answer that did not come in time may leave the run with less than the truth, never with more.
    assert summary["totals"]["deleted"] <= len(lost["team-a/app"]) < 4_000
    assert emulator.printed_lines == [answer]


def test_server_that_never_answers_does_not_outlast_the_deadline(simulate, emulate):
    simulator = simulate(repository("team-a/app", *stale(1)))
    simulator.cause({"kind": "latency", "milliseconds": 60_000})
    emulator = emulate(simulator.endpoint, timeout_seconds=8, DRY_RUN="false")
    assert emulator.invoke({})["status"] == "incomplete"


def test_environment_serves_on_after_a_deadline(simulate, emulate):
    simulator = simulate(repository("team-a/app", *stale(3)))
    simulator.cause({"kind": "latency", "milliseconds": 60_000})
    emulator = emulate(simulator.endpoint, timeout_seconds=8, DRY_RUN="false")
    assert emulator.invoke({})["status"] == "incomplete"
    simulator.cause()
    assert emulator.invoke({})["status"] == "succeeded"
    assert simulator.digests == {"team-a/app": set()}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"CLEANUP_POLICY": ""}, "CLEANUP_POLICY"),
        ({"CLEANUP_POLICY": "{"}, "CLEANUP_POLICY"),
        ({"AWS_MAX_ATTEMPTS": "many"}, "AWS_MAX_ATTEMPTS"),
        ({"AWS_USE_FIPS_ENDPOINT": "true"}, "AWS_USE_FIPS_ENDPOINT"),
    ],
    ids=["empty policy", "broken policy", "attempts", "FIPS with an endpoint"],
)
def test_bad_configuration_is_an_init_error(registry, emulate, settings, named):
    emulator = emulate(registry.endpoint, DRY_RUN="false", **settings)
    error = emulator.invoke({})
    assert named in error["errorMessage"]
    assert re.fullmatch(r"(Runtime|Function)\.[A-Z][a-zA-Z]+", error["errorType"])
    assert registry.calls == {}
    assert emulator.printed_lines == []


@pytest.mark.parametrize("value", ["", "TRUE", "flase", "\x01"], ids=repr)
def test_garbled_dry_run_is_a_dry_run(registry, emulate, value):
    summary = emulate(registry.endpoint, DRY_RUN=value).invoke({})
    assert (summary["status"], summary["dryRun"]) == ("succeeded", True)
    assert registry.mutating_calls == {}


def test_runtime_api_is_never_called_through_a_proxy(registry, emulate):
    proxy = f"http://127.0.0.1:{free_ports(1)[0]}"
    emulator = emulate(registry.endpoint, HTTP_PROXY=proxy, http_proxy=proxy, ALL_PROXY=proxy, all_proxy=proxy)
    # The registry can't be reached through a proxy that is not there, but the answer gets through.
    answer = emulator.invoke({})
    assert "errorMessage" in answer or answer["status"] == "succeeded"


def test_kept_images_are_those_that_the_policy_keeps(registry, emulate):
    emulate(registry.endpoint, DRY_RUN="false").invoke(EVENTS / "scheduler.json")
    assert registry.digests == {"team-a/app": {digest("fresh-0"), digest("fresh-1")}, "team-b/app": set()}
