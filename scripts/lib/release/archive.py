"""Tar archives of which the same files make the same bytes: sorted, of one time, owned by root."""

import gzip
import io
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Entry:
    """A file, a link or a folder in an archive."""

    path: str
    mode: int
    data: bytes | None = None
    target: str | None = None
    owner: int = 0


def entries_of(folder: Path, prefix: str = "") -> list[Entry]:
    """Everything in a folder. Modes are 755 or 644, whatever the umask was."""
    found = []
    for path in folder.rglob("*"):
        name = prefix + path.relative_to(folder).as_posix()
        if path.is_symlink():
            found.append(Entry(name, 0o777, target=str(path.readlink())))
        elif path.is_dir():
            found.append(Entry(name, 0o755))
        else:
            executable = path.stat().st_mode & 0o100
            found.append(Entry(name, 0o755 if executable else 0o644, data=path.read_bytes()))
    return found


def tar(entries: Iterable[Entry], time: int) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for entry in sorted(entries, key=lambda each: each.path):
            member = tarfile.TarInfo(entry.path)
            member.mode, member.mtime, member.uid, member.gid = entry.mode, time, entry.owner, entry.owner
            if entry.target is not None:
                member.type, member.linkname = tarfile.SYMTYPE, entry.target
            elif entry.data is None:
                member.type = tarfile.DIRTYPE
            else:
                member.size = len(entry.data)
            archive.addfile(member, io.BytesIO(entry.data or b""))
    return written.getvalue()


def compressed(data: bytes) -> bytes:
    """Without name and time, as by `gzip -n`. The highest level takes over twice as long, for half a percent."""
    return gzip.compress(data, compresslevel=6, mtime=0)
