"""`ecr-cleanup policy import`: one policy of the lifecycle policies that the repositories have in ECR."""

import json
import signal

import pytest
from support.background import READY_SECONDS
from support.policies import untagged_policy
from support.simulator import fresh, image, repository, stale


def own(*rules: dict) -> dict:
    return {"rules": list(rules)}


def rule(priority: int, selection: dict, **members) -> dict:
    return {"rulePriority": priority} | members | {"selection": selection, "action": {"type": "expire"}}


def newest(priority: int, count: int, **members) -> dict:
    tags = {"tagStatus": "tagged", "tagPrefixList": ["v", "release"]}
    return rule(priority, tags | {"countType": "imageCountMoreThan", "countNumber": count}, **members)


UNTAGGED = untagged_policy(15)["rules"][0] | {"rulePriority": 2}


@pytest.fixture
def registry() -> list[dict]:
    images = [*stale(3), *fresh(1), image("v1", 30, "v1"), image("v2", 20, "v2")]
    return [
        repository("team-a/app", *images, lifecyclePolicy=own(newest(1, 1, description="keep one"), UNTAGGED)),
        repository("team-a/web", *images, lifecyclePolicy=own(UNTAGGED, newest(1, 1))),
        repository("team-b/app", *images, lifecyclePolicy=own(newest(1, 5))),
        repository("team-b/none", *images),
    ]


def test_import_is_what_ecr_decides(simulate, program, registry, tmp_path):
    simulator = simulate(*registry)
    before = simulator.digests
    made = program(simulator.endpoint, LOG_LEVEL="")
    run = made.run("policy", "import")
    assert run.status == 0, run
    assert set(simulator.calls) == {"DescribeRepositories", "GetLifecyclePolicy", "DescribeImages"}
    document = json.loads(run.stdout)
    assert document == {
        "policies": [
            {
                "name": "team-a/app and 1 more",
                "repositories": ["team-a/app", "team-a/web"],
                "rules": [newest(1, 1, description="keep one"), UNTAGGED],
            },
            {"name": "team-b/app", "repositories": ["team-b/app"], "rules": [newest(1, 5)]},
        ]
    }
    assert run.stderr == (
        "ecr-cleanup: 3 repositories in 2 policies, which decide alike about 18 images. "
        "1 repository has no lifecycle policy, and is left alone.\n"
    )
    # The way on: the policy is valid, and ECR's own previews agree with it.
    file = tmp_path / "policy.json"
    file.write_text(run.stdout)
    assert made.run("policy", "check", file).status == 0
    compared = made.run("policy", "compare", file, "--output", "json")
    assert compared.status == 0, compared
    found = {each["name"]: each for each in json.loads(compared.stdout)["repositories"]}
    assert found.keys() == {"team-a/app", "team-a/web", "team-b/app"}
    assert all(each["status"] == "agrees" and each["compared"] == 6 for each in found.values())
    assert simulator.digests == before


def test_policies_that_another_implementation_holds(program, moto):
    ecr = moto.client_of("ecr")
    policies = {"one": own(newest(1, 1), UNTAGGED), "two": own(UNTAGGED), "three": own(newest(1, 1), UNTAGGED), "none": None}
    for name, policy in policies.items():
        ecr.create_repository(repositoryName=name)
        if policy:
            ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=json.dumps(policy))
    run = program(moto.endpoint).run("policy", "import")
    assert run.status == 0, run
    imported = json.loads(run.stdout)["policies"]
    assert [each["repositories"] for each in imported] == [["one", "three"], ["two"]]
    for each in imported:
        # It is put back word for word.
        text = json.dumps({"rules": each["rules"]})
        assert ecr.put_lifecycle_policy(repositoryName="none", lifecyclePolicyText=text)["lifecyclePolicyText"] == text
        assert each["rules"] == policies[each["repositories"][0]]["rules"]


def test_only_the_named_repositories_are_imported(simulate, program, registry):
    run = program(simulate(*registry).endpoint).run("policy", "import", "--repository", "team-b/*")
    assert [each["name"] for each in json.loads(run.stdout)["policies"]] == ["team-b/app"]


def test_nothing_to_import_is_said(simulate, program):
    run = program(simulate(repository("app", *stale(1))).endpoint, LOG_LEVEL="").run("policy", "import")
    assert (run.status, run.stdout) == (1, ""), run
    assert run.stderr == "ecr-cleanup: nothing was written: no repository's lifecycle policy was imported\n"


@pytest.mark.parametrize("operation", ["GetLifecyclePolicy", "DescribeImages"])
def test_missing_permission_is_named_and_the_rest_is_written(simulate, program, registry, operation):
    simulator = simulate(*registry)
    simulator.cause({"kind": "accessDenied", "operation": operation, "calls": 1})
    run = program(simulator.endpoint).run("policy", "import")
    assert run.status == 1, run
    assert f"ecr:{operation}" in run.stderr
    imported = [name for each in json.loads(run.stdout)["policies"] for name in each["repositories"]]
    assert len(imported) == (3 if operation == "GetLifecyclePolicy" and "team-b/none: " in run.stderr else 2)


def test_ctrl_c_writes_nothing(simulate, program, registry):
    simulator = simulate(*registry)
    simulator.cause({"kind": "latency", "operation": "DescribeImages", "milliseconds": 60_000})
    made = program(simulator.endpoint)
    process = made.start("policy", "import")
    simulator.background.wait_until(
        lambda: simulator.calls.get("DescribeImages", 0) >= 1, f"a listing within {READY_SECONDS} s"
    )
    process.send_signal(signal.SIGINT)
    run = made.finish(process, seconds=30)
    assert (run.status, run.stdout) == (1, ""), run
    assert "ecr-cleanup: the import was cancelled, and nothing was written" in run.stderr


def test_dead_server(program):
    run = program("http://127.0.0.1:1").run("policy", "import")
    assert (run.status, run.stdout) == (1, ""), run
    assert "the repositories can't be listed" in run.stderr
