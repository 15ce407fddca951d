# SPDX-License-Identifier: Apache-2.0
"""What a reviewer chose stands in the address of the page, and comes back with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pages import many, page, table, write
from playwright.sync_api import Page, expect

Open = Callable[..., Page]
ROWS = many(12)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A page with two tables of twelve requirements, and a link to a row of the second."""
    link = '<p><a href="#target">To a row</a></p>'
    second = table(ROWS, "second").replace('<th scope="row">', '<th scope="row" id="target">', 1)
    return write(tmp_path, page(link, table(ROWS, "first"), second))


def rows(opened: Page, name: str) -> int:
    return opened.locator(f"#{name} tbody tr:visible").count()


def fragment(opened: Page) -> str:
    return opened.evaluate("location.hash")


# [utest->dsn~tables_answer_in_the_browser~1]
def test_choices_go_into_the_address_and_come_back_in_another_browser(path: Path, visit: Open) -> None:
    opened = visit(path)
    opened.locator("#first-by-verdict").select_option("failed")
    opened.locator("#second-by-kind").select_option("XenPRQ")
    opened.locator("#second th button", has_text="Cases").click()
    opened.locator("#second th button", has_text="Cases").click()
    opened.get_by_role("searchbox").first.fill("hide & seek")
    expect(opened.get_by_role("status").first).to_have_text("No requirement fits.")
    opened.wait_for_url("**hide*")
    assert fragment(opened) == ("#?first.q=hide+%26+seek&first.verdict=failed&second.kind=XenPRQ&second.sort=-cases")
    other = visit(opened.url)
    expect(other.get_by_role("searchbox").first).to_have_value("hide & seek")
    assert (rows(other, "first"), rows(other, "second")) == (0, 3)
    expect(other.locator("#second th", has_text="Cases")).to_have_attribute("aria-sort", "descending")


@pytest.mark.parametrize(
    "address",
    [
        "#?",
        "#?first.kind=Unknown",
        "#?first.sort=nothing",
        "#?first.page=99",
        "#?third.q=x",
        "#?=&%",
        "#%E0%A4%A",
        "#x",
    ],
)
def test_an_address_that_means_nothing_shows_everything(path: Path, visit: Open, address: str) -> None:
    opened = visit(path.as_uri() + address)
    assert (rows(opened, "first"), rows(opened, "second")) == (12, 12)


@pytest.mark.parametrize("key", ["constructor", "__proto__", "toString"])
def test_what_every_object_has_is_no_column(path: Path, visit: Open, key: str) -> None:
    opened = visit(f"{path.as_uri()}#?first.sort={key}")
    opened.locator("#first").get_by_role("button", name="Cases").click()
    expect(opened.locator("#first th", has_text="Cases")).to_have_attribute("aria-sort", "ascending")


def test_back_and_forward_go_through_the_choices(path: Path, visit: Open) -> None:
    """A text is one of them, however long one types it."""
    opened = visit(path)
    kind = opened.locator("#first-by-kind")
    kind.select_option("XenPRQ")
    kind.select_option("XenSSR")
    for text in ("hi", "hide"):
        opened.get_by_role("searchbox").first.fill(text)
        opened.wait_for_url(f"**q={text}&*")
    assert rows(opened, "first") == 1
    seen = []
    for _ in range(3):
        opened.go_back()
        seen.append((kind.input_value(), opened.get_by_role("searchbox").first.input_value(), rows(opened, "first")))
    assert seen == [("XenSSR", "", 9), ("XenPRQ", "", 3), ("", "", 12)]
    opened.go_forward()
    assert (kind.input_value(), rows(opened, "first")) == ("XenPRQ", 3)


def test_a_link_reveals_the_row_it_leads_to(path: Path, visit: Open) -> None:
    opened = visit(path.as_uri() + "#?second.q=release&first.q=release")
    assert (rows(opened, "first"), rows(opened, "second")) == (2, 2)
    opened.get_by_role("link", name="To a row").click()
    expect(opened.locator("#target")).to_be_in_viewport()
    assert (rows(opened, "first"), rows(opened, "second")) == (2, 12)


def test_a_link_reveals_a_row_of_another_page_of_a_long_table(tmp_path: Path, visit: Open) -> None:
    long = table(many(350))
    before, _, after = long.rpartition('<th scope="row">')
    opened = visit(write(tmp_path, page(before + '<th scope="row" id="last">' + after)).as_uri() + "#last")
    expect(opened.locator("#last")).to_be_in_viewport()
    expect(opened.get_by_role("status")).to_have_text("350 requirements, 301 to 350 shown")


def test_a_long_table_is_paged(tmp_path: Path, visit: Open) -> None:
    opened = visit(write(tmp_path, page(table(many(1250), "long"))))
    status = opened.get_by_role("status")
    expect(status).to_have_text("1,250 requirements, 1 to 100 shown")
    assert rows(opened, "long") == 100
    pager = opened.get_by_role("navigation", name="Pages of requirements")
    previous, following = pager.get_by_role("button", name="Previous"), pager.get_by_role("button", name="Next")
    expect(previous).to_have_attribute("aria-disabled", "true")
    following.press("Enter")
    expect(status).to_have_text("1,250 requirements, 101 to 200 shown")
    expect(following).to_be_focused()
    expect(opened.locator("#long tbody tr:visible th a").first).to_have_text(many(101)[100].title)
    opened.locator("#long-by-kind").select_option("XenPRQ")
    expect(status).to_have_text("250 of 1,250 requirements, 1 to 100 shown")
    following.click()
    following.click()
    expect(status).to_have_text("250 of 1,250 requirements, 201 to 250 shown")
    expect(following).to_have_attribute("aria-disabled", "true")
    following.press("Enter")
    assert fragment(opened) == "#?long.kind=XenPRQ&long.page=3"
    pager.get_by_role("button", name="All on one page").click()
    expect(status).to_have_text("250 of 1,250 requirements shown")
    assert rows(opened, "long") == 250
    again = visit(opened.url)
    expect(again.get_by_role("status")).to_have_text("250 of 1,250 requirements shown")
    again.get_by_role("button", name="Page by page").click()
    expect(again.get_by_role("status")).to_have_text("250 of 1,250 requirements, 1 to 100 shown")
    again.get_by_role("searchbox").fill("case 1249")
    expect(again.get_by_role("navigation")).to_be_hidden()


def test_every_row_is_on_exactly_one_page(tmp_path: Path, visit: Open) -> None:
    opened = visit(write(tmp_path, page(table(many(430)))))
    opened.get_by_role("button", name="Item").click()
    seen: list[str] = []
    for number in range(1, 6):
        expect(opened.locator(".reqtrace-page")).to_have_text(f"Page {number} of 5")
        seen += opened.locator("tbody tr:visible th a").all_inner_texts()
        opened.get_by_role("button", name="Next").press("Enter")
    assert sorted(seen) == sorted(each.title for each in many(430))
