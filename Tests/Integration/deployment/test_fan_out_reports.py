"""The reports of a fan-out: its batches write their plans into one folder, which a person approves as a whole."""

import json

import pytest
from support.fan_out import FanOut
from support.fan_out_function import FanOutFunction, registry
from support.reports import APPROVED


@pytest.fixture
def machine():
    # Each test has its own: moto's server ends with everything that moto holds.
    with pytest.MonkeyPatch.context() as patches, FanOut(patches) as machine:
        yield machine


@pytest.fixture
def fan_out(machine, emulate, bucket):
    """Runs the state machine once, with the program as its function, which needs an approval."""

    def run(simulator, event=None):
        settings = {"DRY_RUN": "false", "REQUIRE_APPROVAL": "true", **machine.settings, **bucket.settings}
        return machine.run(FanOutFunction(emulate(simulator.endpoint, **settings)), event)

    return run


def test_batches_write_their_plans_into_one_folder_which_is_approved_as_a_whole(simulate, fan_out, bucket):
    simulator = simulate(*registry())
    dry = fan_out(simulator)
    assert (dry.status, dry.summary["dryRun"], simulator.mutating_calls) == ("SUCCEEDED", True, {})
    # The listing announces nothing.
    prefixes = {each.answer["reports"]["prefix"] for each in dry.of("clean")}
    (folder,) = prefixes
    assert folder.endswith(f"-{dry.name}/") and "/narrowed/" not in folder
    plans = [name for name in bucket.keys() if name.endswith("/plan.json")]
    # One warning says how all of them are approved.
    (warning,) = (each for each in dry.summary["warnings"] if "REQUIRE_APPROVAL" in each)
    assert f"aws s3 cp {folder} {APPROVED}" in warning and "start the state machine" in warning
    assert len(plans) == 3 and {json.loads(bucket.read(name))["scope"] for name in plans} == {"all"}
    for name in plans:
        bucket.approve(name, "night/" + "/".join(name.split("/")[-2:]))
    carried_out = fan_out(simulator, {"plan": f"{APPROVED}night/"})
    assert (carried_out.status, carried_out.summary["totals"]["deleted"]) == ("SUCCEEDED", 15)


def test_narrowed_fan_out_leaves_no_plan_that_could_be_approved(simulate, fan_out, bucket):
    simulator = simulate(*registry())
    fan_out(simulator, {"repositories": ["team-a/*"]})
    (plan,) = (name for name in bucket.keys() if name.endswith("/plan.json"))
    assert plan.startswith("runs/narrowed/") and json.loads(bucket.read(plan))["scope"] == "narrowed"
    execution = fan_out(simulator, {"plan": bucket.approve(plan)})
    assert execution.status == "FAILED" and "limited to some repositories" in execution.summary["reason"]
    assert simulator.mutating_calls == {}
