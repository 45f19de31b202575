"""policies/policy.schema.json against `policy check`: it refuses nothing that the program accepts, and most of the rest."""

import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from jsonschema import Draft202012Validator
from support.policies import SAMPLE_FILES, SCHEMA, untagged_rule
from support.policy_documents import FULL, documents
from support.program import BINARY, clean_environment

# The fixture starts the program some two thousand times, which takes minutes on a busy machine.
pytestmark = pytest.mark.timeout(1_200)

VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text()))

# What the schema can't express · the beginning of the program's message · why
INEXPRESSIBLE = [
    ("names and priorities of their own", r'is .*, and so is that of', "the elements of a list would have to be compared by one member"),
    ("one rule for an entry", r"is .*, which stands in", "rules would have to be compared"),
    ("the rule with any is the last", r'is "any", and .* has a higher rulePriority', "numbers of two rules would have to be compared"),
    ("targets that differ elsewhere", r"names a registry that stands before it already", "only some of their members are compared"),
    ("an exclusion that covers an inclusion", r"is .*, and .* excludes all of it", "patterns would have to be compared"),
    ("the policy in a string", r"(is a string that holds a policy|it is (not JSON|empty|YAML))", "a schema does not read a string's text"),
    ("faults of the policy in a string", r"", "a schema does not read a string's text"),
    ("an image's reference to its end", r"is .*; it must name an image of ECR's", "the grammar of references is too long for a pattern"),
]


@cache
def faults(text: str) -> list[tuple[str, str]]:
    """The program's faults of a document, each with its path; none for a valid one."""
    run = subprocess.run(
        [BINARY, "policy", "check", "-"],
        input=text.encode(), capture_output=True, env=clean_environment(SCHEMA.parent), timeout=60, check=False)
    assert run.returncode in (0, 2), run
    if run.returncode == 0:
        return []
    lines = run.stdout.decode().splitlines()
    assert lines, run
    return [tuple(re.fullmatch(r"(?:([^\s:]+): )?(.*)", line).groups("")) for line in lines]


@pytest.fixture(scope="module", params=[7, pytest.param(1, marks=pytest.mark.nightly)])
def judged(request):
    """Each document with the program's faults; by day, only some of the changed documents."""
    texts = documents(request.param)
    with ThreadPoolExecutor(2) as pool:
        return list(zip(texts, pool.map(faults, texts)))


def kind(path: str, message: str) -> str | None:
    """The kind of a fault that the schema can't express."""
    in_string = path.startswith("lifecyclePolicyText")
    for name, beginning, _ in INEXPRESSIBLE:
        if (beginning or in_string) and re.match(beginning, message):
            return name
    return None


def test_schema_is_one():
    Draft202012Validator.check_schema(VALIDATOR.schema)


def test_schema_refuses_nothing_that_the_program_accepts(judged):
    accepted = [text for text, found in judged if not found]
    assert len(accepted) > 100
    wrong = {text: error.message for text in accepted for error in VALIDATOR.iter_errors(json.loads(text))}
    assert not wrong


def test_schema_refuses_what_it_can_express(judged):
    refused = [(text, found) for text, found in judged if found]
    assert len(refused) > 500
    missed = {
        text: found for text, found in refused
        if VALIDATOR.is_valid(json.loads(text)) and not all(kind(*fault) for fault in found)
    }
    assert not missed


def test_each_kind_that_it_cannot_express_is_met(judged):
    """So the list names nothing that the schema has learnt since."""
    met = {kind(*fault) for text, found in judged if found and VALIDATOR.is_valid(json.loads(text)) for fault in found}
    assert met == {name for name, _, _ in INEXPRESSIBLE}


def test_keys_are_the_programs():
    """The errors about unknown keys list them, so a key that the program gains can't be forgotten here."""

    def with_unknown_keys(value):
        if isinstance(value, list):
            return [with_unknown_keys(element) for element in value]
        return {name: with_unknown_keys(member) for name, member in value.items()} | {"zzz": 1} if isinstance(value, dict) else value

    properties = {name: part["properties"] for name, part in VALIDATOR.schema["$defs"].items() if "properties" in part}
    of_answers = {"lifecyclePolicyText", "registryId", "repositoryName", "lastEvaluatedAt"}
    expected = {
        "a policy document": VALIDATOR.schema["properties"].keys() - of_answers,
        "a policy": properties["policy"].keys(), "a rule": properties["rule"].keys(),
        "a selection": properties["selection"].keys(), "an action": properties["action"].keys(),
        "protect": properties["protect"].keys(), "limits": properties["limits"].keys(), "a target": properties["target"].keys(),
        "usageFrom": properties["target"]["usageFrom"]["items"]["properties"].keys(),
        "imageUrisFrom": properties["protect"]["imageUrisFrom"]["items"]["anyOf"][1]["properties"].keys(),
        "repositoryTag": properties["protect"]["repositoryTag"]["properties"].keys(),
        "repositoryTagMatches": properties["policy"]["repositoryTagMatches"]["properties"].keys(),
        "orphanedReferrers": properties["policy"]["orphanedReferrers"]["properties"].keys(),
    }
    found = {}
    for _, message in faults(json.dumps(with_unknown_keys(FULL))):
        place, keys = re.match(r"there is no such key in ([^.]*)\. The keys are ([^.]*)", message).groups()
        found[place] = set(keys.split(", "))
    assert found == expected


def test_values_are_the_programs():
    selection = VALIDATOR.schema["$defs"]["selection"]["properties"]
    expected = {name: set(selection[name]["enum"]) for name in ("tagStatus", "tagMatch", "storageClass", "countType", "countUnit")}
    expected["type"] = set(VALIDATOR.schema["$defs"]["action"]["properties"]["type"]["enum"])
    expected["inUse[0]"] = set(VALIDATOR.schema["$defs"]["protect"]["properties"]["inUse"]["items"]["enum"])
    rule = untagged_rule(1, selection={name: "zzzz" for name in selection.keys() & expected.keys()}, action={"type": "zzzz"})
    document = {"policies": [{"name": "a", "repositories": ["*"], "rules": [rule]}], "protect": {"inUse": ["zzzz"]}}
    found = {
        path.rsplit(".", 1)[1]: set(re.findall(r'"(\w+)"', message.split("must be")[1].split("ECR says")[0]))
        for path, message in faults(json.dumps(document)) if message.startswith('is "zzzz"')
    }
    assert found == expected


def test_samples_in_the_full_form_name_the_schema():
    for path in SAMPLE_FILES:
        document = json.loads(path.read_text())
        # ECR itself would refuse the key.
        assert document.get("$schema") == (SCHEMA.name if "policies" in document else None), path.name


def described(schema, path=""):
    for name, member in schema.get("properties", {}).items():
        if isinstance(member, dict):
            yield f"{path}.{name}", member
            yield from described(member, f"{path}.{name}")
    if isinstance(schema.get("items"), dict):
        yield from described(schema["items"], path)


def test_every_key_has_a_short_description_and_every_object_is_closed():
    schema = VALIDATOR.schema
    for name, root in {"": schema, **schema["$defs"]}.items():
        for path, member in described(root, name):
            target = schema["$defs"].get(member.get("$ref", "").removeprefix("#/$defs/"), {})
            text = member.get("description") or target.get("description", "")
            assert 5 < len(text) < 130, f"{path}: {text}"
            if member.get("type") == "object":
                assert member["additionalProperties"] is False, path
        if root.get("type") == "object":
            assert root["additionalProperties"] is False, name
