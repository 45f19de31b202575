"""The roles of terraform/ and of template.yaml allow the same, whatever is switched on."""

import json

import pytest
from support.permissions import expected_actions, member_actions, usage_sources
from support.switches import SWITCHES, facts, parameters
from support.template import REGION, STACK, Resolver, as_list, source, statements
from support.terraform import Terraform

pytestmark = pytest.mark.timeout(300)

# The switches that have to do with permissions, and what each is called and set to in the module when it is on.
VARIABLES = {
    "DryRun": ("dry_run", lambda value: value == "true"),
    "AllowArchive": ("allow_archive", lambda value: value == "true"),
    "CleanPublicRegistry": ("clean_public_registry", lambda value: value == "true"),
    "TargetRoleArns": ("target_role_arns", lambda value: value.split(",") if value else []),
    "ImageListArns": ("image_list_arns", lambda value: value.split(",") if value else []),
    "ReadRepositoryTags": ("read_repository_tags", lambda value: value == "true"),
    "LooksAtPullTimes": ("looks_at_pull_times", lambda value: value == "true"),
    "PolicyParameter": ("policy_parameter", lambda value: value or None),
    "PolicyObject": ("policy_object", lambda value: value or None),
    "PolicyKmsKeyArn": ("policy_kms_key_arn", lambda value: value or None),
    "RequireApproval": ("require_approval", lambda value: value == "true"),
    "NotificationEmail": ("notification_email", lambda value: value or None),
    "NotificationTopicArn": ("notification_topic_arn", lambda value: value or None),
    "CleanOnPush": ("clean_on_push", lambda value: value == "true"),
    "FanOut": ("fan_out", lambda value: {} if value == "true" else None),
    "TargetOrganizationId": ("target_organization_id", lambda value: value or None),
    "DeletableRepositories": ("deletable_repositories", lambda value: value.split(",")),
    "UndeletableRepositories": ("undeletable_repositories", lambda value: value.split(",") if value else []),
    "KmsKeyArn": ("kms_key_arn", lambda value: value or None),
    "Tracing": ("tracing", lambda value: value == "true"),
}
# These are attributes of one variable each, which is null without a bucket, or without both of a VPC's.
VPC = {"SubnetIds": "subnet_ids", "SecurityGroupIds": "security_group_ids"}
REPORTS = {"ReportsBucket": "bucket", "ReportsBucketOwner": "bucket_owner", "ReportsKmsKeyArn": "kms_key_arn"}
# A source of usage is an element of one variable.
SOURCES = usage_sources.sources()
ROLES = {"function": "FunctionRole", "schedule": "ScheduleRole", "fan_out": "FanOutRole"}

# What the template makes, by the ARNs that the module's mocks have for it: see terraform/tests/mocks.
MADE = {
    "GetAtt(FailureQueue.Arn)": f"arn:aws:sqs:{REGION}:123456789012:{STACK}-failures",
    "GetAtt(EcrCleanupFunction.Arn)": f"arn:aws:lambda:{REGION}:123456789012:function:{STACK}",
    **{
        f"GetAtt(ResultBucket.Arn){end}": f"arn:aws:s3:::{STACK}-123456789012-{REGION}{end}"
        for end in ("", "/*", "/*/items.json", "/*/failures/*", "/*/summary.json")
    },
    "Ref(FanOutStateMachine)": f"arn:aws:states:{REGION}:123456789012:stateMachine:{STACK}-fan-out",
    "Ref(NotificationTopic)": f"arn:aws:sns:{REGION}:123456789012:{STACK}-notifications",
}


def combined() -> list[frozenset[str]]:
    """None, all, and all but one: so each statement is missed when one of its switches is off, and no other is.

    No key goes without its parameter or object, and there is only one of these; no approval goes without a bucket, no
    organization without roles, no subnet without a security group: the module refuses anything else.
    """
    attributes = SWITCHES.keys() & {*REPORTS, *VPC, "FanOutLogLevel"}
    every = frozenset({*VARIABLES, *attributes, *(source.switch for source in SOURCES)} - {"PolicyObject"})
    together = [{"ReportsBucket", "RequireApproval"}, {"TargetRoleArns", "TargetOrganizationId"}, set(VPC)]
    never_alone = {"PolicyParameter", "ReportsBucket", "TargetRoleArns", *VPC}
    without = [frozenset({name}) for name in sorted(every) if name not in never_alone]
    without += [every & chosen for chosen in together]
    no_parameter = every - {"PolicyParameter"}
    others = [no_parameter - {"PolicyKmsKeyArn"}, no_parameter | {"PolicyObject"}, frozenset({"PolicyObject"})]
    return [frozenset(), every, *(every - each for each in without), *others]


def named(on: frozenset[str]) -> str:
    return f"{sorted(on)} are on" if on else "nothing is on"


COMBINATIONS = {f"combination_{number}": on for number, on in enumerate(combined())}


def arguments(on: frozenset[str]) -> dict:
    values = parameters(set(on))
    asked = [source.name for source in SOURCES if source.switch in on]
    reports = {name: values[switch] for switch, name in REPORTS.items() if values[switch]}
    found = {name: read(values[switch]) for switch, (name, read) in VARIABLES.items()}
    vpc = {name: values[switch].split(",") for switch, name in VPC.items() if values.get(switch)}
    if found["fan_out"] is not None and "FanOutLogLevel" in values:
        found["fan_out"] = {"log_level": values["FanOutLogLevel"]}
    found |= {"vpc": vpc or None, "reports": reports if "bucket" in reports else None}
    return found | {"usage_sources": asked}


# The role of a member account, with the switches that it has, too.
HUB = "arn:aws:iam::111111111111:role/ecr-cleanup-eu-west-1"
OF_MEMBERS = {"DryRun", "AllowArchive", "ReadRepositoryTags", "LooksAtPullTimes", *(source.switch for source in SOURCES)}
OF_MEMBERS |= {"DeletableRepositories", "UndeletableRepositories"}
MEMBERS = {key.replace("combination", "member"): on & OF_MEMBERS for key, on in COMBINATIONS.items()}


def member_arguments(on: frozenset[str]) -> dict:
    values = parameters(set(on))
    found = {name: read(values[switch]) for switch, (name, read) in VARIABLES.items() if switch in OF_MEMBERS}
    asked = [source.name for source in SOURCES if source.switch in on]
    return found | {"usage_sources": asked, "hub_role_arn": HUB, "external_id": "one-word"}


def comparable(document: list[dict]) -> dict[str, tuple]:
    return {
        each["Sid"]: (
            each["Effect"],
            sorted(as_list(each["Action"])),
            sorted(MADE.get(resource, resource) for resource in as_list(each.get("Resource", []))),
            each.get("Condition"),
            sorted(as_list(each.get("NotResource", []))),
        )
        for each in document
    }


# Nothing but the roles' policies, and what they need, is made.
TARGETS = [f"module.{key}.aws_iam_role_policy.{role}" for key in COMBINATIONS for role in ROLES]
TARGETS += [f"module.{key}.aws_iam_role_policy.member" for key in MEMBERS]
TEST = """
mock_provider "aws" {
  source = "./terraform/tests/mocks"
}

run "all" {
  plan_options {
    target = [%s]
  }
}
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory) -> dict[str, dict[str, dict[str, tuple]]]:
    """The statements of each role and of approvers, for each combination: all of them are made by one run of the module's mocks."""
    terraform = Terraform(tmp_path_factory.mktemp("terraform"))
    shared = {"source": "./terraform", "name": STACK, "package": "${path.module}/bootstrap.zip"}
    root = {
        # Only a provider that the root names is mocked in its modules, too.
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "module": {key: shared | arguments(on) for key, on in COMBINATIONS.items()}
        | {key: {"source": "./terraform/modules/member-role"} | member_arguments(on) for key, on in MEMBERS.items()},
        "output": {key: {"value": f"${{module.{key}.approver_policy}}"} for key in COMBINATIONS},
    }
    (terraform.clone / "main.tf.json").write_text(json.dumps(root))
    (terraform.clone / "all.tftest.hcl").write_text(TEST % ", ".join(TARGETS))
    terraform.initialize(".")
    messages = [json.loads(line) for line in terraform.run(".", "test", "-json", "-verbose").stdout.splitlines()]
    (state,) = [each["test_state"] for each in messages if each["type"] == "test_state"]
    found: dict[str, dict[str, dict[str, tuple]]] = {}
    for child in state["root_module"]["child_modules"]:
        key = child["address"].removeprefix("module.")
        for each in child.get("resources", []):
            if each["type"] == "aws_iam_role_policy":
                document = json.loads(each["values"]["policy"])
                found.setdefault(key, {})[each["name"]] = comparable(document["Statement"])
    for key, output in state["outputs"].items():
        if output.get("value"):
            found[key]["approver"] = comparable(json.loads(output["value"])["Statement"])
    return found


def test_roles_and_approvers_are_allowed_the_same_as_by_the_template(module):
    template = source()
    for key, on in COMBINATIONS.items():
        resolver = Resolver(template, **parameters(set(on)))
        resources = resolver.resources
        expected = {role: comparable(statements(resources, name)) for role, name in ROLES.items() if name in resources}
        if "ApproverPolicy" in resolver.outputs:
            expected["approver"] = comparable(json.loads(resolver.outputs["ApproverPolicy"])["Statement"])
        assert module[key] == expected, named(on)


def test_function_may_do_what_the_program_does_and_nothing_else(module):
    for key, on in COMBINATIONS.items():
        actions = [action for effect, each, *_ in module[key]["function"].values() for action in each if effect == "Allow"]
        # Two sources may need the same action.
        assert set(actions) == expected_actions(facts(set(on))).keys(), named(on)


def test_member_may_do_what_the_program_does_there_and_nothing_else(module):
    for key, on in MEMBERS.items():
        actions = [action for effect, each, *_ in module[key]["member"].values() for action in each if effect == "Allow"]
        assert set(actions) == member_actions(facts(set(on))), named(on)


def test_member_has_the_statements_of_the_functions_role_in_each_region(module):
    for key, on in COMBINATIONS.items():
        member = module[key.replace("combination", "member")]["member"]
        function = module[key]["function"]
        expected = {sid: statement for sid, statement in function.items() if sid in member}
        assert in_any_region(member) == in_any_region(expected), named(on)


def in_any_region(statements: dict) -> dict:
    """Without the names of ECR Public: a member has no permissions for it that a denial could take away."""

    def private(names: list[str]) -> list[str]:
        return sorted(each.replace(f":{REGION}:", ":*:") for each in names if ":ecr-public:" not in each)

    return {
        sid: (effect, actions, private(resources), condition, *map(private, others))
        for sid, (effect, actions, resources, condition, *others) in statements.items()
    }


def test_switches_are_those_of_the_template():
    without_permissions = {"Policy", "ScheduleState", "ScheduleInput", "ReservedConcurrency", "Dashboard"}
    without_permissions |= SWITCHES.keys() & {
        "UseFipsEndpoints", "HttpsProxy", "NoProxy", "CaBundle", "LayerArns", "RolePath", "PermissionsBoundaryArn",
        "FunctionRoleArn", "ImageUri",
    }
    in_objects = REPORTS.keys() | SWITCHES.keys() & {*VPC, "FanOutLogLevel"}
    by_source = {source.switch for source in SOURCES}
    assert VARIABLES.keys() | in_objects | by_source | without_permissions == SWITCHES.keys()
