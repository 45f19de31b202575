"""The version that is released, and its section of the change log."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
UNRELEASED = "not released yet"


class ReleaseError(Exception):
    """Says what keeps a release from being made, and what to do."""


def current_version(repository: Path = REPOSITORY) -> str:
    file = repository / "Sources/Handler/Version.swift"
    found = re.search(r'static let version = "([^"]+)"', file.read_text())
    if not found:
        raise ReleaseError(f"{file} has no line `static let version = \"…\"`")
    return found[1]


def changelog_section(version: str, repository: Path = REPOSITORY) -> tuple[str, str]:
    """The heading of the version's section, without its `## `, and the text below it."""
    file = repository / "CHANGELOG.md"
    section = rf"^## ({re.escape(version)}(?:[, ][^\n]*)?)\n(.*?)(?=^## |\Z)"
    found = re.search(section, file.read_text(), re.MULTILINE | re.DOTALL)
    if not found or not found[2].strip():
        raise ReleaseError(f"{file} has no section `## {version}`: write what changed, with the date in its heading")
    return found[1], found[2].strip()


def check_tag(tag: str, repository: Path = REPOSITORY):
    """Ends with an error unless the tag is of the version that the program says it has, and that has a date."""
    version = current_version(repository)
    if not tag.startswith("v"):
        raise ReleaseError(f"the tag is {tag}, and a tag begins with v: use the tag v{version}")
    if tag != f"v{version}":
        raise ReleaseError(
            f"the tag is {tag}, and Sources/Handler/Version.swift says {version}: "
            f"tag a commit whose version is {tag.removeprefix('v')}, or use the tag v{version}"
        )
    heading, _ = changelog_section(version, repository)
    if UNRELEASED in heading:
        raise ReleaseError(
            f"CHANGELOG.md says `## {heading}`: write the day of the release in place of \"{UNRELEASED}\""
        )


def release_notes(version: str, source: str, repository: Path = REPOSITORY) -> str:
    """The change log's section. With the repository's address, its links lead to the files of the tag."""
    _, text = changelog_section(version, repository)
    if source:
        text = re.sub(r"\]\((?!https?:|#)([^)]+)\)", rf"]({source}/blob/v{version}/\1)", text)
    return text + "\n"
