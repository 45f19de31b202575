"""The program as the function of the state machine."""

from .emulator import Emulator
from .fan_out import FunctionError, Invocation
from .simulator import fresh, repository, stale


class FanOutFunction:
    """The function: what the emulator answers. A body with an error's type is what Lambda calls a function error."""

    def __init__(self, emulator: Emulator):
        self.emulator = emulator

    def __call__(self, invocation: Invocation) -> dict:
        answer = self.emulator.invoke(invocation.payload, invocation.context)
        if "errorType" in answer:
            raise FunctionError(answer["errorType"], answer["errorMessage"])
        return answer


def registry() -> list[dict]:
    return [repository(f"team-{name}/app", *stale(3, name), *fresh(2, f"{name}-fresh")) for name in "abcde"]
