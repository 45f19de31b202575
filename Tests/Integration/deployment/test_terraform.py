"""terraform/: its format, its own tests, and what the AWS provider makes of its examples in moto's account."""

import json
import re
import shutil
import subprocess
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from moto.events.models import EventPattern
from support.moto_account import MotoAccount
from support.moto_registry import ACCOUNT
from support.observability import FAN_OUT_WIDGETS, QUERIES, WIDGETS
from support.program import REGION, REPOSITORY
from support.terraform import Terraform, executable

pytestmark = pytest.mark.timeout(300)

COMPLETE, MINIMAL, ORGANIZATION = (f"terraform/examples/{name}" for name in ("complete", "minimal", "organization"))
ALARMS = {
    "errors", "images-failed", "images-missing", "no-run", "failures-queued",
    "repositories-blocked", "repositories-failed", "repositories-incomplete",
}
EXAMPLES = {MINIMAL: (), COMPLETE: ("-var", "dry_run=false")}


@pytest.fixture(scope="module")
def terraform(tmp_path_factory):
    return Terraform(tmp_path_factory.mktemp("terraform"))


@pytest.fixture(scope="module")
def account():
    account = MotoAccount()
    yield account
    account.stop()


def start_in_examples(pool, terraform, account, *command: str) -> dict[str, Future]:
    """Starts a command in all examples at once: the provider waits most of the time, half a minute for a queue alone."""
    return {
        root: pool.submit(terraform.run, root, *command, "-no-color", *variables, AWS_ENDPOINT_URL=account.endpoint)
        for root, variables in EXAMPLES.items()
    }


@pytest.fixture(scope="module")
def applying(terraform, account):
    """Both examples on their way into the account: that with nothing on, and that with everything."""
    with ThreadPoolExecutor() as pool:
        for root in EXAMPLES:
            terraform.initialize(root)
        yield start_in_examples(pool, terraform, account, "apply", "-auto-approve")


@pytest.fixture(scope="module")
def applied(terraform, applying) -> dict[str, dict]:
    """Both examples in the account, once they are; gives the outputs of each."""
    for each in applying.values():
        each.result()
    return {
        root: {name: each["value"] for name, each in json.loads(terraform.run(root, "output", "-json").stdout).items()}
        for root in EXAMPLES
    }


def test_files_are_formatted():
    done = subprocess.run(
        [executable(), "fmt", "-check", "-diff", "-recursive", REPOSITORY / "terraform"],
        env={"PATH": "/", "HOME": "/"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def named_by(kind: str, code: str) -> list[str]:
    return sorted(re.findall(rf'^{kind} "(\w+)"', code, re.MULTILINE))


# Their names and the examples say it all.
IN_PACKAGE_S3 = {"key", "object_version", "source_code_hash"}
IN_VPC = {"subnet_ids", "security_group_ids"}


def test_readme_lists_each_variable_and_each_output():
    folder = REPOSITORY / "terraform"
    code = "".join(file.read_text() for file in folder.glob("*.tf"))
    text = (folder / "README.md").read_text()
    inputs, outputs = (text.split(heading)[1].split("\n## ")[0] for heading in ("\n## Inputs\n", "\n## Outputs\n"))
    # Attributes of a variable stand in tables of three columns.
    assert sorted(re.findall(r"^\| `(\w+)` \|[^|]*\|[^|]*\|[^|]*\|$", inputs, re.MULTILINE)) == named_by("variable", code)
    assert sorted(re.findall(r"^\| `(\w+)` \|", outputs, re.MULTILINE)) == named_by("output", code)
    attributes = set(re.findall(r"^\| `(\w+)` \|[^|]*\|[^|]*\|$", inputs, re.MULTILINE))
    objects = re.findall(r"= (?:map\()?object\(\{(.*?)\}\)", code, re.DOTALL)
    assert attributes == {name for each in objects for name in re.findall(r"^    (\w+) += ", each, re.MULTILINE)} - IN_PACKAGE_S3 - IN_VPC


def test_readme_lists_each_variable_of_the_member_role():
    code = "".join(file.read_text() for file in (REPOSITORY / "terraform/modules/member-role").glob("*.tf"))
    section = (REPOSITORY / "terraform/README.md").read_text().split("\n## Registries of other accounts\n")[1].split("\n## ")[0]
    names = named_by("variable", code) + named_by("output", code)
    assert sorted(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == sorted(names)


def check_own_tests(terraform, root: str):
    terraform.initialize(root)
    done = terraform.run(root, "test", "-no-color")
    assert re.search(r"^Success! [1-9][0-9]* passed, 0 failed", done.stdout, re.MULTILINE), done.stdout


# While the examples are applied there is time for what needs no account, and while they are destroyed, too.
@pytest.mark.nightly
def test_own_tests_of_the_module_pass(terraform, applying):
    check_own_tests(terraform, "terraform")


def test_folder_needs_nothing_beside_it(tmp_path):
    """A root module that has all examples, and by them all modules, is valid where there is neither a package nor a clone."""
    alone = Terraform(tmp_path, with_package=False)
    assert [path.name for path in alone.clone.iterdir()] == ["terraform"]
    examples = {path.name: {"source": f"./terraform/examples/{path.name}"} for path in (alone.clone / "terraform/examples").iterdir()}
    (alone.clone / "main.tf.json").write_text(json.dumps({"module": examples}))
    alone.initialize(".")
    loaded = {each["Dir"] for each in json.loads((alone.clone / ".terraform/modules/modules.json").read_text())["Modules"]}
    modules = {str(path.relative_to(alone.clone)) for path in (alone.clone / "terraform/modules").iterdir()}
    assert modules | {"terraform"} <= loaded, "a module that no example uses"
    alone.run(".", "validate", "-no-color")


class Deployed:
    """What boto3 says of what was deployed."""

    def __init__(self, account: MotoAccount, name: str):
        self.account, self.name = account, name
        functions = account.client("lambda")
        self.function = functions.get_function(FunctionName=name)["Configuration"]
        self.events = functions.get_function_event_invoke_config(FunctionName=name)
        self.concurrency = functions.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
        self.schedule = account.client("scheduler").get_schedule(Name=name)
        alarms = account.listed("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=f"{name}-")
        self.alarms = {each["AlarmName"].removeprefix(f"{name}-"): each for each in alarms}
        log_groups = account.listed("logs", "describe_log_groups", "logGroups")
        self.log_groups = {each["logGroupName"]: each for each in log_groups if f"/{name}" in each["logGroupName"]}
        self.log_group = self.log_groups[f"/aws/lambda/{name}"]

    def statements(self, role: str, policy: str) -> dict[str, dict]:
        document = self.account.client("iam").get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        return {each["Sid"]: each for each in document["Statement"]}

    def queue_arn(self) -> str:
        return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.name}-failures"


def key_of(account) -> str:
    """The ARN of the one key that the complete example makes."""
    (key,) = (each for each in account.listed("kms", "list_keys", "Keys"))
    return key["KeyArn"]


def left(account) -> dict[str, list]:
    """What is in the account, by kind."""
    return {
        "functions": account.listed("lambda", "list_functions", "Functions"),
        "log groups": account.listed("logs", "describe_log_groups", "logGroups"),
        "roles": account.listed("iam", "list_roles", "Roles"),
        "queues": account.listed("sqs", "list_queues", "QueueUrls"),
        "topics": account.listed("sns", "list_topics", "Topics"),
        "schedules": account.listed("scheduler", "list_schedules", "Schedules"),
        "alarms": account.listed("cloudwatch", "describe_alarms", "MetricAlarms"),
        "dashboards": account.client("cloudwatch").list_dashboards()["DashboardEntries"],
        "saved queries": account.client("logs").describe_query_definitions()["queryDefinitions"],
        "rules": account.listed("events", "list_rules", "Rules"),
        "state machines": account.listed("stepfunctions", "list_state_machines", "stateMachines"),
        "buckets": account.client("s3").list_buckets()["Buckets"],
        "repositories": account.listed("ecr", "describe_repositories", "repositories"),
    }


@pytest.mark.nightly
def test_everything_off(applied, account):
    assert applied[MINIMAL] == {"function_name": "ecr-cleanup"}
    deployed = Deployed(account, "ecr-cleanup")

    function = deployed.function
    assert (function["Runtime"], function["Handler"], function["Architectures"]) == ("provided.al2023", "bootstrap", ["arm64"])
    assert (function["MemorySize"], function["Timeout"], deployed.concurrency) == (128, 900, None)
    assert "Variables" not in function.get("Environment", {}), "a DRY_RUN or a CLEANUP_POLICY that nobody asked for"
    assert deployed.log_group["retentionInDays"] == 30
    assert (function["PackageType"], function["TracingConfig"]["Mode"]) == ("Zip", "PassThrough")
    assert not function.get("VpcConfig", {}).get("SubnetIds")

    assert deployed.events["MaximumRetryAttempts"] == 0
    assert deployed.events["DestinationConfig"] == {"OnFailure": {"Destination": deployed.queue_arn()}}
    schedule = deployed.schedule
    assert (schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"]) == ("cron(0 3 * * ? *)", "UTC")
    assert schedule["State"] == "ENABLED"
    assert schedule["Target"]["Arn"] == function["FunctionArn"]
    assert "Input" not in schedule["Target"]
    assert schedule["Target"]["DeadLetterConfig"]["Arn"] == deployed.queue_arn()

    assert set(deployed.alarms) == ALARMS
    silence = deployed.alarms["no-run"]
    expression, ended = sorted(silence["Metrics"], key=lambda each: each["Id"], reverse=True)
    assert expression["Expression"] == "IF(FILL(ended, REPEAT) > 0, FILL(ended, 0))"
    metric = ended["MetricStat"]["Metric"]
    assert (ended["Id"], metric["Namespace"], metric["MetricName"]) == ("ended", "ecr-cleanup", "RunsEnded")
    dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
    assert dimensions == {"FunctionName": "ecr-cleanup", "Trigger": "schedule"}
    assert (ended["MetricStat"]["Period"], silence["EvaluationPeriods"], silence["TreatMissingData"]) == (86400, 2, "ignore")
    for name in ("errors", "images-failed", "images-missing", "repositories-blocked", "repositories-failed", "repositories-incomplete"):
        alarm = deployed.alarms[name]
        assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (300, 4, 1), name
        assert alarm["TreatMissingData"] == "notBreaching", name
    assert not any(each["AlarmActions"] for each in deployed.alarms.values())
    assert not account.client("events").list_rules(NamePrefix="ecr-cleanup")["Rules"]
    queries = account.client("logs").describe_query_definitions(queryDefinitionNamePrefix="ecr-cleanup/")["queryDefinitions"]
    assert {each["name"]: each["queryString"] for each in queries} == {f"ecr-cleanup/{each.name}": each.text for each in QUERIES}
    assert all(each["logGroupNames"] == ["/aws/lambda/ecr-cleanup"] for each in queries)


@pytest.mark.nightly
def test_everything_on(applied, account):
    module = applied[COMPLETE]["ecr_cleanup"]
    deployed = Deployed(account, "registry-cleanup")

    function = deployed.function
    assert function["FunctionArn"] == module["function_arn"]
    assert function["Environment"]["Variables"] == {
        "DRY_RUN": "false",
        "CLEANUP_POLICY": "ssm:/ecr-cleanup/policy",
        "REPORTS": module["reports_address"],
        "REPORTS_BUCKET_OWNER": ACCOUNT,
        "REQUIRE_APPROVAL": "true",
        "FAN_OUT_BUCKET": module["results_bucket"],
        "FAN_OUT_BUCKET_OWNER": ACCOUNT,
        "NOTIFY_TOPIC_ARN": module["topic_arn"],
        "NOTIFY_ON": "changes",
        "NOTIFY_FORMAT": "text",
    }
    # The five invocations of the state machine are not to throttle each other.
    assert deployed.concurrency == 5
    destinations = {kind: each["Destination"] for kind, each in deployed.events["DestinationConfig"].items()}
    assert destinations == {"OnFailure": deployed.queue_arn()}
    statements = deployed.statements(f"registry-cleanup-{REGION}", "cleanup")
    assert statements["UseKey"]["Resource"] == key_of(account)
    roles = account.listed("iam", "list_roles", "Roles", PathPrefix="/operations/")
    assert {each["RoleName"] for each in roles} == {f"registry-cleanup-{REGION}{end}" for end in ("", "-schedule", "-fan-out")}
    assert function["TracingConfig"]["Mode"] == "Active"
    logs = {name: (each["retentionInDays"], each["kmsKeyId"]) for name, each in deployed.log_groups.items()}
    names = ("/aws/lambda/registry-cleanup", "/aws/vendedlogs/states/registry-cleanup-fan-out")
    assert logs == dict.fromkeys(names, (90, key_of(account)))
    assert statements["DeleteImages"]["Resource"] == f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/*"
    assert "arn:*:ecr:*:*:repository/production/*" in statements["KeepRepositories"]["Resource"]
    assert statements["ReadPolicy"]["Resource"] == f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/ecr-cleanup/policy"

    bucket, _, prefix = module["reports_address"].removeprefix("s3://").partition("/")
    assert statements["WriteReports"]["Resource"] == f"arn:aws:s3:::{bucket}/{prefix}/runs/*"
    assert statements["ApproveNothing"]["Resource"] == f"arn:aws:s3:::{bucket}/{prefix}/approved/*"
    assert account.client("s3").get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"

    target = deployed.schedule["Target"]
    assert target["Arn"] == module["state_machine_arn"]
    event = json.loads(target["Input"])
    assert (event["source"], event["detail-type"]) == ("aws.scheduler", "Scheduled Event")
    assert event["detail"] == {"maxImages": 10000, "detail": "none"}

    (subscription,) = account.listed("sns", "list_subscriptions", "Subscriptions")
    assert (subscription["TopicArn"], subscription["Protocol"]) == (module["topic_arn"], "email")
    assert set(deployed.alarms) == ALARMS | {"executions-failed", "images-deleted", "reports-not-written"}
    assert deployed.alarms["images-deleted"]["Threshold"] == 1000
    (metric,) = (each["MetricStat"]["Metric"] for each in deployed.alarms["no-run"]["Metrics"] if each["Id"] == "ended")
    assert (metric["Namespace"], metric["MetricName"]) == ("ecr-cleanup", "RunsEnded")
    assert metric["Dimensions"] == [{"Name": "StateMachine", "Value": module["state_machine_arn"].split(":")[-1]}]
    assert all(each["AlarmActions"] == each["OKActions"] == [module["topic_arn"]] for each in deployed.alarms.values())
    (entry,) = account.client("cloudwatch").list_dashboards()["DashboardEntries"]
    assert entry["DashboardName"] == module["dashboard_name"] == f"registry-cleanup-{REGION}"
    body = account.client("cloudwatch").get_dashboard(DashboardName=entry["DashboardName"])["DashboardBody"]
    assert len(json.loads(body)["widgets"]) == len(WIDGETS) + len(FAN_OUT_WIDGETS)
    assert "${" not in body and f'"{module["state_machine_arn"]}"' in body


@pytest.mark.nightly
def test_program_takes_the_schedules_event(applied, account, program):
    event = Deployed(account, "registry-cleanup").schedule["Target"]["Input"]
    run = program(account.endpoint).invoke(event.replace("<aws.scheduler.scheduled-time>", "2026-11-02T03:00:00Z"))
    assert run.status == 0, run
    assert run.summary["trigger"]["type"] == "schedule", "the alarm about scheduled runs counts these alone"
    assert run.summary["trigger"]["time"] == "2026-11-02T03:00:00Z"
    assert [each["name"] for each in run.summary["repositories"]] == ["scratch/builds", "scratch/experiments"]


@pytest.mark.parametrize("example", [COMPLETE, ORGANIZATION])
def test_policy_of_the_example_is_valid(program, example):
    run = program().run("policy", "check", REPOSITORY / example / "policy.json")
    assert run.status == 0, run


@pytest.mark.nightly
def test_state_machine_and_its_results(applied, account):
    module = applied[COMPLETE]["ecr_cleanup"]
    machine = account.client("stepfunctions").describe_state_machine(stateMachineArn=module["state_machine_arn"])
    assert "${" not in machine["definition"]
    clean_batches = json.loads(machine["definition"])["States"]["CleanBatches"]
    assert clean_batches["MaxConcurrency"] == "{% 5 %}"
    assert machine["tracingConfiguration"] == {"enabled": True}
    assert machine["loggingConfiguration"]["level"] == "ERROR"
    (destination,) = machine["loggingConfiguration"]["destinations"]
    assert destination["cloudWatchLogsLogGroup"]["logGroupArn"].endswith(":/aws/vendedlogs/states/registry-cleanup-fan-out:*")
    task = clean_batches["ItemProcessor"]["States"]["CleanBatch"]
    assert task["Arguments"]["FunctionName"] == module["function_arn"]

    s3, bucket = account.client("s3"), module["results_bucket"]
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    (encryption,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert encryption["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_of(account)}
    (expiry,) = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert expiry["Expiration"]["Days"] == 90
    tls, function, machine = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    assert (tls["Effect"], tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    failures = [f"arn:aws:s3:::{bucket}/*/failures/*", f"arn:aws:s3:::{bucket}/*/summary.json"]
    assert (function["Effect"], machine["Effect"]) == ("Deny", "Deny")
    assert function["NotResource"] == machine["Resource"] == failures
    assert function["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": module["role_arn"]}}


@pytest.mark.nightly
def test_rule_sends_pushes_and_no_other_actions(applied, account):
    events = account.client("events")
    (rule,) = events.list_rules(NamePrefix="registry-cleanup")["Rules"]
    pattern = EventPattern.load(rule["EventPattern"])
    push, deletion = (json.loads((REPOSITORY / "events" / name).read_text()) for name in ("ecr-push.json", "ecr-delete.json"))
    failure = push | {"detail": push["detail"] | {"result": "FAILURE"}}
    assert [pattern.matches_event(event) for event in (push, failure, deletion)] == [True, False, False]
    (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    module = applied[COMPLETE]["ecr_cleanup"]
    assert target["Arn"] == module["function_arn"]
    attributes = account.client("sqs").get_queue_attributes(
        QueueUrl=module["failures_queue_url"], AttributeNames=["QueueArn", "Policy"]
    )["Attributes"]
    assert target["DeadLetterConfig"]["Arn"] == attributes["QueueArn"]
    (entry,) = json.loads(attributes["Policy"])["Statement"]
    assert entry["Condition"] == {"ArnEquals": {"aws:SourceArn": rule["Arn"]}}
    (permission,) = json.loads(account.client("lambda").get_policy(FunctionName="registry-cleanup")["Policy"])["Statement"]
    assert permission["Principal"] == {"Service": "events.amazonaws.com"}
    assert permission["Condition"] == {"ArnLike": {"AWS:SourceArn": rule["Arn"]}}


@pytest.mark.nightly
def test_native_policy_is_set_on_each_repository(applied, account):
    assert applied[COMPLETE]["repositories_with_native_policy"] == ["scratch/builds", "scratch/experiments"]
    for repository in applied[COMPLETE]["repositories_with_native_policy"]:
        text = account.client("ecr").get_lifecycle_policy(repositoryName=repository)["lifecyclePolicyText"]
        (rule,) = json.loads(text)["rules"]
        assert (rule["selection"]["tagStatus"], rule["selection"]["countNumber"]) == ("untagged", 14)


@pytest.mark.nightly
def test_second_plan_changes_nothing_that_moto_keeps(terraform, account, applied):
    with ThreadPoolExecutor() as pool:
        plans = start_in_examples(pool, terraform, account, "plan")
    for root, plan in ((root, each.result()) for root, each in plans.items()):
        changed = re.findall(r"^  # (\S+) (?:will|must) be", plan.stdout, re.MULTILINE)
        # moto's Lambda forgets the logging configuration, so the provider would set it again.
        assert changed == ["module.ecr_cleanup.aws_lambda_function.cleanup"], f"{root}\n{plan.stdout}"
        lines = {line.strip() for line in plan.stdout.splitlines() if re.match(r"\s+[-+~] ", line)}
        assert {line.split()[1] for line in lines} <= {
            "update", "resource", "logging_config", "application_log_level", "log_format", "log_group", "system_log_level"
        }, f"{root}\n{plan.stdout}"


@pytest.fixture(scope="module")
def destroying(terraform, account, applied):
    """Both examples on their way out of the account."""
    assert all(left(account).values()), "the examples together have something of each kind"
    with ThreadPoolExecutor() as pool:
        yield start_in_examples(pool, terraform, account, "destroy", "-auto-approve")


SAMPLE = """
run "%s" {
  command = plan

  variables {
    policy = file("samples/%s.json")
  }
%s}
"""


def with_samples(module: Path):
    """Adds a test that the module takes the samples of policies/ which their table says ECR takes, and refuses the others."""
    shutil.copytree(REPOSITORY / "policies", module / "samples")
    rows = re.findall(r"^\| `([\w-]+)\.json` \|.*\| (yes|) ?\|$", (REPOSITORY / "policies/README.md").read_text(), re.MULTILINE)
    assert {name for name, _ in rows} == {path.stem for path in REPOSITORY.glob("policies/*.json")} - {"policy.schema"}
    runs = (SAMPLE % (name, name, "" if taken else "\n  expect_failures = [var.policy]\n") for name, taken in rows)
    head = 'mock_provider "aws" {}\n\nvariables {\n  repositories = ["team-a/app"]\n}\n'
    (module / "tests/samples.tftest.hcl").write_text(head + "".join(runs))


@pytest.mark.nightly
def test_own_tests_of_the_native_policys_module_pass(terraform, destroying):
    with_samples(terraform.clone / "terraform/modules/lifecycle-policy")
    check_own_tests(terraform, "terraform/modules/lifecycle-policy")


@pytest.mark.nightly
def test_own_tests_of_the_member_roles_module_pass(terraform, destroying):
    check_own_tests(terraform, "terraform/modules/member-role")


@pytest.mark.nightly
def test_nothing_but_the_logs_is_left_after_destroy(account, destroying):
    for each in destroying.values():
        each.result()
    found = left(account)
    # They are the record of what was deleted.
    groups = [each["logGroupName"] for each in found.pop("log groups")]
    assert sorted(groups) == [
        "/aws/lambda/ecr-cleanup", "/aws/lambda/registry-cleanup", "/aws/vendedlogs/states/registry-cleanup-fan-out"
    ]
    assert not any(found.values()), found
