"""The progress of a run on a terminal, and how the user ends it there."""

import json
import re
import signal

import pytest
from support.simulator import fresh, repository, stale
from support.terminal import TerminalRun, on_terminal

CLEAR = "\r\x1b[K"
REPOSITORIES = [repository(f"team-a/app-{number:02}", *stale(3), *fresh(2)) for number in range(40)]


@pytest.fixture
def registry(simulate):
    return simulate(*REPOSITORIES)


@pytest.fixture
def cleanup(program, registry, tmp_path):
    made = program(registry.endpoint, LOG_LEVEL="")
    made.plan = tmp_path / "plan.json"
    return made


def shown_lines(text):
    """The texts that the status line showed, one after the other."""
    return [line for part in text.split(CLEAR)[1:] if (line := part.splitlines()[0] if part else "")]


def slow_down(registry, operation, milliseconds=1_500):
    registry.cause({"kind": "latency", "operation": operation, "milliseconds": milliseconds})


def test_status_line_counts_and_is_removed_at_the_end(cleanup, registry):
    slow_down(registry, "DescribeImages")
    status, text = on_terminal(cleanup, "plan")
    assert status == 0, text
    lines = shown_lines(text)
    assert any(re.match(r"\d+ of 40 repositories", line) for line in lines), lines
    assert re.search(r"\d+ of 40 repositories · about \d+ s left · \d+ images read \(\d+/s\)", "\n".join(lines)), lines
    last = text.rindex(CLEAR)
    assert text[last + len(CLEAR) :].startswith("Registry"), "the line is removed before the table"


def test_line_follows_the_width_of_the_terminal(cleanup, registry):
    slow_down(registry, "DescribeImages")
    run = TerminalRun(cleanup, "plan", columns=100)
    run.read_until("images read")
    run.resize(40)
    before = len(run.text)
    assert run.finish() == 0, run.text
    late = [line for line in shown_lines(run.text[before:]) if "repositories" in line and "REPOSITORY" not in line]
    assert all(len(line) < 100 for line in shown_lines(run.text) if "of 40" in line)
    assert len(late[-1]) < 40, late


def test_invoke_prints_json_alone_on_standard_output(cleanup, registry):
    slow_down(registry, "DescribeImages")
    run = TerminalRun(cleanup, "invoke", "--event", cleanup.event_file({}), output_is_pipe=True)
    out = run.process.stdout.read()
    assert run.finish() == 0
    assert json.loads(out)["totals"]["scanned"] == 200
    assert "of 40 repositories" in run.text and "INFO" not in run.text


def test_log_stands_above_the_line_if_asked_for(cleanup, registry):
    slow_down(registry, "DescribeImages")
    _, text = on_terminal(cleanup, "plan", LOG_LEVEL="info")
    assert re.search(r"\x1b\[K[^\r]* INFO repository done", text), text[:2000]


@pytest.mark.parametrize("settings", [{"TERM": "dumb"}])
def test_no_line_where_none_can_be_redrawn(cleanup, registry, settings):
    slow_down(registry, "DescribeImages")
    status, text = on_terminal(cleanup, "plan", **settings)
    assert status == 0 and "\x1b" not in text and "of 40 repositories" not in text


def test_interrupt_at_the_question_ends_the_program(cleanup, registry):
    assert cleanup.run("plan", "--save", cleanup.plan).status == 0
    before = registry.digests
    run = TerminalRun(cleanup, "apply", cleanup.plan)
    run.read_until("[y/N]")
    run.process.send_signal(signal.SIGINT)
    assert run.finish() == -signal.SIGINT
    assert registry.digests == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
@pytest.mark.parametrize("operation", ["DescribeImages", "BatchDeleteImage"])
def test_signal_stops_apply_gracefully(cleanup, registry, number, operation):
    # Reading manifests is not part of it, so that apply does not wait for five minutes.
    assert cleanup.run("plan", "--save", cleanup.plan).status == 0
    slow_down(registry, operation)
    calls = registry.calls.get(operation, 0)
    process = cleanup.start("apply", cleanup.plan, "--yes")
    registry.background.wait_until(lambda: registry.calls.get(operation, 0) > calls, f"a call of {operation}")
    process.send_signal(number)
    run = cleanup.finish(process)
    assert run.status == 1, run
    assert "incomplete" in run.stderr and "cancelled" in run.stderr
    assert any(len(left) == 5 for left in registry.digests.values()), "something is left"


@pytest.mark.parametrize("options", [["--yes"], []], ids=["unasked", "asked"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_signal_ends_apply_while_the_plan_is_checked(cleanup, registry, number, options):
    """The check's own call is lost with the signal, and must not count as a registry that can't be listed."""
    assert cleanup.run("plan", "--save", cleanup.plan).status == 0
    before, calls = registry.digests, registry.calls["DescribeRepositories"]
    slow_down(registry, "DescribeRepositories")
    run = TerminalRun(cleanup, "apply", cleanup.plan, *options)
    registry.background.wait_until(lambda: registry.calls["DescribeRepositories"] > calls, "the check's call")
    run.process.send_signal(number)
    assert run.finish() == -number, run.text
    assert registry.digests == before
    assert "[y/N]" not in run.text


def test_interrupt_is_said_on_the_terminal(cleanup, registry):
    slow_down(registry, "DescribeImages")
    run = TerminalRun(cleanup, "plan")
    run.read_until("of 40 repositories")
    run.process.send_signal(signal.SIGINT)
    assert run.finish() == 1
    assert "stopping: calls in flight finish first" in run.text
