"""The part `throttling`: how much of what a strict account allows a run gets done, behind a rate limit."""

import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from support.program import Program
from support.simulator import Simulator

from .commands import Failed
from .table import Goal, Row

LATENCY = {"kind": "latency", "milliseconds": 20}


@dataclass
class Scenario:
    """A run over so many repositories of one image, each of which costs one call of a limited operation."""

    # Each with the second from which it is in force.
    limits: list[tuple[float, float]]
    repositories: int
    operation: str = "DescribeImages"

    @property
    def deletes(self) -> bool:
        return self.operation == "BatchDeleteImage"

    def limit(self, calls_per_second: float) -> dict:
        return {"kind": "rateLimit", "operation": self.operation, "callsPerSecond": calls_per_second}


SCENARIOS = {
    "5 calls/s": Scenario([(0, 5)], 200),
    "20 calls/s": Scenario([(0, 20)], 600),
    "100 calls/s": Scenario([(0, 100)], 2500),
    "100, 10, then 50 calls/s": Scenario([(0, 100), (15, 10), (30, 50)], 2200),
    "5 deletions/s": Scenario([(0, 5)], 200, "BatchDeleteImage"),
    "20 deletions/s": Scenario([(0, 20)], 600, "BatchDeleteImage"),
}


class Limits:
    """Changes the simulator's limit while a run is under way."""

    def __init__(self, simulator: Simulator, scenario: Scenario):
        self.simulator = simulator
        self.scenario = scenario
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.change)

    def __enter__(self):
        self.started = time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def change(self):
        for seconds, calls_per_second in self.scenario.limits[1:]:
            if self.ended.wait(self.started + seconds - time.monotonic()):
                return
            self.simulator.cause(LATENCY, self.scenario.limit(calls_per_second))


def measure(folder: Path, scenario: Scenario, repositories: int) -> dict:
    limits = scenario.limits
    images = {"count": 1, "untaggedShare": 1, "pushedDaysAgo": [30, 60]}
    facts = {
        "generate": {"repositories": repositories, "images": images},
        "faults": {"faults": [LATENCY, scenario.limit(limits[0][1])]},
    }
    simulator = Simulator(folder, **facts)
    try:
        program = Program(folder, simulator.endpoint, LOG_LEVEL="error")
        policy = folder / "policy.json"
        policy.write_text(POLICY)
        options = ["--event", program.event_file({}), "--policy", policy, "--detail", "none"]
        with Limits(simulator, scenario) as changing:
            process = program.start("invoke", *options, *["--delete"] * scenario.deletes)
            stdout, stderr = process.communicate(timeout=600)
            seconds = time.monotonic() - changing.started
        if process.returncode != 0:
            raise Failed(f"the run failed: {stderr.decode()[-2000:]}")
        summary = json.loads(stdout)
    finally:
        simulator.stop()
    if scenario.deletes and summary["totals"]["deleted"] != repositories:
        raise Failed(f"{summary['totals']['deleted']} of {repositories} images were deleted")
    calls = summary["calls"][scenario.operation]
    throttled = summary["throttled"]
    # What the buckets held when they came into force, a second's calls, is not the limit's.
    bursts = sum(rate for start, rate in limits if seconds > start)
    allowed = sum(
        rate * (min(end, seconds) - start)
        for (start, rate), (end, _) in zip(limits, limits[1:] + [(seconds, 0)])
        if seconds > start
    )
    return {
        "done": calls - throttled - bursts,
        "allowed": allowed,
        "throttled": throttled,
        "failed": sum(each["status"] != "succeeded" for each in summary["repositories"]),
    }


# Nobody is asked what is in use.
POLICY = """{"policies": [{"name": "all", "repositories": ["*"], "rules": [{"rulePriority": 1, "selection":
{"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 20},
"action": {"type": "expire"}}]}], "protect": {"inUse": []}}"""


def throttling(folder: Path, runs: int, scale: float) -> list[Row]:
    """Each limit once, since a run under one takes long: the share is over all of it, the finding of the limit included."""
    del runs
    rows = []
    for number, (name, scenario) in enumerate(SCENARIOS.items()):
        kind = "a run that deletes" if scenario.deletes else "a dry run"
        title = f"throttling: {kind} behind a limit on {scenario.operation}, 20 ms a call"
        place = folder / str(number)
        place.mkdir()
        found = measure(place, scenario, max(1, round(scenario.repositories * scale)))
        done, allowed = [found["done"]], [found["allowed"]]
        rows += [
            Row(title, f"{name}: calls answered", "calls", done, "what it allows", allowed, Goal("ratio", 1.15, at_least=0.85)),
            Row(title, f"{name}: answers that were throttled", "calls", [found["throttled"]]),
            Row(title, f"{name}: repositories that failed for good", "calls", [found["failed"]], goal=Goal("value", 0)),
        ]
    return rows
