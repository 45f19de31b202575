"""Each row of the event table: what runs, and on which repositories."""

import json

import pytest
from support.program import EVENTS, REGION
from support.simulator import image, repository, stale


@pytest.fixture
def registry(simulate):
    return simulate(
        repository("team-a/app", *stale(3)),
        repository("team-a/legacy", *stale(2, "legacy")),
        repository("team-b/app", *stale(1, "other")),
    )


def cleaned(run) -> dict[str, int]:
    return {each["name"]: each["deleted"] for each in run.summary["repositories"]}


EVERYTHING = {"team-a/app": 3, "team-a/legacy": 2, "team-b/app": 1}


def sample(name: str, **changes) -> dict:
    return json.loads((EVENTS / name).read_text()) | changes


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("scheduled.json", EVERYTHING),
        ("scheduled-with-overrides.json", {"team-a/app": 3, "team-a/legacy": 2}),
        ("scheduler.json", EVERYTHING),
        ("empty.json", EVERYTHING),
        ("scoped.json", {"team-a/app": 3}),
    ],
)
def test_sample_event_runs_as_it_is(registry, program, event, expected):
    run = program(registry.endpoint).invoke(EVENTS / event, DRY_RUN="false")
    assert run.status == 0, run
    assert cleaned(run) == expected


def test_every_sample_event_is_accepted(registry, program):
    for path in EVENTS.glob("*.json"):
        run = program(registry.endpoint, AWS_REGION=sample(path.name).get("region", REGION)).invoke(path)
        # The simulator serves one region; what counts here is that no event is refused.
        assert run.status != 2, (path, run)


@pytest.mark.parametrize("event", ["scheduled.json", "scheduler.json"])
def test_trigger_reports_the_event(registry, program, event):
    trigger = program(registry.endpoint).invoke(EVENTS / event).summary["trigger"]
    assert trigger == {"type": "schedule", "id": sample(event)["id"], "time": "2026-11-02T03:00:00Z"}


def test_time_of_the_event_makes_no_image_older(simulate, program):
    simulator = simulate(repository("team-a/app", image("young", 1)))
    run = program(simulator.endpoint).invoke(sample("scheduled.json", time="2099-01-01T00:00:00Z"), DRY_RUN="false")
    assert run.summary["totals"]["selected"] == 0


@pytest.mark.parametrize(
    "detail", ["{}", '{"repositories": ["team-b/*"]}'], ids=["without overrides", "with overrides"]
)
def test_scheduler_payload_holds_its_detail_as_a_string(registry, program, detail):
    run = program(registry.endpoint).invoke(sample("scheduler.json", detail=detail), DRY_RUN="false")
    assert run.status == 0, run
    assert cleaned(run) == (EVERYTHING if detail == "{}" else {"team-b/app": 1})


def test_push_to_a_repository_cleans_that_one_alone(registry, program):
    run = program(registry.endpoint).invoke(sample("ecr-push.json", region=REGION), DRY_RUN="false")
    assert run.status == 0, run
    assert cleaned(run) == {"team-a/app": 3}
    calls = {"DescribeRepositories": 1, "DescribeRegistry": 1, "DescribeImages": 2, "BatchDeleteImage": 1}
    assert registry.ecr_calls == calls


def test_repository_of_a_push_is_a_name_and_not_a_pattern(registry, program):
    event = sample("ecr-push.json", region=REGION)
    event["detail"]["repository-name"] = "team-a/*"
    run = program(registry.endpoint).invoke(event, DRY_RUN="false")
    assert run.status != 0 or cleaned(run) == {}
    assert registry.mutating_calls == {}


@pytest.mark.parametrize(
    "changes",
    [{"action-type": "DELETE"}, {"action-type": "PUSH", "result": "FAILURE"}, {"action-type": "REPLICATE"}],
    ids=lambda changes: " ".join(changes.values()),
)
def test_any_other_image_action_is_nothing_to_do(registry, program, changes):
    event = sample("ecr-push.json", region=REGION)
    event["detail"] |= changes
    run = program(registry.endpoint).invoke(event, DRY_RUN="false")
    assert run.status == 0, run
    assert run.summary["status"] == "succeeded"
    assert run.summary["repositories"] == []
    assert "nothing" in run.stdout
    assert registry.calls == {}


@pytest.mark.parametrize("type", ["ECR Image Scan", "ECR Scan Resource Change", "AWS API Call via CloudTrail"])
def test_any_other_event_of_ecr_is_nothing_to_do(registry, program, type):
    run = program(registry.endpoint).invoke(sample("ecr-scan.json", **{"detail-type": type}), DRY_RUN="false")
    assert run.status == 0, run
    assert run.summary["status"] == "succeeded"
    assert type in run.summary["reason"]
    assert registry.calls == {}


def test_empty_list_of_repositories_matches_nothing(registry, program):
    run = program(registry.endpoint).invoke({"repositories": []}, DRY_RUN="false")
    assert run.status == 0
    assert cleaned(run) == {}
    assert registry.mutating_calls == {}


def test_list_repositories_names_them_and_deletes_nothing(registry, program):
    run = program(registry.endpoint).invoke(EVENTS / "list-repositories.json", DRY_RUN="false")
    assert run.status == 0
    assert [each["name"] for each in run.summary["repositories"]] == sorted(EVERYTHING)
    assert registry.calls == {"DescribeRepositories": 1}


def test_event_from_standard_input(registry, program):
    cleanup = program(registry.endpoint)
    run = cleanup.run("invoke", "--event", "-", reads=cleanup.event_file({}))
    assert run.status == 0, run
    assert run.summary["totals"]["selected"] == 6
