"""The simulator against boto3: what it says of running images reads as AWS's answers do, and fits AWS's models."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from support.program import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from support.shapes import ShapeCheck
from support.simulator import digest, image, repository

ACCOUNT = "123456789012"
OTHER_ACCOUNT = "222222222222"
ROLE = f"arn:aws:iam::{OTHER_ACCOUNT}:role/team/cleanup"
HOST = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"

STACK = "arn:aws:cloudformation:eu-west-1:123456789012:stack"
DAEMON = "arn:aws:ecs:eu-west-1:123456789012:daemon/production/agent-{n}"
DAEMON_DEFINITION = "arn:aws:ecs:eu-west-1:123456789012:daemon-task-definition/agent:1"
QUEUE = "arn:aws:batch:eu-west-1:123456789012:job-queue/queue"


def job(name: str, status: str = "RUNNING", **members) -> dict:
    """A job of Batch, in the registry file's form."""
    return {
        "jobId": name,
        "jobArn": f"arn:aws:batch:eu-west-1:123456789012:job/{name}",
        "jobName": "report",
        "jobQueue": QUEUE,
        "jobDefinition": "report:1",
        "status": status,
        "startedAt": 1_769_000_000_000,
        "container": {"image": "ecr:team-a/app:live"},
        **members,
    }


WORKLOADS = {
    "ecs": {
        "taskDefinitions": [
            {"family": "web", "revision": 9, "containers": ["ecr:team-a/app#old"]},
            {
                "family": "web",
                "revision": 10,
                "containers": [{"name": "web", "image": "ecr:team-a/app:live"}, {"name": "proxy", "image": "envoy:1"}],
            },
            {"family": "gone", "status": "INACTIVE", "containers": ["ecr:team-a/app:gone"]},
        ],
        "clusters": [
            {
                "name": "production",
                "services": [
                    {
                        "name": "web",
                        "taskDefinition": "web:10",
                        "deployments": [
                            {"taskDefinition": "web:10"},
                            {"taskDefinition": "web:9", "status": "ACTIVE"},
                        ],
                        "revisions": [
                            {"taskDefinition": "web:9", "current": False},
                            {"taskDefinition": "web:10"},
                        ],
                    },
                    {"name": "blue-green", "taskSets": [{"taskDefinition": "web:9"}]},
                    {"name": "many", "taskDefinition": "web", "count": 25},
                ],
                "tasks": [
                    {"taskDefinition": "web:10", "service": "web", "count": 230},
                    {"taskDefinition": "web:9", "lastStatus": "STOPPED", "startedBy": "someone"},
                    {"taskDefinition": "web:10", "lastStatus": "PROVISIONING"},
                ],
            },
            {"name": "empty"},
        ],
        "daemons": [
            {
                "daemonArn": DAEMON,
                "clusterArn": "arn:aws:ecs:eu-west-1:123456789012:cluster/production",
                "status": "ACTIVE",
                "currentRevisions": [{"arn": DAEMON + "-revision"}],
                "count": 110,
            }
        ],
        "daemonDeployments": [{"daemonDeploymentArn": DAEMON + "-deployment", "status": "PENDING", "count": 1}],
        "daemonTaskDefinitions": [
            {
                "daemonTaskDefinitionArn": DAEMON_DEFINITION,
                "containerDefinitions": [{"name": "agent", "image": "ecr:team-a/app:live"}],
            }
        ],
        "daemonRevisions": [
            {
                "daemonRevisionArn": DAEMON + "-revision",
                "daemonArn": DAEMON,
                "containerImages": [{"containerName": "agent", "image": "ecr:team-a/app:live"}],
                "count": 110,
            }
        ],
    },
    "lambda": {
        "functions": [
            {
                "name": "resize",
                "image": "ecr:team-a/app:live",
                "versions": [{"version": 1, "image": "ecr:team-a/app:live", "digest": "old"}],
                "aliases": [{"name": "prod", "version": "1", "weights": {"$LATEST": 0.25}}],
            },
            {"name": "archive"},
            {"name": "worker-{n}", "image": "ecr:team-a/app#old", "count": 120},
        ]
    },
    "inspector": {
        "coverage": [
            {"image": "ecr:team-a/app#old", "inUseCount": 3, "lastInUseDaysAgo": 0.1},
            {"image": "ecr:team-a/app:live", "inUseCount": 0, "lastInUseDaysAgo": 9},
        ]
    },
    "batch": {
        "jobDefinitions": [
            {"name": "report", "images": {"container": "ecr:team-a/app:live"}, "count": 110},
            {"name": "old", "status": "INACTIVE", "images": {"container": "ecr:team-a/app:gone"}},
            {"name": "task", "images": {"ecs": ["ecr:team-a/app#old", "envoy:1"]}},
            {"name": "pod", "images": {"eks": ["ecr:team-a/app#old"], "eksInit": ["busybox"]}},
            {"name": "nodes", "nodes": [{"container": "ecr:team-a/app:live"}, {"ecs": ["envoy:1"]}]},
        ],
        "jobQueues": [
            {
                "jobQueueName": "queue",
                "jobQueueArn": QUEUE,
                "state": "ENABLED",
                "priority": 1,
                "computeEnvironmentOrder": [],
            }
        ],
        "jobs": [
            job("array", arrayProperties={"size": 1}),
            job("array:0", "RUNNABLE", startedAt=0),
            job("job-{n}", count=110),
        ],
    },
    "events": {
        "rules": [
            {"name": "nightly", "taskDefinition": "web:9"},
            {"name": "order-{n}", "bus": "orders", "state": "DISABLED", "count": 120},
        ]
    },
    "scheduler": {
        "schedules": [
            {"name": "hourly", "group": "team", "state": "DISABLED", "taskDefinition": "web"},
            {"name": "call-{n}", "input": '{"TaskDefinition": "web:{n}"}', "count": 110},
        ]
    },
    "pipes": {
        "pipes": [
            {"name": "queue", "state": "STOPPED", "taskDefinition": "web:9"},
            {"name": "function-{n}", "count": 110},
        ]
    },
    "states": {
        "stateMachines": [
            {"name": "flow", "taskDefinition": "web:9"},
            {"name": "own-{n}", "definition": '{"StartAt": "A"}', "count": 1001},
        ]
    },
    "cloudformation": {
        "stacks": [
            {
                "StackId": f"{STACK}/api",
                "StackName": "api",
                "StackStatus": "UPDATE_COMPLETE",
                "CreationTime": "2026-01-15T09:30:00Z",
                "Parameters": [{"ParameterKey": "Tag", "ParameterValue": "<1.0 & 2.0>"}],
                "TemplateBody": {"Resources": {"Task": {"Image": "ecr:team-a/app:live"}}},
                "StackResourceSummaries": [
                    {
                        "LogicalResourceId": f"Task{number}",
                        "PhysicalResourceId": f"task-{number}",
                        "ResourceType": "AWS::ECS::TaskDefinition",
                        "ResourceStatus": "CREATE_COMPLETE",
                        "LastUpdatedTimestamp": "2026-01-15T09:30:00Z",
                    }
                    for number in range(150)
                ],
            },
            {
                "StackId": f"{STACK}/gone",
                "StackName": "gone",
                "StackStatus": "DELETE_COMPLETE",
                "CreationTime": "2026-01-15T09:30:00Z",
                "TemplateBody": "Resources: {}",
            },
            {
                "StackId": STACK + "/stack-{n}",
                "StackName": "stack-{n}",
                "StackStatus": "DELETE_FAILED",
                "CreationTime": "2026-01-15T09:30:00Z",
                "count": 110,
            },
        ]
    },
}


class Account:
    """boto3's clients for the simulator, each answer of which is held against the model."""

    def __init__(self, simulator):
        self.simulator = simulator
        self.check = ShapeCheck()

    def client(self, service: str, region: str = REGION, credentials: dict | None = None):
        keys = credentials or {"AccessKeyId": ACCESS_KEY_ID, "SecretAccessKey": SECRET_ACCESS_KEY}
        client = boto3.client(
            service,
            region_name=region,
            endpoint_url=self.simulator.endpoint,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
            config=Config(retries={"total_max_attempts": 1}),
        )
        return self.check.watch(client)

    def pages(self, service: str, operation: str, key: str, **request) -> list:
        """The items of all pages of a listing, by botocore's own paginator."""
        paginator = self.client(service).get_paginator(operation)
        return [item for page in paginator.paginate(**request) for item in page[key]]


@pytest.fixture
def account(simulate):
    app = repository("team-a/app", image("old", 40), image("new", 3, "live"))
    there = {
        "registryId": OTHER_ACCOUNT,
        "region": "us-east-1",
        "repositories": [repository("other/app", image("other", 3))],
        "workloads": {"ecs": {"clusters": [{"name": "there"}]}},
    }
    roles = [{"arn": ROLE, "externalId": "an-external-id", "maxSessionSeconds": 7200}]
    return Account(simulate(app, workloads=WORKLOADS, registries=[there], roles=roles))


def test_ecs_daemons(account):
    ecs = account.client("ecs")
    first = ecs.list_daemons(clusterArn="production")
    second = ecs.list_daemons(clusterArn="production", nextToken=first["nextToken"])
    daemons = first["daemonSummariesList"] + second["daemonSummariesList"]
    assert len({each["daemonArn"] for each in daemons}) == 110
    daemon = ecs.describe_daemon(daemonArn=daemons[0]["daemonArn"])["daemon"]
    answer = ecs.describe_daemon_revisions(daemonRevisionArns=[daemon["currentRevisions"][0]["arn"], "arn:x"])
    assert answer["daemonRevisions"][0]["containerImages"][0]["image"] == f"{HOST}/team-a/app:live"
    assert [each["arn"] for each in answer["failures"]] == ["arn:x"]
    deployment = DAEMON.format(n=0) + "-deployment"
    answer = ecs.describe_daemon_deployments(daemonDeploymentArns=[deployment, "arn:x"])
    assert [each["daemonDeploymentArn"] for each in answer["daemonDeployments"]] == [deployment]
    assert [each["arn"] for each in answer["failures"]] == ["arn:x"]
    definition = ecs.describe_daemon_task_definition(daemonTaskDefinition=DAEMON_DEFINITION)["daemonTaskDefinition"]
    assert [each["image"] for each in definition["containerDefinitions"]] == [f"{HOST}/team-a/app:live"]


def test_cloudformation(account):
    stacks = account.pages("cloudformation", "describe_stacks", "Stacks")
    assert len({each["StackId"] for each in stacks}) == 111
    assert stacks[0]["Parameters"] == [{"ParameterKey": "Tag", "ParameterValue": "<1.0 & 2.0>"}]
    client = account.client("cloudformation")
    answer = client.get_template(StackName="api", TemplateStage="Processed")
    assert answer["TemplateBody"]["Resources"]["Task"]["Image"].endswith("/team-a/app:live")
    # A deleted stack is known by its ARN alone.
    assert client.get_template(StackName=f"{STACK}/gone")["TemplateBody"] == "Resources: {}"
    for name in ("gone", "none"):
        with pytest.raises(ClientError, match="does not exist") as error:
            client.get_template(StackName=name)
        assert error.value.response["Error"]["Code"] == "ValidationError"
    resources = account.pages("cloudformation", "list_stack_resources", "StackResourceSummaries", StackName="api")
    assert {each["PhysicalResourceId"] for each in resources} == {f"task-{number}" for number in range(150)}
    assert account.check.seen == {"DescribeStacks": 3, "GetTemplate": 2, "ListStackResources": 2}


def test_ecs_tasks(account):
    ecs = account.client("ecs")
    assert [arn.split("/")[-1] for arn in account.pages("ecs", "list_clusters", "clusterArns")] == [
        "empty",
        "production",
    ]
    running = account.pages("ecs", "list_tasks", "taskArns", cluster="production")
    assert len(set(running)) == 231
    described = ecs.describe_tasks(cluster="production", tasks=running[:100])
    assert not described["failures"]
    of_web = [task for task in described["tasks"] if task["group"] == "service:web"][0]
    assert [(each["image"], each.get("imageDigest")) for each in of_web["containers"]] == [
        (f"{HOST}/team-a/app:live", digest("new")),
        ("envoy:1", None),
    ]
    stopped = account.pages("ecs", "list_tasks", "taskArns", cluster="production", desiredStatus="STOPPED")
    (task,) = ecs.describe_tasks(cluster="production", tasks=[*stopped, "0" * 32])["tasks"]
    assert (task["lastStatus"], task["startedBy"]) == ("STOPPED", "someone")
    assert account.simulator.calls["ecs:ListTasks"] == 4
    assert account.check.seen["DescribeTasks"] == 2


def test_ecs_services(account):
    ecs = account.client("ecs")
    assert len(account.pages("ecs", "list_services", "serviceArns", cluster="production")) == 27
    assert account.simulator.calls["ecs:ListServices"] == 3
    web, blue = ecs.describe_services(cluster="production", services=["web", "blue-green"])["services"]
    assert [each["taskDefinition"].split("/")[-1] for each in web["deployments"]] == ["web:10", "web:9"]
    assert [each["taskDefinition"].split("/")[-1] for each in blue["taskSets"]] == ["web:9"]
    deployments = ecs.list_service_deployments(cluster="production", service="web")["serviceDeployments"]
    described = ecs.describe_service_deployments(
        serviceDeploymentArns=[each["serviceDeploymentArn"] for each in deployments]
    )["serviceDeployments"]
    arns = {each["targetServiceRevision"]["arn"] for each in described}
    assert {each["arn"] for each in web["currentServiceRevisions"]} < arns
    revisions = ecs.describe_service_revisions(serviceRevisionArns=sorted(arns))["serviceRevisions"]
    assert [each["containerImages"][0]["imageDigest"] for each in revisions] == [digest("old"), digest("new")]


def test_ecs_task_definitions(account):
    ecs = account.client("ecs")
    assert account.pages("ecs", "list_task_definition_families", "families", status="ACTIVE") == ["web"]
    arns = account.pages("ecs", "list_task_definitions", "taskDefinitionArns", familyPrefix="web", sort="DESC")
    assert [arn.split("/")[-1] for arn in arns] == ["web:10", "web:9"]
    definition = ecs.describe_task_definition(taskDefinition=arns[1])["taskDefinition"]
    assert [each["image"] for each in definition["containerDefinitions"]] == [f"{HOST}/team-a/app@{digest('old')}"]
    with pytest.raises(ClientError, match=r"\(ClientException\).*Unable to describe task definition"):
        ecs.describe_task_definition(taskDefinition="other")


def test_lambda(account):
    client = account.client("lambda")
    functions = account.pages("lambda", "list_functions", "Functions", FunctionVersion="ALL")
    assert len(functions) == 123
    assert account.simulator.calls == {"lambda:ListFunctions": 3}
    assert {each["FunctionName"] for each in functions if each["PackageType"] == "Zip"} == {"archive"}
    versions = account.pages("lambda", "list_versions_by_function", "Versions", FunctionName="resize")
    assert [each["Version"] for each in versions] == ["$LATEST", "1"]
    (alias,) = account.pages("lambda", "list_aliases", "Aliases", FunctionName=versions[0]["FunctionArn"])
    assert alias["RoutingConfig"]["AdditionalVersionWeights"] == {"$LATEST": 0.25}
    latest = client.get_function(FunctionName="resize")["Code"]
    assert latest["ImageUri"] == f"{HOST}/team-a/app:live"
    assert latest["ResolvedImageUri"] == f"{HOST}/team-a/app@{digest('new')}"
    for name, qualifier in (("resize", "1"), ("resize", "prod"), (functions[0]["FunctionArn"], "$LATEST")):
        assert client.get_function(FunctionName=name, Qualifier=qualifier)["Code"]["RepositoryType"] in ("ECR", "S3")
    assert client.get_function(FunctionName="archive")["Code"]["RepositoryType"] == "S3"
    with pytest.raises(client.exceptions.ResourceNotFoundException, match="Function not found: arn:aws:lambda"):
        client.get_function(FunctionName="other")


def test_inspector(account):
    inspector = account.client("inspector2")
    (status,) = inspector.batch_get_account_status(accountIds=[ACCOUNT])["accounts"]
    assert status["resourceState"]["ecr"]["status"] == "ENABLED"
    of_images = {"resourceType": [{"comparison": "EQUALS", "value": "AWS_ECR_CONTAINER_IMAGE"}]}
    used = of_images | {"ecrImageInUseCount": [{"lowerInclusive": 1}]}
    request = {"PaginationConfig": {"PageSize": 1}}
    assert len(account.pages("inspector2", "list_coverage", "coveredResources", **request)) == 3
    assert (
        len(account.pages("inspector2", "list_coverage", "coveredResources", filterCriteria=of_images, **request)) == 2
    )
    (resource,) = account.pages("inspector2", "list_coverage", "coveredResources", filterCriteria=used)
    assert resource["resourceId"] == f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/team-a/app/{digest('old')}"
    assert resource["resourceMetadata"]["ecrImage"]["inUseCount"] == 3
    assert resource["resourceMetadata"]["ecrImage"]["lastInUseAt"].tzinfo
    with pytest.raises(inspector.exceptions.ValidationException):
        inspector.list_coverage(filterCriteria={"ecrImageTags": [{"comparison": "EQUALS", "value": "live"}]})


def test_batch(account):
    definitions = account.pages("batch", "describe_job_definitions", "jobDefinitions", status="ACTIVE")
    assert len(definitions) == 113
    assert account.simulator.calls == {"batch:DescribeJobDefinitions": 2}
    by_name = {each["jobDefinitionName"]: each for each in definitions}
    assert by_name["report-7"]["containerProperties"]["image"] == f"{HOST}/team-a/app:live"
    assert len(by_name["task"]["ecsProperties"]["taskProperties"][0]["containers"]) == 2
    assert by_name["pod"]["eksProperties"]["podProperties"]["initContainers"][0]["image"] == "busybox"
    assert len(by_name["nodes"]["nodeProperties"]["nodeRangeProperties"]) == 2


def test_batch_jobs(account):
    batch = account.client("batch")
    (queue,) = account.pages("batch", "describe_job_queues", "jobQueues")
    jobs = account.pages("batch", "list_jobs", "jobSummaryList", jobQueue=queue["jobQueueArn"], jobStatus="RUNNING")
    assert len({each["jobId"] for each in jobs}) == 111
    children = batch.list_jobs(arrayJobId="array", jobStatus="RUNNABLE")["jobSummaryList"]
    assert [each["jobId"] for each in children] == ["array:0"]
    (job,) = batch.describe_jobs(jobs=["array", "none"])["jobs"]
    assert job["container"]["image"] == f"{HOST}/team-a/app:live"
    with pytest.raises(ClientError, match="does not exist"):
        batch.list_jobs(jobQueue="none")


def test_events(account):
    events = account.client("events")
    buses = events.list_event_buses()["EventBuses"]
    assert [each["Name"] for each in buses] == ["default", "orders"]
    assert [each["Name"] for each in account.pages("events", "list_rules", "Rules")] == ["nightly"]
    orders = account.pages("events", "list_rules", "Rules", EventBusName="orders")
    assert (len(orders), {each["State"] for each in orders}) == (120, {"DISABLED"})
    (target,) = account.pages("events", "list_targets_by_rule", "Targets", Rule="nightly")
    assert target["EcsParameters"]["TaskDefinitionArn"] == f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/web:9"
    (target,) = events.list_targets_by_rule(Rule="order-7", EventBusName="orders")["Targets"]
    assert "EcsParameters" not in target
    for arguments in ({"Rule": "order-7"}, {"Rule": "x", "EventBusName": "other"}):
        with pytest.raises(events.exceptions.ResourceNotFoundException):
            events.list_targets_by_rule(**arguments)


def test_scheduler(account):
    scheduler = account.client("scheduler")
    schedules = account.pages("scheduler", "list_schedules", "Schedules")
    assert len(schedules) == 111
    assert account.simulator.calls == {"scheduler:ListSchedules": 2}
    hourly = scheduler.get_schedule(GroupName="team", Name="hourly")
    assert hourly["State"] == "DISABLED"
    definition = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/web"
    assert hourly["Target"]["EcsParameters"]["TaskDefinitionArn"] == definition
    assert scheduler.get_schedule(Name="call-9")["Target"]["Input"] == '{"TaskDefinition": "web:9"}'
    with pytest.raises(scheduler.exceptions.ResourceNotFoundException, match="hourly"):
        scheduler.get_schedule(Name="hourly")


def test_pipes(account):
    pipes = account.client("pipes")
    assert len(account.pages("pipes", "list_pipes", "Pipes")) == 111
    assert account.simulator.calls == {"pipes:ListPipes": 2}
    queue = pipes.describe_pipe(Name="queue")
    assert queue["CurrentState"] == "STOPPED"
    assert queue["TargetParameters"]["EcsTaskParameters"]["TaskDefinitionArn"].endswith("task-definition/web:9")
    with pytest.raises(pipes.exceptions.NotFoundException, match="other"):
        pipes.describe_pipe(Name="other")


def test_state_machines(account):
    states = account.client("stepfunctions")
    machines = account.pages("stepfunctions", "list_state_machines", "stateMachines", maxResults=1000)
    assert len(machines) == 1002
    flow = next(each["stateMachineArn"] for each in machines if each["name"] == "flow")
    assert "task-definition/web:9" in states.describe_state_machine(stateMachineArn=flow)["definition"]
    own = states.describe_state_machine(stateMachineArn=flow.replace("flow", "own-3"))
    assert own["definition"] == '{"StartAt": "A"}'
    with pytest.raises(states.exceptions.StateMachineDoesNotExist):
        states.describe_state_machine(stateMachineArn=flow + "-other")


def test_roles_and_regions(account):
    sts = account.client("sts")
    assert sts.get_caller_identity()["Account"] == ACCOUNT
    for wrong in ({}, {"ExternalId": "other"}):
        with pytest.raises(ClientError, match=r"\(AccessDenied\).*sts:AssumeRole on resource: " + ROLE):
            sts.assume_role(RoleArn=ROLE, RoleSessionName="run", **wrong)
    given = sts.assume_role(
        RoleArn=ROLE, RoleSessionName="run", ExternalId="an-external-id", DurationSeconds=900
    )
    assert given["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{OTHER_ACCOUNT}:assumed-role/cleanup/run"
    keys = given["Credentials"]
    assert account.client("sts", credentials=keys).get_caller_identity()["Account"] == OTHER_ACCOUNT
    clusters = account.client("ecs", "us-east-1", keys).list_clusters()["clusterArns"]
    assert clusters == [f"arn:aws:ecs:us-east-1:{OTHER_ACCOUNT}:cluster/there"]
    (held,) = account.client("ecr", "us-east-1", keys).describe_repositories()["repositories"]
    assert held["repositoryUri"] == f"{OTHER_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/other/app"
    assert not account.client("ecr", REGION, keys).describe_repositories()["repositories"]
    assert not account.client("ecs", "us-east-1").list_clusters()["clusterArns"]
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        account.client("ecs", "ap-south-1").list_clusters()


CALLS = {
    "ecs": lambda client: client.list_clusters(),
    "lambda": lambda client: client.list_functions(),
    "inspector2": lambda client: client.list_coverage(),
    "batch": lambda client: client.describe_job_definitions(),
    "events": lambda client: client.list_rules(),
    "scheduler": lambda client: client.list_schedules(),
    "pipes": lambda client: client.list_pipes(),
    "stepfunctions": lambda client: client.list_state_machines(),
    "sts": lambda client: client.get_caller_identity(),
}


@pytest.mark.parametrize("service", CALLS)
@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("throttling", {"ThrottlingException", "TooManyRequestsException", "Throttling"}),
        ("accessDenied", {"AccessDeniedException", "AccessDenied"}),
        ("expiredToken", {"ExpiredTokenException", "ExpiredToken"}),
        (
            "serverError",
            {"ServerException", "ServiceException", "InternalServerException", "InternalException", "InternalFailure"},
        ),
    ],
)
def test_faults_read_as_aws_own(account, service, kind, codes):
    account.simulator.cause({"kind": kind, "region": REGION})
    with pytest.raises(ClientError) as raised:
        CALLS[service](account.client(service))
    error = raised.value.response["Error"]
    assert error["Code"] in codes
    assert error["Message"]
    if kind == "accessDenied":
        assert " is not authorized to perform: " in error["Message"]


def test_workloads_can_be_replaced(account):
    account.simulator.control("workloads", {"workloads": {"ecs": {"clusters": [{"name": "new"}]}}})
    assert [arn.split("/")[-1] for arn in account.client("ecs").list_clusters()["clusterArns"]] == ["new"]
    assert not account.client("lambda").list_functions()["Functions"]


def test_five_thousand_tasks_and_three_thousand_functions(simulate):
    workloads = {
        "ecs": {
            "taskDefinitions": [{"family": "web", "containers": ["ecr:team-a/app#generated-0-1"]}],
            "clusters": [{"tasks": [{"taskDefinition": "web", "count": 5000}]}],
        },
        "lambda": {"functions": [{"name": "f-{n}", "image": "ecr:team-a/app#generated-0-{n}", "count": 3000}]},
    }
    account = Account(simulate(repository("team-a/app", generate={"count": 3000}), workloads=workloads))
    assert len(account.pages("ecs", "list_tasks", "taskArns")) == 5000
    assert len({each["FunctionName"] for each in account.pages("lambda", "list_functions", "Functions")}) == 3000
    assert account.simulator.calls == {"ecs:ListTasks": 50, "lambda:ListFunctions": 60}
