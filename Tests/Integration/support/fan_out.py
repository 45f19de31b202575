"""The state machine in moto's Step Functions, with a function whose answers a test gives.

moto executes Distributed Maps and reads their items from S3, with four gaps, which are filled here: it has no JSONata
engine (it expects one on a Java machine; jsonata-python is the same engine's port) and takes a quotation mark in a text for
its end, it sends an object to S3 as it is where Step Functions sends its JSON, and its Lambda without containers knows
neither errors nor who asks. It doesn't count
tolerated failures, and gives a failed batch as null.
"""

import base64
import io
import json
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

import boto3
from jsonata import jsonata
from moto import mock_aws
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.cloudwatch.models import cloudwatch_backends
from moto.server import ThreadedMotoServer
from moto.sns.models import sns_backends
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_aws_sdk import (
    StateTaskServiceAwsSdk,
)
from moto.stepfunctions.parser.asl.eval import states, variable_store
from moto.stepfunctions.parser.asl.jsonata import jsonata as moto_jsonata
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str

from .program import REGION
from .template import ACCOUNT, DEFINITION

BUCKET = "results"
EXECUTION_SECONDS = 60
# What a state's input and output may have at most.
LARGEST_PAYLOAD = 256 * 1024


class FunctionError(Exception):
    """What makes an invocation fail: the error's type and message, as the Runtime API has them."""

    def __init__(self, kind: str, message: str):
        super().__init__(message)
        self.body = {"errorType": kind, "errorMessage": message}


@dataclass
class Invocation:
    """An invocation of the function: what it was sent, and what it answered."""

    payload: dict
    context: dict
    answer: dict | FunctionError | None = None

    @property
    def step(self) -> str:
        return self.context["custom"]["fanOutStep"]


@dataclass
class Execution:
    status: str
    name: str
    error: str
    cause: str
    output: dict | None
    # The function's invocations, in order.
    invocations: list[Invocation]
    # What the bucket holds, and what the topic was sent.
    objects: dict[str, dict] = field(default_factory=dict)
    messages: list[tuple[str, str]] = field(default_factory=list)
    # The values of the metric RunsEnded that it gave under its machine's name.
    counted: list[float] = field(default_factory=list)

    @property
    def summary(self) -> dict:
        return self.objects["summary.json"]

    def of(self, step: str) -> list[Invocation]:
        """The invocations of a step; those that clean in the order of their batches."""
        found = [each for each in self.invocations if each.step == step]
        return sorted(found, key=lambda each: each.payload["batch"]["number"]) if step == "clean" else found

    @property
    def batches(self) -> list[dict]:
        return [each.payload["batch"] for each in self.of("clean")]


def evaluate(expression: str):
    try:
        # Through JSON, as states pass it on: sequences become lists.
        return json.loads(json.dumps(jsonata.Jsonata(expression).evaluate(None)))
    except Exception as error:
        raise moto_jsonata.JSONataException("UNKNOWN", str(error)) from error


def declarations(bindings: dict) -> str:
    return "".join(f"{name}:={to_json_str(value)};" for name, value in bindings.items())


def object_as_json(self, parameters: dict, **_):
    if isinstance(parameters.get("Body"), (dict, list)):
        parameters["Body"] = json.dumps(parameters["Body"]).encode()


def definition(**substitutions: str) -> str:
    text = DEFINITION.read_text()
    for name, value in substitutions.items():
        text = text.replace(f"${{{name}}}", str(value))
    return text


class FanOut:
    """Runs executions within `with`, one after another."""

    def __init__(self, monkeypatch):
        self.runs = 0
        self.clients = {}
        self.turn = threading.Lock()
        self.mock = mock_aws(config={"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}})
        monkeypatch.setattr(moto_jsonata, "_eval_jsonata", evaluate)
        for module in (states, variable_store):
            monkeypatch.setattr(module, "encode_jsonata_variable_declarations", declarations)
        monkeypatch.setattr(StateTaskServiceAwsSdk, "_normalise_parameters", object_as_json)
        outer = self

        def invoke(self, function_name, qualifier, body, headers, response_headers):
            context = json.loads(base64.b64decode(headers["X-Amz-Client-Context"]))
            return outer.answer(json.loads(body), context, response_headers)

        monkeypatch.setattr(LambdaSimpleBackend, "invoke", invoke)

    def answer(self, payload: dict, context: dict, headers: dict) -> bytes:
        # One at a time, as each of Lambda's execution environments.
        with self.turn:
            invocation = Invocation(payload, context)
            self.invocations.append(invocation)
            try:
                invocation.answer = self.function(invocation)
                return json.dumps(invocation.answer).encode()
            except FunctionError as error:
                invocation.answer = error
                headers["x-amz-function-error"] = "Unhandled"
                return json.dumps(error.body).encode()

    def __enter__(self):
        self.mock.start()
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        created = self.client("iam").create_role(RoleName="fan-out", AssumeRolePolicyDocument=json.dumps(trust))
        self.role = created["Role"]["Arn"]
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("bootstrap", "")
        self.function_arn = self.client("lambda").create_function(
            FunctionName="ecr-cleanup",
            Runtime="provided.al2023",
            Role=self.role,
            Handler="bootstrap",
            Code={"ZipFile": package.getvalue()},
        )["FunctionArn"]
        self.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        # The program reaches the same bucket over HTTP.
        self.server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.settings = {
            "AWS_ENDPOINT_URL_S3": f"http://{host}:{port}",
            "FAN_OUT_BUCKET": BUCKET,
            "FAN_OUT_BUCKET_OWNER": ACCOUNT,
        }
        self.topic = self.client("sns").create_topic(Name="summaries")["TopicArn"]
        return self

    def __exit__(self, *_):
        self.server.stop()
        self.mock.stop()

    def client(self, service: str):
        if service not in self.clients:
            self.clients[service] = boto3.client(
                service, region_name=REGION, aws_access_key_id="AKIDTESTS", aws_secret_access_key="none"
            )
        return self.clients[service]

    def run(
        self,
        function: Callable[[Invocation], dict],
        event: dict | None = None,
        *,
        batch_size: int = 2,
        tolerated: int = 50,
        notify: bool = False,
        notify_on: str = "always",
        notify_format: str = "text",
        change: Callable[[dict], None] | None = None,
        seconds: float = EXECUTION_SECONDS,
    ) -> Execution:
        """Runs an execution to its end. `change` may put something else in a state's place."""
        self.function = function
        self.invocations: list[Invocation] = []
        self.runs += 1
        sent_before = len(self.sent())
        text = definition(
            Partition="aws",
            FunctionArn=self.function_arn,
            BatchSize=batch_size,
            MaxConcurrency=3,
            ToleratedFailurePercentage=tolerated,
            ResultBucket=BUCKET,
            TopicArn=self.topic if notify else "",
            NotifyOn=notify_on,
            NotifyFormat=notify_format,
        )
        if change:
            machine = json.loads(text)
            change(machine["States"])
            text = json.dumps(machine)
        client, machine_name = self.client("stepfunctions"), f"fan-out-{self.runs}"
        arn = client.create_state_machine(name=machine_name, definition=text, roleArn=self.role)["stateMachineArn"]
        name = f"night-{self.runs}"
        started = client.start_execution(stateMachineArn=arn, name=name, input=json.dumps({} if event is None else event))[
            "executionArn"
        ]
        ended = self.wait_for(client, started, seconds)
        return Execution(
            status=ended["status"],
            name=name,
            error=ended.get("error", ""),
            cause=ended.get("cause", ""),
            output=json.loads(ended["output"]) if "output" in ended else None,
            invocations=self.invocations,
            objects=self.objects(f"{name}/"),
            messages=[(subject, message) for _, message, subject, *_ in self.sent()[sent_before:]],
            counted=[
                each.value
                for each in cloudwatch_backends[ACCOUNT][REGION].metric_data
                if (each.namespace, each.name) == ("ecr-cleanup", "RunsEnded")
                and [(of.name, of.value) for of in each.dimensions] == [("StateMachine", machine_name)]
            ],
        )

    def wait_for(self, client, execution: str, seconds: float) -> dict:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            described = client.describe_execution(executionArn=execution)
            # moto sets the status before the output.
            is_ended = described["status"] != "RUNNING" and (described["status"] != "SUCCEEDED" or "output" in described)
            if is_ended:
                return described
            time.sleep(0.01)
        # What runs on after the test would call AWS itself, once moto no longer stands before it.
        client.stop_execution(executionArn=execution)
        raise AssertionError(f"the execution did not end within {seconds} s")

    def put(self, execution: str, name: str, body: dict | list):
        """Writes an object of an execution, as the function does."""
        self.client("s3").put_object(Bucket=BUCKET, Key=f"{execution}/{name}", Body=json.dumps(body).encode())

    def objects(self, prefix: str) -> dict[str, dict]:
        s3 = self.client("s3")
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])]
        return {key.removeprefix(prefix): json.load(s3.get_object(Bucket=BUCKET, Key=key)["Body"]) for key in keys}

    def sent(self) -> list:
        return sns_backends[ACCOUNT][REGION].topics[self.topic].sent_notifications
