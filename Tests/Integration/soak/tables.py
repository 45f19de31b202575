"""Tables in Markdown, and their places in docs/RELIABILITY.md."""

import re
from dataclasses import dataclass

from support.program import REPOSITORY

PAGE = REPOSITORY / "docs/RELIABILITY.md"


@dataclass
class Table:
    columns: list[str]
    rows: list[list]

    def __str__(self) -> str:
        numbers = [all(isinstance(row[n], (int, float)) for row in self.rows) for n in range(len(self.columns))]
        lines = [self.columns, ["--:" if number else "---" for number in numbers], *self.rows]
        return "\n".join("| " + " | ".join(f"{each:,}" if isinstance(each, int) else str(each) for each in line) + " |" for line in lines)


def put_on_page(name: str, table: Table):
    """Puts a table in the place that the page has for it."""
    begin, end = f"<!-- soak: {name} -->", f"<!-- end of {name} -->"
    text = PAGE.read_text()
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"{PAGE} has no place for {name}: put the lines {begin} and {end} into it")
    PAGE.write_text(pattern.sub(lambda _: f"{begin}\n{table}\n{end}", text))
