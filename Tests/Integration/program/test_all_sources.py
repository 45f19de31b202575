"""A policy with all sources, on the sample registry: each keeps what it knows to be in use, and says who uses it."""

import json

import pytest
from support.permissions import usage_sources
from support.policies_page import sample_registry
from support.program import REGION

HOST = f"123456789012.dkr.ecr.{REGION}.amazonaws.com"
ARN = f"{REGION}:123456789012"

# Of each source an image that nothing else uses, by the name that the sample registry has for it, and its user.
USERS = {
    "ecs": [
        ("release-2.8.1", f"ECS service arn:aws:ecs:{ARN}:service/production/app"),
        ("gateway-nightly-old-amd64", f"ECS service arn:aws:ecs:{ARN}:service/production/gateway"),
        ("release-2.8.0", f"ECS task definition arn:aws:ecs:{ARN}:task-definition/app:40"),
        ("worker-5.3.0-rc", f"ECS daemon arn:aws:ecs:{ARN}:daemon/production/tracer"),
    ],
    "lambda": [("worker-5.1.3-rc", "Lambda function worker:12")],
    "schedules": [("main-fc0417c", f"EventBridge schedule arn:aws:scheduler:{ARN}:schedule/default/report")],
    "eks": [("pr-412", "EKS pod pr-412/app-6d4cf56db6-x2n7q in the cluster previews")],
    "inspector": [("alpine-3.19-superseded", "EKS or ECS, seen by Inspector (in use once, last ")],
    "batch": [("release-2.7.0", f"Batch job definition arn:aws:batch:{ARN}:job-definition/reindex:1")],
    "codebuild": [("jdk21-2026.03", f"CodeBuild project arn:aws:codebuild:{ARN}:project/app")],
    "sagemaker": [("worker-5.1.0", f"SageMaker endpoint arn:aws:sagemaker:{ARN}:endpoint/ranker")],
    "agentcore": [
        ("worker-4.8.0", f"AgentCore runtime arn:aws:bedrock-agentcore:{ARN}:runtime/helpdesk-0123456789 version 1")
    ],
    "cloudformation": [
        ("asset-api-3", f"CloudFormation stack arn:aws:cloudformation:{ARN}:stack/Api/"),
        ("asset-importer-1", f"CloudFormation stack arn:aws:cloudformation:{ARN}:stack/Importer/"),
    ],
}


def policy(**protect) -> str:
    """A policy that would take every image over a day old."""
    selection = {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1}
    rule = {"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}
    return json.dumps({"policies": [{"name": "all", "repositories": ["*"], "rules": [rule]}], "protect": protect})


def names_by_size() -> dict[int, str]:
    """The names of the sample registry's images but for indexes: each has a size of its own."""
    images = [each for repository in sample_registry()["repositories"] for each in repository.get("images", [])]
    sizes = [each["sizeInBytes"] for each in images if "manifests" not in each]
    assert len(sizes) == len(set(sizes))
    return {each["sizeInBytes"]: each["name"] for each in images if "manifests" not in each}


@pytest.fixture
def clean(simulate, program):
    """Deletes by a policy; returns the summary, each image of it by its name, and the names of what is left."""

    def run(**protect):
        registry = sample_registry()
        simulator = simulate(*registry.pop("repositories"), **registry)
        done = program(simulator.endpoint, CLEANUP_POLICY=policy(**protect)).invoke(
            {}, "--detail", "all", DRY_RUN="false"
        )
        assert done.status == 0, done
        names = names_by_size()
        left = [each for images in simulator.control("registry")["repositories"].values() for each in images]
        images = [each for report in done.summary["repositories"] for each in report["images"]]
        return (
            done.summary,
            {names[each["bytes"]]: each for each in images if each["bytes"] in names},
            {names.get(each["sizeInBytes"]) for each in left},
        )

    return run


def test_every_source_is_in_this_file():
    assert set(USERS) == {each.name for each in usage_sources.sources()}


def test_all_sources_keep_what_each_uses_and_say_who(clean, tmp_path):
    file = tmp_path / "images.txt"
    file.write_text(f"# what runs elsewhere\n{HOST}/platform/base:python313-2026.03\n")
    summary, images, left = clean(inUse=list(USERS), imageUris=[f"{HOST}/team-a/app:2.7.1"], imageUrisFrom=[str(file)])
    status = {each["name"]: each["status"] for each in summary["inUse"]["sources"]}
    assert status.items() >= dict.fromkeys(USERS, "ok").items()
    assert summary["totals"]["deleted"] > 0
    expected = [user for users in USERS.values() for user in users]
    expected += [("release-2.7.1", "the policy's imageUris"), ("python313-2026.03", f"the list file {file}, line 2")]
    for name, user in expected:
        assert images[name]["decision"] == "protect", (name, images[name])
        assert user in images[name]["reason"], images[name]
        assert name in left


@pytest.mark.parametrize("source", USERS)
def test_without_a_source_what_it_alone_uses_goes(clean, source):
    """So the images above stay because of that source, and of no other."""
    _, images, left = clean(inUse=[each for each in USERS if each != source])
    for name, _ in USERS[source]:
        assert images[name]["decision"] == "expire" and name not in left, images[name]
