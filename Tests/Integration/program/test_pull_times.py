"""Whom the program takes itself for, by moto's STS, and whether it warns that it moves pull times."""

import json

import pytest
from support.moto_registry import ACCOUNT
from support.simulator import image, repository

POLICY = json.dumps(
    {
        "policies": [
            {
                "name": "by pulls",
                "repositories": ["*"],
                "rules": [
                    {
                        "rulePriority": 1,
                        "selection": {
                            "tagStatus": "any",
                            "countType": "sinceImagePulled",
                            "countUnit": "days",
                            "countNumber": 30,
                        },
                        "action": {"type": "expire"},
                    }
                ],
            }
        ]
    }
)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ecr-cleanup"
APP = repository("team-a/app", image("index", 60, "v1", manifests=["amd64"]), image("amd64", 60))


@pytest.fixture
def run(simulate, program, moto):
    """Runs dry as a role, with ECR by the simulator and STS by moto, and returns the warnings about pull times."""
    moto.call_as("ecr-cleanup")

    def start(**facts):
        simulator = simulate(APP, **facts)
        cleanup = program(simulator.endpoint, AWS_ENDPOINT_URL_STS=moto.endpoint)
        run = cleanup.invoke({}, CLEANUP_POLICY=POLICY)
        assert run.status == 0, run
        assert run.summary["totals"]["selected"] == 2
        assert run.summary["calls"]["GetCallerIdentity"] == 1
        assert run.summary["calls"]["ListPullTimeUpdateExclusions"] == 1
        assert run.summary["retries"] == 0
        return [warning for warning in run.summary["warnings"] if "every image" not in warning]

    return start


def test_role_whose_pulls_are_recorded_is_named_with_what_to_do(run):
    (warning,) = run()
    assert f"aws ecr register-pull-time-update-exclusion --region eu-west-1 --principal-arn {ROLE}" in warning


@pytest.mark.parametrize("role", [ROLE, ROLE.replace("role/", "role/service-role/")], ids=["plain", "with a path"])
def test_role_whose_pulls_are_not_recorded_is_not_warned(run, role):
    assert run(pullTimeUpdateExclusions=[role]) == []


def test_what_can_not_be_found_out_is_said_and_changes_nothing_else(simulate, program):
    simulator = simulate(APP)
    simulator.cause({"kind": "accessDenied", "operation": "sts:GetCallerIdentity"})
    run = program(simulator.endpoint).invoke({}, CLEANUP_POLICY=POLICY)
    assert run.status == 0, run
    assert run.summary["totals"]["selected"] == 2
    (warning,) = [warning for warning in run.summary["warnings"] if "pull times" in warning]
    assert "it is not known whether" in warning
    assert "sts:GetCallerIdentity" in warning
