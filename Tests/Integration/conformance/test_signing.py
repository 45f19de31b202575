"""A cryptographic library that fails: nothing is signed with what it left, and nothing is sent."""

import sys

import pytest
from support.simulator import fresh, repository, stale

# OpenSSL without the provider that has SHA-256.
WITHOUT_HASHES = """
openssl_conf = init
[init]
providers = providers
[providers]
base = base
[base]
activate = 1
"""


@pytest.mark.skipif(sys.platform == "darwin", reason="CommonCrypto has no configuration")
def test_request_that_cannot_be_signed_is_never_sent(simulate, program, tmp_path):
    simulator = simulate(repository("team-a/app", *stale(3), *fresh(1)))
    configuration = tmp_path / "openssl.cnf"
    configuration.write_text(WITHOUT_HASHES)
    run = program(simulator.endpoint).invoke({}, DRY_RUN="false", OPENSSL_CONF=str(configuration))
    # The policy's hash is the first that is needed.
    assert run.status == 2, run
    assert "failed to compute SHA-256: error:0308010C" in run.stderr
    assert "check OPENSSL_CONF" in run.stderr
    assert sum(simulator.calls.values()) == 0
