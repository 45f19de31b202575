"""Lists sentences, comments and phrases that a reader stumbles over, and pages that are too long. It fails for new ones.

    prose.py            compares what is there with scripts/lib/prose-baseline.json
    prose.py --list     lists everything, with its file and line
    prose.py --lower    lowers the counts of the baseline to what is left; it raises none

The baseline has a count for each file. A count may only go down.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BASELINE = "scripts/lib/prose-baseline.json"

MOST_WORDS_OF_A_SENTENCE = 30
MOST_WORDS_OF_A_PAGE = 2_000
# Pages that nobody reads from the beginning to the end, each with the reason.
REFERENCE = {
    "docs/SAMPLES.md": "written by a command: the plan of each sample policy",
    "docs/CLI.md": "written by a command: each option of each command",
    "docs/ATTACKS.md": "a table with a row for each attack",
    "terraform/README.md": "tables with each variable and output of the modules",
}

# Words that house style replaces by plainer ones.
PHRASES = {
    r"of (?:yours|ours)": "say whose",
    r"whoever": "“anyone who”, or say who",
    r"(?:is|are) no longer what": "say what changed",
    r"where what": "“if what …”, or name it",
    r"in good order": "“gracefully”",
    r"on their way": "“in flight”",
    r"is (?:not )?about it": "“matches”",
    r"(?:came|comes|come) too late": "say what was not done, and why",
    r"(?:for )?which there is no (?:place|room)": "“without a slot”",
    r"is this meant": "“Warnings”",
    r"for so long as": "“while”",
    r"all the same": "“anyway”",
    r"what is meant": "say what it means",
    r"that which": "name it",
    r"those which": "name them",
}


@dataclass(frozen=True)
class Finding:
    """Something to mend: its kind, and where it stands."""

    kind: str
    file: str
    line: int
    text: str


def markdown_files(root: Path) -> list[Path]:
    beside = [root / each for each in ("events/README.md", "policies/README.md", "terraform/README.md")]
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(each for each in beside if each.exists())])


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs, list entries and cells of a page, each with the line that it begins at; code is left out."""
    paragraph: list[str] = []
    begin, in_code, in_comment = 1, False, False
    for number, line in enumerate([*text.splitlines(), ""], 1):
        fence = re.match(r" *```", line)
        in_code ^= bool(fence)
        in_comment = (in_comment or "<!--" in line) and "-->" not in line
        stripped = line.strip()
        is_row = stripped.startswith("|")
        begins = bool(re.match(r"([-*]|\d+\.|#+) ", stripped)) or is_row
        is_skipped = bool(fence) or in_code or in_comment or stripped.startswith("<!--") or not stripped
        if paragraph and (begins or is_skipped):
            yield begin, " ".join(paragraph)
            paragraph = []
        if is_skipped:
            continue
        if is_row:
            yield from ((number, cell.strip()) for cell in re.split(r"(?<!\\)\|", stripped.strip("|")) if cell.strip(" -:"))
        else:
            begin = begin if paragraph else number
            paragraph.append(re.sub(r"^([-*]|\d+\.|#+) +", "", stripped))


def plain(text: str) -> str:
    """Links as their texts, and code as one word, a list of code too."""
    text = re.sub(r"<[^>]+>", " ", text)
    text = re.sub(r"`[^`]+`", "CODE", text)
    text = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"CODE(?:(?:, | and | or |, and |, or )CODE)+", "CODE", text)


def sentences(block: str) -> list[str]:
    return re.split(r"(?<=[.!?])[*\"”)]*\s+(?=[*\"“(\[`]*[A-Z0-9])", plain(block))


def words(text: str) -> int:
    return sum(1 for word in text.split() if re.search(r"\w", word))


def of_page(name: str, text: str) -> Iterator[Finding]:
    for line, block in blocks(text):
        for sentence in sentences(block):
            if words(sentence) > MOST_WORDS_OF_A_SENTENCE:
                yield Finding("long sentences", name, line, f"{words(sentence)} words: {sentence}")
        yield from of_phrases(name, line, re.sub(r"`[^`]*`", "", block))
    if words(text) > MOST_WORDS_OF_A_PAGE and name not in REFERENCE:
        yield Finding("long pages", name, 1, f"{words(text)} words")


def of_phrases(name: str, line: int, text: str) -> Iterator[Finding]:
    for phrase, better in PHRASES.items():
        for found in re.finditer(rf"\b(?:{phrase})\b", text, re.IGNORECASE):
            yield Finding("phrases", name, line, f"“{found[0]}”: {better}: {text[max(0, found.start() - 40) : found.end() + 40]}")


def of_source(name: str, text: str) -> Iterator[Finding]:
    above = ""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if re.match(r"/// What\b", stripped) and not above.startswith("///"):
            yield Finding("comments that begin with “What”", name, number, stripped)
        yield from of_phrases(name, number, stripped)
        above = stripped


def findings(root: Path) -> list[Finding]:
    found = []
    for file in markdown_files(root):
        found += of_page(str(file.relative_to(root)), file.read_text())
    for file in sorted((root / "Sources").rglob("*.swift")):
        found += of_source(str(file.relative_to(root)), file.read_text())
    return found


def counted(found: list[Finding]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter] = {}
    for each in found:
        counts.setdefault(each.kind, Counter())[each.file] += 1
    return {kind: dict(sorted(files.items())) for kind, files in sorted(counts.items())}


def main() -> int:
    arguments = sys.argv[1:]
    root = Path(arguments.pop(0)) if arguments and not arguments[0].startswith("--") else REPOSITORY
    found = findings(root)
    now = counted(found)
    baseline = json.loads((root / BASELINE).read_text()) if (root / BASELINE).exists() else {}
    if arguments == ["--list"]:
        for each in found:
            print(f"{each.file}:{each.line}: {each.kind}: {each.text}")
        return 0
    if arguments == ["--lower"]:
        lowered = {
            kind: {file: min(count, now[kind][file]) for file, count in files.items() if file in now.get(kind, {})}
            for kind, files in baseline.items()
        }
        lowered = {kind: files for kind, files in lowered.items() if files}
        (root / BASELINE).write_text(json.dumps(lowered, indent=2, ensure_ascii=False) + "\n")
        baseline = lowered
    return 1 if complaints(found, now, baseline) else 0


def complaints(found: list[Finding], now: dict, baseline: dict) -> bool:
    """Prints what is more than the baseline allows, and where the baseline allows more than there is."""
    failed = False
    for kind in sorted(now.keys() | baseline.keys()):
        for file in sorted(now.get(kind, {}).keys() | baseline.get(kind, {}).keys()):
            count, allowed = now.get(kind, {}).get(file, 0), baseline.get(kind, {}).get(file, 0)
            if count > allowed:
                failed = True
                print(f"{file}: {kind}: {count}, more than {allowed}")
                for each in found:
                    if (each.kind, each.file) == (kind, file):
                        print(f"  {file}:{each.line}: {each.text}")
            elif count < allowed:
                failed = True
                print(f"{file}: {kind}: {count}, and {BASELINE} still allows {allowed}: run `python3 scripts/lib/prose.py --lower`")
    return failed


if __name__ == "__main__":
    sys.exit(main())
