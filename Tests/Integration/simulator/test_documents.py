"""The simulator's services of documents: their answers fit AWS's models, and pages, filters and errors are as documented.

Botocore signs the requests here, and does not send them: it prefers a binary protocol for some of these services.
"""

import json
import urllib.error
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.loaders import Loader
from botocore.model import ServiceModel
from support.program import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from support.shapes import faults
from support.simulator import image, repository

# Of each service: its resources, and requests with what its answers must hold.
SERVICES = {
    "codebuild": (
        {"projects": [{"name": "build", "arn": "arn:build", "environment": {"type": "LINUX_CONTAINER", "computeType": "BUILD_GENERAL1_SMALL", "image": "ecr:app:live"}}, {"name": "p-{n}", "count": 150}]},
        [("ListProjects", {}, "nextToken"), ("BatchGetProjects", {"names": ["build", "gone"]}, "app:live")],
    ),
}


def call(simulator, service: str, operation: str, body: dict) -> dict:
    """Sends a request by AWS JSON, and returns the answer if it fits the model."""
    model = ServiceModel(Loader().load_service_model(service, "service-2"))
    target = f"{model.metadata['targetPrefix']}.{operation}"
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    request = AWSRequest("POST", f"{simulator.endpoint}/", headers, json.dumps(body).encode())
    SigV4Auth(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY), service, REGION).add_auth(request)
    sent = urllib.request.Request(request.url, request.data, dict(request.headers), method="POST")
    with urllib.request.urlopen(sent, timeout=10) as response:
        answer = json.load(response)
    assert faults(model.operation_model(operation).output_shape, answer) == []
    return answer


@pytest.fixture
def simulator(simulate):
    workloads = {name: documents for name, (documents, _) in SERVICES.items()}
    return simulate(repository("app", image("live", 3, "live")), workloads=workloads)


@pytest.mark.parametrize(
    ("service", "operation", "body", "expected"),
    [(name, *request) for name, (_, requests) in SERVICES.items() for request in requests],
)
def test_answer_fits_the_model(simulator, service, operation, body, expected):
    assert expected in json.dumps(call(simulator, service, operation, body))


def test_pages_end_and_hold_everything(simulator):
    listed, token = [], None
    while True:
        answer = call(simulator, "codebuild", "ListProjects", {"nextToken": token} if token else {})
        listed += answer["projects"]
        if not (token := answer.get("nextToken")):
            break
    assert len(listed) == len(set(listed)) == 151


def test_projects_that_do_not_exist_are_named(simulator):
    answer = call(simulator, "codebuild", "BatchGetProjects", {"names": ["build", "gone"]})
    assert answer["projectsNotFound"] == ["gone"]


def test_more_names_than_allowed_are_refused(simulator):
    with pytest.raises(urllib.error.HTTPError) as error:
        call(simulator, "codebuild", "BatchGetProjects", {"names": [f"p-{number}" for number in range(101)]})
    assert json.load(error.value)["__type"] == "InvalidInputException"
