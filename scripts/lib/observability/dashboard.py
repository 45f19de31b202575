"""The dashboard's widgets, in which `${function}` and its like stand for what a deployment calls by names of its own.

The names are the keys of `NAMES` in template.py and the variables of the file in dashboard.tf.
"""

from .queries import NOT_CLEANED

# ECR's price for a gigabyte and month, in US dollars, as in `Summary.pricePerGigabyteMonth`.
PRICE = 0.10
GIGABYTE = 2**30
WIDTH, HEIGHT = 12, 6

# By itself a dashboard would choose periods by the time that it shows, and the sums would no longer be those of a night.
SETTINGS = {"start": "-P28D", "periodOverride": "inherit"}

HEADER = """# ecr-cleanup
The upper graphs are of scheduled runs: the batches of a fan-out add up, and pushes are left out. \
Sizes and costs are upper bounds: ECR stores a layer that images share once. Costs are at $0.10 for a gigabyte and month. \
Queries for single images are saved in Logs Insights."""


def own(metric: str, *dimensions: str, **options) -> list:
    return ["ecr-cleanup", metric, "FunctionName", "${function}", *dimensions, options]


def scheduled(metric: str, **options) -> list:
    """A metric of the registry as the scheduled runs of a period saw it."""
    return own(metric, "Trigger", "schedule", **options)


def formula(expression: str, identifier: str, label: str) -> list:
    return [{"expression": expression, "id": identifier, "label": label}]


def cost(of: str) -> str:
    return f"{of} / {GIGABYTE} * {PRICE:.2f}"


def graph(title: str, *metrics: list, unit: str | None = None, stacked: bool = False, stat: str = "Sum", period="${period}") -> dict:
    axis = {"min": 0} | ({"label": unit, "showUnits": False} if unit else {})
    return {
        "type": "metric",
        "width": WIDTH,
        "height": HEIGHT,
        "properties": {
            "title": title,
            "region": "${region}",
            "view": "timeSeries",
            "stacked": stacked,
            "stat": stat,
            "period": period,
            "yAxis": {"left": axis},
            "metrics": list(metrics),
        },
    }


WIDGETS = [
    {"type": "text", "width": 2 * WIDTH, "height": 3, "properties": {"markdown": HEADER}},
    graph(
        "Images by decision",
        scheduled("ImagesKept", label="kept: no rule takes them"),
        scheduled("ImagesProtected", label="protected: in use, or by the policy"),
        scheduled("ImagesSelected", label="selected"),
        stacked=True,
    ),
    graph(
        "Bytes by decision",
        scheduled("BytesScanned", id="scanned", visible=False),
        formula("scanned - selected", "staying", "kept or protected"),
        scheduled("BytesSelected", id="selected", label="selected"),
        stacked=True,
    ),
    graph(
        "Cost of storage a month, at most",
        scheduled("BytesScanned", id="scanned", visible=False),
        scheduled("BytesSelected", id="selected", visible=False),
        own("BytesDeleted", id="deleted", visible=False),
        formula(cost("scanned"), "cost", "all images"),
        formula(cost("selected"), "selectedCost", "selected images"),
        formula(cost("RUNNING_SUM(FILL(deleted, 0))"), "saved", "deleted since the graph begins"),
        unit="US dollars",
    ),
    graph(
        "What became of selected images",
        own("ImagesDeleted", label="deleted"),
        own("ImagesArchived", label="archived"),
        own("ImagesFailed", label="failed"),
        own("ImagesSkipped", label="skipped"),
        stacked=True,
    ),
    graph(
        "Repositories that need attention",
        own("RepositoriesFailed", label="failed"),
        own("RepositoriesBlocked", label="blocked"),
        own("RepositoriesIncomplete", label="incomplete"),
    ),
    graph("Images in use, but gone", own("ImagesInUseMissing", label="missing")),
    graph(
        "Runs that ended",
        scheduled("RunsEnded", label="schedule"),
        own("RunsEnded", "Trigger", "imageAction", label="push"),
        own("RunsEnded", "Trigger", "manual", label="by hand"),
        own("ReportsNotWritten", label="without all reports"),
    ),
    graph(
        "Failures of invocations",
        ["AWS/Lambda", "Errors", "FunctionName", "${function}", {"label": "errors"}],
        ["AWS/Lambda", "Throttles", "FunctionName", "${function}", {"label": "throttled"}],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "${queue}", {"stat": "Maximum", "label": "events in the queue"}],
        period=3600,
    ),
    graph(
        "Duration of invocations",
        ["AWS/Lambda", "Duration", "FunctionName", "${function}", {"id": "longest", "stat": "Maximum", "visible": False}],
        ["AWS/Lambda", "Duration", "FunctionName", "${function}", {"id": "average", "stat": "Average", "visible": False}],
        formula("longest / 1000", "longestSeconds", "longest"),
        formula("average / 1000", "averageSeconds", "average"),
        unit="seconds",
        period=3600,
    ),
    {
        "type": "log",
        "width": WIDTH,
        "height": HEIGHT,
        "properties": {
            "title": "What was not cleaned, and why",
            "region": "${region}",
            "view": "table",
            "query": f"SOURCE '${{log_group}}' | {NOT_CLEANED}",
        },
    },
]

FAN_OUT_WIDGETS = [
    graph(
        "Fan-outs",
        ["ecr-cleanup", "RunsEnded", "StateMachine", "${state_machine}", {"label": "ended"}],
        ["AWS/States", "ExecutionsFailed", "StateMachineArn", "${state_machine_arn}", {"label": "failed"}],
    ),
    graph(
        "Duration of fan-outs",
        ["AWS/States", "ExecutionTime", "StateMachineArn", "${state_machine_arn}", {"id": "longest", "visible": False}],
        formula("longest / 60000", "longestMinutes", "longest"),
        unit="minutes",
        stat="Maximum",
    ),
]
