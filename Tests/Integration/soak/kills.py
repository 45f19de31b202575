"""`kill -9` at moments that are drawn by chance, over the half of a run that does more than read."""

from collections import Counter
from pathlib import Path
from random import Random

from support.convergence import state_of

from .policies import POLICIES
from .stage import Stage, rounds
from .tables import Table

# The calls are spread out, so that the moment can be met; each takes effect before its answer is late.
SLOW = {"kind": "latency", "milliseconds": 25}


def trial(seed: int, policy: str, folder: Path | None = None, **shape) -> Counter:
    """One run that is killed after a number of calls that the seed decides, and the next one."""
    with Stage(seed, policy, folder, **shape) as stage:
        whole = calls_of_a_whole_run(stage)
        # The first half only reads, and after the last call there is nothing left to be killed.
        last = Random(seed).randint(whole // 2, whole - 1)
        stage.simulator.cause(SLOW)
        already = sum(stage.simulator.calls.values())
        process = stage.start()
        while sum(stage.simulator.calls.values()) - already < last and process.poll() is None:
            pass
        process.kill()
        run = stage.program.finish(process)
        undone = stage.check(run).undone
        half_gone = bool(undone) and state_of(stage.simulator) != stage.plan.before
        found = stage.next_run()
    return Counter(
        runs=1,
        killed=run.status == -9,
        half_gone=half_gone,
        planned=stage.plan.selected,
        undone=len(undone),
        left=len(found.undone),
        more=len(found.harmed),
    )


def calls_of_a_whole_run(stage: Stage) -> int:
    before = sum(stage.simulator.calls.values())
    stage.run()
    count = sum(stage.simulator.calls.values()) - before
    stage.simulator.control("reset", {})
    return count


def run() -> Table:
    rows = []
    number = rounds(50)
    for place, policy in enumerate(POLICIES):
        sum_of = Counter()
        for seed in range(place, number, len(POLICIES)):
            sum_of += trial(1_000 + seed, policy)
        columns = ("runs", "killed", "half_gone", "planned", "undone")
        rows.append([policy, *(sum_of[each] for each in columns), 0, sum_of["more"], sum_of["left"]])
    return Table(
        ["policy", "runs", "killed", "in the midst of deleting", "planned", "not yet done"]
        + ["kept images harmed", "by the next run", "left by the next run"],
        rows,
    )
