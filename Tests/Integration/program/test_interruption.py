"""A run that is cut anywhere leaves a registry from which the next run converges."""

import fcntl
import json
import signal
import struct
import termios

import pytest
from support.background import READY_SECONDS
from support.expectations import check_against_registry, delete_all_stale
from support.simulator import digest, fresh, repository, stale


def wait_for_call(simulator, operation: str, count: int):
    simulator.background.wait_until(
        lambda: simulator.calls.get(operation, 0) >= count, f"call {count} of {operation} within {READY_SECONDS} s"
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
@pytest.mark.parametrize(
    ("operation", "count"), [("DescribeImages", 1), ("BatchDeleteImage", 1), ("BatchDeleteImage", 5)]
)
def test_signal_in_mid_run(simulate, program, number, operation, count):
    simulator = simulate(repository("team-a/app", *stale(6_000), *fresh(10)))
    # A run is far from its end when a call's answer waits so long, however late the signal comes.
    simulator.cause({"kind": "latency", "operation": operation, "milliseconds": 1_500})
    cleanup = program(simulator.endpoint)
    before = simulator.digests
    process = cleanup.start("invoke", "--event", cleanup.event_file({}), DRY_RUN="false")
    wait_for_call(simulator, operation, count)
    process.send_signal(number)
    run = cleanup.finish(process)
    assert run.status != 0, run
    if run.stdout:
        assert run.summary["status"] == "incomplete"
        check_against_registry(run, before, simulator.digests)

    simulator.cause()
    again = delete_all_stale(cleanup, simulator)
    assert again.status == 0
    assert simulator.digests == {"team-a/app": {digest(f"fresh-{number}") for number in range(10)}}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_signal_while_the_summary_is_written(simulate, program, number):
    """The summary is the record of what went, and a first signal after the last deletion does not cut it."""
    simulator = simulate(repository("team-a/app", *stale(1_000)))
    cleanup = program(simulator.endpoint)
    before = simulator.digests
    event = cleanup.event_file({})
    # What is logged would fill the other pipe, which nobody reads yet either.
    process = cleanup.start("invoke", "--event", event, "--delete", "--detail", "all", LOG_LEVEL="error")
    size = fcntl.fcntl(process.stdout, fcntl.F_GETPIPE_SZ)
    simulator.background.wait_until(lambda: waiting_bytes(process.stdout) == size, "a pipe that is full")
    process.send_signal(number)
    run = cleanup.finish(process)
    assert run.status == 0, run
    assert run.summary["totals"]["deleted"] == 1_000
    check_against_registry(run, before, simulator.digests)


def waiting_bytes(pipe) -> int:
    """How many bytes were written to a pipe and not read yet."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]


def test_kill_in_mid_run(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(6_000), *fresh(10)))
    simulator.cause({"kind": "latency", "operation": "BatchDeleteImage", "milliseconds": 60_000})
    cleanup = program(simulator.endpoint)
    process = cleanup.start("invoke", "--event", cleanup.event_file({}), DRY_RUN="false")
    wait_for_call(simulator, "BatchDeleteImage", 3)
    process.kill()
    run = cleanup.finish(process)
    assert run.stdout == ""

    simulator.cause()
    assert delete_all_stale(cleanup, simulator).status == 0
    assert len(simulator.digests["team-a/app"]) == 10


def test_closed_standard_output_is_not_taken_for_success(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(1)))
    cleanup = program(simulator.endpoint)
    process = cleanup.start("invoke", "--event", cleanup.event_file({}))
    process.stdout.close()
    stderr = process.stderr.read().decode()
    assert process.wait(20) != 0, stderr


def test_summary_is_one_json_text_on_standard_output(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(1)))
    run = program(simulator.endpoint).invoke({}, LOG_LEVEL="trace")
    assert run.stdout.endswith("}\n")
    assert run.stdout.startswith("{\n  ")
    json.loads(run.stdout)
    assert run.stderr
