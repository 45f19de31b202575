"""The program against the simulator: what is deleted, what is kept, and with which calls."""

import json
from collections import Counter

import pytest
from support.expectations import check_against_registry, check_books, delete_all_stale
from support.program import EVENTS
from support.simulator import digest, fresh, image, repository, stale


def test_built_in_policy_deletes_untagged_images_older_than_15_days(simulate, program):
    simulator = simulate(
        repository(
            "team-a/app",
            image("old and untagged", 15.01),
            image("young and untagged", 14.99),
            image("old and tagged", 400, "v1", "latest"),
        )
    )
    run = delete_all_stale(program(simulator.endpoint), simulator)
    assert run.status == 0
    assert simulator.digests == {"team-a/app": {digest("young and untagged"), digest("old and tagged")}}
    assert run.summary["totals"] | {"deleted": 1, "kept": 2, "selected": 1, "scanned": 3} == run.summary["totals"]


def test_dry_run_selects_the_same_images_and_makes_no_mutating_call(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(120), *fresh(5)))
    cleanup = program(simulator.endpoint)
    before = simulator.digests
    dry = cleanup.invoke({})
    assert dry.status == 0
    assert dry.summary["dryRun"] is True
    check_books(dry.summary)
    assert simulator.mutating_calls == {}
    assert simulator.digests == before
    real = delete_all_stale(cleanup, simulator)
    assert dry.summary["totals"]["selected"] == real.summary["totals"]["deleted"] == 120


@pytest.mark.parametrize(
    "value", ["", "true", "False", "FALSE", "false ", " false", "0", "no", "flase"], ids=lambda value: repr(value)
)
def test_anything_but_the_exact_text_false_is_a_dry_run(simulate, program, value):
    simulator = simulate(repository("team-a/app", *stale(1)))
    run = program(simulator.endpoint).invoke({}, DRY_RUN=value)
    assert run.status == 0
    assert run.summary["dryRun"] is True
    assert simulator.mutating_calls == {}


def test_option_delete_sets_dry_run_off(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(1)))
    run = program(simulator.endpoint).invoke({}, "--delete")
    assert run.status == 0
    assert simulator.digests == {"team-a/app": set()}


@pytest.mark.parametrize("options", [["--delete"], []], ids=["over --delete", "over DRY_RUN"])
def test_event_asking_for_a_dry_run_wins(simulate, program, options):
    simulator = simulate(repository("team-a/app", *stale(1)))
    run = program(simulator.endpoint).invoke({"dryRun": True}, *options, DRY_RUN="false")
    assert run.summary["dryRun"] is True
    assert simulator.mutating_calls == {}


def test_event_can_not_switch_a_dry_run_off(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(1)))
    run = program(simulator.endpoint).invoke({"dryRun": False})
    assert run.summary["dryRun"] is True
    assert simulator.mutating_calls == {}


def test_every_page_is_read_and_calls_are_as_few_as_can_be(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(2_050), *fresh(100)))
    run = delete_all_stale(program(simulator.endpoint), simulator)
    assert run.status == 0
    assert run.summary["totals"]["deleted"] == 2_050
    # A first page, no tagged images, 3 pages of untagged ones; then 21 batches of 100 are read again, and deleted.
    assert simulator.ecr_calls == {
        "DescribeRepositories": 1,
        "DescribeRegistry": 1,
        "DescribeImages": 1 + 1 + 3 + 21,
        "BatchDeleteImage": 21,
    }
    # Nothing runs: one call each finds that out.
    in_use = dict.fromkeys(
        (
            "ecs:ListClusters",
            "ecs:ListTaskDefinitionFamilies",
            "lambda:ListFunctions",
            "events:ListEventBuses",
            "events:ListRules",
            "scheduler:ListSchedules",
            "pipes:ListPipes",
            "states:ListStateMachines",
        ),
        1,
    )
    # One more lists the clusters of EKS, for a warning.
    assert simulator.calls == simulator.ecr_calls | in_use | {"eks:ListClusters": 1}
    totals = Counter()
    for name, count in simulator.calls.items():
        totals[name.split(":")[-1]] += count
    assert run.summary["calls"] == totals


def test_second_run_finds_nothing(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(130), *fresh(3)), repository("team-b/job", *stale(2)))
    cleanup = program(simulator.endpoint)
    delete_all_stale(cleanup, simulator)
    again = delete_all_stale(cleanup, simulator)
    assert again.status == 0
    assert again.summary["totals"]["selected"] == 0
    assert simulator.calls["BatchDeleteImage"] == 3


def test_empty_registry_succeeds_with_zeros(simulate, program):
    simulator = simulate()
    run = program(simulator.endpoint).invoke(EVENTS / "scheduled.json", DRY_RUN="false")
    assert run.status == 0
    assert run.summary["status"] == "succeeded"
    assert run.summary["repositories"] == []
    assert {value for value in run.summary["totals"].values()} == {0}


def test_repository_without_images_succeeds(simulate, program):
    simulator = simulate(repository("team-a/empty"))
    run = program(simulator.endpoint).invoke({}, DRY_RUN="false")
    assert run.status == 0
    assert run.summary["repositories"][0]["scanned"] == 0


def test_platform_manifests_of_an_index_are_kept(simulate, program):
    simulator = simulate(
        repository(
            "team-a/multi",
            image("amd64", 40),
            image("arm64", 40, platform="linux/arm64"),
            image("index", 40, "v1", manifests=["amd64", "arm64"]),
        )
    )
    before = simulator.digests
    run = program(simulator.endpoint).invoke({}, DRY_RUN="false")
    assert simulator.digests == before
    check_against_registry(run, before, before)


def test_image_that_an_index_references_is_skipped_not_failed(simulate, program):
    stuck = digest("stale-0")
    simulator = simulate(repository("team-a/app", *stale(3)))
    simulator.cause(
        {
            "kind": "itemFailure",
            "operation": "BatchDeleteImage",
            "digest": stuck,
            "code": "ImageReferencedByManifestList",
        }
    )
    run = delete_all_stale(program(simulator.endpoint), simulator)
    assert run.status == 0, run
    assert run.summary["totals"] | {"deleted": 2, "skipped": 1, "failed": 0} == run.summary["totals"]
    assert simulator.digests == {"team-a/app": {stuck}}


def test_max_images_of_the_event_holds(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(10)))
    before = simulator.digests
    run = program(simulator.endpoint).invoke({"maxImages": 4}, DRY_RUN="false")
    assert run.status == 0
    assert run.summary["status"] == run.summary["repositories"][0]["status"] == "succeeded"
    assert run.summary["totals"] | {"deleted": 4, "skipped": 6, "remaining": 6} == run.summary["totals"]
    check_against_registry(run, before, simulator.digests)


@pytest.mark.parametrize(
    ("detail", "shown"), [("none", set()), ("selected", {"stale-0"}), ("all", {"stale-0", "fresh-0"})]
)
def test_detail_decides_which_images_are_shown(simulate, program, detail, shown):
    simulator = simulate(repository("team-a/app", *stale(1), *fresh(1)))
    expected = {digest(name) for name in shown}
    for run in (
        program(simulator.endpoint).invoke({"detail": detail}),
        program(simulator.endpoint).invoke({}, "--detail", detail),
    ):
        assert {each["digest"] for each in run.summary["repositories"][0]["images"]} == expected


def test_report_has_every_image_whatever_the_summary_shows(simulate, program, tmp_path):
    simulator = simulate(repository("team-a/app", *stale(1), *fresh(1)))
    report = tmp_path / "report.json"
    run = program(simulator.endpoint).invoke({}, "--detail", "none", "--report", report)
    assert run.summary["repositories"][0]["images"] == []
    written = json.loads(report.read_text())["repositories"][0]["images"]
    assert {each["outcome"] for each in written} == {"wouldDelete", "kept"}


def test_two_runs_at_once_do_no_harm(simulate, program):
    simulator = simulate(
        *(repository(f"team/{number}", *stale(150, f"stale-{number}"), *fresh(5, f"fresh-{number}")) for number in range(4))
    )
    simulator.cause({"kind": "latency", "milliseconds": 5})
    cleanup = program(simulator.endpoint)
    event = cleanup.event_file({})
    twins = [cleanup.start("invoke", "--event", event, DRY_RUN="false") for _ in range(2)]
    runs = [cleanup.finish(twin) for twin in twins]
    for run in runs:
        assert run.status == 0, run
        check_books(run.summary)
        assert run.summary["totals"]["failed"] == 0
    assert simulator.digests == {
        f"team/{number}": {digest(f"fresh-{number}-{image}") for image in range(5)} for number in range(4)
    }


@pytest.mark.parametrize("offset", [3_600, -3_600], ids=["behind", "ahead"])
def test_nothing_is_deleted_where_clocks_are_over_5_minutes_apart(simulate, program, offset):
    simulator = simulate(repository("team-a/app", *stale(3)), clockOffsetSeconds=offset)
    before = simulator.digests
    run = program(simulator.endpoint).invoke({}, DRY_RUN="false")
    assert run.status == 1
    assert simulator.digests == before
    assert simulator.mutating_calls == {}
    assert any("clock" in warning for warning in run.summary["warnings"])


def test_clocks_less_than_5_minutes_apart_are_no_obstacle(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(3)), clockOffsetSeconds=200)
    run = delete_all_stale(program(simulator.endpoint), simulator)
    assert run.status == 0
    assert simulator.digests == {"team-a/app": set()}
