"""docs/POLICIES.md: what each sample policy does with the sample registry, as the program says it."""

import json
import re
from collections import Counter

from .policies import SAMPLES
from .program import REPOSITORY

PAGE = REPOSITORY / "docs/POLICIES.md"
REGISTRY = REPOSITORY / "registries/sample.json"

HEAD = """# The sample policies, and what they do

Each of the [samples](../policies) in a dry run over the [sample registry](../registries/sample.json) of `scripts/demo`. The keys are explained in the [README](../README.md#policies). The tests run every sample and hold what the program says against this page, so it is what the program does.

To see it for yourself, with every image explained and none deleted, start [the simulator](SIMULATOR.md) and run

```sh
ecr-cleanup invoke --event events/manual-dry-run.json --policy policies/keep-newest.json --detail all
```

In the tables an image is called by its tags or, where it has none, by the beginning of its digest. Images that stay without a veto are counted under *stay*, and not listed; *protected* are those that would go, but that `protect` keeps.
"""


def page(summaries: dict[str, dict]) -> str:
    """The page, of the summary of each sample by its file's name; that of the built-in policy under an empty one."""
    return "\n".join([HEAD, *(part(name, summary) for name, summary in summaries.items())])


def part(name: str, summary: dict) -> str:
    heading = f"## {name}" if name else "## Without a policy"
    lines = [heading, ""]
    if name:
        lines += [wish(name), ""]
    else:
        lines += ["The built-in policy: untagged images that are older than 15 days expire, unless ECS or Lambda uses them.", ""]
    lines += ["| repository | images | stay | protected | go | archived | MB selected |", "|---|--:|--:|--:|--:|--:|--:|"]
    for report in [*summary["repositories"], {"name": "**all**"} | summary["totals"]]:
        images = report.get("images") or [image for each in summary["repositories"] for image in each["images"]]
        if not report["scanned"]:
            images = []
        fates = Counter(image["decision"] for image in images)
        lines.append(
            f"| {report['name']} | {report['scanned']} | {report['kept']} | {report['protected']} | {fates['expire']} "
            f"| {fates['transition']} | {report['bytesSelected'] / 1e6:.0f} |"
        )
    lines += ["", "<details><summary>Which images, and why</summary>", ""]
    lines += ["| repository | image | decision | rule | reason |", "|---|---|---|--:|---|"]
    for report in summary["repositories"]:
        for image in report["images"]:
            if image["decision"] != "keep":
                lines.append(
                    f"| {report['name']} | {called(image)} | {image['decision']} | {image.get('rule', '')} "
                    f"| {shortened(image['reason'])} |"
                )
    return "\n".join([*lines, "", "</details>", ""])


def wish(name: str) -> str:
    """What the samples' own page says of one."""
    for line in (SAMPLES / "README.md").read_text().splitlines():
        if line.startswith(f"| `{name}` |"):
            text = line.split("|")[2].strip()
            return text[0].upper() + text[1:] + "."
    raise AssertionError(f"policies/README.md has no row for {name}")


def called(image: dict) -> str:
    return shortened(", ".join(f"`{tag}`" for tag in image["tags"]) or f"`{image['digest']}`")


def shortened(text: str) -> str:
    """Digests by their first digits, as people read them; what a table takes for its own is escaped."""
    text = re.sub(r"(sha256[:-][0-9a-f]{8})[0-9a-f]{56}", r"\1…", text)
    return text.replace("|", "\\|")


def sample_registry() -> dict:
    return json.loads(REGISTRY.read_text())
