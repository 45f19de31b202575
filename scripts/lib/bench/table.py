"""What was measured, as rows of one table: for people, for docs/PERFORMANCE.md and as JSON."""

import os
import platform
from dataclasses import asdict, dataclass, field
from statistics import median


@dataclass
class Goal:
    """What a row is to keep within: its ratio, its difference from what it is compared with, or its own value."""

    of: str
    at_most: float
    at_least: float | None = None

    def is_met(self, row: "Row") -> bool:
        value = {"ratio": row.ratio, "difference": row.difference, "value": row.value}[self.of]
        return value is not None and value <= self.at_most and (self.at_least is None or value >= self.at_least)

    def text(self, unit: str) -> str:
        if self.at_least is not None:
            return f"{self.at_least} to {self.at_most} ×"
        if self.of == "ratio":
            return f"≤ {self.at_most} ×"
        return f"≤ {'+ ' if self.of == 'difference' else ''}{amount(self.at_most, unit)}"


@dataclass
class Row:
    """One measure: of the program, and of what it is compared with in the same rounds."""

    part: str
    measured: str
    unit: str
    ours: list[float]
    other_name: str = ""
    other: list[float] = field(default_factory=list)
    goal: Goal | None = None

    @property
    def value(self) -> float:
        return median(self.ours)

    @property
    def ratio(self) -> float | None:
        return self.median_of_pairs(lambda ours, other: ours / other if other else None)

    @property
    def difference(self) -> float | None:
        return self.median_of_pairs(lambda ours, other: ours - other)

    def median_of_pairs(self, combine) -> float | None:
        """Pair by pair: what disturbs a round disturbs both of its runs. One value is compared with each run."""
        others = self.other * len(self.ours) if len(self.other) == 1 else self.other
        results = [combine(*pair) for pair in zip(self.ours, others)]
        return None if not results or None in results else median(results)

    def cells(self) -> list[str]:
        return [
            self.measured,
            amount(self.value, self.unit),
            self.other_name or "–",
            amount(median(self.other), self.unit) if self.other else "–",
            "–" if self.ratio is None else f"{self.ratio:.3f}",
            self.goal.text(self.unit) if self.goal else "–",
            "" if not self.goal else "met" if self.goal.is_met(self) else "missed",
        ]

    def json(self) -> dict:
        facts = asdict(self) | {"median": self.value, "ratio": self.ratio, "difference": self.difference}
        return facts | {"met": self.goal.is_met(self) if self.goal else None}


def amount(value: float, unit: str) -> str:
    if unit == "bytes":
        return f"{value / 2**20:.1f} MiB"
    if unit == "calls":
        return f"{value:,.0f}"
    return f"{value * 1_000:.1f} ms" if value < 1 else f"{value:.2f} s"


HEADINGS = ["", "ecr-cleanup", "compared with", "that takes", "ratio", "goal", ""]


def text(rows: list[Row]) -> str:
    lines = [HEADINGS] + [row.cells() for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    printed = []
    for position, line in enumerate(lines):
        part = rows[position - 1].part if position else None
        if position and (position == 1 or rows[position - 2].part != part):
            printed += ["", part]
        cells = [
            cell.ljust(width) if column in (0, 2, 6) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths))
        ]
        printed.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join(printed)


def markdown(rows: list[Row]) -> str:
    lines = []
    for position, row in enumerate(rows):
        if not position or rows[position - 1].part != row.part:
            lines += ["", f"| {row.part} | {' | '.join(HEADINGS[1:])} |", "| --- | ---: | --- | ---: | ---: | ---: | --- |"]
        lines.append(f"| {' | '.join(row.cells())} |")
    return "\n".join(lines).lstrip()


def machine() -> dict:
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": processor_name(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "loadAverage": os.getloadavg(),
    }


def processor_name() -> str:
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()
