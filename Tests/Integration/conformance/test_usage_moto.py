"""What is in use, read from moto's services: implementations of others than this project's."""

import json

import pytest
from moto.core.responses import ActionResult
from moto.sagemaker.models import sagemaker_backends
from moto.sagemaker.responses import SageMakerResponse
from support.moto_registry import ACCOUNT
from support.program import REGION

SOURCES = ("ecs", "lambda", "batch", "codebuild", "sagemaker", "agentcore", "cloudformation")
HOST = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
RULE = {
    "rulePriority": 1,
    "selection": {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 15},
    "action": {"type": "expire"},
}


def policy(*sources: str, **facts) -> str:
    policies = [{"name": "all", "repositories": ["*"], "rules": [RULE]}]
    return json.dumps({"policies": policies, "protect": {"inUse": list(sources)}, **facts})


@pytest.fixture
def workloads(moto, monkeypatch):
    """Old images, each used by one kind of workload or by none."""
    # Else moto's Lambda makes digests up and does not ask its own ECR for them.
    monkeypatch.setenv("MOTO_LAMBDA_STUB_ECR", "false")
    moto.create("app")
    moto.images = {
        name: moto.push("app", 40, name)
        for name in ("task", "service", "schedule", "function", "job", "build", "model", "package", "training", "agent", "stack", "nobody")
    }
    moto.images["digest"] = moto.push("app", 40)
    run_tasks(moto)
    create_function(moto)
    moto.client_of("batch").register_job_definition(
        jobDefinitionName="nightly",
        type="container",
        containerProperties={"image": f"{HOST}/app:job", "vcpus": 1, "memory": 128},
    )
    moto.client_of("codebuild").create_project(
        name="build",
        source={"type": "S3", "location": "bucket/source.zip"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={"type": "LINUX_CONTAINER", "computeType": "BUILD_GENERAL1_SMALL", "image": f"{HOST}/app:build"},
        serviceRole=f"arn:aws:iam::{ACCOUNT}:role/service-role/build",
    )
    train_and_serve(moto, monkeypatch)
    create_queue(moto)
    create_stack(moto)
    moto.client_of("bedrock-agentcore-control").create_agent_runtime(
        agentRuntimeName="agent",
        agentRuntimeArtifact={"containerConfiguration": {"containerUri": f"{HOST}/app:agent"}},
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/agent",
        networkConfiguration={"networkMode": "PUBLIC"},
    )
    return moto


def train_and_serve(moto, monkeypatch):
    """A model, a package with a version, and training jobs, of which one has not ended."""
    # Moto lacks the operation, and so the components.
    monkeypatch.setattr(
        SageMakerResponse, "list_inference_components", lambda _: ActionResult({"InferenceComponents": []}), raising=False
    )
    sagemaker = moto.client_of("sagemaker")
    role = f"arn:aws:iam::{ACCOUNT}:role/sagemaker"
    sagemaker.create_model(ModelName="served", PrimaryContainer={"Image": f"{HOST}/app:model"}, ExecutionRoleArn=role)
    sagemaker.create_model_package_group(ModelPackageGroupName="group")
    sagemaker.create_model_package(
        ModelPackageGroupName="group",
        ModelPackageDescription="a version",
        InferenceSpecification={
            "Containers": [{"Image": f"{HOST}/app:package"}],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["text/csv"],
        },
    )
    for name, image in {"training": "training", "ended": "nobody"}.items():
        sagemaker.create_training_job(
            TrainingJobName=name,
            AlgorithmSpecification={"TrainingImage": f"{HOST}/app:{image}", "TrainingInputMode": "File"},
            RoleArn=role,
            OutputDataConfig={"S3OutputPath": "s3://bucket/models"},
            ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
            StoppingCondition={"MaxRuntimeInSeconds": 60},
        )
    # In moto, each job has ended at once.
    sagemaker_backends[ACCOUNT][REGION].training_jobs["training"].training_job_status = "InProgress"
def create_queue(moto):
    """A queue without jobs: moto would run them in Docker."""
    batch = moto.client_of("batch")
    environment = batch.create_compute_environment(
        computeEnvironmentName="own",
        type="UNMANAGED",
        serviceRole=moto.client_of("iam").get_role(RoleName="worker")["Role"]["Arn"],
    )
    order = [{"order": 1, "computeEnvironment": environment["computeEnvironmentArn"]}]
    batch.create_job_queue(jobQueueName="queue", state="ENABLED", priority=1, computeEnvironmentOrder=order)


def create_stack(moto):
    """A stack that names an image as CDK does, and one whose deletion leaves nothing."""
    image = "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/app:${Tag}"
    template = {
        "Parameters": {"Tag": {"Type": "String"}},
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Fn::Sub": image}}}},
    }
    cloudformation = moto.client_of("cloudformation")
    for name, tag in (("app", "stack"), ("gone", "nobody")):
        parameters = [{"ParameterKey": "Tag", "ParameterValue": tag}]
        cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template), Parameters=parameters)
    cloudformation.delete_stack(StackName="gone")


def define(ecs, family: str, image: str) -> str:
    answer = ecs.register_task_definition(
        family=family,
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[{"name": "main", "image": image, "cpu": 256, "memory": 512}],
    )
    return answer["taskDefinition"]["taskDefinitionArn"]


def run_tasks(moto):
    ecs, ec2 = moto.client_of("ecs"), moto.client_of("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]
    groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [subnet["VpcId"]]}])["SecurityGroups"]
    network = {"awsvpcConfiguration": {"subnets": [subnet["SubnetId"]], "securityGroups": [groups[0]["GroupId"]]}}
    ecs.create_cluster(clusterName="main")
    by_tag = define(ecs, "by-tag", f"{HOST}/app:task")
    # A later revision that nothing runs does not hide the one that does.
    define(ecs, "by-tag", "public.ecr.aws/docker/library/busybox:latest")
    by_digest = define(ecs, "by-digest", f"{HOST}/app@{moto.images['digest']}")
    for definition in (by_tag, by_digest):
        ecs.run_task(
            cluster="main", taskDefinition=definition, launchType="FARGATE", count=1, networkConfiguration=network
        )
    ecs.create_service(
        cluster="main",
        serviceName="web",
        taskDefinition=define(ecs, "web", f"{HOST}/app:service"),
        desiredCount=1,
        launchType="FARGATE",
        networkConfiguration=network,
    )
    define(ecs, "schedule", f"{HOST}/app:schedule")


def create_function(moto):
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
                                                     "Action": "sts:AssumeRole"}]}
    role = moto.client_of("iam").create_role(RoleName="worker", AssumeRolePolicyDocument=json.dumps(trust))
    moto.client_of("lambda").create_function(
        FunctionName="worker",
        PackageType="Image",
        Code={"ImageUri": f"{HOST}/app:function"},
        Role=role["Role"]["Arn"],
        Publish=True,
    )


def found(run) -> dict[str, dict[str, list[str]]]:
    """The users of each image, by source."""
    return {
        source["name"]: {each["image"]: each["usedBy"] for each in source["inUse"]}
        for source in json.loads(run.stdout)["sources"]
    }


def test_usage_finds_what_each_service_uses(workloads, program):
    run = program(workloads.endpoint, CLEANUP_POLICY=policy(*SOURCES)).run("usage", "--output", "json")
    assert run.status == 0, run
    sources = found(run)
    place = f"{HOST}/app"
    ecs = {image: " ".join(users) for image, users in sources["ecs"].items()}
    assert {f"{place}:task", f"{place}:service", f"{place}:schedule", f"{place}@{workloads.images['digest']}"} <= set(ecs)
    assert "task-definition/by-tag:1" in ecs[f"{place}:task"]
    assert "ECS task arn:aws:ecs:" in ecs[f"{place}@{workloads.images['digest']}"]
    assert "ECS service" in ecs[f"{place}:service"]
    functions = sources["lambda"]
    assert {user for users in functions.values() for user in users} >= {"Lambda function worker:$LATEST"}
    assert any(workloads.images["function"] in image for image in functions)
    assert list(sources["batch"]) == [f"{place}:job"]
    assert list(sources["codebuild"]) == [f"{place}:build"]
    assert set(sources["sagemaker"]) == {f"{place}:model", f"{place}:package", f"{place}:training"}
    assert list(sources["cloudformation"]) == [f"{place}:stack"]
    assert list(sources["agentcore"]) == [f"{place}:agent"]


def test_cleanup_keeps_what_is_in_use(workloads, program):
    cleanup = program(workloads.endpoint, CLEANUP_POLICY=policy(*SOURCES))
    run = cleanup.invoke({"detail": "all"}, DRY_RUN="false")
    assert run.status == 0, run
    # Moto knows no digest of what runs by a tag: everything that was pushed before it started may be what runs.
    assert workloads.digests("app") == set(workloads.images.values())
    assert run.summary["totals"]["protected"] == 13
    assert {each["status"] for each in run.summary["inUse"]["sources"]} == {"ok"}


def test_source_that_the_policy_does_not_name_keeps_nothing(workloads, program):
    run = program(workloads.endpoint, CLEANUP_POLICY=policy("batch")).invoke({}, DRY_RUN="false")
    assert run.status == 0, run
    assert workloads.digests("app") == {workloads.images["job"]}
    assert not any(name in ("ListTasks", "ListTaskDefinitionFamilies", "ListFunctions") for name in run.summary["calls"])


def test_role_is_assumed_for_where_images_are_used(workloads, program):
    role = f"arn:aws:iam::{ACCOUNT}:role/reader"
    target = {"region": REGION, "usageFrom": [{"region": REGION, "roleArn": role, "externalId": "external"}]}
    cleanup = program(workloads.endpoint, CLEANUP_POLICY=policy(*SOURCES, targets=[target]))
    run = cleanup.invoke({}, DRY_RUN="false")
    assert run.status == 0, run
    assert workloads.digests("app") == set(workloads.images.values())


def test_role_of_another_account_sees_that_account(workloads, program):
    """What runs in the registry's own account is asked for only where the policy says so."""
    place = {"region": REGION, "roleArn": "arn:aws:iam::222222222222:role/reader"}
    run = program(
        workloads.endpoint, CLEANUP_POLICY=policy("ecs", targets=[{"region": REGION, "usageFrom": [place]}])
    ).run("usage", "--output", "json")
    assert run.status == 0, run
    assert not [image for image in found(run)["ecs"] if image.startswith(ACCOUNT)]


def test_clusters_of_eks_are_found_and_described(moto, program):
    moto.create("app")
    old = moto.push("app", 40)
    for number in range(3):
        moto.client_of("eks").create_cluster(
            name=f"cluster-{number}",
            roleArn=f"arn:aws:iam::{ACCOUNT}:role/eks",
            resourcesVpcConfig={"subnetIds": ["subnet-1"]},
        )
    described = moto.client_of("eks").describe_cluster(name="cluster-1")["cluster"]
    host = described["endpoint"].removeprefix("https://").rstrip("/")
    # Nothing listens at moto's endpoints: that the program looks for the right one is what it read.
    facts = {"CLEANUP_POLICY": policy("eks", protect={"inUse": ["eks"], "eksClusters": ["*-1"]}), "DRY_RUN": "false"}
    run = program(moto.endpoint, **facts).invoke({})
    assert run.status == 1, run
    (report,) = run.summary["repositories"]
    assert report["status"] == "blocked"
    assert f"GET /apis of the EKS cluster cluster-1: Unreachable: {host}" in report["reason"]
    assert moto.digests("app") == {old}
    assert run.summary["calls"]["ListClusters"] == run.summary["calls"]["DescribeCluster"] == 1


def test_clusters_that_nothing_reads_are_named(moto, program):
    moto.create("app")
    moto.client_of("eks").create_cluster(
        name="forgotten",
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/eks",
        resourcesVpcConfig={"subnetIds": ["subnet-1"]},
    )
    run = program(moto.endpoint, CLEANUP_POLICY=policy("ecs")).invoke({})
    assert run.status == 0, run
    assert any("the EKS cluster forgotten" in warning for warning in run.summary["warnings"])


@pytest.fixture
def scheduled(moto):
    """Old images, each named by a revision that one kind of schedule starts and that nothing runs."""
    moto.create("app")
    names = ("rule", "schedule", "call", "pipe", "machine", "latest", "named", "nobody")
    moto.images = {name: moto.push("app", 40, name) for name in names}
    ecs = moto.client_of("ecs")
    arns = {name: define(ecs, "job", f"{HOST}/app:{name}") for name in ("rule", "schedule", "call", "pipe", "machine")}
    latest = define(ecs, "latest", f"{HOST}/app:latest").rpartition(":")[0]
    cluster = ecs.create_cluster(clusterName="main")["cluster"]["clusterArn"]
    role = f"arn:aws:iam::{ACCOUNT}:role/service-role/starter"
    start_by_events(moto.client_of("events"), cluster, role, arns["rule"], latest)
    start_by_scheduler(moto.client_of("scheduler"), cluster, role, arns)
    start_by_pipe(moto.client_of("pipes"), cluster, role, arns["pipe"])
    start_by_state_machine(moto.client_of("stepfunctions"), role, arns["machine"])
    return moto


def start_by_events(events, cluster: str, role: str, pinned: str, latest: str):
    events.create_event_bus(Name="orders")
    events.put_rule(Name="off", EventBusName="orders", EventPattern='{"source":["shop"]}', State="DISABLED")
    events.put_rule(Name="daily", ScheduleExpression="rate(1 day)")
    for rule, definition in ((("off", "orders"), pinned), (("daily", "default"), latest)):
        target = {"Id": "1", "Arn": cluster, "RoleArn": role, "EcsParameters": {"TaskDefinitionArn": definition}}
        events.put_targets(Rule=rule[0], EventBusName=rule[1], Targets=[target])
    # More rules than fit on a page, with another target.
    for number in range(101):
        events.put_rule(Name=f"other-{number}", EventPattern='{"source":["shop"]}')
    other = {"Id": "1", "Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:other"}
    events.put_targets(Rule="other-100", Targets=[other])


def start_by_scheduler(scheduler, cluster: str, role: str, arns: dict[str, str]):
    scheduler.create_schedule_group(Name="team")
    common = {"FlexibleTimeWindow": {"Mode": "OFF"}, "ScheduleExpression": "rate(1 day)"}
    target = {"Arn": cluster, "RoleArn": role, "EcsParameters": {"TaskDefinitionArn": arns["schedule"]}}
    scheduler.create_schedule(Name="off", GroupName="team", State="DISABLED", Target=target, **common)
    call = {
        "Arn": "arn:aws:scheduler:::aws-sdk:ecs:runTask",
        "RoleArn": role,
        "Input": json.dumps({"Cluster": "main", "TaskDefinition": arns["call"].split("/")[-1]}),
    }
    scheduler.create_schedule(Name="call", Target=call, **common)


def start_by_pipe(pipes, cluster: str, role: str, definition: str):
    pipes.create_pipe(
        Name="queue",
        RoleArn=role,
        DesiredState="STOPPED",
        Source=f"arn:aws:sqs:{REGION}:{ACCOUNT}:work",
        Target=cluster,
        TargetParameters={"EcsTaskParameters": {"TaskDefinitionArn": definition}},
    )


def start_by_state_machine(states, role: str, definition: str):
    run = {
        "Type": "Task",
        "Resource": "arn:aws:states:::ecs:runTask.sync",
        "Parameters": {"TaskDefinition": definition.split("/")[-1], "Cluster": "main"},
        "Next": "Named",
    }
    named = {"Type": "Pass", "Result": {"Image": f"{HOST}/app:named"}, "End": True}
    document = {"StartAt": "Run", "States": {"Run": run, "Named": named}}
    states.create_state_machine(name="flow", definition=json.dumps(document), roleArn=role)


def test_usage_finds_what_schedules_start(scheduled, program):
    run = program(scheduled.endpoint, CLEANUP_POLICY=policy("schedules")).run("usage", "--output", "json")
    assert run.status == 0, run
    users = {image.rpartition(":")[2]: user for image, (user,) in found(run)["schedules"].items()}
    account = f"{REGION}:{ACCOUNT}"
    assert users == {
        "rule": f"EventBridge rule arn:aws:events:{account}:rule/orders/off",
        "latest": f"EventBridge rule arn:aws:events:{account}:rule/daily",
        "schedule": f"EventBridge schedule arn:aws:scheduler:{account}:schedule/team/off",
        "call": f"EventBridge schedule arn:aws:scheduler:{account}:schedule/default/call",
        "pipe": f"EventBridge pipe arn:aws:pipes:{account}:pipe/queue",
        "machine": f"Step Functions state machine arn:aws:states:{account}:stateMachine:flow",
        "named": f"Step Functions state machine arn:aws:states:{account}:stateMachine:flow",
    }


def test_cleanup_keeps_what_schedules_start(scheduled, program):
    # ECS counts the last of the family alone, since none of it runs.
    run = program(scheduled.endpoint, CLEANUP_POLICY=policy("ecs", "schedules")).invoke({}, DRY_RUN="false")
    assert run.status == 0, run
    assert scheduled.digests("app") == set(scheduled.images.values()) - {scheduled.images["nobody"]}
