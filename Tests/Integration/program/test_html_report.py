"""The HTML report, opened in Chromium: what a person sees, finds and can't be harmed by."""

import json
import time

import pytest
from support.program import REPOSITORY
from support.simulator import digest, image, repository, stale

HOSTILE = "</script><script>document.title='harmed'</script><img src=x onerror=document.title='harmed'>'\"&amp;\u202e"
RULES = [
    {
        "rulePriority": 1,
        "selection": {
            "tagStatus": "tagged", "tagPatternList": ["pr-*"], "countType": "sinceImagePushed", "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    },
    {
        "rulePriority": 2,
        "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 15},
        "action": {"type": "expire"},
    },
]
POLICY = {
    "policies": [{"name": HOSTILE, "repositories": ["*"], "rules": RULES}],
    "protect": {"inUse": [], "tagPatternList": ["pr-9"], "repositoryTag": {"key": HOSTILE[:59], "value": HOSTILE[:59]}},
}
MANIFESTS = ["index-amd64", "index-arm64"]


@pytest.fixture
def write_report(simulate, program, tmp_path):
    """Writes the HTML report of a plan over these repositories."""

    def write(*repositories, policy=POLICY, **facts):
        cleanup = program(simulate(*repositories, **facts).endpoint, LOG_LEVEL="error")
        file = tmp_path / "policy.json"
        file.write_text(json.dumps(policy))
        report = tmp_path / "report.html"
        run = cleanup.run("plan", "--policy", file, "--report", report, "--output", "json")
        assert run.status == 0, run
        return report, run.summary

    return write


@pytest.fixture
def report(write_report):
    images = [image(name, 40, sizeInBytes=5 << 20) for name in MANIFESTS]
    index = image("index", 40, manifests=MANIFESTS)
    tagged = [image(f"pr-{number}", 9.5 + number, f"pr-{number}", sizeInBytes=number << 20) for number in range(1, 11)]
    made, summary = write_report(
        repository("team-a/app", *images, index, *tagged),
        repository("team-b/app", *stale(3), image("release", 200, "1.0", sizeInBytes=50 << 20)),
    )
    assert summary["totals"]["selected"] == 11
    return made


@pytest.fixture
def page(browse, report):
    browser = browse()
    browser.open(report)
    yield browser
    assert browser.console == []
    assert browser.requests == [report.as_uri()]


def rows(browser) -> list[list[str]]:
    return browser.run(
        "return [...document.querySelectorAll('#rows tr[data-row]')].map(row => [...row.cells].map(cell => cell.textContent))"
    )


def names(browser) -> list[str]:
    return [row[1] for row in rows(browser)]


def search(browser, text: str, count: int):
    field = browser.find("#search")
    field.clear()
    field.send_keys(text)
    browser.wait_until(lambda: len(rows(browser)) == count)


def choose(browser, field: str, label: str):
    for option in browser.find_all(f"#{field} option"):
        if option.text == label:
            return option.click()
    raise AssertionError(f"no option {label} in {field}")


def sort(browser, column: str) -> str:
    browser.find(f'[data-column="{column}"] button').click()
    return browser.find(f'[data-column="{column}"]').get_attribute("aria-sort")


def test_numbers_and_charts_need_no_javascript(browse, report):
    browser = browse(scripts=False)
    browser.open(report)
    text = browser.find("main").text
    assert "17 → 6" in text and "11 go" in text
    assert "team-a/app" in text and "team-b/app" in text
    assert "needs JavaScript" in text
    assert not browser.find("#images").is_displayed()
    bars = browser.find_all("svg.bar")
    assert len(bars) == 1 + 2 + 4
    for bar in bars:
        assert bar.get_attribute("aria-label") and bar.size["width"] > 50
    parts = browser.find_all("svg.bar.large rect")
    assert [part.get_attribute("class") for part in parts] == ["goes", "protected", "kept"]
    assert len({part.value_of_css_property("fill") for part in parts}) == 3
    assert all(part.rect["width"] > 1 for part in parts)


def test_nothing_is_wrong_in_the_page(page):
    assert len(rows(page)) == 17
    assert page.find("#shown").text.startswith("1–17 of 17 images")


def test_search_finds_tags_digests_and_reasons(page):
    search(page, "pr-7", 1)
    search(page, digest("stale-1")[:25], 1)
    search(page, "OLDER than pr- goes", 5)
    search(page, "team-b goes", 3)
    search(page, "no such image", 0)
    assert page.find("#shown").text == "No image matches."


def test_filters_and_search_narrow_together(page):
    choose(page, "repository", "team-b/app")
    assert len(rows(page)) == 4
    choose(page, "category", "goes")
    assert len(rows(page)) == 3
    choose(page, "repository", "all")
    assert len(rows(page)) == 11
    search(page, "pr-", 5)
    choose(page, "category", "protected")
    assert names(page) == ["pr-9"]


def test_columns_sort_in_both_directions(page):
    search(page, "pr-", 10)
    by_number = [f"pr-{number}" for number in range(1, 11)]
    assert sort(page, "size") == "descending" and names(page) == by_number[::-1]
    assert sort(page, "size") == "ascending" and names(page) == by_number
    assert sort(page, "image") == "ascending" and names(page) == by_number
    assert sort(page, "pushed") == "descending" and names(page) == by_number
    assert page.find_all("[aria-sort]")[0].get_attribute("data-column") == "pushed"


def test_an_index_shows_its_family(page):
    position = next(position for position, row in enumerate(rows(page)) if row[2] == "index")
    button = page.find_all("#rows .open")[position]
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    text = page.find(".details").text
    assert "Holds" in text and text.count("· goes") == 2
    assert page.driver.switch_to.active_element.get_attribute("aria-expanded") == "true"
    page.find(".details .link").click()
    assert len(rows(page)) == 1 and "Held by" in page.find(".details").text
    page.find(".details .link").click()
    assert len(rows(page)) == 3, "what the index holds names it in its reason"


def test_the_list_works_from_the_keyboard(page):
    page.run("document.getElementById('search').focus()")
    page.driver.switch_to.active_element.send_keys("pr-9")
    page.wait_until(lambda: names(page) == ["pr-9"])
    page.run("document.querySelector('#rows .open').focus()")
    page.driver.switch_to.active_element.send_keys("\n")
    assert "protected: it has the protected tag pr-9" in page.find(".details").text


def test_hostile_texts_are_shown_and_do_nothing(page):
    search(page, "pr-9", 1)
    page.find("#rows .open").click()
    assert page.driver.title == "ecr-cleanup: what a cleanup would delete"
    assert page.find_all("img") == []
    assert len(page.find_all("script")) == 2
    text = page.find("main").text
    assert "<script>document.title='harmed'" in text and "\\u{202e}" in text and "\u202e" not in text


def test_what_gets_into_the_page_all_the_same_is_stopped(browse, report):
    browser = browse()
    report.write_text(report.read_text().replace("</main>", f"{HOSTILE}<p style='color: red'>x</p></main>"))
    browser.open(report)
    assert browser.driver.title == "ecr-cleanup: what a cleanup would delete"
    assert browser.console and all("Content Security Policy" in line for line in browser.console)
    assert browser.requests == [report.as_uri()]


@pytest.mark.parametrize("width", [1280, 480])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_keeps_people_from_using_it(page, theme, width):
    page.use_theme(theme)
    page.resize(width, 900)
    page.find("#rows .open").click()
    assert page.serious_barriers() == []
    assert page.run("return document.documentElement.scrollWidth") <= width


def test_themes_differ(page):
    colours = set()
    for theme in ["light", "dark"]:
        page.use_theme(theme)
        colours.add(page.run("return getComputedStyle(document.body).backgroundColor"))
    assert len(colours) == 2


def test_apply_and_invoke_write_it_too(simulate, program, browse, tmp_path):
    cleanup = program(simulate(repository("team-a/app", *stale(5))).endpoint, LOG_LEVEL="error")
    report = tmp_path / "report.html"
    run = cleanup.invoke({}, "--report", report, DRY_RUN="false")
    assert run.status == 0, run
    browser = browse()
    browser.open(report)
    assert browser.find("h1").text == "What was deleted"
    assert "5 → 0" in browser.find("main").text and {row[5] for row in rows(browser)} == {"deleted"}


def test_sample_registry_has_no_barrier(write_report, browse):
    registry = json.loads((REPOSITORY / "registries/sample.json").read_text())
    policy = json.loads((REPOSITORY / "policies/in-use.json").read_text())
    report, summary = write_report(*registry.pop("repositories"), policy=policy, **registry)
    browser = browse()
    browser.open(report)
    assert browser.serious_barriers() == [] and browser.console == []
    assert f"{summary['totals']['selected']} go" in browser.find(".tiles").text


@pytest.mark.nightly
@pytest.mark.timeout(600)
def test_a_hundred_thousand_images(write_report, browse):
    images = {"count": 100_000, "seed": 1, "untaggedShare": 0.5, "pulledShare": 0.5, "pushedDaysAgo": [0, 365]}
    report, _ = write_report({"name": "large", "generate": images | {"sizeInBytes": [5 << 20, 500 << 20]}})
    assert report.stat().st_size < 20 << 20
    browser = browse()
    began = time.monotonic()
    browser.open(report)
    assert time.monotonic() - began < 2
    assert browser.find("#shown").text.startswith("1–100 of 100,000 images")
    began = time.monotonic()
    search(browser, "older than 15 days (16.2)", 100)
    assert time.monotonic() - began < 2
    began = time.monotonic()
    sort(browser, "image")
    assert time.monotonic() - began < 2
    assert browser.console == []
