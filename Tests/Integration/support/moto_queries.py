"""Saved queries, which moto 5.2 lacks: CloudFormation, the AWS provider and boto3 put and list them."""

import json
import uuid

from moto.logs.responses import LogsResponse


def definitions(response: LogsResponse) -> dict[str, dict]:
    """Those of an account and region; they go when moto is reset."""
    return response.logs_backend.__dict__.setdefault("query_definitions_by_id", {})


def put_query_definition(response: LogsResponse) -> str:
    identifier = response._get_param("queryDefinitionId") or str(uuid.uuid4())
    names = ("name", "queryString", "logGroupNames")
    definitions(response)[identifier] = {"queryDefinitionId": identifier} | {name: response._get_param(name) for name in names}
    return json.dumps({"queryDefinitionId": identifier})


def describe_query_definitions(response: LogsResponse) -> str:
    prefix = response._get_param("queryDefinitionNamePrefix") or ""
    found = [each for each in definitions(response).values() if each["name"].startswith(prefix)]
    return json.dumps({"queryDefinitions": found})


def delete_query_definition(response: LogsResponse) -> str:
    return json.dumps({"success": definitions(response).pop(response._get_param("queryDefinitionId"), None) is not None})


def install():
    for operation in (put_query_definition, describe_query_definitions, delete_query_definition):
        if not hasattr(LogsResponse, operation.__name__):
            setattr(LogsResponse, operation.__name__, operation)
