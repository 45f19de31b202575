"""What a person sees on a terminal, kept as files.

UPDATE_PAGES=1 scripts/test --integration -k screens    writes the screens anew
"""

import os
import re
from pathlib import Path

import pytest
from support.policies_page import sample_registry
from support.terminal import on_terminal

SCREENS = Path(__file__).parent / "screens"
PER_TEAM = ["--policy", "policies/per-team.json"]


@pytest.fixture
def cleanup(program, simulate, tmp_path):
    registry = sample_registry()
    simulator = simulate(*registry.pop("repositories"), **registry)
    made = program(simulator.endpoint, LOG_LEVEL="")
    made.plan = tmp_path / "plan.json"
    return made


def check(name, text, cleanup):
    # Bold is marked, so that the files can be read; paths of this machine are left out.
    text = text.replace("\r\n", "\n").replace("\x1b[1m", "<b>").replace("\x1b[0m", "</b>")
    text = text.replace(str(cleanup.plan), "plan.json")
    # The ages of the sample's images are fixed, so that their times follow the clock.
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:]{8}Z", "(time)", text)
    text = re.sub(r"Read in [\d.]+ s", "Read in (seconds) s", text)
    text = re.sub(r"\r\x1b\[K[^\r\n]*", "", text)
    assert "\x1b" not in text
    file = SCREENS / f"{name}.txt"
    if os.environ.get("UPDATE_PAGES"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert file.read_text() == text, f"{file.name} is not what a person sees: see the head of this file"


@pytest.mark.parametrize("columns", [80, 120])
def test_plan(cleanup, columns):
    status, text = on_terminal(cleanup, "plan", *PER_TEAM, columns=columns)
    assert status == 0
    check(f"plan-{columns}", text, cleanup)


@pytest.mark.parametrize(("name", "settings"), [("plan-no-color", {"NO_COLOR": "1"}), ("plan-dumb", {"TERM": "dumb"})])
def test_plan_without_colour(cleanup, name, settings):
    status, text = on_terminal(cleanup, "plan", *PER_TEAM, **settings)
    assert status == 0
    check(name, text, cleanup)


def test_explanation(cleanup):
    status, text = on_terminal(cleanup, "plan", *PER_TEAM, "--explain", "team-b/worker")
    assert status == 0
    check("explain", text, cleanup)


def test_apply(cleanup):
    status, text = on_terminal(cleanup, "plan", *PER_TEAM, "--repository", "team-a/app", "--save", cleanup.plan)
    assert status == 0, text
    status, text = on_terminal(cleanup, "apply", cleanup.plan, answer="y\n")
    assert status == 0, text
    check("apply", text, cleanup)


def test_usage(cleanup):
    status, text = on_terminal(cleanup, "usage", "--all")
    assert status == 0
    check("usage", text, cleanup)


def test_nothing_to_do(cleanup):
    status, text = on_terminal(cleanup, "plan", *PER_TEAM, "--repository", "team-c/*")
    assert status == 0
    check("plan-of-nothing", text, cleanup)


def test_beginning(cleanup):
    status, text = on_terminal(cleanup)
    assert status == 2
    check("beginning", text, cleanup)
