"""The templates by checkov, with everything made that can be. What is left out of its rules says why in the template."""

import json
import re
import sys
from pathlib import Path

import pytest
from support.package import run
from support.switches import SWITCHES
from support.template import MEMBER_ROLE, TEMPLATE, deployable_template

CHECKOV = Path(sys.prefix) / "checkov/bin/checkov"
LEFT_OUT = {"CKV_AWS_18", "CKV_AWS_21", "CKV_AWS_116"}
# It passes over resources whose conditions don't hold by the defaults.
MAKING = ("FanOut", "FanOutLogLevel", "CleanOnPush", "NotificationEmail", "Dashboard")


def making_everything(text: str) -> str:
    for name in MAKING:
        text, count = re.subn(rf"(^  {name}:\n(?:    .*\n)*?    Default: ).*", rf'\1"{SWITCHES[name][1]}"', text, flags=re.MULTILINE)
        assert count == 1, name
    return text


@pytest.mark.timeout(300)
def test_checkov_finds_nothing(tmp_path):
    (tmp_path / "template.yaml").write_text(making_everything(TEMPLATE.read_text()))
    (tmp_path / "ecr-cleanup.yaml").write_text(making_everything(deployable_template.deployable()))
    (tmp_path / "member-role.yaml").write_text(MEMBER_ROLE.read_text())
    # It says nothing of what it doesn't read. Here is something to find.
    (tmp_path / "open.yaml").write_text('AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Open:\n    Type: AWS::S3::Bucket\n')
    command = [CHECKOV, "--framework", "cloudformation", "--skip-download", "--output", "json", "--directory", tmp_path]
    results = json.loads(run(*command, cwd=tmp_path).stdout)["results"]
    failed = {(each["file_path"], each["resource"], each["check_id"]) for each in results["failed_checks"]}
    assert {each[:2] for each in failed} == {("/open.yaml", "AWS::S3::Bucket.Open")}, failed
    skipped = results["skipped_checks"]
    assert {each["check_id"] for each in skipped} == LEFT_OUT and all(each["check_result"]["suppress_comment"] for each in skipped)
    read = {(each["file_path"], each["resource"].split(".")[-1]) for each in results["passed_checks"]}
    roles, others = {"FunctionRole", "ScheduleRole", "FanOutRole"}, {"FailureQueue", "NotificationTopic", "ResultBucket"}
    assert read >= {(file, name) for file in ("/template.yaml", "/ecr-cleanup.yaml") for name in roles | others}
    assert ("/member-role.yaml", "MemberRole") in read
