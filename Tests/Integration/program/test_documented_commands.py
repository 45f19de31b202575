"""The commands in the documents: those of the AWS CLI as the CLI itself understands them, and what they are given."""

import json
import re
import shlex
import subprocess
import zipfile

import pytest
import jsonschema
from awscli.clidriver import create_clidriver
from awscli.customizations.cloudformation.yamlhelper import yaml_parse
from support.background import free_ports
from support.program import BINARY, REGION, REPOSITORY
from support.release import VERSION
from support.template import MEMBER_ROLE, deployable, deployable_template, source

DOCUMENTS = ["README.md", "terraform/README.md", *(str(path.relative_to(REPOSITORY)) for path in REPOSITORY.glob("docs/**/*.md"))]
# Of the CLI's second version, which is no Python package.
ONLY_IN_VERSION_2 = ("aws configure export-credentials", "aws logs tail")


def lines(*beginnings: str) -> list[str]:
    """The lines of all blocks of commands that begin so."""
    found = []
    for name in DOCUMENTS:
        for block in re.findall(r"^ *```sh\n(.*?)^ *```", (REPOSITORY / name).read_text(), flags=re.M | re.S):
            found += [line.strip() for line in re.sub(r"\\\n\s*", " ", block).splitlines()]
    return [line for line in found if line.startswith(beginnings)]


def commands() -> list[str]:
    return [command for command in lines("aws ") if not command.startswith(ONLY_IN_VERSION_2)]


def arguments(command: str) -> list[str]:
    words = shlex.split(command, comments=True)[1:]
    ends = [words.index(each) for each in (">", "|") if each in words]
    return words[: min(ends)] if ends else words


def after(option: str, words: list[str]) -> list[str]:
    """The values of an option, up to the next one."""
    rest = words[words.index(option) + 1 :] if option in words else []
    end = next((place for place, word in enumerate(rest) if word.startswith("--")), len(rest))
    return rest[:end]


def settings(words: list[str]) -> dict[str, str]:
    """The parameters that a deployment or a StackSet is given, in either form."""
    pairs = [pair for option in ("--parameter-overrides", "--parameters") for pair in after(option, words)]
    found = {}
    for pair in pairs:
        stack_set = re.fullmatch(r"ParameterKey=(\w+),ParameterValue=(.*)", pair)
        name, value = stack_set.groups() if stack_set else pair.split("=", 1)
        found[name] = value
    return found


def template_of(command: str) -> dict:
    """The template that a command deploys."""
    if command.startswith("sam "):
        return source()
    return yaml_parse(MEMBER_ROLE.read_text()) if "ecr-cleanup-member" in command.split("TargetRoleArns")[0] else deployable()


DEPLOYMENTS = (
    "sam build && sam deploy",
    "aws cloudformation deploy",
    "aws cloudformation create-stack-set",
    "aws cloudformation update-stack-instances",
)
# What a reader puts in.
STANDS_FOR = {"HUB_ROLE_ARN": "arn:aws:iam::111111111111:role/ecr-cleanup"}
EVENTS = re.compile(r"echo '(\{.*\})' > (?:approved|try)\.json|--input '(\{.*\})'")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """What the commands take: the repository's files, and those that the reader has made by then."""
    (tmp_path / "events").symlink_to(REPOSITORY / "events")
    for name in ("approved.json", "bucket-policy.json", "ecr-cleanup-policy.json", "plan-permissions.json", "policy.json", "trust.json", "try.json"):
        (tmp_path / name).write_text("{}")
    for name in ("bootstrap.zip", f"ecr-cleanup-{VERSION}-lambda-linux-arm64.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            package.writestr("bootstrap", "")
    for name in ("deployed.yaml", f"ecr-cleanup-{VERSION}.yaml"):
        (tmp_path / name).write_text(deployable_template.deployable())
    (tmp_path / "member-role.yaml").symlink_to(MEMBER_ROLE)
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        # Nobody listens there: a command that gets as far as that was understood.
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{free_ports(1)[0]}",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)


def test_there_are_commands():
    assert len(commands()) > 10


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_command_is_understood(folder, capsys, command):
    status = create_clidriver().main(arguments(command))
    said = capsys.readouterr().err
    assert "Could not connect to the endpoint URL" in said, said
    # `aws s3` copies by itself, and ends with a status of its own where a copy fails.
    assert status == (1 if command.startswith("aws s3 ") else 255)


@pytest.mark.parametrize("command", sorted({each for each in lines(*DEPLOYMENTS) if settings(shlex.split(each))}))
def test_deployment_gives_parameters_that_the_template_takes(command):
    template = template_of(command)["Parameters"]
    for name, value in settings(shlex.split(command)).items():
        assert name in template, f"{name} is no parameter"
        value = STANDS_FOR.get(value, value)
        assert value in [str(each) for each in template[name].get("AllowedValues", [value])]
        values = value.split(",") if template[name]["Type"] == "CommaDelimitedList" else [value]
        assert all(re.search(template[name].get("AllowedPattern", ""), each) for each in values), f"{name}={value}"


def test_there_are_deployments_of_each_template():
    assert len({len(template_of(each)["Parameters"]) for each in lines(*DEPLOYMENTS)}) == 3


def test_stack_set_is_given_what_its_stacks_override():
    (made,) = (settings(shlex.split(each)) for each in lines("aws cloudformation create-stack-set"))
    (overridden,) = (settings(shlex.split(each)) for each in lines("aws cloudformation update-stack-instances"))
    # CloudFormation takes no other: "you can only override the parameter values that are specified in the StackSet".
    assert overridden.keys() <= made.keys()
    assert (made["DryRun"], overridden["DryRun"]) == ("true", "false")


@pytest.mark.parametrize("command", [each for each in lines("aws ", "echo ") if EVENTS.search(each)])
def test_event_has_no_key_that_does_not_exist(command):
    overrides = re.findall(r"^\| `(\w+)` \|", (REPOSITORY / "docs/EVENTS.md").read_text(), re.M)
    event = json.loads(next(filter(None, EVENTS.search(command).groups())))
    assert event.keys() <= set(overrides)


@pytest.mark.parametrize("command", sorted(set(lines("aws iam ", "aws organizations "))))
def test_policy_in_a_command_is_a_policy(command):
    words = shlex.split(command)
    for option in ("--policy-document", "--assume-role-policy-document", "--content"):
        for text in after(option, words):
            if text.startswith("file://"):
                continue
            document = json.loads(text)
            assert document["Version"] == "2012-10-17"
            assert all(each.keys() >= {"Effect", "Action"} and each["Effect"] in ("Allow", "Deny") for each in document["Statement"])


@pytest.mark.parametrize("command", sorted(set(lines("jq ", "find "))))
def test_program_of_jq_is_understood(command):
    words = shlex.split(command)
    program = next(word for word in words[words.index("jq") + 1 :] if not word.startswith("-") and word not in ("accounts", "accounts.json"))
    run = subprocess.run(["jq", "-n", "--argjson", "accounts", "[[]]", f"def unused: {program}; empty"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_policy_of_an_organization_is_valid_and_takes_all_accounts(tmp_path):
    page = (REPOSITORY / "docs/ORGANIZATION.md").read_text()
    (pilot,) = (each for each in re.findall(r"```json\n(.*?)```", page, re.S) if '"targets"' in each)
    (command,) = (each for each in lines("jq ") if "--slurpfile accounts" in each)
    accounts = [*(f"{number:012}" for number in range(199)), "222222222222"]
    (tmp_path / "pilot.json").write_text(pilot)
    (tmp_path / "accounts.json").write_text(json.dumps(accounts))
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True)
    policy = json.loads((tmp_path / "policy.json").read_text())
    schema = json.loads((REPOSITORY / "policies/policy.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(policy)
    (target,) = policy["targets"]
    assert target["accounts"] == ["222222222222"] and target["usageFrom"][0]["accounts"] == accounts
    checked = subprocess.run([BINARY, "policy", "check", "policy.json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0 and "policy.json is a valid policy" in checked.stdout, checked


def test_terraform_of_an_organization_has_variables_of_the_module():
    page = (REPOSITORY / "docs/ORGANIZATION.md").read_text()
    (block,) = re.findall(r"```hcl\n(.*?)```", page, re.S)
    variables = "".join(file.read_text() for file in (REPOSITORY / "terraform").glob("variables*.tf"))
    names = set(re.findall(r"^  (\w+) +=", block, re.M)) - {"source"}
    assert len(names) > 5 and names <= set(re.findall(r'^variable "(\w+)"', variables, re.M))


def test_command_with_a_slip_is_not_understood(folder, capsys):
    create_clidriver().main(["lambda", "invoke", "--function-name", "x", "--payloads", "{}", "out"])
    said = capsys.readouterr().err
    assert "Unknown options: --payloads" in said and "Could not connect" not in said
