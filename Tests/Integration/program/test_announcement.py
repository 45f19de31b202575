"""`limits.announceDays`: an image goes only if the newest plan of so many days ago names it as it still is."""

import datetime
import json

import pytest
from support.policies import untagged_policy
from support.reports import LOCATION, Refusal, changed
from support.simulator import digest, fresh, image, repository, stale

DAYS = 7


def policy(days=DAYS, age=15) -> str:
    (rule,) = untagged_policy(age)["rules"]
    section = {"name": "all", "repositories": ["*"], "rules": [rule]}
    return json.dumps({"policies": [section], "protect": {"inUse": []}, "limits": {"announceDays": days}})


@pytest.fixture
def registry(simulate):
    return simulate(repository("team-a/app", *stale(3), *fresh(2)))


@pytest.fixture
def cleanup(registry, bucket, program):
    return program(registry.endpoint, DRY_RUN="false", CLEANUP_POLICY=policy(), **bucket.settings)


def plan_of(run, bucket) -> bytes:
    return bucket.read(run.summary["reports"]["prefix"].removeprefix(f"{LOCATION}/") + "plan.json")


@pytest.fixture
def plan(cleanup, bucket) -> bytes:
    """The plan of a first run, taken out of the bucket."""
    run = cleanup.invoke({})
    assert run.status == 0 and run.summary["totals"]["deleted"] == 0, run
    plan = plan_of(run, bucket)
    for name in bucket.keys():
        bucket.client.delete_object(Bucket="reports", Key=f"cleanup/eu/{name}")
    return plan


def check_keeps_all(run, registry, protected=3):
    assert run.status == 0, run
    assert run.summary["totals"]["deleted"] == run.summary["totals"]["selected"] == 0
    assert run.summary["repositories"][0]["byProtection"] == {"notAnnounced": protected}
    assert registry.mutating_calls == {}


def test_first_run_announces_and_deletes_nothing(cleanup, bucket, registry):
    run = cleanup.invoke({}, "--detail", "all")
    check_keeps_all(run, registry)
    assert any("no plan" in each and "7 days old" in each for each in run.summary["warnings"])
    images = {each["digest"]: each for each in run.summary["repositories"][0]["images"]}
    kept = images[digest("stale-0")]
    assert (kept["decision"], kept["outcome"], kept["rule"]) == ("protect", "kept", 1)
    assert "was not announced" in kept["reason"] and "older than 15 days" in kept["reason"]
    (planned,) = json.loads(plan_of(run, bucket))["repositories"]
    assert {each["digest"] for each in planned["images"]} == {digest(each["name"]) for each in stale(3)}
    assert {each["action"] for each in planned["images"]} == {"expire"}


def test_announced_images_go(cleanup, bucket, plan, registry):
    document = json.loads(plan)
    late = document["repositories"][0]["images"].pop()["digest"]
    name = bucket.announce(json.dumps(document).encode(), DAYS + 0.1)
    run = cleanup.invoke({})
    assert run.summary["totals"]["deleted"] == 2 and run.summary["totals"]["protected"] == 1, run
    assert run.summary["announcement"]["plan"] == f"{LOCATION}/{name}".removesuffix("plan.json")
    assert set(registry.digests["team-a/app"]) == {late, *(digest(each["name"]) for each in fresh(2))}
    (planned,) = json.loads(plan_of(run, bucket))["repositories"]
    assert late in {each["digest"] for each in planned["images"]}


def test_function_deletes_what_was_announced(bucket, plan, registry, emulate):
    emulator = emulate(registry.endpoint, DRY_RUN="false", CLEANUP_POLICY=policy(), **bucket.settings)
    assert emulator.invoke({})["totals"]["deleted"] == 0
    bucket.announce(plan, DAYS + 0.1)
    assert emulator.invoke({})["totals"]["deleted"] == 3


@pytest.mark.parametrize("days", [0.1, DAYS - 0.1])
def test_plan_that_is_too_young_announces_nothing_yet(cleanup, bucket, plan, registry, days):
    bucket.announce(plan, days)
    check_keeps_all(cleanup.invoke({}), registry)


def test_newest_of_the_old_plans_counts(cleanup, bucket, plan, registry):
    bucket.announce(plan, DAYS + 2)
    without = json.loads(plan) | {"repositories": []}
    bucket.announce(json.dumps(without).encode(), DAYS + 1)
    bucket.announce(plan, DAYS - 1)
    check_keeps_all(cleanup.invoke({}), registry)
    bucket.announce(plan, DAYS + 0.5)
    assert cleanup.invoke({}).summary["totals"]["deleted"] == 3


def other_policy(document):
    document["policy"]["sha256"] = "0" * 64


def narrowed(document):
    document["scope"] = "narrowed"


def what_if(document):
    document["scope"] = "whatIf"


def other_registry(document):
    document["repositories"][0]["registryId"] = "999999999999"


def other_region(document):
    document["repositories"][0]["region"] = "us-east-1"


def other_repository(document):
    document["repositories"][0]["name"] = "team-b/app"


def every(**members):
    def change(document):
        for each in document["repositories"][0]["images"]:
            each |= members

    change.__name__ = "_".join(members)
    return change


CHANGES = [
    other_policy, narrowed, what_if, other_registry, other_region, other_repository,
    every(tags=["v1"]), every(pushedAt="2020-01-01T00:00:00Z"), every(lastPulledAt="2020-01-01T00:00:00Z"),
    every(action="transition"),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_plan_of_something_else_announces_nothing(cleanup, bucket, plan, registry, change):
    document = json.loads(plan)
    change(document)
    bucket.announce(json.dumps(document).encode(), DAYS + 1)
    check_keeps_all(cleanup.invoke({}), registry)


def test_changed_policy_is_announced_anew(cleanup, bucket, plan, registry):
    bucket.announce(plan, DAYS + 1)
    run = cleanup.invoke({}, CLEANUP_POLICY=policy(age=14))
    check_keeps_all(run, registry)
    assert any("another policy" in each for each in run.summary["warnings"])


def test_narrowed_runs_and_trials_leave_no_announcement(cleanup, bucket, plan, registry):
    bucket.announce(plan, DAYS + 2)
    bucket.announce(plan, DAYS + 1, folder="runs/narrowed/")
    assert cleanup.invoke({"repositories": ["*"]}).summary["totals"]["deleted"] == 3


@pytest.mark.parametrize(
    "event", [{"repositories": ["team-a/app"]}, {"dryRun": True, "policy": json.loads(policy())}], ids=["part", "trial"]
)
def test_run_that_announces_nothing_names_no_day(cleanup, registry, event):
    run = cleanup.invoke(event)
    check_keeps_all(run, registry)
    assert run.summary["announcement"] == {"days": DAYS}


def test_plan_that_was_not_announced_selects_nothing(cleanup, bucket, plan, registry):
    bucket.write("approved/plan.json", plan)
    run = cleanup.invoke({"plan": f"{LOCATION}/approved/plan.json"})
    check_keeps_all(run, registry)
    numbers = {key: run.summary["plan"][key] for key in ("named", "selected", "noLongerSelected", "gone", "notInPlan")}
    assert numbers == {"named": 3, "selected": 0, "noLongerSelected": 3, "gone": 0, "notInPlan": 0}
    assert "goesFrom" not in run.summary["announcement"]


def test_plans_of_a_fan_outs_batches_announce_together(simulate, bucket, program):
    registry = simulate(repository("app", *stale(2)), repository("base", *stale(1, "other")))
    cleanup = program(registry.endpoint, DRY_RUN="false", CLEANUP_POLICY=policy(), **bucket.settings)
    document = json.loads(plan_of(cleanup.invoke({}), bucket))
    now = datetime.datetime.now(datetime.UTC)
    for number, planned in enumerate(document["repositories"]):
        part = json.dumps(document | {"repositories": [planned]}).encode()
        bucket.announce(part, DAYS + 1, f"night/batch-{number}", now=now)
    assert cleanup.invoke({}).summary["totals"]["deleted"] == 3


def edited(text: bytes) -> bytes:
    return text.replace(digest("stale-0").encode(), digest("fresh-0").encode())


def cut(text: bytes) -> bytes:
    return text[:-40]


def later_schema(text: bytes) -> bytes:
    return changed(text, schemaVersion=3)


@pytest.mark.parametrize("damage", [edited, cut, later_schema], ids=lambda damage: damage.__name__)
def test_damaged_plan_announces_nothing(cleanup, bucket, plan, registry, damage):
    name = bucket.announce(plan, DAYS + 1)
    bucket.write(name, damage(bucket.read(name)))
    run = cleanup.invoke({})
    check_keeps_all(run, registry)
    assert any(name in each and "nothing can go yet" in each for each in run.summary["warnings"]), run
    assert plan_of(run, bucket)


@pytest.mark.parametrize("refusal", ["denied", "throttled", "gone", "cut"])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_nothing_goes_if_the_bucket_refuses(cleanup, bucket, plan, registry, refusal, method):
    bucket.announce(plan, DAYS + 1)
    bucket.refusals[method] = getattr(Refusal, refusal)
    run = cleanup.invoke({})
    assert run.status == 1 and run.summary["status"] == "failed", run
    assert "PutObject" in run.summary["reason"] or "s3:" in run.summary["reason"]
    assert registry.mutating_calls == {}


def test_part_that_came_late_hides_no_plan(cleanup, bucket, plan, registry):
    """Such as that of an execution that is repeated days later, or of somebody who only may invoke the function."""
    bucket.announce(plan, DAYS + 2)
    now = datetime.datetime.now(datetime.UTC)
    without = json.dumps(json.loads(plan) | {"repositories": []}).encode()
    newest = bucket.announce(without, DAYS + 1, now=now)
    late = changed(without, createdAt=f"{now:%Y-%m-%dT%H:%M:%SZ}")
    bucket.write(newest.replace("plan.json", "late/plan.json"), late)
    check_keeps_all(cleanup.invoke({}), registry)


@pytest.mark.parametrize("operation", ["ecr:BatchGetImage", "ecr:ListTagsForResource"])
def test_repository_that_could_not_be_judged_is_not_announced(simulate, bucket, program, operation):
    children = [image("arm", 41), image("amd", 41)]
    index = image("index", 40, "v1", manifests=[digest("arm"), digest("amd")])
    registry = simulate(repository("app", *children, index, image("alone", 40)))
    document = json.loads(policy())
    document["protect"]["tagPatternList"] = ["v*"]
    document["protect"]["repositoryTag"] = {"key": "keep", "value": "yes"}
    settings = {"DRY_RUN": "false", "CLEANUP_POLICY": json.dumps(document)} | bucket.settings
    registry.cause({"kind": "accessDenied", "operation": operation})
    run = program(registry.endpoint, **settings).invoke({})
    assert run.summary["repositories"][0]["status"] == "blocked", run
    assert json.loads(plan_of(run, bucket))["repositories"] == []
    assert "notAnnounced" not in run.summary["repositories"][0]["byProtection"]


def test_announcement_needs_reports(cleanup, registry):
    run = cleanup.invoke({}, REPORTS="")
    assert run.status == 2 and "announceDays" in run.stderr and "REPORTS" in run.stderr, run
    assert registry.calls == {}


def test_family_goes_as_it_was_announced_or_not_at_all(simulate, bucket, program):
    children = [image("arm", 41), image("amd", 41)]
    index = image("index", 40, manifests=[digest("arm"), digest("amd")])
    registry = simulate(repository("app", *children, index, image("alone", 40)))
    cleanup = program(registry.endpoint, DRY_RUN="false", CLEANUP_POLICY=policy(), **bucket.settings)
    document = json.loads(plan_of(cleanup.invoke({}), bucket))
    (planned,) = document["repositories"]
    planned["images"] = [each for each in planned["images"] if each["digest"] != digest("arm")]
    bucket.announce(json.dumps(document).encode(), DAYS + 1)
    run = cleanup.invoke({})
    assert run.summary["totals"]["deleted"] == 1, run
    assert digest("alone") not in registry.digests["app"] and len(registry.digests["app"]) == 3


@pytest.mark.parametrize("days", [0, -1, 1.5, "7", True])
def test_days_that_can_not_be_are_refused(cleanup, registry, days):
    run = cleanup.invoke({}, CLEANUP_POLICY=policy(days))
    assert run.status == 2 and "limits.announceDays" in run.stderr, run
