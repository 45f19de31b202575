"""docs/POLICIES.md says what the sample policies do, and the program does it.

UPDATE_PAGES=1 scripts/test --integration -k policies_page    writes the page anew
"""

import os

import pytest
from support.expectations import check_books
from support.policies import SAMPLES
from support.policies_page import PAGE, page, sample_registry
from support.program import EVENTS


@pytest.fixture
def summaries(simulate, program):
    found = {}
    for sample in [None, *sorted(SAMPLES.glob("*.json"))]:
        registry = sample_registry()
        # Each has a registry of its own: reading manifests moves pull times.
        simulator = simulate(*registry.pop("repositories"), **registry)
        options = ["--policy", sample] if sample else []
        run = program(simulator.endpoint).invoke(EVENTS / "manual-dry-run.json", *options, "--detail", "all")
        assert run.status == 0, run
        assert simulator.mutating_calls == {}
        found[sample.name if sample else ""] = run.summary
    return found


def test_page_says_what_the_program_does(summaries):
    for name, summary in summaries.items():
        check_books(summary)
        images = [image for report in summary["repositories"] for image in report["images"]]
        assert len(images) == summary["totals"]["scanned"] == 74, name
        assert all(image["reason"] for image in images), name
    text = page(summaries)
    if os.environ.get("UPDATE_PAGES"):
        PAGE.write_text(text)
    assert PAGE.read_text() == text, "docs/POLICIES.md is not up to date: see the head of this file"
