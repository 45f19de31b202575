"""Lambda's deadline in the middle of a run, under AWS's own emulator of the runtime."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from support.emulator import Emulator
from support.program import Run
from support.secrets import check_everything

from .policies import POLICIES
from .stage import Stage, rounds
from .tables import Table

TIMEOUT_SECONDS = 5
# The start of the program is none of the deadline's concern.
NOTHING_TO_DO = Path(__file__).parents[3] / "events/ecr-delete.json"


def trial(seed: int, policy: str, folder: Path | None = None, **shape) -> Counter:
    """One invocation that is too short for its work, and a run that ends it."""
    with Stage(seed, policy, folder, **shape) as stage, TemporaryDirectory() as emulated:
        stage.simulator.cause({"kind": "latency", "milliseconds": 200 + 80 * (seed % 8)})
        emulator = Emulator(
            Path(emulated),
            stage.simulator.endpoint,
            TIMEOUT_SECONDS,
            DRY_RUN="false",
            CLEANUP_POLICY=stage.policy.read_text(),
        )
        try:
            emulator.invoke_bytes(NOTHING_TO_DO)
            answer = emulator.invoke_bytes({"detail": "all"})
        finally:
            emulator.stop()
        check_everything(emulator)
        run = Run(1, answer.decode(), emulator.log)
        # The emulator ends a function that takes longer, and its answer is no summary then.
        assert run.summary["status"] in ("incomplete", "succeeded"), run
        assert "imagesOmitted" not in run.summary, "too many images to look at each"
        run.status = 0 if run.summary["status"] == "succeeded" else 1
        undone = stage.check(run, run.summary).undone
        found = stage.next_run()
    return Counter(
        runs=1,
        incomplete=run.status,
        planned=stage.plan.selected,
        done=stage.plan.selected - len(undone),
        left=len(found.undone),
        more=len(found.harmed),
    )


def run() -> Table:
    rows = []
    for policy in POLICIES:
        sum_of = Counter()
        for seed in range(rounds(5)):
            sum_of += trial(3_000 + seed, policy, repositories=10, large=0)
        columns = ("runs", "incomplete", "planned", "done")
        rows.append([policy, *(sum_of[each] for each in columns), 0, sum_of["more"], sum_of["left"]])
    return Table(
        ["policy", "runs", "incomplete", "planned", "done", "kept images harmed", "by the next run"]
        + ["left by the next run"],
        rows,
    )
