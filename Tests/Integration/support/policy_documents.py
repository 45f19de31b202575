"""Policy documents, valid and not: those of the samples, the pages and the Swift suites, and changes to them."""

import json
import re
from collections.abc import Iterator

from .policies import SAMPLE_FILES, untagged_policy, untagged_rule
from .program import REPOSITORY

SECTION = '"name":"a","repositories":["*"]'
RULE = json.dumps(untagged_rule(1))
COUNT = '"countType":"sinceImagePushed","countUnit":"days","countNumber":1'

# What the suites' texts, most of them parts of documents, are put into.
CONTEXTS = [
    "PART",
    '{"policies":[{PART}]}',
    '{"policies":[{' + SECTION + ',"rules":[' + RULE + "],PART}]}",
    '{"policies":[{' + SECTION + "}],PART}",
    '{"policies":[{"name":"a","repositories":PART,"rules":[' + RULE + "]}]}",
    '{"policies":[{"name":"a","repositories":PART}]}',
    '{"policies":[{' + SECTION + '}],"targets":[PART]}',
    '{"rules":[{"rulePriority":1,"selection":{PART,' + COUNT + '},"action":{"type":"expire"}}]}',
    '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"tagged",PART,' + COUNT + '},"action":{"type":"expire"}}]}',
    '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any",' + COUNT + '},"action":PART}]}',
    '{"rules":[' + RULE + "],PART}",
]

# Everything that a document may have.
FULL = {
    "$schema": "policy.schema.json",
    "policies": [
        {
            "name": "apps",
            "repositories": ["team-*/*", "!team-x/legacy"],
            "repositoryTagMatches": {"key": "cleanup", "value": "on"},
            "rules": [
                {
                    "rulePriority": 1,
                    "description": "d",
                    "selection": {
                        "tagStatus": "tagged", "tagPatternList": ["a*"], "tagMatch": "any", "allTagsMatch": True, "excludeTagPatternList": ["*-keep"],
                        "storageClass": "standard", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 30,
                        "keepNewest": 5, "groupBy": "{}.*-*", "sortBy": "semver", "notPulledForDays": 9,
                    },
                    "action": {"type": "transition", "targetStorageClass": "archive"},
                },
                {
                    "rulePriority": 2,
                    "selection": {
                        "tagStatus": "any", "storageClass": "archive", "countType": "sinceImageTransitioned",
                        "countUnit": "days", "countNumber": 100,
                    },
                    "action": {"type": "expire"},
                },
            ],
            "protect": {"newest": 4},
            "orphanedReferrers": {"olderThanDays": 60},
        },
        {"name": "none", "repositories": ["!a", "*"]},
    ],
    "protect": {
        "tagPatternList": ["v*", "1.*"], "newest": 1, "newestPulled": 5, "pushedWithinDays": 2, "pulledWithinDays": 3, "inUse": ["ecs"],
        "imageUris": ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1", "public.ecr.aws/x/y"],
        "imageUrisFrom": ["s3://my-bucket/a b.txt", "ssm:/x/y", "lists/a.txt", {"from": "s3://my-bucket/c", "maxAgeHours": 48}],
        "repositoryTag": {"key": "keep", "value": ""},
    },
    "limits": {"maxImages": 5000, "maxImagesPerRepository": 0, "maxShare": 0.9},
    "targets": [
        {
            "region": "eu-west-1", "roleArn": "arn:aws:iam::123456789012:role/x", "externalId": "e",
            "usageFrom": [
                {"region": "eu-west-1"}, {"roleArn": "arn:aws:iam::123456789012:role/x", "externalId": "e"},
                {"accounts": ["222222222222"], "regions": ["eu-west-1"], "roleName": "x"}, {"regions": ["us-east-1"]},
            ],
        },
        {"public": True},
        {
            "accounts": ["222222222222", "333333333333"], "regions": ["eu-west-1", "us-east-1"], "roleName": "/ops/x",
            "externalId": "e", "usageFrom": "targets",
        },
    ],
}
ECR_FORM = untagged_policy(14) | {"$schema": "s"}
ANSWER = {
    "registryId": "123456789012", "repositoryName": "app", "lifecyclePolicyText": json.dumps(untagged_policy(14)),
    "lastEvaluatedAt": "2026-01-01T00:00:00+00:00",
}
TAGGED = {"tagStatus": "tagged", "tagPrefixList": ["v"], "countType": "imageCountMoreThan", "countNumber": 1}
ANY = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}
# Faults that neither the suites' texts nor a single change make.
OTHERS = [
    {"rules": [untagged_rule(1), untagged_rule(1, selection=ANY)]},
    {"rules": [untagged_rule(1, selection=TAGGED), untagged_rule(1, selection=TAGGED, rulePriority=2)]},
    ANSWER | {"lifecyclePolicyText": json.dumps({"rules": []})},
    {"rules": [untagged_rule(1, selection=ANY), untagged_rule(1, rulePriority=2)]},
    {"policies": [{"name": "a", "repositories": ["a"]}], "protect": {"imageUris": ["ecr.example.com/a"]}},
    {"policies": [{"name": "a", "repositories": ["a"]}], "targets": [{"region": "r"}, {"region": "r", "usageFrom": [{"region": "s"}]}]},
    *(
        {"rules": [untagged_rule(1) | {"selection": {
            "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1, "groupBy": pattern}}]}
        for pattern in ["_{}", ".{}", "-{}", "{}-rc.*", "{}-rc.**", "x" * 127 + "{}", "x" * 128 + "{}", "*x" * 4 + "y" * 124 + "{}"]
    ),
    {"policies": [{"name": "a", "repositories": ["a"]}], "targets": [{"public": True, "usageFrom": "targets"}]},
    {"policies": [{"name": "a", "repositories": ["a"]}], "targets": [{"public": True, "usageFrom": "targets"}, {"region": "r"}]},
]

REPLACEMENTS = [None, True, 7, "x", [], {}]
OF_THE_SAME_TYPE = {
    str: ["", " ", "*", "!x", "any", "standard", "archive", "expire", "a.*", "1.*", "A", "-", "a//b", "*****", "x" * 300],
    int: [0, 1, -1, 1.5, 2.0, 2**31 - 1, 2**31],
    float: [0, 1, -0.1, 1.1],
    bool: [False],
    list: [["x", ""], [1], {"x": 1}],
}


def documents(step: int = 1) -> list[str]:
    """Each document once, as JSON that the program and Python read alike; of the changed ones, one of so many."""
    found = [path.read_text() for path in SAMPLE_FILES]
    found += [*of_pages(), *of_suites(), *map(json.dumps, OTHERS)]
    for whole in (FULL, ECR_FORM, ANSWER, ANSWER | {"lifecyclePolicyText": untagged_policy(14)}):
        found += [json.dumps(whole), *map(json.dumps, list(changes(whole))[::step])]
    return list(dict.fromkeys(text for text in found if is_plain(text)))


def of_pages() -> Iterator[str]:
    """The documents in the pages."""
    for page in [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]:
        for block in re.findall(r"^```json\n(.*?)^```", page.read_text(), re.M | re.S):
            if re.match(r'\s*\{\s*"(rules|policies)"', block):
                yield block


STRING = r'"((?:[^"\\]|\\.)*)"'


def of_suites() -> Iterator[str]:
    """The texts of the Swift suites, each in every place where it makes a document."""
    for suite in (REPOSITORY / "Tests/RetentionTests/Policy").glob("*.swift"):
        text = suite.read_text()
        parts = re.findall(r'#"(.+?)"#', text) + re.findall(r'"""\n(.*?)"""', text, re.S)
        for part in parts:
            yield from (context.replace("PART", part) for context in CONTEXTS)
        # Rows of a key of a rule and its value, and rows of several keys of a selection.
        for key, value, _ in re.findall(rf"\({STRING}, {STRING}, {STRING}", text):
            yield rule_with({key: value}, {})
        for row in re.findall(rf"\(\[((?:{STRING}: {STRING}(?:, )?)+)\]", text):
            yield rule_with({}, dict(re.findall(rf"{STRING}: {STRING}", row[0])))


def rule_with(members: dict[str, str], selection: dict[str, str]) -> str:
    """A rule whose members, and those of its selection, are replaced by texts as Swift writes them; an empty one is left out."""

    def changed(whole: dict[str, str], texts: dict[str, str]) -> dict[str, str]:
        texts = {name: re.sub(r"\\(.)", r"\1", text) for name, text in texts.items()}
        return {name: text for name, text in (whole | texts).items() if text}

    def written(texts: dict[str, str]) -> str:
        return "{" + ",".join(f'"{name}":{text}' for name, text in texts.items()) + "}"

    usual = {name: json.dumps(value) for name, value in untagged_rule(1)["selection"].items()}
    rule = {"rulePriority": "1", "selection": written(changed(usual, selection)), "action": '{"type":"expire"}'}
    return '{"rules":[' + written(changed(rule, members)) + "]}"


def changes(value):
    """The value with one thing changed, wherever it is: replaced, left out, or with an unknown key beside it."""
    yield from REPLACEMENTS + OF_THE_SAME_TYPE.get(type(value), [])
    if isinstance(value, dict):
        yield value | {"unknown": 1}
        for key, member in value.items():
            yield {name: other for name, other in value.items() if name != key}
            yield from (value | {key: changed} for changed in changes(member))
    elif isinstance(value, list):
        yield value + value[-1:]
        for index, element in enumerate(value):
            yield value[:index] + value[index + 1 :]
            yield from (value[:index] + [changed] + value[index + 1 :] for changed in changes(element))


def is_plain(text: str) -> bool:
    """Whether a text is JSON in which no key stands twice."""

    def once(pairs):
        if len(dict(pairs)) < len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        json.loads(text, object_pairs_hook=once)
    except ValueError:
        return False
    return True
