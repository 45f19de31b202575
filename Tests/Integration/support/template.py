"""template.yaml as CloudFormation sees it: resolved for a choice of parameters."""

import copy
import re
import sys
from functools import cache

from awscli.customizations.cloudformation.yamlhelper import yaml_parse

from .program import REGION, REPOSITORY

sys.path.insert(0, str(REPOSITORY / "scripts/lib"))

import deployable_template  # noqa: E402

TEMPLATE = REPOSITORY / "template.yaml"
MEMBER_ROLE = REPOSITORY / "member-role.yaml"
DEFINITION = REPOSITORY / "terraform/fan-out.asl.json"
ACCOUNT = "123456789012"
STACK = "cleanup"

# The package, where `sam deploy` uploads it.
CODE = {"S3Bucket": "packages", "S3Key": "bootstrap.zip"}


@cache
def source() -> dict:
    """The template as it stands in the file."""
    return yaml_parse(TEMPLATE.read_text())


@cache
def deployable(text: str = "") -> dict:
    """The template that scripts/package --template writes."""
    return yaml_parse(text or deployable_template.deployable())


def defaults(parameters: dict | None = None) -> dict[str, str]:
    return {name: str(each["Default"]) for name, each in (parameters or source()["Parameters"]).items() if "Default" in each}


def uploaded() -> dict:
    """The template as `sam deploy` sends it, but for the definition: moto doesn't fetch it from S3."""
    template = copy.deepcopy(source())
    template["Resources"]["EcrCleanupFunction"]["Properties"]["Code"] = CODE
    machine = template["Resources"]["FanOutStateMachine"]["Properties"]
    assert REPOSITORY / machine.pop("DefinitionS3Location") == DEFINITION
    machine["DefinitionString"] = {"Fn::Sub": [DEFINITION.read_text(), machine.pop("DefinitionSubstitutions")]}
    return template


class Absent:
    """What `AWS::NoValue` leaves."""


class Resolver:
    """Resolves conditions, and the functions that this template uses.

    References to resources stay as `Ref(NAME)` and `GetAtt(NAME.ATTRIBUTE)`.
    """

    def __init__(self, template: dict, partition: str = "aws", **parameters: str):
        self.template = template
        self.parameters = defaults(template["Parameters"]) | parameters
        self.pseudo = {
            "AWS::NoValue": Absent,
            "AWS::Partition": partition,
            "AWS::Region": REGION,
            "AWS::AccountId": ACCOUNT,
            "AWS::StackName": STACK,
        }

    @property
    def resources(self) -> dict[str, dict]:
        return {
            name: self.resolve(each)
            for name, each in self.template["Resources"].items()
            if "Condition" not in each or self.condition(each["Condition"])
        }

    @property
    def outputs(self) -> dict[str, str]:
        return {
            name: self.resolve(each["Value"])
            for name, each in self.template["Outputs"].items()
            if "Condition" not in each or self.condition(each["Condition"])
        }

    def condition(self, name: str) -> bool:
        return self.resolve(self.template["Conditions"][name])

    def resolve(self, value):
        if isinstance(value, list):
            return [each for each in map(self.resolve, value) if each is not Absent]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref":
                return self.reference(argument)
            if name == "Condition" and isinstance(argument, str):
                return self.condition(argument)
            if name.startswith("Fn::"):
                return getattr(self, f"function_{name.removeprefix('Fn::').lower()}")(argument)
        resolved = {name: self.resolve(each) for name, each in value.items()}
        return {name: each for name, each in resolved.items() if each is not Absent}

    def reference(self, name: str):
        if name in self.pseudo:
            return self.pseudo[name]
        if name not in self.parameters:
            assert name in self.template["Resources"], name
            return f"Ref({name})"
        if self.template["Parameters"][name]["Type"] == "CommaDelimitedList":
            return self.parameters[name].split(",")
        return self.parameters[name]

    def function_if(self, argument):
        name, then, otherwise = argument
        return self.resolve(then if self.condition(name) else otherwise)

    def function_equals(self, argument) -> bool:
        one, other = (str(self.resolve(each)) for each in argument)
        return one == other

    def function_not(self, argument) -> bool:
        return not self.resolve(argument[0])

    def function_and(self, argument) -> bool:
        return all(self.resolve(each) for each in argument)

    def function_or(self, argument) -> bool:
        return any(self.resolve(each) for each in argument)

    def function_join(self, argument) -> str:
        separator, parts = argument
        return separator.join(self.resolve(parts))

    def function_select(self, argument):
        place, values = argument
        return self.resolve(values)[int(place)]

    def function_split(self, argument) -> list[str]:
        separator, text = argument
        return self.resolve(text).split(separator)

    def function_getatt(self, argument) -> str:
        name = argument if isinstance(argument, str) else ".".join(argument)
        assert name.split(".")[0] in self.template["Resources"], name
        return f"GetAtt({name})"

    def function_sub(self, argument) -> str:
        text, variables = argument if isinstance(argument, list) else (argument, {})

        def value(found: re.Match) -> str:
            name, _, attribute = found[1].partition(".")
            if name in variables:
                return self.resolve(variables[name])
            return self.function_getatt(found[1]) if attribute else str(self.reference(name))

        return re.sub(r"\$\{([\w:.]+)\}", value, text)


def statements(resources: dict[str, dict], role: str = "FunctionRole") -> list[dict]:
    """The statements of a role's policies."""
    policies = resources[role]["Properties"]["Policies"]
    return [each for policy in policies for each in policy["PolicyDocument"]["Statement"]]


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]
