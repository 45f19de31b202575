"""A simulated registry of many images, and what must be left of it after a cleanup."""

import time
from pathlib import Path

from support.simulator import Simulator

from .commands import DAYS, Failed, processor_seconds

SECONDS_OF_A_DAY = 86_400
MILLISECONDS = 20
CONTROL_SECONDS = 300

# Half of the images is untagged and a fifth of all is younger than DAYS, so that 40 % are to be deleted.
SERIES = {"seed": 1, "untaggedShare": 0.5, "pushedDaysAgo": [0, 5 * DAYS]}


class BenchRegistry:
    """So many repositories of so many images, behind a latency for each call; `large` adds larger ones in a row."""

    def __init__(
        self, folder: Path, repositories: int, images: int, milliseconds: int = MILLISECONDS, large: tuple[int, int] = (0, 0)
    ):
        self.repositories = repositories
        self.images = images
        facts = {"generate": {"repositories": repositories, "images": SERIES | {"count": images}}} if repositories else {}
        count, size = large
        facts["repositories"] = [
            {"name": f"large-{number:03}", "generate": SERIES | {"count": size}} for number in range(count)
        ]
        if milliseconds:
            facts["faults"] = {"seed": 1, "faults": [{"kind": "latency", "milliseconds": milliseconds}]}
        self.simulator = Simulator(folder, ready_seconds=CONTROL_SECONDS, **facts)
        self.endpoint = self.simulator.endpoint

    def reset(self):
        """Begins anew: all images are there, and as old as at first."""
        self.simulator.control("reset", {}, timeout=CONTROL_SECONDS)

    def contents(self) -> dict[str, list[dict]]:
        return self.simulator.control("registry", timeout=CONTROL_SECONDS)["repositories"]

    @property
    def calls(self) -> int:
        return sum(self.simulator.calls.values())

    @property
    def processor_seconds(self) -> float:
        return processor_seconds(self.simulator.background.process.pid)

    def stop(self):
        self.simulator.stop()


class Expectation:
    """What a cleanup has to leave, by this harness's own reckoning from what was there before."""

    def __init__(self, registry: BenchRegistry):
        self.registry = registry
        self.before = registry.contents()
        self.started = time.time()

    def check(self) -> int:
        """Returns how many images are gone, if they are the right ones."""
        ended = time.time()
        after = self.registry.contents()
        gone = 0
        for name, images in self.before.items():
            untagged = [image for image in images if not image["tags"]]
            # Which side of the limit an image is on that crosses it meanwhile depends on when it was read.
            must_go = digests(untagged, pushed_before=self.started - DAYS * SECONDS_OF_A_DAY)
            may_go = digests(untagged, pushed_before=ended - DAYS * SECONDS_OF_A_DAY)
            missing = digests(images) - digests(after[name])
            if not must_go <= missing <= may_go:
                raise Failed(
                    f"{name}: {len(must_go - missing)} images are left that had to go, and "
                    f"{len(missing - may_go)} are gone that had to stay"
                )
            gone += len(missing)
        return gone


def digests(images: list[dict], pushed_before: float = float("inf")) -> set[str]:
    return {image["digest"] for image in images if image["pushedAt"] < pushed_before}
