"""A process in the background whose output is kept, and which is ended whatever happens."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

READY_SECONDS = 20


class Background:
    def __init__(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        folder: Path,
        ready_seconds: float = READY_SECONDS,
    ):
        self.name = name
        self.ready_seconds = ready_seconds
        self.stdout = folder / f"{name}.stdout"
        self.stderr = folder / f"{name}.stderr"
        with self.stdout.open("wb") as out, self.stderr.open("wb") as err:
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
            )

    def wait_until(self, condition, what: str):
        """The first true result of `condition`, asked for again and again while the process runs."""
        deadline = time.monotonic() + self.ready_seconds
        while time.monotonic() < deadline:
            if result := condition():
                return result
            if self.process.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.process.returncode} before {what}\n{self.logs()}")
            time.sleep(0.01)
        raise AssertionError(f"{self.name}: waited {self.ready_seconds} s in vain for {what}\n{self.logs()}")

    def wait_for_line(self, prefix: str) -> str:
        """What follows `prefix` on the first whole line of standard output that begins with it."""

        def find():
            for line in self.stdout.read_text(errors="replace").splitlines(keepends=True):
                if line.startswith(prefix) and line.endswith("\n"):
                    return line.removeprefix(prefix).strip()
            return None

        return self.wait_until(find, f"the line {prefix!r}")

    def wait_for_port(self, port: int):
        self.wait_until(lambda: accepts_connections(port), f"a listener on port {port}")

    def logs(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-20_000:]}" for path in (self.stdout, self.stderr)
        )

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(5)


def accepts_connections(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, for programs that can't choose one themselves."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
