"""`REPORTS`: what each run leaves in the bucket, by the built program and in Lambda's emulator, before moto's S3."""

import json

import pytest
from support.policies import untagged_policy
from support.reports import LOCATION, Refusal, text
from support.simulator import digest, fresh, image, repository, stale

REFUSALS = ["denied", "throttled", "gone", "wrong_owner", "cut"]
IMAGES = [*stale(3), *fresh(2)]


@pytest.fixture
def registry(simulate):
    return simulate(repository("team-a/app", *IMAGES), repository("team-b/app", *fresh(1, "other")))


def only(names: list[str], end: str) -> str:
    (found,) = [name for name in names if name.endswith(end)]
    return found


def test_run_leaves_its_summary_plan_page_and_images(registry, bucket, program):
    run = program(registry.endpoint, **bucket.settings).invoke({})
    assert run.status == 0, run
    reports = run.summary["reports"]
    assert run.summary["warnings"] == [] and "failure" not in reports
    names = bucket.keys()
    assert sorted(name.rsplit("/", 1)[1] for name in names) == ["images-1.json", "plan.json", "report.html", "summary.json"]
    folder = reports["prefix"].removeprefix(f"{LOCATION}/")
    assert folder.startswith("runs/2") and all(name.startswith(folder) for name in names)
    assert sorted([*reports["objects"], *(plan["name"] for plan in reports["plans"])]) == sorted(
        name.removeprefix(folder) for name in names
    )
    kept = json.loads(bucket.read(only(names, "/summary.json")))
    for differing in ("calls", "durationSeconds", "retries", "throttled"):
        kept.pop(differing), run.summary.pop(differing, None)
    assert kept["totals"] == run.summary["totals"]
    assert kept["reports"]["plans"] == reports["plans"]


def test_plan_names_what_would_go_by_its_checksum(registry, bucket, program):
    run = program(registry.endpoint, **bucket.settings).invoke({})
    file = bucket.read(only(bucket.keys(), "/plan.json"))
    plan = json.loads(file)
    assert text(plan) == file
    (entry,) = run.summary["reports"]["plans"]
    assert entry == {"name": "plan.json", "checksum": plan["checksum"], "images": 3}
    assert plan["scope"] == "all"
    (planned,) = plan["repositories"]
    assert planned["name"] == "team-a/app"
    assert {each["digest"] for each in planned["images"]} == {digest(each["name"]) for each in stale(3)}


def test_images_are_all_there_with_their_reasons(registry, bucket, program, tmp_path):
    report = tmp_path / "report.json"
    program(registry.endpoint, **bucket.settings).invoke({}, "--report", report)
    listed = json.loads(bucket.read(only(bucket.keys(), "/images-1.json")))
    expected = {each["name"]: each["images"] for each in json.loads(report.read_text())["repositories"]}
    assert {each["name"]: each["images"] for each in listed["repositories"]} == expected
    assert sum(len(images) for images in expected.values()) == 6


def test_page_is_that_of_the_command_line(registry, bucket, program):
    program(registry.endpoint, **bucket.settings).invoke({})
    page = bucket.read(only(bucket.keys(), "/report.html")).decode()
    assert page.startswith("<!DOCTYPE html>") and "team-a/app" in page
    # The policy in words, as on the page of the command line.
    assert "untagged images" in page


def test_run_that_may_delete_is_on_record_before(registry, bucket, program):
    program(registry.endpoint, **bucket.settings).invoke({}, DRY_RUN="false")
    written = [each.path.rsplit("/", 1)[1] for each in bucket.requests if each.method == "PUT"]
    assert written == ["started.json", "images-1.json", "plan.json", "report.html", "summary.json"]
    started = json.loads(bucket.read(only(bucket.keys(), "/started.json")))
    assert started["trigger"] == {"type": "manual"}
    summary = json.loads(bucket.read(only(bucket.keys(), "/summary.json")))
    assert summary["totals"]["deleted"] == 3


def test_function_leaves_the_same(registry, bucket, emulate):
    emulator = emulate(registry.endpoint, DRY_RUN="false", AWS_LAMBDA_FUNCTION_NAME="cleanup", **bucket.settings)
    line = emulator.invoke({})
    assert line["ReportsNotWritten"] == 0
    assert line["requestId"] in line["reports"]["prefix"]
    names = [name.rsplit("/", 1)[1] for name in bucket.keys()]
    assert sorted(names) == ["images-1.json", "plan.json", "report.html", "started.json", "summary.json"]


@pytest.mark.parametrize(
    ("event", "options"),
    [({"repositories": ["team-a/*"]}, ()), ({"policy": untagged_policy(5)}, ()), ({}, ("--policy", "policy.json"))],
)
def test_narrowed_runs_and_trials_lie_apart(registry, bucket, program, tmp_path, event, options):
    path = tmp_path / "policy.json"
    path.write_text('{"policies": [{"name": "none", "repositories": ["*"], "rules": []}]}')
    run = program(registry.endpoint, **bucket.settings).invoke(event, *(path if each == path.name else each for each in options))
    assert run.summary["reports"]["prefix"].startswith(f"{LOCATION}/runs/narrowed/2")
    assert json.loads(bucket.read(only(bucket.keys(), "/plan.json")))["scope"] in ("narrowed", "whatIf")


def test_listing_leaves_nothing(registry, bucket, program):
    run = program(registry.endpoint, **bucket.settings).invoke({"action": "listRepositories"})
    assert run.status == 0 and "reports" not in run.summary
    assert bucket.keys() == []


@pytest.mark.parametrize("refusal", REFUSALS)
def test_report_that_can_not_be_written_is_a_warning(registry, bucket, program, refusal):
    bucket.refusals["PUT"] = getattr(Refusal, refusal)
    run = program(registry.endpoint, **bucket.settings).invoke({}, DRY_RUN="false")
    assert run.status == 0 and run.summary["totals"]["deleted"] == 3, run
    assert "PutObject" in run.summary["reports"]["failure"]
    assert any("not complete" in each and "PutObject" in each for each in run.summary["warnings"])


@pytest.mark.parametrize("name", ["images-1.json", "plan.json", "report.html", "summary.json"])
def test_failure_of_one_object_is_told(registry, bucket, program, name):
    def put(path):
        return path.endswith(name)

    forwarded = bucket.answer
    bucket.answer = lambda request: Refusal.denied if request.method == "PUT" and put(request.path) else forwarded(request)
    run = program(registry.endpoint, **bucket.settings).invoke({}, DRY_RUN="false")
    assert run.status == 0, run
    assert name in run.summary["reports"]["failure"]
    if name != "summary.json":
        assert json.loads(bucket.read(only(bucket.keys(), "/summary.json")))["reports"]["failure"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"REPORTS": "reports/cleanup"}, "REPORTS"),
        ({"REPORTS": "s3://"}, "REPORTS"),
        ({"REPORTS": "s3://reports//a"}, "REPORTS"),
        ({"REPORTS_BUCKET_OWNER": "me"}, "REPORTS_BUCKET_OWNER"),
        ({"REPORTS": "", "REQUIRE_APPROVAL": "true"}, "REQUIRE_APPROVAL"),
    ],
)
def test_setting_that_can_not_be_is_refused(registry, bucket, program, settings, says):
    run = program(registry.endpoint, **(bucket.settings | settings)).invoke({}, DRY_RUN="false")
    assert run.status == 2 and says in run.stderr, run
    assert registry.calls == {} and bucket.requests == []


def test_owner_of_the_bucket_is_expected(registry, bucket, program):
    program(registry.endpoint, REPORTS_BUCKET_OWNER="123456789012", **bucket.settings).invoke({})
    assert {each.headers["x-amz-expected-bucket-owner"] for each in bucket.requests} == {"123456789012"}


def test_many_images_come_in_parts(simulate, bucket, program):
    images = [image(f"old-{number}", 40) for number in range(45_000)]
    registry = simulate(repository("large", *images))
    run = program(registry.endpoint, **bucket.settings).invoke({}, "--detail", "none")
    assert run.status == 0, run
    listed = [
        image["digest"]
        for name in bucket.keys()
        if "/images-" in name
        for each in json.loads(bucket.read(name))["repositories"]
        for image in each["images"]
    ]
    assert len(listed) == len(set(listed)) == 45_000
    assert run.summary["reports"]["objects"][:3] == ["images-1.json", "images-2.json", "images-3.json"]
    assert [plan["images"] for plan in run.summary["reports"]["plans"]] == [10_000] * 4 + [5_000]
    plans = [json.loads(bucket.read(name)) for name in bucket.keys() if "/plan" in name]
    named = [image["digest"] for plan in plans for each in plan["repositories"] for image in each["images"]]
    assert set(named) == set(listed) and len(named) == 45_000
    folder = run.summary["reports"]["prefix"]
    run = program(registry.endpoint, **bucket.settings).invoke({"plan": folder}, "--detail", "none")
    assert run.summary["plan"]["named"] == run.summary["plan"]["selected"] == 45_000, run
