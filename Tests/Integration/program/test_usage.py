"""What is in use is kept: the built program against the simulator's services."""

import json
import re

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
    assert set(found) == {"ecs", "lambda", "schedules"}
    assert found["lambda"]["status"] == "ok"
    images = {each["image"]: each["usedBy"] for each in found["lambda"]["inUse"]}
    assert ["Lambda function worker:12"] in images.values()


def gone(simulate):
    """A registry in which a task runs an image that is there, one that is not, and one whose repository is not."""
    host = f"123456789012.dkr.ecr.{REGION}.amazonaws.com"
    images = [f"{host}/team-a/app:v1", f"{host}/team-a/app:gone", f"{host}/team-z/nowhere:v1", "docker.io/nginx:1"]
    containers = [{"name": f"c{number}", "image": each} for number, each in enumerate(images)]
    definition = {"family": "web", "revision": 1, "containers": containers}
    ecs = {"taskDefinitions": [definition], "clusters": [{"name": "main", "tasks": [{"taskDefinition": "web:1"}]}]}
    return simulate(repository("team-a/app", image("one", 1, "v1")), workloads={"ecs": ecs}), images[1:3]


def test_images_in_use_that_are_gone_are_named_and_can_fail_a_check(simulate, program):
    simulator, missing = gone(simulate)
    cleanup = program(simulator.endpoint, LOG_LEVEL="")
    shown = cleanup.run("usage")
    assert shown.status == 0, shown
    assert "In use but gone" in shown.stdout
    checked = cleanup.run("usage", "--fail-on-missing", "--output", "json")
    assert checked.status == 1, checked
    assert [each["image"] for each in json.loads(checked.stdout)["missing"]] == missing
    assert "2 of the images in use" in checked.stderr
    # A run speaks of the repositories that it lists.
    summary = cleanup.invoke({}).summary
    assert [each["image"] for each in summary["inUse"]["missing"]] == missing[:1]
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
    assert [line.split()[0] for line in lines[1:4]] == ["ecs", "lambda", "schedules"]
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
    other = image.split("@")[0].split(":")[0] + "-other"
    run = cleanup.run("usage", "--image", other)
    assert run.stdout.count("amazonaws") == 0 and "No source names this image" in run.stdout
    sample.cause({"kind": "accessDenied", "operation": "ecs:ListClusters"})
    run = cleanup.run("usage", "--image", other)
    assert run.status == 1 and "None of the sources that could be read names this image" in run.stdout, run


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
        ("batch", "batch:DescribeJobDefinitions"), ("schedules", "events:ListEventBuses"),
        ("schedules", "events:ListRules"), ("schedules", "scheduler:ListSchedules"),
        ("schedules", "scheduler:GetSchedule"), ("schedules", "pipes:ListPipes"),
        ("schedules", "states:ListStateMachines"), ("schedules", "ecs:DescribeTaskDefinition"),
        ("ecs", "ecs:ListDaemons"), ("ecs", "ecs:DescribeDaemon"), ("ecs", "ecs:DescribeDaemonRevisions"),
        ("batch", "batch:DescribeJobQueues"), ("codebuild", "codebuild:BatchGetProjects"),
        ("sagemaker", "sagemaker:DescribeEndpoint"), ("agentcore", "bedrock-agentcore:GetAgentRuntime"),
        ("cloudformation", "cloudformation:GetTemplate"), ("inspector", "inspector2:ListCoverage"),
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
    found = re.search(r"statement: (\{.*\})", report["reason"])
    assert operation in json.loads(found[1])["Action"]


@pytest.mark.parametrize("kind", ["serverError", "throttling", "truncatedBody", "connectionCutBefore"])
@pytest.mark.parametrize("operation", ["ecs:DescribeTasks", "ecs:ListDaemons", "ecs:DescribeDaemonRevisions", "lambda:ListFunctions", "scheduler:GetSchedule", "states:ListStateMachines"])
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


SCHEDULED = ("rule", "schedule", "call", "pipe", "machine", "named")


def scheduled(region: str) -> dict:
    """Workloads of which each kind of schedule starts an older revision than those that ECS counts."""
    host = f"123456789012.dkr.ecr.{region}.amazonaws.com"
    old = [{"family": "job", "revision": n, "containers": [f"ecr:app:{name}"]} for n, name in enumerate(SCHEDULED, 1)]
    new = [{"family": "job", "revision": n, "containers": ["ecr:app:new"]} for n in (11, 12, 13)]
    return {
        "ecs": {"taskDefinitions": old + new, "clusters": [{"name": "c", "tasks": [{"taskDefinition": "job:13"}]}]},
        "events": {"rules": [{"name": "r", "bus": "orders", "state": "DISABLED", "taskDefinition": "job:1"}]},
        "scheduler": {
            "schedules": [
                {"name": "s", "group": "team", "state": "DISABLED", "taskDefinition": "job:2"},
                {"name": "c", "input": '{"Cluster": "c", "TaskDefinition": "job:3"}'},
                {"name": "gone", "taskDefinition": "gone:1"},
            ]
        },
        "pipes": {"pipes": [{"name": "p", "state": "STOPPED", "taskDefinition": "job:4"}]},
        "states": {
            "stateMachines": [
                {"name": "m", "taskDefinition": "job:5"},
                {"name": "n", "definition": json.dumps({"Image": f"{host}/app:named"})},
            ]
        },
    }


def scheduled_images() -> dict:
    return repository("app", *(image(name, 40, name) for name in (*SCHEDULED, "new", "nobody")))


def test_revisions_that_schedules_start_are_kept_by_default(simulate, program):
    simulator = simulate(scheduled_images(), workloads=scheduled(REGION))
    run = program(simulator.endpoint, CLEANUP_POLICY=policy()).invoke({}, "--detail", "all", DRY_RUN="false")
    assert run.status == 0, run
    # What a task runs by a tag whose digest is known keeps no other image.
    assert simulator.digests["app"] == {digest(name) for name in (*SCHEDULED, "new")}
    reasons = {each["tags"][0]: each["reason"] for each in run.summary["repositories"][0]["images"]}
    account = f"{REGION}:123456789012"
    assert f"EventBridge rule arn:aws:events:{account}:rule/orders/r" in reasons["rule"]
    assert f"EventBridge schedule arn:aws:scheduler:{account}:schedule/team/s" in reasons["schedule"]
    assert f"EventBridge schedule arn:aws:scheduler:{account}:schedule/default/c" in reasons["call"]
    assert f"EventBridge pipe arn:aws:pipes:{account}:pipe/p" in reasons["pipe"]
    assert f"Step Functions state machine arn:aws:states:{account}:stateMachine:m" in reasons["machine"]
    assert f"Step Functions state machine arn:aws:states:{account}:stateMachine:n" in reasons["named"]
    assert run.summary["warnings"] == []


def test_a_list_without_schedules_is_a_warning(simulate, program):
    simulator = simulate(scheduled_images(), workloads=scheduled(REGION))
    document = policy(protect={"inUse": ["ecs", "lambda"]})
    run = program(simulator.endpoint, CLEANUP_POLICY=document).invoke({}, DRY_RUN="false")
    assert run.status == 0, run
    assert simulator.digests["app"] == {digest("new")}
    (warning,) = run.summary["warnings"]
    assert 'the policy "all" does not ask schedules for what is in use' in warning


def test_a_region_without_pipes_has_no_pipes(simulate, program):
    region = "il-central-1"
    simulator = simulate(scheduled_images(), region=region, workloads=scheduled(region))
    run = program(simulator.endpoint, CLEANUP_POLICY=policy(), AWS_REGION=region).invoke({}, DRY_RUN="false")
    assert run.status == 0, run
    assert "pipes:ListPipes" not in simulator.calls
    assert simulator.digests["app"] == {digest(name) for name in (*SCHEDULED, "new") if name != "pipe"}


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
