"""The parts `repository`, `registry`, `mixed` and `command-line`: the program and a script delete the same images, in turns."""

import math
from pathlib import Path

from .commands import CommandLineLoop, Program, Script
from .memory import MEBIBYTE
from .registry import MILLISECONDS, BenchRegistry, Expectation
from .table import Goal, Row

PAGE = 1_000
BATCH = 100


def repository(folder: Path, runs: int, scale: float) -> list[Row]:
    """One repository of 100,000 images."""
    images = max(1, round(100_000 * scale))
    title = f"repository: 1 of {images:,} images, 40 % to delete, {MILLISECONDS} ms a call"
    goals = {"wall": Goal("ratio", 0.18), "cpu": Goal("ratio", 0.3), "peak": Goal("value", 48 * MEBIBYTE)}
    registry = BenchRegistry(folder / "registry", 1, images)
    try:
        rows = compare(folder, title, registry, runs, goals)
        # A page's token comes with the page before it. After the first page, tagged and untagged images are listed at
        # once, half of the images each. Then all deletions could go at once, each behind its verification. The list of
        # repositories is before all of them.
        floor = (1 + 1 + math.ceil(images / 2 / PAGE) + 2) * MILLISECONDS / 1_000
        rows.insert(1, Row(title, "wall-clock time", "s", rows[0].ours, "latency alone", [floor], Goal("ratio", 1.5)))
        rows.append(default_pages(folder, title, registry, rows[0]))
        rows.append(awslabs_calls(title, images, rows[0]))
        return rows
    finally:
        registry.stop()


def many_repositories(folder: Path, runs: int, scale: float) -> list[Row]:
    """200 repositories of 200 images."""
    repositories = max(1, round(200 * scale))
    title = f"registry: {repositories:,} repositories of 200 images, 40 % to delete, {MILLISECONDS} ms a call"
    registry = BenchRegistry(folder / "registry", repositories, 200)
    try:
        return compare(folder, title, registry, runs, {"wall": Goal("ratio", 0.1)})
    finally:
        registry.stop()


def mixed(folder: Path, runs: int, scale: float) -> list[Row]:
    """20 large repositories in a row, and 2,000 small ones: together, and each kind alone."""
    large, small = (20, max(1, round(20_000 * scale))), (max(1, round(2_000 * scale)), 50)
    title = (
        f"mixed: {large[0]} repositories of {large[1]:,} images and {small[0]:,} of {small[1]}, 40 % to delete, "
        f"{MILLISECONDS} ms a call"
    )
    shapes = [{"repositories": small[0], "images": small[1], "large": large}]
    shapes += [{"repositories": 0, "images": 0, "large": large}, {"repositories": small[0], "images": small[1]}]
    registries, walls = [], [[] for _ in shapes]
    try:
        for number, shape in enumerate(shapes):
            registries.append(BenchRegistry(folder / f"registry-{number}", **shape))
        for _ in range(runs):
            for registry, wall in zip(registries, walls):
                wall.append(once(Program(folder), registry)["wall"])
    finally:
        for registry in registries:
            registry.stop()
    together, alone = walls[0], [sum(pair) for pair in zip(*walls[1:])]
    return [Row(title, "wall-clock time", "s", together, "each kind by itself, in sum", alone, Goal("ratio", 1))]


def command_line(folder: Path, runs: int, scale: float) -> list[Row]:
    """20 repositories of 200 images: each call of the AWS CLI is a process of its own."""
    repositories = max(1, round(20 * scale))
    title = f"command-line: {repositories:,} repositories of 200 images, 40 % to delete, {MILLISECONDS} ms a call"
    registry = BenchRegistry(folder / "registry", repositories, 200)
    try:
        return compare(folder, title, registry, runs, {}, CommandLineLoop(folder))
    finally:
        registry.stop()


def compare(
    folder: Path, title: str, registry: BenchRegistry, runs: int, goals: dict[str, Goal], other=None
) -> list[Row]:
    """The rows of the program beside another subject, or else the script."""
    subjects = [Program(folder), other or Script(folder)]
    measured = {subject.name: [] for subject in subjects}
    for number in range(runs):
        # Whichever comes first has the machine as the round before left it: they take turns in that, too.
        for subject in subjects if number % 2 == 0 else reversed(subjects):
            measured[subject.name].append(once(subject, registry))
    ours, others = (measured[subject.name] for subject in subjects)
    rows = [
        ("wall-clock time", "wall", "s"),
        ("processor time", "cpu", "s"),
        ("peak of memory", "peak", "bytes"),
        ("calls", "calls", "calls"),
        ("the simulator's processor time meanwhile", "simulator", "s"),
    ]
    return [
        Row(
            title, name, unit, [each[key] for each in ours], subjects[1].name, [each[key] for each in others],
            goals.get(key),
        )
        for name, key, unit in rows
    ]


def once(subject, registry: BenchRegistry) -> dict:
    """One run on a registry that is whole, and whether what it left is right."""
    registry.reset()
    expectation = Expectation(registry)
    before = registry.processor_seconds
    usage = subject.run(registry.endpoint, delete=True)
    simulator = registry.processor_seconds - before
    calls = registry.calls
    expectation.check()
    return {"wall": usage.wall, "cpu": usage.cpu, "peak": usage.peak, "calls": calls, "simulator": simulator}


def default_pages(folder: Path, title: str, registry: BenchRegistry, wall: Row) -> Row:
    """The script as it is where nobody thought of the size of pages; once is enough to know."""
    once_with_small_pages = once(Script(folder, page_size=BATCH), registry)
    return Row(title, "wall-clock time", "s", [wall.value], "boto3 script, pages of 100", [once_with_small_pages["wall"]])


def awslabs_calls(title: str, images: int, wall: Row) -> Row:
    """The latency of the calls that awslabs' ecr-cleanup-lambda makes for the same deletions, by its published algorithm.

    It lists the repositories, all clusters of ECS and their tasks, then each repository's images in pages of ECR's default
    size. Last come deletions of 100 images each. All calls are made one after the other.
    """
    usage = 1
    calls = 1 + usage + math.ceil(images / BATCH) + math.ceil(0.4 * images / BATCH)
    latency = calls * MILLISECONDS / 1_000
    return Row(title, "wall-clock time", "s", [wall.value], "awslabs' function, latency of its calls alone", [latency])
