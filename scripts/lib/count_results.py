"""Adds up JUnit XML files, given as FILE=EXIT_STATUS, and prints "N passed, N failed"; exits 1 unless all is well.

Above that line stand the failed tests with their messages, so that the end of a long log says what failed. A runner that failed without naming a failed test (it crashed, or wrote no file) counts as one failure.
"""

import sys
import textwrap
import xml.etree.ElementTree as ElementTree

LINES_OF_DETAILS = 20
LINE_LENGTH = 500


def excerpt(fault: ElementTree.Element) -> str:
    """The message of a failure and the end of its details, where the cause stands, indented."""
    lines = [fault.get("message") or "", *(fault.text or "").splitlines()[-LINES_OF_DETAILS:]]
    return textwrap.indent("\n".join(line[:LINE_LENGTH] for text in lines for line in text.splitlines()), "    ")


def count(path: str, status: int) -> tuple[int, int, int]:
    passed = failed = skipped = 0
    try:
        cases = list(ElementTree.parse(path).iter("testcase"))
    except (OSError, ElementTree.ParseError) as error:
        print(f"no results in {path}: {error}", file=sys.stderr)
        cases = []
    for case in cases:
        faults = [fault for kind in ("failure", "error") for fault in case.findall(kind)]
        if faults:
            failed += 1
            print(f"FAILED {case.get('classname')}: {case.get('name')}")
            for fault in faults:
                print(excerpt(fault))
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    if failed == 0 and (status != 0 or passed == 0):
        print(f"{path}: the runner ended with status {status} and {passed} passed tests", file=sys.stderr)
        failed = 1
    return passed, failed, skipped


def main() -> int:
    totals = [0, 0, 0]
    for argument in sys.argv[1:]:
        path, _, status = argument.rpartition("=")
        totals = [total + part for total, part in zip(totals, count(path, int(status)))]
    passed, failed, skipped = totals
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
