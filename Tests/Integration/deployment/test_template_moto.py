"""The template, created by moto's CloudFormation, and looked at through boto3.

What moto's CloudFormation passes over, schedules and alarms among it, is created with the same properties through the
service's own API, where botocore holds them against the service's model.
"""

import ast
import io
import json
import zipfile

import boto3
import pytest
from moto import mock_aws
from moto.events.models import EventPattern
from support import moto_queries
from support.observability import QUERIES
from support.program import REGION
from support.switches import SWITCHES, TOPIC, parameters
from support.template import CODE, STACK, Resolver, defaults, source, uploaded

# moto says of each resource that it passes over so.
pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse:UserWarning")

OFF = parameters(set())
# Whatever is named must be there in moto.
ON = parameters(set(SWITCHES) - {"NotificationTopicArn", "FunctionRoleArn", "LayerArns"})


def client(service: str):
    return boto3.client(service, region_name=REGION, aws_access_key_id="AKIDTESTS", aws_secret_access_key="none")


@pytest.fixture
def account():
    moto_queries.install()
    with mock_aws():
        s3 = client("s3")
        s3.create_bucket(Bucket=CODE["S3Bucket"], CreateBucketConfiguration={"LocationConstraint": REGION})
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("bootstrap", "")
        s3.put_object(Bucket=CODE["S3Bucket"], Key=CODE["S3Key"], Body=package.getvalue())
        yield


@pytest.fixture
def create(account):
    """Creates the stack with these parameters; returns its outputs."""

    def make(**chosen: str) -> dict[str, str]:
        cloudformation = client("cloudformation")
        cloudformation.create_stack(
            StackName=STACK,
            TemplateBody=json.dumps(uploaded()),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in (defaults() | chosen).items()],
            Capabilities=["CAPABILITY_IAM"],
        )
        (stack,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
        assert stack["StackStatus"] == "CREATE_COMPLETE"
        create_the_rest(Resolver(source(), **chosen).resources)
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}

    return make


# How the API calls what CloudFormation calls differently, by the resource's type.
CREATE = {
    "AWS::CloudWatch::Alarm": ("cloudwatch", "put_metric_alarm", "AlarmName"),
    "AWS::Logs::QueryDefinition": ("logs", "put_query_definition", None),
    "AWS::Scheduler::Schedule": ("scheduler", "create_schedule", "Name"),
    "AWS::Lambda::EventInvokeConfig": ("lambda", "put_function_event_invoke_config", None),
    "AWS::SNS::Subscription": ("sns", "subscribe", None),
}
# Their policies are looked at in test_template.py: moto does not hold anybody to them.
POLICIES = {"AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy"}
NUMBERS = {"Period", "EvaluationPeriods"}


def create_the_rest(resources: dict[str, dict]):
    """Creates what moto's CloudFormation did not, with references to what it did create."""
    existing = {name: (physical, arn(name)) for name, (_, physical) in created().items()}
    missing = {name: each for name, each in resources.items() if name not in existing}
    assert {each["Type"] for each in missing.values()} <= CREATE.keys() | POLICIES
    for name, each in missing.items():
        if each["Type"] in POLICIES:
            continue
        service, operation, naming = CREATE[each["Type"]]
        properties = with_numbers(each["Properties"])
        if service == "logs":
            properties = {key[0].lower() + key[1:]: value for key, value in properties.items()}
        text = json.dumps(properties)
        for other, (physical, its_arn) in existing.items():
            text = text.replace(f"Ref({other})", physical).replace(f"GetAtt({other}.Arn)", its_arn)
            # Both names are the last part of the ARN.
            for naming_attribute in ("Name", "QueueName"):
                text = text.replace(f"GetAtt({other}.{naming_attribute})", its_arn.split(":")[-1])
        assert "Ref(" not in text and "GetAtt(" not in text, text
        getattr(client(service), operation)(**json.loads(text), **({naming: name} if naming else {}))


def with_numbers(properties):
    """The same, with numbers where CloudFormation takes texts for them, too."""
    if isinstance(properties, list):
        return [with_numbers(each) for each in properties]
    if not isinstance(properties, dict):
        return properties
    return {key: int(value) if key in NUMBERS else with_numbers(value) for key, value in properties.items()}


def created() -> dict[str, tuple[str, str]]:
    """The type and the physical id of each resource that moto's CloudFormation created."""
    listed = client("cloudformation").list_stack_resources(StackName=STACK)["StackResourceSummaries"]
    return {each["LogicalResourceId"]: (each["ResourceType"], each["PhysicalResourceId"]) for each in listed}


def resource(name: str) -> str:
    return created()[name][1]


def arn(name: str) -> str:
    match created()[name]:
        case ("AWS::Lambda::Function", physical):
            return client("lambda").get_function(FunctionName=physical)["Configuration"]["FunctionArn"]
        case ("AWS::IAM::Role", physical):
            return client("iam").get_role(RoleName=physical)["Role"]["Arn"]
        case ("AWS::SQS::Queue", physical):
            return client("sqs").get_queue_attributes(QueueUrl=physical, AttributeNames=["QueueArn"])["Attributes"][
                "QueueArn"
            ]
        case (_, physical):
            return physical


def schedule() -> dict:
    name = client("scheduler").list_schedules()["Schedules"][0]["Name"]
    return client("scheduler").get_schedule(Name=name)


def sids(role: str, policy: str) -> set[str]:
    document = client("iam").get_role_policy(RoleName=resource(role), PolicyName=policy)["PolicyDocument"]
    # moto gives a policy that CloudFormation made as Python prints it, with a None for each AWS::NoValue.
    return {each["Sid"] for each in ast.literal_eval(document)["Statement"] if each is not None}


def alarms() -> dict[str, dict]:
    """The alarms by the metric that they look at."""
    found = client("cloudwatch").describe_alarms()["MetricAlarms"]
    return {metric_of(each)["MetricName"]: each for each in found}


def metric_of(alarm: dict) -> dict:
    return alarm["Metrics"][0]["MetricStat"]["Metric"] if alarm.get("Metrics") else alarm


REPOSITORY_METRICS = {"ImagesInUseMissing", "RepositoriesBlocked", "RepositoriesFailed", "RepositoriesIncomplete"}


def test_stack_with_its_defaults(create):
    outputs = create()
    function = client("lambda").get_function(FunctionName=outputs["FunctionName"])["Configuration"]
    assert function["Environment"]["Variables"] == {"DRY_RUN": "true"}
    assert (function["Runtime"], function["Handler"]) == ("provided.al2023", "bootstrap")
    assert (function["MemorySize"], function["Timeout"]) == (128, 900)
    assert function["Role"] == outputs["FunctionRoleArn"]
    assert schedule()["Target"]["Arn"] == outputs["FunctionArn"]
    assert sids("FunctionRole", "ecr-cleanup") == {
        "WriteLog",
        "SendFailures",
        "ReadRegistry",
        "ReadReplication",
        "ListEcs",
        "ListEksClusters",
        "ReadEcs",
        "ListSchedules",
        *(f"ReadSchedules{service}" for service in ("Events", "Pipes", "Scheduler", "States")),
        "ListLambda",
        "ReadLambda",
    }
    assert outputs.keys() == {
        "FunctionName",
        "FunctionArn",
        "FunctionRoleArn",
        "ScheduleRoleArn",
        "LogGroupName",
        "FailureQueueUrl",
    }
    assert client("cloudwatch").list_dashboards()["DashboardEntries"] == []
    queries = client("logs").describe_query_definitions()["queryDefinitions"]
    assert {each["name"] for each in queries} == {f"{STACK}/{each.name}" for each in QUERIES}
    assert all(each["logGroupNames"] == [outputs["LogGroupName"]] for each in queries)
    (group,) = client("logs").describe_log_groups(logGroupNamePrefix=outputs["LogGroupName"])["logGroups"]
    assert group["retentionInDays"] == 30


def test_stack_with_everything_off(create):
    outputs = create(**OFF)
    assert sids("FunctionRole", "ecr-cleanup") == {
        "ListEksClusters",
        "ReadRegistry",
        "ReadReplication",
        "SendFailures",
        "WriteLog",
    }
    assert schedule()["State"] == "DISABLED"
    assert "Input" not in schedule()["Target"]
    assert schedule()["Target"]["Arn"] == outputs["FunctionArn"]
    assert alarms().keys() == {"Errors", "ImagesFailed", "ApproximateNumberOfMessagesVisible"} | REPOSITORY_METRICS
    (queue,) = alarms()["ApproximateNumberOfMessagesVisible"]["Dimensions"]
    assert queue == {"Name": "QueueName", "Value": arn("FailureQueue").split(":")[-1]}
    assert all(not each["AlarmActions"] for each in alarms().values())


def test_stack_with_everything_on(create):
    outputs = create(**ON)
    function = client("lambda").get_function(FunctionName=outputs["FunctionName"])["Configuration"]
    assert function["Environment"]["Variables"] == {
        "DRY_RUN": "false",
        "CLEANUP_POLICY": "ssm:/ecr-cleanup/policy",
        "REPORTS": "s3://my-reports/ecr-cleanup/123456789012/eu-west-1",
        "REPORTS_BUCKET_OWNER": "444444444444",
        "FAN_OUT_BUCKET": outputs["ResultBucketName"],
        "FAN_OUT_BUCKET_OWNER": "123456789012",
        "REQUIRE_APPROVAL": "true",
        "NOTIFY_TOPIC_ARN": outputs["NotificationTopicArn"],
        "NOTIFY_ON": "changes",
        "NOTIFY_FORMAT": "text",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "HTTPS_PROXY": "http://proxy.example.com:3128",
        "NO_PROXY": "169.254.169.254,.internal",
        "AWS_CA_BUNDLE": "/opt/ca.pem",
    }
    assert {
        "KeepOtherRepositories",
        "KeepRepositories",
        "JoinNetwork",
        "SendTraces",
        "UseKey",
        "DeleteImages",
        "ArchiveImages",
        "AssumeTargetRoles",
        "WriteResults",
        "ReadResults",
        "ListResults",
        "ReadPolicy",
        "DecryptPolicy",
        "WriteReports",
        "ReadPlans",
        "ListPlans",
        "ApproveNothing",
        "EncryptReports",
    } <= sids("FunctionRole", "ecr-cleanup")
    assert outputs["ReportsAddress"] == function["Environment"]["Variables"]["REPORTS"]
    approver = {each["Sid"]: each for each in json.loads(outputs["ApproverPolicy"])["Statement"]}
    assert approver["RunPlans"]["Resource"] == outputs["FunctionArn"]
    assert approver["FanPlansOut"]["Resource"] == outputs["FanOutStateMachineArn"]
    assert schedule()["State"] == "ENABLED"
    assert schedule()["Target"]["Arn"] == outputs["FanOutStateMachineArn"]
    assert json.loads(schedule()["Target"]["Input"])["detail"] == {"repositories": ["team-a/*"]}
    assert sids("ScheduleRole", "ecr-cleanup-schedule") == {"StartFanOut", "SendFailures", "UseKey"}
    machine = client("stepfunctions").describe_state_machine(stateMachineArn=outputs["FanOutStateMachineArn"])
    definition = json.loads(machine["definition"])
    assert definition["States"]["ListRepositories"]["Arguments"]["FunctionName"] == outputs["FunctionArn"]
    assert definition["States"]["WriteFailureSummary"]["Arguments"]["Bucket"] == outputs["ResultBucketName"]
    assert definition["States"]["TellAboutFailure"]["Arguments"]["TopicArn"] == outputs["NotificationTopicArn"]
    assert "${" not in machine["definition"]
    assert alarms().keys() == {
        "ApproximateNumberOfMessagesVisible",
        "Errors",
        "ExecutionsFailed",
        "ImagesFailed",
        "ReportsNotWritten",
        "RunsEnded",
    } | REPOSITORY_METRICS
    assert metric_of(alarms()["RunsEnded"])["Dimensions"] == [{"Name": "StateMachine", "Value": f"{STACK}-fan-out"}]
    assert {tuple(each["AlarmActions"]) for each in alarms().values()} == {(outputs["NotificationTopicArn"],)}
    (subscription,) = client("sns").list_subscriptions_by_topic(TopicArn=outputs["NotificationTopicArn"])["Subscriptions"]
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "team@example.com")
    (rule,) = client("events").list_rules()["Rules"]
    (target,) = client("events").list_targets_by_rule(Rule=rule["Name"])["Targets"]
    assert target["Arn"] == outputs["FunctionArn"]
    dashboard = client("cloudwatch").get_dashboard(DashboardName=outputs["DashboardName"])
    assert dashboard["DashboardName"] == f"{STACK}-{REGION}"
    widgets = json.loads(dashboard["DashboardBody"])["widgets"]
    metrics = [each for widget in widgets for each in widget["properties"].get("metrics", [])]
    assert ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", arn("FailureQueue").split(":")[-1]] in (each[:4] for each in metrics)
    assert ["ecr-cleanup", "RunsEnded", "StateMachine", f"{STACK}-fan-out"] in (each[:4] for each in metrics)


def test_push_rule_takes_successful_pushes_only(create):
    create(**(OFF | {"CleanOnPush": "true"}))
    (rule,) = client("events").list_rules()["Rules"]
    push = {
        "version": "0",
        "id": "1",
        "detail-type": "ECR Image Action",
        "source": "aws.ecr",
        "account": "123456789012",
        "time": "2026-01-01T00:00:00Z",
        "region": REGION,
        "resources": [],
        "detail": {"action-type": "PUSH", "result": "SUCCESS", "repository-name": "team-a/app"},
    }
    others = [
        push | {"detail": push["detail"] | change} for change in ({"action-type": "DELETE"}, {"result": "FAILURE"})
    ] + [push | {"source": "aws.events"}]
    pattern = EventPattern.load(rule["EventPattern"])
    matches = [pattern.matches_event(event) for event in (push, *others)]
    assert matches == [True, False, False, False]


def test_asynchronous_invocations_leave_a_trace(create):
    outputs = create(**(OFF | {"NotificationEmail": "team@example.com"}))
    config = client("lambda").get_function_event_invoke_config(FunctionName=outputs["FunctionName"])
    assert config["MaximumRetryAttempts"] == 0
    assert config["DestinationConfig"] == {
        "OnFailure": {"Destination": arn("FailureQueue")},
    }


def test_topic_of_ones_own_is_used(create):
    outputs = create(**(OFF | {"NotificationTopicArn": TOPIC}))
    assert outputs["NotificationTopicArn"] == TOPIC
    assert "NotificationTopic" not in created()
    assert {tuple(each["AlarmActions"]) for each in alarms().values()} == {(TOPIC,)}
    assert {tuple(each["OKActions"]) for each in alarms().values()} == {(TOPIC,)}
