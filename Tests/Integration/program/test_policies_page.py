"""docs/SAMPLES.md says what the sample policies do, and the program does it.

UPDATE_PAGES=1 scripts/test --integration -k policies_page    writes the page anew
"""

import os

import pytest
from support.expectations import check_books
from support.policies import SAMPLE_FILES
from support.policies_page import PAGE, page, sample_registry
from support.program import EVENTS


@pytest.fixture
def runs(simulate, program):
    found = {}
    for sample in [None, *SAMPLE_FILES]:
        registry = sample_registry()
        # Each has a registry of its own: reading manifests moves pull times.
        simulator = simulate(*registry.pop("repositories"), **registry)
        options = ["--policy", sample] if sample else []
        run = program(simulator.endpoint).invoke(EVENTS / "manual-dry-run.json", *options, "--detail", "all")
        assert run.status == 0, run
        assert simulator.mutating_calls == {}
        plan = plan_text(simulate, program, options)
        found[sample.name if sample else ""] = (plan, run.summary)
    return found


def plan_text(simulate, program, options):
    """The plan as a person sees it, without the registry at its beginning and the next commands at its end."""
    registry = sample_registry()
    simulator = simulate(*registry.pop("repositories"), **registry)
    run = program(simulator.endpoint, LOG_LEVEL="").run("plan", *options)
    assert run.status == 0 and run.stderr == "", run
    lines = run.stdout.rstrip().splitlines()
    assert lines[0].startswith("Registry 123456789012 in eu-west-1, by the ") and not lines[1], lines
    ends = ("Why an image goes:", "Nothing would be deleted.")
    end = next(number for number, line in enumerate(lines) if line.startswith(ends))
    return "\n".join(lines[2:end]).rstrip()


def test_page_says_what_the_program_does(runs):
    for name, (_, summary) in runs.items():
        check_books(summary)
        images = [image for report in summary["repositories"] for image in report["images"]]
        # CDK's sample is about one repository.
        expected = 6 if name == "cdk.json" else 80
        assert len(images) == summary["totals"]["scanned"] == expected, name
        assert all(image["reason"] for image in images), name
    text = page(runs)
    if os.environ.get("UPDATE_PAGES"):
        PAGE.write_text(text)
    assert PAGE.read_text() == text, "docs/SAMPLES.md is not up to date: see the head of this file"
