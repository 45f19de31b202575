"""Writes the zip for Lambda, of the file `argv[1]` as `bootstrap`, to `argv[2]`: the same file gives the same bytes.

It fails when the zip is over the budget. A zip tool would put times, owners and the file's own mode into it.
"""

import sys
import zipfile
from pathlib import Path

BUDGET = 8_000_000
UNIX = 3
REGULAR_FILE = 0o100000


def main() -> int:
    source, destination = Path(sys.argv[1]), Path(sys.argv[2])
    # 1980 is the earliest that the format can say.
    entry = zipfile.ZipInfo("bootstrap", date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system = UNIX
    entry.external_attr = (REGULAR_FILE | 0o755) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(destination, "w") as archive:
        archive.writestr(entry, source.read_bytes(), compresslevel=9)
    size = destination.stat().st_size
    print(f"{destination}: {size} bytes; the budget is {BUDGET}")
    return 0 if size < BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
