"""Write or check a fixture: a JSON array with one element a line, so that its changes can be read."""

import argparse
import difflib


def main(path, elements):
    """Write the elements, each JSON text already, to `path`; with --check, print how the file differs from them.

    Returns the exit status: 1 when the file differs.
    """
    parser = argparse.ArgumentParser(description=f"Write {path.name}.")
    parser.add_argument(
        "--check",
        action="store_true",
        help="compare the committed file with a fresh run; 1 when they differ",
    )
    text = "[\n" + ",\n".join(elements) + "\n]\n"
    if not parser.parse_args().check:
        path.write_text(text, encoding="utf-8")
        return 0
    committed = path.read_text(encoding="utf-8") if path.exists() else ""
    diff = list(
        difflib.unified_diff(
            committed.splitlines(),
            text.splitlines(),
            str(path),
            "fresh run",
            n=0,
            lineterm="",
        )
    )
    print("\n".join(diff) if diff else f"{path.name} is as the oracle has it")
    return 1 if diff else 0
