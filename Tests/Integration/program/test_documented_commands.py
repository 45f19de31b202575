"""The AWS CLI's commands in the documents, as the CLI itself understands them."""

import re
import shlex
import zipfile

import pytest
from awscli.clidriver import create_clidriver
from support.background import free_ports
from support.program import REGION, REPOSITORY
from support.release import VERSION
from support.template import MEMBER_ROLE, deployable_template

DOCUMENTS = ["README.md", "terraform/README.md", *(str(path.relative_to(REPOSITORY)) for path in REPOSITORY.glob("docs/*.md"))]
# Of the CLI's second version, which is no Python package.
ONLY_IN_VERSION_2 = ("aws configure export-credentials",)


def commands() -> list[str]:
    found = []
    for name in DOCUMENTS:
        for block in re.findall(r"^ *```sh\n(.*?)^ *```", (REPOSITORY / name).read_text(), flags=re.M | re.S):
            lines = re.sub(r"\\\n\s*", " ", block).splitlines()
            found += [line.strip() for line in lines if line.strip().startswith("aws ")]
    return [command for command in found if not command.startswith(ONLY_IN_VERSION_2)]


def arguments(command: str) -> list[str]:
    words = shlex.split(command, comments=True)[1:]
    return words[: words.index(">")] if ">" in words else words


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """What the commands take: the repository's files, and those that the reader has made by then."""
    (tmp_path / "events").symlink_to(REPOSITORY / "events")
    for name in ("approved.json", "ecr-cleanup-policy.json", "plan-permissions.json", "policy.json", "trust.json", "try.json"):
        (tmp_path / name).write_text("{}")
    for name in ("bootstrap.zip", f"ecr-cleanup-{VERSION}-lambda-linux-arm64.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            package.writestr("bootstrap", "")
    (tmp_path / f"ecr-cleanup-{VERSION}.yaml").write_text(deployable_template.deployable())
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


def test_command_with_a_slip_is_not_understood(folder, capsys):
    create_clidriver().main(["lambda", "invoke", "--function-name", "x", "--payloads", "{}", "out"])
    said = capsys.readouterr().err
    assert "Unknown options: --payloads" in said and "Could not connect" not in said
