"""The harness of `scripts/bench`, on tiny registries: that it measures what it says, not how long that takes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.program import BINARY, REPOSITORY
from support.simulator import BINARY as SIMULATOR_BINARY

sys.path.insert(0, str(REPOSITORY / "scripts/lib"))

from bench.commands import Failed, Program, Script  # noqa: E402
from bench.registry import BenchRegistry, Expectation  # noqa: E402
from bench.selection import rows  # noqa: E402
from bench.table import Goal, Row  # noqa: E402

pytestmark = pytest.mark.nightly


def bench(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    environment = os.environ | {
        "PYTHONPATH": f"{REPOSITORY / 'scripts/lib'}:{REPOSITORY / 'Tests/Integration'}",
        "ECR_CLEANUP_BINARY": str(BINARY),
        "ECR_SIMULATOR_BINARY": str(SIMULATOR_BINARY),
    }
    command = [sys.executable, "-m", "bench", *arguments, "--json", str(folder / "bench.json")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def registry(tmp_path, started):
    registry = BenchRegistry(tmp_path / "registry", 2, 150, milliseconds=0)
    started.append(registry.simulator)
    return registry


@pytest.mark.parametrize("subject", [Program, Script], ids=["program", "script"])
def test_both_delete_what_the_harness_expects(tmp_path, registry, subject):
    expectation = Expectation(registry)
    usage = subject(tmp_path).run(registry.endpoint, delete=True)
    assert 60 < expectation.check() < 180
    assert usage.wall > 0 and usage.cpu > 0 and usage.peak > 2**20


@pytest.mark.parametrize("subject", [Program, Script], ids=["program", "script"])
def test_dry_run_is_told_from_a_cleanup(tmp_path, registry, subject):
    expectation = Expectation(registry)
    subject(tmp_path).run(registry.endpoint, delete=False)
    with pytest.raises(Failed, match="are left that had to go"):
        expectation.check()


def test_image_that_had_to_stay_is_missed(tmp_path, registry):
    expectation = Expectation(registry)
    Program(tmp_path).run(registry.endpoint, delete=True)
    for images in expectation.before.values():
        for image in images:
            image["tags"] = ["kept"]
    with pytest.raises(Failed, match="are gone that had to stay"):
        expectation.check()


def test_failed_run_is_not_measured(tmp_path, registry):
    registry.simulator.cause({"kind": "accessDenied"})
    for subject in (Program(tmp_path), Script(tmp_path)):
        with pytest.raises(Failed, match="AccessDeniedException"):
            subject.run(registry.endpoint, delete=True)


def test_reset_brings_everything_back(tmp_path, registry):
    before = {name: len(images) for name, images in registry.contents().items()}
    Script(tmp_path).run(registry.endpoint, delete=True)
    registry.reset()
    assert {name: len(images) for name, images in registry.contents().items()} == before
    assert registry.calls == 0


def test_parts_end_in_a_table_and_a_file(tmp_path):
    run = bench(tmp_path, "repository", "registry", "mixed", "--runs", "1", "--scale", "0.005", "--markdown")
    assert run.returncode == 0, run.stderr
    results = json.loads((tmp_path / "bench.json").read_text())
    rows = results["rows"]
    assert {row["part"].partition(":")[0] for row in rows} == {"repository", "registry", "mixed"}
    assert all(row["median"] > 0 and row["ratio"] is not None for row in rows if row["measured"] == "wall-clock time")
    lines = [line for line in run.stdout.splitlines() if line.startswith("| ")]
    assert len(lines) == len(rows) + 3 * 2


def test_usage_is_read_in_the_fewest_calls_and_again_in_fewer(tmp_path):
    run = bench(tmp_path, "usage", "--runs", "1", "--scale", "0.02")
    assert run.returncode == 0, run.stderr
    rows = {row["measured"]: row for row in json.loads((tmp_path / "bench.json").read_text())["rows"]}
    assert rows["calls of a first reading"]["ratio"] == 1
    assert rows["of these, ecs"]["ratio"] < 0.6
    assert rows["peak of memory"]["met"] and rows["peak of memory"]["difference"] > 0


def test_unknown_part_is_refused(tmp_path):
    run = bench(tmp_path, "everything")
    assert run.returncode == 2
    assert "there is no part everything" in run.stderr


def test_ratios_are_those_of_pairs():
    row = Row("part", "wall-clock time", "s", [1, 2, 30], "script", [10, 10, 100], Goal("ratio", 0.2))
    assert row.ratio == 0.2
    assert row.goal.is_met(row)
    assert not Goal("ratio", 0.19).is_met(row)
    assert Goal("value", 2).is_met(row) and not Goal("value", 1.9).is_met(row)
    assert Goal("difference", -9).is_met(row) and not Goal("difference", -10).is_met(row)
    assert not Goal("ratio", 0.3, at_least=0.25).is_met(row)


def test_growth_of_the_selection_is_held_against_n_log_n():
    measured = [
        {"images": 100, "shape": "images", "selected": 40, "milliseconds": 2.0},
        {"images": 1_000, "shape": "images", "selected": 400, "milliseconds": 29.0},
    ]
    one, ten = rows(measured, 100, 1_000)
    assert (one.value, ten.ratio, ten.goal.at_most) == (0.002, 14.5, 15.0)
