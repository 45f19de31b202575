"""The simulator's services of documents: their answers fit AWS's models, and pages, filters and errors are as documented.

Botocore signs the requests here, and does not send them: it prefers a binary protocol for some of these services.
"""

import json
import urllib.error
import urllib.parse
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.serialize import create_serializer
from support.program import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from support.shapes import faults
from support.simulator import image, repository

TIMES = {"CreationTime": 1, "LastModifiedTime": 1}
AGENT = {"agentRuntimeId": "agent-0123456789"}
RUNTIME = "arn:aws:bedrock-agentcore:eu-west-1:123456789012:runtime/agent-0123456789"
ISO = {"createdAt": "2026-01-01T00:00:00Z", "lastUpdatedAt": "2026-01-01T00:00:00Z"}
PACKAGE = {"CreationTime": 1, "ModelPackageStatus": "Completed", "ModelPackageStatusDetails": {"ValidationStatuses": []}, "InferenceSpecification": {"Containers": [{"Image": "ecr:app:live"}]}}


def arn(resource: str) -> str:
    """The ARN of a SageMaker resource."""
    return f"arn:aws:sagemaker:{REGION}:123456789012:{resource}"


# Of each service: its resources, and requests with what its answers must hold.
SERVICES = {
    "codebuild": (
        {"projects": [{"name": "build", "arn": "arn:build", "environment": {"type": "LINUX_CONTAINER", "computeType": "BUILD_GENERAL1_SMALL", "image": "ecr:app:live"}}, {"name": "p-{n}", "count": 150}]},
        [("ListProjects", {}, "nextToken"), ("BatchGetProjects", {"names": ["build", "gone"]}, "app:live")],
    ),
    "sagemaker": (
        {
            "endpoints": [{"EndpointName": "e", "EndpointArn": arn("endpoint/e"), "EndpointStatus": "InService", **TIMES, "ProductionVariants": [{"VariantName": "all", "DeployedImages": [{"SpecifiedImage": "ecr:app:live", "ResolvedImage": "ecr:app#live"}]}]}],
            "endpointConfigs": [{"EndpointConfigName": "c", "EndpointConfigArn": arn("endpoint-config/c"), "CreationTime": 1, "ProductionVariants": [{"VariantName": "all", "ModelName": "m-0"}]}],
            "inferenceComponents": [{"InferenceComponentName": "c", "InferenceComponentArn": arn("inference-component/c"), "InferenceComponentStatus": "InService", "EndpointName": "e", "EndpointArn": arn("endpoint/e"), "VariantName": "all", **TIMES, "Specification": {"Container": {"DeployedImage": {"SpecifiedImage": "ecr:app:live"}}}}],
            "models": [{"ModelName": "m-{n}", "ModelArn": arn("model/m-{n}"), "CreationTime": 1, "PrimaryContainer": {"Image": "ecr:app:live"}, "count": 150}],
            "modelPackages": [
                {"ModelPackageName": "p", "ModelPackageArn": arn("model-package/p"), **PACKAGE},
                {"ModelPackageName": "p", "ModelPackageArn": arn("model-package/group/1"), "ModelPackageGroupName": "group", "ModelPackageVersion": 1, **PACKAGE},
            ],
            "trainingJobs": [{"TrainingJobName": "t-{n}", "TrainingJobArn": arn("training-job/t"), "TrainingJobStatus": "InProgress", "SecondaryStatus": "Training", "CreationTime": 1, "ModelArtifacts": {"S3ModelArtifacts": "s3://bucket/t"}, "StoppingCondition": {"MaxRuntimeInSeconds": 60}, "AlgorithmSpecification": {"TrainingImage": "ecr:app:live", "TrainingInputMode": "File"}, "count": 2}],
            "processingJobs": [{"ProcessingJobName": "p", "ProcessingJobArn": arn("processing-job/p"), "ProcessingJobStatus": "Stopping", "CreationTime": 1, "AppSpecification": {"ImageUri": "ecr:app:live"}, "ProcessingResources": {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 10}}}],
            "transformJobs": [{"TransformJobName": "b", "TransformJobArn": arn("transform-job/b"), "TransformJobStatus": "InProgress", "CreationTime": 1, "ModelName": "m-0", "TransformInput": {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://bucket/in"}}}, "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1}}],
        },
        [
            ("ListEndpoints", {}, "endpoint/e"),
            ("DescribeEndpoint", {"EndpointName": "e"}, "app@sha256:"),
            ("ListEndpointConfigs", {}, "endpoint-config/c"),
            ("DescribeEndpointConfig", {"EndpointConfigName": "c"}, "m-0"),
            ("ListInferenceComponents", {}, "inference-component/c"),
            ("DescribeInferenceComponent", {"InferenceComponentName": "c"}, "app:live"),
            ("ListModels", {"MaxResults": 100}, "NextToken"),
            ("DescribeModel", {"ModelName": "m-7"}, "app:live"),
            ("ListModelPackages", {}, "model-package/p"),
            ("DescribeModelPackage", {"ModelPackageName": arn("model-package/group/1"), "IncludedData": "MetadataOnly"}, "app:live"),
            ("ListTrainingJobs", {"StatusEquals": "InProgress"}, "t-1"),
            ("DescribeTrainingJob", {"TrainingJobName": "t-1"}, "app:live"),
            ("ListProcessingJobs", {}, "Stopping"),
            ("DescribeProcessingJob", {"ProcessingJobName": "p"}, "app:live"),
            ("ListTransformJobs", {}, "InProgress"),
            ("DescribeTransformJob", {"TransformJobName": "b"}, "m-0"),
        ],
    ),
    "bedrock-agentcore-control": (
        {
            "agentRuntimes": [{**AGENT, "agentRuntimeArn": RUNTIME, "agentRuntimeName": "agent", "agentRuntimeVersion": "2", "description": "an agent", **ISO, "status": "READY", "roleArn": "arn:aws:iam::123456789012:role/agent", "lifecycleConfiguration": {"maxLifetime": 28800}, "versions": [{"agentRuntimeVersion": "1", "agentRuntimeArtifact": {"containerConfiguration": {"containerUri": "ecr:app:old"}}}, {"agentRuntimeVersion": "2", "agentRuntimeArtifact": {"containerConfiguration": {"containerUri": "ecr:app#live"}}}], "endpoints": [{"name": "prod", "id": "prod-0123456789", "liveVersion": "1", "agentRuntimeEndpointArn": f"{RUNTIME}/runtime-endpoint/prod"}]}],
        },
        [
            ("ListAgentRuntimes", {"maxResults": 100}, '"agentRuntimeVersion": "2"'),
            ("ListAgentRuntimeVersions", AGENT, '"agentRuntimeVersion": "1"'),
            ("ListAgentRuntimeEndpoints", AGENT, '"liveVersion": "1"'),
            ("GetAgentRuntime", {**AGENT, "agentRuntimeVersion": "1"}, "app:old"),
            ("GetAgentRuntime", {**AGENT, "agentRuntimeVersion": "2"}, "app@sha256:"),
        ],
    ),
}


def signing_name(service: str) -> str:
    """The name of a service in signatures, and in the registry file."""
    return ServiceModel(Loader().load_service_model(service, "service-2")).signing_name


def call(simulator, service: str, operation: str, body: dict) -> dict:
    """Sends a request by AWS JSON or REST, and returns the answer if it fits the model."""
    model = ServiceModel(Loader().load_service_model(service, "service-2"))
    operation_model = model.operation_model(operation)
    (protocol,) = {"json", "rest-json"} & set(model.metadata["protocols"])
    written = create_serializer(protocol, include_validation=False).serialize_to_request(body, operation_model)
    query = urllib.parse.urlencode(written["query_string"])
    url = f"{simulator.endpoint}{written['url_path']}{'?' if query else ''}{query}"
    request = AWSRequest(written["method"], url, written["headers"], written["body"])
    SigV4Auth(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY), model.signing_name, REGION).add_auth(request)
    sent = urllib.request.Request(request.url, request.data or None, dict(request.headers), method=request.method)
    with urllib.request.urlopen(sent, timeout=10) as response:
        answer = json.load(response)
    assert faults(operation_model.output_shape, answer) == []
    return answer


@pytest.fixture
def simulator(simulate):
    workloads = {signing_name(name): documents for name, (documents, _) in SERVICES.items()}
    return simulate(repository("app", image("live", 3, "live")), workloads=workloads)


@pytest.mark.parametrize(
    ("service", "operation", "body", "expected"),
    [(name, *request) for name, (_, requests) in SERVICES.items() for request in requests],
)
def test_answer_fits_the_model(simulator, service, operation, body, expected):
    assert expected in json.dumps(call(simulator, service, operation, body))


@pytest.mark.parametrize(
    ("service", "operation", "page", "name", "token", "count"),
    [
        ("codebuild", "ListProjects", "projects", None, "nextToken", 151),
        ("sagemaker", "ListModels", "Models", "ModelName", "NextToken", 150),
    ],
)
def test_pages_end_and_hold_everything(simulator, service, operation, page, name, token, count):
    listed, next_token = [], None
    while True:
        answer = call(simulator, service, operation, {token: next_token} if next_token else {})
        listed += [each[name] if name else each for each in answer[page]]
        if not (next_token := answer.get(token)):
            break
    assert len(listed) == len(set(listed)) == count


@pytest.mark.parametrize(("kind", "count"), [(None, 1), ("Unversioned", 1), ("Versioned", 1), ("Both", 2)])
def test_packages_with_versions_are_listed_on_request_alone(simulator, kind, count):
    body = {"ModelPackageType": kind} if kind else {}
    packages = call(simulator, "sagemaker", "ListModelPackages", body)["ModelPackageSummaryList"]
    assert len(packages) == count
    assert kind != "Versioned" or packages[0]["ModelPackageVersion"] == 1


def test_jobs_are_selected_by_their_status(simulator):
    assert call(simulator, "sagemaker", "ListTrainingJobs", {"StatusEquals": "Stopped"})["TrainingJobSummaries"] == []


@pytest.mark.parametrize(("operation", "name", "code"), [("DescribeModel", "ModelName", "ValidationException"), ("DescribeTransformJob", "TransformJobName", "ResourceNotFound")])
def test_missing_resources_have_the_errors_of_sagemaker(simulator, operation, name, code):
    with pytest.raises(urllib.error.HTTPError) as error:
        call(simulator, "sagemaker", operation, {name: "gone"})
    assert json.load(error.value)["__type"] == code


def test_projects_that_do_not_exist_are_named(simulator):
    answer = call(simulator, "codebuild", "BatchGetProjects", {"names": ["build", "gone"]})
    assert answer["projectsNotFound"] == ["gone"]


def test_more_names_than_allowed_are_refused(simulator):
    with pytest.raises(urllib.error.HTTPError) as error:
        call(simulator, "codebuild", "BatchGetProjects", {"names": [f"p-{number}" for number in range(101)]})
    assert json.load(error.value)["__type"] == "InvalidInputException"


@pytest.mark.parametrize(
    ("operation", "body"),
    [("ListAgentRuntimeVersions", {"agentRuntimeId": "gone"}), ("GetAgentRuntime", {**AGENT, "agentRuntimeVersion": "3"})],
)
def test_missing_runtimes_and_versions_are_not_found(simulator, operation, body):
    with pytest.raises(urllib.error.HTTPError) as error:
        call(simulator, "bedrock-agentcore-control", operation, body)
    assert error.value.code == 404
