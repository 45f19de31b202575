"""`ecr-cleanup policy compare`: ECR's preview beside the program's decisions, on a registry that it leaves as it is."""

import json
import signal

import boto3
import pytest
from support.background import READY_SECONDS
from support.policies import SAMPLE_FILES, untagged_policy
from support.policies_page import sample_registry
from support.program import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from support.simulator import digest, fresh, image, repository, stale

# All that the command may call; none of them changes anything but the preview.
CALLS = {
    "DescribeRepositories",
    "DescribeImages",
    "ListTagsForResource",
    "GetLifecyclePolicy",
    "StartLifecyclePolicyPreview",
    "GetLifecyclePolicyPreview",
    "BatchGetImage",
    "ListPullTimeUpdateExclusions",
    "sts:GetCallerIdentity",
}
MARK = "ecr-cleanup policy compare "


def rule(priority: int, tags: str | list[str] | dict, count_type: str, number: int, **action) -> dict:
    """A rule: `tags` is a status, or a list of patterns, or a part of the selection."""
    tags = {"tagStatus": tags} if isinstance(tags, str) else tags
    tags = {"tagStatus": "tagged", "tagPatternList": tags} if isinstance(tags, list) else tags
    unit = {} if count_type == "imageCountMoreThan" else {"countUnit": "days"}
    selection = tags | {"countType": count_type, "countNumber": number} | unit
    return {"rulePriority": priority, "selection": selection, "action": {"type": "expire"} | action}


def pushed(priority: int, tags, days: int) -> dict:
    return rule(priority, tags, "sinceImagePushed", days)


def newest(priority: int, tags, count: int) -> dict:
    return rule(priority, tags, "imageCountMoreThan", count)


ARCHIVE = {"type": "transition", "targetStorageClass": "archive"}
PULLED = rule(1, "any", "sinceImagePulled", 30, **ARCHIVE)
IN_ARCHIVE = {"tagStatus": "any", "storageClass": "archive"}

# Something for each mistake to go wrong with.
IMAGES = [
    image("a", 100, "release-1", "stable", pulledDaysAgo=2),
    image("b", 30.5, "release-2", pulledDaysAgo=29),
    image("c", 29.5, "Release-3"),
    image("d", 5, "release-4-rc", pulledDaysAgo=1),
    image("e", 40),
    image("f", 3),
    image("restored", 200, "old", activatedDaysAgo=4, pulledDaysAgo=150),
    image("archived", 400, "archived-1", status="ARCHIVED", archivedDaysAgo=50),
    image("archived-long", 500, "archived-2", status="ARCHIVED", archivedDaysAgo=200),
    image("returning", 300, "returning", status="ACTIVATING", archivedDaysAgo=200),
    image("amd", 35),
    image("index", 35, "multi", manifests=["amd"]),
]

# The mistakes that the simulator can make, each with rules by which it shows.
DEVIATIONS = {
    "keepsOneMore": [newest(1, "any", 3)],
    "keepsOneFewer": [newest(1, "any", 3)],
    "keepsOldest": [newest(1, "any", 3)],
    "agesADayLater": [pushed(1, "any", 30)],
    "agesADayEarlier": [pushed(1, "any", 30)],
    "pushesIgnoreRestores": [pushed(1, "any", 30)],
    "pullsIgnoreRestores": [PULLED],
    "neverPulledStays": [PULLED],
    "pullsIgnored": [PULLED],
    "matchesAnyEntry": [pushed(1, ["release-*", "stable"], 1)],
    "matchesBeginnings": [pushed(1, ["release-4"], 1)],
    "matchesAnyCase": [pushed(1, ["release-*"], 1)],
    "prefixesMatchWhole": [pushed(1, {"tagStatus": "tagged", "tagPrefixList": ["release-"]}, 1)],
    "ordersBackwards": [newest(1, ["release-*"], 10), pushed(2, "any", 1)],
    "forgetsHigherRules": [newest(1, ["release-*"], 10), pushed(2, "any", 1)],
    "countsLeftovers": [newest(1, ["release-*"], 1), newest(2, "any", 4)],
    "untaggedSeesAll": [pushed(1, "untagged", 30)],
    "anySeesTagged": [pushed(1, "any", 30)],
    "standardSeesArchived": [pushed(1, "any", 30)],
    "standardSeesRestoring": [pushed(1, "any", 30)],
    "transitionsCountFromPush": [rule(1, IN_ARCHIVE, "sinceImageTransitioned", 90)],
    "expiresInsteadOfArchiving": [PULLED],
    "namesAnotherRule": [pushed(1, "any", 30)],
    "dropsLastResult": [pushed(1, "any", 30)],
    "takesHeldManifests": [pushed(1, "any", 50)],
}


@pytest.fixture
def compare(program, tmp_path):
    """Compares a policy, and checks that nothing was changed."""

    def run(simulator, policy: dict | None, *options: str, **settings: str):
        arguments = ["policy", "compare"]
        if policy is not None:
            file = tmp_path / "policy.json"
            file.write_text(json.dumps(policy))
            arguments.append(file)
        before = simulator.digests
        made = program(simulator.endpoint, **settings)
        done = made.run(*arguments, *options)
        assert simulator.digests == before
        assert set(simulator.calls) <= CALLS
        return done

    return run


def compared(run) -> dict:
    """The repositories of a comparison's JSON, by name."""
    return {each["name"]: each for each in json.loads(run.stdout)["repositories"]}


@pytest.mark.parametrize("parts", ["omitted", "listed", "counted"])
@pytest.mark.parametrize("sample", SAMPLE_FILES, ids=lambda path: path.name)
def test_samples_agree_as_far_as_ecr_can_express_them(simulate, program, sample, parts):
    registry = sample_registry()
    simulator = simulate(*registry.pop("repositories"), **registry)
    simulator.control("previews", {"parts": parts})
    run = program(simulator.endpoint).run("policy", "compare", sample, "--output", "json")
    assert run.status == 0, run
    for each in compared(run).values():
        assert each["status"] in ("agrees", "notComparable"), each
        assert all("explanation" in difference for difference in each["differences"]), each
        assert each["compared"] > 0 or "reason" in each, each
        assert each["setAside"] == 0, each


def test_most_samples_can_be_compared(simulate, program):
    registry = sample_registry()
    simulator = simulate(*registry.pop("repositories"), **registry)
    runs = {each.name: program(simulator.endpoint).run("policy", "compare", each, "--output", "json") for each in SAMPLE_FILES}
    asked = {name for name, run in runs.items() if sum(each["compared"] for each in compared(run).values())}
    # What these do can't be said in ECR's own rules.
    assert runs.keys() - asked == {"newest-of-each.json", "pull-requests.json", "versions.json"}


@pytest.mark.parametrize("deviation", DEVIATIONS)
def test_each_planted_mistake_is_found(simulate, compare, deviation):
    simulator = simulate(repository("app", *IMAGES))
    policy = {"rules": DEVIATIONS[deviation]}
    honest = compare(simulator, policy, "--output", "json")
    assert honest.status == 0, honest
    assert compared(honest)["app"]["differences"] == []
    # Reading manifests moves pull times: the second comparison has a registry of its own.
    simulator = simulate(repository("app", *IMAGES))
    simulator.control("previews", {"deviation": deviation})
    run = compare(simulator, policy, "--output", "json")
    assert run.status == 1, run
    assert compared(run)["app"]["status"] == "differs"
    assert any("explanation" not in each for each in compared(run)["app"]["differences"])
    assert "ecr-cleanup: app: ECR decides otherwise about " in run.stderr


def test_output_has_both_reasons(simulate, compare):
    simulator = simulate(repository("app", *stale(2), *fresh(1)))
    simulator.control("previews", {"deviation": "dropsLastResult"})
    run = compare(simulator, untagged_policy(15), "--output", "json")
    assert run.status == 1, run
    (found,) = json.loads(run.stdout)["repositories"]
    (difference,) = found.pop("differences")
    assert difference.pop("ours")["reason"].startswith("older than 15 days (20.")
    assert difference == {
        "digest": digest("stale-1"),
        "tags": [],
        "ecr": {"decision": "keep", "reason": "the preview does not list it"},
    }
    assert found == {
        "registryId": "123456789012",
        "region": REGION,
        "name": "app",
        "status": "differs",
        "compared": 3,
        "agreed": 2,
        "setAside": 0,
        "notComparable": ["the veto that keeps images in use by ecs, lambda, schedules"],
    }


# A difference that is meant, with the rules and images by which it shows, and the name by which it is explained.
MEANT = [
    ("a push under way", [newest(1, "any", 1)], [image("old", 5, "v1"), image("new", 0.01)]),
    (
        "orphaned referrers",
        [newest(1, "any", 1)],
        [image("old", 5, "v1"), image("signature", 3, subject=digest("gone"))],
    ),
    (
        "an index's pull time",
        [PULLED],
        [
            image("amd", 90, pulledDaysAgo=3),
            image("index", 90, "v1", pulledDaysAgo=60, manifests=["amd"]),
        ],
    ),
]


@pytest.mark.parametrize(("name", "rules", "images"), MEANT, ids=[each[0] for each in MEANT])
def test_deliberate_difference_is_named_and_is_no_failure(simulate, compare, name, rules, images):
    simulator = simulate(repository("app", *images))
    run = compare(simulator, {"rules": rules}, "--output", "json")
    assert run.status == 0, run
    assert {each["explanation"] for each in compared(run)["app"]["differences"]} == {name}


def test_table_is_for_people(simulate, compare):
    simulator = simulate(
        repository("team-a/app", image("old", 5, "v1"), image("new", 0.01)), repository("team-b/empty")
    )
    run = compare(simulator, {"rules": [newest(1, "any", 1)]}, LOG_LEVEL="")
    assert run.status == 0 and run.stderr == "", run
    lines = run.stdout.splitlines()
    assert lines[0].split("  ")[0] == "REPOSITORY" and lines[0].endswith("STATUS")
    assert all(len(line) <= 100 for line in lines)
    assert "      on purpose: a push under way" in lines
    assert "  - team-b/empty: it has no images" in lines
    assert lines[-1] == "ECR decides alike about 1 of 2 images. The differences are on purpose."


def test_own_policies_are_compared_and_dated(simulate, compare):
    own = {"rules": [newest(1, "any", 1)]}
    simulator = simulate(
        repository("app", *stale(3), lifecyclePolicy=own, lifecyclePolicyEvaluatedAt=1_769_860_800),
        repository("other", *stale(3)),
    )
    run = compare(simulator, None, "--own", "--output", "json")
    assert run.status == 0, run
    assert compared(run)["app"]["status"] == "agrees"
    assert compared(run)["app"]["lastEvaluatedAt"] == "2026-01-31T12:00:00Z"
    assert compared(run)["other"]["reason"] == "it has no lifecycle policy of its own"
    text = compare(simulator, None, "--own")
    assert "  app: 2026-01-31T12:00:00Z" in text.stdout.splitlines()


def test_only_the_named_repositories_are_compared(simulate, compare):
    simulator = simulate(repository("team-a/app", *stale(1)), repository("team-b/app", *stale(1)))
    run = compare(simulator, untagged_policy(15), "--repository", "team-a/*", "--output", "json")
    assert compared(run).keys() == {"team-a/app"}
    none = compare(simulator, untagged_policy(15), "--repository", "team-z/*", "--output", "json")
    assert none.status == 0
    assert json.loads(none.stdout)["warnings"] == ["no repository of the policy matches team-z/*"]


def ecr(simulator):
    """Somebody else's client."""
    return boto3.client(
        "ecr", REGION, endpoint_url=simulator.endpoint,
        aws_access_key_id=ACCESS_KEY_ID, aws_secret_access_key=SECRET_ACCESS_KEY,
    )


def wait_for_calls(simulator, operation: str, count: int):
    simulator.background.wait_until(
        lambda: simulator.calls.get(operation, 0) >= count, f"call {count} of {operation} within {READY_SECONDS} s"
    )


@pytest.fixture
def policy_file(tmp_path):
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(untagged_policy(15)))
    return file


def test_preview_of_somebody_else_is_waited_for_and_not_taken(simulate, program, policy_file):
    simulator = simulate(repository("app", *stale(3)))
    simulator.control("previews", {"status": "IN_PROGRESS"})
    # It would delete nothing: the result shows whose preview was read.
    other = json.dumps({"rules": [newest(1, "any", 1_000)]})
    ecr(simulator).start_lifecycle_policy_preview(repositoryName="app", lifecyclePolicyText=other)
    made = program(simulator.endpoint)
    process = made.start("policy", "compare", policy_file, "--output", "json")
    wait_for_calls(simulator, "StartLifecyclePolicyPreview", 3)
    assert "GetLifecyclePolicyPreview" not in simulator.calls
    simulator.control("previews", {})
    run = made.finish(process)
    assert run.status == 0, run
    assert compared(run)["app"]["agreed"] == 3
    preview = ecr(simulator).get_lifecycle_policy_preview(repositoryName="app")
    assert MARK in preview["lifecyclePolicyText"]
    assert len(preview["previewResults"]) == 3


def test_ctrl_c_ends_the_wait(simulate, program, policy_file):
    simulator = simulate(repository("app", *stale(3)))
    simulator.control("previews", {"status": "IN_PROGRESS"})
    made = program(simulator.endpoint)
    process = made.start("policy", "compare", policy_file)
    wait_for_calls(simulator, "GetLifecyclePolicyPreview", 1)
    process.send_signal(signal.SIGINT)
    run = made.finish(process, seconds=20)
    assert run.status == 1, run
    assert "ecr-cleanup: app: it could not be compared: the run was cancelled while it was compared" in run.stderr


def test_dead_server(program, policy_file):
    run = program("http://127.0.0.1:1").run("policy", "compare", policy_file)
    assert run.status == 1, run
    assert "the repositories can't be listed" in run.stderr


@pytest.mark.parametrize("operation", ["StartLifecyclePolicyPreview", "GetLifecyclePolicyPreview", "DescribeImages"])
def test_missing_permission_is_named(simulate, compare, operation):
    simulator = simulate(repository("app", *stale(1)))
    simulator.cause({"kind": "accessDenied", "operation": operation})
    run = compare(simulator, untagged_policy(15))
    assert run.status == 1, run
    assert f"ecr:{operation}" in run.stderr.split("app: it could not be compared: ")[1]


def test_own_policy_that_may_not_be_read(simulate, compare):
    simulator = simulate(repository("app", *stale(1)))
    simulator.cause({"kind": "accessDenied", "operation": "GetLifecyclePolicy"})
    run = compare(simulator, None, "--own")
    assert run.status == 1, run
    assert "ecr:GetLifecyclePolicy" in run.stderr


def test_failed_preview_hides_no_other_repository(simulate, compare):
    simulator = simulate(repository("app", *stale(1)), repository("empty"))
    simulator.control("previews", {"status": "FAILED"})
    run = compare(simulator, untagged_policy(15), "--output", "json")
    assert run.status == 1, run
    assert {name: each["status"] for name, each in compared(run).items()} == {"app": "failed", "empty": "agrees"}
    assert "the preview's status is FAILED" in run.stderr


def test_nothing_to_compare(simulate, compare):
    run = compare(simulate(repository("app")), untagged_policy(15))
    assert run.status == 0, run
    assert run.stdout.splitlines()[-1] == "Nothing was compared."


@pytest.mark.parametrize(
    "arguments",
    [["--own", "POLICY"], ["POLICY", "POLICY"], ["missing.json"], ["--owned"], ["POLICY", "--output", "yaml"]],
    ids=" ".join,
)
def test_bad_usage_calls_nothing(simulate, program, policy_file, arguments):
    simulator = simulate(repository("app", *stale(1)))
    given = [policy_file if each == "POLICY" else each for each in arguments]
    run = program(simulator.endpoint).run("policy", "compare", *given)
    assert run.status == 2, run
    assert run.stdout == "" and run.stderr
    assert simulator.calls == {}


def test_own_policies_need_no_valid_policy(simulate, compare):
    simulator = simulate(repository("app", *stale(1)))
    assert compare(simulator, None, "--own", CLEANUP_POLICY="{").status == 0
    assert compare(simulator, None, CLEANUP_POLICY="{").status == 2
