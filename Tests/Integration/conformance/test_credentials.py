"""botocore and the program sign in on the same files and stand-ins, and get the same keys."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from moto.sts.models import sts_backends
from support.moto_registry import ACCOUNT
from support.recording_registry import RecordingRegistry
from support.roles import ROLES
from support.sign_ins import SIGN_INS, WEB_ROLE, SignIn, environment_of, key_by_program, web_identity

# A process of its own, since botocore finds the home folder when it is imported. Cached credentials of `aws login`
# need no key of elliptic curves, which botocore asks for before it reads them.
BOTOCORE = """
import json, sys, botocore.credentials, botocore.exceptions, botocore.session
botocore.credentials.EC = botocore.credentials.EC or object()
try:
    credentials = botocore.session.Session(profile=sys.argv[1] or None).get_credentials()
    print(json.dumps(credentials and credentials.get_frozen_credentials().access_key))
except botocore.exceptions.BotoCoreError as error:
    print(error, file=sys.stderr)
    print("null")
"""

def key_by_botocore(sign_in: SignIn, home: Path) -> str | None:
    done = subprocess.run(
        [sys.executable, "-c", BOTOCORE, sign_in.profile],
        env=environment_of(sign_in, home),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def registry(started) -> RecordingRegistry:
    registry = RecordingRegistry()
    started.append(registry)
    return registry


@pytest.fixture
def sign_in(request, home, started) -> SignIn:
    made = SIGN_INS[request.param](home)
    started.append(made)
    return made


def check(sign_in: SignIn, key: str | None):
    assert key == sign_in.access_key_id
    assert sign_in.asked() == sign_in.requests
    sign_in.check()


@pytest.mark.parametrize("sign_in", SIGN_INS, indirect=True)
def test_botocore_signs_in(sign_in, home):
    check(sign_in, key_by_botocore(sign_in, home))


@pytest.mark.parametrize("sign_in", SIGN_INS, indirect=True)
def test_program_signs_in(sign_in, home, program, registry):
    check(sign_in, key_by_program(sign_in, home, program, registry))


@pytest.mark.parametrize("by_profile", [False, True], ids=["environment", "profile"])
@pytest.mark.parametrize("tool", ["botocore", "program"])
def test_web_identity_signs_in(tool, by_profile, home, program, registry, moto):
    sign_in = web_identity(home, by_profile, moto.endpoint)
    if tool == "botocore":
        key = key_by_botocore(sign_in, home)
    else:
        key = key_by_program(sign_in, home, program, registry)
    (role,) = sts_backends[ACCOUNT]["global"].assumed_roles
    assert (role.role_arn, role.session_name) == (WEB_ROLE, "job-7")
    assert key == role.access_key_id


def lifetime(role) -> int:
    """The length of a role's session, in seconds, rounded to five minutes."""
    return round((role.expiration.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds() / 300) * 300


@pytest.mark.parametrize("tool", ["botocore", "program"])
@pytest.mark.parametrize("name", ROLES)
def test_roles_are_assumed(tool, name, home, program, registry, moto, started):
    sign_in, expected = ROLES[name](home, moto.endpoint)
    started.append(sign_in)
    key = key_by_botocore(sign_in, home) if tool == "botocore" else key_by_program(sign_in, home, program, registry)
    roles = [role for account in sts_backends.values() for role in account["global"].assumed_roles]
    assert {(each.role_arn, each.external_id, lifetime(each)) for each in roles} == set(expected)
    if tool == "program":
        assert {each.session_name for each in roles} <= {"ecr-cleanup", "mine"}
    assert key == next(each.access_key_id for each in roles if each.role_arn == expected[-1][0])
