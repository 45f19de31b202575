"""What scripts/release makes on this machine, up to the upload: see .github/workflows/release.yml."""

import functools
import gzip
import json
import os
import re
import shutil
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from moto.sts.models import sts_backends
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
from support.package import checked, run
from support.program import REPOSITORY, clean_environment
from support.recording_registry import RecordingRegistry
from support.release import VERSION, Release, add_files_of_all_machines, buildah, dated, dry_run, fake_git
from support.roles import ROLES
from support.sign_ins import SIGN_INS, key_by_program

# The first test of them may have to make the release build.
pytestmark = pytest.mark.timeout(1_800)

TOTALS = "7 repositories                                             80  17       7    56    9.1 GB  6.7 GB"


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Release:
    return dry_run(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="module")
def unpacked(release, tmp_path_factory) -> Path:
    """The tarball's folder, as a newcomer has it."""
    folder = tmp_path_factory.mktemp("unpacked")
    checked("tar", "-xzf", release.tarball, "-C", folder)
    (inside,) = folder.iterdir()
    return inside


@pytest.fixture(scope="module")
def image(release, tmp_path_factory):
    """The image, imported by Buildah, which needs no engine."""
    if not shutil.which("buildah") and os.environ.get("CI") != "true":
        pytest.skip("buildah is not installed")
    with buildah(tmp_path_factory.mktemp("buildah"), release.image) as imported:
        yield imported


def test_artefacts_are_named_after_version_and_machine(release):
    machine = f"linux-{release.architecture}"
    assert sorted(file.name for file in release.folder.iterdir()) == sorted([
        "Package.resolved", "SHA256SUMS", "release-notes.md",
        f"ecr-cleanup-{VERSION}.spdx.json",
        f"ecr-cleanup-{VERSION}.yaml",
        f"ecr-cleanup-{VERSION}-member-role.yaml",
        f"ecr-cleanup-{VERSION}-{machine}.tar.gz",
        f"ecr-cleanup-{VERSION}-image-{machine}.oci.tar",
        f"ecr-cleanup-{VERSION}-image-{machine}.spdx.json",
        f"ecr-cleanup-{VERSION}-lambda-{machine}.zip",
    ])  # fmt: skip
    assert "Nothing was uploaded" in release.output


def test_checksums_verify_and_name_all_that_is_published(release):
    checked("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=release.folder)
    listed = {line.split()[1] for line in (release.folder / "SHA256SUMS").read_text().splitlines()}
    assert listed == {file.name for file in release.folder.iterdir()} - {"SHA256SUMS", "release-notes.md"}


def test_notes_are_the_changelogs_section(release):
    notes = (release.folder / "release-notes.md").read_text().strip()
    assert notes and notes in (REPOSITORY / "CHANGELOG.md").read_text()
    assert not re.search(r"^## ", notes, re.MULTILINE)


def test_tarball_has_one_folder_and_no_trace_of_this_machine(release):
    with tarfile.open(release.tarball) as archive:
        members = archive.getmembers()
    root = f"ecr-cleanup-{VERSION}-linux-{release.architecture}"
    assert {each.name.split("/")[0] for each in members} == {root}
    assert [each.name for each in members] == sorted(each.name for each in members)
    facts = {(each.uid, each.gid, each.uname, each.gname, each.mtime) for each in members}
    assert facts == {(0, 0, "", "", release.time)}
    executables = {each.name.removeprefix(f"{root}/") for each in members if each.isfile() and each.mode == 0o755}
    assert executables == {"ecr-cleanup", "ecr-simulator", "demo"}
    assert all(each.mode == 0o644 for each in members if each.isfile() and each.mode != 0o755)


def test_tarball_has_what_a_newcomer_needs(unpacked):
    names = {"LICENSE", "README.md", "CHANGELOG.md", "man/ecr-cleanup.1"}
    names |= {"policies/untagged.json", "events/scheduled.json", "registries/sample.json"}
    names |= {f"completions/ecr-cleanup.{shell}" for shell in ("bash", "zsh", "fish")}
    assert all((unpacked / name).stat().st_size for name in names)


DOCUMENTS = ["docs/GETTING-STARTED.md", "docs/RELEASES.md", "terraform/README.md"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_name_the_files_of_the_release(name, release):
    text = (REPOSITORY / name).read_text()
    named = set(re.findall(r"ecr-cleanup-\d[\w.-]*?\.(?:zip|tar\.gz|oci\.tar|spdx\.json)", text))
    made = {file.name for file in release.folder.iterdir()}
    machines = ("ARCH", "x86_64", "arm64")
    possible = {each.replace(release.architecture, machine) for each in made for machine in machines}
    possible.add(release.tarball.name.replace(f"linux-{release.architecture}", "macos-arm64"))
    assert named and named <= possible, named - possible


def test_programs_version_is_that_of_the_release(unpacked):
    assert checked(unpacked / "ecr-cleanup", "--version").strip() == VERSION


def test_demo_shows_a_plan_and_leaves_nothing_running(unpacked, tmp_path):
    # A newcomer may be set up for an account of their own.
    own = {"AWS_PROFILE": "production", "AWS_ENDPOINT_URL_ECR": "http://127.0.0.1:9", "DRY_RUN": "false"}
    settings = clean_environment(tmp_path, **own)
    output = checked(unpacked / "demo", "--color", "never", cwd=tmp_path, env=settings, timeout=60)
    assert TOTALS in output
    processes = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")]
    assert not [each for each in processes if str(unpacked).encode() in each]


def test_demo_passes_options_and_the_exit_status_on(unpacked, tmp_path):
    assert "team-a/app" in checked(unpacked / "demo", "--explain", "team-a/app", cwd=tmp_path)
    assert run(unpacked / "demo", "--no-such-option", cwd=tmp_path).returncode == 2


def test_zip_holds_the_tarballs_program(release, unpacked):
    checked("unzip", "-q", release.zip, "-d", unpacked.parent / "zip")
    bootstrap = unpacked.parent / "zip/bootstrap"
    assert bootstrap.read_bytes() == (unpacked / "ecr-cleanup").read_bytes()


def test_bill_of_materials_lists_each_dependency(release):
    packages = {each["name"]: each for each in release.bill["packages"]}
    manifest = (REPOSITORY / "Package.swift").read_text()
    declared = dict(re.findall(r'package\(url: "[^"]*/([^"/]+)", exact: "([^"]+)"', manifest))
    assert len(declared) == manifest.count("package(url:")
    assert {name: each["versionInfo"] for name, each in packages.items() if name in declared} == declared
    assert packages.keys() == declared.keys() | {"ecr-cleanup", "libcurl", "openssl", "swift"}
    assert packages["ecr-cleanup"]["versionInfo"] == VERSION


def test_bill_of_materials_is_valid(release):
    document = parse_file(str(release.bill_file))
    assert validate_full_spdx_document(document) == []
    assert document.creation_info.spdx_version == "SPDX-2.3"


def test_each_package_of_the_bill_is_related_to_the_program(release):
    related = {each["relatedSpdxElement"] for each in release.bill["relationships"]}
    assert related == {each["SPDXID"] for each in release.bill["packages"]}


def test_bill_of_materials_says_what_it_leaves_out(release):
    assert "without versions" in release.bill["comment"]


def test_image_has_a_bill_of_its_own_with_each_file(release, image):
    file = release.file(f"-image-linux-{release.architecture}.spdx.json")
    assert validate_full_spdx_document(parse_file(str(file))) == []
    listed = {each["fileName"]: each["checksums"][1] for each in json.loads(file.read_text())["files"]}
    here = {f"./{path.relative_to(image.root)}": path for path in image.root.rglob("*") if not path.is_symlink()}
    here = {name: sha256(path.read_bytes()).hexdigest() for name, path in here.items() if path.is_file()}
    assert listed == {name: {"algorithm": "SHA256", "checksumValue": digest} for name, digest in here.items()}


def blobs(release) -> tuple[dict, dict]:
    """The image's manifest and configuration, each of whose digests is checked."""
    with tarfile.open(release.image) as archive:
        contents = {each.name: archive.extractfile(each).read() for each in archive if each.isfile()}
    assert json.loads(contents.pop("oci-layout")) == {"imageLayoutVersion": "1.0.0"}
    (described,) = json.loads(contents.pop("index.json"))["manifests"]
    for name, data in contents.items():
        assert name == f"blobs/sha256/{sha256(data).hexdigest()}"

    def blob(descriptor: dict) -> bytes:
        data = contents["blobs/" + descriptor["digest"].replace(":", "/")]
        assert len(data) == descriptor["size"]
        return data

    manifest = json.loads(blob(described))
    configuration = json.loads(blob(manifest["config"]))
    unzipped = [gzip.decompress(blob(layer)) for layer in manifest["layers"]]
    assert configuration["rootfs"]["diff_ids"] == [f"sha256:{sha256(each).hexdigest()}" for each in unzipped]
    return manifest, configuration


def test_image_is_a_valid_layout_and_says_what_it_is(release):
    manifest, configuration = blobs(release)
    assert manifest["mediaType"] == "application/vnd.oci.image.manifest.v1+json"
    assert configuration["architecture"] == {"x86_64": "amd64", "arm64": "arm64"}[release.architecture]
    labels = configuration["config"]["Labels"]
    assert labels["org.opencontainers.image.version"] == VERSION
    assert labels["org.opencontainers.image.revision"] == checked("git", "rev-parse", "HEAD", cwd=REPOSITORY).strip()


def test_image_starts_the_program_as_nobody_in_particular(release):
    _, configuration = blobs(release)
    config = configuration["config"]
    assert (config["Entrypoint"], config["Cmd"]) == (["ecr-cleanup"], ["--help"])
    user, group = config["User"].split(":")
    assert int(user) > 0 and int(group) > 0


def test_image_has_certificates_and_each_library(image):
    certificates = (image.root / "etc/ssl/certs/ca-certificates.crt").read_text()
    assert certificates.count("BEGIN CERTIFICATE") > 50
    # The loader, in the image, lists what it finds there.
    for program in ("ecr-cleanup", "ecr-simulator"):
        listed = image.run("/bin/sh", "-c", f"LD_TRACE_LOADED_OBJECTS=1 /opt/ecr-cleanup/{program}")
        assert "libcurl.so.4 => /" in listed and "not found" not in listed


def test_image_has_nothing_that_gains_privileges(image):
    files = [path for path in image.root.rglob("*") if path.is_file() and not path.is_symlink()]
    assert files and not [path for path in files if path.stat().st_mode & 0o6000]


def test_image_shows_a_plan_of_the_sample_registry(image):
    assert TOTALS in image.run("demo", "--color", "never")


def test_image_runs_the_program_as_its_user(image):
    assert image.run("ecr-cleanup", "--version").strip() == VERSION
    said = image.run("/bin/sh", "-c", "echo $HOME; cd /work && : >file && echo written")
    assert said.split() == ["/home/nonroot", "written"]


def test_second_packing_gives_the_same_bytes(release, tmp_path):
    again = dry_run(tmp_path, umask=0o077, TZ="Pacific/Auckland", LC_ALL="C")
    assert (again.folder / "SHA256SUMS").read_text() == (release.folder / "SHA256SUMS").read_text()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ([], "say what to do"),
        (["--fast"], "--fast"),
        (["--output"], "--output"),
        (["build", "publish"], "build and publish"),
        (["gather", "--tag", "v9.9.9"], "use the tag v"),
        (["gather", "--tag", VERSION], "a tag begins with v"),
        (["build", "--host", "--simulator", "nowhere"], "--simulator nowhere: there is no such file"),
        (["push-image"], "push-image needs --tag"),
        (["publish"], "publish needs --tag"),
    ],
    ids=[
        "nothing", "unknown", "no value", "two parts", "another version", "no v",
        "no simulator", "image without tag", "release without tag",
    ],  # fmt: skip
)
def test_wrong_options_are_refused(options, named, tmp_path):
    result = run(REPOSITORY / "scripts/release", *options, cwd=tmp_path)
    assert result.returncode == 1
    assert named in result.stdout and "Traceback" not in result.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changelog", "named"),
    [
        (f"## {VERSION}, not released yet\n\n- All.\n", "write the day of the release"),
        ("## 0.0.9, 2026-01-01\n\n- All.\n", f"no section `## {VERSION}`"),
        (f"## {VERSION}0, 2026-01-01\n\n- All.\n", f"no section `## {VERSION}`"),
        (f"## {VERSION}, 2026-01-01\n\n## 0.0.9\n\n- All.\n", f"no section `## {VERSION}`"),
    ],
    ids=["no date", "another version", "a longer version", "nothing in it"],
)
def test_tag_without_its_section_in_the_changelog_is_refused(changelog, named, tmp_path):
    clone = fake_git(tmp_path, changelog)
    result = run(clone / "scripts/release", "gather", "--tag", f"v{VERSION}")
    assert result.returncode == 1
    assert named in result.stdout and "Traceback" not in result.stdout


def gathered(clone: Path, **environment: str):
    return run(clone / "scripts/release", "gather", "--tag", f"v{VERSION}", env=os.environ | environment)


def test_help_is_the_head_of_the_script(tmp_path):
    said = checked(REPOSITORY / "scripts/release", "--help", cwd=tmp_path)
    assert said.startswith("Makes a release") and "--simulator FILE" in said and "set -" not in said
    assert checked(REPOSITORY / "scripts/release", "-h", cwd=tmp_path) == said


def test_unknown_option_is_answered_with_all_that_there_are(tmp_path):
    script = (REPOSITORY / "scripts/release").read_text()
    said = run(REPOSITORY / "scripts/release", "--fast", cwd=tmp_path).stdout
    described = re.findall(r"^#   (?:scripts/release )?(-[a-z-]+|[a-z-]+)(?=[ ,])", script, re.MULTILINE)
    assert len(described) > 8 and all(each in said for each in described), described


def test_tag_with_its_section_is_accepted(tmp_path):
    clone = dated(tmp_path)
    add_files_of_all_machines(clone / "dist")
    (clone / "dist" / f"ecr-cleanup-{VERSION}-notes.txt").write_text("Somebody's own.")
    result = gathered(clone, GITHUB_REPOSITORY="Owner/ecr-cleanup", GITHUB_SERVER_URL="https://github.com")
    assert result.returncode == 0, result.stdout
    notes = (clone / "dist/release-notes.md").read_text()
    assert notes == f"- See [there](https://github.com/Owner/ecr-cleanup/blob/v{VERSION}/docs/X.md).\n"
    listed = (clone / "dist/SHA256SUMS").read_text()
    assert listed.count("\n") == 13 and "notes" not in listed


def test_tag_wants_the_files_of_all_machines(tmp_path):
    clone = dated(tmp_path)
    add_files_of_all_machines(clone / "dist")
    missing = [f"ecr-cleanup-{VERSION}-{each}" for each in ("lambda-linux-arm64.zip", "macos-arm64.tar.gz")]
    for name in missing:
        (clone / "dist" / name).unlink()
    result = gathered(clone)
    assert result.returncode == 1 and f"lacks {', '.join(missing)}" in result.stdout
    assert not (clone / "dist/SHA256SUMS").exists()


@pytest.mark.parametrize("content", [None, "", "{}", "[]", "not JSON"])
def test_gather_without_a_usable_package_resolved_is_refused(content, tmp_path):
    clone = dated(tmp_path)
    (clone / "dist").mkdir()
    if content is not None:
        (clone / "dist/Package.resolved").write_text(content)
    result = run(clone / "scripts/release", "gather")
    assert result.returncode == 1
    assert "run scripts/release build first" in result.stdout and "Traceback" not in result.stdout


def test_tag_of_a_commit_outside_main_is_refused(tmp_path):
    clone = dated(tmp_path)
    add_files_of_all_machines(clone / "dist")
    for command in (["checkout", "--quiet", "-b", "other"], ["commit", "--quiet", "--allow-empty", "-m", "Other"]):
        checked("git", "-c", "user.name=Test", "-c", "user.email=test@example.com", *command, cwd=clone)
    result = gathered(clone)
    assert result.returncode == 1 and "is not on the branch main" in result.stdout


def test_tag_is_refused_where_main_is_not_known(tmp_path):
    clone = dated(tmp_path)
    add_files_of_all_machines(clone / "dist")
    checked("git", "branch", "--move", "main", "other", cwd=clone)
    result = gathered(clone)
    assert result.returncode == 1 and "fetch all history of main" in result.stdout


WORKFLOWS = sorted([*(REPOSITORY / ".github/workflows").glob("*.yml"), *(REPOSITORY / "docs/ci").glob("*.yml")])


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_actions_are_pinned_by_digest_with_their_version(file):
    uses = re.findall(r"uses: (.*)", file.read_text())
    assert uses
    for each in uses:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each), each


def test_one_action_has_one_digest_everywhere():
    found = {each for file in WORKFLOWS for each in re.findall(r"uses: (.*)", file.read_text())}
    assert len({each.split("@")[0] for each in found}) == len(found), found


def test_workflow_releases_what_was_tested_and_is_on_main():
    jobs = yaml.safe_load((REPOSITORY / ".github/workflows/release.yml").read_text())["jobs"]
    assert jobs["test"]["steps"][-1]["run"] == ".ci/run" and "needs" not in jobs["test"]
    assert sorted(jobs["gather"]["needs"]) == ["build", "test"]
    assert (jobs["image"]["needs"], jobs["publish"]["needs"]) == ("gather", "image")
    assert jobs["gather"]["steps"][0]["with"]["fetch-depth"] == 0


def stand_in(folder: Path, name: str) -> Path:
    """A tool that notes what it is asked, and uploads nothing. Returns the file of the notes."""
    asked = folder / "asked"
    (folder / name).write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$*" >>"{asked}"\n'
        'while [ $# -gt 0 ]; do case "$1" in --digestfile) printf sha256:0 >"$2" ;; esac; shift; done\n'
    )
    (folder / name).chmod(0o755)
    return asked


def uploaded(part: str, clone: Path, tools: Path):
    settings = {"PATH": f"{tools}:{os.environ['PATH']}", "GITHUB_REPOSITORY": "Owner/ecr-cleanup"}
    settings |= {"GITHUB_TOKEN": "t", "GITHUB_ACTOR": "a", "GITHUB_OUTPUT": str(tools / "outputs")}
    return run(clone / "scripts/release", part, "--tag", f"v{VERSION}", env=os.environ | settings)


@pytest.fixture
def complete(tmp_path) -> Path:
    """A repository whose dist/ is ready to be uploaded, with a file that is not part of it."""
    clone = dated(tmp_path)
    add_files_of_all_machines(clone / "dist")
    assert gathered(clone).returncode == 0
    (clone / "dist" / f"ecr-cleanup-{VERSION}-image-linux-old.oci.tar").write_text("old")
    return clone


def test_images_of_all_machines_are_pushed_as_one(complete, tmp_path):
    asked = stand_in(tmp_path, "buildah")
    result = uploaded("push-image", complete, tmp_path)
    assert result.returncode == 0, result.stdout
    lines = asked.read_text().splitlines()
    assert lines[0] == "login --username a --password-stdin ghcr.io"
    assert [line.split()[1] for line in lines[1:]] == ["create", "add", "add", "push", "ghcr.io"]
    for line, architecture in zip(lines[2:4], ("arm64", "x86_64"), strict=True):
        assert line.endswith(f"oci-archive:{complete}/dist/ecr-cleanup-{VERSION}-image-linux-{architecture}.oci.tar")
    assert lines[4].endswith(f"docker://ghcr.io/owner/ecr-cleanup:{VERSION}")
    assert lines[5] == "logout ghcr.io"
    outputs = dict(line.split("=", 1) for line in (tmp_path / "outputs").read_text().splitlines())
    bill = complete / f"dist/ecr-cleanup-{VERSION}.spdx.json"
    assert outputs == {"image": "ghcr.io/owner/ecr-cleanup", "digest": "sha256:0", "sbom": str(bill)}


def test_release_has_the_files_that_the_checksums_list(complete, tmp_path):
    asked = stand_in(tmp_path, "gh")
    result = uploaded("publish", complete, tmp_path)
    assert result.returncode == 0, result.stdout
    files = {word for word in asked.read_text().split() if word.startswith(f"{complete}/dist/")}
    listed = {line.split()[1] for line in (complete / "dist/SHA256SUMS").read_text().splitlines()}
    assert {Path(each).name for each in files} == listed | {"SHA256SUMS", "release-notes.md"}


@pytest.mark.parametrize(("part", "tool"), [("publish", "gh"), ("push-image", "buildah")])
def test_nothing_is_uploaded_that_changed_since_it_was_gathered(part, tool, complete, tmp_path):
    asked = stand_in(tmp_path, tool)
    (complete / f"dist/ecr-cleanup-{VERSION}-linux-arm64.tar.gz").write_text("changed")
    result = uploaded(part, complete, tmp_path)
    assert result.returncode == 1 and "is not the file that SHA256SUMS lists" in result.stdout
    assert not asked.exists()


@pytest.mark.parametrize("name", SIGN_INS)
def test_released_program_signs_in(name, unpacked, program, tmp_path, started):
    registry = RecordingRegistry()
    sign_in = SIGN_INS[name](tmp_path)
    started += [registry, sign_in]
    made = functools.partial(released, unpacked, program)
    assert key_by_program(sign_in, tmp_path, made, registry) == sign_in.access_key_id


@pytest.mark.parametrize("name", ROLES)
def test_released_program_assumes_roles(name, unpacked, program, tmp_path, moto, started):
    registry = RecordingRegistry()
    sign_in, expected = ROLES[name](tmp_path, moto.endpoint)
    started += [registry, sign_in]
    key = key_by_program(sign_in, tmp_path, functools.partial(released, unpacked, program), registry)
    roles = [role for account in sts_backends.values() for role in account["global"].assumed_roles]
    assert key == next(each.access_key_id for each in roles if each.role_arn == expected[-1][0])


def released(unpacked, program, endpoint: str):
    made = program(endpoint)
    made.binary = unpacked / "ecr-cleanup"
    return made
