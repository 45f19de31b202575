"""docs/SAMPLES.md: what each sample policy does with the sample registry, as the program says it."""

import json
import re

from .policies import SAMPLES
from .program import REPOSITORY

PAGE = REPOSITORY / "docs/SAMPLES.md"
REGISTRY = REPOSITORY / "registries/sample.json"

HEAD = """# The sample policies, and what they do

What each [sample policy](../policies) would do: its plan for the [sample registry](../registries/sample.json) of `scripts/demo`. The tests run every sample and compare the program's output with this page. [POLICY-KEYS.md](POLICY-KEYS.md) explains the keys, and [OTHER-TOOLS.md](OTHER-TOOLS.md) how other tools say the same.

To try a sample, start [the simulator](SIMULATOR.md) and run

```sh
ecr-cleanup plan --policy policies/keep-newest.json
```

In the tables an image is named by its tags or, without tags, by the beginning of its digest. Images that stay without a veto are not listed.
"""


def page(runs: dict[str, tuple[str, dict]]) -> str:
    """The page, of the plan and the summary of each sample by its file's name; the built-in policy's is empty."""
    return "\n".join([HEAD, *(part(name, plan, summary) for name, (plan, summary) in runs.items())])


def part(name: str, plan: str, summary: dict) -> str:
    heading = f"## {name}" if name else "## Without a policy"
    lines = [heading, ""]
    if name:
        lines += [wish(name), ""]
    else:
        lines += ["The built-in policy: untagged images that are older than 15 days expire, unless ECS, Lambda or a schedule uses them.", ""]
    lines += ["```", plan, "```"]
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
