"""The fixtures of the Swift suites still say what AWS's own implementation says."""

import subprocess
import sys

import pytest
from support.program import REPOSITORY, clean_environment

ORACLES = sorted((REPOSITORY / "Tests").glob("*/Oracles/*.py"))


def has_check(path) -> bool:
    return "--check" in (text := path.read_text()) and "__main__" in text


@pytest.mark.parametrize("oracle", list(filter(has_check, ORACLES)), ids=lambda path: path.stem)
def test_fixture_agrees_with_its_oracle(oracle, tmp_path):
    done = subprocess.run(
        [sys.executable, oracle, "--check"],
        env=clean_environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_oracles():
    assert [path.stem for path in ORACLES if has_check(path)]
