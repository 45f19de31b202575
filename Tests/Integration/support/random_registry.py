"""Registries of every shape, each decided by its seed: what real ones hold, and in more mixtures than anyone would write."""

from random import Random

from .simulator import digest, image, index_digest, repository

ACCOUNT = "123456789012"
CALLER = f"arn:aws:iam::{ACCOUNT}:role/ecr-cleanup"
SIGNATURE = "application/vnd.dev.cosign.artifact.sig.v1+json"


class Images:
    """The images of one repository, as they are made up. No age lies near a whole day, where a second would matter."""

    def __init__(self, name: str, random: Random):
        self.name = name
        self.random = random
        self.entries: list[dict] = []
        self.digests: dict[str, str] = {}

    def days(self, at_least: float = 0.2, at_most: float = 60) -> float:
        return round(int(self.random.uniform(at_least, at_most)) + self.random.uniform(0.1, 0.9), 4)

    def add(self, kind: str, days: float, *tags: str, **facts) -> str:
        name = f"{self.name}/{kind}-{len(self.entries)}"
        self.digests[name] = digest(name)
        if "manifests" in facts:
            facts["manifests"] = [self.digests[each] for each in facts["manifests"]]
            self.digests[name] = index_digest(self.name, name, facts["manifests"])
        if self.random.random() < 0.3:
            facts = {"pulledDaysAgo": round(days * self.random.random(), 4)} | facts
        self.entries.append(image(name, days, *tags, **facts))
        return name

    def tags(self) -> list[str]:
        number = len(self.entries)
        kinds = [[], [], [f"v1.{number}"], [f"pr-{number}"], [f"pr-{number}", f"v2.{number}"], [f"nightly-{number}"]]
        return self.random.choice(kinds)

    def single(self):
        self.add("image", self.days(), *self.tags())

    def index(self):
        """An index of two or three platforms, now and then in another index, signed, or sharing a manifest."""
        days = self.days(1, 59)
        children = [self.add("platform", days + 0.0003 * n) for n in range(self.random.randint(1, 3))]
        if self.random.random() < 0.2:
            self.entries[-1]["tags"] = [f"arm64-{len(self.entries)}"]
        top = self.add("index", days, *self.tags(), manifests=children)
        if self.random.random() < 0.3:
            sibling = [children[0], self.add("platform", days)]
            self.add("index", self.days(0.2, max(days - 1, 0.3)), *self.tags(), manifests=sibling)
        if self.random.random() < 0.3:
            self.add("nested", max(days - 0.001, 0.1), *self.tags(), manifests=[top])
        if self.random.random() < 0.5:
            self.referrer(top, days)

    def referrer(self, subject: str | None = None, days: float | None = None):
        """A signature: by its subject, or by cosign's tag, of an image that is there or of one that is gone."""
        name = subject or f"{self.name}/gone-{len(self.entries)}"
        of = self.digests.get(name, digest(name))
        days = (days or self.days()) - 0.0005
        if self.random.random() < 0.5:
            self.add("signature", days, subject=of, artifactMediaType=SIGNATURE)
        else:
            self.add("signature", days, of.replace(":", "-") + self.random.choice(["", ".sig", ".att"]))

    def archived(self):
        days = self.days(10)
        self.add("archived", days, *self.tags(), status="ARCHIVED", archivedDaysAgo=round(days * 0.5, 4))

    def restored(self):
        days = self.days(10)
        status = self.random.choice(["ACTIVE", "ACTIVE", "ACTIVATING"])
        self.add("restored", days, *self.tags(), status=status, activatedDaysAgo=round(days * self.random.random(), 4))

    def fill(self, count: int, plain: bool = False):
        makers = [self.single] * 6 + ([] if plain else [self.index] * 3 + [self.referrer, self.archived, self.restored])
        while len(self.entries) < count:
            self.random.choice(makers)()


def random_registry(seed: int, repositories: int = 12, large: int = 600) -> dict:
    """The keys of a registry file: empty, small and (one in a dozen) large repositories, and what runs their images."""
    random = Random(seed)
    made = []
    for number in range(repositories):
        images = Images(f"team-{number % 3}/app-{number}", random)
        if number % 12 == 3 and large:
            images.fill(random.randint(large // 2, large), plain=random.random() < 0.5)
        elif random.random() > 0.1:
            images.fill(random.randint(1, 40))
        made.append(images)
    return {
        "repositories": [repository(each.name, *each.entries) for each in made],
        "workloads": workloads(made, random),
        "callerArn": CALLER,
        # What the program reads must not make images younger than the plan knows them.
        "pullTimeUpdateExclusions": [CALLER],
    }


def workloads(made: list[Images], random: Random) -> dict:
    """A tenth of what can run does: by tag, or by digest, which may be a platform's."""
    used = []
    for images in made:
        for entry in images.entries:
            if entry.get("artifactMediaType") or entry.get("status", "ACTIVE") != "ACTIVE" or random.random() > 0.1:
                continue
            by_tag = entry["tags"] and not entry["tags"][0].startswith("sha256-") and random.random() < 0.5
            used.append(f"ecr:{images.name}" + (f":{entry['tags'][0]}" if by_tag else f"#{entry['name']}"))
    half = len(used) // 2
    definitions = [{"family": f"task-{n}", "containers": [uri]} for n, uri in enumerate(used[:half])]
    tasks = [{"taskDefinition": each["family"]} for each in definitions]
    return {
        "ecs": {"taskDefinitions": definitions, "clusters": [{"name": "production", "tasks": tasks}]},
        "lambda": {"functions": [{"name": f"function-{n}", "image": uri} for n, uri in enumerate(used[half:])]},
    }
