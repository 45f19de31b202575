"""What goes to Lambda: the zip, the binary in it, the Dockerfile, and the hook that `sam build` calls.

The container itself is not built here: docs/NOT-RUN-ON-AWS.md tells what was.
"""

import json
import os
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from support.package import SAM, checked, package, run, verify
from support.program import EVENTS, REGION, REPOSITORY
from support.simulator import fresh, repository, stale
from support.template import TEMPLATE

# The first test of them may have to make the release build.
pytestmark = pytest.mark.timeout(1_800)

BUDGET = 9_000_000


@pytest.fixture(scope="module")
def packaged(tmp_path_factory) -> Path:
    return package(tmp_path_factory.mktemp("packaged"))


@pytest.fixture(scope="module")
def bootstrap(packaged: Path) -> Path:
    checked("unzip", "-q", packaged.name, cwd=packaged.parent)
    return packaged.parent / "bootstrap"


def test_zip_holds_the_binary_alone(packaged):
    with zipfile.ZipFile(packaged) as archive:
        (entry,) = archive.infolist()
        assert archive.read(entry).startswith(b"\x7fELF")
    assert entry.filename == "bootstrap"
    assert oct(entry.external_attr >> 16) == oct(0o100755)
    assert (entry.extra, entry.comment, entry.date_time) == (b"", b"", (1980, 1, 1, 0, 0, 0))


def test_zip_is_under_its_budget(packaged):
    assert packaged.stat().st_size < BUDGET


@pytest.mark.parametrize("over", [False, True])
def test_zip_over_its_budget_is_written_with_a_warning(tmp_path, over):
    incompressible, archived = tmp_path / "incompressible", tmp_path / "bootstrap.zip"
    incompressible.write_bytes(os.urandom(BUDGET if over else BUDGET // 2))
    output = checked(sys.executable, REPOSITORY / "scripts/lib/zip_bootstrap.py", incompressible, archived)
    warning = f"warning: {archived} has {archived.stat().st_size} bytes, and its budget is {BUDGET}"
    assert (warning in output) == over, output
    with zipfile.ZipFile(archived) as archive:
        assert archive.read("bootstrap") == incompressible.read_bytes()


def test_two_packages_of_one_commit_are_the_same_bytes(packaged, tmp_path):
    again = package(tmp_path / "again", folder=tmp_path, umask=0o077, TZ="Pacific/Auckland", LC_ALL="C")
    assert again.read_bytes() == packaged.read_bytes()


def test_binary_does_not_name_the_folder_that_it_was_built_in(bootstrap):
    assert str(REPOSITORY).encode() not in bootstrap.read_bytes()


def test_packaged_binary_serves_invocations(simulate, emulate, bootstrap):
    registry = simulate(repository("team-a/app", *stale(3), *fresh(2)))
    emulator = emulate(registry.endpoint, binary=bootstrap, DRY_RUN="false")
    summary = json.loads(emulator.invoke_bytes(EVENTS / "scheduled.json"))
    assert (summary["status"], summary["totals"]["deleted"]) == ("succeeded", 3)


def test_packaged_binary_passes_the_checks(bootstrap):
    result = verify(bootstrap, "links", "size", "loads")
    assert result.returncode == 0, result.stdout


@pytest.fixture
def too_large(tmp_path) -> Path:
    file = tmp_path / "large"
    with file.open("wb") as large:
        large.truncate(24 * 1024 * 1024 + 1)
    return file


def test_too_new_a_c_library_is_found(bootstrap):
    result = verify(bootstrap, "glibc", GLIBC_LIMIT="2.3")
    assert result.returncode == 1
    assert "the limit is 2.3" in result.stdout


def test_too_large_a_binary_is_found(too_large):
    assert verify(too_large, "size").returncode == 1


def test_libraries_that_lambda_does_not_have_are_found():
    # It links libssl, and no libcurl.
    openssl = shutil.which("openssl")
    assert verify(openssl, "links").returncode == 1
    assert verify(openssl, "loads").returncode == 1


@pytest.mark.parametrize("checks", [[], ["nonsense"]], ids=["none", "unknown"])
def test_checks_are_never_left_out_by_mistake(bootstrap, checks):
    assert verify(bootstrap, *checks).returncode == 2


@pytest.mark.parametrize(
    ("options", "named"),
    [(["--arch", "sparc"], "sparc"), (["--arch"], "--arch"), (["--fast"], "--fast")],
    ids=["architecture", "no value", "unknown"],
)
def test_wrong_options_are_refused(options, named):
    result = run(REPOSITORY / "scripts/package", *options)
    assert result.returncode == 1
    assert named in result.stdout


def test_missing_container_tool_is_named(tmp_path):
    result = run(
        REPOSITORY / "scripts/package", "--output", tmp_path, env=os.environ | {"CONTAINER_TOOL": "no-such-tool"}
    )
    assert result.returncode == 1
    assert "no-such-tool" in result.stdout


@pytest.mark.parametrize(
    ("arch", "platform"), [([], "linux/arm64"), (["--arch", "x86_64"], "linux/amd64")], ids=["default", "x86_64"]
)
def test_container_tool_is_asked_for_the_artifact(bootstrap, tmp_path, arch, platform):
    asked = tmp_path / "asked"
    tool = tmp_path / "tool"
    # What a build with `--output type=local,dest=DIR` leaves.
    tool.write_text(
        f'#!/bin/sh\necho "$@" >"{asked}"\n'
        f'for each in "$@"; do case "$each" in type=local,dest=*) cp "{bootstrap}" "${{each#type=local,dest=}}" ;; esac; done\n'
    )
    tool.chmod(0o755)
    checked(
        REPOSITORY / "scripts/package", *arch, "--output", tmp_path, "--", "--pull",
        env=os.environ | {"CONTAINER_TOOL": str(tool)},
    )  # fmt: skip
    command = asked.read_text().split()
    assert command[:5] == ["build", "--platform", platform, "--target", "artifact"]
    assert command[-2:] == ["--pull", "."]
    with zipfile.ZipFile(tmp_path / "bootstrap.zip") as archive:
        assert archive.read("bootstrap") == bootstrap.read_bytes()


def test_dockerfile_is_clean():
    checked(Path(sys.prefix) / "bin/hadolint", REPOSITORY / "Dockerfile")


def sam_environment(folder: Path, **settings: str) -> dict[str, str]:
    return os.environ | {"SAM_CLI_TELEMETRY": "0", "__SAM_CLI_APP_DIR": str(folder / "sam"), **settings}


@pytest.fixture
def sam_build(tmp_path):
    def build(**environment: str):
        return run(
            SAM, "build", "--template-file", TEMPLATE, "--config-file", REPOSITORY / "samconfig.toml",
            "--build-dir", tmp_path / "build", "--cache-dir", tmp_path / "cache",
            cwd=tmp_path, env=sam_environment(tmp_path, **environment),
        )  # fmt: skip

    return build


def test_sam_accepts_the_template(tmp_path):
    environment = sam_environment(tmp_path, AWS_DEFAULT_REGION=REGION)
    checked(SAM, "validate", "--template-file", TEMPLATE, cwd=tmp_path, env=environment)


def test_sam_builds_the_same_binary(sam_build, bootstrap, tmp_path):
    result = sam_build(ECR_CLEANUP_BUILD="host")
    assert result.returncode == 0, result.stdout
    (built,) = (tmp_path / "build/EcrCleanupFunction").iterdir()
    assert built.name == "bootstrap"
    assert built.stat().st_mode & 0o777 == 0o755
    assert built.read_bytes() == bootstrap.read_bytes()


def test_sam_builds_in_a_container_unless_told_otherwise(sam_build):
    result = sam_build(CONTAINER_TOOL="no-such-tool")
    assert result.returncode != 0
    assert "no-such-tool" in result.stdout


def test_unknown_way_to_build_is_refused(sam_build):
    result = sam_build(ECR_CLEANUP_BUILD="magic")
    assert result.returncode != 0
    assert "magic" in result.stdout
