# SPDX-License-Identifier: Apache-2.0
"""A whole project, built with three themes, in a browser: under a strict policy, without script, dark and small."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from showcase import LONG, SCRIPT, SHEETS, showcase
from visits import Visits

from reqtrace.report import sheets

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build/screenshots"
AXE = ROOT / "build/node/node_modules/axe-core/axe.min.js"
THEMES = ("basic", "alabaster", "furo")
PAGES = ("index", "safety", "cases")
SIZES = {390: 844, 820: 1180, 1400: 900}
A4 = 718
"""How many pixels of CSS are beside one another on paper between the margins that Chromium leaves."""
DARK_WASH, LIGHT_WASH = "rgb(27, 33, 40)", "rgb(245, 247, 249)"

Built = Callable[[str], Path]
Served = Callable[..., str]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The output of the project with a theme, built once."""
    made: dict[str, Path] = {}

    def build(theme: str) -> Path:
        if theme not in made:
            made[theme] = showcase(tmp_path_factory.mktemp(theme), theme).build()
        return made[theme]

    return build


def rows(page: Page) -> int:
    """How many rows of our tables one sees, on all pages of each table."""
    return page.locator("table.reqtrace-table > tbody > tr:visible").count()


# [utest->dsn~pages_are_valid_and_harmless~1]
@pytest.mark.parametrize("name", PAGES)
def test_a_strict_policy_finds_nothing_to_forbid(built: Built, visit: Visits, serve: Served, name: str) -> None:
    """In alabaster without its search box, which brings a script within the page."""
    page = visit(f"{serve(built('alabaster'))}/{name}.html")
    assert page.evaluate("window.violations") == []
    if name == "index":
        page.get_by_role("searchbox").first.fill("part 8")
        expect(page.get_by_role("status").first).to_have_text("2 of 10 requirements shown")


@pytest.mark.parametrize("theme", ["basic", "furo"])
@pytest.mark.parametrize("name", PAGES)
def test_a_strict_policy_finds_nothing_to_forbid_in_the_content_of_other_themes(
    built: Built, visit: Visits, serve: Served, theme: str, name: str
) -> None:
    """What these themes add around the content has scripts and styles in it; that is theirs."""
    page = visit(f"{serve(built(theme))}/{name}.html")
    assert [each["what"] for each in page.evaluate("window.violations") if each["isContent"]] == []
    visit.complaints.clear()


def test_a_style_in_the_content_would_be_found(built: Built, visit: Visits, serve: Served, tmp_path: Path) -> None:
    text = (built("alabaster") / "safety.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(
        text.replace('<dl class="', '<dl style="color: red" class="', 1), encoding="utf-8"
    )
    page = visit(f"{serve(tmp_path)}/index.html")
    found = [each["what"] for each in page.evaluate("window.violations") if each["isContent"]]
    assert found == ["style-src-attr inline"]
    visit.complaints.clear()


@pytest.mark.parametrize("theme", THEMES)
def test_everything_is_there_without_script(built: Built, visit: Visits, theme: str) -> None:
    path = built(theme) / "index.html"
    page, enhanced = visit(path, script=False), visit(path)
    assert rows(page) == rows(enhanced) == page.locator("table.reqtrace-table > tbody > tr").count() > 30
    assert page.locator("table.reqtrace-table button, .reqtrace-tools").count() == 0
    assert page.get_by_role("region").count() == enhanced.get_by_role("region").count() > 5


@pytest.mark.parametrize("theme", THEMES)
def test_markup_in_a_title_is_text(built: Built, visit: Visits, theme: str) -> None:
    page = visit(built(theme) / "index.html")
    page.evaluate("for (const each of document.querySelectorAll('button.reqtrace-sort')) each.click()")
    page.get_by_role("searchbox").first.fill(SCRIPT)
    expect(page.get_by_role("link", name=SCRIPT).first).to_be_visible()
    assert page.evaluate("window.executed === undefined")
    page.get_by_role("link", name=SCRIPT).first.click()
    expect(page.locator(".reqtrace-card:target")).to_be_visible()
    assert page.evaluate("window.executed === undefined")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", [*PAGES, "noticing"])
def test_no_page_scrolls_sideways_and_all_are_kept_as_pictures(
    built: Built, visit: Visits, theme: str, name: str
) -> None:
    """Of themes that are light only, one page is kept, for the rest looks the same."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page = visit(built(theme) / f"{name}.html")
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark") if theme == "furo" else ("light",) if name == "index" else ():
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=SCREENSHOTS / f"{theme}-{name}-{scheme}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("theme", ["basic", "furo"])
@pytest.mark.parametrize("name", ["index", "noticing"])
def test_every_table_is_on_paper_with_all_its_columns(built: Built, visit: Visits, theme: str, name: str) -> None:
    page = visit(built(theme) / f"{name}.html", width=A4)
    page.emulate_media(media="print")
    over = "[...document.querySelectorAll('.reqtrace-wide')].filter((each) => each.scrollWidth > each.clientWidth)"
    assert page.evaluate(f"{over}.map((each) => each.textContent.trim().slice(0, 40))") == []
    assert page.evaluate("document.documentElement.scrollWidth") == A4
    expect(page.locator(".skip-to-content")).to_be_hidden()
    expect(page.locator("button.reqtrace-sort").first).to_have_css("display", "contents")


@pytest.mark.parametrize("width", SIZES)
def test_an_id_has_room_however_many_columns_there_are(built: Built, visit: Visits, width: int) -> None:
    page = visit(built("furo") / "index.html", width=width)
    table = page.locator("table", has=page.locator("th[data-key=needs]"))
    assert table.locator("th[data-key=id]").evaluate("(head) => head.offsetWidth") > 120
    assert table.evaluate("(table) => Math.max(...[...table.rows].map((row) => row.offsetHeight))") < 250


@pytest.mark.parametrize(
    ("theme", "is_dark", "script", "wash"),
    [
        ("furo", True, True, DARK_WASH),
        ("furo", True, False, DARK_WASH),
        ("furo", False, True, LIGHT_WASH),
        ("alabaster", True, True, LIGHT_WASH),
        ("basic", True, True, LIGHT_WASH),
    ],
)
def test_what_is_shown_is_dark_where_the_theme_is(
    built: Built, visit: Visits, theme: str, *, is_dark: bool, script: bool, wash: str
) -> None:
    page = visit(built(theme) / "safety.html", dark=is_dark, script=script)
    expect(page.locator(".reqtrace-card").first).to_have_css("background-color", wash)


def test_a_reader_who_chooses_the_other_scheme_has_it(built: Built, visit: Visits) -> None:
    page = visit(built("furo") / "safety.html", dark=True)
    page.evaluate("document.body.dataset.theme = 'light'")
    expect(page.locator(".reqtrace-card").first).to_have_css("background-color", LIGHT_WASH)


@pytest.mark.parametrize("name", ["index", "safety"])
@pytest.mark.parametrize(
    ("theme", "is_dark"), [("basic", False), ("alabaster", False), ("furo", False), ("furo", True)]
)
def test_axe_finds_nothing_that_hinders_people(
    built: Built, visit: Visits, theme: str, name: str, *, is_dark: bool
) -> None:
    """In what is ours, without the rule on labels in boxes of drawings, whose lines it takes for one word."""
    if not AXE.is_file():
        pytest.skip("needs axe-core, which `make checkers` fetches by npm")
    page = visit(built(theme) / f"{name}.html", dark=is_dark)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """() => axe.run(
            { include: [".reqtrace-sheet", ".reqtrace-card"].filter((each) => document.querySelector(each)) },
            { preload: false, rules: { "label-content-name-mismatch": { enabled: false } } },
        )"""
    )
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert len(found["passes"]) > 5


@pytest.mark.parametrize(
    "media", [{}, {"media": "print"}, {"forced_colors": "active"}], ids=["screen", "paper", "forced"]
)
def test_the_glyph_of_a_failure_is_seen(built: Built, visit: Visits, media: dict[str, str]) -> None:
    page = visit(built("furo") / "index.html")
    page.emulate_media(**media)
    look = "(square) => [getComputedStyle(square).color, getComputedStyle(square).backgroundColor]"
    ink, paper = page.locator(".reqtrace-square.reqtrace-bad").first.evaluate(look)
    assert ink != paper


def test_the_project_shows_every_sheet(built: Built) -> None:
    text = "".join((built("basic") / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "noticing"))
    assert set(re.findall(r'class="reqtrace-sheet reqtrace-([a-z]+)"', text)) == set(sheets.SHEETS)
    assert text.count('class="reqtrace-sheet ') == len(SHEETS) + len(LONG)
