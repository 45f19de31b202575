"""`plan --audit`: what is wrong with the registry, beside a plan that is the same as without."""

import json

import pytest
from support.permissions import AUDIT, COMPARE
from support.policies import untagged_rule
from support.program import EVENTS
from support.simulator import image, repository, stale

OWN = {"rules": [untagged_rule(14)]}
IN_ORDER = {"lifecyclePolicy": OWN, "lifecyclePolicyEvaluatedDaysAgo": 1}
CACHE = "application/vnd.buildkit.cacheconfig.v0"
POLICY = {
    "policies": [{"name": "mine", "repositories": ["mine/*"], "rules": [untagged_rule(15)]}],
    "protect": {"inUse": []},
}
GB = 1 << 30
# What each repository is there for.
REPOSITORIES = [
    repository("fine", image("fine", 3), **IN_ORDER),
    repository("forgotten", image("forgotten", 30, "v1", sizeInBytes=10 * GB)),
    repository("late", image("late", 3), lifecyclePolicy=OWN, lifecyclePolicyEvaluatedDaysAgo=30.5),
    repository("never", image("never", 3), lifecyclePolicy=OWN),
    repository("pointless", image("pointless", 3, "v1"), **IN_ORDER),
    repository("mine/app", *stale(3), image("cache", 2, "main", artifactMediaType=CACHE), image("named", 2, "ci-cache")),
    repository("mine/old", image("old", 500, "v1", sizeInBytes=5 * GB)),
    repository("mine/tags", image("tags", 3, *[f"v{number}" for number in range(801)])),
    repository("scanned", *stale(12, "unused"), **IN_ORDER, scanOnPush=True),
    repository("empty"),
]
FOUND = {
    ("nearTagQuota", "mine/tags"),
    ("noPolicy", "forgotten"),
    ("lifecyclePolicyNotEvaluated", "late"),
    ("lifecyclePolicyNotEvaluated", "never"),
    ("lifecyclePolicyNeverMatches", "pointless"),
    ("unusedRepository", "mine/old"),
    ("buildCache", "mine/app"),
    ("scansUnusedImages", "scanned"),
}
NEEDS_NO_CALL = {("nearTagQuota", "mine/tags")}


def found(summary: dict) -> set[tuple[str, str | None]]:
    return {(each["code"], each.get("repository")) for each in summary["advice"]}


def ecr_calls(summary: dict) -> dict[str, int]:
    """The calls without the list of EKS clusters, which each run asks for."""
    return {name: count for name, count in summary["calls"].items() if name != "ListClusters"}


@pytest.fixture
def registry(simulate):
    return simulate(*REPOSITORIES)


@pytest.fixture
def plan(program, registry, tmp_path):
    """Plans by the policy of some repositories."""
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps(POLICY))
    cleanup = program(registry.endpoint, LOG_LEVEL="error")
    return lambda *options: cleanup.run("plan", "--policy", policy, *options)


def summary_of(run) -> dict:
    assert run.status == 0, run
    return json.loads(run.stdout)


def test_each_planted_fault_is_found_with_its_cost_or_risk_and_what_to_do(plan, registry):
    before = registry.digests
    summary = summary_of(plan("--audit", "--output", "json"))
    assert found(summary) == FOUND
    assert summary["audit"] is True
    assert [each["name"] for each in summary["repositories"]] == ["mine/app", "mine/old", "mine/tags"]
    for each in summary["advice"]:
        assert each["toDo"] and each["sentence"]
        assert "risk" in each or each["estimatedMonthlyCostUSD"] == round(each["bytes"] / GB * 0.10, 2)
        assert (each["registryId"], each["region"]) == ("123456789012", "eu-west-1")
    costs = {each["repository"]: each.get("estimatedMonthlyCostUSD") for each in summary["advice"]}
    assert (costs["forgotten"], costs["mine/old"]) == (1, 0.5)
    assert registry.digests == before and registry.mutating_calls == {}


def test_an_audit_only_reads_more_and_decides_alike(plan, registry):
    plain = summary_of(plan("--output", "json"))
    before = registry.ecr_calls
    assert ecr_calls(plain) == before == {"DescribeRepositories": 1, "DescribeImages": 3}
    assert found(plain) == NEEDS_NO_CALL and "audit" not in plain
    audited = summary_of(plan("--audit", "--output", "json"))
    assert audited["totals"] == plain["totals"] and plain["totals"]["selected"] == 3
    assert audited["repositories"] == plain["repositories"]
    assert ecr_calls(audited) == {
        "DescribeRepositories": 1,
        "DescribeImages": 10,
        "GetLifecyclePolicy": 9,
        "GetRegistryScanningConfiguration": 1,
    }
    assert set(audited["calls"]) - set(plain["calls"]) == {"GetLifecyclePolicy", *AUDIT}
    assert "GetLifecyclePolicy" in COMPARE
    total = {name: before.get(name, 0) + count for name, count in ecr_calls(audited).items()}
    assert registry.ecr_calls == total


def test_a_run_of_the_function_says_what_needs_no_call(program, registry):
    run = program(registry.endpoint).invoke(EVENTS / "scheduled.json")
    assert run.status == 0, run
    assert found(run.summary) == NEEDS_NO_CALL
    assert "GetLifecyclePolicy" not in registry.calls


def test_text_has_the_advice_at_its_end_with_commands_to_paste(plan):
    run = plan("--audit")
    assert run.status == 0, run
    lines = run.stdout.splitlines()
    advice = lines[lines.index("Advice:") :]
    assert "  No policy" in advice and "  Build caches" in advice
    assert any(line.startswith("    - forgotten: it has no lifecycle policy") for line in advice)
    text = " ".join(line.strip() for line in advice)
    assert "(10.0 GB, up to $1.00 a month)" in text
    assert f"2 build caches (1 by the type {CACHE}, 1 by the tag alone): ci-cache, main" in text
    assert "      aws ecr get-lifecycle-policy --region eu-west-1 --repository-name late" in advice
    assert "      ecr-cleanup usage" in advice


def test_narrowed_audit_is_about_the_named_repositories(plan, registry):
    summary = summary_of(plan("--audit", "--repository", "forgotten", "--output", "json"))
    assert found(summary) == {("noPolicy", "forgotten")}
    assert registry.calls["DescribeImages"] == 1


@pytest.mark.parametrize("operation", ["GetLifecyclePolicy", "GetRegistryScanningConfiguration"])
def test_a_denied_call_is_advice_and_no_failure(plan, registry, operation):
    registry.cause({"kind": "accessDenied", "operation": operation})
    summary = summary_of(plan("--audit", "--output", "json"))
    assert summary["status"] == "succeeded" and summary["totals"]["selected"] == 3
    (denied,) = [each for each in summary["advice"] if each["code"] == "notComputed"]
    assert denied["toDo"] == f"allow ecr:{operation} to the role or user that this runs as"
    assert operation in denied["sentence"] and "AccessDeniedException" in denied["sentence"]
    assert {("unusedRepository", "mine/old"), ("buildCache", "mine/app")} < found(summary)


def test_nothing_wrong_is_said_too(simulate, program):
    registry = simulate(repository("fine", image("fine", 3), **IN_ORDER))
    run = program(registry.endpoint, CLEANUP_POLICY=json.dumps(POLICY), LOG_LEVEL="error").run("plan", "--audit")
    assert run.status == 0, run
    assert "Audit: nothing is wrong with the registry, as far as it was looked at." in run.stdout


def test_an_audit_explains_no_image(plan):
    run = plan("--audit", "--explain", "mine/app")
    assert run.status == 2
    assert "--audit is about whole repositories: leave out --explain" in run.stderr


def test_reports_have_the_advice(plan, tmp_path, browse):
    files = {kind: tmp_path / f"report.{kind}" for kind in ("html", "md", "json", "csv")}
    options = [option for file in files.values() for option in ("--report", file)]
    run = plan("--audit", *options)
    assert run.status == 0, run
    assert found(json.loads(files["json"].read_text())) == FOUND
    markdown = files["md"].read_text()
    assert "**Advice**" in markdown and "- forgotten: it has no lifecycle policy" in markdown
    assert "`aws ecr get-lifecycle-policy --region eu-west-1 --repository-name late`" in markdown
    page = browse()
    page.open(files["html"])
    text = page.find("section[aria-labelledby=advice]").text
    assert "Unused repositories" in text and "mine/old: nobody pushed to it" in text
    assert "aws ecr get-lifecycle-policy --region eu-west-1 --repository-name late" in text
    assert page.console == [] and page.serious_barriers() == []


def test_a_public_registry_has_only_its_listing_read(simulate, program):
    registry = simulate(publicRepositories=[repository("tool", image("tool", 500, "v1"))])
    policy = POLICY | {"targets": [{"public": True}]}
    run = program(registry.endpoint, CLEANUP_POLICY=json.dumps(policy), LOG_LEVEL="error").run(
        "plan", "--audit", "--output", "json"
    )
    summary = summary_of(run)
    assert found(summary) == {("noPolicy", "tool")}
    assert "ECR Public has no lifecycle policies" in summary["advice"][0]["sentence"]
    assert set(registry.calls) == {"ecr-public:DescribeRepositories", "ecr-public:DescribeImages"}
