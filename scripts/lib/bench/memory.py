"""The part `memory`: the peak of resident memory, for registries of very different sizes."""

from pathlib import Path

from support.answering import Answer, AnsweringServer, Request

from .commands import Program, Script
from .registry import BenchRegistry, Expectation
from .table import Goal, Row

MEBIBYTE = 2**20
FUNCTION = 128 * MEBIBYTE


def memory(folder: Path, runs: int, scale: float) -> list[Row]:
    def count(number: int) -> int:
        return max(1, round(number * scale))

    rows = one_repository(folder, runs, count(100_000))
    rows += growth(folder, runs, [count(200), count(5_000)])
    rows += million(folder, [(10, count(100_000)), (count(1_000), 1_000)])
    return rows


def one_repository(folder: Path, runs: int, images: int) -> list[Row]:
    title = f"memory: 1 repository of {images:,} images"
    registry = BenchRegistry(folder / "one", 1, images, milliseconds=0)
    program, script = Program(folder), Script(folder)
    rows = []
    try:
        for name, delete in (("peak of a dry run", False), ("peak of a run that deletes 40 %", True)):
            ours, others = [], []
            for _ in range(runs):
                ours.append(peak(program, registry, delete))
                others.append(peak(script, registry, delete))
            goal = Goal("value", 48 * MEBIBYTE)
            rows.append(Row(title, name, "bytes", ours, script.name, others, goal))
    finally:
        registry.stop()
    return rows


def peak(subject, registry: BenchRegistry, delete: bool) -> int:
    registry.reset()
    if not delete:
        return subject.run(registry.endpoint, delete=False).peak
    expectation = Expectation(registry)
    usage = subject.run(registry.endpoint, delete=True)
    expectation.check()
    return usage.peak


def growth(folder: Path, runs: int, sizes: list[int]) -> list[Row]:
    """Whether more repositories take more memory; the script's growth stands below."""
    few, many = sizes
    title = f"memory: {few:,} and {many:,} repositories of 20 images, dry runs"
    registries = []
    subjects = [Program(folder), Script(folder)]
    peaks = {(subject.name, size): [] for subject in subjects for size in sizes}
    try:
        for size in sizes:
            registries.append(BenchRegistry(folder / f"repositories-{size}", size, 20, milliseconds=0))
        for _ in range(runs):
            for registry, size in zip(registries, sizes):
                for subject in subjects:
                    peaks[subject.name, size].append(subject.run(registry.endpoint, delete=False).peak)
    finally:
        for registry in registries:
            registry.stop()
    ours, script = (subject.name for subject in subjects)
    return [
        Row(
            title, f"peak with {many:,} repositories", "bytes", peaks[ours, many], f"itself with {few:,}",
            peaks[ours, few], Goal("ratio", 1.1, at_least=0.9),
        ),
        Row(title, f"peak with {many:,} repositories", "bytes", peaks[ours, many], script, peaks[script, many]),
    ]


class Sink(AnsweringServer):
    """An S3 that takes every object and keeps none."""

    def answer(self, request: Request) -> Answer:
        self.requests.clear()
        return Answer(200, b"", {"ETag": '"e"'})


def million(folder: Path, shapes: list[tuple[int, int]]) -> list[Row]:
    """A million images in a 128 MB function, once each."""
    rows = []
    for repositories, images in shapes:
        title = f"memory: {repositories:,} repositories of {images:,} images"
        registry = BenchRegistry(folder / f"million-{repositories}", repositories, images, milliseconds=0)
        program, script = Program(folder), Script(folder)
        sink = Sink()
        try:
            rows.append(
                Row(
                    title, "peak of a dry run", "bytes", [program.run(registry.endpoint, delete=False).peak], script.name,
                    [script.run(registry.endpoint, delete=False).peak], Goal("value", FUNCTION),
                )
            )
            deleting = [peak(program, registry, delete=True)]
            rows.append(
                Row(title, "peak of a run that deletes 40 %", "bytes", deleting, goal=Goal("value", FUNCTION))
            )
            reporting = Program(folder, REPORTS="s3://reports/bench", AWS_ENDPOINT_URL_S3=sink.endpoint)
            row = [peak(reporting, registry, delete=True)]
            rows.append(Row(title, "the same with reports to S3", "bytes", row, goal=Goal("value", 64 * MEBIBYTE)))
        finally:
            sink.stop()
            registry.stop()
    return rows
