"""Writes the zip for Lambda, of the file `argv[1]` as `bootstrap`, to `argv[2]`: the same file gives the same bytes.

It warns when that is over the budget, which the project's own tests hold it to: Lambda takes far more, and a build elsewhere
may come out larger. A zip tool would put times, owners and the file's own mode into it.
"""

import io
import sys
import zipfile
from pathlib import Path

BUDGET = 9_000_000
UNIX = 3
REGULAR_FILE = 0o100000


def main():
    source, destination = Path(sys.argv[1]), Path(sys.argv[2])
    # 1980 is the earliest that the format can say.
    entry = zipfile.ZipInfo("bootstrap", date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system = UNIX
    entry.external_attr = (REGULAR_FILE | 0o755) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archived = io.BytesIO()
    with zipfile.ZipFile(archived, "w") as archive:
        archive.writestr(entry, source.read_bytes(), compresslevel=9)
    size = len(archived.getvalue())
    print(f"{destination}: {size} bytes; the budget is {BUDGET}")
    if size >= BUDGET:
        print(f"warning: {destination} has {size} bytes, and its budget is {BUDGET}: cold starts take longer", file=sys.stderr)
    destination.write_bytes(archived.getvalue())


if __name__ == "__main__":
    main()
