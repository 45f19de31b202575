"""Finds sentences, comments and phrases that a reader stumbles over, and pages that are too long.

    prose.py [FOLDER]    of the pages, of the comments in Sources, and of the descriptions in templates and modules

It prints each with its file and line, and fails if there is one.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

MOST_WORDS_OF_A_SENTENCE = 30
MOST_WORDS_OF_A_PAGE = 2_000
# Pages that nobody reads from the beginning to the end, each with the reason.
REFERENCE = {
    "docs/SAMPLES.md": "written by a command: the plan of each sample policy",
    "docs/CLI.md": "written by a command: each option of each command",
    "docs/ATTACKS.md": "a table with a row for each attack",
    "terraform/README.md": "tables with each variable and output of the modules",
}

# Words that are replaced by plainer ones.
PHRASES = {
    r"of (?:yours|ours)": "say whose",
    r"whoever": "“anyone who”, or say who",
    r"(?:is|are) no longer what": "say what changed",
    r"where what": "“if …”, with a noun in place of “what”",
    r"in good order": "“gracefully”",
    r"on their way": "“in flight”",
    r"is (?:not )?about it": "“matches”",
    r"(?:came|comes|come) too late": "say what was not done, and why",
    r"(?:for )?which there is no (?:place|room)": "“without a slot”",
    r"is this meant": "“Warnings”",
    r"all the same": "“anyway”",
    r"that which|those which": "name the thing",
    r"anew": "“again”",
    r"pass(?:ed|es|ing)? over": "“ignored”",
    r"but for": "“except for”",
}

# A place in a file: its line, and the text there.
Part = tuple[int, str]


def markdown_files(root: Path) -> list[Path]:
    beside = [root / each for each in ("events/README.md", "policies/README.md", "terraform/README.md")]
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(each for each in beside if each.exists())])


def parts_of_markdown(text: str) -> Iterator[Part]:
    """The paragraphs, list entries and cells of a text; blocks of code are left out."""
    paragraph: list[str] = []
    begin, in_code, in_comment = 1, False, False
    for number, line in enumerate([*text.splitlines(), ""], 1):
        stripped = line.strip()
        is_fence = stripped.startswith("```")
        in_code ^= is_fence
        begins_comment = stripped.startswith("<!--")
        in_comment = (in_comment or begins_comment) and "-->" not in line
        is_row = stripped.startswith("|")
        is_skipped = is_fence or in_code or begins_comment or in_comment or not stripped
        if paragraph and (is_skipped or is_row or re.match(r"([-*]|\d+\.|#+) ", stripped)):
            yield begin, " ".join(paragraph)
            paragraph = []
        if is_row and not is_skipped:
            yield from ((number, cell.strip()) for cell in re.split(r"(?<!\\)\|", stripped) if cell.strip(" -:"))
        elif not is_skipped:
            begin = begin if paragraph else number
            paragraph.append(re.sub(r"^([-*]|\d+\.|#+) +", "", stripped))
            if stripped.startswith("#"):
                yield begin, paragraph.pop()


def comments_of_source(text: str) -> Iterator[Part]:
    """The comments of a Swift file, line after line as one."""
    comment: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        found = re.match(r"\s*///? ?(.*)", line)
        if found:
            comment.append(found[1])
        elif comment:
            begin = number - len(comment)
            yield from ((begin + place - 1, part) for place, part in parts_of_markdown("\n".join(comment)))
            comment = []


def descriptions(text: str) -> Iterator[Part]:
    """What the parameters and variables of a template or a module say of themselves."""
    # On one line, or on lines below that stand further to the right.
    pattern = r'^( *)description *[:=] *(?:>-?((?:\n\1 +.*)+)|"?(.+?)"?$)'
    for found in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE):
        yield text.count("\n", 0, found.start()) + 1, " ".join((found[2] or found[3]).split())


def plain(text: str) -> str:
    """Links as their texts, and code as one word, a list of code too."""
    text = re.sub(r"<[^>]+>", " ", text)
    text = re.sub(r"`[^`]+`", "CODE", text)
    text = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"CODE(?:(?:, | and | or |, and |, or )CODE)+", "CODE", text)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])[*\"”)]*\s+(?=[*\"“(]*[A-Z0-9])", plain(text))


def words(text: str) -> int:
    return sum(1 for word in text.split() if re.search(r"\w", word))


def complaints(part: Part) -> Iterator[Part]:
    """What is wrong with a text, at its line."""
    line, text = part
    for sentence in sentences(text):
        if words(sentence) > MOST_WORDS_OF_A_SENTENCE:
            yield line, f"{words(sentence)} words, more than {MOST_WORDS_OF_A_SENTENCE}: {sentence}"
    for phrase, better in PHRASES.items():
        for found in re.finditer(rf"\b(?:{phrase})\b", plain(text), re.IGNORECASE):
            yield line, f"write something else for “{found[0]}”: {better}"


def of_page(name: str, text: str) -> Iterator[Part]:
    for part in parts_of_markdown(text):
        yield from complaints(part)
    if words(text) > MOST_WORDS_OF_A_PAGE and name not in REFERENCE:
        yield 1, f"{words(text)} words, more than {MOST_WORDS_OF_A_PAGE}: divide the page by the questions that it answers"


def of_source(text: str) -> Iterator[Part]:
    for part in comments_of_source(text):
        yield from complaints(part)
    lines = [line.strip() for line in text.splitlines()]
    for number, (above, line) in enumerate(zip(["", *lines], lines), 1):
        if re.match(r"/// What\b", line) and not above.startswith("///"):
            yield number, f"begin with a noun or a verb in place of “What”: {line}"


def of_descriptions(text: str) -> Iterator[Part]:
    for part in descriptions(text):
        yield from complaints(part)


def findings(root: Path) -> Iterator[str]:
    for file in markdown_files(root):
        name = str(file.relative_to(root))
        yield from (f"{name}:{line}: {text}" for line, text in of_page(name, file.read_text()))
    for file in sorted((root / "Sources").rglob("*.swift")):
        yield from (f"{file.relative_to(root)}:{line}: {text}" for line, text in of_source(file.read_text()))
    for file in sorted([*root.glob("*.yaml"), *(root / "terraform").rglob("*.tf")]):
        yield from (f"{file.relative_to(root)}:{line}: {text}" for line, text in of_descriptions(file.read_text()))


def main() -> int:
    found = list(findings(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
