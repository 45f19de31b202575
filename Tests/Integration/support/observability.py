"""The alarms, the dashboard and the saved queries, from their one description in scripts/lib/observability."""

import sys

from .program import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "scripts/lib"))

from observability import files  # noqa: E402
from observability.alarms import ALARMS  # noqa: E402
from observability.dashboard import FAN_OUT_WIDGETS, GIGABYTE, PRICE, WIDGETS  # noqa: E402
from observability.queries import DIGEST, QUERIES  # noqa: E402

__all__ = ["ALARMS", "DIGEST", "FAN_OUT_WIDGETS", "GIGABYTE", "PRICE", "QUERIES", "WIDGETS", "files"]
