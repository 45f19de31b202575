"""Runs the parts that were asked for, and prints one table."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from . import table
from .against_script import command_line, many_repositories, mixed, repository
from .cold_start import cold_start
from .commands import Failed
from .memory import memory
from .selection import selection
from .throttling import throttling
from .usage import usage

PARTS = {
    "repository": repository,
    "registry": many_repositories,
    "mixed": mixed,
    "command-line": command_line,
    "memory": memory,
    "cold-start": cold_start,
    "selection": selection,
    "throttling": throttling,
    "usage": usage,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("parts", nargs="*", metavar="NAME", help=f"one or more of {', '.join(PARTS)}; all, if none")
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured; the median counts")
    parser.add_argument("--json", type=Path, default=Path(".build/bench.json"), help="where all values go")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--scale", type=float, default=1, help="so much of each registry, to try the harness itself")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.parts if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    if arguments.runs < 1 or arguments.scale <= 0:
        parser.error("--runs must be 1 or more, and --scale more than 0")

    rows, failed = [], []
    for name in arguments.parts or PARTS:
        print(f"measuring {name}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="ecr-cleanup-bench-") as folder:
            try:
                rows += PARTS[name](Path(folder), arguments.runs, arguments.scale)
            except Failed as error:
                # What the other parts found is not lost with it.
                print(f"{name}: {error}", file=sys.stderr)
                failed.append(name)
    facts = {"machine": table.machine(), "runs": arguments.runs, "scale": arguments.scale, "failed": failed}
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(facts | {"rows": [row.json() for row in rows]}, indent=2) + "\n")
    print(table.markdown(rows) if arguments.markdown else table.text(rows))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
