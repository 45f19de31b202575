"""Everything that a person can set, send or read is documented, in one row of one table.

docs/CLI.md is written from the program's own options, and its test holds it to them. That of Terraform's variables is in
test_terraform.py.
"""

import json
import re
import sys

import pytest
from support.program import REPOSITORY
from support.template import MEMBER_ROLE, source

sys.path.insert(0, str(REPOSITORY / "scripts/lib"))

from observability.alarms import ALARMS  # noqa: E402
from usage_sources import sources  # noqa: E402

# Set by Lambda, and the types of Inspector's resources.
NO_SETTINGS = {
    "AWS_ECR_REPOSITORY", "AWS_ECR_CONTAINER_IMAGE",
    "AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
}


def text_of(page: str, section: str = "") -> str:
    text = (REPOSITORY / page).read_text()
    return text.split(f"\n## {section}\n")[1].split("\n## ")[0] if section else text


def names(text: str) -> list[str]:
    """What stands as code in the first cells of tables."""
    rows = re.findall(r"^\| ([^|]*) \|", text, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def code(*files: str) -> str:
    return "".join(file.read_text() for each in files for file in sorted((REPOSITORY / "Sources").glob(each)))


def assert_once(documented: list[str], existing: set[str]):
    assert sorted(documented) == sorted(existing)


def test_every_variable_of_the_environment():
    sources = [file for file in (REPOSITORY / "Sources").rglob("*.swift") if "Simulator" not in str(file)]
    pattern = r'"((?:AWS|CLEANUP|DRY|FAN|LOG|HTTPS|ALL|NO|REPORTS|REQUIRE|NOTIFY)_[A-Z0-9_]*[A-Z0-9]|REPORTS)"'
    read = {name for file in sources for name in re.findall(pattern, file.read_text())} - NO_SETTINGS
    # An ending stands for the same beginning as the first of its row; a star for any end.
    listed = [re.sub("^…", "AWS_ENDPOINT_URL", name) for name in names(text_of("docs/CONFIGURATION.md").split("\n## ")[0])]
    beginnings = tuple(name.removesuffix("*") for name in listed if name.endswith("*"))
    assert len(listed) == len(set(listed))
    assert {name for name in read - set(listed) if not name.startswith(beginnings)} == set()
    # Those of single services are made of the services' names.
    assert {name for name in set(listed) - read if not name.startswith("AWS_ENDPOINT_URL_") and not name.endswith("*")} == set()


def test_every_override_of_an_event():
    keys = re.search(r"enum \w*Keys?.*?\{\s*case ([\w, \n]+?)\s*\}", code("Handler/Events/Overrides.swift"), re.DOTALL)[1]
    assert_once(names(text_of("docs/EVENTS.md", "Overrides")), set(re.findall(r"\w+", keys)))


def properties(schema: object) -> set[str]:
    """The keys that a schema knows, at any depth."""
    if isinstance(schema, list):
        return set().union(*map(properties, schema))
    if not isinstance(schema, dict):
        return set()
    own = set(schema["properties"]) if isinstance(schema.get("properties"), dict) else set()
    return own.union(*map(properties, schema.values()))


def test_every_key_of_a_policy():
    # The members of small objects, and those of ECR's answer, are explained with the key that holds them.
    within = {"key", "value", "olderThanDays", "from", "maxAgeHours"}
    of_the_answer = {"registryId", "repositoryName", "lifecyclePolicyText", "lastEvaluatedAt"}
    page = text_of("docs/POLICY-KEYS.md").split("\n## ")[0]
    keys = properties(json.loads((REPOSITORY / "policies/policy.schema.json").read_text()))
    listed = names(page)
    # It has one row in a selection and one in `protect`.
    listed.remove("tagPatternList")
    assert_once(listed, keys - within - of_the_answer)
    assert all(f'"{key}"' in page for key in within)


def test_every_metric():
    metrics = set(re.findall(r'\b(?:count|bytes)\("(\w+)"', code("Cleanup/Report/EmbeddedMetrics.swift")))
    assert len(metrics) > 10
    # Two have a second row, for another set of dimensions.
    rows = names(text_of("docs/MONITORING.md", "Metrics"))
    assert set(rows) == metrics
    assert sorted(name for name in metrics if rows.count(name) > 1) == ["ImagesSelected", "RunsEnded"]


def test_every_alarm():
    listed = names(text_of("docs/MONITORING.md", "Alarms"))
    assert [name for name in listed if name.endswith("Alarm")] == [f"{each.resource}Alarm" for each in ALARMS]


def test_every_parameter_of_the_template():
    parameters = source()["Parameters"]
    listed = [name for name in names(text_of("docs/DEPLOY.md", "Settings")) if re.match("[A-Z]", name) and "…" not in name]
    # Those of sources are in the table of permissions, and those of topics are called after the alarms.
    of_sources = {each.switch for each in sources()}
    of_alarms = {each.topic for each in ALARMS}
    assert of_sources | of_alarms <= parameters.keys()
    assert set(re.findall(r"`(Read\w+)=true`", text_of("docs/PERMISSIONS.md"))) == of_sources | {"ReadRepositoryTags"}
    examples = of_sources | of_alarms
    assert_once([name for name in listed if name not in examples], parameters.keys() - examples)


def test_every_parameter_of_the_member_role():
    parameters = set(re.findall(r"^  (\w+):$", MEMBER_ROLE.read_text().split("\nParameters:\n")[1].split("\n\n")[0], re.MULTILINE))
    assert parameters
    known = source()["Parameters"].keys()
    section = text_of("docs/PERMISSIONS.md", "Other accounts")
    assert {name for name in parameters - known if f"`{name}`" not in section} == set()


def test_every_setting_of_terraform_in_the_table_of_settings_exists():
    terraform = "".join(file.read_text() for file in (REPOSITORY / "terraform").glob("*.tf"))
    listed = [name for name in names(text_of("docs/DEPLOY.md", "Settings")) if re.fullmatch(r"[a-z_]+", name)]
    assert len(listed) > 30
    assert {name for name in listed if not re.search(rf'^variable "{name}"|^    {name} +=', terraform, re.MULTILINE)} == set()


SUMMARY = ("Cleanup/Report/Summary*.swift", "Cleanup/Report/RepositoryReport*.swift", "Cleanup/Report/*+Summary.swift", "Cleanup/Report/FanOutOutcome.swift")


def test_every_field_of_the_summary():
    fields = set(re.findall(r'\b(?:member|key)\(\s*"(\w+)"', code(*SUMMARY)))
    assert len(fields) > 40
    page = text_of("docs/SUMMARY.md")
    assert {name for name in fields if not re.search(rf"`[^`]*\b{name}\b[^`]*`", page)} == set()
    assert len(names(page)) > 40


def test_every_veto_of_the_summary():
    vetoes = code("Retention/Selection/Veto.swift")
    listed = set(re.findall(r'^ +case [.\w, ]+: "(\w+)"$', vetoes, re.MULTILINE)) | set(re.findall(r'announcementName = "(\w+)"', vetoes))
    row = re.search(r"^\| `byProtection` \| (.*) \|$", text_of("docs/SUMMARY.md"), re.MULTILINE)[1]
    assert len(listed) > 8 and set(re.findall(r"`(\w+)`", row)) == listed


def messages() -> list[str]:
    """The messages of the page, without what is different each time."""
    cells = re.findall(r"^\| (.*?) \| .* \|$", text_of("docs/TROUBLESHOOTING.md"), re.MULTILINE)[2:]
    return [message for cell in cells for message in re.findall(r"`([^`]+)`", cell)]


# Messages of AWS and of libraries, and an example of a path.
FROM_ELSEWHERE = ("ReservedConcurrentExecutions", "exec format error", "SSL certificate problem", "rules[0]")


@pytest.fixture(scope="module")
def program_text() -> str:
    """The sources, with texts that are written on several lines put together."""
    text = re.sub(r'"\s*\+\s*"|\\\n\s*', "", code("[!E]*/**/*.swift"))
    return " ".join(text.replace('\\"', '"').split())


@pytest.mark.parametrize("message", [each for each in messages() if " " in each and not each.startswith(FROM_ELSEWHERE)])
def test_message_is_one_of_the_program(message, program_text):
    """The longest piece of a message between the parts that differ each time."""
    pieces = re.split(r'…|: |"|\b(?:NAME|HOST|N|FILE|plan)\b|\b[A-Z_]{9,}\b|\(', message)
    longest = max((piece.strip() for piece in pieces), key=len)
    assert longest in program_text
