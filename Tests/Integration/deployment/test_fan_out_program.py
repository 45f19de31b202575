"""The state machine with the real program as its function: each Lambda step is an invocation of the built binary under
AWS's runtime emulator, against the simulator.
"""

import json

import pytest
from support.expectations import check_against_registry, check_books
from support.fan_out import FanOut, FunctionError
from support.fan_out_function import FanOutFunction, registry
from support.program import EVENTS, Run
from support.simulator import image, repository


SCHEDULED = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}


@pytest.fixture(scope="module")
def machine():
    with pytest.MonkeyPatch.context() as patches, FanOut(patches) as machine:
        yield machine


@pytest.fixture
def fan_out(machine, emulate):
    """Runs the state machine once, with the program in an environment of its own."""

    def run(simulator, event=None, *, batch_size=2, notify=False, **settings):
        return machine.run(FanOutFunction(emulate(simulator.endpoint, **settings), machine), event, batch_size=batch_size, notify=notify)

    return run


def test_fan_out_deletes_what_a_single_run_would(simulate, emulate, fan_out):
    fanned, single = simulate(*registry()), simulate(*registry())
    before = fanned.digests
    execution = fan_out(fanned, DRY_RUN="false", notify=True)
    assert execution.status == "SUCCEEDED"
    assert [each["repositories"] for each in execution.batches] == [
        ["team-a/app", "team-b/app"],
        ["team-c/app", "team-d/app"],
        ["team-e/app"],
    ]
    expected = emulate(single.endpoint, DRY_RUN="false").invoke({})
    assert fanned.digests == single.digests != before
    # Sizes are summed, and the estimate is rounded in each batch.
    totals = execution.summary["totals"]
    assert totals | {"estimatedMonthlySavingsUSD": 0} == expected["totals"] | {"estimatedMonthlySavingsUSD": 0}
    assert (execution.summary["status"], execution.summary["dryRun"]) == ("succeeded", False)
    assert execution.summary["batches"] == {"total": 3, "succeeded": 3, "failed": 0}
    ((subject, message),) = execution.messages
    gone = totals["deleted"]
    assert subject == f"ecr-cleanup: the fan-out {gone} images went"
    assert f"Images:  {gone} of {totals['scanned']} went" in message


def test_each_step_sends_an_event_that_the_program_takes_and_keeps_its_whole_answer(simulate, fan_out):
    simulator = simulate(*registry())
    before = simulator.digests
    execution = fan_out(simulator, DRY_RUN="false")
    listing, *batches = execution.answers
    assert execution.events[0] == {"action": "listRepositories"}
    assert [each["name"] for each in listing["repositories"]] == [f"team-{name}/app" for name in "abcde"]
    assert len(batches) == 3
    for each in batches:
        check_books(each)
    written = [body for key, body in execution.objects.items() if key.startswith("batches/")]
    assert sorted(written, key=json.dumps) == sorted(batches, key=json.dumps)
    # The batches together account for all of the registry.
    merged = batches[0] | {"repositories": [report for each in batches for report in each["repositories"]]}
    merged["totals"] = execution.summary["totals"]
    check_against_registry(Run(0, json.dumps(merged), ""), before, simulator.digests)


def test_dry_run_by_the_input(simulate, fan_out):
    simulator = simulate(*registry())
    execution = fan_out(simulator, {"dryRun": True}, DRY_RUN="false")
    assert (execution.status, execution.summary["dryRun"]) == ("SUCCEEDED", True)
    assert (execution.summary["totals"]["selected"], execution.summary["totals"]["deleted"]) == (15, 0)
    assert simulator.mutating_calls == {}


def test_dry_run_by_the_configuration(simulate, fan_out):
    simulator = simulate(*registry())
    assert fan_out(simulator, {"dryRun": False}).summary["dryRun"] is True
    assert simulator.mutating_calls == {}


def test_scheduled_event(simulate, fan_out):
    event = json.loads((EVENTS / "scheduler.json").read_text())
    execution = fan_out(simulate(*registry()), event)
    assert execution.summary["totals"]["selected"] == 15
    assert {each["trigger"]["type"] for each in execution.answers} == {"schedule"}


@pytest.mark.parametrize("detail", [{"dryRun": True}, '{"dryRun": true}'], ids=["object", "text"])
def test_dry_run_by_the_detail_of_a_scheduled_event(simulate, fan_out, detail):
    simulator = simulate(*registry())
    execution = fan_out(simulator, SCHEDULED | {"detail": detail}, DRY_RUN="false")
    assert (execution.status, execution.summary["dryRun"]) == ("SUCCEEDED", True)
    assert execution.summary["totals"]["selected"] == 15
    assert simulator.mutating_calls == {}


def test_repositories_are_narrowed_by_the_input(simulate, fan_out):
    simulator = simulate(*registry())
    execution = fan_out(simulator, {"repositories": ["team-*/*", "!team-b/*"]}, DRY_RUN="false")
    assert execution.summary["totals"]["repositories"] == 4
    assert len(simulator.digests["team-b/app"]) == 5


@pytest.mark.parametrize(
    "event",
    [
        {"dryrun": True},
        {"repositories": "team-a/*"},
        SCHEDULED | {"detail": {"key1": "value1"}},
        SCHEDULED | {"dryRun": True},
        {"source": "aws.events", "dryRun": True, "detail": {}},
        {"detail-type": "Scheduled Event", "dryRun": True},
        {"source": None, "dryRun": True},
        json.loads((EVENTS / "ecr-push.json").read_text()),
    ],
    ids=[
        "unknown key",
        "wrong type",
        "unknown key in the detail",
        "override beside the detail",
        "no detail-type",
        "no source",
        "null for a source",
        "a push",
    ],
)
def test_event_that_the_program_refuses_cleans_nothing(simulate, fan_out, event):
    simulator = simulate(*registry())
    execution = fan_out(simulator, event, DRY_RUN="false")
    assert execution.status == "FAILED"
    assert execution.summary["status"] == "failed"
    assert "the event is refused" in execution.summary["reason"]
    assert simulator.calls == {}


def test_batch_that_fails_leaves_the_others(simulate, fan_out):
    simulator = simulate(*registry())
    # A dry run lists each repository's images once, so that this is one of the five batches.
    simulator.cause({"kind": "accessDenied", "operation": "DescribeImages", "firstCall": 3, "calls": 1})
    execution = fan_out(simulator, {"dryRun": True}, batch_size=1)
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "partial")
    assert execution.summary["batches"] == {"total": 5, "succeeded": 4, "failed": 1}
    assert execution.summary["totals"]["selected"] == 12
    (error,) = (each for each in execution.answers if isinstance(each, FunctionError))
    assert error.body["errorType"].startswith("Function.")
    assert "AccessDeniedException" in error.body["errorMessage"]


def test_registry_that_can_not_be_listed(simulate, fan_out):
    simulator = simulate(*registry())
    simulator.cause({"kind": "expiredToken"})
    execution = fan_out(simulator, DRY_RUN="false")
    assert execution.status == "FAILED"
    assert "ExpiredTokenException" in execution.summary["reason"]
    assert simulator.mutating_calls == {}


def test_empty_registry(simulate, fan_out):
    execution = fan_out(simulate(), DRY_RUN="false")
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "succeeded")
    assert len(execution.events) == 1


def test_limit_of_the_run_is_split_among_the_batches(simulate, fan_out):
    simulator = simulate(*registry())
    execution = fan_out(simulator, {"maxImages": 7}, DRY_RUN="false")
    assert execution.answers[0]["maxImages"] == 7
    # So few would be too small a share for some images with their children.
    assert [(each["maxImages"], len(each["repositories"])) for each in execution.batches] == [(7, 5)]
    assert execution.summary["status"] == "succeeded"
    assert (execution.summary["totals"]["deleted"], execution.summary["totals"]["remaining"]) == (7, 8)


def test_share_of_a_batch_lets_an_index_with_its_images_go(simulate, fan_out):
    def family(name: str) -> list[dict]:
        images = [image(f"{name}-{number}", 30) for number in range(4)]
        return [*images, image(f"{name}-index", 30, manifests=[each["name"] for each in images])]

    simulator = simulate(*(repository(f"team-{name}/app", *family(name)) for name in "abcde"))
    execution = fan_out(simulator, {"maxImages": 7}, DRY_RUN="false")
    # Five shares of one would let none of these five go, in this night or any other.
    assert execution.summary["totals"]["deleted"] == 5
