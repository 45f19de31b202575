"""member-role.yaml: the role of an account that is cleaned, beside the function's role in template.yaml."""

import json
import re
from functools import cache

import pytest
from awscli.customizations.cloudformation.yamlhelper import yaml_parse
from support.permissions import member_actions
from support.program import REGION
from support.switches import SWITCHES, facts, parameters
from support.template import MEMBER_ROLE, Resolver, as_list, source, statements

HUB = "arn:aws:iam::111111111111:role/ecr-cleanup-FunctionRole-EXAMPLE"
EXTERNAL_ID, ORGANIZATION = "one-word", "o-a1b2c3d4e5"
# Of a request, by https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html.
LARGEST_BODY = 51_200


@cache
def member() -> dict:
    return yaml_parse(MEMBER_ROLE.read_text())


# Those that both templates have, but for what only the hub has.
SHARED = [name for name in SWITCHES if name in member()["Parameters"]]


def resolved(*on: str, **others: str) -> Resolver:
    values = {name: value for name, value in parameters(set(on)).items() if name in SHARED}
    return Resolver(member(), **{"HubRoleArn": HUB, "ExternalId": EXTERNAL_ID} | values | others)


def combined() -> list[frozenset[str]]:
    every = frozenset(SHARED)
    return [frozenset(), every, *(frozenset({each}) for each in SHARED), *(every - {each} for each in SHARED)]


def named(on: frozenset[str]) -> str:
    return f"{sorted(on)} are on" if on else "nothing is on"


def test_role_allows_what_the_program_calls_there_and_nothing_else():
    for on in combined():
        found = statements(resolved(*on).resources, "MemberRole")
        actions = {action for each in found if each["Effect"] == "Allow" for action in as_list(each["Action"])}
        assert actions == member_actions(facts(on)), named(on)


def test_statements_are_those_of_the_function_but_in_every_region():
    for on in combined():
        function = Resolver(source(), **parameters(on) | {"FunctionRoleArn": ""})
        of_function = {each["Sid"]: each for each in statements(function.resources)}
        found = statements(resolved(*on).resources, "MemberRole")
        text = json.dumps([of_function.get(each["Sid"]) for each in found])
        assert found == json.loads(text.replace(f":{REGION}:", ":*:")), named(on)
        # What only the hub has: its log, its queue, and what it was told about policies, reports and messages.
        assert of_function.keys() - {each["Sid"] for each in found} == {"WriteLog", "SendFailures"}, named(on)


def test_role_with_its_defaults_deletes_nothing():
    given = {"HubRoleArn": HUB, "ExternalId": EXTERNAL_ID}
    found = statements(Resolver(member(), **given).resources, "MemberRole")
    assert not [each for each in found if re.search("Delete|Update|Put", json.dumps(each["Action"]))]


@pytest.mark.parametrize(
    ("external_id", "organization", "condition"),
    [
        (EXTERNAL_ID, "", {"sts:ExternalId": EXTERNAL_ID}),
        ("", ORGANIZATION, {"aws:PrincipalOrgID": ORGANIZATION}),
        (EXTERNAL_ID, ORGANIZATION, {"sts:ExternalId": EXTERNAL_ID, "aws:PrincipalOrgID": ORGANIZATION}),
        ("", "", None),
    ],
    ids=["external id", "organization", "both", "neither"],
)
def test_role_trusts_the_hub_alone_and_only_with_a_condition(external_id, organization, condition):
    resolver = resolved(ExternalId=external_id, OrganizationId=organization)
    (rule,) = member()["Rules"].values()
    (assertion,) = rule["Assertions"]
    assert "RuleCondition" not in rule and resolver.resolve(assertion["Assert"]) == (condition is not None)
    (statement,) = resolver.resources["MemberRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert (statement["Principal"], statement["Action"]) == ({"AWS": HUB}, "sts:AssumeRole")
    assert statement["Condition"]["StringEquals"] == (condition or {})


@pytest.mark.parametrize("hub", ["*", "arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:role/*", "arn:aws:iam::*:role/hub"])
def test_hub_is_one_role(hub):
    pattern = member()["Parameters"]["HubRoleArn"]["AllowedPattern"]
    assert re.fullmatch(pattern, HUB) and not re.fullmatch(pattern, hub)


@pytest.mark.parametrize("on", [(), ("RolePath", "PermissionsBoundaryArn")], ids=["plain", "all"])
def test_role_has_the_same_name_everywhere(on):
    role = resolved(*on).resources["MemberRole"]["Properties"]
    assert role["RoleName"] == "ecr-cleanup-member"
    assert (role["Path"], "PermissionsBoundary" in role) == (("/operations/", True) if on else ("/", False))


def test_stack_sets_take_it_in_a_request():
    assert "Transform" not in member() and "Fn::Transform" not in json.dumps(member())
    assert MEMBER_ROLE.stat().st_size < LARGEST_BODY
    for name, value in (parameter for parameter in member()["Parameters"].items()):
        assert value["Description"] and ("Default" in value or name == "HubRoleArn")


def test_parameters_are_as_in_the_other_template_and_in_groups():
    given, others = member()["Parameters"], source()["Parameters"]
    for name in SHARED:
        different = {key for key in given[name] | others[name] if given[name].get(key) != others[name].get(key)}
        assert different <= {"Description"}, name
    interface = member()["Metadata"]["AWS::CloudFormation::Interface"]
    grouped = [name for group in interface["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(grouped) == sorted(given) and list(interface["ParameterLabels"]) == grouped
