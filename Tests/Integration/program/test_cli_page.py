"""docs/CLI.md and the man page, written from what the program says of its commands.

UPDATE_PAGES=1 scripts/test --integration -k cli_page    writes docs/CLI.md anew
"""

import os
import re
import sys

import pytest
from support.package import checked, run
from support.program import BINARY, REPOSITORY

SCRIPT = REPOSITORY / "scripts/lib/cli_page.py"
PAGE = REPOSITORY / "docs/CLI.md"
TIME = "1767225600"


def written(*arguments: str) -> str:
    return checked(sys.executable, SCRIPT, *arguments)


def test_page_says_what_the_program_does():
    text = written("markdown", str(BINARY))
    if os.environ.get("UPDATE_PAGES"):
        PAGE.write_text(text)
    assert PAGE.read_text() == text, "docs/CLI.md is not up to date: see the head of this file"


@pytest.mark.parametrize("command", ["plan", "apply", "invoke", "policy check", "policy compare", "usage"])
def test_each_option_of_the_help_is_on_the_page(command):
    said = run(BINARY, *command.split(), "--help").stdout
    options = set(re.findall(r"^ +(--[a-z-]+)", said, re.MULTILINE)) - {"--version", "--help"}
    (section,) = re.findall(rf"^## ecr-cleanup {command}$(.*?)(?=^## |\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert options and options == set(re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE))


def test_tables_have_two_columns():
    for row in re.findall(r"^\|.*$", PAGE.read_text(), re.MULTILINE):
        assert len(re.findall(r"(?<!\\)\|", row)) == 3, row


@pytest.fixture
def man_page(tmp_path) -> str:
    file = tmp_path / "ecr-cleanup.1"
    file.write_text(written("man", str(BINARY), TIME))
    return checked("mandoc", "-Tlint", "-Wwarning", file) + file.read_text()


def test_man_page_is_clean_and_of_the_given_day(man_page):
    assert man_page.startswith('.TH ECR\\-CLEANUP 1 "2026-01-01" "ecr\\-cleanup ')
    assert man_page.count(".TP") == PAGE.read_text().count("| `")


def test_no_line_of_the_man_page_is_taken_for_a_request_by_mistake(man_page):
    requests = set(re.findall(r"^[.'](\S*)", man_page, re.MULTILINE))
    assert requests <= {"TH", "SH", "SS", "HP", "PP", "TP", "B", "nf", "fi", "RS", "RE"}
