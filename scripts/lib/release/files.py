"""The names of a release's files, and their checksums."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from .version import ReleaseError

NOTES, CHECKSUMS, RESOLVED = "release-notes.md", "SHA256SUMS", "Package.resolved"
ARCHITECTURES = ("arm64", "x86_64")


def built_names(version: str) -> list[str]:
    """All that the machines build."""
    name = f"ecr-cleanup-{version}"
    kinds = ("image-linux-{}.oci.tar", "image-linux-{}.spdx.json", "lambda-linux-{}.zip", "linux-{}.tar.gz")
    linux = [f"{name}-{kind.format(each)}" for each in ARCHITECTURES for kind in kinds]
    return sorted([*linux, f"{name}-macos-arm64.tar.gz", RESOLVED])


def missing_files(folder: Path, version: str) -> list[str]:
    return [name for name in built_names(version) if not (folder / name).is_file()]


def gathered_names(version: str) -> list[str]:
    """What is the same for all machines: the bill of materials and the templates of CloudFormation."""
    return [f"ecr-cleanup-{version}{ending}" for ending in (".spdx.json", ".yaml", "-member-role.yaml")]


def files_of_release(folder: Path, version: str) -> list[Path]:
    """Those that are there: a dry run has the files of one machine."""
    names = [*built_names(version), *gathered_names(version)]
    return [folder / name for name in sorted(names) if (folder / name).is_file()]


def checksums(files: Iterable[Path]) -> str:
    return "".join(f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


def verified_names(folder: Path) -> list[str]:
    """The names that the checksums list, once each file has proved to be the one that was gathered."""
    listed = folder / CHECKSUMS
    if not listed.is_file():
        raise ReleaseError(f"{listed} is not there: run scripts/release gather first")
    names = []
    for line in listed.read_text().splitlines():
        digest, name = line.split("  ", 1)
        file = folder / name
        if not file.is_file() or sha256(file.read_bytes()).hexdigest() != digest:
            raise ReleaseError(f"{file} is not the file that {CHECKSUMS} lists: run scripts/release gather again")
        names.append(name)
    return names
