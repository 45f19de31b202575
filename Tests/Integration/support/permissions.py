"""Which permission each operation that the program can call needs, and by which switch of the deployment it is given.

The operations themselves are read from the sources, so that a new one without a row here fails a test.
"""

import re
from dataclasses import dataclass

from .program import REPOSITORY

SOURCES = REPOSITORY / "Sources"
CLIENTS = ("ECRClient", "ImageUsage", "AWSClient", "Handler")

# What a statement's resource may be: everything, where AWS takes nothing else, or what its ARN is of.
ANY = "*"
REPOSITORIES = "ecr repository"
PUBLIC_REPOSITORIES = "ecr-public repository"
ECS = "ecs"
FUNCTIONS = "lambda function"
CLUSTERS = "eks cluster"
SCHEDULES = "events rule, scheduler schedule, pipes pipe, states stateMachine"
TARGET_ROLES = "iam role"
PARAMETER = "ssm parameter"

RESOURCES = {
    ANY: r"\*",
    REPOSITORIES: r"arn:[a-z-]+:ecr:[a-z0-9-]+:\d{12}:repository/\*",
    PUBLIC_REPOSITORIES: r"arn:[a-z-]+:ecr-public::\d{12}:repository/\*",
    ECS: r"arn:[a-z-]+:ecs:[a-z0-9-]+:\d{12}:\*",
    FUNCTIONS: r"arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:\*",
    CLUSTERS: r"arn:[a-z-]+:eks:[a-z0-9-]+:\d{12}:cluster/\*",
    SCHEDULES: r"arn:[a-z-]+:(events:R:A:rule/|scheduler:R:A:schedule/|pipes:R:A:pipe/|states:R:A:stateMachine:)\*".replace(
        "R:A", r"[a-z0-9-]+:\d{12}"
    ),
    TARGET_ROLES: r"arn:[a-z-]+:iam::\d{12}:role/[^*]+",
    PARAMETER: r"arn:[a-z-]+:ssm:[a-z0-9-]+:\d{12}:parameter/[^*/][^*]*",
}

# Actions for which AWS's reference lists a resource that a call as the program makes it does not name.
WITHOUT_RESOURCE = {"ecs:ListTasks": "the resource is a container instance, by which the program does not ask"}


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
PUBLIC = {
    name: allow(f"ecr-public:{name}", PUBLIC_REPOSITORIES, "CleanPublicRegistry", *PRIVATE[name].switches)
    for name in ("DescribeRepositories", "DescribeImages", "BatchDeleteImage", "ListTagsForResource")
}
IN_USE = {
    **{
        name: allow(f"ecs:{name}", ANY, "ReadEcs")
        for name in (
            "ListClusters",
            "ListServices",
            "ListTasks",
            "ListTaskDefinitionFamilies",
            "ListTaskDefinitions",
            "DescribeTaskDefinition",
        )
    },
    **{
        name: allow(f"ecs:{name}", ECS, "ReadEcs")
        for name in ("DescribeTasks", "DescribeServices", "DescribeServiceDeployments", "DescribeServiceRevisions")
    },
    "ListFunctions": allow("lambda:ListFunctions", ANY, "ReadLambda"),
    "GetFunction": allow("lambda:GetFunction", FUNCTIONS, "ReadLambda"),
    "BatchGetAccountStatus": allow("inspector2:BatchGetAccountStatus", ANY, "ReadInspector"),
    "ListCoverage": allow("inspector2:ListCoverage", ANY, "ReadInspector"),
    "DescribeJobDefinitions": allow("batch:DescribeJobDefinitions", ANY, "ReadBatch"),
}
# ECS has an operation of the same name. Every run lists the clusters, to warn of those that nothing reads.
EKS = {
    "ListClusters": allow("eks:ListClusters", ANY),
    "DescribeCluster": allow("eks:DescribeCluster", CLUSTERS, "ReadEks"),
}
# Each description of what a schedule starts may be of the four kinds of resources; one statement has them all.
STARTS = {
    **{
        name: allow(f"{service}:{name}", ANY, "ReadSchedules")
        for service, name in (
            ("events", "ListEventBuses"),
            ("events", "ListRules"),
            ("scheduler", "ListSchedules"),
            ("pipes", "ListPipes"),
            ("states", "ListStateMachines"),
            # ReadEcs allows it, too.
            ("ecs", "DescribeTaskDefinition"),
        )
    },
    **{
        name: allow(f"{service}:{name}", SCHEDULES, "ReadSchedules")
        for service, name in (
            ("events", "ListTargetsByRule"),
            ("scheduler", "GetSchedule"),
            ("pipes", "DescribePipe"),
            ("states", "DescribeStateMachine"),
        )
    },
}
STS = {
    "AssumeRole": allow("sts:AssumeRole", TARGET_ROLES, "TargetRoleArns"),
    # AWS allows it to everyone, whatever a policy says.
    "GetCallerIdentity": None,
}
SSM = {"GetParameter": allow("ssm:GetParameter", PARAMETER, "PolicyParameter")}

TABLE: dict[str, list[dict[str, Permission | None]]] = {
    "ECRClient": [PRIVATE, PUBLIC],
    "ImageUsage": [IN_USE, EKS, STARTS],
    "AWSClient": [STS],
    "Handler": [SSM],
}

# What the role needs beside the program's own calls: Lambda acts by it, and Parameter Store decrypts by it.
SURROUNDINGS = {
    "logs:CreateLogStream": frozenset(),
    "logs:PutLogEvents": frozenset(),
    "sqs:SendMessage": frozenset(),
    "sns:Publish": frozenset({"Notifies"}),
    "kms:Decrypt": frozenset({"PolicyParameter", "PolicyKmsKeyArn"}),
}


def operations() -> dict[str, set[str]]:
    """The operations that the sources of each client declare, but for unsigned ones: nobody needs a permission for them."""
    found: dict[str, set[str]] = {}
    for client in CLIENTS:
        for file in (SOURCES / client).rglob("*.swift"):
            text = file.read_text()
            names = re.findall(r'static let operation = "([A-Za-z]+)"', text)
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
    return [each for tables in TABLE.values() for table in tables for each in table.values() if each is not None]


def expected_actions(on: set[str]) -> dict[str, str | None]:
    """The actions that the role must allow, and no others, with these switches on; each with its resource."""
    program = {each.action: each.resource for each in permissions() if each.switches <= on}
    return program | {action: None for action, switches in SURROUNDINGS.items() if switches <= on}
