"""Runs scripts/release, and looks into what it makes."""

import json
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .package import checked
from .program import REPOSITORY
from .simulator import BINARY as SIMULATOR_BINARY

VERSION = re.search(r'static let version = "(.*)"', (REPOSITORY / "Sources/Handler/Version.swift").read_text())[1]
ARCHITECTURE = "x86_64" if os.uname().machine in ("x86_64", "amd64") else "arm64"

LINUX_FILES = (("lambda-linux", "zip"), ("linux", "tar.gz"), ("image-linux", "oci.tar"), ("image-linux", "spdx.json"))


@dataclass
class Release:
    folder: Path
    output: str
    architecture: str = ARCHITECTURE

    def file(self, ending: str) -> Path:
        return self.folder / f"ecr-cleanup-{VERSION}{ending}"

    @property
    def tarball(self) -> Path:
        return self.file(f"-linux-{self.architecture}.tar.gz")

    @property
    def image(self) -> Path:
        return self.file(f"-image-linux-{self.architecture}.oci.tar")

    @property
    def zip(self) -> Path:
        return self.file(f"-lambda-linux-{self.architecture}.zip")

    @property
    def bill_file(self) -> Path:
        return self.file(".spdx.json")

    @property
    def bill(self) -> dict:
        return json.loads(self.bill_file.read_text())

    @property
    def time(self) -> int:
        return int(checked("git", "log", "-1", "--format=%ct", cwd=REPOSITORY))


def dry_run(folder: Path, umask: int = 0o022, **environment: str) -> Release:
    """The program is the release build that scripts/check makes, once; the simulator is the one of the tests."""
    settings = os.environ | environment
    for name in ("SOURCE_DATE_EPOCH", "GITHUB_REPOSITORY", "GITHUB_OUTPUT"):
        settings.pop(name, None)
    output = checked(
        REPOSITORY / "scripts/release", "--dry-run", "--host", "--output", folder, "--simulator", SIMULATOR_BINARY,
        umask=umask, env=settings,
    )  # fmt: skip
    return Release(folder, output)


@dataclass
class Image:
    """A container of the image, and where its files are."""

    command: list[str]
    container: str
    root: Path
    environment: dict[str, str]

    def run(self, *command: str) -> str:
        arguments = [*self.command, "run", "--isolation", "chroot", self.container, "--", *command]
        return checked(*arguments, env=self.environment)


@contextmanager
def buildah(folder: Path, archive: Path):
    """Imports an image into a storage of its own, and removes it at the end."""
    environment = os.environ | {"STORAGE_DRIVER": "vfs"}
    command = ["buildah", "--root", str(folder / "root"), "--runroot", str(folder / "run")]

    def said(*arguments: str) -> str:
        done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    container = said("from", f"oci-archive:{archive}")
    try:
        yield Image(command, container, Path(said("mount", container)), environment)
    finally:
        said("umount", container)
        said("rm", container)
        said("rmi", "--all")


def fake_git(folder: Path, changelog: str) -> Path:
    """A repository of one commit, with as much of this one as scripts/release reads, and another change log."""
    clone = folder / "clone"
    version = "Sources/Handler/Version.swift"
    for name in (version, "template.yaml", "member-role.yaml", "terraform/fan-out.asl.json"):
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, clone / name)
    shutil.copytree(REPOSITORY / "scripts", clone / "scripts")
    (clone / "CHANGELOG.md").write_text(changelog)
    named = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    for command in (["init", "--quiet", "--initial-branch", "main"], ["add", "."], [*named, "commit", "--quiet", "--no-verify", "-m", "All"]):
        checked("git", *command, cwd=clone)
    return clone


def dated(folder: Path) -> Path:
    """A repository whose version may be released."""
    section = f"## {VERSION}, 2026-01-01\n\n- See [there](docs/X.md).\n"
    return fake_git(folder, f"# Changelog\n\n{section}\n## 0.0.9\n\n- Old.\n")


def add_files_of_all_machines(folder: Path):
    """Stand-ins for what the machines build."""
    folder.mkdir(exist_ok=True)
    linux = [f"{kind}-{each}.{ending}" for each in ("x86_64", "arm64") for kind, ending in LINUX_FILES]
    for name in (*linux, "macos-arm64.tar.gz"):
        (folder / f"ecr-cleanup-{VERSION}-{name}").write_text(name)
    shutil.copy(REPOSITORY / "Package.resolved", folder)
