"""As much of the query language of CloudWatch Logs Insights as the saved queries use.

It is strict: a command, a condition or a field that it does not know is an error.
"""

import json
import re

# CloudWatch knows so many members of a line by name; the others are found in the text alone.
KNOWN_FIELDS = 200
FIELD = r"@?[A-Za-z][\w.]*"


def fields(line: str) -> dict[str, object]:
    """The fields that CloudWatch finds in a line of JSON: those of nested objects and lists with their path."""
    found: dict[str, object] = {}

    def add(path: str, value):
        if isinstance(value, (dict, list)):
            entries = value.items() if isinstance(value, dict) else enumerate(value)
            for key, each in entries:
                add(f"{path}.{key}" if path else str(key), each)
        else:
            found[path] = value

    add("", json.loads(line))
    return dict(list(found.items())[:KNOWN_FIELDS]) | {"@message": line}


def holds(condition: str, row: dict) -> bool:
    if condition.startswith("not "):
        return not holds(condition.removeprefix("not "), row)
    if found := re.fullmatch(rf"ispresent\(({FIELD})\)", condition):
        return row.get(found[1]) is not None
    if found := re.fullmatch(rf"({FIELD}) in (\[.*\])", condition):
        return row.get(found[1]) in json.loads(found[2])
    if found := re.fullmatch(rf'({FIELD}) like ("[^"]*")', condition):
        return json.loads(found[2]) in row.get(found[1], "")
    raise ValueError(condition)


def parsed(expression: str, row: dict) -> dict:
    found = re.fullmatch(rf"({FIELD}) /(.*)/", expression)
    assert found, expression
    # An unnamed group, or a slash, would not be as it is there.
    assert not re.search(r"\((?!\?<)", found[2].replace(r"\(", "")) and "/" not in found[2], expression
    match = re.search(found[2].replace("(?<", "(?P<"), row[found[1]])
    return match.groupdict() if match else {}


def displayed(text: str) -> list[str]:
    """The fields that a query shows."""
    (names,) = re.findall(r"^\| display (.*)$", text, re.MULTILINE)
    return names.split(", ")


def run(text: str, lines: list[str]) -> list[dict]:
    """What a query shows of a log; `@timestamp` is the line's number."""
    rows = [fields(line) | {"@timestamp": number} for number, line in enumerate(lines)]
    commands = [line.removeprefix("| ") for line in text.splitlines() if not line.startswith("#")]
    for command in commands:
        name, _, argument = command.partition(" ")
        match name:
            case "filter":
                rows = [row for row in rows if all(holds(each, row) for each in argument.split(" and "))]
            case "parse":
                rows = [row | parsed(argument, row) for row in rows]
            case "display":
                rows = [{each: row.get(each) for each in argument.split(", ")} for row in rows]
            case "sort":
                key, order = argument.split()
                rows.sort(key=lambda row: row[key], reverse={"asc": False, "desc": True}[order])
            case "limit":
                assert int(argument) <= 10_000, "the most that CloudWatch gives"
                rows = rows[: int(argument)]
            case _:
                raise ValueError(command)
    return rows
