"""The part `selection`: how long it takes to decide about images that have been read, by `Benchmarks/Selection`."""

import json
import math
import os
import subprocess
from pathlib import Path

from .commands import SECONDS, Failed
from .table import Goal, Row


def selection(folder: Path, runs: int, scale: float) -> list[Row]:
    """It takes medians of its own, in a process of its own, so that `runs` is none of its business."""
    del folder, runs
    binary = os.environ.get("ECR_SELECTION_BENCHMARK")
    if not binary:
        raise Failed("ECR_SELECTION_BENCHMARK names no selection-benchmark")
    counts = [max(2, round(count * scale)) for count in (100_000, 1_000_000)]
    run = subprocess.run(
        [binary, *map(str, counts)], capture_output=True, text=True, timeout=SECONDS, env={"PATH": os.environ["PATH"]}
    )
    if run.returncode:
        raise Failed(f"{binary} ended with {run.returncode}\n{run.stderr}")
    return rows(json.loads(run.stdout)["selection"], *counts)


def rows(measured: list[dict], few: int, many: int) -> list[Row]:
    title = "selection: four rules with patterns, without any call"
    seconds = {(each["shape"], each["images"]): each["milliseconds"] / 1_000 for each in measured}
    # What n log n allows.
    growth = Goal("ratio", round(many * math.log(many) / (few * math.log(few)), 1))
    result = []
    for shape in dict.fromkeys(shape for shape, _ in seconds):
        one, ten = [seconds[shape, few]], [seconds[shape, many]]
        goal = Goal("value", 0.06 if shape == "families" else 0.1)
        result.append(Row(title, f"{few:,} images ({shape})", "s", one, goal=goal))
        result.append(Row(title, f"{many:,} images ({shape})", "s", ten, f"itself with {few:,}", one, growth))
    return result
