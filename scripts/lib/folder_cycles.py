"""Fails if folders of a module depend on each other, directly or through others.

    folder_cycles.py MODULE...

MODULE is a module's folder, such as Sources/Cleanup. Each folder in it counts with all that it holds, and so do the
files beside them, as the folder ".". A folder depends on another one if its code names a type or a function that the
other declares at the top level of a file. Members, extensions and nested types don't count. Comments and the text of
strings are no code, but what a string interpolates is.

For each cycle, an example is printed of each dependency that is part of it.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DECLARATION = re.compile(r"\b(?:struct|class|enum|actor|protocol|typealias|func)\s+(\w+)")
TYPE = re.compile(r"\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)")
OPENING = re.compile(r'//|/\*|(#*)("""|")')


def without_comments_and_strings(text: str) -> str:
    """The code with comments and strings blanked out, so that every line keeps its number."""
    code: list[str] = []
    position = 0

    def blank(end: int) -> None:
        nonlocal position
        code.append("".join(character if character == "\n" else " " for character in text[position:end]))
        position = end

    def skip_comment() -> None:
        depth, end = 0, position
        while end < len(text):
            if text.startswith("/*", end):
                depth, end = depth + 1, end + 2
            elif text.startswith("*/", end):
                depth, end = depth - 1, end + 2
            else:
                end += 1
            if depth == 0:
                break
        blank(end)

    def skip_string(hashes: str, quote: str) -> None:
        blank(position + len(hashes + quote))
        end, escape = position, "\\" + hashes
        while end < len(text) and not text.startswith(quote + hashes, end):
            if text.startswith(escape + "(", end):
                blank(end + len(escape) + 1)
                read(closing=")")
                end = position
            else:
                end += len(escape) + 1 if text.startswith(escape, end) else 1
        blank(min(end + len(quote + hashes), len(text)))

    def read(closing: str | None = None) -> None:
        """Reads code up to its end, or to the parenthesis that ends an interpolation."""
        nonlocal position
        depth = 0
        while position < len(text):
            character = text[position]
            if closing and character == ")" and depth == 0:
                return
            depth += (character == "(") - (character == ")")
            opening = OPENING.match(text, position)
            if not opening:
                code.append(character)
                position += 1
            elif opening[0] == "//":
                end = text.find("\n", position)
                blank(end if end >= 0 else len(text))
            elif opening[0] == "/*":
                skip_comment()
            else:
                skip_string(opening[1], opening[2])

    read()
    return "".join(code)


@dataclass
class SourceFile:
    """A file, the folder that it counts to, its code, and what it declares for others."""

    path: Path
    folder: str
    code: str
    declared: set[str]

    @classmethod
    def read(cls, path: Path, module: Path) -> "SourceFile":
        parts = path.relative_to(module).parts
        code = without_comments_and_strings(path.read_text())
        return cls(path, parts[0] if len(parts) > 1 else ".", code, set(top_level_names(code)))

    def uses(self, names: dict[str, str]) -> Iterator[tuple[str, int]]:
        """The names of other folders that the code uses, each with the first line that does."""
        own = set(TYPE.findall(self.code)) | self.declared
        seen: set[str] = set()
        for number, line in enumerate(self.code.splitlines(), start=1):
            # What follows a dot is a member: a nested type of the same name, for one.
            for name in re.findall(r"(?<![.\w])[A-Za-z_]\w*", line):
                if name in names and name not in own and name not in seen and names[name] != self.folder:
                    seen.add(name)
                    yield name, number


def top_level_names(code: str) -> Iterator[str]:
    depth = 0
    for line in code.splitlines():
        if depth == 0 and not re.match(r"\s*(?:private|fileprivate)\b", line):
            yield from DECLARATION.findall(line.split("{")[0])
        depth += line.count("{") - line.count("}")


def dependencies(module: Path) -> dict[str, dict[str, str]]:
    """Of each folder, the folders that it depends on, each with an example."""
    files = [SourceFile.read(path, module) for path in sorted(module.rglob("*.swift"))]
    names = {name: file.folder for file in files for name in file.declared}
    graph: dict[str, dict[str, str]] = defaultdict(dict)
    for file in files:
        for name, line in file.uses(names):
            graph[file.folder].setdefault(names[name], f"{file.path}:{line} uses {name}")
    return graph


def path_between(graph: dict[str, dict[str, str]], start: str, end: str) -> list[str] | None:
    """The shortest way from one folder to another."""
    ways = [[start]]
    seen = {start}
    for way in ways:
        if way[-1] == end:
            return way
        for folder in sorted(set(graph[way[-1]]) - seen if way[-1] in graph else ()):
            seen.add(folder)
            ways.append([*way, folder])
    return None


def cycles(graph: dict[str, dict[str, str]]) -> list[list[str]]:
    """The shortest cycle through each dependency that is part of one, each cycle once."""
    found: dict[frozenset[str], list[str]] = {}
    for folder in sorted(graph):
        for other in sorted(graph[folder]):
            if way := path_between(graph, other, folder):
                found.setdefault(frozenset(way), [folder, *way[:-1]])
    return sorted(found.values(), key=len)


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    count = 0
    for module in map(Path, arguments):
        graph = dependencies(module)
        for cycle in cycles(graph):
            count += 1
            print(f"{module}: {' -> '.join([*cycle, cycle[0]])}")
            for folder, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
                print(f"    {folder} -> {other}: {graph[folder][other]}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
