"""The switches of the deployment, and what follows from each in the template."""

from itertools import combinations

from .permissions import usage_sources

KEY = "arn:aws:kms:eu-west-1:123456789012:key/1b2c3d4e-0000-4000-8000-1234567890ab"
REPORTS_KEY = "arn:aws:kms:eu-west-1:444444444444:key/2b2c3d4e-0000-4000-8000-1234567890ab"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:own"
ROLES = "arn:aws:iam::222222222222:role/ecr-cleanup,arn:aws:iam::333333333333:role/cleanup/ecr"
PATTERNS = "arn:aws:iam::*:role/ecr-cleanup-member"
OWN_ROLE = "arn:aws:iam::123456789012:role/own"
OWN_KEY = "arn:aws:kms:eu-west-1:123456789012:key/3b2c3d4e-0000-4000-8000-1234567890ab"
LAYER = "arn:aws:lambda:eu-west-1:123456789012:layer:certificates:3"
BOUNDARY = "arn:aws:iam::123456789012:policy/boundary"
LISTS = "arn:aws:s3:::my-bucket/lists/images.txt,arn:aws:ssm:eu-west-1:123456789012:parameter/images"

# A switch is off by the first value, and on by the second. "Deletes" is DryRun=false.
SWITCHES = {
    "DryRun": ("true", "false"),
    "AllowArchive": ("false", "true"),
    "CleanPublicRegistry": ("false", "true"),
    "DeletableRepositories": ("*", "team-a/*,team-b/app"),
    "UndeletableRepositories": ("", "base/*,team-a/base"),
    "TargetRoleArns": ("", ROLES),
    "TargetOrganizationId": ("", "o-a1b2c3d4e5"),
    **{source.switch: ("false", "true") for source in usage_sources.sources()},
    "ImageListArns": ("", LISTS),
    "ReadRepositoryTags": ("false", "true"),
    "LooksAtPullTimes": ("false", "true"),
    "Policy": ("", '{"rules":[]}'),
    "PolicyParameter": ("", "/ecr-cleanup/policy"),
    "PolicyObject": ("", "my-bucket/ecr-cleanup/policy.json"),
    "PolicyKmsKeyArn": ("", KEY),
    "ScheduleState": ("DISABLED", "ENABLED"),
    "ScheduleInput": ("{}", '{"repositories":["team-a/*"]}'),
    "CleanOnPush": ("false", "true"),
    "ReportsBucket": ("", "my-reports"),
    "ReportsBucketOwner": ("", "444444444444"),
    "ReportsKmsKeyArn": ("", REPORTS_KEY),
    "RequireApproval": ("false", "true"),
    "NotificationEmail": ("", "team@example.com"),
    "NotificationTopicArn": ("", TOPIC),
    "ReservedConcurrency": ("0", "1"),
    "UseFipsEndpoints": ("false", "true"),
    "HttpsProxy": ("", "http://proxy.example.com:3128"),
    "NoProxy": ("", "169.254.169.254,.internal"),
    "CaBundle": ("", "/opt/ca.pem"),
    "LayerArns": ("", LAYER),
    "SubnetIds": ("", "subnet-0a1b2c3d,subnet-1a2b3c4d"),
    "SecurityGroupIds": ("", "sg-0a1b2c3d"),
    "PermissionsBoundaryArn": ("", BOUNDARY),
    "RolePath": ("/", "/operations/"),
    "FunctionRoleArn": ("", OWN_ROLE),
    "KmsKeyArn": ("", OWN_KEY),
    "Tracing": ("false", "true"),
    "FanOut": ("false", "true"),
    "FanOutLogLevel": ("OFF", "ERROR"),
    "Dashboard": ("false", "true"),
}


def parameters(on: set[str]) -> dict[str, str]:
    return {name: values[name in on] for name, values in SWITCHES.items()}


def combined() -> list[frozenset[str]]:
    """None, all, each one, each pair; and all but one, all but a pair.

    The full product would be beyond counting. In these, any two switches meet in all four of their combinations.
    """
    every = frozenset(SWITCHES)
    few = [frozenset(chosen) for size in (0, 1, 2) for chosen in combinations(SWITCHES, size)]
    return [*few, *(every - chosen for chosen in few)]


def facts(on: set[str]) -> set[str]:
    """The switches as support/permissions.py names them."""
    found = set(on)
    if "DryRun" in on:
        found.add("Deletes")
    if on & {"NotificationEmail", "NotificationTopicArn"}:
        found.add("Notifies")
    if on & {"PolicyParameter", "PolicyObject"}:
        found.add("KeepsPolicy")
    if {"ReportsBucket", "ReportsKmsKeyArn"} <= on or "KmsKeyArn" in on:
        found |= {"Encrypts", "Decrypts"}
    if {"KeepsPolicy", "PolicyKmsKeyArn"} <= found:
        found.add("Decrypts")
    if on & {"SubnetIds", "SecurityGroupIds"}:
        found.add("HasNetwork")
    return found


def expected_resources(on: set[str]) -> set[str]:
    """The resources of the template that there are with these switches on."""
    expected = {
        "DecisionAboutDigestQuery",
        "DeletedImagesQuery",
        "DeletionsOfDigestQuery",
        "EcrCleanupFunction",
        "EventInvokeConfig",
        "FailureQueue",
        "FailureQueueAlarm",
        "FunctionErrorsAlarm",
        "FunctionLogGroup",
        "FunctionRole",
        "ImagesFailedAlarm",
        "ImagesInUseMissingAlarm",
        "NotCleanedQuery",
        "RepositoriesBlockedAlarm",
        "RepositoriesFailedAlarm",
        "RepositoriesIncompleteAlarm",
        "RunsQuery",
        "Schedule",
        "ScheduleRole",
    }
    fans_out, is_scheduled = "FanOut" in on, "ScheduleState" in on
    if fans_out:
        expected |= {"FanOutStateMachine", "FanOutRole", "FanOutFailedAlarm", "ResultBucket", "ResultBucketPolicy"}
        if "FanOutLogLevel" in on:
            expected.add("FanOutLogGroup")
    if "FunctionRoleArn" in on:
        expected.remove("FunctionRole")
    if is_scheduled:
        expected.add("NoFanOutAlarm" if fans_out else "NoRunAlarm")
    if "ReportsBucket" in on:
        expected.add("ReportsNotWrittenAlarm")
    if "Dashboard" in on:
        expected.add("OperationsDashboard")
    if "CleanOnPush" in on:
        expected |= {"PushRule", "PushPermission", "FailureQueuePolicy"}
    if "NotificationEmail" in on:
        expected.add("NotificationSubscription")
        if "NotificationTopicArn" not in on:
            expected.add("NotificationTopic")
    return expected
