#!/usr/bin/env python3
"""Fails if a Swift function has more lines than a reader sees at once.

    function_lengths.py FOLDER...

Counted are the lines from the one with `func`, `init` or `subscript` to the brace that closes the body, as
`swift format` lays them out.
"""

import re
import sys
from pathlib import Path

LIMIT = 40
MODIFIERS = r"(?:@\w+(?:\([^)]*\))?\s+|\w+(?:\(set\))?\s+)*"
BEGINNING = re.compile(rf"^(\s*){MODIFIERS}(?:func\b|init\b[?(<]|subscript\b)")


def functions(lines):
    """Yields the line number and the length of each function with a body of several lines."""
    for number, line in enumerate(lines):
        match = BEGINNING.match(line)
        if not match or line.lstrip().startswith("//"):
            continue
        end = next((at for at in range(number, len(lines)) if lines[at] == match[1] + "}"), None)
        # Without a brace at its own depth before the next declaration, it has no body or one on its line.
        if line.endswith("}") or end is None:
            continue
        yield number + 1, end - number + 1


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    long = [
        f"{path}:{number}: {length} lines, more than {LIMIT}: split the function"
        for folder in sys.argv[1:]
        for path in sorted(Path(folder).rglob("*.swift"))
        for number, length in functions(path.read_text().splitlines())
        if length > LIMIT
    ]
    print("\n".join(long), end="\n" if long else "")
    sys.exit(bool(long))


main()
