"""Makes the pictures of docs/images: the HTML report of the sample registry, in both themes.

    screenshots.py [FOLDER]

FOLDER gets the pictures, and one of the whole page for each width and theme; without it, docs/images gets the two that
the README shows. Runs in the environment of the integration tests, whose helpers it uses.
"""

import base64
import json
import os
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "Tests/Integration"))

from support.browser import Browser  # noqa: E402
from support.program import Program  # noqa: E402
from support.simulator import Simulator  # noqa: E402

WIDTH, HEIGHT = 1280, 1340
# By its relative path, since the report names it.
POLICY = "policies/per-team.json"


def write_report(folder: Path) -> Path:
    registry = json.loads((REPOSITORY / "registries/sample.json").read_text())
    # As the README advises for a policy that looks at pull times.
    registry["pullTimeUpdateExclusions"] = ["arn:aws:iam::123456789012:role/ecr-cleanup"]
    simulator = Simulator(folder / "simulator", *registry.pop("repositories"), **registry)
    try:
        program = Program(folder, simulator.endpoint, LOG_LEVEL="error", AWS_REGION=registry["region"])
        report = folder / "report.html"
        run = program.run("plan", "--policy", POLICY, "--report", report)
        assert run.status == 0, run
        return report
    finally:
        simulator.stop()


def take(browser: Browser, file: Path, width: int, height: int | None = None):
    """Takes a picture of the page's beginning, or without a height of all of it."""
    browser.resize(width, height or HEIGHT)
    height = height or browser.run("return document.documentElement.scrollHeight")
    picture = browser.command(
        "Page.captureScreenshot",
        captureBeyondViewport=True,
        clip={"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
    )
    file.write_bytes(base64.b64decode(picture["data"]))
    print(f"{file}: {file.stat().st_size:,} bytes")


def main():
    os.chdir(REPOSITORY)
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    output = folder or REPOSITORY / "docs/images"
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        report = write_report(Path(temporary))
        browser = Browser(Path(temporary))
        try:
            for theme in ["light", "dark"]:
                browser.use_theme(theme)
                browser.open(report)
                browser.command("Emulation.setScrollbarsHidden", hidden=True)
                take(browser, output / f"report-{theme}.png", WIDTH, HEIGHT)
                for width in [1280, 480] if folder else []:
                    take(browser, folder / f"whole-{theme}-{width}.png", width)
            if folder:
                (folder / "report.html").write_bytes(report.read_bytes())
        finally:
            browser.stop()


main()
