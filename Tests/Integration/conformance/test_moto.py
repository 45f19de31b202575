"""The program against moto, an ECR by others, with boto3 to confirm what is left."""

import json

import pytest
from support.expectations import check_against_registry, check_books
from support.policies import untagged_rule
from support.program import EVENTS


@pytest.fixture
def registry(moto):
    moto.create("team-a/app")
    moto.create("team-b/app")
    moto.stale = {moto.push("team-a/app", 16 + number) for number in range(3)}
    moto.kept = {
        moto.push("team-a/app", 14.9),
        moto.push("team-a/app", 400, "v1", "latest"),
        moto.push("team-a/app", 0),
    }
    moto.other = {moto.push("team-b/app", 30)}
    return moto


def all_digests(registry) -> dict[str, set[str]]:
    return {name: registry.digests(name) for name in ("team-a/app", "team-b/app")}


def test_policy_decides_what_is_left(registry, program):
    before = all_digests(registry)
    assert before == {"team-a/app": registry.stale | registry.kept, "team-b/app": registry.other}
    run = program(registry.endpoint).invoke(EVENTS / "scheduled.json", DRY_RUN="false")
    after = all_digests(registry)
    assert after == {"team-a/app": registry.kept, "team-b/app": set()}
    check_against_registry(run, before, after)
    assert run.status == 0, run
    assert run.summary["totals"]["deleted"] == 4


def test_dry_run_deletes_nothing_and_foretells_the_real_run(registry, program):
    before = all_digests(registry)
    run = program(registry.endpoint).invoke(EVENTS / "scheduled.json")
    assert run.status == 0, run
    check_books(run.summary)
    assert all_digests(registry) == before
    assert {
        each["digest"]
        for report in run.summary["repositories"]
        for each in report["images"]
        if each["outcome"] == "wouldDelete"
    } == registry.stale | registry.other


def test_narrowed_run_leaves_other_repositories_alone(registry, program):
    run = program(registry.endpoint).invoke({"repositories": ["team-b/*"]}, DRY_RUN="false")
    assert run.status == 0, run
    assert all_digests(registry) == {"team-a/app": registry.stale | registry.kept, "team-b/app": set()}


def test_more_than_a_batch(registry, program):
    more = {registry.push("team-b/app", 20) for _ in range(150)}
    before = all_digests(registry)
    run = program(registry.endpoint).invoke({}, DRY_RUN="false")
    after = all_digests(registry)
    assert not after["team-b/app"] & more
    check_against_registry(run, before, after)


def test_second_run_finds_nothing(registry, program):
    cleanup = program(registry.endpoint)
    cleanup.invoke({}, DRY_RUN="false")
    again = cleanup.invoke({}, DRY_RUN="false")
    assert again.status == 0
    assert again.summary["totals"]["selected"] == 0


def test_lambda_deletes_the_same(registry, emulate):
    summary = emulate(registry.endpoint, DRY_RUN="false").invoke(EVENTS / "scheduled.json")
    assert summary["totals"]["deleted"] == 4
    assert all_digests(registry) == {"team-a/app": registry.kept, "team-b/app": set()}


def test_lambda_that_is_not_told_to_delete_does_not(registry, emulate):
    before = all_digests(registry)
    assert emulate(registry.endpoint).invoke(EVENTS / "scheduled.json")["dryRun"] is True
    assert all_digests(registry) == before


def test_audit_reads_what_moto_answers(registry, program, tmp_path):
    policy = json.dumps({"rules": [untagged_rule(14)]})
    registry.client.put_lifecycle_policy(repositoryName="team-b/app", lifecyclePolicyText=policy)
    registry.client.put_registry_scanning_configuration(
        scanType="ENHANCED",
        rules=[{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "team-c", "filterType": "WILDCARD"}]}],
    )
    registry.create("team-c/old")
    for _ in range(10):
        registry.push("team-c/old", 400)
    before = all_digests(registry)
    ours = tmp_path / "policy.json"
    ours.write_text(json.dumps({"policies": [{"name": "b", "repositories": ["team-b/*"], "rules": [untagged_rule(14)]}],
                                "protect": {"inUse": []}}))
    run = program(registry.endpoint).run("plan", "--policy", ours, "--audit", "--output", "json")
    assert run.status == 0, run
    summary = json.loads(run.stdout)
    found = {(each["code"], each["repository"]) for each in summary["advice"]}
    # moto does not evaluate lifecycle policies, but says when it did.
    assert found - {("lifecyclePolicyNotEvaluated", "team-b/app")} == {
        ("noPolicy", "team-a/app"),
        ("noPolicy", "team-c/old"),
        ("unusedRepository", "team-c/old"),
        ("scansUnusedImages", "team-c/old"),
    }
    assert all_digests(registry) == before
