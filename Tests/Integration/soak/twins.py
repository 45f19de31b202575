"""Two runs at once, in front of one registry."""

from collections import Counter
from pathlib import Path

from support.convergence import difference, state_of
from support.expectations import check_books

from .policies import POLICIES
from .stage import Stage, rounds
from .tables import Table


def trial(seed: int, policy: str, folder: Path | None = None, **shape) -> Counter:
    """Two runs that begin together, and a third that finds what they left."""
    with Stage(seed, policy, folder, **shape) as stage:
        stage.simulator.cause({"kind": "latency", "milliseconds": 5})
        twins = [stage.start_without_report() for _ in range(2)]
        runs = [stage.program.finish(twin) for twin in twins]
        found = difference(stage.plan, state_of(stage.simulator))
        assert not found.harmed, (found.harmed, runs)
        for run in runs:
            check_books(run.summary)
            assert run.summary["totals"]["failed"] == 0, run
        left = stage.next_run().undone
    return Counter(
        runs=2,
        succeeded=sum(run.status == 0 for run in runs),
        planned=stage.plan.selected,
        done=stage.plan.selected - len(found.undone),
        left=len(left),
    )


def run() -> Table:
    rows = []
    for policy in POLICIES:
        sum_of = Counter()
        for seed in range(rounds(5)):
            sum_of += trial(2_000 + seed, policy)
        rows.append([policy, *(sum_of[each] for each in ("runs", "succeeded", "planned", "done")), 0, sum_of["left"]])
    return Table(
        ["policy", "runs", "succeeded", "planned", "done by the two", "kept images harmed", "left by the next run"], rows
    )
