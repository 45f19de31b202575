"""template.yaml, linted, and resolved for every pair of its switches."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support.fan_out import definition
from support.permissions import RESOURCES, expected_actions, permissions
from support.program import REPOSITORY
from support.switches import (
    BOUNDARY,
    LAYER,
    LISTS,
    OWN_KEY,
    OWN_ROLE,
    PATTERNS,
    ROLES,
    SWITCHES,
    TOPIC,
    combined,
    expected_resources,
    facts,
    parameters,
)
from support.template import (
    ACCOUNT,
    MEMBER_ROLE,
    STACK,
    TEMPLATE,
    Resolver,
    as_list,
    defaults,
    deployable_template,
    source,
    statements,
)


def resolved(*on: str, partition: str = "aws", **others: str) -> Resolver:
    return Resolver(source(), partition, **parameters(set(on)) | others)


def named(on: frozenset[str]) -> str:
    return f"{sorted(on)} are on" if on else "nothing is on"


def function_statements(resolver: Resolver) -> list[dict]:
    return statements({"FunctionRole": resolver.resolve(resolver.template["Resources"]["FunctionRole"])})


DENIALS = {"ApproveNothing": "ReportsBucket", "KeepOtherRepositories": "DeletableRepositories", "KeepRepositories": "UndeletableRepositories"}


def allowed(resolver: Resolver) -> dict[str, list[str]]:
    """The actions that the function's role allows, with their resources; two sources may need the same one."""
    found: dict[str, list[str]] = {}
    for statement in function_statements(resolver):
        if statement["Sid"] in DENIALS:
            assert statement["Effect"] == "Deny"
            continue
        assert statement["Effect"] == "Allow"
        conditional = {"Condition"} if statement["Sid"] in {"ListPlans", "AssumeTargetRoles"} else set()
        assert set(statement) - conditional == {"Sid", "Effect", "Action", "Resource"}
        for action in as_list(statement["Action"]):
            resources = as_list(statement["Resource"])
            found[action] = found.get(action, []) + [each for each in resources if each not in found.get(action, [])]
    return found


def test_cfn_lint_finds_nothing(tmp_path):
    machine = json.loads(definition(Partition="aws", FunctionArn="arn:aws:lambda:eu-west-1:123456789012:function:f"))
    # Its schema of the states language knows numbers only, where Step Functions takes expressions, too.
    machine["States"]["CleanBatches"] |= {"MaxConcurrency": 5, "ToleratedFailurePercentage": 20}
    properties = {"RoleArn": "arn:aws:iam::123456789012:role/r", "Definition": machine}
    properties["DefinitionSubstitutions"] = {name: "x" for name in ("BatchSize", "ResultBucket", "TopicArn")}
    file = tmp_path / "machine.json"
    file.write_text(json.dumps({"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}}}))
    deployed = tmp_path / "ecr-cleanup.yaml"
    deployed.write_text(deployable_template.deployable())
    lint = Path(sys.executable).with_name("cfn-lint")
    command = [lint, "--include-checks", "I", "--", TEMPLATE, deployed, MEMBER_ROLE, file]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, ""), run.stdout + run.stderr


def test_parameters_have_descriptions_defaults_and_groups():
    document = source()
    groups = document["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [name for group in groups for name in group["Parameters"]]
    assert sorted(grouped) == sorted(document["Parameters"])
    labels = document["Metadata"]["AWS::CloudFormation::Interface"]["ParameterLabels"]
    assert list(labels) == grouped and all(each["default"] for each in labels.values())
    for name, each in document["Parameters"].items():
        assert each["Description"] and "Default" in each, name
        assert each["Type"] == "CommaDelimitedList" or each.keys() & {"AllowedValues", "AllowedPattern", "MinValue"}, name


def test_deploy_needs_no_answers_but_the_last():
    settings = tomllib.loads((REPOSITORY / "samconfig.toml").read_text())["default"]["deploy"]["parameters"]
    assert settings["stack_name"] == "ecr-cleanup" and settings["resolve_s3"]
    # The change set is shown, and a person says yes.
    assert settings["confirm_changeset"]
    # No role has a name of its own, so that a stack may be made twice.
    named = [name for name, each in source()["Resources"].items() if {"RoleName", "PolicyName"} & each["Properties"].keys()]
    assert named == [] and settings["capabilities"] == "CAPABILITY_IAM"


def test_role_allows_what_the_switches_say_and_nothing_else():
    for on in combined():
        expected = expected_actions(facts(on))
        found = allowed(resolved(*on))
        assert found.keys() == expected.keys(), named(on)
        for action, kinds in expected.items():
            patterns = [RESOURCES[kind] for kind in kinds]
            resources = found[action] if kinds else []
            assert all(any(re.fullmatch(each, resource) for each in patterns) for resource in resources), (action, resources)
            assert all(any(re.fullmatch(each, resource) for resource in resources) for each in patterns), (action, resources)


def test_policy_of_the_role_leaves_room_for_longer_lists():
    """IAM takes 10,240 characters, blanks aside, of all policies in a role."""
    document = {"Version": "2012-10-17", "Statement": function_statements(resolved(*SWITCHES))}
    assert len(json.dumps(document, separators=(",", ":"))) < 9_000


def test_resources_are_those_that_the_switches_ask_for():
    for on in combined():
        assert resolved(*on).resources.keys() == expected_resources(on), named(on)


def test_template_with_its_defaults_deletes_nothing():
    resolver = Resolver(source())
    function = resolver.resources["EcrCleanupFunction"]["Properties"]
    assert function["Environment"]["Variables"] == {"DRY_RUN": "true"}
    assert not [action for action in allowed(resolver) if re.search("Delete|Update|Put(?!LogEvents)|Batch(?!Get)", action)]


def test_defaults_are_enough_for_the_built_in_policy():
    actions = allowed(Resolver(source()))
    assert {"ecs:DescribeTasks", "lambda:GetFunction", "ecr:DescribeImages"} <= actions.keys()
    assert not {action for action in actions if action.split(":")[0] in {"inspector2", "batch", "sts", "ssm", "s3", "kms", "sns"}}


@pytest.mark.parametrize("value", ["True", "FALSE", "0", "no", "", " false"])
def test_dry_run_takes_two_words_only(value):
    assert value not in source()["Parameters"]["DryRun"]["AllowedValues"]


def test_only_false_gives_the_permission_to_delete():
    for dry_run in ("true", "false"):
        resolver = Resolver(source(), DryRun=dry_run, AllowArchive="true")
        deletes = {"ecr:BatchDeleteImage", "ecr:UpdateImageStorageClass"} & allowed(resolver).keys()
        assert bool(deletes) == (dry_run == "false")
        variables = resolver.resources["EcrCleanupFunction"]["Properties"]["Environment"]["Variables"]
        assert variables["DRY_RUN"] == dry_run


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ([], None),
        (["Policy"], SWITCHES["Policy"][1]),
        (["PolicyParameter"], "ssm:/ecr-cleanup/policy"),
        (["PolicyObject"], "s3://my-bucket/ecr-cleanup/policy.json"),
        (["Policy", "PolicyObject"], "s3://my-bucket/ecr-cleanup/policy.json"),
        (["Policy", "PolicyParameter", "PolicyObject"], "ssm:/ecr-cleanup/policy"),
    ],
    ids=["built-in", "inline", "parameter", "object", "inline and object", "all"],
)
def test_policy(on, expected):
    variables = resolved(*on).resources["EcrCleanupFunction"]["Properties"]["Environment"]["Variables"]
    assert variables.get("CLEANUP_POLICY") == expected


@pytest.mark.parametrize("version", ["", ":3", ":stable"])
@pytest.mark.parametrize("name", ["/ecr-cleanup/policy", "ecr-cleanup"])
def test_parameter_is_the_only_one_that_the_role_reads(name, version):
    resolver = Resolver(source(), PolicyParameter=name + version)
    (resource,) = allowed(resolver)["ssm:GetParameter"]
    assert resource == f"arn:aws:ssm:eu-west-1:123456789012:parameter/{name.removeprefix('/')}"
    # A version or a label is the program's to ask for: permissions know none.
    variables = resolver.resources["EcrCleanupFunction"]["Properties"]["Environment"]["Variables"]
    assert variables["CLEANUP_POLICY"] == f"ssm:{name}{version}"
    assert re.fullmatch(source()["Parameters"]["PolicyParameter"]["AllowedPattern"], name + version)


def test_object_is_the_only_one_that_the_role_reads():
    assert allowed(resolved("PolicyObject"))["s3:GetObject"] == ["arn:aws:s3:::my-bucket/ecr-cleanup/policy.json"]


def test_lists_are_the_only_ones_that_the_role_reads():
    actions = allowed(resolved("ImageListArns"))
    assert actions["s3:GetObject"] == actions["ssm:GetParameter"] == LISTS.split(",")


REPORTS_FOLDER = "my-reports/ecr-cleanup/123456789012/eu-west-1"
REPORTS_ARN = f"arn:aws:s3:::{REPORTS_FOLDER}"


def test_reports_are_written_below_runs_and_plans_are_read_there_and_where_they_are_approved():
    resolver = resolved("ReportsBucket")
    assert allowed(resolver)["s3:PutObject"] == [f"{REPORTS_ARN}/runs/*"]
    assert allowed(resolver)["s3:GetObject"] == [f"{REPORTS_ARN}/runs/*", f"{REPORTS_ARN}/approved/*"]
    (statement,) = (each for each in function_statements(resolver) if each["Action"] == "s3:ListBucket")
    folder = REPORTS_FOLDER.removeprefix("my-reports/")
    assert statement["Resource"] == "arn:aws:s3:::my-reports"
    assert statement["Condition"] == {"StringLike": {"s3:prefix": [f"{folder}/runs/*", f"{folder}/approved/*"]}}


def test_function_can_not_approve_its_own_plans():
    for on in combined():
        denied = [each for each in function_statements(resolved(*on)) if each["Effect"] == "Deny"]
        assert {each["Sid"] for each in denied} == {sid for sid, switch in DENIALS.items() if switch in on}, named(on)
        for each in (each for each in denied if each["Sid"] == "ApproveNothing"):
            assert each["Resource"] == f"{REPORTS_ARN}/approved/*" and "Condition" not in each
            assert {"s3:PutObject", "s3:ReplicateObject", "s3:DeleteObject"} <= set(each["Action"])


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ([], {}),
        (["ReportsBucket"], {"REPORTS": f"s3://{REPORTS_FOLDER}", "REPORTS_BUCKET_OWNER": "123456789012"}),
        (
            ["ReportsBucket", "ReportsBucketOwner", "RequireApproval"],
            {"REPORTS": f"s3://{REPORTS_FOLDER}", "REPORTS_BUCKET_OWNER": "444444444444", "REQUIRE_APPROVAL": "true"},
        ),
        # The rule refuses it; without the rule the program would.
        (["RequireApproval"], {"REQUIRE_APPROVAL": "true"}),
    ],
    ids=["none", "bucket", "approval in another account's bucket", "approval without a bucket"],
)
def test_reports_and_approval(on, expected):
    variables = resolved(*on).resources["EcrCleanupFunction"]["Properties"]["Environment"]["Variables"]
    assert {name: value for name, value in variables.items() if re.match("REPORTS|REQUIRE", name)} == expected


def test_approval_needs_a_bucket():
    (rule,) = source()["Rules"].values()
    (assertion,) = rule["Assertions"]
    for on, asked, holds in (([], False, False), (["RequireApproval"], True, False), (["RequireApproval", "ReportsBucket"], True, True)):
        resolver = resolved(*on)
        assert (resolver.resolve(rule["RuleCondition"]), resolver.resolve(assertion["Assert"])) == (asked, holds)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("ReportsBucket", "my-reports", True),
        ("ReportsBucket", "s3://my-reports", False),
        ("ReportsBucket", "my-reports/prefix", False),
        ("ReportsPrefix", "teams/a_1.b-2", True),
        ("ReportsPrefix", "", False),
        ("ReportsPrefix", "reports/", False),
        ("ReportsPrefix", "/reports", False),
        ("ReportsPrefix", "reports/*", False),
        ("ReportsPrefix", "${aws:username}", False),
        ("ReportsBucketOwner", "12345678901", False),
        ("ReportsKmsKeyArn", "arn:aws:kms:eu-west-1:123456789012:alias/reports", False),
    ],
)
def test_parameters_of_reports_are_names_without_wildcards(name, value, allowed):
    assert bool(re.fullmatch(source()["Parameters"][name]["AllowedPattern"], value)) == allowed


@pytest.mark.parametrize("on", [(), ("FanOut",), ("FanOut", "ReportsKmsKeyArn")], ids=["plain", "fan-out", "all"])
def test_approvers_read_plans_and_copy_them_and_do_nothing_else(on):
    document = json.loads(resolved("ReportsBucket", *on).outputs["ApproverPolicy"])
    found = {each["Sid"]: each for each in document["Statement"]}
    assert {each["Effect"] for each in found.values()} == {"Allow"}
    assert (found["ReadPlans"]["Action"], found["ReadPlans"]["Resource"]) == (
        ["s3:GetObject", "s3:GetObjectTagging"], f"{REPORTS_ARN}/runs/*",
    )
    # Who could write below runs/ could announce what no run has planned.
    assert (found["ApprovePlans"]["Action"], found["ApprovePlans"]["Resource"]) == ("s3:PutObject", f"{REPORTS_ARN}/approved/*")
    (listing,) = (each for each in function_statements(resolved("ReportsBucket")) if each["Sid"] == "ListPlans")
    assert found["ListPlans"] == listing
    assert found["RunPlans"]["Resource"] == "GetAtt(EcrCleanupFunction.Arn)"
    assert ("FanPlansOut" in found, "EncryptPlans" in found) == ("FanOut" in on, "ReportsKmsKeyArn" in on)
    assert resolved("ReportsBucket", *on).outputs["ReportsAddress"] == f"s3://{REPORTS_FOLDER}"
    assert not {"ApproverPolicy", "ReportsAddress"} & resolved(*on).outputs.keys()


def test_page_has_the_policy_of_approvers_as_the_stack_has_it():
    page = (REPOSITORY / "docs/REPORTS.md").read_text()
    (text,) = (each for each in re.findall(r"```json\n(.*?)```", page, re.DOTALL) if '"ApprovePlans"' in each)
    output = resolved(ReportsBucket="my-reports").outputs["ApproverPolicy"]
    function = "arn:aws:lambda:eu-west-1:123456789012:function:ecr-cleanup"
    assert json.loads(text) == json.loads(output.replace("GetAtt(EcrCleanupFunction.Arn)", function))


def test_roles_of_targets_are_the_only_ones_that_are_assumed():
    assert allowed(resolved("TargetRoleArns"))["sts:AssumeRole"] == ROLES.split(",")


@pytest.mark.parametrize(
    ("roles", "organization", "assumed"),
    [
        (ROLES, "", True),
        (ROLES, "o-a1b2c3d4e5", True),
        (PATTERNS, "", False),
        (f"{ROLES},{PATTERNS}", "", False),
        (PATTERNS, "o-a1b2c3d4e5", True),
    ],
)
def test_roles_of_any_account_are_assumed_within_an_organization_only(roles, organization, assumed):
    resolver = resolved(TargetRoleArns=roles, TargetOrganizationId=organization)
    found = [each for each in function_statements(resolver) if each["Action"] == "sts:AssumeRole"]
    condition = {"Condition": {"StringEquals": {"aws:ResourceOrgID": organization}}} if organization else {}
    expected = {"Sid": "AssumeTargetRoles", "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": roles.split(",")} | condition
    assert found == ([expected] if assumed else [])


@pytest.mark.parametrize(
    ("role", "taken"),
    [
        ("arn:aws:iam::222222222222:role/ecr-cleanup", True),
        ("arn:aws:iam::*:role/ecr-cleanup-member", True),
        ("arn:aws-cn:iam::*:role/ops/ecr-*", True),
        ("arn:aws:iam::2222*:role/ecr-cleanup", False),
        ("arn:aws:iam::*:role/*", False),
        ("arn:aws:iam::*:*", False),
        ("*", False),
    ],
)
def test_pattern_of_roles_says_more_than_a_star(role, taken):
    assert bool(re.fullmatch(source()["Parameters"]["TargetRoleArns"]["AllowedPattern"], role)) == taken


DELETIONS = ["ecr:BatchDeleteImage", "ecr:UpdateImageStorageClass", "ecr-public:BatchDeleteImage"]


PUBLIC = pytest.mark.parametrize("public", [(), ("CleanPublicRegistry",)], ids=["private alone", "public, too"])


@PUBLIC
def test_deletion_is_denied_outside_of_the_repositories_that_are_named(public):
    (statement,) = (each for each in function_statements(resolved("DeletableRepositories", *public)) if each["Effect"] == "Deny")
    assert statement["Action"] == DELETIONS
    private = ["arn:*:ecr:*:*:repository/team-a/*", "arn:*:ecr:*:*:repository/team-b/app"]
    named = ["arn:*:ecr-public::*:repository/team-a/*", "arn:*:ecr-public::*:repository/team-b/app"]
    assert statement["NotResource"] == private + (named if public else [])


@PUBLIC
def test_deletion_is_denied_in_the_repositories_that_are_kept(public):
    (statement,) = (each for each in function_statements(resolved("UndeletableRepositories", *public)) if each["Effect"] == "Deny")
    assert statement["Action"] == DELETIONS
    private = ["arn:*:ecr:*:*:repository/base/*", "arn:*:ecr:*:*:repository/team-a/base"]
    named = ["arn:*:ecr-public::*:repository/base/*", "arn:*:ecr-public::*:repository/team-a/base"]
    assert statement["Resource"] == private + (named if public else ["arn:*:ecr-public::*:repository/*"])


@pytest.mark.parametrize(("name", "taken"), [("DeletableRepositories", False), ("UndeletableRepositories", True)])
def test_no_repository_at_all_is_no_way_to_say_every_repository(name, taken):
    assert bool(re.fullmatch(source()["Parameters"][name]["AllowedPattern"], "")) == taken


def test_denials_are_of_every_action_that_takes_an_image_away():
    taking = {each.action for each in permissions() if "Deletes" in each.switches}
    assert taking == set(DELETIONS)


def roles(resources: dict[str, dict]) -> dict[str, dict]:
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == "AWS::IAM::Role"}


@pytest.mark.parametrize("on", [(), ("FanOut", "RolePath", "PermissionsBoundaryArn")], ids=["plain", "all"])
def test_every_role_has_the_path_and_the_boundary(on):
    found = roles(resolved(*on, *(["FanOut"] if not on else [])).resources)
    assert found.keys() == {"FunctionRole", "ScheduleRole", "FanOutRole"}
    for each in found.values():
        assert (each["Path"], each.get("PermissionsBoundary")) == (("/operations/", BOUNDARY) if on else ("/", None))


def test_own_role_takes_the_place_of_the_made_one():
    resolver = resolved("FunctionRoleArn")
    resources = resolver.resources
    assert roles(resources).keys() == {"ScheduleRole"}
    assert resources["EcrCleanupFunction"]["Properties"]["Role"] == resolver.outputs["FunctionRoleArn"] == OWN_ROLE
    assert "FunctionRole" not in json.dumps(resources | {"EcrCleanupFunction": None})


def test_environment_of_a_closed_network():
    on = ("UseFipsEndpoints", "HttpsProxy", "NoProxy", "CaBundle", "LayerArns", "SubnetIds", "SecurityGroupIds")
    function = resolved(*on).resources["EcrCleanupFunction"]["Properties"]
    assert function["Environment"]["Variables"] == {
        "DRY_RUN": "true",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "HTTPS_PROXY": "http://proxy.example.com:3128",
        "NO_PROXY": "169.254.169.254,.internal",
        "AWS_CA_BUNDLE": "/opt/ca.pem",
    }
    assert function["Layers"] == [LAYER]
    assert function["VpcConfig"] == {"SubnetIds": ["subnet-0a1b2c3d", "subnet-1a2b3c4d"], "SecurityGroupIds": ["sg-0a1b2c3d"]}


@pytest.mark.parametrize(("on", "expected"), [("SubnetIds", "SecurityGroupIds"), ("SecurityGroupIds", "SubnetIds")])
def test_half_a_network_is_sent_to_lambda_which_refuses_it(on, expected):
    assert resolved(on).resources["EcrCleanupFunction"]["Properties"]["VpcConfig"][expected] == [""]


def test_key_is_used_for_all_that_is_made():
    resources = resolved("KmsKeyArn", "FanOut", "FanOutLogLevel", "NotificationEmail").resources
    keys = {
        "EcrCleanupFunction": "KmsKeyArn", "FunctionLogGroup": "KmsKeyId", "FanOutLogGroup": "KmsKeyId",
        "FailureQueue": "KmsMasterKeyId", "NotificationTopic": "KmsMasterKeyId",
    }  # fmt: skip
    assert {name: resources[name]["Properties"].get(key) for name, key in keys.items()} == dict.fromkeys(keys, OWN_KEY)
    # One or the other: SQS refuses both.
    assert "SqsManagedSseEnabled" not in resources["FailureQueue"]["Properties"]
    (rule,) = resources["ResultBucket"]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": OWN_KEY}, "BucketKeyEnabled": True}
    # Each role writes to something that is encrypted with it.
    for role in roles(resources):
        (statement,) = (each for each in statements(resources, role) if each["Sid"] == "UseKey")
        assert statement["Resource"] == OWN_KEY and set(statement["Action"]) == {"kms:GenerateDataKey", "kms:Decrypt"}


@pytest.mark.parametrize("on", [False, True])
def test_traces_are_of_function_and_state_machine(on):
    resources = resolved("FanOut", *(["Tracing"] if on else [])).resources
    assert resources["EcrCleanupFunction"]["Properties"].get("TracingConfig") == ({"Mode": "Active"} if on else None)
    assert resources["FanOutStateMachine"]["Properties"].get("TracingConfiguration") == ({"Enabled": True} if on else None)
    sending = [name for name in roles(resources) if any(each["Sid"] == "SendTraces" for each in statements(resources, name))]
    assert sending == (["FunctionRole", "FanOutRole"] if on else [])


def test_log_of_the_state_machine_is_without_data():
    resources = resolved("FanOut", "FanOutLogLevel").resources
    logging = resources["FanOutStateMachine"]["Properties"]["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ERROR", False)
    (destination,) = logging["Destinations"]
    assert destination == {"CloudWatchLogsLogGroup": {"LogGroupArn": "GetAtt(FanOutLogGroup.Arn)"}}
    assert any(each["Sid"] == "DeliverLog" for each in statements(resources, "FanOutRole"))
    assert resources["FanOutLogGroup"]["Properties"]["LogGroupName"] == f"/aws/vendedlogs/states/{STACK}-fan-out"
    assert "LoggingConfiguration" not in resolved("FanOut").resources["FanOutStateMachine"]["Properties"]


def test_function_is_called_as_the_stack_and_its_log_as_the_function():
    resources = resolved().resources
    assert resources["EcrCleanupFunction"]["Properties"]["FunctionName"] == STACK
    assert resources["FunctionLogGroup"]["Properties"]["LogGroupName"] == f"/aws/lambda/{STACK}"


def test_role_writes_to_its_own_log_only():
    resolver = resolved()
    (resource,) = allowed(resolver)["logs:PutLogEvents"]
    name = resolver.resources["FunctionLogGroup"]["Properties"]["LogGroupName"]
    assert resource.endswith(f":log-group:{name}:*")


@pytest.mark.parametrize(
    ("on", "concurrency", "expected"),
    [([], "0", None), ([], "3", "3"), (["FanOut"], "0", None), (["FanOut"], "1", "5")],
    ids=["nothing reserved", "reserved", "fan-out with nothing reserved", "fan-out"],
)
def test_reserved_concurrency(on, concurrency, expected):
    function = resolved(*on, ReservedConcurrency=concurrency).resources["EcrCleanupFunction"]["Properties"]
    assert function.get("ReservedConcurrentExecutions") == expected


@pytest.mark.parametrize("fans_out", [False, True])
def test_schedule_starts_what_its_role_may_start(fans_out):
    resources = resolved(*(["FanOut"] if fans_out else [])).resources
    target = resources["Schedule"]["Properties"]["Target"]
    action, arn = (
        ("states:StartExecution", "Ref(FanOutStateMachine)")
        if fans_out
        else ("lambda:InvokeFunction", "GetAtt(EcrCleanupFunction.Arn)")
    )
    assert target["Arn"] == arn
    allows = {(each["Action"], each["Resource"]) for each in statements(resources, "ScheduleRole")}
    assert allows == {(action, arn), ("sqs:SendMessage", "GetAtt(FailureQueue.Arn)")}
    assert target["DeadLetterConfig"]["Arn"] == "GetAtt(FailureQueue.Arn)"


@pytest.mark.parametrize("text", ["", "{}"])
def test_schedule_without_overrides_has_no_input(text):
    assert "Input" not in resolved(ScheduleInput=text).resources["Schedule"]["Properties"]["Target"]


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("{}", True),
        (' {"dryRun": true}\n', True),
        ('{"policy": {"rules": [{"action": {"type": "expire"}}]}}', True),
        ('{"action": "listRepositories"}', False),
        ('{\n  "maxImages": 5,\n  "action" : "clean"\n}', False),
        ("true", False),
        ("[]", False),
    ],
)
def test_overrides_of_the_schedule_are_an_object_without_an_action(text, allowed):
    """A schedule that only lists would be a success each night."""
    pattern = source()["Parameters"]["ScheduleInput"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, text)) == allowed


def test_overrides_of_the_schedule_stand_in_a_scheduled_event():
    target = resolved("ScheduleInput").resources["Schedule"]["Properties"]["Target"]
    event = json.loads(target["Input"])
    assert (event["source"], event["detail"]) == ("aws.scheduler", {"repositories": ["team-a/*"]})


def test_notifications_go_to_one_topic():
    for on, topic in (
        (["NotificationEmail"], "Ref(NotificationTopic)"),
        (["NotificationTopicArn"], TOPIC),
        (["NotificationEmail", "NotificationTopicArn"], TOPIC),
    ):
        resolver = resolved(*on, "FanOut", "ScheduleState")
        resources = resolver.resources
        assert allowed(resolver)["sns:Publish"] == [topic]
        variables = resources["EcrCleanupFunction"]["Properties"]["Environment"]["Variables"]
        assert variables["NOTIFY_TOPIC_ARN"] == topic
        assert (variables["NOTIFY_ON"], variables["NOTIFY_FORMAT"]) == ("changes", "text")
        assert resources["FanOutStateMachine"]["Properties"]["DefinitionSubstitutions"]["TopicArn"] == topic
        assert [each["Resource"] for each in statements(resources, "FanOutRole") if each["Action"] == "sns:Publish"] == [
            topic
        ]
        alarms = [each for each in resources.values() if each["Type"] == "AWS::CloudWatch::Alarm"]
        assert [each["Properties"]["AlarmActions"] for each in alarms] == [[topic]] * 9
        assert [each["Properties"]["OKActions"] for each in alarms] == [[topic]] * 9


def test_failures_are_kept_whether_anybody_is_notified_or_not():
    resources = resolved().resources
    destinations = resources["EventInvokeConfig"]["Properties"]["DestinationConfig"]
    assert destinations == {"OnFailure": {"Destination": "GetAtt(FailureQueue.Arn)"}}
    queue = resources["FailureQueue"]["Properties"]
    assert queue == {"MessageRetentionPeriod": 14 * 86_400, "SqsManagedSseEnabled": True}


def test_periods_of_the_alarm_are_within_what_cloudwatch_looks_back():
    given = source()["Parameters"]
    longest = max(given["AlarmPeriodSeconds"]["AllowedValues"]) * given["AlarmPeriods"]["MaxValue"]
    # Seven days for periods of an hour or more.
    assert min(given["AlarmPeriodSeconds"]["AllowedValues"]) >= 3600
    assert longest <= 7 * 86_400


COUNTING_ALARMS = [f"{each}Alarm" for each in ("ImagesFailed", "ImagesInUseMissing", "ReportsNotWritten", "RepositoriesBlocked", "RepositoriesFailed", "RepositoriesIncomplete")]


@pytest.mark.parametrize("name", ["FunctionErrorsAlarm", *COUNTING_ALARMS])
def test_alarm_sees_what_is_dated_back_to_the_start_of_the_longest_run(name):
    alarm = resolved("ReportsBucket").resources[name]["Properties"]
    longest = source()["Parameters"]["Timeout"]["MaxValue"]
    # The period that the run began in, and those until it ended.
    assert alarm["Period"] * (alarm["EvaluationPeriods"] - 1) >= longest
    assert alarm["DatapointsToAlarm"] == 1


@pytest.mark.parametrize("name", COUNTING_ALARMS)
def test_alarm_looks_at_the_metric_that_it_is_called_after(name):
    alarm = resolved("ReportsBucket").resources[name]["Properties"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("ecr-cleanup", name.removesuffix("Alarm"))
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": "Ref(EcrCleanupFunction)"}]
    # A run that has nothing to count, and a deployment without a run, are no reason to ring.
    assert (alarm["ComparisonOperator"], alarm["Threshold"], alarm["TreatMissingData"]) == (
        "GreaterThanThreshold", 0, "notBreaching",
    )


def test_alarm_about_deletions_adds_up_the_runs_of_a_day_once_it_has_a_threshold():
    assert "ImagesDeletedAlarm" not in resolved().resources
    alarm = resolved(ImagesDeletedAlarmThreshold="500").resources["ImagesDeletedAlarm"]["Properties"]
    assert (alarm["MetricName"], alarm["Statistic"], alarm["Period"]) == ("ImagesDeleted", "Sum", 86_400)
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", "500")
    assert "ImagesDeletedAlarm" not in resolved(ImagesDeletedAlarmThreshold="500", ImagesDeletedAlarmTopic="off").resources


def alarms(*on: str, **others: str) -> dict[str, dict]:
    """All alarms that there are, by name: with the switches, reports, and a threshold for deletions."""
    resources = resolved("ScheduleState", "ReportsBucket", *on, ImagesDeletedAlarmThreshold="500", **others).resources
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == "AWS::CloudWatch::Alarm"}


TOPICS = [name for name in source()["Parameters"] if name.endswith("AlarmTopic")]


@pytest.mark.parametrize("on", [[], ["FanOut"]], ids=["function", "fan-out"])
def test_each_alarm_has_a_switch(on):
    # The two about missing runs have one: there is only one of them at a time.
    names = {name.removesuffix("Topic").replace("NoRun", "NoFanOut" if "FanOut" in on else "NoRun") for name in TOPICS}
    assert alarms(*on).keys() == names - ({"FanOutFailedAlarm"} if not on else set())


@pytest.mark.parametrize("on", [[], ["FanOut"]], ids=["function", "fan-out"])
@pytest.mark.parametrize("name", TOPICS)
def test_alarm_can_be_switched_off_or_sent_elsewhere_by_itself(name, on):
    own = "arn:aws:sns:eu-west-1:123456789012:on-call"
    every, without = alarms(*on), alarms(*on, **{name: "off"})
    switched = every.keys() - without.keys()
    assert len(switched) == (0 if name == "FanOutFailedAlarmTopic" and not on else 1)
    assert without.keys() <= every.keys()
    for common in ([], ["NotificationTopicArn"]):
        for alarm, properties in alarms(*on, *common, **{name: own}).items():
            expected = [own] if alarm in switched else [TOPIC] if common else None
            assert properties.get("AlarmActions") == properties.get("OKActions") == expected, alarm


@pytest.mark.parametrize(
    ("value", "allowed"),
    [("", True), ("off", True), (TOPIC, True), ("OFF", False), ("false", False), ("on-call", False), (TOPIC + ".fifo", False)],
)
def test_topic_of_an_alarm_is_one_or_off(value, allowed):
    for name in TOPICS:
        assert bool(re.fullmatch(source()["Parameters"][name]["AllowedPattern"], value)) == allowed


def heartbeat(*on: str) -> tuple[dict, dict, dict]:
    """The alarm about missing runs, the metric that it looks at, and what it makes of it."""
    name = "NoFanOutAlarm" if "FanOut" in on else "NoRunAlarm"
    alarm = resolved("ScheduleState", *on).resources[name]["Properties"]
    metric, expression = alarm["Metrics"]
    return alarm, metric, expression


@pytest.mark.parametrize(
    ("on", "dimensions"),
    [
        ([], {"FunctionName": "Ref(EcrCleanupFunction)", "Trigger": "schedule"}),
        (["FanOut"], {"StateMachine": "GetAtt(FanOutStateMachine.Name)"}),
    ],
    ids=["function", "fan-out"],
)
def test_alarm_about_missing_runs_goes_by_runs_that_ended(on, dimensions):
    alarm, metric, expression = heartbeat(*on)
    of = metric["MetricStat"]["Metric"]
    assert (of["Namespace"], of["MetricName"]) == ("ecr-cleanup", "RunsEnded")
    assert {each["Name"]: each["Value"] for each in of["Dimensions"]} == dimensions
    assert (metric["ReturnData"], metric["MetricStat"]["Stat"]) == (False, "Sum")
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)


@pytest.mark.parametrize("on", [[], ["FanOut"]], ids=["function", "fan-out"])
def test_alarm_about_missing_runs_does_not_ring_before_the_first_one(on):
    """Without a value that FILL could repeat the expression has none either, and the alarm keeps its first state."""
    alarm, metric, expression = heartbeat(*on)
    assert expression["Expression"] == "IF(FILL({0}, REPEAT) > 0, FILL({0}, 0))".format(metric["Id"])
    assert alarm["TreatMissingData"] == "ignore"
    # Every period of those it looks at must be without a run.
    assert "DatapointsToAlarm" not in alarm


@pytest.mark.parametrize("on", [[], ["FanOut"]], ids=["function", "fan-out"])
def test_alarm_about_missing_runs_can_be_left_out(on):
    resources = resolved("ScheduleState", *on, AlarmPeriods="0").resources
    assert not {"NoRunAlarm", "NoFanOutAlarm"} & resources.keys()


def test_log_outlives_the_stack_but_for_one_that_could_not_be_created():
    groups = [each for each in source()["Resources"].values() if each["Type"] == "AWS::Logs::LogGroup"]
    # What CloudFormation leaves behind would be in the way of the next attempt: a group has its name from the stack.
    assert [(each["DeletionPolicy"], each["UpdateReplacePolicy"]) for each in groups] == [("RetainExceptOnCreate", "Retain")] * 2


def test_fan_out_may_do_what_its_definition_does():
    found = {action for each in statements(resolved("FanOut").resources, "FanOutRole") for action in as_list(each["Action"])}
    batches = {"states:StartExecution", "states:DescribeExecution", "states:StopExecution"}
    assert found == {"lambda:InvokeFunction", "s3:GetObject", "s3:PutObject", "cloudwatch:PutMetricData"} | batches


def test_fan_out_counts_its_runs_where_the_alarm_looks():
    resources = resolved("FanOut", "ScheduleState").resources
    (statement,) = (each for each in statements(resources, "FanOutRole") if each["Action"] == "cloudwatch:PutMetricData")
    metric = json.loads(definition())["States"]["CountRun"]["Arguments"]
    (datum,) = metric["MetricData"]
    of = resources["NoFanOutAlarm"]["Properties"]["Metrics"][0]["MetricStat"]["Metric"]
    assert statement["Condition"] == {"StringEquals": {"cloudwatch:namespace": metric["Namespace"]}}
    assert (of["Namespace"], of["MetricName"]) == (metric["Namespace"], datum["MetricName"])
    assert [each["Name"] for each in of["Dimensions"]] == [each["Name"] for each in datum["Dimensions"]]


def test_bucket_of_results_is_private():
    resources = resolved("FanOut").resources
    bucket = resources["ResultBucket"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert bucket["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] == defaults()["ResultRetentionDays"]
    tls, function, machine = resources["ResultBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert tls["Effect"] == "Deny" and tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    # What is there decides what a batch cleans, and which images are in use: nobody but the function writes it.
    failures = ["GetAtt(ResultBucket.Arn)/*/failures/*", "GetAtt(ResultBucket.Arn)/*/summary.json"]
    for each in (function, machine):
        assert (each["Effect"], each["Principal"], each["Action"]) == ("Deny", "*", ["s3:PutObject", "s3:ReplicateObject"])
    assert function["NotResource"] == machine["Resource"] == failures
    role, both = (each["Condition"]["ArnNotEquals"]["aws:PrincipalArn"] for each in (function, machine))
    assert (role, both) == ("GetAtt(FunctionRole.Arn)", ["GetAtt(FunctionRole.Arn)", "GetAtt(FanOutRole.Arn)"])
    # The state machine writes nothing else.
    (written,) = (each for each in statements(resources, "FanOutRole") if each["Action"] == "s3:PutObject")
    assert written["Resource"] == failures


def test_function_of_the_fan_out_knows_its_bucket_and_whose_it_is():
    variables = resolved("FanOut").resources["EcrCleanupFunction"]["Properties"]["Environment"]["Variables"]
    assert variables["FAN_OUT_BUCKET"] == "Ref(ResultBucket)"
    assert variables["FAN_OUT_BUCKET_OWNER"] == ACCOUNT


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov", "aws-eusc"])
def test_arns_are_of_the_stacks_own_partition(partition):
    ours = {name: values[0] for name, values in SWITCHES.items() if "arn:aws:" in values[1]}
    resolver = resolved(*SWITCHES, partition=partition, **ours)
    text = json.dumps([resolver.resources, resolver.outputs])
    assert f"arn:{partition}:" in text
    assert not re.search(r"arn:aws:", text)
