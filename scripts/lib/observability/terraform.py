"""The files that the Terraform module reads: alarms.json, dashboard.json and queries.json."""

import json

from .alarms import ALARMS, HEARTBEAT_FORMULA, Alarm
from .dashboard import FAN_OUT_WIDGETS, SETTINGS, WIDGETS
from .queries import QUERIES


def files() -> dict[str, str]:
    return {
        # Those of a fan-out stand under the same name: the module puts its dimensions in.
        "alarms.json": document({each.name: alarm(each) for each in ALARMS if not each.switch_of}),
        "dashboard.json": document({"settings": SETTINGS, "widgets": WIDGETS, "fan_out_widgets": FAN_OUT_WIDGETS}),
        "queries.json": document({each.name: each.text for each in QUERIES}),
    }


def document(value) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def alarm(each: Alarm) -> dict:
    """The settings of an alarm; null stands for a variable of the module."""
    return {
        "description": each.description,
        "namespace": each.namespace,
        "metric": each.metric,
        "dimensions": dict(each.dimensions),
        "statistic": each.statistic,
        "period": each.period,
        "evaluation_periods": each.periods,
        "datapoints_to_alarm": each.datapoints,
        "threshold": each.threshold,
        "comparison": "LessThanThreshold" if each.is_heartbeat else "GreaterThanThreshold",
        # A heartbeat is neither missing before the first run, nor once the last one is out of sight.
        "missing_data": "ignore" if each.is_heartbeat else "notBreaching",
        "expression": HEARTBEAT_FORMULA if each.is_heartbeat else None,
    }
