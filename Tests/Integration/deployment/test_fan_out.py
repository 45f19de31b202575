"""The state machine, in moto's Step Functions, with answers of the function's that each test gives."""

import json
import re
from datetime import datetime

import pytest
from support.fan_out import BUCKET, FanOut, FunctionError
from support.fan_out_answers import Function
from support.program import EVENTS
from support.template import DEFINITION, source


@pytest.fixture(scope="module")
def machine():
    with pytest.MonkeyPatch.context() as patches, FanOut(patches) as machine:
        yield machine


@pytest.fixture
def fan_out(machine):
    """Runs the state machine once, with a function that answers so."""

    def run(event=None, *, batches=3, errors=None, facts=None, **settings):
        return machine.run(Function(machine, batches, errors, **(facts or {})), event, **settings)

    return run


def fails(step: str, error: str = "Function.RunFailed", message: str = "AccessDeniedException", batch=None, times=99):
    """The error of a step, or of one batch, so many times."""
    left = [times]

    def errors(invocation):
        if invocation.step != step or (batch is not None and invocation.payload["batch"]["number"] != batch):
            return None
        left[0] -= 1
        return FunctionError(error, message) if left[0] >= 0 else None

    return errors


def at_once(states: dict):
    """Takes the waiting out of the retries."""
    everything = [*states.values(), *states["CleanBatches"].get("ItemProcessor", {}).get("States", {}).values()]
    for retry in (retry for state in everything for retry in state.get("Retry", [])):
        retry["IntervalSeconds"] = 1


def test_steps_follow_one_another(fan_out):
    execution = fan_out(batches=3)
    assert execution.status == "SUCCEEDED"
    assert [each.step for each in execution.invocations] == ["list", "clean", "clean", "clean", "summarize"]
    assert [each["number"] for each in execution.batches] == [0, 1, 2]
    assert execution.output == execution.summary


def test_each_batch_is_sent_as_the_listing_wrote_it(fan_out):
    execution = fan_out(batches=3)
    assert execution.batches == execution.objects["items.json"]


def test_every_invocation_is_told_of_its_execution(fan_out):
    """So all batches write into the folders of one run."""
    execution = fan_out()
    for each in execution.invocations:
        custom = each.context["custom"]
        assert custom.keys() == {"fanOutStep", "fanOutExecution", "fanOutStartedAt"}
        assert custom["fanOutExecution"] == execution.name
        assert datetime.fromisoformat(custom["fanOutStartedAt"]).tzinfo
    assert len({each.context["custom"]["fanOutStartedAt"] for each in execution.invocations}) == 1


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"dryRun": True, "repositories": ["team/*"], "policy": {"rules": []}},
        json.loads((EVENTS / "scheduler.json").read_text()),
        {"source": "aws.scheduler", "detail": '{"dryRun": true}'},
        {"dryrun": True, "action": "delete"},
        ["dryRun"],
        "text",
    ],
    ids=["empty", "overrides", "Scheduler's", "text in the detail", "unknown keys", "a list", "a text"],
)
def test_event_reaches_every_step_as_it_is(fan_out, event):
    """So the function alone judges it: what it refuses is not mended on the way."""
    execution = fan_out(event)
    assert [each.payload["event"] for each in execution.invocations] == [event] * 5


def test_settings_reach_the_steps_that_need_them(fan_out):
    execution = fan_out(batch_size=7, tolerated=30)
    (listing,), (last,) = execution.of("list"), execution.of("summarize")
    assert listing.payload == {"event": {}, "batchSize": 7}
    assert last.payload == {"event": {}, "toleratedFailurePercentage": 30}


def test_nothing_to_clean(fan_out):
    execution = fan_out(batches=0)
    assert (execution.status, [each.step for each in execution.invocations]) == ("SUCCEEDED", ["list", "summarize"])


def test_batch_that_fails_leaves_the_others(fan_out):
    execution = fan_out(errors=fails("clean", batch=1))
    assert (execution.status, len(execution.batches)) == ("SUCCEEDED", 3)
    assert {name for name in execution.objects if "/" in name} == {"batches/00000.json", "failures/00001.json", "batches/00002.json"}
    failure = execution.objects["failures/00001.json"]
    assert failure["error"] == "Function.RunFailed" and "AccessDeniedException" in failure["cause"]
    assert "failure" not in execution.of("summarize")[0].payload


def test_batches_that_all_fail_are_summed_up(fan_out):
    execution = fan_out(errors=fails("clean"), batches=40, facts={"status": "failed", "reason": "40 of 40 batches failed"})
    assert len([name for name in execution.objects if name.startswith("failures/")]) == 40
    assert (execution.status, execution.error) == ("FAILED", "ecr-cleanup.Failed")
    assert execution.cause == "40 of 40 batches failed"
    # The function tells people about it.
    assert execution.messages == []


def test_invocation_that_lambda_refused_to_take_up_is_repeated(fan_out):
    execution = fan_out(errors=fails("clean", "Lambda.TooManyRequestsException", batch=1, times=1), change=at_once)
    assert [each["number"] for each in execution.batches] == [0, 1, 1, 2]
    assert not [name for name in execution.objects if name.startswith("failures/")]


@pytest.mark.parametrize(
    "error",
    [
        "Lambda.Unknown",
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.ClientExecutionTimeoutException",
        "Runtime.ExitError",
        "Sandbox.Timedout",
        "States.Timeout",
    ],
)
def test_batch_that_may_have_been_cleaned_is_not_cleaned_again(fan_out, error):
    """Another invocation would have the batch's whole share of the limit again."""
    execution = fan_out(errors=fails("clean", error, batch=1))
    assert [each["number"] for each in execution.batches] == [0, 1, 2]
    # moto lets no function end with an error of Step Functions' own, and has no failure of it.
    assert error == "States.Timeout" or execution.objects["failures/00001.json"]["error"] == error


@pytest.mark.parametrize("step", ["list", "summarize"])
def test_steps_that_delete_nothing_are_repeated_whatever_became_of_them(fan_out, step):
    execution = fan_out(errors=fails(step, "Sandbox.Timedout", "Task timed out", times=1), change=at_once)
    assert (execution.status, len(execution.of(step))) == ("SUCCEEDED", 2)


def test_failure_that_can_not_be_written_leaves_the_others(fan_out):
    def change(states):
        write = states["CleanBatches"]["ItemProcessor"]["States"]["WriteFailure"]
        write["Retry"] = []
        write["Arguments"]["Bucket"] = "no-such-bucket"

    execution = fan_out(errors=fails("clean", batch=1), change=change)
    # The last step finds neither a summary nor an error of the batch.
    assert [each.step for each in execution.invocations][-1] == "summarize"
    assert "batches/00002.json" in execution.objects


def instead_of_the_map(state: dict):
    """Puts a state in the Map's place that ends as the Map would: moto counts no tolerated failures."""

    def change(states: dict):
        states["CleanBatches"] = state | {"Next": states["CleanBatches"]["Next"], "Catch": states["CleanBatches"]["Catch"]}

    return change


def test_map_that_fails_is_summed_up_with_its_error(fan_out):
    def errors(invocation):
        over = invocation.payload == {"over": "the threshold"}
        return FunctionError("ExceedToleratedFailureThreshold", "the threshold was exceeded") if over else None

    context = json.loads(DEFINITION.read_text())["States"]["Summarize"]["Arguments"]["ClientContext"]
    arguments = {"FunctionName": "ecr-cleanup", "ClientContext": context, "Payload": {"over": "the threshold"}}
    state = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": arguments}
    execution = fan_out(errors=errors, change=instead_of_the_map(state))
    failure = execution.of("summarize")[-1].payload["failure"]
    assert failure.startswith("the map of batches failed: ExceedToleratedFailureThreshold: ")
    assert execution.output == execution.summary


@pytest.mark.parametrize(
    ("step", "words"), [("list", "listing the repositories"), ("summarize", "summing up the batches")]
)
def test_step_that_fails_ends_the_run_with_a_summary_and_a_message(fan_out, step, words):
    errors = fails(step, "Function.EventRefused", 'there is no key "dryrun"')
    execution = fan_out({"dryrun": True}, errors=errors, notify=True)
    assert (execution.status, execution.error, execution.counted) == ("FAILED", "ecr-cleanup.Failed", [1])
    assert execution.summary["status"] == "failed"
    assert execution.summary["reason"].startswith(f"{words}: Function.EventRefused: ")
    assert "dryrun" in execution.summary["reason"] and execution.cause == execution.summary["reason"]
    assert execution.summary["fanOut"] == {"results": f"s3://{BUCKET}/{execution.name}/"}
    ((subject, message),) = execution.messages
    assert subject == "ecr-cleanup: the fan-out failed"
    assert message.splitlines() == [
        "The fan-out failed.",
        execution.summary["reason"],
        "",
        f"Results: s3://{BUCKET}/{execution.name}/",
    ]
    if step == "list":
        assert execution.batches == []


@pytest.mark.parametrize(("notify_on", "messages"), [("never", 0), ("problems", 1), ("changes", 1), ("always", 1)])
def test_message_about_a_failure_is_sent_where_one_is_asked_for(fan_out, notify_on, messages):
    execution = fan_out(errors=fails("list"), notify=True, notify_on=notify_on)
    assert len(execution.messages) == messages


def test_message_for_chat_is_in_the_schema_of_the_integration(fan_out):
    execution = fan_out(errors=fails("list"), notify=True, notify_format="chat")
    ((subject, message),) = execution.messages
    document = json.loads(message)
    assert (document["version"], document["source"]) == ("1.0", "custom")
    assert document["content"]["textType"] == "client-markdown"
    assert document["content"]["title"] == subject
    assert execution.summary["reason"] in document["content"]["description"]


def test_nothing_is_sent_without_a_topic(fan_out):
    assert fan_out(errors=fails("list")).messages == []


def test_summary_of_a_failure_that_can_not_be_written_is_still_told(fan_out):
    def change(states):
        states["WriteFailureSummary"]["Retry"] = []
        states["WriteFailureSummary"]["Arguments"]["Bucket"] = "no-such-bucket"

    execution = fan_out(errors=fails("list"), notify=True, change=change)
    assert (execution.status, len(execution.messages)) == ("FAILED", 1)


@pytest.mark.parametrize("status", ["succeeded", "partial", "incomplete", "failed"])
def test_run_that_ended_is_counted_however_it_went(fan_out, status):
    execution = fan_out(facts={"status": status, "reason": "a reason"})
    assert (execution.status, execution.counted) == ("FAILED" if status == "failed" else "SUCCEEDED", [1])


def test_run_does_not_fail_for_its_metric(fan_out):
    def change(states):
        states["CountRun"]["Retry"] = []
        states["CountRun"]["Arguments"] = {"Namespace": "ecr-cleanup", "MetricData": [{"MetricName": 1}]}

    execution = fan_out(change=change)
    assert (execution.status, execution.counted) == ("SUCCEEDED", [])
    assert execution.output == execution.summary


def test_batches_pass_nothing_on():
    """What all batches of a Map return has to fit into a state's 256 KB."""
    batch = json.loads(DEFINITION.read_text())["States"]["CleanBatches"]["ItemProcessor"]["States"]
    assert [batch["CleanBatch"]["Output"], batch["WriteFailure"]["Output"]] == [{}, {}]


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
        "s3:getObject",
        "aws-sdk:s3:putObject",
        "aws-sdk:cloudwatch:putMetricData",
        "sns:publish",
    }
