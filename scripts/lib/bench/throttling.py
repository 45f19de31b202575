"""How much of what a strict account allows a run gets done: a dry run of many repositories behind a rate limit.

By hand, in the folder of the repository, with both release builds there:

    ECR_CLEANUP_BINARY=… ECR_SIMULATOR_BINARY=… PYTHONPATH=scripts/lib:Tests/Integration \\
        .venv/bin/python -m bench.throttling
"""

import json
import sys
import tempfile
import threading
import time
from pathlib import Path

from support.program import Program
from support.simulator import Simulator

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
            raise SystemExit(f"the run failed: {stderr.decode()[-2000:]}")
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
        "seconds": seconds,
        "repositories": repositories,
        "calls": calls,
        "throttled": throttled,
        "share": (calls - throttled - bursts) / allowed,
        "failed": sum(each["status"] != "succeeded" for each in summary["repositories"]),
    }


# Nothing but the listing is asked for.
POLICY = """{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed",
"countUnit": "days", "countNumber": 9999}, "action": {"type": "expire"}}]}"""


def main() -> int:
    print(f"{'limit':<28}{'repositories':>13}{'seconds':>9}{'calls':>7}{'throttled':>11}{'of the limit':>14}{'failed':>8}")
    for name, (limits, repositories) in SCENARIOS.items():
        if sys.argv[1:] and not any(name.startswith(each) for each in sys.argv[1:]):
            continue
        with tempfile.TemporaryDirectory(prefix="ecr-cleanup-bench-") as folder:
            found = measure(Path(folder), limits, repositories)
        print(
            f"{name:<28}{found['repositories']:>13}{found['seconds']:>9.1f}{found['calls']:>7}"
            f"{found['throttled']:>11}{found['share']:>14.2f}{found['failed']:>8}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
