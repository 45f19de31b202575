"""The check of scripts/lib/folder_cycles.py: what counts as a dependency between folders, and what a cycle is."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.program import REPOSITORY

SCRIPT = REPOSITORY / "scripts/lib/folder_cycles.py"


def check(module: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    for name, text in files.items():
        path = module / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return subprocess.run(
        [sys.executable, SCRIPT, module], capture_output=True, text=True, timeout=60, check=False)


USES_TWO = "struct One {\n    var other: Two\n}\n"


@pytest.mark.parametrize(
    "use",
    [
        "extension One {}",
        "func f(_: [One]) {}",
        'let text = "\\(One.self)"',
        'let text = #"\\#(g("a", One.self))"#',
        "func one() {}\nfunc g() { let x: One? = nil }",
    ],
)
def test_what_uses_a_type_of_the_other_folder_closes_a_cycle(tmp_path: Path, use: str) -> None:
    result = check(tmp_path, {"A/One.swift": USES_TWO, "B/Two.swift": f"struct Two {{}}\n{use}\n"})
    assert result.returncode == 1
    assert "A -> B -> A" in result.stdout
    assert "One.swift:2 uses Two" in result.stdout


@pytest.mark.parametrize(
    "text",
    [
        "// One",
        "/* One /* One */ One */",
        'let text = "One \\" One"',
        'let text = """\n    One "One"\n    """',
        'let text = #"One " \\(One)"#',
        "let value = other.One",
        "enum Own { struct One {} }\nlet value: One? = nil",
        "let value = AnotherOne()",
    ],
)
def test_what_only_looks_like_a_use_is_none(tmp_path: Path, text: str) -> None:
    result = check(tmp_path, {"A/One.swift": USES_TWO, "B/Two.swift": f"struct Two {{}}\n{text}\n"})
    assert (result.returncode, result.stdout) == (0, "")


def test_what_is_private_or_nested_is_not_declared_for_others(tmp_path: Path) -> None:
    declared = "private struct Hidden {}\nenum Outer {\n    struct Inner {}\n}\n" + USES_TWO
    result = check(
        tmp_path, {"A/One.swift": declared, "B/Two.swift": "struct Two {}\nlet a: Hidden?\nlet b: Inner?\n"})
    assert result.returncode == 0


def test_the_files_beside_the_folders_count_as_one_and_cycles_may_be_long(tmp_path: Path) -> None:
    result = check(
        tmp_path,
        {
            "Root.swift": "struct Root {}\nlet x = First()\n",
            "A/First.swift": "struct First {}\nlet x = Second()\n",
            "B/Deep/Second.swift": "struct Second {}\nlet x = Root()\n",
            "B/Free.swift": "struct Free {}\n",
        },
    )
    assert result.returncode == 1
    assert len(result.stdout.splitlines()) == 4
    assert ". -> A -> B -> ." in result.stdout
