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
# The run can't end before it is killed, however late this process sees the moment.
HELD_MILLISECONDS = 120_000
MUTATING = ("BatchDeleteImage", "UpdateImageStorageClass")


def trial(seed: int, policy: str, folder: Path | None = None, **shape) -> Counter:
    """One run that is killed after a number of calls that the seed decides, and the next one."""
    with Stage(seed, policy, folder, **shape) as stage:
        whole = calls_of_a_whole_run(stage)
        # The first half only reads, and after the last call there is nothing left to be killed.
        last = Random(seed).randint(whole.total() // 2, whole.total() - 1)
        held = {operation: whole[operation] for operation in MUTATING if whole[operation]}
        stage.simulator.cause(SLOW, *(hold(operation, number) for operation, number in held.items()))
        # Nobody reads what is logged until the process is killed: a full pipe would hold it forever.
        process = stage.start(LOG_LEVEL="error")
        while process.poll() is None:
            calls = Counter(stage.simulator.calls)
            if calls.total() >= last or all(calls[operation] >= number for operation, number in held.items()):
                break
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


def hold(operation: str, number: int) -> dict:
    """Keeps the answer of one call, and of those after it, from coming."""
    return {"kind": "latency", "operation": operation, "firstCall": number, "milliseconds": HELD_MILLISECONDS}


def calls_of_a_whole_run(stage: Stage) -> Counter:
    """The calls of each operation in an undisturbed run; then the registry begins anew, and so do its counts."""
    stage.simulator.control("reset", {})
    stage.run()
    calls = Counter(stage.simulator.calls)
    stage.simulator.control("reset", {})
    return calls


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
