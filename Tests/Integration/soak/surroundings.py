"""What surrounds a run and lets it down: clocks, credentials, names, proxies and disks."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.background import free_ports
from support.credentials_endpoint import CredentialsEndpoint
from support.program import Run

from .stage import Stage
from .tables import Table

POLICY = "by age"
SHAPE = {"repositories": 6, "large": 0}


def outcome(stage: Stage, run: Run, report: dict | None = None) -> list:
    """What a run came to, after it and the next one are checked."""
    summary = report or (run.summary if run.stdout else {})
    undone = stage.check(run, summary or None).undone
    left = stage.next_run().undone
    assert not left, left
    reason = summary.get("reason") or next(
        (each["reason"] for each in summary.get("repositories", []) if each.get("reason")), ""
    )
    begin = "ecr-cleanup: "
    reason = reason or next((line.removeprefix(begin) for line in run.stderr.splitlines() if line.startswith(begin)), "")
    done = stage.plan.selected - len(undone)
    return [run.status, summary.get("status", "no run"), stage.plan.selected, done, said(reason)]


def said(reason: str) -> str:
    return reason if len(reason) <= 110 else reason[:110] + "…"


def machine_clock(stage: Stage, hours: int) -> Run:
    library = stage.folder / "shifted_clock.so"
    source = Path(__file__).with_name("shifted_clock.c")
    subprocess.run([shutil.which("cc") or "clang", "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
    run = stage.run(LD_PRELOAD=str(library), SHIFTED_CLOCK_SECONDS=str(hours * 3_600))
    assert run.status == 1 and stage.report["totals"]["deleted"] == 0, run
    return run


def registry_clock(stage: Stage, hours: int) -> Run:
    stage.simulator.control("clock", {"offsetSeconds": hours * 3_600})
    run = stage.run()
    stage.simulator.control("clock", {"offsetSeconds": 0})
    assert run.status == 1 and stage.report["totals"]["deleted"] == 0, run
    return run


def expired_session(stage: Stage, operation: str, first_call: int) -> Run:
    """The session ends at a call, and stays ended."""
    already = stage.simulator.calls.get(operation, 0)
    others = ["DescribeImages", "BatchDeleteImage", "BatchGetImage"]
    stage.simulator.cause(
        {"kind": "expiredToken", "operation": operation, "firstCall": already + first_call},
        *({"kind": "expiredToken", "operation": other, "firstCall": 10_000} for other in others if other != operation),
    )
    run = stage.run()
    assert run.status == 1, run
    return run


def container_credentials(stage: Stage, refuse_from: int | None) -> Run:
    """Credentials that end at once, and are fetched anew for each call, until the endpoint refuses."""
    stage.simulator.cause({"kind": "latency", "milliseconds": 500})
    with CredentialsEndpoint(lifetime_seconds=3, refuse_from=refuse_from) as endpoint:
        stage.program.environment |= endpoint.settings
        keys = {name: stage.program.environment.pop(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        run = stage.run()
        for name in endpoint.settings:
            del stage.program.environment[name]
        stage.program.environment |= keys
    assert endpoint.requests > 1, run
    assert run.status == (0 if refuse_from is None else 1), run
    return run


def unknown_host(stage: Stage, variable: str) -> Run:
    """A name that can never be found (RFC 6761)."""
    run = stage.run(**{variable: "http://ecr.example.invalid"})
    assert run.status == 1, run
    return run


def refusing_proxy(stage: Stage) -> Run:
    (port,) = free_ports(1)
    run = stage.run(http_proxy=f"http://127.0.0.1:{port}")
    assert run.status == 1 and stage.report["status"] == "failed", run
    return run


def full_disk(stage: Stage, report: str | Path) -> Run:
    """The run is made, and its exit status says that the report is not."""
    run = stage.program.finish(stage.start_without_report("--detail", "all", "--report", report))
    assert run.status == 1, run
    assert "report" in run.stderr, run
    return run


@contextmanager
def tiny_disk(folder: Path) -> Iterator[Path]:
    """A file system with room for four kilobytes; mounting it takes root."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def full_tiny_disk(stage: Stage) -> Run:
    with tiny_disk(stage.folder / "disk") as disk:
        return full_disk(stage, disk / "report.json")


TRIALS = {
    "the machine's clock is an hour ahead": lambda stage: machine_clock(stage, 1),
    "the machine's clock is an hour behind": lambda stage: machine_clock(stage, -1),
    "the registry's clock is an hour ahead": lambda stage: registry_clock(stage, 1),
    "the registry's clock is an hour behind": lambda stage: registry_clock(stage, -1),
    "the session ends at the first page": lambda stage: expired_session(stage, "DescribeImages", 1),
    "the session ends at the second deletion": lambda stage: expired_session(stage, "BatchDeleteImage", 2),
    "credentials that last seconds are renewed": lambda stage: container_credentials(stage, None),
    "their renewal is refused in mid-run": lambda stage: container_credentials(stage, 6),
    "ECR's name is not found": lambda stage: unknown_host(stage, "AWS_ENDPOINT_URL_ECR"),
    "Lambda's name is not found": lambda stage: unknown_host(stage, "AWS_ENDPOINT_URL_LAMBDA"),
    "the proxy refuses": refusing_proxy,
    "the report's disk is full from the start": lambda stage: full_disk(stage, "/dev/full"),
    "the report's disk has room for a part of it": full_tiny_disk,
}


def trial(name: str, seed: int, folder: Path | None = None) -> list:
    with Stage(seed, POLICY, folder, **SHAPE) as stage:
        run = TRIALS[name](stage)
        return outcome(stage, run, stage.report)


def run() -> Table:
    columns = ["what fails", "exit status", "run", "planned", "done", "what it says"]
    return Table(columns, [[name, *trial(name, 4_000 + place)] for place, name in enumerate(TRIALS)])
