"""The deployments and documents follow from what the sources of usage declare.

UPDATE_PAGES=1 scripts/test --integration -k usage_sources    writes them anew
"""

import os
import re

import pytest
from support.permissions import usage_sources
from support.program import REPOSITORY

ALL = usage_sources.sources()


@pytest.mark.parametrize("path", usage_sources.files(), ids=lambda path: path.name)
def test_file_is_as_the_sources_declare(path):
    text = usage_sources.files()[path]
    if os.environ.get("UPDATE_PAGES"):
        path.write_text(text)
    assert path.read_text() == text


@pytest.mark.parametrize("source", ALL, ids=lambda source: source.name)
def test_page_names_the_permissions_of_each_source_in_its_row(source):
    row = re.search(rf"^\| `{source.name}` \|.*$", (REPOSITORY / "docs/IN-USE.md").read_text(), re.MULTILINE)
    assert row, f"docs/IN-USE.md has no row for {source.name}"
    named = set(re.findall(r"`([a-z0-9-]+:[A-Z]\w+)`", row[0].split("|")[3])) - {"kms:Decrypt"}
    assert named == source.permissions.keys()


def test_every_source_has_permissions():
    assert [each.name for each in ALL if not each.permissions] == []
