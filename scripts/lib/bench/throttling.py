"""The part `throttling`: how much of what a strict account allows a run gets done, behind a rate limit."""

import json
import threading
import time
from pathlib import Path

from support.program import Program
from support.simulator import Simulator

from .commands import Failed
from .table import Goal, Row

OPERATION = "DescribeImages"
LATENCY = {"kind": "latency", "milliseconds": 20}
# By name: the limits, each with the second from which it is in force, and how many repositories are listed.
SCENARIOS = {
    "5 calls/s": ([(0, 5)], 200),
    "20 calls/s": ([(0, 20)], 600),
    "100 calls/s": ([(0, 100)], 2500),
    "100, 10, then 50 calls/s": ([(0, 100), (15, 10), (30, 50)], 2200),
}


class Limits:
    """Changes the simulator's limit while a run is under way."""

    def __init__(self, simulator: Simulator, later: list[tuple[float, float]]):
        self.simulator = simulator
        self.later = later
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
        for seconds, calls_per_second in self.later:
            if self.ended.wait(self.started + seconds - time.monotonic()):
                return
            self.simulator.cause(LATENCY, limit(calls_per_second))


def limit(calls_per_second: float) -> dict:
    return {"kind": "rateLimit", "operation": OPERATION, "callsPerSecond": calls_per_second}


def measure(folder: Path, limits: list[tuple[float, float]], repositories: int) -> dict:
    facts = {
        "generate": {"repositories": repositories, "images": {"count": 1}},
        "faults": {"faults": [LATENCY, limit(limits[0][1])]},
    }
    simulator = Simulator(folder, **facts)
    try:
        program = Program(folder, simulator.endpoint, LOG_LEVEL="error")
        policy = folder / "policy.json"
        policy.write_text(POLICY)
        with Limits(simulator, limits[1:]) as changing:
            process = program.start("invoke", "--event", program.event_file({}), "--policy", policy, "--detail", "none")
            stdout, stderr = process.communicate(timeout=600)
            seconds = time.monotonic() - changing.started
        if process.returncode != 0:
            raise Failed(f"the run failed: {stderr.decode()[-2000:]}")
        summary = json.loads(stdout)
    finally:
        simulator.stop()
    calls = summary["calls"][OPERATION]
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


# Nothing but the listing is asked for.
POLICY = """{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed",
"countUnit": "days", "countNumber": 9999}, "action": {"type": "expire"}}]}"""


def throttling(folder: Path, runs: int, scale: float) -> list[Row]:
    """Each limit once, since a run under one takes long: the share is over all of it, the finding of the limit included."""
    del runs
    title = "throttling: a dry run behind a limit on DescribeImages, 20 ms a call"
    rows = []
    for number, (name, (limits, repositories)) in enumerate(SCENARIOS.items()):
        place = folder / str(number)
        place.mkdir()
        found = measure(place, limits, max(1, round(repositories * scale)))
        done, allowed = [found["done"]], [found["allowed"]]
        rows += [
            Row(title, f"{name}: calls answered", "calls", done, "what it allows", allowed, Goal("ratio", 1.15, at_least=0.85)),
            Row(title, f"{name}: answers that were throttled", "calls", [found["throttled"]]),
            Row(title, f"{name}: repositories that failed for good", "calls", [found["failed"]], goal=Goal("value", 0)),
        ]
    return rows
