"""A small share of `scripts/soak`: it takes minutes to do all of it, and seconds to see that it still holds."""

import pytest
from soak import deadlines, faults, kills, surroundings, twins
from soak.policies import POLICIES

pytestmark = pytest.mark.nightly

SMALL = {"repositories": 4, "large": 0}


@pytest.mark.parametrize(("seed", "policy"), list(enumerate(POLICIES)))
def test_faults_all_at_once_harm_nothing_and_what_is_left_is_reported(seed, policy, tmp_path):
    assert faults.trial(seed, policy, "ECR", tmp_path, **SMALL)["retries"] > 0


def test_faults_of_every_service_harm_nothing(tmp_path):
    assert faults.trial(10, "by age", "every service", tmp_path, **SMALL)["retries"] > 0


@pytest.mark.parametrize(("seed", "policy"), list(enumerate(POLICIES)))
def test_killed_run_harms_nothing_and_nor_does_the_next(seed, policy, tmp_path):
    # What is left by the next run depends on the moment: docs/RELIABILITY.md says why.
    assert kills.trial(seed, policy, tmp_path, **SMALL)["killed"] == 1


@pytest.mark.parametrize("policy", ["by age", "archiving"])
def test_two_runs_at_once_come_to_the_plan(policy, tmp_path):
    counts = twins.trial(20, policy, tmp_path, **SMALL)
    assert counts["left"] == 0


def test_deadline_in_mid_run_harms_nothing(tmp_path):
    assert deadlines.trial(37, "by age", tmp_path, **SMALL)["incomplete"] == 1


@pytest.mark.parametrize(
    "name",
    [
        "the machine's clock is an hour ahead",
        "the session ends at the second deletion",
        "their renewal is refused in mid-run",
        "Lambda's name is not found",
        "the proxy refuses",
        "the report's disk is full from the start",
    ],
)
def test_what_surrounds_a_run_lets_it_down(name, tmp_path):
    surroundings.trial(name, 4_000 + list(surroundings.TRIALS).index(name), tmp_path)
