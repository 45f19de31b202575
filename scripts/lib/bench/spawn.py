"""Runs one command and writes what it took: wall-clock and processor time, and its peak of resident memory.

It is a process of its own, and small: what a child inherits counts as its own peak, and the harness holds registries.

    spawn.py FILE COMMAND...
"""

import json
import os
import sys
import time


def main():
    file, command = sys.argv[1], sys.argv[2:]
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            os.execv(command[0], command)
        except OSError as error:
            print(f"{command[0]}: {error}", file=sys.stderr)
        finally:
            os._exit(127)
    _, status, usage = os.wait4(child, 0)
    # Linux counts in KiB, Darwin in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    with open(file, "w") as output:
        json.dump(
            {
                "status": os.waitstatus_to_exitcode(status),
                "wall": time.monotonic() - started,
                "cpu": usage.ru_utime + usage.ru_stime,
                "peak": usage.ru_maxrss * unit,
            },
            output,
        )


main()
