"""`plan` and `apply`: what a person sees, saves, and has carried out."""

import csv
import json
import re
import signal

import pytest
from support.reports import changed
from support.simulator import digest, fresh, image, repository, stale
from support.terminal import TerminalRun, on_terminal

RULE = {
    "rulePriority": 1,
    "selection": {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 15},
    "action": {"type": "expire"},
}
POLICY = {"policies": [{"name": "all", "repositories": ["*"], "rules": [RULE]}], "protect": {"inUse": []}}


@pytest.fixture
def registry(simulate):
    elsewhere = {"registryId": "123456789012", "region": "us-east-1"}
    return simulate(
        repository("team-a/app", *stale(5), *fresh(2)),
        repository("team-b/app", *stale(3, "other")),
        registries=[elsewhere],
    )


@pytest.fixture
def cleanup(program, registry, tmp_path):
    made = program(registry.endpoint, LOG_LEVEL="")
    made.policy = tmp_path / "policy.json"
    made.policy.write_text(json.dumps(POLICY))
    made.plan = tmp_path / "plan.json"
    return made


def save(cleanup, *options):
    run = cleanup.run("plan", "--policy", cleanup.policy, "--save", cleanup.plan, *options)
    assert run.status == 0, run
    return run


def table_begins(lines):
    return next(number for number, line in enumerate(lines) if "REPOSITORY  " in line)


def test_table_names_the_repositories_and_the_next_command(cleanup, registry):
    before = registry.digests
    run = cleanup.run("plan", "--policy", cleanup.policy, "--repository", "team-*/*")
    assert run.status == 0, run
    every = run.stdout.splitlines()
    assert every[0].startswith("Registry 123456789012 in eu-west-1, by the policy ")
    lines = every[table_begins(every) :]
    assert lines[0].split() == ["REPOSITORY", "IMAGES", "GO", "IN", "USE", "KEPT", "SIZE", "NOW", "AFTER"]
    assert [line.split()[0] for line in lines[1:3]] == ["team-a/app", "team-b/app"]
    assert lines[4].startswith("2 repositories")
    assert lines[-1].endswith(f"plan --policy {cleanup.policy} --repository 'team-*/*' --save plan.json")
    assert max(map(len, lines[:-1])) <= 100
    assert lines[-2].endswith("ecr-cleanup plan --explain REPOSITORY")
    assert run.stderr == ""
    assert registry.digests == before and registry.mutating_calls == {}


def test_json_is_the_summary(cleanup):
    run = cleanup.run("plan", "--policy", cleanup.policy, "--output", "json")
    summary = json.loads(run.stdout)
    assert (summary["dryRun"], summary["totals"]["selected"]) == (True, 8)
    assert summary["policySource"]["kind"] == "file"
    assert re.fullmatch("[0-9a-f]{64}", summary["policySource"]["sha256"])


@pytest.mark.parametrize("setting", [None, "false"])
def test_plan_never_deletes(cleanup, registry, setting):
    before = registry.digests
    settings = {"DRY_RUN": setting} if setting else {}
    assert cleanup.run("plan", "--policy", cleanup.policy, **settings).status == 0
    assert registry.digests == before


def test_region_option_wins(cleanup):
    run = cleanup.run("plan", "--policy", cleanup.policy, "--region", "us-east-1")
    assert run.status == 0 and "No repository is in reach" in run.stdout


def test_explanation_of_an_image_and_of_a_repository(cleanup):
    run = cleanup.run("plan", "--policy", cleanup.policy, "--explain", f"team-a/app@{digest('stale-0')}")
    assert run.status == 0, run
    assert digest("stale-0") in run.stdout and "goes (rule 1): older than 15 days" in run.stdout
    assert digest("fresh-0") not in run.stdout
    run = cleanup.run("plan", "--policy", cleanup.policy, "--explain", "team-a/app")
    assert run.stdout.count("sha256:") == 7
    assert "stays (rule 1): not older than 15 days" in run.stdout
    run = cleanup.run("plan", "--policy", cleanup.policy, "--explain", "team-a/app:no-such-tag")
    assert "no such image" in run.stdout


@pytest.mark.parametrize(
    "text",
    [
        "", "app@sha256:12", "app:", "*", "host:5000/app:x/y", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1",
        f"app:v1@{digest('fresh-0')}",
    ],
)
def test_explanation_of_nothing_is_refused(cleanup, registry, text):
    run = cleanup.run("plan", "--policy", cleanup.policy, "--explain", text)
    assert run.status == 2 and "--explain" in run.stderr
    assert registry.calls == {}


def test_reports_in_every_format_at_once(cleanup, tmp_path):
    files = [tmp_path / f"report.{ending}" for ending in ("json", "md", "csv")]
    options = [part for file in files for part in ("--report", file)]
    run = cleanup.run("plan", "--policy", cleanup.policy, *options)
    assert run.status == 0, run
    assert len(json.loads(files[0].read_text())["repositories"][0]["images"]) == 7
    assert "8 of 10 images would go" in files[1].read_text()
    assert len(list(csv.DictReader(files[2].open(newline="")))) == 10


def test_report_of_an_unknown_ending_is_refused(cleanup, registry, tmp_path):
    run = cleanup.run("plan", "--policy", cleanup.policy, "--report", tmp_path / "report.yaml")
    assert run.status == 2 and ".csv" in run.stderr
    assert registry.calls == {}


def test_apply_deletes_what_the_plan_names(cleanup, registry):
    save(cleanup)
    run = cleanup.run("apply", cleanup.plan, "--yes")
    assert run.status == 0, run
    assert registry.digests == {"team-a/app": {digest("fresh-0"), digest("fresh-1")}, "team-b/app": set()}
    again = cleanup.run("apply", cleanup.plan, "--yes")
    assert again.status == 0 and "8 images were gone already" in again.stdout


def test_plan_that_is_narrowed_reaches_nothing_else(cleanup, registry):
    save(cleanup, "--repository", "team-b/*")
    run = cleanup.run("apply", cleanup.plan, "--yes", "--output", "json")
    assert run.summary["plan"] == {"named": 3, "selected": 3, "noLongerSelected": 0, "gone": 0, "notInPlan": 0}
    assert len(registry.digests["team-a/app"]) == 7 and not registry.digests["team-b/app"]


def check_refused(cleanup, registry, *words, arguments=(), **settings):
    before = registry.digests
    run = cleanup.run("apply", cleanup.plan, "--yes", *arguments, **settings)
    assert run.status == 2, run
    assert run.stdout == "" and all(word in run.stderr for word in words), run
    assert registry.digests == before and registry.mutating_calls == {}


def test_no_terminal_and_no_yes_is_refused(cleanup, registry):
    save(cleanup)
    run = cleanup.run("apply", cleanup.plan)
    assert run.status == 2 and "--yes" in run.stderr
    assert registry.mutating_calls == {}


@pytest.mark.parametrize("setting", ["true", "", "False", "0"])
def test_dry_run_setting_is_in_the_way(cleanup, registry, setting):
    save(cleanup)
    check_refused(cleanup, registry, "DRY_RUN", DRY_RUN=setting)


def test_changed_policy_is_refused(cleanup, registry):
    save(cleanup)
    cleanup.policy.write_text(json.dumps(POLICY | {"limits": {"maxImages": 5}}))
    check_refused(cleanup, registry, "has changed", "plan --save")


def test_other_configured_policy_is_refused(cleanup, registry):
    save(cleanup)
    check_refused(cleanup, registry, "plan --save", CLEANUP_POLICY=json.dumps({"rules": [RULE]}))


def test_same_policy_from_elsewhere_is_taken(cleanup, registry):
    save(cleanup)
    run = cleanup.run("apply", cleanup.plan, "--yes", CLEANUP_POLICY=cleanup.policy.read_text())
    assert run.status == 0, run
    assert registry.digests["team-b/app"] == set()


def test_edited_cut_and_old_plans_are_refused(cleanup, registry):
    save(cleanup)
    text = cleanup.plan.read_text()
    cleanup.plan.write_text(text.replace('"rule":1', '"rule":2', 1))
    check_refused(cleanup, registry, "changed since it was written")
    cleanup.plan.write_text(text[: len(text) // 2])
    check_refused(cleanup, registry, "no whole plan")
    cleanup.plan.write_text(text)
    reason = "it is under 0.1 days old, and --max-age is 0"
    check_refused(cleanup, registry, reason, arguments=("--max-age", "0"))
    cleanup.plan.unlink()
    check_refused(cleanup, registry, "can't be read")


@pytest.mark.parametrize("member", ["createdAt", "manifestsReadUntil"])
def test_plan_of_the_future_is_refused(cleanup, registry, member):
    save(cleanup)
    assert changed(cleanup.plan.read_bytes()) == cleanup.plan.read_bytes()
    cleanup.plan.write_bytes(changed(cleanup.plan.read_bytes(), **{member: "2099-01-01T00:00:00Z"}))
    check_refused(cleanup, registry, "made in the future, at 2099-01-01")


def test_plan_of_another_registry_is_refused(cleanup, registry):
    save(cleanup)
    check_refused(cleanup, registry, "eu-west-1", arguments=("--region", "us-east-1"))


def test_failing_registry_does_not_hide_another(simulate, program, tmp_path):
    other = {"registryId": "210987654321", "region": "eu-west-1", "repositories": [repository("other", *stale(2, "b"))]}
    roles = [{"arn": "arn:aws:iam::210987654321:role/cleanup"}]
    registry = simulate(repository("app", *stale(3)), registries=[other], roles=roles)
    targets = [{"region": "eu-west-1"}, {"accounts": ["210987654321"], "regions": ["eu-west-1"], "roleName": "cleanup"}]
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps(POLICY | {"targets": targets}))
    cleanup = program(registry.endpoint, LOG_LEVEL="")
    run = cleanup.run("plan", "--policy", policy, "--save", tmp_path / "plan.json")
    assert run.status == 0, run
    registry.cause({"kind": "throttling", "operation": "DescribeRepositories", "account": "210987654321"})
    run = cleanup.run("apply", tmp_path / "plan.json", "--yes", "--output", "json")
    summary = json.loads(run.stdout)
    assert (run.status, summary["status"], summary["totals"]["deleted"]) == (1, "partial", 3), run
    assert "210987654321" in summary["reason"]


def test_registry_that_fails_is_a_failed_run(cleanup, registry):
    save(cleanup)
    before = registry.digests
    registry.cause({"kind": "accessDenied", "operation": "DescribeRepositories"})
    run = cleanup.run("apply", cleanup.plan, "--yes", "--output", "json")
    summary = json.loads(run.stdout)
    assert (run.status, summary["status"]) == (1, "failed"), run
    assert "the repositories can't be listed" in summary["reason"]
    assert registry.digests == before


def test_plan_is_not_overwritten_by_its_report(cleanup, registry):
    save(cleanup)
    check_refused(cleanup, registry, "would be overwritten", arguments=("--report", cleanup.plan))


@pytest.mark.parametrize("option", ["--report", "--save"])
def test_list_of_images_is_not_overwritten(cleanup, registry, tmp_path, option):
    images = tmp_path / "images.json"
    images.write_text("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team-a/app:v1\n")
    cleanup.policy.write_text(json.dumps(POLICY | {"protect": {"imageUrisFrom": [str(images)]}}))
    (tmp_path / "link.json").symlink_to(images)
    for path in (images, tmp_path / "link.json"):
        run = cleanup.run("plan", "--policy", cleanup.policy, option, path)
        assert run.status == 2 and "would be overwritten" in run.stderr, run
    assert images.read_text().endswith("app:v1\n") and registry.calls == {}


def test_deletions_are_logged_with_their_digests(cleanup, registry):
    save(cleanup)
    before = set().union(*registry.digests.values())
    run = cleanup.run("apply", cleanup.plan, "--yes")
    assert run.status == 0, run
    deleted = before - set().union(*registry.digests.values())
    assert len(deleted) == 8 and all(each in run.stderr for each in deleted), run


def test_explanation_says_what_could_not_be_read(cleanup, registry):
    explain = ("plan", "--policy", cleanup.policy, "--explain")
    registry.cause({"kind": "accessDenied", "operation": "DescribeImages"})
    run = cleanup.run(*explain, "team-a/app:v1")
    assert run.status == 1 and "Whether it has such an image is not known." in run.stdout, run
    registry.cause({"kind": "accessDenied", "operation": "DescribeRepositories"})
    run = cleanup.run(*explain, "team-a/app")
    assert run.status == 1 and "the repositories can't be listed" in run.stdout, run
    assert "No repository" not in run.stdout


def test_policy_from_standard_input_can_not_be_saved(cleanup, registry):
    run = cleanup.run("plan", "--policy", "-", "--save", cleanup.plan, reads=cleanup.policy)
    assert run.status == 2 and "--save" in run.stderr
    assert registry.calls == {} and not cleanup.plan.exists()


def test_apply_of_a_plan_without_images_is_checked_and_printed_like_any_other(cleanup, registry, tmp_path):
    policy = cleanup.policy.read_text()
    cleanup.policy.write_text(policy.replace('"countNumber": 15', '"countNumber": 9000'))
    save(cleanup)
    report = tmp_path / "report.json"
    run = cleanup.run("apply", cleanup.plan, "--output", "json", "--report", report)
    assert run.status == 0, run
    assert json.loads(run.stdout)["totals"]["deleted"] == 0
    assert json.loads(report.read_text())["status"] == "succeeded"
    assert registry.mutating_calls == {}
    cleanup.policy.write_text(policy)
    refused = cleanup.run("apply", cleanup.plan)
    assert refused.status == 2 and "has changed" in refused.stderr, refused


@pytest.mark.parametrize(("answer", "status", "left"), [("y\n", 0, 0), ("yes\n", 0, 0), ("n\n", 1, 3), ("\n", 1, 3)])
def test_apply_asks_on_a_terminal(cleanup, registry, answer, status, left):
    save(cleanup)
    found, text = on_terminal(cleanup, "apply", str(cleanup.plan), answer=answer)
    assert found == status, text
    assert "Delete 8 images" in text and "2 repositories of 123456789012 in eu-west-1? [y/N]" in text
    assert len(registry.digests["team-b/app"]) == left


@pytest.mark.parametrize("columns", [80, 120])
def test_terminal_gets_colours_and_lines_that_fit(cleanup, columns):
    status, text = on_terminal(cleanup, "plan", "--policy", str(cleanup.policy), columns=columns)
    assert status == 0, text
    lines = text.splitlines()
    table = lines[table_begins(lines) :]
    assert table[0].startswith("\x1b[1mREPOSITORY")
    assert all(len(line.replace("\x1b[1m", "").replace("\x1b[0m", "")) <= columns for line in table[:-1])


@pytest.mark.parametrize(
    ("settings", "options"), [({"NO_COLOR": "1"}, ()), ({"TERM": "dumb"}, ()), ({}, ("--color", "never"))]
)
def test_no_colour_where_none_is_wanted(cleanup, settings, options):
    _, text = on_terminal(cleanup, "plan", "--policy", str(cleanup.policy), *options, **settings)
    assert "\x1b" not in text


def test_colour_in_a_pipe_if_asked_for(cleanup):
    run = cleanup.run("plan", "--policy", cleanup.policy, "--color", "always")
    assert "\n\x1b[1mREPOSITORY" in run.stdout


def held(simulate, program, tmp_path):
    """A registry that answers deletions slowly, a saved plan, and the program."""
    registry = simulate(repository("team-a/app", *stale(600), *fresh(5)), repository("team-b/app", *stale(3, "other")))
    cleanup = program(registry.endpoint, LOG_LEVEL="")
    cleanup.policy = tmp_path / "policy.json"
    cleanup.policy.write_text(json.dumps(POLICY))
    cleanup.plan = tmp_path / "plan.json"
    save(cleanup)
    registry.cause({"kind": "latency", "operation": "BatchDeleteImage", "milliseconds": 1_500})
    return registry, cleanup


def wait_for_deletion(registry):
    registry.background.wait_until(lambda: registry.calls.get("BatchDeleteImage", 0) > 0, "a deletion is asked for")


def test_two_applies_at_once_delete_what_the_plan_names_and_nothing_else(simulate, program, tmp_path):
    registry, cleanup = held(simulate, program, tmp_path)
    first = cleanup.start("apply", cleanup.plan, "--yes", "--output", "json")
    wait_for_deletion(registry)
    second = cleanup.start("apply", cleanup.plan, "--yes", "--output", "json")
    runs = [cleanup.finish(first), cleanup.finish(second)]
    assert all(run.status == 0 for run in runs), runs
    assert {name: len(left) for name, left in registry.digests.items()} == {"team-a/app": 5, "team-b/app": 0}
    # An image that the other one deleted counts as deleted, or as gone when it was listed.
    for run in runs:
        assert run.summary["totals"]["deleted"] + run.summary["plan"]["gone"] == run.summary["plan"]["named"] == 603


def test_apply_that_was_killed_can_be_run_again(simulate, program, tmp_path):
    registry, cleanup = held(simulate, program, tmp_path)
    process = cleanup.start("apply", cleanup.plan, "--yes")
    wait_for_deletion(registry)
    process.kill()
    cleanup.finish(process)
    registry.cause()
    run = cleanup.run("apply", cleanup.plan, "--yes")
    assert run.status == 0, run
    assert {name: len(left) for name, left in registry.digests.items()} == {"team-a/app": 5, "team-b/app": 0}


@pytest.mark.parametrize("sources", [[], ["ecs"]], ids=["none", "ecs"])
def test_apply_waits_where_the_plan_read_manifests_and_usage_counts(simulate, program, tmp_path, sources):
    """A manifest that the plan read was pulled then, and usage is read five minutes after any pull."""
    registry = simulate(repository("app", image("child", 40), image("index", 40, "v1", manifests=["child"]), *fresh(1)))
    cleanup = program(registry.endpoint, LOG_LEVEL="")
    cleanup.policy = tmp_path / "policy.json"
    cleanup.policy.write_text(json.dumps(POLICY | {"protect": {"inUse": sources}}))
    cleanup.plan = tmp_path / "plan.json"
    save(cleanup)
    assert json.loads(cleanup.plan.read_text())["manifestsReadUntil"]
    before = registry.digests
    if sources:
        run = TerminalRun(cleanup, "apply", cleanup.plan, "--yes")
        run.read_until("waiting for ")
        assert re.search(r"the deletion begins in (29\d|30\d) s\. The plan read manifests", run.text), run.text
        run.process.send_signal(signal.SIGINT)
        assert run.finish() == 1 and "cancelled while waiting; nothing was deleted" in run.text, run.text
        assert registry.digests == before
    else:
        run = cleanup.run("apply", cleanup.plan, "--yes")
        assert run.status == 0 and "begins in" not in run.stderr, run
        assert len(registry.digests["app"]) == 1
