"""Rules that ECR does not have, from the policy's text to the decision on each image.

Each case is a repository with a policy of its own. All of them are planned by one run."""

import pytest
from support.program import Program
from support.simulator import Simulator, digest, image, index_digest, repository

LONG = "pr-" + "x" * 125
HOUR = 1 / 24


def rule(priority: int = 1, count: str = "sinceImagePushed 10 days", action: str = "expire", **selection) -> dict:
    """A rule whose tags default to any, and whose count is words: the type, the number and the unit."""
    kind, number, *unit = count.split()
    default = "tagged" if {"tagPatternList", "tagPrefixList"} & set(selection) else "any"
    chosen = {"tagStatus": default, "countType": kind, "countNumber": int(number)} | selection
    if unit:
        chosen["countUnit"] = unit[0]
    return {
        "rulePriority": priority,
        "selection": chosen,
        "action": {"type": "expire"} if action == "expire" else {"type": action, "targetStorageClass": "archive"},
    }


def newest(number: int, priority: int = 1, **selection) -> dict:
    return rule(priority, f"imageCountMoreThan {number}", **selection)


def pr(**selection) -> dict:
    return rule(tagPatternList=["pr-*"], allTagsMatch=True, **selection)


def versions(number: int, **selection) -> dict:
    return newest(number, sortBy="semver", **selection)


def tagged(*lists: str) -> list[dict]:
    """Images with these tags, the newest first, a day apart. An image is called by its first tag."""
    return [image(tags.split()[0], 20 + day, *tags.split()) for day, tags in enumerate(lists)]


EVERYTHING = rule(9, "sinceImagePushed 1 days")

# A case is what it shows, its rules, its images, the names of what goes, and protect.
CASES = [
    # allTagsMatch
    ("all tags match", [pr()], tagged("pr-7", "pr-6 v1.2.0", "pr-5 pr-4"), "pr-7 pr-5"),
    ("no tag at all", [pr()], [image("none", 20), *tagged("main")], ""),
    ("a pattern's star for nothing", [pr()], tagged("pr-", "pr", "PR-1", "xpr-1"), "pr-"),
    ("a tag of 128 characters", [pr()], tagged(LONG, f"{LONG[:-1]}y v1"), LONG),
    (
        "prefixes",
        [rule(tagPrefixList=["pr-"], allTagsMatch=True)],
        tagged("pr-1", "pr-2 main", "pr-"),
        "pr-1 pr-",
    ),
    (
        "each tag meets every entry",
        [rule(tagPatternList=["pr-*", "*-x"], tagMatch="all", allTagsMatch=True)],
        tagged("pr-1-x", "pr-2 a-x", "pr-3-x pr-4-x", "pr-5-x pr-6"),
        "pr-1-x pr-3-x",
    ),
    (
        "each tag meets one entry",
        [rule(tagPatternList=["pr-*", "mr-*"], tagMatch="any", allTagsMatch=True)],
        tagged("pr-1 mr-1", "pr-2 main", "mr-2"),
        "pr-1 mr-2",
    ),
    ("spared, and out of reach of later rules", [pr(), EVERYTHING], tagged("pr-1 v1", "v2"), "v2"),
    (
        "spared, and counted as the newest",
        [newest(1, tagPatternList=["pr-*"], allTagsMatch=True)],
        tagged("pr-3 v3", "pr-2", "pr-1"),
        "pr-2 pr-1",
    ),
    (
        "spared, and among the newest of an age",
        [pr(keepNewest=1)],
        tagged("pr-3 v3", "pr-2", "pr-1 v1"),
        "pr-2",
    ),
    (
        "excluded, and within reach of later rules",
        [pr(excludeTagPatternList=["hold-*"]), EVERYTHING],
        tagged("pr-1 hold-1", "pr-2 v2", "pr-3"),
        "pr-1 pr-3",
    ),
    ("false is ECR's meaning", [rule(tagPatternList=["pr-*"], allTagsMatch=False)], tagged("pr-1 v1"), "pr-1"),
    (
        "an index, and a tagged manifest of one that stays",
        [pr()],
        [
            image("child", 20, "pr-2"),
            image("amd64", 20),
            image("stays", 20, "pr-3", "v3", manifests=[digest("child")]),
            image("goes", 20, "pr-4", manifests=[digest("amd64")]),
        ],
        "goes amd64",
    ),
    # groupBy
    (
        "the newest of each branch",
        [newest(1, groupBy="{}-*")],
        tagged("main-3", "dev-2", "main-2", "fix-login-7", "dev-1", "fix-login-6", "fix-1"),
        "main-2 dev-1 fix-login-6",
    ),
    (
        "twice in one group counts once",
        [newest(2, groupBy="{}-*")],
        tagged("main-9 main-8 main-7", "main-6", "main-5"),
        "main-5",
    ),
    (
        "several groups, each of which must take it",
        [newest(1, groupBy="{}-*")],
        tagged("main-9", "main-8 dev-8", "main-7 dev-7", "dev-6 new-6", "main-5 dev-5"),
        "main-7 main-5",
    ),
    (
        "no group is within reach of later rules",
        [newest(1, tagPatternList=["*"], groupBy="{}-*"), EVERYTHING],
        [image("none", 30), *tagged("latest", "main-2", "main-1", "main-0 latest2")],
        "none latest main-1 main-0",
    ),
    (
        "a group's newest is out of reach of later rules",
        [newest(1, tagPatternList=["*"], groupBy="{}-*"), EVERYTHING],
        tagged("main-2", "main-1"),
        "main-1",
    ),
    (
        "a group after a prefix",
        [newest(1, groupBy="pr-{}-*")],
        tagged("pr-1-b", "pr-1-a", "pr-2-a", "x-1"),
        "pr-1-a",
    ),
    ("a group at the end", [newest(1, groupBy="*-{}")], tagged("1-main", "2-main", "3-dev", "4-x-dev"), "2-main"),
    ("a group of the whole tag", [newest(1, groupBy="{}")], tagged("a b", "c"), ""),
    ("case counts in groups", [newest(1, groupBy="{}-*")], tagged("Main-1", "main-1"), ""),
    (
        "age and the newest of each group",
        [rule(groupBy="{}-*", keepNewest=1)],
        [image("young", 1, "a-9"), image("a-old", 20, "a-8"), image("b-old", 20, "b-8"), image("b-older", 21, "b-7")],
        "a-old b-older",
    ),
    (
        "the group of a tag that the list does not name",
        [newest(1, tagPatternList=["main-*"], groupBy="{}-*")],
        tagged("main-3", "main-2 dev-2", "main-1", "dev-1"),
        "main-1",
    ),
    (
        "all tags must match, and groups count all the same",
        [newest(1, tagPatternList=["main-*", "dev-*"], tagMatch="any", allTagsMatch=True, groupBy="{}-*")],
        tagged("main-9 v9", "main-8", "main-7 v7", "dev-1 v1", "dev-0"),
        "main-8 dev-0",
    ),
    (
        "manifests of indexes and referrers are in no group",
        [newest(1, groupBy="{}-*")],
        [
            image("amd64", 1),
            image("new", 2, "main-2", manifests=[digest("amd64")]),
            image("signature", 1, f"sha256-{digest('old').removeprefix('sha256:')}.sig"),
            image("old", 30, "main-1"),
        ],
        "old signature",
    ),
    (
        "archived images are in no group of the standard class",
        [newest(1, groupBy="{}-*")],
        [image("archived", 1, "main-3", status="ARCHIVED", archivedDaysAgo=0.5), *tagged("main-2", "main-1")],
        "main-1",
    ),
    (
        "a group of archived images",
        [rule(1, "sinceImageTransitioned 3 hours", storageClass="archive", groupBy="{}-*", keepNewest=1)],
        [
            image("a", 40, "main-3", status="ARCHIVED", archivedDaysAgo=2),
            image("b", 41, "main-2", status="ARCHIVED", archivedDaysAgo=1),
            image("c", 42, "dev-2", status="ARCHIVED", archivedDaysAgo=1),
        ],
        "b",
    ),
    (
        "archiving by group",
        [rule(count="imageCountMoreThan 1", action="transition", groupBy="{}-*")],
        tagged("a-2", "a-1"),
        "a-1",
    ),
    (
        "the newest of a group counts although an earlier rule takes it",
        [rule(1, tagPatternList=["main-9"]), newest(1, priority=2, groupBy="{}-*")],
        tagged("main-9", "main-8", "dev-1"),
        "main-9 main-8",
    ),
    (
        "the newest of each group, and what was pulled lately",
        [newest(1, groupBy="{}-*", notPulledForDays=5)],
        [*tagged("main-3"), image("pulled", 40, "main-2", pulledDaysAgo=1), image("never", 41, "main-1")],
        "never",
    ),
    # sortBy
    ("numbers, not text", [versions(1)], tagged("1.9.0", "1.10.0", "1.2.0"), "1.9.0 1.2.0"),
    (
        "pre-releases, in the order of the specification",
        [versions(4)],
        tagged(
            "1.0.0", "1.0.0-alpha", "1.0.0-rc.1", "1.0.0-alpha.beta", "1.0.0-beta.11", "1.0.0-alpha.1", "1.0.0-beta.2",
            "1.0.0-beta",
        ),
        "1.0.0-alpha 1.0.0-alpha.beta 1.0.0-alpha.1 1.0.0-beta",
    ),
    (
        "no versions are within reach of later rules",
        [versions(1, tagPatternList=["*"]), EVERYTHING],
        tagged(
            "1.0.0", "v1.0", "01.2.3", "1.02.3", "1.2.03", "1.0.0-01", "1.0.0-", "1.0.0-a..b", "1.0.0_a", "1.0.0.0",
            "vv1.0.0", "v-1.0.0", "latest", "1.0.0-a_b", "1",
        ),
        "v1.0 01.2.3 1.02.3 1.2.03 1.0.0- 1.0.0-01 1.0.0-a..b 1.0.0_a 1.0.0.0 vv1.0.0 v-1.0.0 latest 1.0.0-a_b 1",
    ),
    (
        "odd versions that are some",
        [versions(1)],
        tagged("9.0.0", "0.0.0", "1.0.0-0", "1.0.0--", "1.0.0-0a", "v1.0.0-a-01"),
        "0.0.0 1.0.0-0 1.0.0-- 1.0.0-0a v1.0.0-a-01",
    ),
    (
        "numbers beyond every integer",
        [versions(1)],
        tagged(f"{'9' * 40}.0.0", f"1{'0' * 40}.0.0", f"1.0.0-{'9' * 30}", f"1.0.0-1{'0' * 30}"),
        f"{'9' * 40}.0.0 1.0.0-{'9' * 30} 1.0.0-1{'0' * 30}",
    ),
    (
        "a version of 128 characters",
        [versions(1)],
        tagged("1.0.0-" + "z" * 122, "1.0.0-" + "z" * 121),
        "1.0.0-" + "z" * 121,
    ),
    (
        "the highest of an image's versions",
        [versions(1)],
        tagged("1.0.0 3.0.0", "2.0.0", "0.1.0 latest"),
        "2.0.0 0.1.0",
    ),
    (
        "the highest version counts although an earlier rule takes it",
        [rule(1, tagPatternList=["2.*"]), versions(1, priority=2)],
        tagged("2.0.0", "1.9.0", "1.8.0"),
        "2.0.0 1.9.0 1.8.0",
    ),
    (
        "the highest of the matching tags alone",
        [versions(1, tagPatternList=["1.*"])],
        tagged("1.5.0", "1.4.0 2.0.0", "1.6.0", "2.1.0"),
        "1.5.0 1.4.0",
    ),
    ("equal versions stay together", [versions(1)], tagged("v1.0.0", "1.0.0", "0.9.0"), "0.9.0"),
    ("equal versions stay together at the border", [versions(2)], tagged("v1.0.0", "1.0.0", "2.0.0", "0.9.0"), "0.9.0"),
    ("equal versions go together", [versions(1)], tagged("v1.0.0", "1.0.0", "2.0.0"), "v1.0.0 1.0.0"),
    (
        "equal versions take their places",
        [versions(3)],
        tagged("2.0.0", "v2.0.0", "1.0.0", "v1.0.0", "0.9.0"),
        "0.9.0",
    ),
    (
        "the newest of each major version",
        [versions(1, groupBy="{}.*.*")],
        tagged("1.9.0", "1.10.0", "2.0.0", "v2.1.0"),
        "1.9.0",
    ),
    ("age and the highest versions", [rule(sortBy="semver", keepNewest=1)], tagged("1.0.0", "2.0.0"), "1.0.0"),
    (
        "a young image is counted by its version",
        [rule(sortBy="semver", keepNewest=1)],
        [image("young", 1, "1.0.0"), *tagged("2.0.0", "1.5.0")],
        "1.5.0",
    ),
    (
        "a tagged manifest of an index counts by its own version",
        [versions(1)],
        [image("amd64", 5, "9.0.0"), image("index", 5, "2.0.0", manifests=[digest("amd64")]), *tagged("1.0.0")],
        "1.0.0 index",
    ),
    # countUnit
    (
        "hours",
        [rule(count="sinceImagePushed 5 hours")],
        [image("over", 5.1 * HOUR, "a"), image("under", 4.9 * HOUR, "b")],
        "over",
    ),
    (
        "one hour, and a push in progress",
        [rule(count="sinceImagePushed 1 hours")],
        [image("tagged", 1.02 * HOUR, "a"), image("over", 1.02 * HOUR), image("under", 0.98 * HOUR)],
        "tagged over",
    ),
    # newestPulled
    (
        "the image that was pulled last",
        [rule()],
        [image("last", 20, pulledDaysAgo=1), image("before", 20, pulledDaysAgo=2), image("never", 20)],
        "before never",
        {"newestPulled": 1},
    ),
    (
        "more places than pulled images",
        [rule()],
        [image("last", 20, pulledDaysAgo=1), image("never", 11)],
        "never",
        {"newestPulled": 5},
    ),
    (
        "equal pull times stay",
        [rule()],
        [image("one", 20, pulledDaysAgo=2), image("two", 20, pulledDaysAgo=2), image("before", 20, pulledDaysAgo=3)],
        "before",
        {"newestPulled": 1},
    ),
    (
        "an index that was pulled by a manifest",
        [rule()],
        [
            image("amd64", 20, pulledDaysAgo=1),
            image("index", 20, "a", manifests=[digest("amd64")]),
            image("other", 20, "b", pulledDaysAgo=2),
            image("third", 20, "c", pulledDaysAgo=3),
        ],
        "third",
        {"newestPulled": 2},
    ),
]


def names(images: list[dict], repository_name: str) -> dict[str, str]:
    """The name of each digest."""
    found = {}
    for each in images:
        held = each.get("manifests", [])
        found[index_digest(repository_name, each["name"], held) if held else digest(each["name"])] = each["name"]
    return found


@pytest.fixture(scope="module")
def decisions(tmp_path_factory) -> dict[str, dict[str, dict]]:
    """What is decided about each image of each case."""
    repositories = [repository(f"case-{number}", *case[2]) for number, case in enumerate(CASES)]
    policies = [
        {
            "name": f"p{number}",
            "repositories": [f"case-{number}"],
            "rules": case[1],
            "protect": {"inUse": []} | (case[4] if len(case) > 4 else {}),
        }
        for number, case in enumerate(CASES)
    ]
    registry = Simulator(tmp_path_factory.mktemp("registry"), *repositories)
    try:
        program = Program(tmp_path_factory.mktemp("program"), registry.endpoint)
        run = program.invoke({"policy": {"policies": policies}, "detail": "all"})
    finally:
        registry.stop()
    assert run.status == 0, run
    return {each["name"]: {image["digest"]: image for image in each["images"]} for each in run.summary["repositories"]}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_case(decisions, number):
    called, found = names(CASES[number][2], f"case-{number}"), decisions[f"case-{number}"]
    assert set(called) == set(found)
    gone = {called[each] for each, image in found.items() if image["decision"] in ("expire", "transition")}
    assert gone == set(CASES[number][3].split()), {called[each]: found[each]["reason"] for each in found}
