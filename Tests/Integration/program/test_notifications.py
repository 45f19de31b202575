"""Messages for people after a run: sent to moto's SNS by the built program, by itself and in Lambda's emulator."""

import json
import re
from urllib.parse import quote

import pytest
from support.policies import untagged_policy
from support.simulator import fresh, repository, stale

CHANGES = [repository("team-a/app", *stale(3), *fresh(2))]
NOTHING = [repository("team-a/app", *fresh(2))]


class Topic:
    """A topic of moto's, and the queue that its messages arrive in."""

    def __init__(self, moto):
        self.endpoint = moto.endpoint
        self.sqs = moto.client_of("sqs")
        sns = moto.client_of("sns")
        self.arn = sns.create_topic(Name="ecr-cleanup")["TopicArn"]
        self.queue = self.sqs.create_queue(QueueName="messages")["QueueUrl"]
        attributes = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]
        sns.subscribe(TopicArn=self.arn, Protocol="sqs", Endpoint=attributes["QueueArn"])

    @property
    def settings(self) -> dict[str, str]:
        return {"NOTIFY_TOPIC_ARN": self.arn, "AWS_ENDPOINT_URL_SNS": self.endpoint}

    def messages(self) -> list[dict]:
        received = self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(each["Body"]) for each in received]


@pytest.fixture
def topic(moto):
    return Topic(moto)


def test_message_says_in_words_what_went(simulate, program, topic):
    cleanup = program(simulate(*CHANGES).endpoint, **topic.settings)
    run = cleanup.invoke({}, DRY_RUN="false")
    assert run.status == 0 and run.summary["warnings"] == [], run
    (message,) = topic.messages()
    assert message["Subject"] == "ecr-cleanup: 3 images went in 123456789012 (eu-west-1)"
    lines = message["Message"].splitlines()
    assert "Images:  3 of 5 went" in lines
    assert "- team-a/app: 3 images, 2.9 KB" in lines
    assert len(lines) <= 25


def test_message_says_what_the_limit_left(simulate, program, topic):
    cleanup = program(simulate(*CHANGES).endpoint, **topic.settings)
    run = cleanup.invoke({"maxImages": 1}, DRY_RUN="false")
    assert run.summary["totals"]["deleted"] == 1, run
    (message,) = topic.messages()
    assert "Images:  1 of 5 went, 2 left because of maxImages" in message["Message"].splitlines(), message["Message"]


@pytest.mark.parametrize(
    ("occasion", "sent"),
    [("never", (0, 0, 0)), ("problems", (0, 0, 1)), ("changes", (0, 1, 1)), ("always", (1, 1, 1)), (None, (0, 1, 1))],
)
def test_message_is_sent_after_the_runs_that_are_asked_for(simulate, program, topic, occasion, sent):
    settings = topic.settings | ({"NOTIFY_ON": occasion} if occasion else {})
    blocked = simulate(*CHANGES)
    blocked.cause({"kind": "accessDenied", "operation": "ecs:ListClusters"})
    counts = []
    for simulator in (simulate(*NOTHING), simulate(*CHANGES), blocked):
        program(simulator.endpoint, **settings).invoke({})
        counts.append(len(topic.messages()))
    assert tuple(counts) == sent


def test_problem_comes_with_what_to_do(simulate, program, topic):
    simulator = simulate(*CHANGES)
    simulator.cause({"kind": "accessDenied", "operation": "ecs:ListClusters"})
    program(simulator.endpoint, **topic.settings).invoke({})
    (message,) = topic.messages()
    assert "1 not done" in message["Subject"]
    assert "To look at:\n- team-a/app: blocked: " in message["Message"]
    assert "ecs:ListClusters" in message["Message"]


def test_message_for_chat_is_in_the_schema_of_the_integration(simulate, program, topic):
    program(simulate(*CHANGES).endpoint, NOTIFY_FORMAT="chat", **topic.settings).invoke({})
    (message,) = topic.messages()
    assert "Subject" not in message
    document = json.loads(message["Message"])
    assert document.keys() == {"version", "source", "content", "metadata"}
    assert (document["version"], document["source"]) == ("1.0", "custom")
    content = document["content"]
    assert content.keys() == {"textType", "title", "description", "nextSteps", "keywords"}
    assert content["textType"] == "client-markdown"
    assert content["title"] == document["metadata"]["summary"] == "ecr-cleanup: 3 images would go in 123456789012 (eu-west-1)"


def test_message_that_cannot_be_sent_is_a_warning_and_fails_no_run(simulate, program, topic):
    settings = topic.settings | {"NOTIFY_TOPIC_ARN": f"{topic.arn}-gone"}
    run = program(simulate(*CHANGES).endpoint, **settings).invoke({}, DRY_RUN="false")
    assert run.status == 0 and run.summary["totals"]["deleted"] == 3, run
    (warning,) = run.summary["warnings"]
    assert "could not be sent to" in warning and "NotFound" in warning


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("NOTIFY_TOPIC_ARN", "operations", "must be the ARN of a topic"),
        ("NOTIFY_TOPIC_ARN", "arn:aws:sqs:eu-west-1:123456789012:operations", "must be the ARN of a topic"),
        ("NOTIFY_ON", "sometimes", "never, problems, changes, always"),
        ("NOTIFY_FORMAT", "html", "text, chat"),
    ],
)
def test_setting_that_cannot_be_read_is_refused_before_anything_is_called(simulate, program, name, value, hint):
    simulator = simulate(*CHANGES)
    run = program(simulator.endpoint, **{name: value}).invoke({}, DRY_RUN="false")
    assert run.status == 2
    assert name in run.stderr and hint in run.stderr
    assert simulator.calls == {}


def test_function_sends_a_message_with_a_link_to_its_log(simulate, emulate, topic):
    log = {"AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/nightly", "AWS_LAMBDA_LOG_STREAM_NAME": "2026/11/29/[$LATEST]1"}
    emulator = emulate(simulate(*CHANGES).endpoint, DRY_RUN="false", **topic.settings, **log)
    emulator.invoke({})
    (message,) = topic.messages()
    link = next(line for line in message["Message"].splitlines() if line.startswith("Log: "))
    assert link.startswith("Log: https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:")


def test_message_says_what_is_announced_and_links_to_the_page(simulate, program, topic, bucket):
    rule = untagged_policy(15)["rules"]
    policy = {
        "policies": [{"name": "all", "repositories": ["*"], "rules": rule}], "protect": {"inUse": []},
        "limits": {"announceDays": 7},
    }
    settings = topic.settings | bucket.settings | {"DRY_RUN": "false", "CLEANUP_POLICY": json.dumps(policy)}
    run = program(simulate(*CHANGES).endpoint, **settings).invoke({})
    assert run.status == 0, run
    (message,) = topic.messages()
    assert message["Subject"].startswith("ecr-cleanup: 0 images went, 3 announced in ")
    day = run.summary["announcement"]["goesFrom"]
    assert f"Announced, to go from {day} on at the latest:\n- team-a/app: 3 images" in message["Message"]
    key = run.summary["reports"]["prefix"].removeprefix("s3://reports/") + "report.html"
    address = f"/s3/object/reports?region=eu-west-1&prefix={quote(key, safe='')}"
    assert f"Report: https://eu-west-1.console.aws.amazon.com{address}" in message["Message"]


def test_message_says_how_to_approve(simulate, program, topic, bucket):
    prefix = "ecr-cleanup/" + "a" * 300
    settings = topic.settings | bucket.settings | {"DRY_RUN": "false", "REQUIRE_APPROVAL": "true"}
    program(simulate(*CHANGES).endpoint, **settings | {"REPORTS": f"s3://reports/{prefix}"}).invoke({})
    (message,) = topic.messages()
    assert f"aws s3 cp s3://reports/{prefix}/runs/" in message["Message"]
    assert re.search(rf'{{"plan":"s3://reports/{prefix}/approved/[^"]+.json"}}', message["Message"])
