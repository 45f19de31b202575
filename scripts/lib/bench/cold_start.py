"""The part `cold-start`: how long each takes until it asks for its first event, by the emulator's own report."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from support.background import Background, free_ports
from support.emulator import EMULATOR
from support.program import BINARY, REGION, clean_environment

from .commands import HERE, Failed
from .registry import BenchRegistry
from .table import Goal, Row

ROUNDS_PER_RUN = 4
INITIALIZATION = re.compile(r"INIT REPORT\(durationMs: ([0-9.]+)\)")


def cold_start(folder: Path, runs: int, scale: float) -> list[Row]:
    del scale  # The registry is as small as it can be: what it holds is read after the start.
    registry = BenchRegistry(folder / "registry", 1, 1, milliseconds=0)
    commands = {
        "ecr-cleanup": [str(BINARY)],
        "Python with boto3": [sys.executable, "-m", "awslambdaric", "function.handler"],
        "C, one socket": [str(build_floor(folder))],
        # No part of a goal, but of the answer: loading this system's libcurl and all that it needs.
        "C that loads libcurl": [str(build_floor(folder, "-Wl,--no-as-needed", "-lcurl"))],
    }
    seconds = {name: [] for name in commands}
    try:
        for number in range(runs * ROUNDS_PER_RUN):
            for name in list(commands) if number % 2 == 0 else reversed(commands):
                # The floors answer no event.
                answers = not name.startswith("C")
                seconds[name].append(initialization(folder, commands[name], registry.endpoint, answers))
    finally:
        registry.stop()
    title = "cold start: until the first event is asked for, under aws-lambda-rie"
    ours, python, floor, libcurl = seconds.values()
    return [
        Row(title, "initialization", "s", ours, "Python with boto3", python, Goal("ratio", 0.05)),
        Row(title, "initialization", "s", ours, "C, one socket", floor, Goal("difference", 0.008)),
        Row(title, "initialization", "s", ours, "C that loads libcurl", libcurl, Goal("difference", 0.003)),
    ]


def build_floor(folder: Path, *libraries: str) -> Path:
    binary = folder / f"floor{len(libraries)}"
    command = ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(binary), str(HERE / "floor.c"), *libraries]
    subprocess.run(command, check=True)
    return binary


def initialization(folder: Path, command: list[str], endpoint: str, answers: bool) -> float:
    """Starts an execution environment, lets it answer one event, and returns the seconds of its initialization."""
    port, runtime_port = free_ports(2)
    environment = clean_environment(
        folder,
        AWS_ENDPOINT_URL=endpoint,
        AWS_DEFAULT_REGION=REGION,
        AWS_LAMBDA_FUNCTION_TIMEOUT="60",
        PYTHONPATH=str(HERE),
    )
    emulator = [str(EMULATOR), "--runtime-interface-emulator-address", f"127.0.0.1:{port}"]
    emulator += ["--runtime-api-address", f"127.0.0.1:{runtime_port}"]
    background = Background("emulator", emulator + command, environment, folder)
    try:
        background.wait_for_port(port)
        answer = invoke(port)
        found = INITIALIZATION.findall(background.logs())
        if not found or (answers and ("errorMessage" in answer or len(found) > 1)):
            raise Failed(f"{' '.join(command)} did not start as it should: {answer}\n{background.logs()}")
    finally:
        background.stop()
    return float(found[0]) / 1_000


def invoke(port: int) -> dict:
    url = f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
    try:
        with urllib.request.urlopen(url, b"{}", timeout=60) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        return {"errorMessage": error.read().decode(errors="replace")}
