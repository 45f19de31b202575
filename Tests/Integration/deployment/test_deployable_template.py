"""The template that scripts/package --template writes: for a zip in a bucket or an image, and for StackSets."""

import json
import re

import pytest
from support.package import checked, run
from support.program import REPOSITORY
from support.switches import SWITCHES, parameters
from support.template import DEFINITION, STACK, Resolver, defaults, deployable, source, uploaded

# By https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html: of a request, and of an object.
LARGEST_BODY, LARGEST_OBJECT = 51_200, 1_000_000
# What each name may have, and what it is in.
LONGEST_NAMES = {
    ("AWS::Lambda::Function", "FunctionName"): 64,
    ("AWS::Logs::LogGroup", "LogGroupName"): 512,
    ("AWS::StepFunctions::StateMachine", "StateMachineName"): 80,
    ("AWS::CloudWatch::Dashboard", "DashboardName"): 255,
    ("AWS::Logs::QueryDefinition", "Name"): 255,
}
PACKAGE = {"CodeBucket": "packages", "CodeKey": "bootstrap.zip"}


def resolved(*on: str, name: str = STACK, **others: str) -> Resolver:
    return Resolver(deployable(), **parameters(set(on)) | {"Name": name} | PACKAGE | others)


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("template") / "new"
    checked(REPOSITORY / "scripts/package", "--template", "--output", folder)
    (file,) = folder.iterdir()
    assert file.name == "ecr-cleanup.yaml"
    return file.read_text()


def test_template_needs_no_transform_and_no_file_of_the_repository(written):
    """By https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html."""
    template = deployable(written)
    assert "Transform" not in template
    text = json.dumps(template)
    assert "Fn::Transform" not in text and "Fn::ForEach" not in text
    assert not {each["Type"] for each in template["Resources"].values()} & {"AWS::CloudFormation::Stack", "AWS::CloudFormation::Macro"}
    assert "DefinitionS3Location" not in text and "BuildMethod" not in text
    assert "AWS::StackName" not in text
    assert template["Resources"]["FanOutStateMachine"]["Properties"]["DefinitionString"] == DEFINITION.read_text()


def test_template_goes_through_a_bucket(written):
    assert LARGEST_BODY < len(written.encode()) < LARGEST_OBJECT / 2


def test_longest_name_fits_everywhere():
    pattern = deployable()["Parameters"]["Name"]["AllowedPattern"]
    longest = "n" * 64
    assert re.fullmatch(pattern, longest) and not re.fullmatch(pattern, longest + "n") and not re.fullmatch(pattern, "")
    resources = resolved(*SWITCHES, name=longest).resources
    named = set()
    for each in resources.values():
        for key, value in each["Properties"].items():
            # What has a name of its own is in the table.
            if key.endswith("Name") and isinstance(value, str) and longest in value:
                named.add((each["Type"], key))
                assert len(value) <= LONGEST_NAMES[each["Type"], key], value
    assert named == LONGEST_NAMES.keys()


@pytest.mark.parametrize("on", [set(), set(SWITCHES), {"FanOut", "Dashboard"}], ids=["nothing", "everything", "fan-out"])
def test_stack_is_that_of_the_source_but_for_the_package(on):
    found = resolved(*on)
    expected = Resolver(uploaded(), **parameters(on))
    resources, theirs = found.resources, expected.resources
    ours = {name: each for name, each in resources.items() if name != "FanOutStateMachine"}
    for each in (ours["EcrCleanupFunction"], theirs["EcrCleanupFunction"]):
        each.pop("Metadata", None)
    assert ours["EcrCleanupFunction"]["Properties"].pop("PackageType") == "Zip"
    assert ours == {name: each for name, each in theirs.items() if name != "FanOutStateMachine"}
    assert found.outputs == expected.outputs
    if "FanOut" in on:
        machine = resources["FanOutStateMachine"]["Properties"]
        filled = machine.pop("DefinitionString")
        for name, value in machine.pop("DefinitionSubstitutions").items():
            filled = filled.replace(f"${{{name}}}", value)
        assert machine | {"DefinitionString": filled} == theirs["FanOutStateMachine"]["Properties"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (PACKAGE, {"S3Bucket": "packages", "S3Key": "bootstrap.zip"}),
        (PACKAGE | {"CodeVersion": "v1"}, {"S3Bucket": "packages", "S3Key": "bootstrap.zip", "S3ObjectVersion": "v1"}),
    ],
    ids=["zip", "version of the zip"],
)
def test_function_is_made_of_the_zip(given, expected):
    function = resolved(**given).resources["EcrCleanupFunction"]["Properties"]
    assert (function["PackageType"], function["Code"]) == ("Zip", expected)
    assert (function["Runtime"], function["Handler"]) == ("provided.al2023", "bootstrap")


IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/tools/ecr-cleanup@sha256:" + "a" * 64


def test_function_is_made_of_the_image():
    function = resolved("LayerArns", ImageUri=IMAGE).resources["EcrCleanupFunction"]["Properties"]
    assert (function["PackageType"], function["Code"]) == ("Image", {"ImageUri": IMAGE})
    assert not {"Runtime", "Handler", "Layers"} & function.keys()
    assert re.fullmatch(deployable()["Parameters"]["ImageUri"]["AllowedPattern"], IMAGE)
    assert not re.fullmatch(deployable()["Parameters"]["ImageUri"]["AllowedPattern"], "ghcr.io/owner/ecr-cleanup:0.1.0")


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"CodeBucket": "", "CodeKey": ""}, False),
        ({"CodeKey": ""}, False),
        ({"CodeBucket": ""}, False),
        ({}, True),
        ({"CodeBucket": "", "CodeKey": "", "ImageUri": IMAGE}, True),
    ],
)
def test_a_zip_or_an_image_is_needed(given, holds):
    rule = deployable()["Rules"]["FunctionHasAPackage"]
    (assertion,) = rule["Assertions"]
    assert "RuleCondition" not in rule and resolved(**given).resolve(assertion["Assert"]) == holds


def test_parameters_are_those_of_the_source_and_the_package():
    found, expected = deployable()["Parameters"], source()["Parameters"]
    assert {name: each for name, each in found.items() if name in expected} == expected
    assert found.keys() - expected.keys() == {"Name", "CodeBucket", "CodeKey", "CodeVersion", "ImageUri"}
    interface = deployable()["Metadata"]["AWS::CloudFormation::Interface"]
    grouped = [name for group in interface["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(grouped) == sorted(found) and list(interface["ParameterLabels"]) == grouped
    assert defaults(found) == defaults() | {"Name": "ecr-cleanup", "CodeBucket": "", "CodeKey": "", "CodeVersion": "", "ImageUri": ""}


def test_source_in_another_form_is_refused(tmp_path):
    """What the script looks for in template.yaml is there once, or it writes nothing."""
    clone = tmp_path / "clone"
    (clone / "scripts/lib").mkdir(parents=True)
    script = clone / "scripts/lib/deployable_template.py"
    script.write_text((REPOSITORY / "scripts/lib/deployable_template.py").read_text())
    (clone / "template.yaml").write_text((REPOSITORY / "template.yaml").read_text().replace("      Code: .\n", "      Code: ./\n"))
    (clone / "terraform").mkdir()
    (clone / "terraform/fan-out.asl.json").write_text(DEFINITION.read_text())
    result = run("python3", script, tmp_path / "written.yaml")
    assert result.returncode == 1 and "Code: ." in result.stdout
    assert not (tmp_path / "written.yaml").exists()
