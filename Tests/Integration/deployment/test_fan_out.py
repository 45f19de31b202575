"""The state machine, in moto's Step Functions, with answers of the function's that each test gives."""

import json
import re
from datetime import datetime

import pytest
from support.fan_out import BUCKET, FanOut, FunctionError
from support.fan_out_answers import FAILED, Function, names, small, summary
from support.program import EVENTS
from support.template import DEFINITION, source


@pytest.fixture(scope="module")
def fan_out():
    """Runs the state machine once, with a function that answers so."""
    with pytest.MonkeyPatch.context() as patches, FanOut(patches) as machine:
        yield machine.run


def test_each_repository_is_in_one_batch(fan_out):
    execution = fan_out(Function(names(5)))
    assert execution.status == "SUCCEEDED"
    assert execution.events[0] == {"action": "listRepositories"}
    assert [each["repositories"] for each in execution.batches] == [names(5)[:2], names(5)[2:4], names(5)[4:]]
    assert execution.output == execution.summary


def test_summary_adds_up_those_of_the_batches(fan_out):
    execution = fan_out(Function(names(5), batch=lambda *_: {"warnings": ["one"]}))
    found = execution.summary
    assert (found["schemaVersion"], found["status"], found["dryRun"]) == (1, "succeeded", False)
    assert found["totals"]["repositories"] == 5
    assert found["totals"]["scanned"] == 50
    assert found["totals"]["bytesSelected"] == 1500
    assert found["totals"]["estimatedMonthlySavingsUSD"] == 0.05
    assert found["batches"] == {"total": 3, "succeeded": 3, "failed": 0}
    assert found["repositories"] == [] and found["failures"] == []
    assert found["warningCount"] == 3
    assert found["results"] == f"s3://{BUCKET}/{execution.name}/"
    assert "reason" not in found


def test_whole_summary_of_each_batch_is_in_the_bucket(fan_out):
    execution = fan_out(Function(names(3)))
    written = [execution.objects[f"batches/{number:04}.json"] for number in range(2)]
    assert written == [summary({"name": "team/0000"}, {"name": "team/0001"}), summary({"name": "team/0002"})]


@pytest.mark.parametrize("count", [1, 2])
def test_one_batch(fan_out, count):
    execution = fan_out(Function(names(count)))
    assert [each["repositories"] for each in execution.batches] == [names(count)]
    assert execution.summary["batches"]["total"] == 1


def test_empty_registry(fan_out):
    execution = fan_out(Function([]))
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "succeeded")
    assert execution.summary["totals"]["repositories"] == 0
    assert execution.summary["batches"] == {"total": 0, "succeeded": 0, "failed": 0}
    assert execution.batches == []


def test_name_that_stands_in_several_registries_is_cleaned_once(fan_out):
    execution = fan_out(Function(["a", "b", "a"]), batch_size=50)
    assert [each["repositories"] for each in execution.batches] == [["a", "b"]]


def test_overrides_reach_the_listing_and_each_batch(fan_out):
    overrides = {"dryRun": True, "detail": "none", "policy": {"rules": []}}
    execution = fan_out(Function(names(3)), overrides | {"repositories": ["team/*"]})
    assert execution.events[0] == overrides | {"repositories": ["team/*"], "action": "listRepositories"}
    for event, asked in zip(execution.batches, (names(3)[:2], names(3)[2:]), strict=True):
        assert event == overrides | {"repositories": asked}


def test_each_batch_is_told_of_its_execution(fan_out):
    """So all of them write their plans into one folder. The listing writes none."""
    execution = fan_out(Function(names(5)))
    listing, *batches = execution.contexts
    assert listing is None and len(batches) == 3
    for each in batches:
        custom = each["custom"]
        assert custom == {"fanOutExecution": execution.name, "fanOutStartedAt": execution.summary["startedAt"], "fanOutIsNarrowed": False}
        assert datetime.fromisoformat(custom["fanOutStartedAt"]).tzinfo


@pytest.mark.parametrize(
    ("event", "overrides"),
    [
        (json.loads((EVENTS / "scheduler.json").read_text()), {}),
        (json.loads((EVENTS / "scheduled.json").read_text()), {}),
        ({"source": "aws.scheduler", "detail": {"dryRun": True}}, {"dryRun": True}),
        ({"source": "aws.scheduler", "detail": '{"dryRun": true, "detail": "none"}'}, {"dryRun": True, "detail": "none"}),
        ({"source": "aws.scheduler"}, {}),
        ({"source": "aws.scheduler", "detail": ""}, {}),
        ({"source": "aws.events", "dryRun": True, "detail": {}}, {}),
        ({"detail-type": "Scheduled Event", "dryRun": True}, {}),
        ({"source": None, "detail": {"maxImages": 5}}, {"maxImages": 5}),
    ],
    ids=[
        "Scheduler's own",
        "a rule's",
        "overrides",
        "overrides as text",
        "no detail",
        "empty detail",
        "override beside the detail",
        "no source",
        "null for a source",
    ],
)
def test_event_of_eventbridges_stays_whole_around_the_overrides_in_its_detail(fan_out, event, overrides):
    """So the function judges all of it: an override that stands elsewhere is refused there, and not lost here."""
    execution = fan_out(Function(names(1)), event)
    assert execution.events == [
        event | {"detail": overrides | {"action": "listRepositories"}},
        event | {"detail": overrides | {"repositories": names(1)}},
    ]


@pytest.mark.parametrize(
    "event",
    [
        {"source": "aws.scheduler", "detail": "dryRun"},
        {"source": "aws.scheduler", "detail": "[]"},
        {"source": "aws.scheduler", "detail": True},
        {"source": "aws.scheduler", "detail": None},
        ["dryRun"],
    ],
)
def test_event_that_is_not_understood_reaches_no_batch(fan_out, event):
    execution = fan_out(Function(names(3)), event)
    assert execution.status == "FAILED"
    assert execution.events == []


@pytest.mark.parametrize(
    "event", [{"maxImages": 1_000}, {"source": "aws.scheduler", "detail": {"maxImages": 1_000}}], ids=["by hand", "scheduled"]
)
def test_share_of_the_limit_reaches_each_batch(fan_out, event):
    # The limit is what the listing says: the smaller one of the policy's and the event's.
    execution = fan_out(Function(names(5), {"maxImages": 160}), event)
    assert [each["maxImages"] for each in execution.batches] == [53, 53, 53]
    assert sorted(name for each in execution.batches for name in each["repositories"]) == names(5)


def test_batch_that_fails_leaves_the_others(fan_out):
    def batch(asked, event):
        if "team/0002" in asked:
            raise FunctionError("Function.RunFailed", "AccessDeniedException")
        return {}

    execution = fan_out(Function(names(5), batch=batch))
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "partial")
    assert execution.summary["batches"] == {"total": 3, "succeeded": 2, "failed": 1}
    assert execution.summary["reason"] == "1 of 3 batches failed"
    (failure,) = execution.summary["failures"]
    assert (failure["batch"], failure["error"]) == (1, "Function.RunFailed")
    assert "AccessDeniedException" in failure["cause"]
    assert execution.summary["totals"]["repositories"] == 3
    assert execution.objects.keys() == {"summary.json", "batches/0000.json", "batches/0002.json"}
    # The program's own answer is no fault that another attempt could mend.
    assert len(execution.batches) == 3


@pytest.mark.parametrize("error", ["Lambda.TooManyRequestsException", "Lambda.ServiceException", "Lambda.AWSLambdaException"])
def test_invocation_that_did_not_reach_the_program_is_repeated(fan_out, error):
    refused = []

    def batch(asked, event):
        if "team/0002" in asked and not refused:
            refused.append(asked)
            raise FunctionError(error, "not now")
        return {}

    def change(states):
        for retry in states["CleanBatches"]["ItemProcessor"]["States"]["CleanBatch"]["Retry"]:
            retry["IntervalSeconds"] = 1

    execution = fan_out(Function(names(5), batch=batch), change=change)
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "succeeded")
    assert [each["repositories"] for each in execution.batches].count(names(5)[2:4]) == 2


@pytest.mark.parametrize(
    "error",
    [
        "Lambda.Unknown",
        "Lambda.SdkClientException",
        "Lambda.ClientExecutionTimeoutException",
        "Runtime.ExitError",
        "Sandbox.Timedout",
        "States.Timeout",
    ],
)
def test_batch_that_may_have_been_cleaned_is_not_cleaned_again(fan_out, error):
    """Another invocation would have the batch's whole share of the limit again."""

    def batch(asked, event):
        if "team/0002" in asked:
            raise FunctionError(error, "nobody knows")
        return {}

    execution = fan_out(Function(names(5), {"maxImages": 900}, batch=batch))
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "partial")
    assert execution.summary["batches"] == {"total": 3, "succeeded": 2, "failed": 1}
    assert [each["maxImages"] for each in execution.batches] == [300, 300, 300]


def test_listing_is_repeated_whatever_became_of_it(fan_out):
    answered = []

    def function(event):
        answered.append(event)
        if len(answered) == 1:
            raise FunctionError("Sandbox.Timedout", "Task timed out after 900.00 seconds")
        return Function(names(2))(event)

    def change(states):
        for retry in states["ListRepositories"]["Retry"]:
            retry["IntervalSeconds"] = 1

    execution = fan_out(function, change=change)
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "succeeded")
    assert len(answered) == 3


def test_run_of_which_every_batch_failed_has_failed(fan_out):
    def batch(asked, event):
        raise FunctionError("Function.RunFailed", "AccessDeniedException")

    execution = fan_out(Function(names(3), batch=batch), notify=True)
    assert (execution.status, execution.error) == ("FAILED", "ecr-cleanup.Failed")
    assert execution.cause == "2 of 2 batches failed, and 50 % are tolerated"
    assert execution.summary["status"] == "failed"
    (message,) = execution.messages
    assert message[0].startswith("ecr-cleanup: the fan-out failed, 0 images went")
    assert "2 of 2 batches failed" in message[1]


def test_run_of_which_too_many_batches_failed_has_failed_and_tells_what_the_others_did(fan_out):
    def batch(asked, event):
        if "team/0002" in asked:
            raise FunctionError("Function.RunFailed", "AccessDeniedException")
        return {}

    execution = fan_out(Function(names(5), batch=batch), tolerated=20)
    assert (execution.status, execution.error, execution.summary["status"]) == ("FAILED", "ecr-cleanup.Failed", "failed")
    assert execution.cause == "1 of 3 batches failed, and 20 % are tolerated"
    assert execution.summary["totals"]["repositories"] == 3


def test_result_that_can_not_be_written_fails_its_batch(fan_out):
    def change(states):
        write = states["CleanBatches"]["ItemProcessor"]["States"]["WriteResult"]
        write["Retry"] = []
        write["Arguments"]["Bucket"] = "no-such-bucket"

    execution = fan_out(Function(names(3)), change=change)
    assert (execution.status, execution.summary["status"]) == ("FAILED", "failed")
    assert [each["batch"] for each in execution.summary["failures"]] == [0, 1]


def instead_of_the_map(state: dict):
    """Puts a state in the Map's place that ends as the Map would: moto counts no tolerated failures."""

    def change(states: dict):
        state.setdefault("Next", states["CleanBatches"]["Next"])
        if state["Type"] == "Task":
            state["Catch"] = states["CleanBatches"]["Catch"]
        states["CleanBatches"] = state

    return change


def test_more_failures_than_are_tolerated(fan_out):
    def function(event):
        if event == {"over": "the threshold"}:
            raise FunctionError("ExceedToleratedFailureThreshold", "the threshold was exceeded")
        return Function(names(3))(event)

    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": "ecr-cleanup", "Payload": {"over": "the threshold"}},
    }
    execution = fan_out(function, notify=True, change=instead_of_the_map(state))
    assert (execution.status, execution.error) == ("FAILED", "ecr-cleanup.Failed")
    assert execution.summary["status"] == "failed"
    assert execution.summary["reason"].startswith("cleaning the batches: ExceedToleratedFailureThreshold: ")
    assert execution.summary["results"] == f"s3://{BUCKET}/{execution.name}/"
    ((_, message),) = execution.messages
    assert message.startswith("The fan-out ended failed.\ncleaning the batches: ")


def test_batch_that_failed_in_step_functions_own_words(fan_out):
    """What Step Functions returns of one is its execution, in the place of its output; moto has a null there."""
    state = {"Type": "Pass", "Output": [small(), FAILED]}
    execution = fan_out(Function(names(4)), change=instead_of_the_map(state))
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "partial")
    assert execution.summary["failures"] == [{"error": FAILED["Error"], "cause": "x" * 300}]


def test_repositories_that_do_not_fit_into_the_listing_make_the_run_incomplete(fan_out):
    execution = fan_out(Function(names(3), {"repositoriesOmitted": 7}))
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", "incomplete")
    assert execution.summary["reason"] == "7 repositories did not fit into the listing and were not cleaned"
    assert execution.summary["repositoriesLeftOut"] == 7


def test_repositories_that_were_left_out_are_told_when_they_are_cleaned(fan_out):
    execution = fan_out(Function(names(3), {"repositoriesOmitted": 7, "daysToListAll": 4}))
    assert execution.summary["reason"] == (
        "7 repositories did not fit into the listing and were not cleaned; each day lists others, and all of them within 4 days"
    )


def test_what_the_limit_leaves_is_summed(fan_out):
    def batch(asked, event):
        left = summary(*({"name": name} for name in asked))["totals"] | {"remaining": len(asked)}
        return {"totals": left}

    found = fan_out(Function(names(5), {"maxImages": 150}, batch=batch)).summary
    assert (found["status"], found["totals"]["remaining"]) == ("succeeded", 5)
    assert "remaining" not in fan_out(Function(names(5))).summary["totals"]


def test_repositories_that_did_not_succeed_are_named(fan_out):
    def batch(asked, event):
        reports = [
            {
                "name": name,
                "region": "eu-west-1",
                "status": "blocked" if name == "team/0001" else "succeeded",
                "reason": "r" * 200,
            }
            for name in asked
        ]
        return {"repositories": reports} | ({"status": "partial"} if "team/0001" in asked else {})

    found = fan_out(Function(names(4), batch=batch)).summary
    assert found["status"] == "partial"
    assert found["repositories"] == [{"name": "team/0001", "region": "eu-west-1", "status": "blocked", "reason": "r" * 150}]
    assert "repositoriesOmitted" not in found


def test_listing_that_fails_ends_the_run_before_any_batch(fan_out):
    def function(event):
        raise FunctionError("Function.EventRefused", 'there is no key "dryrun"')

    execution = fan_out(function, {"dryrun": True}, notify=True)
    assert (execution.status, execution.error) == ("FAILED", "ecr-cleanup.Failed")
    assert execution.summary["status"] == "failed"
    assert "listing the repositories: Function.EventRefused" in execution.summary["reason"]
    assert "dryrun" in execution.summary["reason"]
    ((_, message),) = execution.messages
    assert execution.summary["reason"] in message and execution.summary["results"] in message


@pytest.mark.parametrize(("listing", "status"), [({}, "succeeded"), ({"repositoriesOmitted": 7}, "incomplete")])
def test_run_that_ended_is_counted_however_it_went(fan_out, listing, status):
    execution = fan_out(Function(names(3), listing))
    assert (execution.status, execution.summary["status"]) == ("SUCCEEDED", status)
    assert execution.counted == [1]


def test_run_that_failed_with_a_summary_has_ended(fan_out):
    def function(event):
        raise FunctionError("Function.EventRefused", "no")

    execution = fan_out(function)
    # That it failed is what Step Functions' own metric says.
    assert (execution.status, execution.counted) == ("FAILED", [1])


def test_run_does_not_fail_for_its_metric(fan_out):
    def change(states):
        states["CountRun"]["Retry"] = []
        states["CountRun"]["Arguments"] = {"Namespace": "ecr-cleanup", "MetricData": [{"MetricName": 1}]}

    execution = fan_out(Function(names(3)), notify=True, change=change)
    assert (execution.status, execution.counted) == ("SUCCEEDED", [])
    assert execution.output == execution.summary
    assert len(execution.messages) == 1


def blocked(asked, event):
    reports = [{"name": name, "status": "blocked", "reason": "a limit"} for name in asked]
    return {"status": "partial", "repositories": reports}


def test_message_says_in_words_how_it_went(fan_out):
    execution = fan_out(Function(names(7), batch=blocked), notify=True)
    ((subject, message),) = execution.messages
    assert subject.startswith("ecr-cleanup: the fan-out partial, ") and len(subject) < 100
    lines = message.splitlines()
    assert lines[0] == "The fan-out ended partial."
    assert lines[-1] == f"Summary: s3://{BUCKET}/{execution.name}/summary.json"
    assert "- and 2 more" in lines and [line for line in lines if line.endswith(": blocked: a limit")]


@pytest.mark.parametrize(
    ("notify_on", "expected"),
    [("never", [0, 0, 0]), ("problems", [0, 0, 1]), ("changes", [0, 1, 1]), ("always", [1, 1, 1])],
)
def test_message_is_sent_after_the_runs_that_are_asked_for(fan_out, notify_on, expected):
    def deletes(asked, event):
        return {"totals": small()["totals"] | {"scanned": 3, "selected": 1, "deleted": 1}}

    def nothing(asked, event):
        return {"totals": small()["totals"] | {"selected": 0, "deleted": 0}}

    sent = [
        len(fan_out(Function(names(1), batch=batch), notify=True, notify_on=notify_on).messages)
        for batch in (nothing, deletes, blocked)
    ]
    assert sent == expected


def test_message_for_chat_is_in_the_schema_of_the_integration(fan_out):
    execution = fan_out(Function(names(1)), notify=True, notify_format="chat")
    ((subject, message),) = execution.messages
    document = json.loads(message)
    assert (document["version"], document["source"]) == ("1.0", "custom")
    assert document["content"]["textType"] == "client-markdown"
    assert document["content"]["title"] == subject


def test_nothing_is_sent_without_a_topic(fan_out):
    assert fan_out(Function(names(3))).messages == []


def test_placeholders_are_those_that_the_template_fills():
    """CloudFormation, Terraform's templatefile and a plain replacement all understand them, and nothing else in it."""
    text = DEFINITION.read_text()
    given = source()["Resources"]["FanOutStateMachine"]["Properties"]["DefinitionSubstitutions"]
    assert set(re.findall(r"\$\{([^}]*)\}", text)) == given.keys()
    assert "%{" not in text


def test_machine_calls_only_what_its_role_allows():
    text = DEFINITION.read_text()
    assert set(re.findall(r'"Resource": "arn:\$\{Partition\}:states:::([^"]+)"', text)) == {
        "lambda:invoke",
        "aws-sdk:s3:putObject",
        "aws-sdk:cloudwatch:putMetricData",
        "sns:publish",
    }
