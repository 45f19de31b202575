"""A process in the background whose output is kept, and which is ended whatever happens."""

import itertools
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


# Below the ports that systems give to whoever asks for any, so that no connection of another test takes one meanwhile.
FIRST_PORT = 10_000
PORTS_OF_A_WORKER = 2_000
ports = itertools.cycle(range(PORTS_OF_A_WORKER))


def free_ports(count: int) -> list[int]:
    """Ports for programs that can't choose one themselves: free now, and given to no other test."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    base = FIRST_PORT + worker % 10 * PORTS_OF_A_WORKER
    candidates = (base + next(ports) for _ in range(PORTS_OF_A_WORKER))
    return list(itertools.islice(filter(is_free, candidates), count))


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
