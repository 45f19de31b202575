"""Parse YAML texts by PyYAML, as the fixture that the Swift reader is tested against.

Some texts were written for a rule of YAML each; PyYAML made the others of random values in random styles, and some of
these were damaged afterwards. Writes ../Fixtures/yaml.json; with --check, compares it with a fresh run instead.
"""

import json
import pathlib
import random
import sys

import yaml

TESTS = pathlib.Path(__file__).parents[2]
sys.path.append(str(TESTS / "AWSClientTests/Oracles"))
import fixture  # noqa: E402

RULES = [
    "", "# x\n", "x", "x\ny", "'x'", "a: 1", "a: b\nc: d\n", "a:b", "a:b: c", "a: b:", "-a: b", "a:   # comment\n  b",
    "# c\n\n# d\na: b", "a: x # c\nb: y#z", "a: 'x' # y", "a:\n    b\n  c: d", "a: b\n  c: d", "a: b: c", "\ta: b",
    "   a: b\n   c: d", "   a: b\n  c: d", "a: \nb:\n", "a: b\r\nc: d\r\n", "- a\n- b", "- - a\n  - b\n- c",
    "- - - a\n    - b\n", "a:\n- 1\n- 2\nb: 3", "a:\n  - x: 1\n    y: 2\n  - z", "- a: b\n  c: d\n-   e: f\n    g: h\n",
    "- \n- a", "-\n  - x\n-\n  y: z", "a:\n-\n  b\n- c\n", "- a\nb: c", "a: b\n- c", "a: - b", "a:\n  -   b\n  - c",
    "? a\n: b\n? c\n", "? |\n  a\n: - b\n  - c\n", "? [a, b]\n: c", "? a\nb: c\n", "?\n  a\n:\n  b\n",
    "- ? a\n  : b\n- c: d\n  ? e\n", "[a]: b", "'a': b\n\"c\" : d", "'a\n b': c", "key with spaces: v",
    "{a: b, c, 'd':e, \"f\":g, h: [i, j: k],}", "a: [\n  x, # c\n  y\n]\n", "{a: b\n, c: d}", "a: {b: c\n}\nd: e",
    "a: [b\n]\nc", "a: [x,#y\n z]", "a: [x #y\n ,z]", "a: {x#y: z}", "a: {b: , c: d}", "a: [? b : c, d]", "{? a : b}",
    "a: {x: http://x/y, z: a:b}", "[-]\n", "a: [b\n--- c]", "a: [x]: y", "a: [x", "a: {x", "a: ]",
    "\"a\": {\"b\":[1,2,{\"c\":null}]}", "a: -1\nb: -x\nc: ?x\nd: :x", "a: http://x/y\nb: a:b", "a: @x", "a: `x`", "a: %x",
    "a: x\n  y\n\n  z\nb: 1", "a: x\n# c\n  y", "a:\n  x\n# c\nb: 1", "a: |\n  x\n   y\n\n  z\n\nb: 1", "a: |-\n  x\n\n",
    "a: |+\n  x\n\n\nb: 2", "a: |2\n   x\n  y\n", "a: |+2\n    x\n\n", "a: |\n    \n  x\n", "a: |\n   x\n  y\n",
    "a: |  # comment\n  b", "a: |x\n b", "a: |\n x\n# c\nb: 1", "a: |\n\tx", "a: |\n  \tx\n", "- |\n a\n- b", "--- |\n x\n",
    "a: >\n  x\n  y\n\n  z\n   w\n  v\n", "a: >-\n  x\n  y", "a: >+\n x\n\n y\n\n\n", "a: >\n\n\n  x\n",
    "a: 'it''s\n  x\n\n  y'", "a: 'x\n\n\n y'", "a: 'x", "a: 'x' y", "a: 'tab\there'", "a: 'b\n--- c'",
    "a: \"x\\ty \\\n   z \\u0041 \n\n  q\"", "a: \"\\x41\\U0001F600\"", "a: \"\\q\"", "\"a\\\n  b\"", "a: \"b\n# c\"",
    "a: !Sub x\nb: !GetAtt c.d", "a: !Join\n  - ''\n  - - x\n    - !Ref y\n", "a: !Join ['', [x, !Ref y]]",
    "- !Ref\n  x", "- !Sub\n  - x\n  - y: z\n", "a: !x\n  b: c", "!x a: b", "--- !x\na: b", "&a x: &b y\nz: 1",
    "a: &x !y z", "a: !y &x z", "x: !a !b c", "a: {!x b: !y c}", "a: [!Ref A, !GetAtt B.C]", "a: !Sub |\n  x ${y}\n  z\n",
    "a: *b", "---\na: b\n...\n", "%YAML 1.1\n---\na: b", "a: x\n---\nb", "--- x\na: y",
]  # fmt: skip

WORDS = [
    "a", "b c", "x: y", "#z", "-", "- q", "k#l", " lead", "trail ", "multi\nline\n", "m\n\n\nn\n o\n", "\ttab", "é", "😀",
    "", "~", "1", '"q"', "'s'", "[br]", "{c}", "!t", "&a", "*b", "|", ">", "%", "@", "`", "a,b", "${X}:y", "long text " * 8,
    "a:b", "::", ":", "?", "? x", "x:", "\n", "\n\n", " \n ", "end\n\n\n", "\\n", "\x07",
]  # fmt: skip


class Tagged:
    """A value with a tag."""

    def __init__(self, tag, value):
        """Begin with a tag and what it belongs to."""
        self.tag, self.value = tag, value


def dumper(chance):
    """Return a class that writes values in random styles."""

    class Dumper(yaml.SafeDumper):
        """Writes every value at its place, without aliases."""

        def ignore_aliases(self, data):
            """Return that nothing is shared."""
            return True

    def text(writer, value, tag="tag:yaml.org,2002:str"):
        return writer.represent_scalar(tag, value, style=chance.choice([None, None, '"', "'", "|", ">"]))

    def items(writer, value, tag="tag:yaml.org,2002:seq"):
        return writer.represent_sequence(tag, value, flow_style=chance.choice([True, False, False]))

    def members(writer, value, tag="tag:yaml.org,2002:map"):
        return writer.represent_mapping(tag, value.items(), flow_style=chance.choice([True, False, False]))

    kinds = {str: text, list: items, dict: members}
    for kind, write in kinds.items():
        Dumper.add_representer(kind, write)
    Dumper.add_representer(Tagged, lambda writer, it: kinds[type(it.value)](writer, it.value, it.tag))
    return Dumper


def value(chance, depth=0):
    """Return a random value."""
    kind = chance.random()
    if depth > 4 or kind < 0.4:
        made = "".join(chance.choice(WORDS) for _ in range(chance.randint(1, 2)))
    elif kind < 0.7:
        made = [value(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    else:
        made = {chance.choice(WORDS): value(chance, depth + 1) for _ in range(chance.randint(0, 4))}
    return Tagged(chance.choice(["!Sub", "!Ref", "!Join"]), made) if chance.random() < 0.1 else made


def damaged(text, chance):
    """Return a text with one byte more, fewer or changed."""
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(["", *"\n :-#'\"[]{},|>?& ab"]) + text[place + chance.randint(0, 1) :]


def texts():
    """Return all texts; the same ones each time."""
    chance = random.Random(2002)
    written = [
        yaml.dump(
            value(chance), Dumper=dumper(chance), allow_unicode=chance.random() < 0.5,
            width=chance.choice([10, 40, 80, 1000]), indent=chance.choice([2, 3, 4, 8]),
        )
        for _ in range(250)
    ]  # fmt: skip
    return RULES + written + [damaged(text, chance) for text in written]


def node(parsed):
    """Return a node as the fixture has it: its own tag, and its text, items or pairs."""
    if isinstance(parsed, yaml.ScalarNode):
        content = {"text": parsed.value} | ({"isPlain": True} if parsed.style is None else {})
    elif isinstance(parsed, yaml.SequenceNode):
        content = {"list": [node(item) for item in parsed.value]}
    else:
        content = {"mapping": [[node(key), node(item)] for key, item in parsed.value]}
    return content if parsed.tag.startswith("tag:") or parsed.tag == "!" else {"tag": parsed.tag, **content}


def case(text):
    """Return a text with its node; without one if PyYAML refuses it."""
    try:
        parsed = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError):
        return {"yaml": text}
    return {"yaml": text, "node": {"text": "", "isPlain": True} if parsed is None else node(parsed)}


if __name__ == "__main__":
    sys.exit(fixture.main(TESTS / "FormatsTests/Fixtures/yaml.json", [json.dumps(case(text)) for text in texts()]))
