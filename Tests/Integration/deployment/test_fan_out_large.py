"""A fan-out over 10,000 repositories and a million images, end to end, with the real program.

It prints what docs/PERFORMANCE.md says of it: run pytest with -s.
"""

import time
from collections import Counter

import pytest
from support.fan_out import FanOut
from support.fan_out_function import FanOutFunction

REPOSITORIES, IMAGES, TASK_DEFINITIONS = 10_000, 100, 1_000
# What a state machine of the type Standard costs for a transition, and Lambda on arm64 for a GB and second, by AWS's list.
TRANSITION, GIGABYTE_SECOND = 0.000025, 0.0000133334
MEMORY_GIGABYTES = 0.125


@pytest.fixture
def machine():
    with pytest.MonkeyPatch.context() as patches, FanOut(patches) as machine:
        yield machine


def workloads() -> dict:
    families = [{"family": "service", "count": TASK_DEFINITIONS, "containers": ["nginx:1"]}]
    return {"ecs": {"taskDefinitions": families, "clusters": [{"name": "main", "tasks": []}]}}


@pytest.mark.nightly
def test_ten_thousand_repositories_and_a_million_images(simulate, emulate, machine):
    series = {"count": IMAGES, "untaggedShare": 0.5, "pushedDaysAgo": [0, 30]}
    simulator = simulate(
        generate={"repositories": REPOSITORIES, "images": series}, workloads=workloads(), ready_seconds=600
    )
    emulator = emulate(simulator.endpoint, timeout_seconds=900, DRY_RUN="false", **machine.settings)
    started = time.monotonic()
    execution = machine.run(FanOutFunction(emulator), batch_size=50, seconds=3_000)
    seconds = time.monotonic() - started
    summary = execution.summary
    assert (execution.status, summary["status"]) == ("SUCCEEDED", "succeeded"), summary.get("reason")
    assert summary["totals"]["repositories"] == REPOSITORIES
    assert summary["totals"]["scanned"] == REPOSITORIES * IMAGES
    assert summary["fanOut"]["batches"] == REPOSITORIES // 50 and summary["fanOut"]["failed"] == 0
    # What the summaries say went is what the registry lost.
    left = simulator.control("registry", timeout=300)["repositories"]
    gone = REPOSITORIES * IMAGES - sum(len(images) for images in left.values())
    assert summary["totals"]["deleted"] == gone > 0
    # Sums are those of the batches.
    batches = [each.answer for each in execution.of("clean")]
    assert summary["totals"]["deleted"] == sum(each["totals"]["deleted"] for each in batches)
    assert summary["totals"]["bytesScanned"] == sum(each["totals"]["bytesScanned"] for each in batches)
    # No task definition is read again by another batch.
    calls = Counter(summary["calls"])
    assert calls["DescribeTaskDefinition"] <= TASK_DEFINITIONS + len(batches)
    busy = sum(each["durationSeconds"] for each in batches)
    transitions = 3 * len(batches) + 10
    print(
        f"\n{seconds:.0f} s, {busy:.0f} s in batches, one at a time; calls: {dict(sorted(calls.items()))}; "
        f"${transitions * TRANSITION + busy * MEMORY_GIGABYTES * GIGABYTE_SECOND:.3f}"
    )
