"""Runs the built program as a person would from a shell."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
EVENTS = REPOSITORY / "events"
BINARY = Path(os.environ.get("ECR_CLEANUP_BINARY", REPOSITORY / ".build/debug/ecr-cleanup")).resolve()

REGION = "eu-west-1"
ACCESS_KEY_ID = "AKIDINTEGRATIONTESTS"
SECRET_ACCESS_KEY = "a-secret-that/must+never=be-printed"
RUN_SECONDS = 240


def clean_environment(home: Path, **settings: str) -> dict[str, str]:
    """An environment in which nothing of this machine's is left: no profile, no credentials, no proxy."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        # No test may ask this machine's own metadata service.
        "AWS_EC2_METADATA_DISABLED": "true",
        # Everything that there is to say, so that each test looks for secrets in it: `secrets.py`.
        "LOG_LEVEL": "trace",
        **{name: os.environ[name] for name in ("ASAN_OPTIONS", "TSAN_OPTIONS") if name in os.environ},
        **settings,
    }


@dataclass
class Run:
    """What one run of the program left."""

    status: int
    stdout: str
    stderr: str

    @property
    def summary(self) -> dict:
        return json.loads(self.stdout)

    def __str__(self) -> str:
        return f"exit {self.status}\n--- stdout\n{shortened(self.stdout)}\n--- stderr\n{shortened(self.stderr)}"

    def __repr__(self) -> str:
        return str(self)


def shortened(text: str, limit: int = 6_000) -> str:
    """The beginning and the end of what may be long."""
    return text if len(text) <= limit else f"{text[: limit // 2]}\n[…]\n{text[-limit // 2 :]}"


class Program:
    """The program with an environment of its own. `endpoint` is where all AWS calls go."""

    def __init__(self, folder: Path, endpoint: str | None = None, **settings: str):
        self.folder = folder
        self.environment = clean_environment(folder, **settings)
        self.binary = BINARY
        if endpoint:
            self.environment["AWS_ENDPOINT_URL"] = endpoint
        self.runs: list[Run] = []
        self.environments: list[dict[str, str]] = []
        self.reports: list[Path] = []

    def event_file(self, event: dict | list | str | bytes | Path) -> Path:
        if isinstance(event, Path):
            return event
        if isinstance(event, (dict, list)):
            event = json.dumps(event)
        if isinstance(event, str):
            event = event.encode()
        path = self.folder / f"event-{len(self.runs)}.json"
        path.write_bytes(event)
        return path

    def start(self, *arguments: str | Path, reads: Path | None = None, **settings: str) -> subprocess.Popen:
        """Begins a run, whose standard input is the file, or empty."""
        environment = self.environment | settings
        self.environments.append(environment)
        self.reports += [Path(file) for option, file in zip(arguments, arguments[1:]) if option == "--report"]
        with (reads or Path("/dev/null")).open("rb") as standard_input:
            return subprocess.Popen(
                [self.binary, *arguments],
                env=environment,
                stdin=standard_input,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )

    def finish(self, process: subprocess.Popen, seconds: float = RUN_SECONDS) -> Run:
        try:
            stdout, stderr = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            raise AssertionError(f"the program ran for over {seconds} s\n{stderr.decode()}") from None
        run = Run(process.returncode, stdout.decode(), stderr.decode())
        self.runs.append(run)
        return run

    def run(self, *arguments: str | Path, reads: Path | None = None, **settings: str) -> Run:
        return self.finish(self.start(*arguments, reads=reads, **settings))

    def invoke(self, event: dict | list | str | bytes | Path, *options: str | Path, **settings: str) -> Run:
        return self.run("invoke", "--event", self.event_file(event), *options, **settings)
