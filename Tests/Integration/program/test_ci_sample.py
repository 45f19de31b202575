"""docs/ci/plan.yml, the sample job of docs/CI.md: its steps run, and its role may do what they need and no more.

That actionlint and zizmor find nothing in it is a check of scripts/check.
"""

import json
import re
import shutil
import subprocess

import pytest
import yaml
from support.permissions import PRIVATE, USAGE, usage_sources
from support.program import BINARY, REPOSITORY
from support.release import VERSION
from support.simulator import fresh, repository, stale

SAMPLE = yaml.safe_load((REPOSITORY / "docs/ci/plan.yml").read_text())
STEPS = {step["name"]: step for step in SAMPLE["jobs"]["plan"]["steps"] if "name" in step}
# GitHub runs a step so.
SHELL = ["bash", "-e", "-c"]


@pytest.fixture
def folder(tmp_path):
    """What the job has when it plans: the repository with its policy, and the tarball's files."""
    (tmp_path / "program").mkdir()
    (tmp_path / "program/ecr-cleanup").symlink_to(BINARY)
    shutil.copy(REPOSITORY / "policies/untagged.json", tmp_path / "policy.json")
    return tmp_path


def run_step(name, folder, program) -> subprocess.CompletedProcess:
    environment = program.environment | {"GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    return subprocess.run(
        [*SHELL, STEPS[name]["run"]], cwd=folder, env=environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_report_is_in_the_summary(folder, simulate, program):
    simulator = simulate(repository("team-a/app", *stale(3), *fresh(2)))
    made = program(simulator.endpoint, LOG_LEVEL="error")
    for name in ("Plan", "Show the report"):
        done = run_step(name, folder, made)
        assert done.returncode == 0, done.stderr
    summary = (folder / "summary.md").read_text()
    assert summary == (folder / "plan.md").read_text()
    assert "team-a/app" in summary and summary.count("|") > 10
    assert simulator.mutating_calls == {}


def test_wrong_policy_fails_the_job(folder, simulate, program):
    (folder / "policy.json").write_text("{}}")
    done = run_step("Plan", folder, program(simulate().endpoint))
    assert done.returncode == 2 and "policy" in done.stderr


def test_sample_takes_the_release_that_there_will_be():
    step = STEPS["Get ecr-cleanup"]
    assert step["env"]["VERSION"] == VERSION
    assert 'archive="ecr-cleanup-$VERSION-linux-x86_64.tar.gz"' in step["run"]


def test_job_has_no_permission_but_those_it_needs():
    assert SAMPLE["permissions"] == {}
    assert SAMPLE["jobs"]["plan"]["permissions"] == {"contents": "read", "id-token": "write"}


def test_role_may_do_what_the_built_in_policy_needs_and_no_more():
    page = (REPOSITORY / "docs/CI.md").read_text()
    trust, permissions = map(json.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    (statement,) = permissions["Statement"]
    defaults = {source.switch for source in usage_sources.sources() if source.is_default}
    own = {each.action for each in PRIVATE.values() if not each.switches}
    needed = own | {each.action for each in USAGE if each.switches <= defaults}
    assert sorted(statement["Action"]) == sorted(needed)
    (trusted,) = trust["Statement"]
    conditions = {name: value for each in trusted["Condition"].values() for name, value in each.items()}
    assert conditions.keys() == {f"token.actions.githubusercontent.com:{name}" for name in ("aud", "sub")}
