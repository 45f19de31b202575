"""The state machine with the real program as its function: each Lambda step is an invocation of the built binary under
AWS's runtime emulator, against the simulator, with moto's S3 for the bucket.
"""

import json

import pytest
from support.expectations import check_against_registry, check_books
from support.fan_out import BUCKET, FanOut
from support.fan_out_function import FanOutFunction, registry
from support.program import EVENTS, REGION, Run
from support.release import VERSION
from support.simulator import digest, image, repository, stale
from support.template import ACCOUNT

SCHEDULED = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}


@pytest.fixture(scope="module")
def machine():
    with pytest.MonkeyPatch.context() as patches, FanOut(patches) as machine:
        yield machine


@pytest.fixture
def fan_out(machine, emulate):
    """Runs the state machine once, with the program in an environment of its own."""

    def run(simulator, event=None, *, batch_size=2, tolerated=50, notify=False, change=None, **settings):
        if notify:
            settings |= {"NOTIFY_TOPIC_ARN": machine.topic, "AWS_ENDPOINT_URL_SNS": machine.settings["AWS_ENDPOINT_URL_S3"]}
        function = FanOutFunction(emulate(simulator.endpoint, **(machine.settings | settings)))
        return machine.run(function, event, batch_size=batch_size, tolerated=tolerated, notify=notify, change=change)

    return run


def test_fan_out_deletes_what_a_single_run_would(simulate, emulate, fan_out):
    fanned, single = simulate(*registry()), simulate(*registry())
    before = fanned.digests
    execution = fan_out(fanned, DRY_RUN="false", notify=True)
    assert execution.status == "SUCCEEDED"
    assert [each["repositories"] for each in execution.batches] == [
        ["team-a/app", "team-b/app"],
        ["team-c/app", "team-d/app"],
        ["team-e/app"],
    ]
    expected = emulate(single.endpoint, DRY_RUN="false").invoke({})
    assert fanned.digests == single.digests != before
    # Sums are exact, prices too: they are those of the sums.
    summary = execution.summary
    assert summary["totals"] == expected["totals"]
    assert [without_images(each) for each in summary["repositories"]] == [without_images(each) for each in expected["repositories"]]
    assert (summary["status"], summary["dryRun"], summary["inUse"]) == ("succeeded", False, expected["inUse"])
    assert summary["fanOut"] == {"results": f"s3://{BUCKET}/{execution.name}/", "batches": 3, "failed": 0, "failures": []}
    ((subject, message),) = execution.messages
    gone = summary["totals"]["deleted"]
    assert subject == f"ecr-cleanup: {gone} images went in {ACCOUNT} ({REGION})"
    assert f"Images:  {gone} of {summary['totals']['scanned']} went" in message


def test_sum_of_many_repositories_passes_the_state_machine(simulate, fan_out):
    count = 1_000
    simulator = simulate(generate={"repositories": count, "images": {"count": 1, "pushedDaysAgo": [0, 30]}})
    execution = fan_out(simulator, batch_size=500)
    assert execution.status == "SUCCEEDED", execution.summary.get("reason")
    # The bucket has what the state machine can't pass.
    assert len(execution.summary["repositories"]) == execution.summary["totals"]["repositories"] == count
    assert execution.output["totals"] == execution.summary["totals"]
    assert execution.output["repositoriesOmitted"] == count - len(execution.output["repositories"]) > 0


def without_images(report: dict) -> dict:
    return {name: value for name, value in report.items() if name not in ("images", "imagesOmitted")}



def test_exact_bytes_of_batches_add_up_to_those_of_a_single_run(simulate, emulate, fan_out):
    layer = {"name": "base", "sizeInBytes": 5_000_000}
    images = [
        {"name": f"image-{number}", "pushedDaysAgo": 10 + number, "sizeInBytes": 5_000_100 + number, "layers": [layer]}
        for number in range(12)
    ]
    archived = {"name": "archived", "pushedDaysAgo": 90, "tags": ["a"], "status": "ARCHIVED", "sizeInBytes": 900}
    repositories = [repository(f"team-{name}/app", *images, archived) for name in "abcde"]
    exclusions = {"pullTimeUpdateExclusions": [f"arn:aws:iam::{ACCOUNT}:role/ecr-cleanup"]}
    fanned, single = simulate(*repositories, **exclusions), simulate(*repositories, **exclusions)
    execution = fan_out(fanned, {"exactBytes": True}, DRY_RUN="false")
    expected = emulate(single.endpoint, DRY_RUN="false").invoke({"exactBytes": True})
    totals = execution.summary["totals"]
    assert totals == expected["totals"]
    # The base, 12 layers of the images' own, and a configuration each.
    stored = 5_000_000 + sum(100 + number + 1_470 for number in range(12))
    assert (totals["bytesStored"], totals["bytesStoredAtMost"]) == (5 * stored, 5 * (stored + 900))
    assert totals["deleted"] == 5 * 7 and totals["imagesUnread"] == 5

def test_each_batch_keeps_its_whole_answer(simulate, fan_out):
    simulator = simulate(*registry())
    before = simulator.digests
    execution = fan_out(simulator, DRY_RUN="false")
    batches = [each.answer for each in execution.of("clean")]
    assert len(batches) == 3
    for each in batches:
        check_books(each)
    written = [body for key, body in sorted(execution.objects.items()) if key.startswith("batches/")]
    assert written == [{name: value for name, value in each.items() if name not in ("_aws", *metrics(each))} for each in batches]
    # The batches together account for all of the registry.
    merged = batches[0] | {"repositories": [report for each in batches for report in each["repositories"]]}
    merged["totals"] = execution.summary["totals"]
    check_against_registry(Run(0, json.dumps(merged), ""), before, simulator.digests)


def metrics(answer: dict) -> set[str]:
    """The members of a summary that CloudWatch takes its metrics from."""
    directives = answer.get("_aws", {}).get("CloudWatchMetrics", [])
    names = {metric["Name"] for each in directives for metric in each["Metrics"]}
    return names | {name for each in directives for dimensions in each["Dimensions"] for name in dimensions}


def test_dry_run_by_the_input(simulate, fan_out):
    simulator = simulate(*registry())
    execution = fan_out(simulator, {"dryRun": True}, DRY_RUN="false")
    assert (execution.status, execution.summary["dryRun"]) == ("SUCCEEDED", True)
    assert (execution.summary["totals"]["selected"], execution.summary["totals"]["deleted"]) == (15, 0)
    assert simulator.mutating_calls == {}


def test_dry_run_by_the_configuration(simulate, fan_out):
    simulator = simulate(*registry())
    assert fan_out(simulator, {"dryRun": False}).summary["dryRun"] is True
    assert simulator.mutating_calls == {}


def test_scheduled_event(simulate, fan_out):
    event = json.loads((EVENTS / "scheduler.json").read_text())
    execution = fan_out(simulate(*registry()), event)
    assert execution.summary["totals"]["selected"] == 15
    assert execution.summary["trigger"]["type"] == "schedule"
    assert {each.answer["trigger"]["type"] for each in execution.of("clean")} == {"schedule"}


@pytest.mark.parametrize("detail", [{"dryRun": True}, '{"dryRun": true}'], ids=["object", "text"])
def test_dry_run_by_the_detail_of_a_scheduled_event(simulate, fan_out, detail):
    simulator = simulate(*registry())
    execution = fan_out(simulator, SCHEDULED | {"detail": detail}, DRY_RUN="false")
    assert (execution.status, execution.summary["dryRun"]) == ("SUCCEEDED", True)
    assert execution.summary["totals"]["selected"] == 15
    assert simulator.mutating_calls == {}


def test_repositories_are_narrowed_by_the_input(simulate, fan_out):
    simulator = simulate(*registry())
    execution = fan_out(simulator, {"repositories": ["team-*/*", "!team-b/*"]}, DRY_RUN="false")
    assert execution.summary["totals"]["repositories"] == 4
    assert len(simulator.digests["team-b/app"]) == 5


def test_push_cleans_its_repository(simulate, fan_out):
    simulator = simulate(*registry())
    event = json.loads((EVENTS / "ecr-push.json").read_text())
    event["detail"]["repository-name"], event["account"], event["region"] = "team-c/app", ACCOUNT, REGION
    execution = fan_out(simulator, event)
    assert [each["name"] for each in execution.summary["repositories"]] == ["team-c/app"]


@pytest.mark.parametrize(
    "event",
    [
        {"dryrun": True},
        {"repositories": "team-a/*"},
        {"action": "listRepositories"},
        SCHEDULED | {"detail": {"key1": "value1"}},
        SCHEDULED | {"dryRun": True},
        {"source": "aws.events", "dryRun": True, "detail": {}},
        {"detail-type": "Scheduled Event", "dryRun": True},
        {"source": None, "dryRun": True},
        ["dryRun"],
    ],
    ids=[
        "unknown key",
        "wrong type",
        "an action",
        "unknown key in the detail",
        "override beside the detail",
        "no detail-type",
        "no source",
        "null for a source",
        "a list",
    ],
)
def test_event_that_the_program_refuses_cleans_nothing(simulate, fan_out, event):
    simulator = simulate(*registry())
    execution = fan_out(simulator, event, DRY_RUN="false")
    assert execution.status == "FAILED"
    assert execution.summary["status"] == "failed"
    assert "the event is refused" in execution.summary["reason"]
    assert simulator.calls == {}


def test_batch_that_fails_leaves_the_others(simulate, fan_out):
    simulator = simulate(*registry())
    # A dry run lists each repository's images once, so that this is one of the five batches.
    simulator.cause({"kind": "accessDenied", "operation": "DescribeImages", "firstCall": 3, "calls": 1})
    execution = fan_out(simulator, {"dryRun": True}, batch_size=1)
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "partial")
    assert (execution.summary["fanOut"]["batches"], execution.summary["fanOut"]["failed"]) == (5, 1)
    assert execution.summary["totals"]["repositories"] == 5
    assert execution.summary["totals"]["selected"] == 12
    (failure,) = execution.summary["fanOut"]["failures"]
    assert failure["error"].startswith("Function.") and "AccessDeniedException" in failure["cause"]
    (failed,) = (each for each in execution.summary["repositories"] if each["status"] == "failed")
    assert "AccessDeniedException" in failed["reason"]


def test_run_of_which_too_many_batches_failed_has_failed_and_tells_what_the_others_did(simulate, fan_out):
    simulator = simulate(*registry())
    simulator.cause({"kind": "accessDenied", "operation": "DescribeImages", "firstCall": 3, "calls": 1})
    execution = fan_out(simulator, {"dryRun": True}, batch_size=1, tolerated=10, notify=True)
    assert (execution.status, execution.cause) == ("FAILED", "1 of 5 batches failed, and 10 % are tolerated")
    assert execution.summary["totals"]["selected"] == 12
    assert len(execution.messages) == 1


def test_results_that_can_not_be_written_end_the_run_before_any_batch(simulate, fan_out):
    simulator = simulate(*registry())
    execution = fan_out(simulator, DRY_RUN="false", FAN_OUT_BUCKET="no-such-bucket")
    assert execution.status == "FAILED" and simulator.mutating_calls == {}
    assert "NoSuchBucket" in execution.summary["reason"]


def test_registry_that_can_not_be_listed(simulate, fan_out):
    simulator = simulate(*registry())
    simulator.cause({"kind": "expiredToken"})
    execution = fan_out(simulator, DRY_RUN="false")
    assert execution.status == "FAILED"
    assert "ExpiredTokenException" in execution.summary["reason"]
    assert simulator.mutating_calls == {}


def test_function_without_the_bucket_says_what_it_lacks(simulate, fan_out):
    execution = fan_out(simulate(*registry()), FAN_OUT_BUCKET="")
    assert execution.status == "FAILED"
    assert "FAN_OUT_BUCKET is not set" in execution.summary["reason"]


def test_empty_registry(simulate, fan_out):
    execution = fan_out(simulate(), DRY_RUN="false")
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "succeeded")
    assert [each.step for each in execution.invocations] == ["list", "summarize"]
    assert execution.summary["totals"]["repositories"] == 0


def test_limit_of_the_run_is_split_among_the_batches(simulate, fan_out):
    simulator = simulate(*registry())
    execution = fan_out(simulator, {"maxImages": 7}, DRY_RUN="false")
    # So few would be too small a share for some images with their children.
    assert [(each["maxImages"], len(each["repositories"])) for each in execution.batches] == [(7, 5)]
    assert execution.summary["status"] == "succeeded"
    assert (execution.summary["totals"]["deleted"], execution.summary["totals"]["remaining"]) == (7, 8)


def test_share_of_a_batch_lets_an_index_with_its_images_go(simulate, fan_out):
    def family(name: str) -> list[dict]:
        images = [image(f"{name}-{number}", 30) for number in range(4)]
        return [*images, image(f"{name}-index", 30, manifests=[each["name"] for each in images])]

    simulator = simulate(*(repository(f"team-{name}/app", *family(name)) for name in "abcde"))
    execution = fan_out(simulator, {"maxImages": 7}, DRY_RUN="false")
    # Five shares of one would let none of these five go, in this night or any other.
    assert execution.summary["totals"]["deleted"] == 5


def test_policy_that_changes_during_the_run_is_not_followed(simulate, fan_out, machine):
    """The batches after the change end without a deletion; the next run goes by the new policy."""
    simulator = simulate(*registry())
    policies = machine.client("s3")
    key = {"Bucket": BUCKET, "Key": "policies/policy.json"}
    rule = {"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 3}}
    policies.put_object(**key, Body=json.dumps({"rules": [rule | {"action": {"type": "expire"}}]}).encode())
    rule["selection"]["countNumber"] = 1

    def change(states):
        # Between the listing and the batches, somebody writes another policy.
        write = {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:s3:putObject",
            "Arguments": key | {"Body": {"rules": [rule | {"action": {"type": "expire"}}]}},
            "Output": {},
            "Next": "AreThereBatches",
        }
        states["ChangePolicy"] = write
        states["ListRepositories"]["Next"] = "ChangePolicy"

    execution = fan_out(
        simulator, DRY_RUN="false", CLEANUP_POLICY=f"s3://{BUCKET}/{key['Key']}", change=change
    )
    assert execution.status == "FAILED" and simulator.mutating_calls == {}
    assert "the policy was changed after the repositories were listed" in execution.summary["fanOut"]["failures"][0]["cause"]


OTHER = "222222222222"
ROLE = f"arn:aws:iam::{OTHER}:role/cleanup"


def definitions(account: str, *families: str) -> dict:
    image_uri = f"{account}.dkr.ecr.{REGION}.amazonaws.com/team/0@{digest(f'{account}-0')}"
    return {
        "ecs": {
            "taskDefinitions": [{"family": family, "containers": [image_uri]} for family in families],
            "clusters": [{"name": "main", "tasks": [{"taskDefinition": family} for family in families]}],
        }
    }


def two_accounts(simulate):
    """Two accounts with repositories of the same names, of which ECS runs one image in each."""

    def repositories(account):
        return [repository(f"team/{number}", *stale(3, f"{account}-{number}"), image(f"{account}-{number}", 30)) for number in range(4)]

    return simulate(
        *repositories(ACCOUNT),
        workloads=definitions(ACCOUNT, "web", "job"),
        registries=[
            {
                "registryId": OTHER,
                "region": REGION,
                "repositories": repositories(OTHER),
                "workloads": definitions(OTHER, "web"),
            }
        ],
        roles=[{"arn": ROLE}],
    )


def policy(**facts) -> str:
    rule = {"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 15}}
    section = {"name": "all", "repositories": ["*"], "rules": [rule | {"action": {"type": "expire"}}]}
    document = {"policies": [section], "protect": {"inUse": ["ecs"]}}
    return json.dumps(document | facts)


TARGETS = [{"region": REGION}, {"region": REGION, "roleArn": ROLE}]


def test_each_batch_is_of_one_account_and_reads_its_usage_alone(simulate, emulate, fan_out):
    fanned, single = two_accounts(simulate), two_accounts(simulate)
    settings = {"DRY_RUN": "false", "CLEANUP_POLICY": policy(targets=TARGETS)}
    execution = fan_out(fanned, **settings)
    assert [(each["registryId"], each["targets"], each["repositories"]) for each in execution.batches] == [
        (ACCOUNT, [0], ["team/0", "team/1"]),
        (ACCOUNT, [0], ["team/2", "team/3"]),
        (OTHER, [1], ["team/0", "team/1"]),
        (OTHER, [1], ["team/2", "team/3"]),
    ]
    expected = emulate(single.endpoint, **settings).invoke({})
    assert execution.summary["totals"] == expected["totals"] and expected["totals"]["protected"] == 2
    assert execution.summary["inUse"] == expected["inUse"]
    assert left(fanned) == left(single)
    # Whoever cleans one account asks nothing of another one: ECS and EKS list their clusters once each.
    assert [each.answer["calls"]["ListClusters"] for each in execution.of("clean")] == [2, 2, 2, 2]


def left(simulator) -> dict:
    """The digests that each account's repositories hold."""
    registry = simulator.control("registry")
    found = {"own": registry["repositories"]} | registry["registries"]
    return {account: {name: {each["digest"] for each in images} for name, images in all.items()} for account, all in found.items()}


def test_batches_share_the_task_definitions_that_one_of_them_read(simulate, machine, emulate):
    """Each batch meets a new process here, as where many run at once."""
    simulator = two_accounts(simulate)
    for key in keys(machine):
        machine.client("s3").delete_object(Bucket=BUCKET, Key=key)

    def run(**settings):
        def function(invocation):
            process = emulate(simulator.endpoint, **machine.settings, CLEANUP_POLICY=policy(targets=TARGETS), **settings)
            answer = FanOutFunction(process)(invocation)
            process.stop()
            return answer

        return machine.run(function, batch_size=1, change=one_at_a_time)

    first, second = run(), run()
    assert first.summary["totals"] == second.summary["totals"] and first.summary["status"] == "succeeded"
    # Two definitions in one account, one in the other; each batch would read its own anew.
    assert first.summary["calls"]["DescribeTaskDefinition"] == 3
    assert "DescribeTaskDefinition" not in second.summary["calls"]
    assert second.summary["calls"]["DescribeTasks"] == first.summary["calls"]["DescribeTasks"]
    kept = [key for key in keys(machine) if key.startswith("kept-answers/")]
    assert kept == [f"kept-answers/{VERSION}/{whose}/{REGION}/task-definitions.json" for whose in (ROLE, "own")]
    # What can't be read is read anew.
    for key in kept:
        machine.client("s3").put_object(Bucket=BUCKET, Key=key, Body=b'{"schemaVersion": 1, "answers": {"a": 1}}')
    assert run().summary["calls"]["DescribeTaskDefinition"] == 3


def one_at_a_time(states: dict):
    states["CleanBatches"]["MaxConcurrency"] = 1


def keys(machine) -> list[str]:
    return sorted(each["Key"] for each in machine.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", []))
