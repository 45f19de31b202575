"""What is compared: the program, and the script that people run today."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from support.program import BINARY, EVENTS, REGION, clean_environment

HERE = Path(__file__).resolve().parent
SECONDS = 1_800

# Older than this, untagged images go, by the program's policy as by the script.
DAYS = 20


class Failed(Exception):
    """A command that did not do its work: its time says nothing."""


@dataclass
class Usage:
    """What one run took."""

    wall: float
    cpu: float
    peak: int


def run(folder: Path, command: list[str], environment: dict[str, str]) -> Usage:
    """Runs a command to its end."""
    result = folder / "usage.json"
    result.unlink(missing_ok=True)
    spawn = [sys.executable, "-I", "-S", str(HERE / "spawn.py"), str(result)]
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(
            spawn + command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
        )
        try:
            process.wait(SECONDS)
        except BaseException:
            # Both of them: the command is the child of what spawns it.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    if not result.exists():
        raise Failed(f"{command[0]} could not be run\n{tail(folder)}")
    usage = json.loads(result.read_text())
    if status := usage.pop("status"):
        raise Failed(f"{' '.join(command)} ended with {status}\n{tail(folder)}")
    return Usage(**usage)


def tail(folder: Path) -> str:
    return "\n".join((folder / name).read_text(errors="replace")[-2_000:] for name in ("stdout", "stderr"))


class Program:
    """`ecr-cleanup invoke`, with a policy that asks nobody what is in use, as the script asks nobody."""

    name = "ecr-cleanup"

    def __init__(self, folder: Path, **settings: str):
        self.folder = folder
        self.settings = settings
        self.policy = folder / "policy.json"
        rule = {
            "rulePriority": 1,
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": DAYS,
            },
            "action": {"type": "expire"},
        }
        policies = [{"name": "all", "repositories": ["*"], "rules": [rule]}]
        self.policy.write_text(json.dumps({"policies": policies, "protect": {"inUse": []}}))

    def run(self, endpoint: str, delete: bool) -> Usage:
        command = [str(BINARY), "invoke", "--event", str(EVENTS / "scheduled.json")]
        command += ["--policy", str(self.policy), "--detail", "none"] + ["--delete"] * delete
        usage = run(self.folder, command, self.environment(endpoint))
        summary = json.loads((self.folder / "stdout").read_text())
        if summary["status"] != "succeeded":
            raise Failed(f"the program's run is {summary['status']}\n{tail(self.folder)}")
        return usage


    def environment(self, endpoint: str) -> dict[str, str]:
        return clean_environment(self.folder, AWS_ENDPOINT_URL=endpoint, LOG_LEVEL="info", **self.settings)


class Script:
    """`boto3_cleanup.py`."""

    def __init__(self, folder: Path, page_size: int = 1_000):
        self.folder = folder
        self.page_size = page_size
        self.name = "boto3 script"

    def run(self, endpoint: str, delete: bool) -> Usage:
        command = [sys.executable, str(HERE / "boto3_cleanup.py"), "--days", str(DAYS)]
        command += ["--page-size", str(self.page_size)] + ["--delete"] * delete
        # boto3 does not read AWS_REGION.
        settings = {"AWS_ENDPOINT_URL": endpoint, "AWS_DEFAULT_REGION": REGION}
        return run(self.folder, command, clean_environment(self.folder, **settings))


class CommandLineLoop:
    """`aws_cli_cleanup.sh`."""

    name = "loop over the AWS CLI"

    def __init__(self, folder: Path):
        self.folder = folder

    def run(self, endpoint: str, delete: bool) -> Usage:
        if not delete:
            raise Failed("the loop has no dry run")
        environment = clean_environment(self.folder, AWS_ENDPOINT_URL=endpoint, AWS_DEFAULT_REGION=REGION)
        environment["PATH"] = f"{Path(sys.executable).parent}:{os.defpath}"
        return run(self.folder, [str(HERE / "aws_cli_cleanup.sh"), str(DAYS)], environment)


def processor_seconds(pid: int) -> float:
    """What a process that is still running has taken so far, all of its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
