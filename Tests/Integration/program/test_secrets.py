"""No credential, token or signature in any output, at any level, whether the run goes well or not.

Every other test's output is looked through, too: `support/secrets.py`.
"""

import pytest
from support.program import SECRET_ACCESS_KEY
from support.secrets import check_silent
from support.simulator import fresh, repository, stale

TOKEN = "FwoGZXIvYXdzE-a-session-token-that-must-never-be-printed"


@pytest.mark.parametrize("level", ["trace", "debug", "info"])
@pytest.mark.parametrize(
    "faults",
    [
        [],
        [{"kind": "throttling", "firstCall": 1, "calls": 1}],
        [{"kind": "connectionCutBefore"}],
        [{"kind": "expiredToken"}],
        [{"kind": "serverError", "json": False}],
    ],
    ids=["well", "throttled once", "never connected", "expired", "failing"],
)
def test_invoke_prints_no_secret(simulate, program, level, faults):
    simulator = simulate(repository("team-a/app", *stale(3), *fresh(1)))
    simulator.cause(*faults)
    run = program(simulator.endpoint).invoke({}, DRY_RUN="false", LOG_LEVEL=level)
    assert run.stdout
    check_silent(run.stdout + run.stderr, TOKEN)


@pytest.mark.parametrize(("token", "status"), [(TOKEN, 0), ("another", 1)], ids=["accepted", "refused"])
def test_session_token_is_not_printed(simulate, program, token, status):
    simulator = simulate(repository("team-a/app", *stale(1)), session_token=token)
    run = program(simulator.endpoint).invoke({}, LOG_LEVEL="trace", AWS_SESSION_TOKEN=TOKEN)
    assert run.status == status, run
    check_silent(run.stdout + run.stderr, TOKEN)


@pytest.mark.parametrize("key", ["half-a-key", ""], ids=["secret alone", "empty key id"])
def test_incomplete_credentials_are_not_printed(simulate, program, key):
    simulator = simulate(repository("team-a/app", *stale(1)))
    run = program(simulator.endpoint).invoke(
        {}, LOG_LEVEL="trace", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY=f"secret-{key}-of-its-own"
    )
    assert run.status != 0
    check_silent(run.stdout + run.stderr, f"secret-{key}-of-its-own")


def test_credentials_of_a_shared_file_are_not_printed(simulate, program, tmp_path):
    simulator = simulate(repository("team-a/app", *stale(1)))
    file = tmp_path / "credentials"
    file.write_text(f"[default]\naws_access_key_id = AKIDFROMFILE\naws_secret_access_key = {SECRET_ACCESS_KEY} \n[[")
    cleanup = program(simulator.endpoint, AWS_SHARED_CREDENTIALS_FILE=str(file))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del cleanup.environment[name]
    run = cleanup.invoke({}, LOG_LEVEL="trace")
    check_silent(run.stdout + run.stderr, TOKEN)


def test_password_in_an_endpoint_is_not_printed(simulate, program):
    simulator = simulate(repository("team-a/app", *stale(1)))
    endpoint = simulator.endpoint.replace("http://", "http://user:a-password@")
    run = program(endpoint).invoke({}, LOG_LEVEL="trace")
    check_silent(run.stdout + run.stderr, "a-password")


def test_lambda_logs_no_secret(simulate, emulate):
    simulator = simulate(repository("team-a/app", *stale(1)))
    emulator = emulate(simulator.endpoint, DRY_RUN="false", AWS_LAMBDA_LOG_LEVEL="TRACE", AWS_LAMBDA_LOG_FORMAT="JSON")
    answer = emulator.invoke_bytes({}).decode()
    assert emulator.log
    check_silent(answer + emulator.printed.read_text() + emulator.log, TOKEN)
