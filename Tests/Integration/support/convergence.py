"""What a dry run plans, and what must hold of the registry however the runs after it are disturbed."""

from dataclasses import dataclass, field

from .program import Program, Run
from .simulator import Simulator

State = dict[str, dict[str, str]]
GONE = "GONE"
FATES = {"expire": GONE, "transition": "ARCHIVED"}


def state_of(simulator: Simulator) -> State:
    """Each repository's images, with their status."""
    left = simulator.control("registry")["repositories"]
    return {name: {each["digest"]: each["status"] for each in images} for name, images in left.items()}


@dataclass
class Plan:
    """What a dry run without faults would do to each image."""

    before: State
    decisions: dict[str, dict[str, str]]

    @classmethod
    def of(cls, program: Program, simulator: Simulator, *options) -> "Plan":
        simulator.cause()
        run = program.invoke({"dryRun": True, "detail": "all"}, *options)
        assert run.status == 0, run
        decisions = {
            report["name"]: {each["digest"]: each["decision"] for each in report["images"]}
            for report in run.summary["repositories"]
        }
        return cls(state_of(simulator), decisions)

    def planned(self, repository: str, digest: str) -> str:
        """How the plan leaves an image: its status, or that it is gone."""
        return FATES.get(self.decisions[repository][digest], self.before[repository][digest])

    @property
    def selected(self) -> int:
        return sum(decision in FATES for each in self.decisions.values() for decision in each.values())


@dataclass
class Difference:
    """How a registry differs from its plan's end state."""

    harmed: list[tuple[str, str, str]] = field(default_factory=list)
    undone: list[tuple[str, str]] = field(default_factory=list)


def difference(plan: Plan, state: State) -> Difference:
    found = Difference()
    for name, images in plan.before.items():
        for digest, status in images.items():
            now = state[name].get(digest, GONE)
            planned = plan.planned(name, digest)
            if now == planned:
                continue
            if now == status:
                found.undone.append((name, digest))
            else:
                found.harmed.append((name, digest, f"was to be {planned} and is {now}"))
    return found


def check_disturbed(plan: Plan, run: Run, state: State, report: dict | None) -> Difference:
    """Nothing is gone that the plan keeps, and what is left of it is reported image by image."""
    found = difference(plan, state)
    assert not found.harmed, f"{found.harmed}\n{run}"
    if report is None:
        return found
    if run.status == 0:
        assert report["status"] == "succeeded", run
    repositories = {each["name"]: each for each in report["repositories"]}
    for name, digest in found.undone:
        if report["status"] == "failed" and name not in repositories:
            assert report.get("reason"), run
            continue
        of_repository = repositories[name]
        outcomes = {each["digest"]: each["outcome"] for each in of_repository.get("images", [])}
        untouched = of_repository["deleted"] == of_repository["archived"] == 0
        if of_repository["status"] == "blocked" or (of_repository["status"] == "incomplete" and untouched):
            # What couldn't be read may have been what the plan's decision came from.
            assert untouched and of_repository.get("reason"), of_repository
        elif digest in outcomes:
            assert outcomes[digest] in ("failed", "skipped"), f"{name}@{digest} is {outcomes[digest]}\n{run}"
        else:
            # It was never read, so the repository as a whole says why.
            assert of_repository["status"] in ("failed", "incomplete"), f"{name}@{digest}\n{of_repository}"
            assert of_repository.get("reason"), of_repository
        assert run.status != 0 or outcomes.get(digest) == "skipped", f"{name}@{digest} is left, and yet exit 0\n{run}"
    for name, of_repository in repositories.items():
        for each in of_repository.get("images", []):
            if each["outcome"] == "deleted":
                assert each["digest"] not in state[name], f"{name}@{each['digest']} is reported as deleted\n{run}"
    return found
