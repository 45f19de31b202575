"""The function of the state machine, for tests that say themselves what it answers."""

from collections.abc import Callable

from .fan_out import FanOut, FunctionError, Invocation


def summary(**facts) -> dict:
    return {"schemaVersion": 1, "status": "succeeded", "dryRun": False, "totals": {"repositories": 3}} | facts


class Function:
    """Answers as the program does, with so many batches, and writes what the program writes.

    `errors` gives the error of an invocation, or None.
    """

    def __init__(self, machine: FanOut, batches: int, errors: Callable[[Invocation], FunctionError | None] | None = None, **facts):
        self.machine = machine
        self.items = [{"number": number, "repositories": [f"team/{number}"]} for number in range(batches)]
        self.errors = errors or (lambda _: None)
        self.summary = summary(**facts)

    def __call__(self, invocation: Invocation) -> dict:
        if error := self.errors(invocation):
            raise error
        execution = invocation.context["custom"]["fanOutExecution"]
        match invocation.step:
            case "list":
                self.machine.put(execution, "items.json", self.items)
                return {"status": "succeeded", "batches": len(self.items)}
            case "clean":
                self.machine.put(execution, f"batches/{invocation.payload['batch']['number']:05}.json", summary())
                return summary()
            case "summarize":
                self.machine.put(execution, "summary.json", self.summary)
                return self.summary
