"""Exact bytes: each layer counted once, by the real binary, held against sets of the simulator's manifests."""

import hashlib
import json
import subprocess
import sys

import pytest
from support.moto_registry import ACCOUNT
from support.program import REPOSITORY
from support.simulator import repository

ROLE = f"arn:aws:iam::{ACCOUNT}:role/ecr-cleanup"
EXCLUDED = {"pullTimeUpdateExclusions": [ROLE]}
# The size of each configuration that the simulator makes.
CONFIGURATION = 1_470
BASE = {"name": "base", "sizeInBytes": 50_000_000}
RUNTIME = {"name": "runtime", "sizeInBytes": 30_000_000}


def image(name: str, days: float, *tags: str, size: int = 0, layers=(), **facts) -> dict:
    """An image whose digest is its manifest's, so that the manifest can be verified."""
    size += sum(each["sizeInBytes"] for each in layers)
    return {"name": name, "pushedDaysAgo": days, "tags": list(tags), "layers": list(layers), "sizeInBytes": size} | facts


def images() -> list[dict]:
    return [image(f"old-{each}", 20 + each, size=1_000_000 + each, layers=[BASE, RUNTIME]) for each in range(3)] + [
        image("release", 60, "v1", size=7_000_000, layers=[BASE]),
        image("platform", 40, size=500_000, layers=[BASE]),
        {"name": "index", "pushedDaysAgo": 40, "manifests": ["platform"]},
    ]


def by_sets(goes: set[str], repositories: int = 1) -> tuple[int, int]:
    """What is stored and what is freed, by sets of the registry file's layers."""
    held = {
        each["name"]: {(layer["name"], layer["sizeInBytes"]) for layer in each["layers"]}
        | {(f"own {each['name']}", each["sizeInBytes"] - sum(layer["sizeInBytes"] for layer in each["layers"]))}
        | {(f"configuration {each['name']}", CONFIGURATION)}
        for each in images()
        if "manifests" not in each
    }
    every = set().union(*held.values())
    stays = set().union(*(blobs for name, blobs in held.items() if name not in goes))
    return tuple(repositories * sum(size for _, size in blobs) for blobs in (every, every - stays))


GOES = {"old-0", "old-1", "old-2", "platform"}


def other_warnings(run) -> list[str]:
    return [each for each in run.summary["warnings"] if "every image" not in each]


@pytest.mark.parametrize("delete", [False, True], ids=["dry run", "deletion"])
def test_each_layer_is_counted_once_in_its_repository(simulate, program, delete):
    simulator = simulate(repository("team-a/app", *images()), repository("team-b/app", *images()), **EXCLUDED)
    run = program(simulator.endpoint).invoke({"exactBytes": True}, *(["--delete"] if delete else []))
    assert run.status == 0, run
    stored, freed = by_sets(GOES)
    for each in run.summary["repositories"]:
        assert (each["bytesStored"], each["bytesFreed"], each["bytesStoredAfter"]) == (stored, freed, stored - freed)
    totals = run.summary["totals"]
    assert (totals["bytesStored"], totals["bytesFreed"]) == (2 * stored, 2 * freed)
    assert totals["exactMonthlySavingsUSD"] == round(2 * freed / 2**30 * 0.1, 2)
    assert totals["bytesSelected"] > 2 * freed and totals["bytesScanned"] > 2 * stored
    assert not [key for key in totals if "AtMost" in key]
    assert totals["deleted"] == (10 if delete else 0)
    # A call for each repository's index, and one for its other images.
    assert run.summary["calls"]["BatchGetImage"] == 4
    assert other_warnings(run) == []


def test_no_pull_time_moves_and_nothing_is_read_without_the_exclusion(simulate, program):
    simulator = simulate(repository("team-a/app", *images()))
    run = program(simulator.endpoint).invoke({}, "--exact-bytes", "--delete")
    assert run.status == 0, run
    assert run.summary["totals"]["deleted"] == 5
    assert "bytesStored" not in run.summary["totals"] and "bytesFreed" not in run.summary["repositories"][0]
    # Of the index alone, which decisions need.
    assert run.summary["calls"]["BatchGetImage"] == 1
    (warning,) = other_warnings(run)
    assert warning.startswith("exact bytes are not counted: ECR would record the reading of all manifests as pulls by")
    assert f"aws ecr register-pull-time-update-exclusion --region eu-west-1 --principal-arn {ROLE}" in warning


def test_a_denied_list_of_exclusions_refuses_exact_bytes_and_nothing_else(simulate, program):
    simulator = simulate(repository("team-a/app", *images()), **EXCLUDED)
    simulator.cause({"kind": "accessDenied", "operation": "ecr:ListPullTimeUpdateExclusions"})
    run = program(simulator.endpoint).invoke({"exactBytes": True}, "--delete")
    assert run.status == 0, run
    assert run.summary["totals"]["deleted"] == 5 and "bytesStored" not in run.summary["totals"]
    (warning,) = other_warnings(run)
    assert "ecr:ListPullTimeUpdateExclusions" in warning


def test_archived_images_make_a_range(simulate, program):
    archived = image("archived", 90, "old", size=3_000_000, status="ARCHIVED", archivedDaysAgo=30)
    simulator = simulate(repository("team-a/app", *images(), archived), **EXCLUDED)
    run = program(simulator.endpoint).invoke({}, "--exact-bytes")
    assert run.status == 0, run
    stored, freed = by_sets(GOES)
    (each,) = run.summary["repositories"]
    assert (each["bytesStored"], each["bytesStoredAtMost"]) == (stored, stored + 3_000_000)
    assert (each["bytesFreed"], each["bytesFreedAtMost"]) == (freed - 3_000_000, freed)
    assert each["imagesUnread"] == 1
    assert other_warnings(run) == []


def test_plan_shows_exact_bytes_beside_the_upper_bounds(simulate, program, tmp_path):
    simulator = simulate(repository("team-a/app", *images()), **EXCLUDED)
    reports = [tmp_path / f"report.{each}" for each in ("html", "md", "csv", "json")]
    run = program(simulator.endpoint).run("plan", "--exact-bytes", *(word for each in reports for word in ("--report", each)))
    assert run.status == 0, run
    assert "MOST NOW  MOST AFTER" in run.stdout and "STORED" in run.stdout
    assert "Exact: each layer is counted once in its repository." in run.stdout
    assert "Upper bounds: layers that images share" in run.stdout
    page, markdown, _, summary = (each.read_text() for each in reports)
    assert "Storage, exact" in page and "each layer counted once" in markdown
    assert json.loads(summary)["totals"]["bytesStored"] == by_sets(GOES)[0]
    plain = program(simulator.endpoint).run("plan")
    assert "STORED" not in plain.stdout and "SIZE NOW" in plain.stdout


def test_calls_are_one_for_a_hundred_images(simulate, program):
    series = {"count": 1_050, "seed": 3, "sharedLayers": 4, "sizeInBytes": [5_000_000, 9_000_000]}
    simulator = simulate({"name": "large", "generate": series}, **EXCLUDED)
    run = program(simulator.endpoint).invoke({}, "--exact-bytes")
    assert run.status == 0, run
    assert run.summary["calls"]["BatchGetImage"] == 11
    totals = run.summary["totals"]
    # Four layers of a million bytes are shared by a hundred images each, and counted eleven times.
    shared = 4 * 1_000_000
    assert totals["bytesStored"] == totals["bytesScanned"] - 1_050 * shared + 11 * shared + 1_050 * CONFIGURATION
    assert 0 < totals["bytesFreed"] < totals["bytesSelected"]


@pytest.mark.nightly
@pytest.mark.timeout(600)
def test_a_hundred_thousand_images_take_a_thousand_calls_and_little_memory(simulate, program, tmp_path):
    """Fifteen layers and a configuration each, of which two are the image's own: 1.6 million references."""
    series = {"count": 100_000, "seed": 1, "sharedLayers": 14}
    simulator = simulate({"name": "large", "generate": series}, ready_seconds=200, **EXCLUDED)
    cleanup = program(simulator.endpoint)
    event = cleanup.event_file({"detail": "none"})

    def measured(*options: str) -> tuple[dict, int]:
        usage, spawn = tmp_path / "usage.json", str(REPOSITORY / "scripts/lib/bench/spawn.py")
        command = [sys.executable, "-I", "-S", spawn, str(usage), cleanup.binary, "invoke", "--event", event, *options]
        run = subprocess.run(command, env=cleanup.environment, capture_output=True, check=True)
        return json.loads(run.stdout), json.loads(usage.read_text())["peak"]

    (plain, least), (exact, peak) = measured(), measured("--exact-bytes")
    print(f"peak {least / 2**20:.1f} MiB without exact bytes, {peak / 2**20:.1f} MiB with them")
    assert peak - least < 64 * 2**20
    assert exact["calls"]["BatchGetImage"] == 1_000 and "BatchGetImage" not in plain["calls"]
    totals = exact["totals"]
    shared = 14 * (5_000_000 // 15)
    assert totals["bytesStored"] == totals["bytesScanned"] - 99_000 * shared + 100_000 * CONFIGURATION
    assert "imagesUnread" not in totals


def test_real_manifests_of_moto_are_counted_as_sets(moto, program):
    """moto lists no exclusions, so it is taught one: then the program reads what boto3 pushed."""
    moto.call_as("ecr-cleanup")
    moto.create("team-a/app")

    def blob(text: str, size: int) -> dict:
        return {"mediaType": "application/octet-stream", "digest": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}", "size": size}

    base = blob("base", 5_000)
    for number, days in enumerate((20, 30, 3)):
        moto.push_manifest(
            "team-a/app",
            days,
            {"config": blob(f"config {number}", 100 + number), "layers": [base, blob(f"layer {number}", 1_000 + number)]},
        )
    with moto.excluding(ROLE):
        run = program(moto.endpoint).invoke({"exactBytes": True}, "--delete")
    assert run.status == 0, run
    totals = run.summary["totals"]
    assert totals["deleted"] == 2
    assert (totals["bytesStored"], totals["bytesFreed"]) == (5_000 + 3_003 + 303, 2_001 + 201)
    assert totals["bytesStoredAfter"] == 5_000 + 1_002 + 102
    moto.push_manifest("team-a/app", 40, {"config": blob("c", 1), "layers": [base]})
    run = program(moto.endpoint).invoke({"exactBytes": True})
    assert run.status == 0, run
    assert "bytesStored" not in run.summary["totals"]
