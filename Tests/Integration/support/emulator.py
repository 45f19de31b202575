"""The program under AWS's own Lambda runtime interface emulator."""

import base64
import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path

from .background import Background, free_ports
from .program import BINARY, clean_environment

EMULATOR = Path(os.environ.get("AWS_LAMBDA_RIE", Path(sys.prefix) / "bin/aws-lambda-rie"))


class Emulator:
    """An execution environment: `invoke` starts it, as in Lambda, and each later invocation meets the same process."""

    def __init__(self, folder: Path, endpoint: str, timeout_seconds: int = 60, binary: Path = BINARY, **settings: str):
        self.printed = folder / "function.stdout"
        self.logged = folder / "function.stderr"
        # The emulator mixes both streams of the function's into its own; here they are told apart.
        bootstrap = folder / "bootstrap"
        bootstrap.write_text(f'#!/bin/sh\nexec "{binary}" >>"{self.printed}" 2>>"{self.logged}"\n')
        bootstrap.chmod(0o755)
        self.printed.touch()
        self.logged.touch()
        self.environment = clean_environment(
            folder,
            AWS_ENDPOINT_URL=endpoint,
            AWS_LAMBDA_FUNCTION_TIMEOUT=str(timeout_seconds),
            **settings,
        )
        self.port, runtime_port = free_ports(2)
        command = [
            str(EMULATOR),
            "--runtime-interface-emulator-address",
            f"127.0.0.1:{self.port}",
            "--runtime-api-address",
            f"127.0.0.1:{runtime_port}",
            str(bootstrap),
        ]
        self.background = Background("emulator", command, self.environment, folder)
        try:
            self.background.wait_for_port(self.port)
        except BaseException:
            self.background.stop()
            raise

    def invoke_bytes(self, event: dict | list | str | bytes | Path, client_context: dict | None = None) -> bytes:
        if isinstance(event, Path):
            event = event.read_bytes()
        if isinstance(event, (dict, list)):
            event = json.dumps(event)
        if isinstance(event, str):
            event = event.encode()
        url = f"http://127.0.0.1:{self.port}/2015-03-31/functions/function/invocations"
        context = base64.b64encode(json.dumps(client_context).encode()).decode()
        headers = {"X-Amz-Client-Context": context} if client_context else {}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, event, headers), timeout=100) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            # The emulator's answer where the runtime could not start: the body tells why.
            return error.read()

    def invoke(self, event: dict | list | str | bytes | Path, client_context: dict | None = None) -> dict:
        return json.loads(self.invoke_bytes(event, client_context))

    @property
    def printed_lines(self) -> list[bytes]:
        return self.printed.read_bytes().splitlines()

    @property
    def log(self) -> str:
        return self.logged.read_text()

    def logs(self) -> str:
        return (
            f"{self.background.logs()}\n--- function.stdout\n{self.printed.read_text()[-5_000:]}"
            f"\n--- function.stderr\n{self.log[-20_000:]}"
        )

    def stop(self):
        self.background.stop()
