"""The check of scripts/lib/function_lengths.py: which functions are too long."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.program import REPOSITORY

SCRIPT = REPOSITORY / "scripts/lib/function_lengths.py"


def check(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "One.swift").write_text(text)
    return subprocess.run(
        [sys.executable, SCRIPT, folder], capture_output=True, text=True, timeout=60, check=False)


def function(head: str, lines: int, indent: str = "") -> str:
    body = "".join(f"{indent}    work()\n" for _ in range(lines - 2))
    return f"{indent}{head} {{\n{body}{indent}}}\n"


@pytest.mark.parametrize("head", ["func f()", "init?(_ x: Int)", "@discardableResult public static func f<T>() -> T"])
def test_forty_lines_are_the_limit(tmp_path: Path, head: str) -> None:
    assert check(tmp_path, function(head, 40)).returncode == 0
    result = check(tmp_path, function(head, 41))
    assert result.returncode == 1
    assert "One.swift:1: 41 lines, more than 40" in result.stdout


def test_a_long_type_of_short_functions_is_fine(tmp_path: Path) -> None:
    members = "".join(function(f"func f{n}()", 10, indent="    ") for n in range(10))
    assert check(tmp_path, f"struct One {{\n{members}}}\n").returncode == 0


def test_a_function_in_a_type_counts(tmp_path: Path) -> None:
    result = check(tmp_path, "struct One {\n" + function("mutating func f()", 41, indent="    ") + "}\n")
    assert "One.swift:2: 41 lines" in result.stdout
