"""A simulated registry, the program in front of it under some policy, and the plan that a dry run made."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from support.convergence import Difference, Plan, check_disturbed, difference, state_of
from support.program import Program, Run
from support.random_registry import random_registry
from support.secrets import check_everything
from support.simulator import Simulator

from .policies import POLICIES

# A repository of more than a page is listed side by side, tagged and untagged images at once. Where a rule archives, it is
# listed serially, and each image takes a call of its own: small repositories are enough there.
SIZES = {policy: {"large": 600 if policy == "archiving" else 2_400} for policy in POLICIES}


class Stage:
    """Ends what it started. Each is of one seed, which decides the registry, and of one policy."""

    def __init__(self, seed: int, policy: str, folder: Path | None = None, **shape):
        self.temporary = None if folder else TemporaryDirectory()
        self.folder = Path(folder or self.temporary.name)
        self.policy = self.folder / "policy.json"
        self.counts = policy == "by count"
        self.policy.write_text(json.dumps(POLICIES[policy]))
        facts = random_registry(seed, **SIZES[policy] | shape)
        self.simulator = Simulator(self.folder / "simulator", *facts.pop("repositories"), **facts)
        self.program = Program(self.folder, self.simulator.endpoint)
        self.report_file = self.folder / "report.json"
        self.plan = Plan.of(self.program, self.simulator, "--policy", self.policy)

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_):
        self.simulator.stop()
        check_everything(self.program)
        if self.temporary:
            self.temporary.cleanup()

    def start(self, **settings: str):
        """Begins a run that deletes and reports."""
        self.report_file.unlink(missing_ok=True)
        return self.start_without_report("--report", self.report_file, **settings)

    def start_without_report(self, *options: str | Path, **settings: str):
        event = self.program.event_file({})
        return self.program.start("invoke", "--event", event, "--policy", self.policy, "--delete", *options, **settings)

    def run(self, **settings: str) -> Run:
        # Throttling at random is taken for a limit, under which each image to be archived waits for its turn.
        return self.program.finish(self.start(**settings), seconds=600)

    @property
    def report(self) -> dict | None:
        """The report of the last run: none of one that was killed."""
        text = self.report_file.read_text() if self.report_file.exists() else ""
        return json.loads(text) if text else None

    def check(self, run: Run, report: dict | None = None) -> Difference:
        """What a disturbed run left to do; fails where it did harm, or is silent about what is left."""
        return check_disturbed(self.plan, run, state_of(self.simulator), report or self.report)

    def next_run(self) -> Difference:
        """How the registry differs from the plan's end state after the next run, which nothing disturbs.

        A manifest whose index went in the disturbed run is one more image in the next, so that rules that count may
        take others in its place. No other rule may, and nothing that is protected goes by any.
        """
        self.simulator.cause()
        run = self.run()
        assert run.status == 0, run
        found = difference(self.plan, state_of(self.simulator))
        harmed = [
            each for each in found.harmed if not self.counts or self.plan.decisions[each[0]][each[1]] == "protect"
        ]
        assert not harmed, f"{harmed}\n{run}"
        return found


def rounds(otherwise: int) -> int:
    """How many rounds a part is to have: SOAK_ROUNDS, or its own number."""
    return int(os.environ.get("SOAK_ROUNDS", otherwise))
