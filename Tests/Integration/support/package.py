"""Runs the scripts that build for Lambda."""

import os
import subprocess
import sys
from pathlib import Path

from .program import REPOSITORY

SAM = Path(sys.prefix) / "sam/bin/sam"


def run(*command: str | Path, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(each) for each in command],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options,
    )  # fmt: skip


def checked(*command: str | Path, **options) -> str:
    result = run(*command, **options)
    assert result.returncode == 0, result.stdout
    return result.stdout


def package(output: Path, *options: str, folder: Path = REPOSITORY, umask: int = 0o022, **environment: str) -> Path:
    """The zip that scripts/package makes on this machine; the build is scripts/check's own, made once."""
    checked(
        REPOSITORY / "scripts/package", "--host", "--output", output, *options,
        cwd=folder, umask=umask, env=os.environ | environment,
    )  # fmt: skip
    return output / "bootstrap.zip"


def verify(file: Path, *checks: str, **environment: str) -> subprocess.CompletedProcess:
    return run(REPOSITORY / "scripts/lib/verify-bootstrap", file, *checks, env=os.environ | environment)
