"""Throttling, 5xx, cut connections, truncated bodies and slow answers, all at once, over registries of every shape."""

from collections import Counter
from pathlib import Path

from .policies import POLICIES
from .stage import Stage, rounds
from .tables import Table

ECR = ["DescribeRepositories", "DescribeImages", "BatchGetImage", "BatchDeleteImage", "UpdateImageStorageClass"]

EVERYTHING_AT_ONCE = [
    {"kind": "throttling", "probability": 0.2},
    {"kind": "serverError", "status": 500, "probability": 0.05},
    {"kind": "serverError", "status": 503, "json": False, "takesEffect": True, "probability": 0.05},
    {"kind": "connectionCutBefore", "probability": 0.025},
    {"kind": "connectionCutAfter", "probability": 0.025},
    {"kind": "truncatedBody", "probability": 0.02},
    {"kind": "latency", "milliseconds": 60, "probability": 0.3},
]

# A source of what is in use that fails blocks all that it could protect: hitting ECR alone lets more runs delete.
PLACES = {
    "ECR": [fault | {"operation": operation} for operation in ECR for fault in EVERYTHING_AT_ONCE],
    "every service": EVERYTHING_AT_ONCE,
    "every service, a quarter as often": [
        fault | {"probability": fault["probability"] / 4} for fault in EVERYTHING_AT_ONCE
    ],
}


def trial(seed: int, policy: str, place: str, folder: Path | None = None, **shape) -> Counter:
    """One run under all of the faults, and the next one without."""
    with Stage(seed, policy, folder, **shape) as stage:
        stage.simulator.cause(*PLACES[place], seed=seed)
        run = stage.run()
        undone = stage.check(run).undone
        report = stage.report
        found = stage.next_run()
    return Counter(
        {
            "runs": 1,
            "planned": stage.plan.selected,
            "done": stage.plan.selected - len(undone),
            "failed": report["totals"]["failed"],
            "skipped": report["totals"]["skipped"],
            "retries": report["retries"],
            "left": len(found.undone),
            "more": len(found.harmed),
            f"run {report['status']}": 1,
        }
    )


def run() -> Table:
    rows = []
    for policy in POLICIES:
        for place in PLACES:
            sum_of = Counter()
            for seed in range(rounds(10)):
                sum_of += trial(seed, policy, place)
            statuses = ("succeeded", "partial", "incomplete", "failed")
            ended = ", ".join(f"{sum_of[f'run {each}']} {each}" for each in statuses if sum_of[f"run {each}"])
            rows.append(
                [policy, place, sum_of["runs"], ended, sum_of["planned"], sum_of["done"], sum_of["failed"]]
                + [sum_of["skipped"], sum_of["retries"], 0, sum_of["more"], sum_of["left"]]
            )
    return Table(
        ["policy", "faults of", "runs", "ended as", "planned", "done", "failed", "skipped", "retries"]
        + ["kept images harmed", "by the next run", "left by the next run"],
        rows,
    )
