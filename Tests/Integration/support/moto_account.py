"""moto's server as an account to deploy into."""

import urllib.request

import boto3
from moto.core.responses import ActionResult
from moto.server import ThreadedMotoServer
from moto.stepfunctions.parser.api import InvalidDefinition
from moto.stepfunctions.parser.models import StepFunctionsParserBackend
from moto.stepfunctions.responses import StepFunctionResponse

from . import moto_queries
from .program import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY


def validate_state_machine_definition(response: StepFunctionResponse) -> ActionResult:
    """`ValidateStateMachineDefinition`, which moto 5.2 lacks and the AWS provider calls, by moto's own parser."""
    try:
        StepFunctionsParserBackend._validate_definition(definition=response._get_param("definition"))
    except InvalidDefinition as error:
        fault = {"severity": "ERROR", "code": "SCHEMA_VALIDATION_FAILED", "message": str(error), "location": "/"}
        return ActionResult({"result": "FAIL", "diagnostics": [fault]})
    return ActionResult({"result": "OK", "diagnostics": []})


def list_state_machine_versions(response: StepFunctionResponse) -> ActionResult:
    """`ListStateMachineVersions`, which moto 5.2 lacks, too, from moto's own model."""
    machine = response.stepfunction_backend.describe_state_machine(response._get_param("stateMachineArn"))
    versions = [{"stateMachineVersionArn": each.arn} for each in machine.versions.values()]
    return ActionResult({"stateMachineVersions": versions})


class MotoAccount:
    def __init__(self):
        for operation in (validate_state_machine_definition, list_state_machine_versions):
            if not hasattr(StepFunctionResponse, operation.__name__):
                setattr(StepFunctionResponse, operation.__name__, operation)
        moto_queries.install()
        self.server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"
        self.reset()

    def client(self, service: str):
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=ACCESS_KEY_ID,
            aws_secret_access_key=SECRET_ACCESS_KEY,
        )

    def listed(self, service: str, operation: str, key: str, **arguments) -> list:
        """All that one listing operation of a service gives."""
        client = self.client(service)
        return [each for page in client.get_paginator(operation).paginate(**arguments) for each in page.get(key, [])]

    def reset(self):
        request = urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")
        urllib.request.urlopen(request, timeout=20).close()

    def stop(self):
        self.reset()
        self.server.stop()
