"""The parts of files that are written from declarations: each between two comments with its name."""

import re
from collections.abc import Iterable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TEMPLATE = REPOSITORY / "template.yaml"
MEMBER_ROLE = REPOSITORY / "member-role.yaml"
MONITORING = REPOSITORY / "docs/MONITORING.md"
PERMISSIONS = REPOSITORY / "docs/PERMISSIONS.md"


def lines(texts: Iterable[str]) -> str:
    return "\n".join(texts) + "\n"


def written(text: str, parts: dict[str, str], begin: str, end: str) -> str:
    """The text with each part between its two comments replaced."""
    for name, part in parts.items():
        pattern = re.compile(rf"({re.escape(begin.format(name))}\n).*?( *{re.escape(end.format(name))}\n)", re.DOTALL)
        text, count = pattern.subn(lambda found: found[1] + part + found[2], text)
        assert count == 1, f"the comments of the part “{name}” are not there once, but {count} times"
    return text
