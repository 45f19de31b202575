"""Tells the thread sanitizer's reports that are none from those that are, and fails if there are any of these.

    races.py FOLDER

On Linux the sanitizer does not see two things that order what threads do, since the standard library is not built for
it: Swift's Mutex, and a continuation that hands a value from one thread to another. Twenty lines that do nothing but
change a Mutex's value from two threads are reported as a "Swift access race", which no suppression reaches. So a report
is passed over when

- both of its accesses are made in closures that take an `inout sending` value, which is what `Mutex.withLock` calls and
  nothing else here does: what a Mutex guards is reached in no other way. That two of them might hold different locks is
  not seen;
- curl's thread made a response, and the task that waited for it reads it.
"""

import re
import sys
from collections import Counter
from pathlib import Path

# As Swift mangles a closure within another declaration that takes an `inout sending` value, and may throw.
IN_WITH_LOCK = re.compile(r"zYu[KYT]*XEfU")
RESPONSE = re.compile(r"HTTPTypes12HTTPResponseV")
EVENT_LOOP = re.compile(r"HTTPTransport13CurlEventLoopC")


def kind(report: str) -> str:
    # The two accesses come first, each a paragraph of its own.
    accesses = [part for part in report.split("\n\n") if "#0 " in part][:2]
    if len(accesses) == 2 and all(IN_WITH_LOCK.search(access) for access in accesses):
        return "about what a Mutex guards"
    makers = [access for access in accesses if EVENT_LOOP.search(access)]
    if len(accesses) == 2 and len(makers) == 1 and all(RESPONSE.search(access) for access in accesses):
        return "about a response that was handed over"
    return "others"


def main():
    (folder,) = sys.argv[1:]
    counts, others = Counter(), []
    for file in sorted(Path(folder).iterdir()):
        for report in file.read_text(errors="replace").split("=" * 18):
            if "SUMMARY: ThreadSanitizer" not in report:
                continue
            counts[kind(report)] += 1
            if kind(report) == "others":
                others.append(report)
    print(f"{sum(counts.values())} reports: " + (", ".join(f"{n} {what}" for what, n in counts.most_common()) or "none"))
    for report in others:
        print(report)
    sys.exit(1 if others else 0)


main()
