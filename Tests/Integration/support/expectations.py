"""What must hold of every summary, whatever the test is about."""

from .program import Run
from .simulator import Simulator


def check_books(summary: dict):
    """Every scanned image is counted once, and what was selected ends somewhere (contract, section 5)."""
    for report in [summary["totals"], *summary["repositories"]]:
        assert report["scanned"] == report["kept"] + report["protected"] + report["selected"], report
        ended = report["deleted"] + report["archived"] + report["failed"] + report["skipped"]
        if summary["dryRun"]:
            assert ended == 0, report
        elif report.get("status", summary["status"]) == "succeeded":
            assert ended == report["selected"], report
        assert report["bytesDeleted"] <= report["bytesSelected"], report
    for key in ("scanned", "kept", "protected", "selected", "deleted", "archived", "failed", "skipped"):
        assert summary["totals"][key] == sum(each[key] for each in summary["repositories"]), key


def check_against_registry(run: Run, before: dict[str, set[str]], after: dict[str, set[str]]):
    """The summary's numbers agree with what the registry lost, image by image."""
    summary = run.summary
    check_books(summary)
    for report in summary["repositories"]:
        lost = before[report["name"]] - after[report["name"]]
        assert report["deleted"] == len(lost), run
        assert {each["digest"] for each in report["images"] if each["outcome"] == "deleted"} == lost, run
    untouched = before.keys() - {each["name"] for each in summary["repositories"]}
    assert all(before[name] == after[name] for name in untouched)


def delete_all_stale(program, simulator: Simulator, **settings: str) -> Run:
    """Runs the configured cleanup for real, and holds its summary against the registry."""
    before = simulator.digests
    run = program.invoke({}, DRY_RUN="false", **settings)
    check_against_registry(run, before, simulator.digests)
    return run
