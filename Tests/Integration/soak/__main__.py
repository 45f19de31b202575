"""`python -m soak [NAME…]`: does the parts of these names, or all of them, and puts their tables on the page."""

import sys
import time
from importlib import import_module

from .tables import put_on_page

PARTS = ["faults", "kills", "twins", "deadlines", "surroundings"]


def main():
    names = sys.argv[1:] or PARTS
    if unknown := set(names) - set(PARTS):
        raise SystemExit(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)} and fuzz")
    for name in names:
        started = time.monotonic()
        table = import_module(f"soak.{name}").run()
        put_on_page(name, table)
        print(f"\n{name}: {time.monotonic() - started:.0f} s\n\n{table}", flush=True)


main()
