"""What a profile says beyond its keys: an MFA device, endpoints, attempts."""

import pytest
from support.recording_registry import RecordingRegistry
from support.roles import ROLE
from support.sign_ins import KEYS
from support.terminal import on_terminal

DEVICE = "arn:aws:iam::111122223333:mfa/me"


@pytest.fixture
def registry(started) -> RecordingRegistry:
    registry = RecordingRegistry()
    started.append(registry)
    return registry


@pytest.fixture
def cleanup(program, tmp_path):
    """The program without keys in its environment, and with a config file to be written."""
    made = program()
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del made.environment[variable]
    made.config = tmp_path / ".aws" / "config"
    made.config.parent.mkdir()
    return made


@pytest.fixture
def with_device(cleanup, registry, moto):
    profile = f"role_arn = {ROLE}\nsource_profile = base\nmfa_serial = {DEVICE}\n"
    cleanup.config.write_text(f"[default]\n{profile}[profile base]\n{KEYS.format('BASE')}")
    cleanup.environment |= {"AWS_ENDPOINT_URL": registry.endpoint, "AWS_ENDPOINT_URL_STS": moto.endpoint}
    return cleanup


def test_code_of_a_device_is_asked_for_on_a_terminal(with_device):
    status, text = on_terminal(with_device, "plan", answer="123456\n")
    assert f"MFA code of {DEVICE}" in text
    assert status == 0, text
    assert text.count("MFA code") == 1


def test_wrong_code_ends_with_what_to_do(with_device, registry):
    status, text = on_terminal(with_device, "plan", answer="12\n")
    assert status == 2, text
    assert "an MFA code is six digits" in text
    assert not registry.requests


def test_device_without_a_terminal_is_an_error(with_device, registry):
    run = with_device.run("plan")
    assert run.status == 2, run
    assert "there is no terminal to ask on" in run.stderr
    assert "aws configure export-credentials --profile default" in run.stderr
    assert not registry.requests


@pytest.mark.parametrize("kind", ["endpoint_url", "services"])
def test_run_goes_to_the_profiles_endpoint(cleanup, registry, kind):
    lines = {
        "endpoint_url": f"endpoint_url = {registry.endpoint}\n",
        "services": f"services = local\n[services local]\necr =\n  endpoint_url = {registry.endpoint}\n"
        f"sts =\n  endpoint_url = {registry.endpoint}\n",
    }
    cleanup.config.write_text(f"[profile dev]\n{KEYS.format('DEV')}region = eu-west-3\n{lines[kind]}")
    del cleanup.environment["AWS_REGION"]
    run = cleanup.run("plan", "--profile", "dev", "--output", "json")
    assert run.status == 0, run
    assert registry.access_key_ids == {"DEV"}
    assert all("/eu-west-3/" in each.headers["authorization"] for each in registry.requests)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("max_attempts = many", 'max_attempts of the profile dev (CONFIG, line 2) is "many"'),
        ("use_fips_endpoint = maybe", "use_fips_endpoint of the profile dev (CONFIG, line 2) must be `true` or `false`"),
        ("endpoint_url = nowhere", "endpoint_url of the profile dev (CONFIG, line 2) must "),
        ("region = nowhere!", "region of the profile dev (CONFIG, line 2)"),
    ],
)
def test_wrong_setting_is_named_with_its_line(cleanup, setting, message):
    cleanup.config.write_text(f"[profile dev]\n{setting}\n{KEYS.format('DEV')}")
    if setting.startswith("region"):
        del cleanup.environment["AWS_REGION"]
    run = cleanup.run("plan", "--profile", "dev", AWS_MAX_ATTEMPTS="" if "many" in setting else "1")
    assert run.status != 0
    assert message.replace("CONFIG", str(cleanup.config)) in run.stderr, run


def test_profiles_authorities_are_used(cleanup, registry):
    cleanup.config.write_text(f"[profile dev]\nca_bundle = /no/such.pem\n{KEYS.format('DEV')}")
    endpoint = registry.endpoint.replace("http://", "https://")
    run = cleanup.run("plan", "--profile", "dev", AWS_ENDPOINT_URL=endpoint, AWS_MAX_ATTEMPTS="1")
    assert run.status == 1, run
    assert "/no/such.pem" in run.stderr


def test_profile_that_is_missing_is_named(cleanup):
    cleanup.config.write_text("[profile dev]\nregion = eu-west-1\n")
    run = cleanup.run("usage", "--profile", "prod")
    assert run.status == 2, run
    assert "--profile: there is no profile prod in" in run.stderr
    assert "(there are: dev)" in run.stderr
