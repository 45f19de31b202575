"""`REQUIRE_APPROVAL`: a run deletes only what a plan names that somebody copied to the folder of approved plans."""

import json
import shlex

import pytest
from support.policies import untagged_policy
from support.reports import APPROVED, LOCATION, PREFIX, Refusal, changed, text
from support.simulator import digest, fresh, image, repository, stale

NAMES = {digest(each["name"]) for each in stale(3)}


@pytest.fixture
def registry(simulate):
    return simulate(repository("team-a/app", *stale(3), *fresh(2)), repository("team-b/app", *fresh(1, "other")))


@pytest.fixture
def cleanup(registry, bucket, program):
    """The program as its function is configured: it deletes, but only what was approved."""
    return program(registry.endpoint, DRY_RUN="false", REQUIRE_APPROVAL="true", **bucket.settings)


@pytest.fixture
def plan(cleanup, bucket) -> str:
    """The name of a plan that a run wrote."""
    run = cleanup.invoke({})
    assert run.status == 0 and run.summary["dryRun"] is True, run
    (name,) = [name for name in bucket.keys() if name.endswith("/plan.json")]
    return name


def check_refused(run, registry, before, *says: str):
    assert run.status == 2, run
    assert run.stdout == ""
    assert all(each in run.stderr for each in says), run
    assert registry.digests == before and registry.mutating_calls == {}


@pytest.mark.parametrize("value", ["true", "True", "1", "yes", "FALSE", "", " false"])
def test_everything_but_false_requires_approval(registry, cleanup, value):
    run = cleanup.invoke({}, REQUIRE_APPROVAL=value)
    assert run.status == 0 and run.summary["dryRun"] is True, run
    assert registry.mutating_calls == {}


def test_false_requires_none(registry, cleanup):
    run = cleanup.invoke({}, REQUIRE_APPROVAL="false")
    assert run.summary["totals"]["deleted"] == 3, run


def test_summary_says_how_to_approve(cleanup, bucket, plan, registry):
    (warning,) = [each for each in cleanup.runs[-1].summary["warnings"] if "REQUIRE_APPROVAL" in each]
    command = warning.split("approve its plan: ")[1].split(" and then")[0]
    _, _, _, source, target = command.split(" ")
    assert source == f"{LOCATION}/{plan}"
    assert target.startswith(APPROVED) and f'{{"plan":"{target}"}}' in warning
    address = bucket.approve(plan, target.removeprefix(APPROVED))
    assert cleanup.invoke({"plan": address}).summary["totals"]["deleted"] == 3


def test_approved_plan_is_carried_out_and_nothing_else(cleanup, bucket, plan, registry):
    document = json.loads(bucket.read(plan))
    (planned,) = document["repositories"]
    left = planned["images"].pop()["digest"]
    bucket.write("approved/plan.json", text(document))
    address = f"{APPROVED}plan.json"
    run = cleanup.invoke({"plan": address})
    assert run.status == 0 and run.summary["dryRun"] is False, run
    assert run.summary["totals"]["deleted"] == 2
    checksum = json.loads(bucket.read("approved/plan.json"))["checksum"]
    assert run.summary["plan"] == {
        "address": address, "checksum": checksum, "named": 2, "selected": 2, "noLongerSelected": 0, "gone": 0, "notInPlan": 1,
    }
    assert NAMES & set(registry.digests["team-a/app"]) == {left}
    again = cleanup.invoke({"plan": address})
    assert again.status == 0 and again.summary["plan"]["gone"] == 2, again


def test_function_carries_out_what_was_approved(registry, bucket, emulate):
    emulator = emulate(registry.endpoint, DRY_RUN="false", REQUIRE_APPROVAL="true", **bucket.settings)
    assert emulator.invoke({})["dryRun"] is True
    (name,) = [name for name in bucket.keys() if name.endswith("/plan.json")]
    before = registry.digests
    assert emulator.invoke({"plan": f"{LOCATION}/{name}"})["errorType"]
    assert registry.digests == before
    assert emulator.invoke({"plan": bucket.approve(name)})["totals"]["deleted"] == 3


@pytest.mark.parametrize("keeps", [{"DRY_RUN": "true"}, {"DRY_RUN": "False"}])
def test_approval_lifts_no_other_dry_run(cleanup, bucket, plan, registry, keeps):
    run = cleanup.invoke({"plan": bucket.approve(plan)}, **keeps)
    assert run.summary["dryRun"] is True and registry.mutating_calls == {}, run


def test_event_may_make_the_run_of_a_plan_safer(cleanup, bucket, plan, registry):
    address = bucket.approve(plan)
    assert cleanup.invoke({"plan": address, "dryRun": True}).summary["dryRun"] is True
    assert cleanup.invoke({"plan": address, "repositories": ["team-b/*"]}).summary["totals"]["deleted"] == 0
    assert registry.mutating_calls == {}
    assert cleanup.invoke({"plan": address, "maxImages": 1}).summary["totals"]["deleted"] == 1


def test_plan_without_required_approval_only_narrows(registry, bucket, program):
    cleanup = program(registry.endpoint, **bucket.settings)
    cleanup.invoke({"maxImages": 1})
    (name,) = [name for name in bucket.keys() if name.endswith("/plan.json")]
    run = cleanup.invoke({"plan": f"{LOCATION}/{name}"}, DRY_RUN="false")
    assert run.summary["totals"]["deleted"] == 1, run


@pytest.mark.parametrize("command", ["invoke", "apply"])
def test_command_line_approves_nothing(cleanup, bucket, plan, registry, tmp_path, command):
    before = registry.digests
    file = tmp_path / "plan.json"
    file.write_bytes(bucket.read(plan))
    run = cleanup.invoke({}, "--delete") if command == "invoke" else cleanup.run("apply", file, "--yes", DRY_RUN="false")
    check_refused(run, registry, before, "REQUIRE_APPROVAL", APPROVED)


def refused(change):
    """A plan that was approved after a change to it."""
    return pytest.param(change, id=change.__name__)


def elsewhere(cleanup, bucket, plan):
    return f"{LOCATION}/{plan}", "approved"


def other_bucket(cleanup, bucket, plan):
    bucket.client.create_bucket(Bucket="others", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    bucket.client.put_object(Bucket="others", Key=f"{PREFIX}/approved/plan.json", Body=bucket.read(plan))
    return f"s3://others/{PREFIX}/approved/plan.json", "approved"


def beside(cleanup, bucket, plan):
    bucket.write("approvedplan.json", bucket.read(plan))
    return f"{LOCATION}/approvedplan.json", "approved"


def looks_alike(cleanup, bucket, plan):
    """A key that Unicode takes for the same, and S3 for another one."""
    cleanup.environment["REPORTS"] = "s3://reports/Kunde"
    bucket.client.put_object(Bucket="reports", Key="\u212aunde/approved/plan.json", Body=bucket.read(plan))
    return "s3://reports/\u212aunde/approved/plan.json", "approved"


def edited(cleanup, bucket, plan):
    bucket.write("approved/plan.json", bucket.read(plan).replace(digest("stale-0").encode(), digest("fresh-0").encode()))
    return f"{APPROVED}plan.json", "it was changed"


def cut(cleanup, bucket, plan):
    bucket.write("approved/plan.json", bucket.read(plan)[:-100])
    return f"{APPROVED}plan.json", "no whole plan"


def stale_plan(cleanup, bucket, plan):
    bucket.write("approved/plan.json", changed(bucket.read(plan), createdAt="2026-01-01T00:00:00Z"))
    return f"{APPROVED}plan.json", "days old, and a plan is good for 7"


def from_the_future(cleanup, bucket, plan):
    bucket.write("approved/plan.json", changed(bucket.read(plan), createdAt="2126-01-01T00:00:00Z"))
    return f"{APPROVED}plan.json", "made in the future"


def foreign(cleanup, bucket, plan):
    document = json.loads(bucket.read(plan))
    document["repositories"][0]["registryId"] = "999999999999"
    bucket.write("approved/plan.json", text(document))
    return f"{APPROVED}plan.json", "it is of the registry 999999999999"


def other_policy(cleanup, bucket, plan):
    cleanup.environment["CLEANUP_POLICY"] = json.dumps(untagged_policy(5))
    return bucket.approve(plan), "and the policy in CLEANUP_POLICY is configured now"


def narrowed(cleanup, bucket, plan):
    run = cleanup.invoke({"repositories": ["team-a/*"]})
    return bucket.approve(run.summary["reports"]["prefix"].removeprefix(f"{LOCATION}/") + "plan.json"), "limited to some"


def what_if(cleanup, bucket, plan):
    run = cleanup.invoke({"policy": untagged_policy(15), "dryRun": True})
    return bucket.approve(run.summary["reports"]["prefix"].removeprefix(f"{LOCATION}/") + "plan.json"), "only tries a policy"


def not_there(cleanup, bucket, plan):
    return f"{APPROVED}other/", "there is no plan in this folder"


def stale_part(cleanup, bucket, plan):
    bucket.write("approved/night/new/plan.json", bucket.read(plan))
    bucket.write("approved/night/old/plan.json", changed(bucket.read(plan), createdAt="2026-01-01T00:00:00Z"))
    return f"{APPROVED}night/", "days old, and a plan is good for 7"


def part_of_another_run(cleanup, bucket, plan):
    bucket.write("approved/night/a/plan.json", bucket.read(plan))
    bucket.write("approved/night/b/plan.json", changed(bucket.read(plan), run="runs/2026-01-01/other/"))
    return f"{APPROVED}night/", "it is not of the same run"


def foreign_part(cleanup, bucket, plan):
    document = json.loads(bucket.read(plan))
    document["policy"]["sha256"] = "0" * 64
    bucket.write("approved/night/a/plan.json", bucket.read(plan))
    bucket.write("approved/night/b/plan.json", text(document))
    return f"{APPROVED}night/", "it is not of the same run"


def no_plan(cleanup, bucket, plan):
    bucket.write("approved/plan.json", b"{}")
    return f"{APPROVED}plan.json", "not a plan"


CHANGES = [
    elsewhere, other_bucket, beside, looks_alike, edited, cut, stale_plan, from_the_future, foreign, other_policy, narrowed, what_if,
    not_there, stale_part, foreign_part, part_of_another_run, no_plan,
]


@pytest.mark.parametrize("change", map(refused, CHANGES))
def test_plan_that_nobody_approved_is_refused(cleanup, bucket, plan, registry, change):
    before = registry.digests
    address, says = change(cleanup, bucket, plan)
    check_refused(cleanup.invoke({"plan": address}), registry, before, says)


@pytest.mark.parametrize("value", [1, None, "plan.json", "s3://reports", ["s3://reports/plan.json"]])
def test_address_that_is_none_is_refused(cleanup, bucket, registry, value):
    run = cleanup.invoke({"plan": value})
    check_refused(run, registry, registry.digests, '"plan"', "s3://BUCKET/KEY")
    assert registry.calls == {} and bucket.requests == []


@pytest.mark.parametrize("refusal", ["denied", "throttled", "gone", "cut"])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_nothing_goes_if_the_bucket_refuses(cleanup, bucket, plan, registry, refusal, method):
    address = bucket.approve(plan)
    before = registry.digests
    bucket.refusals[method] = getattr(Refusal, refusal)
    run = cleanup.invoke({"plan": address})
    assert run.status == 1 and run.summary["status"] == "failed", run
    assert "s3:" in run.summary["reason"] or "PutObject" in run.summary["reason"], run
    assert registry.digests == before and registry.mutating_calls == {}


def test_plan_of_a_fan_out_is_a_folder(cleanup, bucket, plan, registry):
    document = json.loads(bucket.read(plan))
    (planned,) = document["repositories"]
    parts = [document | {"repositories": [planned | {"images": [each]}]} for each in planned["images"]]
    for number, part in enumerate(parts):
        bucket.write(f"approved/night/batch-{number}/plan.json", text(part))
    bucket.write("approved/night/notes.txt", b"approved by me")
    run = cleanup.invoke({"plan": f"{APPROVED}night/"})
    assert run.summary["totals"]["deleted"] == 3 and run.summary["plan"]["named"] == 3, run


def test_policy_that_is_only_tried_is_not_approved(cleanup, bucket, plan, registry, tmp_path):
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps(untagged_policy(15)))
    address = bucket.approve(plan)
    before = registry.digests
    check_refused(cleanup.invoke({"plan": address}, "--policy", policy), registry, before, "only the configured policy counts")


def test_plan_without_images_is_carried_out_without_a_warning(cleanup, bucket, plan):
    bucket.write("approved/plan.json", changed(bucket.read(plan), repositories=[]))
    run = cleanup.invoke({"plan": f"{APPROVED}plan.json"})
    assert run.status == 0 and run.summary["warnings"] == [], run


def test_images_outside_the_events_repositories_are_not_gone(cleanup, bucket, plan):
    run = cleanup.invoke({"plan": bucket.approve(plan), "repositories": ["team-b/*"]})
    assert run.summary["plan"]["named"] == 3 and run.summary["plan"]["gone"] == 0, run


def test_summary_in_the_bucket_says_how_to_approve(cleanup, bucket, plan):
    folder = plan.removesuffix("plan.json")
    stored = json.loads(bucket.read(folder + "summary.json"))
    assert stored["warnings"][0] == cleanup.runs[-1].summary["warnings"][0]
    assert "aws s3 cp" in bucket.read(folder + "report.html").decode()


def test_nothing_to_approve_asks_for_nothing(simulate, bucket, program):
    registry = simulate(repository("team-a/app", *fresh(2)))
    run = program(registry.endpoint, DRY_RUN="false", REQUIRE_APPROVAL="true", **bucket.settings).invoke({})
    assert any("REQUIRE_APPROVAL" in each for each in run.summary["warnings"])
    assert not any("aws s3 cp" in each for each in run.summary["warnings"])


def test_command_is_quoted_for_the_shell(registry, bucket, program):
    settings = bucket.settings | {"REPORTS": "s3://reports/my reports/x'y"}
    run = program(registry.endpoint, DRY_RUN="false", REQUIRE_APPROVAL="true", **settings).invoke({})
    (warning,) = [each for each in run.summary["warnings"] if "aws s3 cp" in each]
    words = shlex.split(warning.split("approve its plan: ")[1].split(" and then")[0])
    assert words[:3] == ["aws", "s3", "cp"] and words[3].startswith("s3://reports/my reports/x'y/runs/")
    assert words[4].startswith("s3://reports/my reports/x'y/approved/")


def test_plan_that_is_approved_at_once_says_why_indexes_stay(simulate, bucket, program):
    children = [image("arm", 41), image("amd", 41)]
    index = image("index", 40, manifests=[digest("arm"), digest("amd")])
    registry = simulate(repository("app", *children, index))
    cleanup = program(registry.endpoint, DRY_RUN="false", REQUIRE_APPROVAL="true", **bucket.settings)
    run = cleanup.invoke({})
    plan = run.summary["reports"]["prefix"].removeprefix(f"{LOCATION}/") + "plan.json"
    run = cleanup.invoke({"plan": bucket.approve(plan)})
    assert run.summary["totals"]["deleted"] == 0
    assert any("Invoke the function with it again after" in each for each in run.summary["warnings"]), run


def test_plan_command_does_not_offer_what_is_refused(cleanup, tmp_path):
    run = cleanup.run("plan", "--save", tmp_path / "plan.json")
    assert run.status == 0 and "apply" not in run.stdout, run
