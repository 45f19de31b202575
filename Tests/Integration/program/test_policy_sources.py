"""A policy from a variable, a file, an option, an event, and Systems Manager and S3 (by moto)."""

import hashlib
import json
import os
import re
import threading

import pytest
from support.policies import untagged_policy
from support.program import REGION
from support.simulator import image, repository

IMAGES = [image("ten", 10), image("twenty", 20), image("thirty", 30)]


@pytest.fixture
def registry(simulate):
    return simulate(repository("team-a/app", *IMAGES))


def selected(run) -> int:
    assert run.status == 0, run
    return run.summary["totals"]["selected"]


@pytest.fixture
def policy_file(tmp_path):
    def write(policy) -> str:
        path = tmp_path / "policy.json"
        path.write_text(json.dumps(policy))
        return str(path)

    return write


def test_inline(registry, program):
    cleanup = program(registry.endpoint)
    assert selected(cleanup.invoke({})) == 2
    assert selected(cleanup.invoke({}, CLEANUP_POLICY="\n " + json.dumps(untagged_policy(25)))) == 1


def test_file(registry, program, policy_file):
    assert selected(program(registry.endpoint).invoke({}, CLEANUP_POLICY=policy_file(untagged_policy(5)))) == 3


def test_file_is_read_for_each_event(registry, emulate, policy_file):
    path = policy_file(untagged_policy(5))
    function = emulate(registry.endpoint, CLEANUP_POLICY=path, DRY_RUN="false")
    assert function.invoke({"dryRun": True})["totals"]["selected"] == 3
    policy_file(untagged_policy(25))
    assert function.invoke({})["totals"]["deleted"] == 1
    policy_file({"rules": 1})
    assert "rules" in function.invoke({})["errorMessage"]
    assert len(registry.digests["team-a/app"]) == 2


def test_file_may_be_a_pipe_which_is_read_once(registry, program, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    threading.Thread(target=pipe.write_text, args=[json.dumps(untagged_policy(5))], daemon=True).start()
    assert selected(program(registry.endpoint).invoke({}, CLEANUP_POLICY=str(pipe))) == 3


def test_option_goes_before_the_variable(registry, program, policy_file):
    path = policy_file(untagged_policy(5))
    run = program(registry.endpoint).invoke({}, "--policy", path, CLEANUP_POLICY=json.dumps(untagged_policy(25)))
    assert selected(run) == 3
    assert run.summary["repositories"][0]["policy"] == "default"


def test_deletes_by_the_policy(registry, program, policy_file):
    run = program(registry.endpoint).invoke({}, "--delete", "--policy", policy_file(untagged_policy(25)))
    assert run.status == 0, run
    assert run.summary["totals"]["deleted"] == 1
    assert len(registry.digests["team-a/app"]) == 2


@pytest.mark.parametrize("wrong", ["{}", '{"rules": [{}]}', '{"rules": ['])
def test_option_with_a_policy_that_is_none(registry, program, tmp_path, wrong):
    (tmp_path / "wrong.json").write_text(wrong)
    run = program(registry.endpoint).invoke({}, "--policy", tmp_path / "wrong.json")
    assert run.status == 2, run
    assert run.stdout == ""
    assert "wrong.json" in run.stderr
    assert registry.calls == {}


def test_event_brings_a_policy_to_a_dry_run(registry, program):
    cleanup = program(registry.endpoint)
    event = {"policy": untagged_policy(5)}
    assert selected(cleanup.invoke(event)) == 3
    assert selected(cleanup.invoke(event | {"dryRun": True}, DRY_RUN="false")) == 3
    assert registry.mutating_calls == {}


def test_event_that_brings_a_policy_to_a_run_that_would_delete_is_refused(registry, program):
    run = program(registry.endpoint).invoke({"policy": untagged_policy(5)}, "--delete")
    assert run.status == 2, run
    assert "policy" in run.stderr and "dryRun" in run.stderr
    assert registry.calls == {}


def test_faults_of_an_events_policy_have_paths_in_the_event(registry, program):
    run = program(registry.endpoint).invoke({"policy": {"rules": [{}]}})
    assert run.status == 2, run
    assert "policy.rules[0].selection: " in run.stderr
    assert registry.calls == {}


@pytest.fixture
def parameters(moto):
    """Systems Manager's parameters, and beside them a registry with an image of 10 days."""
    moto.create("team-a/app")
    moto.push("team-a/app", 10)
    client = moto.client_of("ssm")
    yield client
    client.close()


def test_parameter_is_decrypted(moto, parameters, program):
    parameters.put_parameter(Name="/cleanup/policy", Type="SecureString", Value=json.dumps(untagged_policy(5)))
    run = program(moto.endpoint).invoke({}, CLEANUP_POLICY="ssm:/cleanup/policy")
    assert selected(run) == 1
    assert run.summary["calls"]["GetParameter"] == 1


def test_parameter_is_read_for_each_event(moto, parameters, emulate):
    parameters.put_parameter(Name="policy", Type="String", Value=json.dumps(untagged_policy(20)))
    function = emulate(moto.endpoint, CLEANUP_POLICY="ssm:policy")
    assert function.invoke({})["totals"]["selected"] == 0
    parameters.put_parameter(Name="policy", Type="String", Value=json.dumps(untagged_policy(5)), Overwrite=True)
    assert function.invoke({})["totals"]["selected"] == 1


def test_parameter_is_pinned_by_its_version_or_a_label(moto, parameters, program):
    texts = [json.dumps(untagged_policy(days)) for days in (20, 5)]
    for text in texts:
        parameters.put_parameter(Name="/cleanup/policy", Type="String", Value=text, Overwrite=True)
    parameters.label_parameter_version(Name="/cleanup/policy", ParameterVersion=1, Labels=["approved"])
    for pin, version, images in (("", 2, 1), (":1", 1, 0), (":2", 2, 1), (":approved", 1, 0)):
        run = program(moto.endpoint).invoke({}, CLEANUP_POLICY=f"ssm:/cleanup/policy{pin}")
        assert selected(run) == images
        assert run.summary["policySource"] == {
            "kind": "ssm",
            "name": f"/cleanup/policy{pin}",
            "version": version,
            "sha256": hashlib.sha256(texts[version - 1].encode()).hexdigest(),
        }


@pytest.mark.parametrize("pin", ["3", "unknown"])
def test_parameter_without_the_pinned_version_fails_the_run(moto, parameters, program, pin):
    parameters.put_parameter(Name="policy", Type="String", Value=json.dumps(untagged_policy(5)))
    run = program(moto.endpoint).invoke({}, DRY_RUN="false", CLEANUP_POLICY=f"ssm:policy:{pin}")
    assert run.status == 1, run
    assert run.summary["status"] == "failed"
    # For a label, moto says ParameterNotFound.
    assert re.search("Parameter(Version)?NotFound", run.summary["reason"])
    assert run.summary["calls"] == {"GetParameter": 1}


def test_parameter_that_is_not_there_fails_the_run(moto, parameters, program):
    run = program(moto.endpoint).invoke({}, DRY_RUN="false", CLEANUP_POLICY="ssm:/cleanup/policy")
    assert run.status == 1, run
    assert run.summary["status"] == "failed"
    assert "ParameterNotFound" in run.summary["reason"]
    assert run.summary["calls"] == {"GetParameter": 1}


def test_parameter_that_is_no_policy_is_refused(moto, parameters, program):
    parameters.put_parameter(Name="policy", Type="String", Value='{"rules": [{}]}')
    run = program(moto.endpoint).invoke({}, DRY_RUN="false", CLEANUP_POLICY="ssm:policy")
    assert run.status == 2, run
    assert run.stdout == ""
    assert "rules[0].selection" in run.stderr
    assert len(moto.digests("team-a/app")) == 1


@pytest.fixture
def bucket(moto):
    """A bucket of S3, and beside it a registry with an image of 10 days."""
    moto.create("team-a/app")
    moto.push("team-a/app", 10)
    client = moto.client_of("s3")
    client.create_bucket(Bucket="policies", CreateBucketConfiguration={"LocationConstraint": REGION})
    yield client
    client.close()


KEYS = ["policy.json", "with space/a+b%20.json", "a//b/../c.json", "naïve/🐳.json", "../policy.json", "/policy.json"]


@pytest.mark.parametrize("key", KEYS)
def test_object_is_read_by_its_exact_key(moto, bucket, program, key):
    bucket.put_object(Bucket="policies", Key=key, Body=json.dumps(untagged_policy(5)))
    run = program(moto.endpoint).invoke({}, CLEANUP_POLICY=f"s3://policies/{key}")
    assert selected(run) == 1
    assert run.summary["calls"]["GetObject"] == 1
    source = run.summary["policySource"]
    assert (source["kind"], source["name"]) == ("s3", f"s3://policies/{key}")
    assert source["version"] == bucket.head_object(Bucket="policies", Key=key)["ETag"].strip('"')


def test_object_is_read_for_each_event_and_its_version_is_named(moto, bucket, emulate):
    bucket.put_bucket_versioning(Bucket="policies", VersioningConfiguration={"Status": "Enabled"})
    versions, selections = [], []
    function = emulate(moto.endpoint, CLEANUP_POLICY="s3://policies/policy.json")
    for days in (20, 5):
        body = json.dumps(untagged_policy(days))
        versions.append(bucket.put_object(Bucket="policies", Key="policy.json", Body=body)["VersionId"])
        summary = function.invoke({})
        assert summary["policySource"]["version"] == versions[-1]
        selections.append(summary["totals"]["selected"])
    assert selections == [0, 1]


def test_object_that_is_not_there_fails_the_run(moto, bucket, program):
    run = program(moto.endpoint).invoke({}, DRY_RUN="false", CLEANUP_POLICY="s3://policies/policy.json")
    assert run.status == 1, run
    assert run.summary["status"] == "failed"
    assert "NoSuchKey" in run.summary["reason"] and "s3://policies/policy.json" in run.summary["reason"]
    assert run.summary["calls"] == {"GetObject": 1}


def test_object_that_is_no_policy_is_refused(moto, bucket, program):
    bucket.put_object(Bucket="policies", Key="policy.json", Body='{"rules": [{}]}')
    run = program(moto.endpoint).invoke({}, DRY_RUN="false", CLEANUP_POLICY="s3://policies/policy.json")
    assert run.status == 2, run
    assert run.stdout == ""
    assert "s3://policies/policy.json" in run.stderr and "rules[0].selection" in run.stderr
    assert len(moto.digests("team-a/app")) == 1


def test_saved_plan_is_applied_by_the_same_object_and_no_other(moto, bucket, program, tmp_path):
    bucket.put_object(Bucket="policies", Key="policy.json", Body=json.dumps(untagged_policy(5)))
    cleanup = program(moto.endpoint, CLEANUP_POLICY="s3://policies/policy.json")
    assert cleanup.run("plan", "--save", tmp_path / "plan.json").status == 0
    bucket.put_object(Bucket="policies", Key="policy.json", Body=json.dumps(untagged_policy(6)))
    refused = cleanup.run("apply", tmp_path / "plan.json", "--yes")
    assert refused.status == 2 and "which has changed" in refused.stderr, refused
    assert len(moto.digests("team-a/app")) == 1
    bucket.put_object(Bucket="policies", Key="policy.json", Body=json.dumps(untagged_policy(5)))
    assert cleanup.run("apply", tmp_path / "plan.json", "--yes").status == 0
    assert moto.digests("team-a/app") == set()
