"""The simulator's lifecycle previews against boto3: its answers fit AWS's model, and its errors are AWS's."""

import json

import boto3
import pytest
from support.program import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from support.shapes import ShapeCheck
from support.simulator import image, repository

RULE = {
    "rulePriority": 1,
    "description": "what is left of old builds goes",
    "selection": {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 30},
    "action": {"type": "expire"},
}
ARCHIVE = RULE | {
    "selection": RULE["selection"] | {"countType": "sinceImagePulled"},
    "action": {"type": "transition", "targetStorageClass": "archive"},
}


@pytest.fixture
def shapes():
    return ShapeCheck()


@pytest.fixture
def client(simulate, shapes):
    images = [image(f"old-{number}", 40 + number, *([f"v{number}"] if number % 2 else [])) for number in range(120)]
    simulator = simulate(
        repository("app", *images, lifecyclePolicy={"rules": [RULE]}, lifecyclePolicyEvaluatedDaysAgo=1),
        repository("other"),
    )
    made = boto3.client(
        "ecr", REGION, endpoint_url=simulator.endpoint,
        aws_access_key_id=ACCESS_KEY_ID, aws_secret_access_key=SECRET_ACCESS_KEY,
    )
    return shapes.watch(made)


@pytest.mark.parametrize(("rule", "action"), [(RULE, "EXPIRE"), (ARCHIVE, "TRANSITION")], ids=["expire", "archive"])
def test_preview_fits_the_model(client, shapes, rule, action):
    text = json.dumps({"rules": [rule]})
    assert client.start_lifecycle_policy_preview(repositoryName="app", lifecyclePolicyText=text)["status"] == "IN_PROGRESS"
    pages = list(client.get_paginator("get_lifecycle_policy_preview").paginate(repositoryName="app"))
    assert [page["status"] for page in pages] == ["COMPLETE", "COMPLETE"]
    assert json.loads(pages[0]["lifecyclePolicyText"]) == {"rules": [rule]}
    results = [each for page in pages for each in page["previewResults"]]
    assert len({each["imageDigest"] for each in results}) == 120
    assert {(each["action"]["type"], each["appliedRulePriority"]) for each in results} == {(action, 1)}
    assert shapes.seen == {"StartLifecyclePolicyPreview": 1, "GetLifecyclePolicyPreview": 2}


def test_own_policy_fits_the_model(client, shapes):
    answer = client.get_lifecycle_policy(repositoryName="app")
    assert json.loads(answer["lifecyclePolicyText"]) == {"rules": [RULE]}
    assert answer["lastEvaluatedAt"].year >= 2025
    assert shapes.seen == {"GetLifecyclePolicy": 1}


def test_errors_are_those_of_the_model(client):
    errors = client.exceptions
    with pytest.raises(errors.LifecyclePolicyNotFoundException):
        client.get_lifecycle_policy(repositoryName="other")
    with pytest.raises(errors.LifecyclePolicyNotFoundException):
        client.start_lifecycle_policy_preview(repositoryName="other")
    with pytest.raises(errors.LifecyclePolicyPreviewNotFoundException):
        client.get_lifecycle_policy_preview(repositoryName="other")
    with pytest.raises(errors.RepositoryNotFoundException):
        client.get_lifecycle_policy_preview(repositoryName="none")
    broken = json.dumps({"rules": [RULE | {"action": {"type": "keep"}}]})
    with pytest.raises(errors.InvalidParameterException):
        client.start_lifecycle_policy_preview(repositoryName="app", lifecyclePolicyText=broken)
