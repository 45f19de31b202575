"""Every malformed event and setting: exit 2, a message that names what is wrong, nothing printed, no AWS call."""

import json

import pytest
from support.program import REGION
from support.simulator import repository, stale

OVERRIDES = ["dryRun", "repositories", "policy", "detail", "maxImages", "action"]
POLICY = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 1,
            },
            "action": {"type": "expire"},
        }
    ]
}


def scheduled(detail) -> dict:
    return {"source": "aws.events", "detail-type": "Scheduled Event", "time": "2026-11-02T03:00:00Z", "detail": detail}


def scheduler(detail) -> dict:
    return scheduled(detail) | {"source": "aws.scheduler"}


def image_action(**detail) -> dict:
    return {"source": "aws.ecr", "detail-type": "ECR Image Action", "region": REGION, "detail": detail}


# What the event is · its text or object · what the message must name
EVENTS = [
    ("empty", "", ["JSON"]),
    ("white space", " \n", ["JSON"]),
    ("not JSON", "dryRun: true", ["JSON"]),
    ("cut short", '{"dryRun": tr', ["JSON"]),
    ("followed by rubbish", "{} {}", ["JSON"]),
    ("not UTF-8", b'{"detail": "\xff\xfe"}', []),
    ("JSON with a comment", "{} // nothing", ["JSON"]),
    ("JSON with a trailing comma", '{"dryRun": true,}', ["JSON"]),
    ("a key twice", '{"dryRun": true, "dryRun": false}', ["dryRun"]),
    ("nested without end", "[" * 100_000, []),
    ("an object nested without end", '{"policy":' * 50_000, []),
    ("null", "null", ["object"]),
    ("a list", [], ["object"]),
    ("a list of events", [{}], ["object"]),
    ("a string", '"{}"', ["object"]),
    ("a number", "1", ["object"]),
    ("true", "true", ["object"]),
    ("a misspelt key", {"dryrun": True}, ["dryrun", *OVERRIDES]),
    ("a key in other letters", {"DRYRUN": True}, ["DRYRUN", *OVERRIDES]),
    ("the environment's key", {"DRY_RUN": "true"}, ["DRY_RUN", *OVERRIDES]),
    ("the console's test event", {"key1": "value1", "key2": "value2"}, ["key1", *OVERRIDES]),
    ("an unknown key beside known ones", {"dryRun": True, "force": True}, ["force", *OVERRIDES]),
    ("an empty key", {"": 1}, OVERRIDES),
    ("dryRun as text", {"dryRun": "true"}, ["dryRun"]),
    ("dryRun as a number", {"dryRun": 1}, ["dryRun"]),
    ("dryRun as null", {"dryRun": None}, ["dryRun"]),
    ("repositories as text", {"repositories": "team-a/*"}, ["repositories"]),
    ("repositories as null", {"repositories": None}, ["repositories"]),
    ("repositories with a number", {"repositories": ["team-a/*", 7]}, ["repositories"]),
    ("repositories with an empty pattern", {"repositories": [""]}, ["repositories"]),
    ("maxImages as text", {"maxImages": "10"}, ["maxImages"]),
    ("maxImages negative", {"maxImages": -1}, ["maxImages"]),
    ("maxImages with a fraction", {"maxImages": 1.5}, ["maxImages"]),
    ("maxImages beyond all numbers", '{"maxImages": 1e400}', ["number"]),
    ("maxImages beyond Int", '{"maxImages": 92233720368547758080}', ["maxImages"]),
    ("maxImages as true", {"maxImages": True}, ["maxImages"]),
    ("detail unknown", {"detail": "some"}, ["detail", "none", "selected", "all"]),
    ("detail in capitals", {"detail": "ALL"}, ["detail"]),
    ("detail as true", {"detail": True}, ["detail"]),
    ("action unknown", {"action": "delete"}, ["action", "clean", "listRepositories"]),
    ("action as a list", {"action": ["clean"]}, ["action"]),
    ("policy as text", {"policy": json.dumps(POLICY)}, ["policy"]),
    ("policy in a run that would delete", {"policy": POLICY}, ["policy"]),
    ("a scheduled event with an unknown key", scheduled({"dryrun": True}), ["dryrun", *OVERRIDES]),
    ("a scheduled event with a wrong type", scheduled({"dryRun": "yes"}), ["dryRun"]),
    ("a scheduled event with a list as detail", scheduled([]), ["detail"]),
    ("a scheduled event with a number as detail", scheduled(3), ["detail"]),
    ("Scheduler's detail that is not JSON", scheduler("dryRun"), ["detail"]),
    ("Scheduler's detail that holds a list", scheduler("[]"), ["detail"]),
    ("Scheduler's detail with an unknown key", scheduler('{"dryrun": true}'), ["dryrun", *OVERRIDES]),
    ("an event of another source", scheduled({}) | {"source": "aws.s3"}, ["source", "aws.s3"]),
    ("an event of another kind", scheduled({}) | {"detail-type": "ECR Image Scan"}, ["detail-type", "ECR Image Scan"]),
    ("an event without its source", {"detail-type": "Scheduled Event", "detail": {}}, ["source"]),
    ("an event without its kind", {"source": "aws.events", "detail": {}}, ["detail-type"]),
    ("an image action without detail", {"source": "aws.ecr", "detail-type": "ECR Image Action"}, ["detail"]),
    ("a push without a repository", image_action(**{"action-type": "PUSH", "result": "SUCCESS"}), ["repository-name"]),
    (
        "a push to a number",
        image_action(**{"action-type": "PUSH", "result": "SUCCESS", "repository-name": 7}),
        ["repository-name"],
    ),
    ("an HTTP API's event", {"version": "2.0", "routeKey": "$default", "body": "{}"}, OVERRIDES),
    ("an SNS or S3 event", {"Records": [{"eventSource": "aws:s3"}]}, ["Records", *OVERRIDES]),
]


@pytest.fixture
def registry(simulate):
    return simulate(repository("team-a/app", *stale(2)))


def check_refused(run, registry, named: list[str]):
    assert run.status == 2, run
    assert run.stdout == ""
    assert len(run.stderr) < 5_000
    for name in named:
        assert name in run.stderr, run
    assert registry.calls == {}


@pytest.mark.parametrize(("event", "named"), [row[1:] for row in EVENTS], ids=[row[0] for row in EVENTS])
def test_malformed_event_is_refused(registry, program, event, named):
    check_refused(program(registry.endpoint).invoke(event, DRY_RUN="false"), registry, named)


# What the setting is · the environment · what the message must name
SETTINGS = [
    ("an empty policy", {"CLEANUP_POLICY": ""}, ["CLEANUP_POLICY"]),
    ("a policy of white space", {"CLEANUP_POLICY": "  \n"}, ["CLEANUP_POLICY"]),
    ("a policy that is not JSON", {"CLEANUP_POLICY": '{"rules": ['}, ["CLEANUP_POLICY"]),
    ("a policy with an unknown key", {"CLEANUP_POLICY": '{"rulez": []}'}, ["CLEANUP_POLICY"]),
    ("a policy file that is not there", {"CLEANUP_POLICY": "/nowhere/policy.json"}, ["CLEANUP_POLICY"]),
    ("no region", {"AWS_REGION": ""}, ["AWS_REGION"]),
    ("a region that is none", {"AWS_REGION": "eu west 1"}, ["AWS_REGION"]),
    ("a region that would change the host", {"AWS_REGION": "eu-west-1.example.com/"}, ["AWS_REGION"]),
    ("attempts as a word", {"AWS_MAX_ATTEMPTS": "three"}, ["AWS_MAX_ATTEMPTS"]),
    ("no attempts", {"AWS_MAX_ATTEMPTS": "0"}, ["AWS_MAX_ATTEMPTS"]),
    ("FIPS neither true nor false", {"AWS_USE_FIPS_ENDPOINT": "yes"}, ["AWS_USE_FIPS_ENDPOINT"]),
    ("an endpoint together with FIPS", {"AWS_USE_FIPS_ENDPOINT": "true"}, ["AWS_USE_FIPS_ENDPOINT", "AWS_ENDPOINT_URL"]),
    ("an endpoint together with dual stack", {"AWS_USE_DUALSTACK_ENDPOINT": "true"}, ["AWS_USE_DUALSTACK_ENDPOINT"]),
    ("an endpoint that is no URL", {"AWS_ENDPOINT_URL_ECR": "registry"}, ["AWS_ENDPOINT_URL_ECR"]),
    ("a log level that is none", {"LOG_LEVEL": "loud"}, ["LOG_LEVEL"]),
]


@pytest.mark.parametrize(("settings", "named"), [row[1:] for row in SETTINGS], ids=[row[0] for row in SETTINGS])
def test_malformed_setting_is_refused(registry, program, settings, named):
    check_refused(program(registry.endpoint).invoke({}, DRY_RUN="false", **settings), registry, named)


# What is wrong · the arguments · what the message must name
USAGES = [
    ("no command", [], ["invoke"]),
    ("an unknown command", ["delete"], ["delete"]),
    ("invoke without an event", ["invoke"], ["--event"]),
    ("an event file that is not there", ["invoke", "--event", "/nowhere/event.json"], ["/nowhere/event.json"]),
    ("a folder as event file", ["invoke", "--event", "/"], ["--event"]),
    ("an unknown option", ["invoke", "--event", "EVENT", "--force"], ["--force"]),
    ("an unknown detail", ["invoke", "--event", "EVENT", "--detail", "some"], ["--detail", "some"]),
    ("a report that can not be written", ["invoke", "--event", "EVENT", "--report", "/nowhere/report"], ["/nowhere/report"]),
    ("a policy file that is not there", ["invoke", "--event", "EVENT", "--policy", "/nowhere/policy"], ["--policy"]),
]


@pytest.mark.parametrize(("arguments", "named"), [row[1:] for row in USAGES], ids=[row[0] for row in USAGES])
def test_wrong_usage_is_refused(registry, program, arguments, named):
    cleanup = program(registry.endpoint)
    event = cleanup.event_file({})
    run = cleanup.run(*(event if each == "EVENT" else each for each in arguments), DRY_RUN="false")
    check_refused(run, registry, named)


def test_garbled_dry_run_is_a_dry_run_and_no_error(registry, program):
    run = program(registry.endpoint).invoke({}, DRY_RUN="\x01fal\tse")
    assert run.status == 0
    assert run.summary["dryRun"] is True
    assert registry.mutating_calls == {}


def test_refused_event_leaves_an_earlier_report_alone(registry, program, tmp_path):
    report = tmp_path / "report.json"
    report.write_text("an earlier report")
    run = program(registry.endpoint).invoke({"dryrun": True}, "--report", report)
    assert run.status == 2
    assert report.read_text() == "an earlier report"


def test_help_is_no_error(program):
    run = program().run("--help")
    assert run.status == 0
    assert "invoke" in run.stdout
