"""Which permission each operation that the program can call needs, and by which switch of the deployment it is given.

The operations themselves are read from the sources, so that a new one without a row here fails a test.
"""

import re
import sys
from dataclasses import dataclass

from .program import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "scripts/lib"))

import usage_sources  # noqa: E402

SOURCES = REPOSITORY / "Sources"
CLIENTS = ("ECRClient", "ImageUsage", "AWSClient", "S3Client", "Handler")

# What a statement's resource may be: everything, where AWS takes nothing else, or what its ARN is of.
ANY = "*"
REPOSITORIES = "ecr repository"
PUBLIC_REPOSITORIES = "ecr-public repository"
TARGET_ROLES = "iam role"
PARAMETER = "ssm parameter"
TOPIC = "sns topic"
OBJECT = "s3 object"
LISTS = "s3 object, ssm parameter"
REPORTS = "s3 reports"
PLANS = "s3 reports, approved plans"
BUCKET = "s3 bucket"
RESULTS = "s3 results"
RESULT_BUCKET = "s3 result bucket"

RESOURCES = {
    ANY: r"\*",
    REPOSITORIES: r"arn:[a-z-]+:ecr:[a-z0-9-]+:\d{12}:repository/\*",
    PUBLIC_REPOSITORIES: r"arn:[a-z-]+:ecr-public::\d{12}:repository/\*",
    TARGET_ROLES: r"arn:[a-z-]+:iam::(\d{12}|\*):role/[^*]+",
    PARAMETER: r"arn:[a-z-]+:ssm:[a-z0-9-]+:\d{12}:parameter/[^*/][^*]*",
    TOPIC: r"arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[^*]+|Ref\(NotificationTopic\)",
    # Where a policy and lists are kept, the statements of both allow the same action.
    LISTS: r"arn:[a-z-]+:(s3:::[a-z0-9.-]+|ssm:[a-z0-9-]+:\d{12}:parameter)/[^*]+",
    OBJECT: r"arn:[a-z-]+:s3:::[a-z0-9.-]+/[^*]+",
    REPORTS: r"arn:[a-z-]+:s3:::[a-z0-9.-]+/[^*]+/runs/\*",
    PLANS: r"arn:[a-z-]+:s3:::[a-z0-9.-]+/[^*]+/(runs|approved)/\*",
    BUCKET: r"arn:[a-z-]+:s3:::[a-z0-9.-]+",
    RESULTS: r"GetAtt\(ResultBucket\.Arn\)/\*",
    RESULT_BUCKET: r"GetAtt\(ResultBucket\.Arn\)",
}


def arn_of(action: str, end: str | None) -> str:
    """What the ARNs of a source's resources look like, as a key of `RESOURCES`."""
    if end is None:
        return ANY
    service = action.split(":")[0]
    RESOURCES[f"{service} {end}"] = rf"arn:[a-z-]+:{service}:[a-z0-9-]+:\d{{12}}:{re.escape(end)}"
    return f"{service} {end}"


# Actions for which AWS's reference lists a resource, here by its name, that the program's calls do not name.
WITHOUT_RESOURCE = {
    "ecs:ListTasks": "container-instance",
    "sagemaker:ListModelPackages": "model-package",
    "cloudformation:DescribeStacks": "stack",
}

# Actions that AWS asks for beside that of the operation itself.
BESIDE_OPERATIONS = {"cloudformation:ListStacks": "cloudformation:DescribeStacks"}


@dataclass(frozen=True)
class Permission:
    """An action, the switches that must all be on for it (none: always), and the resource of its statement."""

    action: str
    switches: frozenset[str]
    resource: str


def allow(action: str, resource: str, *switches: str) -> Permission:
    return Permission(action, frozenset(switches), resource)


# The switches by the names that they have in template.yaml; "Deletes" is DryRun=false, and the two that name something
# are on when they are not empty.
PRIVATE = {
    "DescribeRepositories": allow("ecr:DescribeRepositories", REPOSITORIES),
    "DescribeImages": allow("ecr:DescribeImages", REPOSITORIES),
    "DescribeRegistry": allow("ecr:DescribeRegistry", ANY),
    "BatchGetImage": allow("ecr:BatchGetImage", REPOSITORIES),
    "BatchDeleteImage": allow("ecr:BatchDeleteImage", REPOSITORIES, "Deletes"),
    "UpdateImageStorageClass": allow("ecr:UpdateImageStorageClass", REPOSITORIES, "Deletes", "AllowArchive"),
    "ListTagsForResource": allow("ecr:ListTagsForResource", REPOSITORIES, "ReadRepositoryTags"),
    "ListPullTimeUpdateExclusions": allow("ecr:ListPullTimeUpdateExclusions", ANY, "LooksAtPullTimes"),
}
# What a person needs for `policy compare`, who is not the function.
COMPARE = {
    name: allow(f"ecr:{name}", REPOSITORIES, "ComparesByHand")
    for name in ("GetLifecyclePolicy", "StartLifecyclePolicyPreview", "GetLifecyclePolicyPreview")
}
# What a person needs for `plan --audit`, beside the lifecycle policies that `policy compare` reads.
AUDIT = {
    "GetRegistryScanningConfiguration": allow("ecr:GetRegistryScanningConfiguration", ANY, "AuditsByHand"),
}
PUBLIC = {
    name: allow(f"ecr-public:{name}", PUBLIC_REPOSITORIES, "CleanPublicRegistry", *PRIVATE[name].switches)
    for name in ("DescribeRepositories", "DescribeImages", "BatchDeleteImage", "ListTagsForResource")
}
# Every run lists the clusters, to warn of those that nothing reads.
ALWAYS = {"eks:ListClusters"}
USAGE = [
    allow(action, arn_of(action, end), *([] if action in ALWAYS else [source.switch]))
    for source in usage_sources.sources()
    for action, end in source.permissions.items()
]
STS = {
    "AssumeRole": allow("sts:AssumeRole", TARGET_ROLES, "TargetRoleArns"),
    # AWS allows it to everyone, whatever a policy says.
    "GetCallerIdentity": None,
}
SSM = {"GetParameter": allow("ssm:GetParameter", PARAMETER, "PolicyParameter")}
SNS = {"Publish": allow("sns:Publish", TOPIC, "Notifies")}
S3 = {
    "GetObject": allow("s3:GetObject", OBJECT, "PolicyObject"),
    "PutObject": allow("s3:PutObject", REPORTS, "ReportsBucket"),
    "ListObjectsV2": allow("s3:ListBucket", BUCKET, "ReportsBucket"),
}
# The same operations, on something else.
READ_PLANS = {"GetObject": allow("s3:GetObject", PLANS, "ReportsBucket")}
FAN_OUT = {
    "GetObject": allow("s3:GetObject", RESULTS, "FanOut"),
    "PutObject": allow("s3:PutObject", RESULTS, "FanOut"),
    "ListObjectsV2": allow("s3:ListBucket", RESULT_BUCKET, "FanOut"),
}
LISTED = {
    "GetObject": allow("s3:GetObject", LISTS, "ImageListArns"),
    "GetParameter": allow("ssm:GetParameter", LISTS, "ImageListArns"),
}

TABLE: dict[str, list[dict[str, Permission | None]]] = {
    "ECRClient": [PRIVATE, COMPARE, AUDIT, PUBLIC],
    "AWSClient": [STS],
    "S3Client": [S3, READ_PLANS, FAN_OUT, {"GetObject": LISTED["GetObject"]}],
    "Handler": [SSM, SNS, {"GetParameter": LISTED["GetParameter"]}],
}

# What the role needs beside the program's own calls: Lambda acts by it, and Parameter Store and S3 use keys by it.
SURROUNDINGS = {
    "logs:CreateLogStream": frozenset(),
    "logs:PutLogEvents": frozenset(),
    "sqs:SendMessage": frozenset(),
    "kms:Decrypt": frozenset({"Decrypts"}),
    "kms:GenerateDataKey": frozenset({"Encrypts"}),
    **dict.fromkeys(("xray:PutTelemetryRecords", "xray:PutTraceSegments"), frozenset({"Tracing"})),
    **dict.fromkeys(
        (
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
        ),
        frozenset({"HasNetwork"}),
    ),
}


def operations() -> dict[str, set[str]]:
    """The operations that the sources of each client declare, but for unsigned ones: nobody needs a permission for them."""
    found: dict[str, set[str]] = {}
    for client in CLIENTS:
        for file in (SOURCES / client).rglob("*.swift"):
            text = file.read_text()
            names = re.findall(r'static let operation = "([A-Za-z0-9]+)"', text)
            found.setdefault(client, set()).update(() if "static let isSigned = false" in text else names)
    return found


def modules_with_operations() -> set[str]:
    """The modules in which anything looks like an operation; a client that is not in `CLIENTS` shows up here."""
    return {
        file.relative_to(SOURCES).parts[0]
        for file in SOURCES.rglob("*.swift")
        if re.search(r"static let operation\b", file.read_text())
    }


def private_only() -> set[str]:
    """The operations that the ECR client refuses for ECR Public."""
    pattern = r"requirePrivateRegistry\(for: (\w+)\.operation\)"
    return {name for file in (SOURCES / "ECRClient").rglob("*.swift") for name in re.findall(pattern, file.read_text())}


def permissions() -> list[Permission]:
    own = [each for tables in TABLE.values() for table in tables for each in table.values() if each is not None]
    return own + USAGE


def expected_actions(on: set[str]) -> dict[str, set[str]]:
    """The actions that the role must allow, and no others, with these switches on; each with its resources."""
    expected: dict[str, set[str]] = {action: set() for action, switches in SURROUNDINGS.items() if switches <= on}
    for each in permissions():
        if each.switches <= on:
            expected.setdefault(each.action, set()).add(each.resource)
    return expected


def member_actions(on: set[str]) -> set[str]:
    """The actions that the role of a member account must allow: those on its private registry and its sources of usage."""
    return {each.action for each in [*PRIVATE.values(), *USAGE] if each is not None and each.switches <= on}
