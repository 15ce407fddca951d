# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from reading import heads, rows, tables
from samples import GAPS, accepting, item, project, sound_project

from reqtrace.item import Status
from reqtrace.report.block import Table
from reqtrace.report.query import Choice
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View

EVERYTHING = Choice()


def uncovered(view: View, choice: Choice = EVERYTHING) -> Table:
    (table,) = tables(SHEETS["uncovered"].fill(view, Wish("here", choice)))
    return table


def test_what_lacks_something_is_shown_with_what_it_lacks() -> None:
    shown = uncovered(project())
    assert heads(shown) == ["Requirement", "Verdict (model, required)", "Missing"]
    assert rows(shown) == ["[quit] / SSR~quit~1 | ○ unverified | Case"]


def test_a_link_in_a_bad_condition_is_no_cover() -> None:
    shown = uncovered(
        project(
            [
                item("SSR~map~2", "a.rst:1", "Map", needs="Case Proof"),
                item("Case~map~1", "b.rst:1", "Mapped", covers="SSR~map~1"),
            ],
            None,
            (),
        )
    )
    assert rows(shown) == ["[Map] / SSR~map~2 | ✕ uncovered | Case / Proof"]


def test_what_nobody_accepts_comes_before_what_the_project_accepts() -> None:
    more = item("SSR~zero~1", "safety.rst:99", "Reset it", needs="Case")
    shown = rows(uncovered(accepting((*GAPS, more))))
    assert [each.split(" / ")[0] for each in shown] == ["[Reset it]", "[Hide the second]"]
    assert shown[0].endswith("| ✕ uncovered | Case")
    assert shown[1].endswith(
        "| ○ justified | no Case covers it: The board has no second IOMMU. "
        "(accepted by Ada on 2026-01-10, holds until 2027-06-30)"
    )


def test_an_order_that_is_wanted_is_kept() -> None:
    more = item("SSR~zero~1", "safety.rst:99", "Reset it", needs="Case")
    shown = rows(uncovered(accepting((*GAPS, more)), Choice(sort=("title",))))
    assert [each.split(" / ")[0] for each in shown] == ["[Hide the second]", "[Reset it]"]


def test_a_rejected_item_lacks_nothing() -> None:
    assert uncovered(project([item("SSR~a~1", "a.rst:1", needs="Case", status=Status.REJECTED)], None, ())).rows == ()


def test_where_nothing_is_missing_that_is_said_of_what_was_chosen() -> None:
    assert uncovered(sound_project()).nothing == "Nothing that an item needs is missing."
    assert uncovered(project(), Choice(kinds=("PRQ",))).nothing == (
        "Nothing that these items need is missing: kind PRQ."
    )


def test_that_nothing_is_missing_is_never_said_of_no_item() -> None:
    assert uncovered(project([], None, ())).nothing == "No item is here."
    assert uncovered(project(), Choice(kinds=("XenSSR",))).nothing == "No item is to be shown: kind XenSSR."
