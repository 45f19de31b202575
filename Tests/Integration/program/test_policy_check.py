"""`ecr-cleanup policy check`: what it prints, where, and how it exits. It needs no region, no credentials, no network."""

import json
import re
import subprocess

import pytest
from support.policies import SAMPLE_FILES, SAMPLES, untagged_policy, untagged_rule
from support.program import EVENTS, REPOSITORY

PAGE = (REPOSITORY / "docs/POLICIES.md").read_text()


@pytest.fixture
def check(program, tmp_path):
    def run(policy):
        if not isinstance(policy, str):
            policy = json.dumps(policy)
        path = tmp_path / "policy.json"
        path.write_text(policy)
        return program().run("policy", "check", path, AWS_REGION="", DRY_RUN="false", CLEANUP_POLICY="")

    return run


@pytest.mark.parametrize("sample", SAMPLE_FILES, ids=lambda path: path.name)
def test_samples_are_valid(program, sample):
    run = program().run("policy", "check", sample)
    assert run.status == 0, run
    assert run.stderr == ""
    assert "is a valid policy" in run.stdout


def test_policy_of_ecr_is_valid_without_notes(check):
    run = check(untagged_policy(14) | {"rules": [untagged_rule(14, description="Untagged images go after 14 days")]})
    assert run.status == 0, run
    assert "ECR itself would accept it" in run.stdout


def test_what_ecr_would_not_accept_is_noted_by_its_path(check):
    rule = untagged_rule(14)
    rule["selection"] |= {"keepNewest": 3, "countType": "sinceImagePulled"}
    run = check({"policies": [{"name": "a", "repositories": ["*"], "rules": [rule]}], "limits": {"maxShare": 0.5}})
    assert run.status == 0, run
    for path in ["policies", "policies[0].rules[0].selection.keepNewest", "policies[0].rules[0].action.type", "limits"]:
        assert f"\n  {path}: " in run.stdout, run


def test_what_would_keep_more_is_suggested(check):
    rule = untagged_rule(14)
    rule["selection"] |= {"tagStatus": "tagged", "tagPatternList": ["pr-*"]}
    run = check({"rules": [rule]})
    assert run.status == 0, run
    assert "\nSuggestions:\n  rules[0].selection.tagPatternList[0]: " in run.stdout, run
    assert "ECR itself would accept it" in run.stdout, run


# What is wrong · the document · the paths of its faults, all of them
FAULTS = [
    ("no JSON", "{", []),
    ("an empty file", "", []),
    ("a misspelt key", {"rules": [untagged_rule(1, rulepriority=1)]}, ["rules[0].rulepriority"]),
    (
        "several faults at once",
        {"rules": [untagged_rule(0), untagged_rule(1), {"rulePriority": 3, "selection": {}, "action": {"type": "x"}}]},
        [
            "rules[0].selection.countNumber",
            "rules[1].rulePriority",
            "rules[1].selection.tagStatus",
            "rules[2].selection.tagStatus",
            "rules[2].selection.countType",
            "rules[2].selection.countNumber",
            "rules[2].action.type",
        ],
    ),
    (
        "a veto that can't be kept",
        {"policies": [{"name": "a", "repositories": ["*"]}], "protect": {"inUse": ["ecs", "docker"]}},
        ["protect.inUse[1]"],
    ),
]


@pytest.mark.parametrize(("document", "paths"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_each_fault_is_on_a_line_of_its_own(check, document, paths):
    run = check(document)
    assert run.status == 2, run
    assert "is not a valid policy" in run.stderr
    lines = run.stdout.splitlines()
    if paths:
        assert sorted(line.split(": ")[0] for line in lines) == sorted(paths), run
    else:
        assert "JSON" in lines[0], run


def test_standard_input(program, tmp_path):
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps(untagged_policy(14)))
    run = program().run("policy", "check", "-", reads=policy)
    assert run.status == 0, run
    assert "- is a valid policy" in run.stdout


@pytest.mark.parametrize("arguments", [[], ["check"], ["check", "/nowhere/policy.json"], ["check", "/"], ["verify"]])
def test_wrong_usage(program, arguments):
    run = program().run("policy", *arguments)
    assert run.status == 2, run
    assert run.stdout == ""
    assert run.stderr != ""


def test_one_image_as_the_readme_shows_it(program):
    """The screen of docs/POLICIES.md is what the program prints."""
    command, screen = re.search(r"```\n\$ ecr-cleanup (policy check [^\n]* --tags [^\n]*)\n(.*?)```", PAGE, re.S).groups()
    words = [str(REPOSITORY / word) if word.startswith("policies/") else word for word in command.split()]
    run = program().run(*words, AWS_REGION="")
    assert run.status == 0, run
    assert run.stderr == ""
    assert run.stdout.replace(f"{REPOSITORY}/", "") == screen


@pytest.mark.parametrize("arguments", [["--tags", "v1"], ["--tags", "v1", "--age", "old"], ["--untagged", "--age", "-1"]])
def test_what_describes_no_image_is_wrong_usage(program, arguments):
    run = program().run("policy", "check", SAMPLES / "untagged.json", *arguments)
    assert run.status == 2, run
    assert run.stdout == ""
    assert "--age" in run.stderr


# What is given in a policy's place · what the message names
MISTAKEN = [
    ("rules:\n  - rulePriority: 1\n", "YAML"),
    ((EVENTS / "scheduled.json").read_text(), "an event"),
    ((EVENTS / "manual-dry-run.json").read_text(), "an event"),
    ([untagged_rule(14)], "a list of rules"),
    ({"format_version": "1.2", "terraform_version": "1.9.0"}, "Terraform's"),
]


@pytest.mark.parametrize(("document", "kind"), MISTAKEN, ids=[row[1] for row in MISTAKEN])
def test_what_is_no_policy_is_named(check, document, kind):
    run = check(document)
    assert run.status == 2, run
    assert kind in run.stdout


@pytest.mark.parametrize(
    "resource",
    [
        {"planned_values": {"root_module": {"child_modules": [{"resources": [{"values": {"policy": "POLICY"}}]}]}}},
        {"resource_changes": [{"change": {"after": {"policy": "POLICY"}}}]},
        {"resources": [{"instances": [{"attributes": {"policy": "POLICY"}}]}]},
    ],
    ids=lambda value: next(iter(value)),
)
def test_command_for_terraforms_plan_finds_the_policy(check, tmp_path, resource):
    """The command in the message can be pasted, and what it writes is a policy."""
    policy = json.dumps(untagged_policy(14))

    def filled(value):
        if isinstance(value, list):
            return [filled(element) for element in value]
        if not isinstance(value, dict):
            return policy if value == "POLICY" else value
        kind = {"type": "aws_ecr_lifecycle_policy"} if {"values", "change", "instances"} & value.keys() else {}
        return kind | {key: filled(element) for key, element in value.items()}

    plan = {"terraform_version": "1.9.0"} | filled(resource)
    command = re.search(r"jq .* > policy\.json", check(plan).stdout).group()
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    subprocess.run(command, shell=True, cwd=tmp_path, check=True, timeout=30)
    assert check((tmp_path / "policy.json").read_text()).status == 0
