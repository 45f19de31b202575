"""What the function answers to the state machine, for tests that say it themselves."""

import json

TOTALS = (
    "repositories scanned kept protected selected deleted archived failed skipped "
    "bytesScanned bytesSelected bytesDeleted estimatedMonthlyCostUSD"
).split()


def names(count: int) -> list[str]:
    return [f"team/{number:04}" for number in range(count)]


def summary(*repositories: dict, **facts) -> dict:
    """A summary as the function gives it, of these reports."""
    counts = {"scanned": 10, "kept": 6, "protected": 1, "selected": 3, "bytesSelected": 300}
    return {
        "schemaVersion": 1,
        "status": "succeeded",
        "dryRun": False,
        "totals": {name: counts.get(name, 0) * len(repositories) for name in TOTALS}
        | {"repositories": len(repositories), "estimatedMonthlySavingsUSD": 0.01 * len(repositories)},
        "repositories": [{"region": "eu-west-1", "status": "succeeded"} | each for each in repositories],
        "inUse": {"sources": []},
        "warnings": [],
    } | facts


def asked_of(event: dict) -> dict:
    """The overrides of an event: an event of EventBridge's has them in its detail."""
    return event["detail"] if event.keys() & {"source", "detail-type"} else event


class Function:
    """Answers as the program does: with the names of its repositories, or with a report of those that it is asked for."""

    def __init__(self, registry: list[str], listing: dict | None = None, batch=None):
        self.registry = registry
        self.listing = listing or {}
        self.batch = batch or (lambda names, event: {})

    def __call__(self, event: dict) -> dict:
        overrides = asked_of(event)
        if overrides.get("action") == "listRepositories":
            return summary(*({"name": name} for name in self.registry), **self.listing)
        asked = overrides["repositories"]
        assert set(asked) <= set(self.registry)
        return summary(*({"name": name} for name in asked), **self.batch(asked, event))


def small(status: str = "succeeded", **facts) -> dict:
    return {"status": status, "totals": summary({})["totals"], "warningCount": 0, "repositories": []} | facts


def caught(number: int = 0) -> dict:
    """What a batch returns that failed."""
    return {"number": number, "error": "Function.RunFailed", "cause": "x" * 300}


# What Step Functions returns of one that failed where the machine does not catch it.
FAILED = {
    "ExecutionArn": "arn:aws:states:eu-west-1:123456789012:execution:fan-out/CleanBatches:1",
    "Input": json.dumps({"number": 1}),
    "Status": "FAILED",
    "Error": "Function.RunFailed",
    "Cause": "x" * 1000,
}
