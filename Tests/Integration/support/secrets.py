"""What may be in nothing that the program writes, at any level: credentials, tokens and signatures."""

import re

from .program import REPOSITORY, SECRET_ACCESS_KEY, Program

# The simulator's sessions have secrets and tokens of this form; the others are how a signature travels.
NEVER = (
    SECRET_ACCESS_KEY,
    "simulator/assumed+secret",
    "simulator+session",
    # The end of every secret that the stand-ins for sign-ins have.
    "must-never-be-printed",
    "Signature=",
    "AWS4-HMAC-SHA256",
    "Authorization:",
    "X-Amz-Security-Token",
)

# A digest stands behind its algorithm, or is the value of a member of that name; a signature is as long, and stands alone.
SIGNATURE = re.compile(r'(?<![0-9A-Za-z:_/+.-])(?<!"sha256":")(?<!"sha256": ")(?<!"sha256" : ")[0-9a-f]{64}(?![0-9A-Za-z])')

# The tags of CDK's assets are hashes, too: those of the sample registry are known.
ASSETS = set(re.findall(r'"tags": \["([0-9a-f]{64})"\]', (REPOSITORY / "registries/sample.json").read_text()))

SECRET_SETTINGS = {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"}


def secrets_of(settings: dict[str, str]) -> set[str]:
    """Those of an environment; what is too short to be one could be a part of any word."""
    return {value for name, value in settings.items() if name in SECRET_SETTINGS and len(value) >= 8}


def check_silent(output: str, *secrets: str):
    for secret in (*NEVER, *secrets):
        assert secret.lower() not in output.lower(), f"{secret!r} was printed: …{around(output, secret)}…"
    for found in set(SIGNATURE.findall(output)) - ASSETS:
        raise AssertionError(f"what may be a signature was printed: …{around(output, found)}…")


def around(output: str, secret: str) -> str:
    place = output.lower().index(secret.lower())
    return output[max(place - 200, 0) : place + 100]


def check_everything(started):
    """Looks through all that something that a test started has written."""
    if isinstance(started, Program):
        secrets = set().union(*map(secrets_of, started.environments))
        for run in started.runs:
            check_silent(run.stdout + run.stderr, *secrets)
        for report in started.reports:
            if report.is_file():
                check_silent(report.read_text(errors="replace"), *secrets)
    elif hasattr(started, "printed"):
        output = started.printed.read_text(errors="replace") + started.logged.read_text(errors="replace")
        check_silent(output, *secrets_of(started.environment))
