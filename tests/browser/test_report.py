# SPDX-License-Identifier: Apache-2.0
"""The report to read in a browser, opened from disk: searched, chosen from, without script, dark, small, on paper."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from reports import report
from showcase import SCRIPT
from visits import Visits

ROOT = Path(__file__).parents[2]
AXE = ROOT / "build/node/node_modules/axe-core/axe.min.js"
CHECKER = ROOT / "build/node/node_modules/vnu-jar/build/dist/vnu.jar"
SCREENSHOTS = ROOT / "build/screenshots"
SIZES = {390: 844, 820: 1180, 1400: 900}
A4, WIDE_A4 = 718, 1047
"""How many pixels of CSS are beside one another on paper between the margins that Chromium leaves."""
NAMES = (
    "index", "html/matrix", "html/cases", "html/documents", "html/r2", "html/c1", "html/versions", "html/findings",
    "html/report", "html/summary", "html/reproduction", "html/search",
)  # fmt: skip


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report(tmp_path_factory.mktemp("report"))


def titles(page: Page) -> list[str]:
    """What is called what the search found."""
    return page.locator("#search li a").all_inner_texts()


def search(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)


# [utest->dsn~search_looks_everywhere~1]
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hide what 3", ["Hide what belongs to nobody, part 3 of a long title"]),
        ("SSR~hide_what_belongs_to_nobody_4", ["Hide what belongs to nobody, part 4 of a long title"]),
        ("dom0 boots case", ["It is hidden, case 0", "It is hidden, case 1", "It is hidden, case 2"]),
        ("D-01", ["xen,reg is not checked: any page of the machine is mapped, at any guest address"]),
        ("confidence", ["Confidence in the tool"]),
        ("no such word", []),
    ],
)
def test_search_finds_all_words_on_whatever_page(made: Path, visit: Visits, text: str, found: list[str]) -> None:
    page = visit(made / "html/search.html")
    expect(page.get_by_role("status")).to_contain_text("entries can be found")
    search(page, text)
    expect(page.locator("#search li a")).to_have_count(len(found))
    assert titles(page) == found


# [utest->dsn~search_looks_everywhere~1]
def test_what_was_found_is_narrowed_by_kind_and_verdict_and_kept_in_the_address(made: Path, visit: Visits) -> None:
    page = visit(made / "html/search.html")
    search(page, "hidden")
    kind, verdict = page.get_by_label("Kind"), page.get_by_label("Verdict (model, required)")
    expect(kind.locator("option")).to_have_text(["any", "Test case (3)"])
    verdict.select_option(label="failed (1)")
    assert titles(page) == ["It is hidden, case 1"]
    address = page.url
    assert address.endswith("html/search.html#?q=hidden&verdict=failed")
    again = visit(address)
    expect(again.locator("#search li a")).to_have_text(["It is hidden, case 1"])
    again.locator("#search li a").click()
    expect(again.locator("section.item:target h2")).to_have_text("It is hidden, case 1")


def test_a_verdict_that_was_found_says_what_it_rests_on(made: Path, visit: Visits) -> None:
    page = visit(f"{(made / 'html/search.html').as_uri()}#?q=nobody_0")
    expect(page.locator("#search li b")).to_have_text("verified (model, required)")


def test_markup_in_a_title_is_text_wherever_it_is_shown(made: Path, visit: Visits) -> None:
    page = visit(made / "html/search.html")
    search(page, "window.executed")
    expect(page.locator("#search li a")).to_have_text([SCRIPT])
    page.locator("#search li a").click()
    expect(page.locator("section.item:target h2")).to_have_text(SCRIPT)
    assert page.evaluate("window.executed === undefined")


def test_an_address_of_an_older_report_leads_to_the_item(made: Path, visit: Visits) -> None:
    page = visit(f"{(made / 'index.html').as_uri()}#SSR.hide_what_belongs_to_nobody_5.1")
    expect(page.locator("section.item:target h2")).to_contain_text("part 5")
    unknown = visit(f"{(made / 'index.html').as_uri()}#SSR.no_such_thing.1")
    expect(unknown.get_by_role("status")).to_have_text("Nothing holds all of these words: SSR.no_such_thing.1")


def test_a_key_leads_to_the_search(made: Path, visit: Visits) -> None:
    page = visit(made / "html/r1.html")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.url.endswith("html/search.html")


def test_the_matrix_is_searched_and_chosen_from(made: Path, visit: Visits) -> None:
    page = visit(made / "html/matrix.html")
    expect(page.get_by_role("status")).to_have_text("10 requirements")
    search(page, "part")
    expect(page.get_by_role("status")).to_have_text("8 of 10 requirements shown")
    page.get_by_label("Verdict (model, required)").select_option("failed")
    assert page.locator("tbody tr:visible th a").all_inner_texts() == [
        "Hide what belongs to nobody, part 1 of a long title"
    ]
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Status").select_option("draft")
    expect(page.get_by_role("status")).to_have_text("2 of 10 requirements shown")


# [utest->dsn~pages_from_disk~1]
@pytest.mark.parametrize("name", NAMES)
def test_everything_is_there_without_script(made: Path, visit: Visits, name: str) -> None:
    page = visit(made / f"{name}.html", script=False)
    assert page.locator("h1").count() == 1
    hidden = page.locator("main :not(:visible):not(details *):not(svg *):not(.unseen, .unseen *):not(noscript)")
    assert [each for each in hidden.all_text_contents() if each.strip()] == []
    assert page.locator("input, select, button").count() == 0


# [utest->dsn~pages_from_disk~1]
@pytest.mark.parametrize("name", NAMES)
def test_no_policy_forbids_anything_from_disk_or_from_a_server(
    made: Path, visit: Visits, serve: Callable[[Path], str], name: str
) -> None:
    for address in (made / f"{name}.html", f"{serve(made)}/{name}.html"):
        page = visit(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.violations") == []
        assert page.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "sticky"


@pytest.mark.parametrize("name", NAMES)
def test_no_page_scrolls_sideways_and_all_are_kept_as_pictures(made: Path, visit: Visits, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page = visit(made / f"{name}.html")
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            shown = SCREENSHOTS / f"report-{name.removeprefix('html/')}-{scheme}-{width}.png"
            page.screenshot(path=shown, full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("name", "width"), [("html/matrix", WIDE_A4), ("html/cases", WIDE_A4), ("html/r2", A4)])
def test_a_page_is_whole_on_paper(made: Path, visit: Visits, name: str, width: int) -> None:
    page = visit(made / f"{name}.html", width=width)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    over = (
        "[...document.querySelectorAll('.reqtrace-wide')].filter((each) => each.scrollWidth > each.clientWidth).length"
    )
    assert page.evaluate(over) == 0
    expect(page.locator(".bar")).to_be_hidden()


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_that_hinders_people(made: Path, visit: Visits, name: str) -> None:
    if not AXE.is_file():
        pytest.skip("needs axe-core, which `make checkers` fetches by npm")
    page = visit(made / f"{name}.html")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("() => axe.run({ preload: false })")
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
        assert len(found["passes"]) > 5


def test_squares_have_names_and_glyphs(made: Path, visit: Visits) -> None:
    page = visit(made / "html/matrix.html")
    square = page.get_by_role("link", name="It is hidden, case 1: failed", exact=True).first
    assert square.evaluate("(each) => getComputedStyle(each, '::before').content") == '"✕" / ""'
    ink, paper = square.evaluate("(each) => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]")
    assert ink != paper


def test_the_checker_finds_no_error_in_any_page(made: Path) -> None:
    java = shutil.which("java")
    if java is None or not CHECKER.is_file():
        pytest.skip("needs Java, and the Nu checker, which `make checkers` fetches by npm")
    options = ("--format", "json", "--errors-only", "--exit-zero-always", "--stdout", "--also-check-css")
    paths = sorted(str(path) for path in made.rglob("*") if path.suffix in (".html", ".css"))
    told = subprocess.run((java, "-jar", str(CHECKER), *options, *paths), capture_output=True, check=True).stdout
    assert [(each["url"], each["message"]) for each in json.loads(told)["messages"]] == []
