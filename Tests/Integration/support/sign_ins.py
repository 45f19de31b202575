"""Ways to sign in: for each the files, the environment and the stand-ins, and whose keys come out of it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .instance_metadata import ROLE_PATH, InstanceMetadata
from .program import clean_environment
from .recording_registry import RecordingRegistry
from .sso_endpoint import (
    ACCESS_TOKEN,
    CLIENT_SECRET,
    NEXT_ACCESS_TOKEN,
    NEXT_REFRESH_TOKEN,
    REFRESH_TOKEN,
    SSOEndpoint,
)

START_URL = "https://example.awsapps.com/start"
LOGIN_SESSION = "arn:aws:iam::123456789012:user/me"
LOGIN_SECRET = "the-secret-key-of-a-login-that-must-never-be-printed"
WEB_TOKEN = "eyJhbGciOiJSUzI1NiJ9.a-web-token-that-must-never-be-printed.c2lnbmF0dXJl"
WEB_ROLE = "arn:aws:iam::123456789012:role/ci"
PORTAL = ("GET", "/federation/credentials")
REFRESH = ("POST", "/token")
METADATA = [("PUT", "/latest/api/token"), ("GET", ROLE_PATH), ("GET", ROLE_PATH + "cleanup")]

SESSION_CONFIG = f"""[profile dev]
sso_session = work
sso_account_id = 123456789012
sso_role_name = Cleanup

[sso-session work]
sso_start_url = {START_URL}
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
"""

LEGACY_CONFIG = f"""[profile dev]
sso_start_url = {START_URL}
sso_region = eu-central-1
sso_account_id = 123456789012
sso_role_name = Cleanup
"""


@dataclass
class SignIn:
    """One case, ready to run in its home folder."""

    environment: dict[str, str]
    # What the stand-in must have been asked, by method and path without query, in order.
    requests: list[tuple[str, str]] = field(default_factory=list)
    stand_in: SSOEndpoint | InstanceMetadata | None = None
    # The key's id that the caller signs with; `None` where nobody can sign in.
    access_key_id: str | None = None
    # What this program says to do then.
    to_do: str = ""
    # A further check of what the run left.
    check: Callable[[], None] = lambda: None
    # The profile that an option names.
    profile: str = ""

    def asked(self) -> list[tuple[str, str]]:
        return [(each.method, each.path.partition("?")[0]) for each in self.stand_in.requests] if self.stand_in else []

    def logs(self) -> str:
        return self.stand_in.logs() if self.stand_in else ""

    def stop(self):
        if self.stand_in:
            self.stand_in.stop()


def time_in(**amount: float) -> str:
    return (datetime.now(UTC) + timedelta(**amount)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(home: Path, name: str, text: str) -> Path:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def write_token(home: Path, name: str, **amount: float) -> Path:
    token = {
        "startUrl": START_URL,
        "region": "eu-central-1",
        "accessToken": ACCESS_TOKEN,
        "expiresAt": time_in(**amount),
        "clientId": "a-client",
        "clientSecret": CLIENT_SECRET,
        "refreshToken": REFRESH_TOKEN,
        "registrationExpiresAt": time_in(days=30),
    }
    return write(home, f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json", json.dumps(token))


def single_sign_on(home: Path, config: str, requests: list, endpoint: SSOEndpoint | None = None, **result) -> SignIn:
    write(home, ".aws/config", config)
    endpoint = endpoint or SSOEndpoint()
    return SignIn({"AWS_PROFILE": "dev", **endpoint.settings}, requests, endpoint, **result)


def session(home: Path) -> SignIn:
    write_token(home, "work", hours=1)
    return single_sign_on(home, SESSION_CONFIG, [PORTAL], access_key_id="ASIAFROMSSO")


def legacy(home: Path) -> SignIn:
    write_token(home, START_URL, hours=1)
    return single_sign_on(home, LEGACY_CONFIG, [PORTAL], access_key_id="ASIAFROMSSO")


def legacy_without_refresh(home: Path) -> SignIn:
    write_token(home, START_URL, minutes=5)
    return single_sign_on(home, LEGACY_CONFIG, [PORTAL], access_key_id="ASIAFROMSSO")


def refreshed(home: Path, **amount: float) -> SignIn:
    path = write_token(home, "work", **amount)

    def check():
        token = json.loads(path.read_text())
        assert token["accessToken"] == NEXT_ACCESS_TOKEN
        assert token["refreshToken"] == NEXT_REFRESH_TOKEN
        assert time_in(hours=7.9) < token["expiresAt"] < time_in(hours=8.1)
        assert token.keys() >= {"startUrl", "region", "clientId", "clientSecret", "registrationExpiresAt"}
        assert path.stat().st_mode & 0o777 == 0o600
        assert list(path.parent.iterdir()) == [path]

    return single_sign_on(home, SESSION_CONFIG, [REFRESH, PORTAL], access_key_id="ASIAFROMSSO", check=check)


def refresh_refused(home: Path) -> SignIn:
    write_token(home, "work", minutes=5)
    endpoint = SSOEndpoint()
    endpoint.refresh_token = "another"
    return single_sign_on(home, SESSION_CONFIG, [REFRESH, PORTAL], endpoint, access_key_id="ASIAFROMSSO")


def sign_in_ended(home: Path) -> SignIn:
    write_token(home, "work", minutes=-1)
    endpoint = SSOEndpoint()
    endpoint.refresh_token = "another"
    return single_sign_on(home, SESSION_CONFIG, [REFRESH], endpoint, to_do="aws sso login --sso-session work")


def legacy_sign_in_ended(home: Path) -> SignIn:
    write_token(home, START_URL, minutes=-1)
    return single_sign_on(home, LEGACY_CONFIG, [], to_do="aws sso login --profile dev")


def not_signed_in(home: Path) -> SignIn:
    return single_sign_on(home, SESSION_CONFIG, [], to_do="aws sso login --sso-session work")


def signed_out(home: Path) -> SignIn:
    write_token(home, "work", hours=1)
    endpoint = SSOEndpoint()
    endpoint.valid = set()
    return single_sign_on(home, SESSION_CONFIG, [PORTAL], endpoint, to_do="aws sso login --sso-session work")


KEYS = "aws_access_key_id = {}\naws_secret_access_key = a-secret-key-that-must-never-be-printed\n"
PRINTED = '{"Version": 1, "AccessKeyId": "PROCESS", "SecretAccessKey": "a-printed-key-that-must-never-be-printed"}'


def keys(home: Path, config: str, credentials: str = "", key: str = "", **environment: str) -> SignIn:
    write(home, ".aws/config", config)
    write(home, ".aws/credentials", credentials)
    return SignIn(environment, access_key_id=key)


def process(home: Path) -> str:
    return f"credential_process = cat {write(home, 'printed.json', PRINTED)}\n"


def chosen_by_option(home: Path) -> SignIn:
    environment = {"AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "must-never-be-printed"}
    sign_in = keys(home, f"[profile dev]\n{KEYS.format('DEV')}", "", "DEV", AWS_PROFILE="other", **environment)
    sign_in.profile = "dev"
    return sign_in


def environment_before_profile(home: Path) -> SignIn:
    environment = {"AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "must-never-be-printed"}
    config = f"[profile dev]\n{KEYS.format('DEV')}"
    return keys(home, config, "", "ENVIRONMENT", AWS_PROFILE="dev", **environment)


def instance(_: Path) -> SignIn:
    metadata = InstanceMetadata()
    return SignIn(metadata.settings, METADATA, metadata, access_key_id="ASIAFROMEC2")


def instance_by_profile(home: Path) -> SignIn:
    metadata = InstanceMetadata()
    settings = f"ec2_metadata_service_endpoint = {metadata.endpoint}\nmetadata_service_timeout = 5\n"
    write(home, ".aws/config", f"[default]\n{settings}metadata_service_num_attempts = 2\n")
    return SignIn({}, METADATA, metadata, access_key_id="ASIAFROMEC2")


def instance_without_role(_: Path) -> SignIn:
    metadata = InstanceMetadata(role=None)
    return SignIn(metadata.settings, METADATA[:2], metadata, to_do="AWS_PROFILE")


def instance_disabled(_: Path) -> SignIn:
    metadata = InstanceMetadata()
    return SignIn({**metadata.settings, "AWS_EC2_METADATA_DISABLED": "true"}, [], metadata, to_do="AWS_PROFILE")


def login(home: Path, folder: str = ".aws/login/cache", **environment: str) -> SignIn:
    write(home, ".aws/config", f"[profile dev]\nlogin_session = {LOGIN_SESSION}\n")
    keys = {
        "accessKeyId": "ASIAFROMLOGIN",
        "secretAccessKey": LOGIN_SECRET,
        "sessionToken": "a-session-token-of-login",
        "accountId": "123456789012",
        # botocore renews what ends within a quarter of an hour, for which it needs the session's private key.
        "expiresAt": time_in(hours=1),
    }
    cached = {"accessToken": keys, "refreshToken": REFRESH_TOKEN, "dpopKey": "", "clientId": "a-client"}
    name = hashlib.sha256(LOGIN_SESSION.encode()).hexdigest()
    write(home, f"{folder}/{name}.json", json.dumps(cached))
    return SignIn({"AWS_PROFILE": "dev", **environment}, access_key_id="ASIAFROMLOGIN")


def login_elsewhere(home: Path) -> SignIn:
    return login(home, "elsewhere", AWS_LOGIN_CACHE_DIRECTORY="~/elsewhere")


def login_missing(home: Path) -> SignIn:
    write(home, ".aws/config", f"[profile dev]\nlogin_session = {LOGIN_SESSION}\n")
    return SignIn({"AWS_PROFILE": "dev"}, to_do="aws login --profile dev")


SIGN_INS: dict[str, Callable[[Path], SignIn]] = {
    "SSO session": session,
    "SSO legacy": legacy,
    "SSO legacy, near its end": legacy_without_refresh,
    "SSO refreshed before its end": lambda home: refreshed(home, minutes=5),
    "SSO refreshed after its end": lambda home: refreshed(home, minutes=-5),
    "SSO refresh refused": refresh_refused,
    "SSO ended": sign_in_ended,
    "SSO legacy ended": legacy_sign_in_ended,
    "SSO not signed in": not_signed_in,
    "SSO signed out": signed_out,
    "keys of the credentials file": lambda home: keys(
        home, f"[default]\n{process(home)}{KEYS.format('CONFIG')}", f"[default]\n{KEYS.format('FILE')}", "FILE"
    ),
    "a process before keys": lambda home: keys(
        home, f"[default]\n{process(home)}{KEYS.format('CONFIG')}", "", "PROCESS"
    ),
    "keys of the config file": lambda home: keys(home, f"[default]\n{KEYS.format('CONFIG')}", "", "CONFIG"),
    "a profile chosen by an option": chosen_by_option,
    "the environment before AWS_PROFILE": environment_before_profile,
    "instance": instance,
    "instance by profile": instance_by_profile,
    "instance without role": instance_without_role,
    "instance disabled": instance_disabled,
    "login": login,
    "login elsewhere": login_elsewhere,
    "login missing": login_missing,
}


def web_identity(home: Path, by_profile: bool, endpoint: str) -> SignIn:
    """A role by a token, from an STS at the endpoint, which makes up the keys."""
    token = write(home, "token", WEB_TOKEN)
    settings = {"AWS_ENDPOINT_URL_STS": endpoint}
    if by_profile:
        role = f"role_arn = {WEB_ROLE}\nweb_identity_token_file = {token}\nrole_session_name = job-7\n"
        write(home, ".aws/config", f"[profile ci]\n{role}")
        return SignIn({**settings, "AWS_PROFILE": "ci"})
    variables = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(token), "AWS_ROLE_ARN": WEB_ROLE, "AWS_ROLE_SESSION_NAME": "job-7"}
    return SignIn({**settings, **variables})


def environment_of(sign_in: SignIn, home: Path) -> dict[str, str]:
    environment = clean_environment(home)
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_EC2_METADATA_DISABLED"):
        del environment[variable]
    # botocore reads the second variable alone.
    return environment | {"AWS_DEFAULT_REGION": environment["AWS_REGION"]} | sign_in.environment


def key_by_program(sign_in: SignIn, home: Path, program, registry: RecordingRegistry) -> str | None:
    cleanup = program(registry.endpoint)
    cleanup.environment = {"AWS_ENDPOINT_URL": registry.endpoint} | environment_of(sign_in, home)
    run = cleanup.invoke({}, *(["--profile", sign_in.profile] if sign_in.profile else []))
    assert len(registry.access_key_ids) <= 1
    key = next(iter(registry.access_key_ids), None)
    assert (run.status == 0) == (key is not None), run
    assert sign_in.to_do in run.stderr, run
    return key
