"""Profiles that assume roles: for each the files, and what STS is asked for, the last role last."""

from collections.abc import Callable
from pathlib import Path

from .credentials_endpoint import CredentialsEndpoint
from .instance_metadata import InstanceMetadata
from .sign_ins import KEYS, SESSION_CONFIG, SignIn, process, single_sign_on, write, write_token

ROLE = "arn:aws:iam::111122223333:role/cleanup"
FIRST_ROLE = "arn:aws:iam::444455556666:role/hub"

# The role's ARN, the external id, and the session's length in seconds.
Assumption = tuple[str, str | None, int]
HOUR = (ROLE, None, 3600)


def config(home: Path, endpoint: str, text: str, **environment: str) -> SignIn:
    write(home, ".aws/config", text)
    return SignIn({"AWS_ENDPOINT_URL_STS": endpoint, "AWS_PROFILE": "dev", **environment})


def by_keys(home: Path, endpoint: str) -> tuple[SignIn, list[Assumption]]:
    settings = "external_id = shared-word\nduration_seconds = 900\nrole_session_name = mine\n"
    text = f"[profile dev]\nrole_arn = {ROLE}\nsource_profile = base\n{settings}"
    write(home, ".aws/credentials", f"[base]\n{KEYS.format('BASE')}")
    return config(home, endpoint, text), [(ROLE, "shared-word", 900)]


def by_a_role(home: Path, endpoint: str) -> tuple[SignIn, list[Assumption]]:
    hub = f"[profile hub]\nrole_arn = {FIRST_ROLE}\nsource_profile = base\n"
    text = f"[profile dev]\nrole_arn = {ROLE}\nsource_profile = hub\n{hub}[profile base]\n{KEYS.format('BASE')}"
    return config(home, endpoint, text), [(FIRST_ROLE, None, 3600), HOUR]


def by_itself(home: Path, endpoint: str) -> tuple[SignIn, list[Assumption]]:
    text = f"[profile dev]\nrole_arn = {ROLE}\nsource_profile = dev\n{KEYS.format('OWN')}"
    return config(home, endpoint, text), [HOUR]


def by_a_process(home: Path, endpoint: str) -> tuple[SignIn, list[Assumption]]:
    text = f"[profile dev]\nrole_arn = {ROLE}\nsource_profile = base\n[profile base]\n{process(home)}"
    return config(home, endpoint, text), [HOUR]


def by_single_sign_on(home: Path, endpoint: str) -> tuple[SignIn, list[Assumption]]:
    write_token(home, "work", hours=1)
    role = f"[profile role]\nrole_arn = {ROLE}\nsource_profile = dev\n"
    sign_in = single_sign_on(home, role + SESSION_CONFIG, [])
    sign_in.environment |= {"AWS_PROFILE": "role", "AWS_ENDPOINT_URL_STS": endpoint}
    return sign_in, [HOUR]


def by_the_environment(home: Path, endpoint: str) -> tuple[SignIn, list[Assumption]]:
    text = f"[profile dev]\nrole_arn = {ROLE}\ncredential_source = Environment\n"
    keys = {"AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "must-never-be-printed"}
    sign_in = config(home, endpoint, text, **keys)
    sign_in.profile = "dev"
    return sign_in, [HOUR]


def by_an_instance(home: Path, endpoint: str) -> tuple[SignIn, list[Assumption]]:
    text = f"[profile dev]\nrole_arn = {ROLE}\ncredential_source = Ec2InstanceMetadata\n"
    metadata = InstanceMetadata()
    sign_in = config(home, endpoint, text, **metadata.settings)
    sign_in.stand_in = metadata
    return sign_in, [HOUR]


def by_a_container(home: Path, endpoint: str) -> tuple[SignIn, list[Assumption]]:
    text = f"[profile dev]\nrole_arn = {ROLE}\ncredential_source = EcsContainer\n"
    container = CredentialsEndpoint(lifetime_seconds=3600)
    sign_in = config(home, endpoint, text, **container.settings)
    sign_in.stand_in = container
    return sign_in, [HOUR]


ROLES: dict[str, Callable[[Path, str], tuple[SignIn, list[Assumption]]]] = {
    "by keys": by_keys,
    "by a role": by_a_role,
    "by itself": by_itself,
    "by a process": by_a_process,
    "by single sign-on": by_single_sign_on,
    "by the environment": by_the_environment,
    "by an instance": by_an_instance,
    "by a container": by_a_container,
}
