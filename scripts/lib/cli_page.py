"""Writes the page of all commands, from what the program itself says of them.

    cli_page.py markdown PROGRAM          docs/CLI.md
    cli_page.py man PROGRAM TIME          the man page; TIME is its date, in seconds since 1970

The program is asked by swift-argument-parser's `--experimental-dump-help`.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

# Every command has these: they stand at the beginning alone.
COMMON = {"help", "version"}
EXAMPLES = "Examples:\n"

MARKDOWN_HEAD = """\
# Commands

<!-- Written by scripts/lib/cli_page.py: UPDATE_PAGES=1 scripts/test --integration -k cli_page -->

Which commands and options `ecr-cleanup` has. [GETTING-STARTED.md](GETTING-STARTED.md) shows how to use it.

{discussion}

Each command has `-h`, `--help`. `ecr-cleanup --version` prints the version. For completions: \
`ecr-cleanup --generate-completion-script bash`, `zsh` or `fish`.
"""


@dataclass
class Command:
    """A command with its full name, and its own options."""

    name: str
    abstract: str
    discussion: str
    options: list[dict]
    is_group: bool


def dump(program: str) -> dict:
    done = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)["command"]


def commands(command: dict, above: str = "") -> Iterator[Command]:
    name = f"{above} {command['commandName']}".strip()
    if name == "ecr-cleanup help" or not command["shouldDisplay"]:
        return
    shown = (each for each in command.get("arguments", []) if each["shouldDisplay"])
    listed = [each for each in shown if each.get("valueName") not in COMMON]
    below = command.get("subcommands", [])
    yield Command(name, command.get("abstract", ""), command.get("discussion", ""), listed, bool(below))
    for each in below:
        yield from commands(each, name)


def spelling(option: dict) -> str:
    """As it is typed: `--repository <pattern>`."""
    if option["kind"] == "positional":
        return f"<{option['valueName']}>"
    dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}
    names = ", ".join(dashes[each["kind"]] + each["name"] for each in option["names"])
    return names if option["kind"] == "flag" else f"{names} <{option['valueName']}>"


def meaning(option: dict) -> str:
    facts = []
    if option.get("allValues"):
        facts.append("values: " + ", ".join(option["allValues"]))
    if option.get("defaultValue"):
        facts.append(f"default: {option['defaultValue']}")
    if not option["isOptional"]:
        facts.append("required")
    return option.get("abstract", "") + (f" ({'; '.join(facts)})" if facts else "")


def usage(command: Command) -> str:
    """One line: options first, then what stands by itself."""
    ordered = sorted(command.options, key=lambda each: each["kind"] == "positional")
    words = []
    for option in ordered:
        word = spelling(option) + (" ..." if option["isRepeating"] else "")
        words.append(f"[{word}]" if option["isOptional"] else word)
    return " ".join([command.name, *words, *(["<command>"] if command.is_group else [])])


def paragraphs(discussion: str) -> Iterator[tuple[bool, str]]:
    """Each paragraph of a discussion, and whether it is of examples."""
    for text in filter(None, discussion.split("\n\n")):
        if text.startswith(EXAMPLES):
            yield True, "\n".join(line.strip() for line in text.removeprefix(EXAMPLES).splitlines())
        else:
            yield False, " ".join(text.split())


def sections(options: list[dict]) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for option in options:
        found.setdefault(option.get("sectionTitle") or "", []).append(option)
    return found


def markdown_text(discussion: str) -> list[str]:
    return [f"```sh\n{text}\n```" if examples else text for examples, text in paragraphs(discussion)]


def markdown_table(title: str, options: list[dict]) -> str:
    rows = [f"| `{spelling(each)}` | {meaning(each)} |" for each in options]
    # A bar would end the cell, in code, too.
    rows = [re.sub(r"(?<=\S)\|(?=\S)", r"\\|", row) for row in rows]
    return "\n".join([f"| {title.lower() or 'option'} | meaning |", "| --- | --- |", *rows])


def markdown(program: str) -> str:
    first, *others = commands(dump(program))
    discussion = "\n\n".join(markdown_text(first.discussion))
    parts = [MARKDOWN_HEAD.format(discussion=discussion).strip()]
    for command in others:
        parts += [f"## {command.name}", command.abstract]
        if command.is_group:
            continue
        parts += [f"```\n{usage(command)}\n```", *markdown_text(command.discussion)]
        parts += [markdown_table(title, options) for title, options in sections(command.options).items()]
    return "\n\n".join(parts) + "\n"


def roff(text: str) -> str:
    """Escaped, so that no line is taken for a request."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in escaped.splitlines())


def man_text(discussion: str) -> list[str]:
    found = []
    for examples, text in paragraphs(discussion):
        found.append(f".PP\n.nf\n.RS\n{roff(text)}\n.RE\n.fi" if examples else f".PP\n{roff(text)}")
    return found


def man(program: str, time: int) -> str:
    first, *others = commands(dump(program))
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    date = datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d")
    parts = [f'.TH ECR\\-CLEANUP 1 "{date}" "ecr\\-cleanup {version}"']
    parts += [".SH NAME", roff(f"ecr-cleanup - {first.abstract[0].lower()}{first.abstract[1:].rstrip('.')}")]
    parts.append(".SH SYNOPSIS")
    for command in [first, *others]:
        if not command.is_group:
            parts.append(f".HP\n{roff(usage(command))}")
    # A heading begins a paragraph by itself.
    parts += [".SH DESCRIPTION", "\n".join(man_text(first.discussion)).removeprefix(".PP\n")]
    for command in others:
        if command.is_group:
            continue
        parts += [f".SH {roff(command.name.removeprefix('ecr-cleanup ').upper())}", roff(command.abstract)]
        parts += man_text(command.discussion)
        for title, options in sections(command.options).items():
            parts += [f".SS {roff(title)}"] if title else []
            parts += [f".TP\n.B {roff(spelling(each))}\n{roff(meaning(each))}" for each in options]
    return "\n".join(parts) + "\n"


def main():
    form, program, *rest = sys.argv[1:]
    print(markdown(program) if form == "markdown" else man(program, int(*rest)), end="")


if __name__ == "__main__":
    main()
