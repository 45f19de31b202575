"""What is in use is kept: the built program against the simulator's ECS, Lambda, Inspector, Batch and STS."""

import json

import pytest
from support.expectations import check_against_registry
from support.policies_page import sample_registry
from support.program import EVENTS, REGION
from support.simulator import digest, image, repository

OTHER = "222222222222"
ROLE = f"arn:aws:iam::{OTHER}:role/cleanup"


def rule(days: int = 15) -> dict:
    selection = {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": days}
    return {"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}


def policy(**facts) -> str:
    document = {"policies": [{"name": "all", "repositories": ["*"], "rules": [rule()]}], **facts}
    return json.dumps(document)


@pytest.fixture
def sample(simulate):
    registry = sample_registry()
    return simulate(*registry.pop("repositories"), **registry)


def test_built_in_policy_keeps_what_runs_and_names_it(sample, program):
    before = sample.digests
    run = program(sample.endpoint).invoke(EVENTS / "scheduled.json", "--detail", "all", DRY_RUN="false")
    assert run.status == 0, run
    check_against_registry(run, before, sample.digests)
    sources = {each["name"]: each for each in run.summary["inUse"]["sources"]}
    assert sources["ecs"]["status"] == sources["lambda"]["status"] == "ok"
    assert sources["ecs"]["images"] > 0
    protected = [
        each for report in run.summary["repositories"] for each in report["images"] if each["decision"] == "protect"
    ]
    assert run.summary["totals"]["protected"] == len(protected) > 0
    reasons = " ".join(each["reason"] for each in protected)
    assert "ECS task arn:aws:ecs:" in reasons
    assert "Lambda function worker:12" in reasons


def test_usage_prints_what_is_in_use_by_source(sample, program):
    run = program(sample.endpoint).run("usage", "--output", "json")
    assert run.status == 0, run
    found = {each["name"]: each for each in json.loads(run.stdout)["sources"]}
    assert set(found) == {"ecs", "lambda"}
    assert found["lambda"]["status"] == "ok"
    images = {each["image"]: each["usedBy"] for each in found["lambda"]["inUse"]}
    assert ["Lambda function worker:12"] in images.values()


def gone(simulate):
    """A registry in which a task runs one image that is there, and one that is not."""
    host = f"123456789012.dkr.ecr.{REGION}.amazonaws.com"
    images = [f"{host}/team-a/app:v1", f"{host}/team-a/app:gone", f"{host}/team-z/nowhere:v1", "docker.io/nginx:1"]
    containers = [{"name": f"c{number}", "image": each} for number, each in enumerate(images)]
    definition = {"family": "web", "revision": 1, "containers": containers}
    ecs = {"taskDefinitions": [definition], "clusters": [{"name": "main", "tasks": [{"taskDefinition": "web:1"}]}]}
    return simulate(repository("team-a/app", image("one", 1, "v1")), workloads={"ecs": ecs}), images[1]


def test_images_in_use_that_are_gone_are_named_and_can_fail_a_check(simulate, program):
    simulator, missing = gone(simulate)
    cleanup = program(simulator.endpoint, LOG_LEVEL="")
    shown = cleanup.run("usage")
    assert shown.status == 0, shown
    assert "In use but gone" in shown.stdout
    checked = cleanup.run("usage", "--fail-on-missing", "--output", "json")
    assert checked.status == 1, checked
    assert [each["image"] for each in json.loads(checked.stdout)["missing"]] == [missing]
    assert "1 of the images in use" in checked.stderr
    summary = cleanup.invoke({}).summary
    assert [each["image"] for each in summary["inUse"]["missing"]] == [missing]
    assert summary["status"] == "succeeded"
    assert any(each.startswith("in use but gone: ") for each in summary["warnings"])


def test_check_fails_where_the_registry_can_not_be_listed(simulate, program):
    simulator, _ = gone(simulate)
    simulator.cause({"kind": "accessDenied", "operation": "DescribeRepositories"})
    cleanup = program(simulator.endpoint, LOG_LEVEL="")
    assert cleanup.run("usage").status == 0
    run = cleanup.run("usage", "--fail-on-missing")
    assert run.status == 1, run
    assert "it is not known which images are gone" in run.stderr


def test_usage_is_a_table_for_people(sample, program):
    run = program(sample.endpoint, LOG_LEVEL="").run("usage")
    assert run.status == 0 and run.stderr == "", run
    lines = run.stdout.splitlines()
    assert lines[0].split() == ["SOURCE", "IMAGES", "RUNNING", "STATUS", "FOR"]
    assert [line.split()[0] for line in lines[1:3]] == ["ecs", "lambda"]
    assert "      Lambda function worker:12" in lines
    assert all(len(line) <= 100 for line in lines if " " in line.strip())


def test_usage_of_one_image(sample, program):
    cleanup = program(sample.endpoint, LOG_LEVEL="")
    every = json.loads(cleanup.run("usage", "--output", "json").stdout)
    image = next(
        each["image"]
        for source in every["sources"]
        for each in source["inUse"]
        if "Lambda function worker:12" in each["usedBy"]
    )
    run = cleanup.run("usage", "--image", image)
    assert run.status == 0, run
    assert "Lambda function worker:12" in run.stdout and "ECS" not in run.stdout
    assert cleanup.run("usage", "--image", image.split("@")[0].split(":")[0] + "-other").stdout.count("amazonaws") == 0


@pytest.mark.parametrize("uri", ["", "nginx", "docker.io/library/nginx:1", "https://example.com"])
def test_usage_of_no_image_of_ecr_is_refused(sample, program, uri):
    run = program(sample.endpoint, LOG_LEVEL="").run("usage", "--image", uri)
    assert run.status == 2 and "--image" in run.stderr and "REPOSITORY" in run.stderr, run
    assert sample.calls == {}


@pytest.mark.parametrize(
    ("source", "operation"),
    [
        ("ecs", "ecs:ListClusters"), ("ecs", "ecs:DescribeTaskDefinition"), ("lambda", "lambda:ListFunctions"),
        ("lambda", "lambda:GetFunction"), ("inspector", "inspector2:BatchGetAccountStatus"),
        ("batch", "batch:DescribeJobDefinitions"),
    ],
)
def test_a_source_that_is_denied_blocks_what_it_could_have_protected(sample, program, source, operation):
    before = sample.digests
    sample.cause({"kind": "accessDenied", "operation": operation})
    cleanup = program(sample.endpoint, CLEANUP_POLICY=policy(protect={"inUse": [source]}))
    run = cleanup.invoke({}, DRY_RUN="false")
    assert run.status == 1, run
    assert sample.digests == before
    assert sample.mutating_calls == {}
    report = run.summary["repositories"][0]
    assert report["status"] == "blocked"
    assert operation.split(":")[1] in report["reason"]
    assert f'write protect.inUse without "{source}"' in report["reason"]


@pytest.mark.parametrize("kind", ["serverError", "throttling", "truncatedBody", "connectionCutBefore"])
@pytest.mark.parametrize("operation", ["ecs:DescribeTasks", "lambda:ListFunctions"])
def test_a_source_that_is_cut_short_blocks(sample, program, kind, operation):
    before = sample.digests
    sample.cause({"kind": kind, "operation": operation})
    run = program(sample.endpoint).invoke({}, DRY_RUN="false")
    assert run.status == 1, run
    assert sample.digests == before


def test_a_source_that_is_not_named_is_not_called(sample, program):
    run = program(sample.endpoint, CLEANUP_POLICY=policy(protect={"inUse": ["batch"]})).invoke({})
    assert run.status == 0, run
    called = set(sample.calls)
    assert any(name.startswith("batch:") for name in called)
    assert not any(name.startswith(("ecs:", "lambda:", "inspector2:")) for name in called)


def regions_and_accounts(simulate):
    stale = image("stale", 40)
    used = image("used", 40)
    return simulate(
        repository("app", stale, used),
        registries=[
            {"registryId": OTHER, "region": "us-east-1", "repositories": [repository("app", stale)]},
            {
                "registryId": OTHER,
                "region": REGION,
                "workloads": {
                    "ecs": {
                        "taskDefinitions": [
                            {
                                "family": "f",
                                "containers": [f"123456789012.dkr.ecr.{REGION}.amazonaws.com/app@{digest('used')}"],
                            }
                        ],
                        "clusters": [{"name": "c", "tasks": [{"taskDefinition": "f"}]}],
                    }
                },
            },
        ],
        roles=[{"arn": ROLE, "externalId": "secret-id"}],
    )


def test_targets_in_other_regions_and_accounts_and_uses_from_there(simulate, program):
    simulator = regions_and_accounts(simulate)
    role = {"roleArn": ROLE, "externalId": "secret-id"}
    targets = [{"region": REGION, "usageFrom": [{"region": REGION}, {"region": REGION, **role}]}]
    targets += [{"region": "us-east-1", **role}]
    document = policy(protect={"inUse": ["ecs"]}, targets=targets)
    run = program(simulator.endpoint, CLEANUP_POLICY=document).invoke({}, "--detail", "all", DRY_RUN="false")
    assert run.status == 0, run
    reports = {(each["registryId"], each["region"]): each for each in run.summary["repositories"]}
    assert reports[("123456789012", REGION)]["deleted"] == 1
    assert reports[("123456789012", REGION)]["protected"] == 1
    assert reports[(OTHER, "us-east-1")]["deleted"] == 1
    assert simulator.digests["app"] == {digest("used")}


def test_one_target_that_fails_hides_no_other(simulate, program):
    simulator = regions_and_accounts(simulate)
    targets = [{"region": REGION}, {"region": "us-east-1", "roleArn": ROLE, "externalId": "wrong"}]
    run = program(simulator.endpoint, CLEANUP_POLICY=policy(targets=targets)).invoke({}, DRY_RUN="false")
    assert run.status == 1, run
    assert run.summary["status"] == "partial"
    assert run.summary["totals"]["deleted"] == 2
    assert "AccessDenied" in run.summary["reason"]
    assert "us-east-1" in run.summary["reason"]


def test_public_registry_is_a_target(simulate, program):
    simulator = simulate(publicRepositories=[repository("tool", image("stale", 40), image("fresh", 1))])
    run = program(simulator.endpoint, CLEANUP_POLICY=policy(targets=[{"public": True}])).invoke({}, DRY_RUN="false")
    assert run.status == 0, run
    assert run.summary["totals"]["deleted"] == 1
    assert run.summary["repositories"][0]["region"] == "us-east-1"
