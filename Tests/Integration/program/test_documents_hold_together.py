"""The documents hold together: no dead link, and no page that nobody finds.

UPDATE_PAGES=1 scripts/test --integration -k hold_together    draws the picture of a plan anew
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.program import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "scripts/lib"))

import plan_picture  # noqa: E402

PAGES = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
    cwd=REPOSITORY, capture_output=True, text=True, check=True,
).stdout.split()


def text_of(page: str) -> str:
    return (REPOSITORY / page).read_text()


def without_code(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```$", "", text, flags=re.M | re.S)


def anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of a page's headings, and those that stand in it."""
    headings = re.findall(r"^#+ (.*)$", without_code(text), re.M)
    plain = (re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", each).lower()) for each in headings)
    return {each.replace(" ", "-") for each in plain} | set(re.findall(r'<a id="([^"]+)"', text))


def links(page: str) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", without_code(text_of(page)))
    return [one or other for one, other in found]


@pytest.mark.parametrize("page", PAGES)
def test_no_link_is_dead(page):
    dead = []
    for link in links(page):
        # Pages of GitHub's own, beside the files.
        if re.match(r"https?:|\.\./\.\./(actions|releases)", link):
            continue
        path, _, anchor = link.partition("#")
        target = (REPOSITORY / page).parent / path if path else REPOSITORY / page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            dead.append(link)
    assert dead == []


def test_readme_is_one_screen():
    assert len(text_of("README.md").split()) <= 1_500


@pytest.mark.parametrize("page", PAGES)
def test_link_names_the_page_that_it_leads_to(page):
    named = re.findall(r"\[(?:[\w/]+/)?([A-Z-]+\.md)\]\(([^)#\s]+)[^)]*\)", without_code(text_of(page)))
    assert [(name, target) for name, target in named if Path(target).name != name] == []


def linked(page: str) -> set[str]:
    """The pages that a page leads to, as paths in the repository."""
    paths = (link.partition("#")[0] for link in links(page))
    return {os.path.normpath(Path(page).parent / path) for path in paths if path.endswith(".md")}


def test_every_page_is_found_from_readme():
    there = {page for page in PAGES if page.startswith("docs/")}
    # The parts of the design are found from their overview.
    parts = {page for page in there if page.startswith("docs/design/")}
    assert parts
    assert there - parts <= linked("README.md")
    assert parts <= linked("docs/DESIGN.md")


@pytest.mark.parametrize("file", plan_picture.pictures(), ids=lambda file: file.name)
def test_picture_is_what_the_program_prints(file):
    picture = plan_picture.pictures()[file]
    if os.environ.get("UPDATE_PAGES"):
        file.write_text(picture)
    assert file.read_text() == picture
