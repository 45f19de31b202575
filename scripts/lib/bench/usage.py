"""The part `usage`: what reading the usage of a large account takes, at first and again from the same process."""

import json
import re
from collections import Counter
from math import ceil
from pathlib import Path

from support.emulator import Emulator
from support.simulator import Simulator

from .commands import DAYS, Failed
from .memory import FUNCTION, MEBIBYTE
from .registry import CONTROL_SECONDS, MILLISECONDS
from .table import Goal, Row

# Pods, replication controllers, deployments, replica sets, stateful sets, daemon sets, controller revisions, jobs, cron jobs.
KUBERNETES_LISTS = 9
# Event buses, rules of the default bus, schedules, pipes, state machines.
SCHEDULE_LISTS = 5
# Those whose calls get a row each.
SERVICES = ["ecs", "lambda", "eks"]
RULE = {
    "rulePriority": 1,
    "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": DAYS},
    "action": {"type": "expire"},
}
SOURCES = ["ecs", "lambda", "schedules", "eks"]


class Account:
    """What runs in the account: so many tasks, definitions, functions and pods."""

    def __init__(self, scale: float):
        def count(number: int) -> int:
            return max(1, round(number * scale))

        self.ecs_clusters = count(10)
        self.services = 20
        self.tasks = 500
        self.families = max(count(2_000), self.ecs_clusters)
        self.functions = count(3_000)
        self.eks_clusters = count(50)
        self.pods = 400

    def title(self) -> str:
        return (
            f"usage: {self.ecs_clusters * self.tasks:,} tasks, {self.families:,} families, "
            f"{self.functions:,} functions, {self.eks_clusters:,} clusters with {self.eks_clusters * self.pods:,} pods"
        )

    def registry(self) -> dict:
        image = "ecr:app#generated-1-{n}"
        images = max(self.families, self.functions, self.pods)
        return {
            "repositories": [{"name": "app", "generate": {"count": images, "seed": 1, "untaggedShare": 0.5}}],
            "workloads": {
                "ecs": {
                    "taskDefinitions": [{"family": "family-{n}", "containers": [image], "count": self.families}],
                    "clusters": [self.ecs_cluster(number) for number in range(self.ecs_clusters)],
                },
                "lambda": {"functions": [{"name": "function-{n}", "image": image, "count": self.functions}]},
                "eks": {
                    "clusters": [
                        {
                            "name": f"cluster-{number}",
                            "workloads": [
                                {"kind": "pod", "name": "web-{n}", "containers": [image], "count": self.pods}
                            ],
                        }
                        for number in range(self.eks_clusters)
                    ]
                },
            },
        }

    def ecs_cluster(self, number: int) -> dict:
        definition = f"family-{number}:1"
        return {
            "name": f"cluster-{number}",
            "services": [{"name": "service-{n}", "taskDefinition": definition, "count": self.services}],
            "tasks": [{"taskDefinition": definition, "service": "service-1", "count": self.tasks}],
        }

    def fewest_calls(self) -> int:
        """How many calls a first reading needs when each page is as large as its service allows."""
        tasks = ceil(self.tasks / 100)
        services = self.ecs_clusters * (ceil(self.services / 100) + ceil(self.services / 10))
        ecs = ceil(self.ecs_clusters / 100) + services + ceil(self.ecs_clusters * self.services / 20)
        # Running tasks are listed and described; no task has stopped, which takes one list a cluster to know.
        ecs += self.ecs_clusters * (2 * tasks + 1)
        # No cluster has a daemon, which takes one list to know.
        ecs += self.ecs_clusters
        # The services of a cluster share a family, whose earlier revisions are listed.
        ecs += self.ecs_clusters + ceil(self.families / 100) + self.families
        functions = ceil(self.functions / 50) + self.functions
        kubernetes = KUBERNETES_LISTS * ceil(self.pods / 500)
        eks = ceil(self.eks_clusters / 100) + self.eks_clusters * (2 + kubernetes)
        return ecs + functions + eks + SCHEDULE_LISTS


def usage(folder: Path, runs: int, scale: float) -> list[Row]:
    account = Account(scale)
    latency = {"seed": 1, "faults": [{"kind": "latency", "milliseconds": MILLISECONDS}]}
    simulator = Simulator(folder / "registry", ready_seconds=CONTROL_SECONDS, faults=latency, **account.registry())
    try:
        readings, without = [], []
        for number in range(runs):
            readings.append(TwoReadings(folder / str(number), simulator, SOURCES))
            without.append(TwoReadings(folder / f"{number}-without", simulator, []))
    finally:
        simulator.stop()
    title, fewest = account.title(), [account.fewest_calls()]
    first, second = ([reading.calls[number] for reading in readings] for number in range(2))
    peaks = [reading.peak for reading in readings]
    first_seconds, second_seconds = ([reading.seconds[number] for reading in readings] for number in range(2))
    rows = [
        Row(title, "calls of a first reading", "calls", totals(first), "the fewest", fewest, Goal("ratio", 1)),
        Row(title, "calls of a second reading", "calls", totals(second), "the first", totals(first)),
    ]
    for service in SERVICES:
        of_first, of_second = ([calls[service] for calls in each] for each in (first, second))
        rows.append(Row(title, f"of these, {service}", "calls", of_second, "the first", of_first))
    return rows + [
        Row(title, "run with a first reading", "s", first_seconds),
        Row(title, "run with a second reading", "s", second_seconds, "the first", first_seconds),
        Row(title, "peak of memory", "bytes", peaks, goal=Goal("value", FUNCTION)),
        Row(
            title, "peak of memory", "bytes", peaks, "the same without usage", [reading.peak for reading in without],
            Goal("difference", 24 * MEBIBYTE),
        ),
    ]


def totals(calls: list[Counter]) -> list[int]:
    return [each.total() for each in calls]


class TwoReadings:
    """Two dry runs in one execution environment, and the calls for usage that each made."""

    def __init__(self, folder: Path, simulator: Simulator, sources: list[str]):
        folder.mkdir()
        policy = folder / "policy.json"
        policies = [{"name": "all", "repositories": ["*"], "rules": [RULE]}]
        policy.write_text(json.dumps({"policies": policies, "protect": {"inUse": sources}}))
        emulator = Emulator(folder, simulator.endpoint, timeout_seconds=900, CLEANUP_POLICY=str(policy))
        self.calls, self.seconds = [], []
        try:
            for _ in range(2):
                before = usage_calls(simulator)
                summary = emulator.invoke({})
                if summary.get("status") != "succeeded":
                    raise Failed(f"the program's run did not succeed: {summary}\n{emulator.logs()}")
                self.calls.append(usage_calls(simulator) - before)
                self.seconds.append(summary["durationSeconds"])
            self.peak = peak_of_child(emulator.background.process.pid)
        finally:
            emulator.stop()


def usage_calls(simulator: Simulator) -> Counter:
    """All calls so far by service, but those of ECR, whose operations have no prefix."""
    calls = Counter()
    for name, count in simulator.calls.items():
        service, colon, _ = name.partition(":")
        if colon:
            calls[service] += count
    return calls


def peak_of_child(parent: int) -> int:
    """The peak of resident memory of the only child of a process."""
    children = {pid for task in Path(f"/proc/{parent}/task").iterdir() for pid in (task / "children").read_text().split()}
    if len(children) != 1:
        raise Failed(f"the emulator has {len(children)} children, expected 1")
    status = Path(f"/proc/{children.pop()}/status").read_text()
    return int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)[1]) * 1024
