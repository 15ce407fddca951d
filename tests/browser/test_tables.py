# SPDX-License-Identifier: Apache-2.0
"""Tables in a browser: searched, chosen from and sorted, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pages import Requirement, many, page, table, write
from playwright.sync_api import Locator, Page, expect

REQUIREMENTS = (
    Requirement("Hide the IOMMU", "XenSSR~hide~1", verdict="failed", cases=10),
    Requirement("Assign a device", "XenPRQ~assign~1", kind="XenPRQ", cases=2),
    Requirement("Release a device", "XenSSR~release~1", verdict="unverified", cases=0),
    Requirement("Map registers", "XenSSR~map~1", status="draft", cases=9),
    Requirement("Refuse a shared IOMMU group", "XenSSR~refuse~2", verdict="failed", status="draft"),
    Requirement("Report a fault", "XenPRQ~report~1", kind="XenPRQ", status=""),
)

Open = Callable[..., Page]


@pytest.fixture
def opened(tmp_path: Path, visit: Open) -> Page:
    """A page with one table of six requirements."""
    return visit(write(tmp_path, page(table(REQUIREMENTS))))


def titles(where: Page | Locator) -> list[str]:
    """What the rows that one sees are called."""
    return where.locator("tbody tr:visible th a").all_inner_texts()


def told(where: Page) -> str:
    return where.get_by_role("status").inner_text()


def option(where: Page, label: str) -> list[str]:
    return where.get_by_label(label, exact=True).locator("option").all_inner_texts()


def search(where: Page, text: str) -> None:
    where.get_by_role("searchbox").fill(text)


# [utest->dsn~tables_answer_in_the_browser~1]
def test_all_is_shown_at_first(opened: Page) -> None:
    assert titles(opened) == [each.title for each in REQUIREMENTS]
    assert told(opened) == "6 requirements"
    expect(opened.get_by_role("button", name="Show all")).to_be_hidden()


# [utest->dsn~tables_answer_in_the_browser~1]
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("iommu", ["Hide the IOMMU", "Refuse a shared IOMMU group"]),
        ("  IOMMU   group ", ["Refuse a shared IOMMU group"]),
        ("XenPRQ~", ["Assign a device", "Report a fault"]),
        ("unverified", ["Release a device"]),
        (".*", []),
    ],
)
def test_search_finds_all_words_of_a_row(opened: Page, text: str, found: list[str]) -> None:
    search(opened, text)
    assert titles(opened) == found
    assert told(opened) == (f"{len(found)} of 6 requirements shown" if found else "No requirement fits.")


def test_each_choice_says_how_many_rows_it_leaves(opened: Page) -> None:
    assert option(opened, "Kind") == ["any (6)", "XenPRQ (2)", "XenSSR (4)"]
    assert option(opened, "Status") == ["any (6)", "none (1)", "approved (3)", "draft (2)"]
    assert option(opened, "Verdict (model)") == ["any (6)", "failed (2)", "unverified (1)", "verified (3)"]
    opened.get_by_label("Verdict (model)").select_option("failed")
    assert option(opened, "Kind") == ["any (2)", "XenPRQ (0)", "XenSSR (2)"]
    assert option(opened, "Verdict (model)") == ["any (6)", "failed (2)", "unverified (1)", "verified (3)"]


def test_choices_and_search_narrow_together_until_all_is_wanted_again(opened: Page) -> None:
    opened.get_by_label("Verdict (model)").select_option("failed")
    assert titles(opened) == ["Hide the IOMMU", "Refuse a shared IOMMU group"]
    opened.get_by_label("Status").select_option("draft")
    assert titles(opened) == ["Refuse a shared IOMMU group"]
    search(opened, "nobody")
    assert told(opened) == "No requirement fits."
    opened.get_by_role("button", name="Show all").click()
    assert titles(opened) == [each.title for each in REQUIREMENTS]
    expect(opened.get_by_role("searchbox")).to_be_focused()
    expect(opened.get_by_role("searchbox")).to_have_value("")


def test_what_has_no_status_can_be_chosen(opened: Page) -> None:
    opened.get_by_label("Status").select_option(label="none (1)")
    assert titles(opened) == ["Report a fault"]


def test_a_choice_of_one_is_not_offered(tmp_path: Path, visit: Open) -> None:
    same = [each._replace(kind="XenSSR", status="approved") for each in REQUIREMENTS]
    opened = visit(write(tmp_path, page(table(same))))
    assert opened.locator("label").all_inner_texts() == ["Verdict (model)"]


def test_few_rows_are_sorted_but_not_searched(tmp_path: Path, visit: Open) -> None:
    opened = visit(write(tmp_path, page(table(REQUIREMENTS[:5]))))
    assert opened.get_by_role("search").count() == 0
    opened.get_by_role("button", name="Cases").click()
    assert titles(opened)[0] == "Release a device"


@pytest.mark.parametrize(
    ("heading", "first", "last"),
    [("Item", "Assign a device", "Report a fault"), ("Cases", "Release a device", "Hide the IOMMU")],
)
def test_a_heading_sorts_up_then_down_then_not_at_all(opened: Page, heading: str, first: str, last: str) -> None:
    button = opened.get_by_role("button", name=heading)
    head = opened.get_by_role("columnheader", name=heading)
    button.click()
    assert (titles(opened)[0], titles(opened)[-1]) == (first, last)
    expect(head).to_have_attribute("aria-sort", "ascending")
    button.click()
    assert (titles(opened)[0], titles(opened)[-1]) == (last, first)
    expect(head).to_have_attribute("aria-sort", "descending")
    button.click()
    assert titles(opened) == [each.title for each in REQUIREMENTS]
    assert head.get_attribute("aria-sort") is None
    expect(button).to_be_focused()


def test_verdicts_are_sorted_by_rank_and_equals_stay_in_order(opened: Page) -> None:
    opened.get_by_role("button", name="Verdict").click()
    assert titles(opened) == [
        "Hide the IOMMU", "Refuse a shared IOMMU group", "Release a device", "Assign a device", "Map registers",
        "Report a fault",
    ]  # fmt: skip


def test_words_are_sorted_as_people_do(tmp_path: Path, visit: Open) -> None:
    names = ("case 10", "Émile", "case 2", "Zoo")
    opened = visit(write(tmp_path, page(table([Requirement(name, f"XenSSR~n{len(name)}~1") for name in names]))))
    opened.get_by_role("button", name="Item").click()
    assert titles(opened) == ["case 2", "case 10", "Émile", "Zoo"]


def test_what_is_empty_comes_last_either_way(opened: Page) -> None:
    button = opened.get_by_role("button", name="Covered by")
    for _ in range(2):
        button.click()
        assert titles(opened)[-1] == "Release a device"


def test_tables_of_a_page_are_independent(tmp_path: Path, visit: Open) -> None:
    two = page(table(REQUIREMENTS, "one", "First"), table(REQUIREMENTS, "other", "Second"))
    opened = visit(write(tmp_path, two))
    opened.get_by_role("search", name="Choose requirements: Second").get_by_role("searchbox").fill("iommu")
    assert len(titles(opened.locator("#one"))) == 6
    assert len(titles(opened.locator("#other"))) == 2


# [utest->dsn~tables_answer_in_the_browser~1]
def test_everything_is_done_by_keys(opened: Page) -> None:
    keys = opened.keyboard
    opened.get_by_role("searchbox").focus()
    keys.type("a/b")
    expect(opened.get_by_role("searchbox")).to_have_value("a/b")
    keys.press("Escape")
    expect(opened.get_by_role("searchbox")).to_have_value("")
    for _ in range(3):
        keys.press("Tab")
    expect(opened.get_by_label("Verdict (model)")).to_be_focused()
    keys.type("f")
    assert titles(opened) == ["Hide the IOMMU", "Refuse a shared IOMMU group"]
    keys.press("Tab")
    expect(opened.get_by_role("button", name="Show all")).to_be_focused()
    keys.press("Tab")
    expect(opened.get_by_role("region")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(opened.get_by_role("columnheader", name="Item")).to_have_attribute("aria-sort", "ascending")
    keys.press("Space")
    expect(opened.get_by_role("columnheader", name="Item")).to_have_attribute("aria-sort", "descending")
    opened.get_by_role("searchbox").focus()
    keys.press("Escape")
    assert len(titles(opened)) == 6


def test_focus_is_not_lost_with_the_row_that_has_it(opened: Page) -> None:
    opened.get_by_label("Kind").select_option("XenPRQ")
    opened.get_by_label("Kind").select_option("")
    kept = opened.get_by_role("link", name="Assign a device")
    kept.focus()
    opened.go_back()
    expect(opened.get_by_role("status")).to_have_text("2 of 6 requirements shown")
    expect(kept).to_be_focused()
    opened.go_forward()
    opened.get_by_role("link", name="Hide the IOMMU").focus()
    opened.go_back()
    expect(opened.get_by_role("searchbox")).to_be_focused()


def test_paper_has_the_rows_chosen_and_says_what_was_chosen(tmp_path: Path, visit: Open) -> None:
    opened = visit(write(tmp_path, page(table(many(250)))))
    opened.get_by_label("Kind").select_option("XenSSR")
    search(opened, "xen shall")
    opened.get_by_role("button", name="Cases").click()
    opened.get_by_role("button", name="Cases").click()
    assert len(titles(opened)) == 100
    opened.emulate_media(media="print")
    opened.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(titles(opened)) == 200
    assert opened.locator(".reqtrace-chosen").inner_text() == (
        "200 of 250 requirements; with “xen shall”; Kind: XenSSR; sorted by Cases, last first"
    )
    expect(opened.get_by_role("search")).to_be_hidden()
    opened.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert len(titles(opened)) == 100
