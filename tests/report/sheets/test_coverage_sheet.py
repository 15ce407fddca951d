# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from reading import cell, heads, rows, tables
from samples import accepting, case, item, project

from reqtrace.evidence import Evidence, Outcome
from reqtrace.item import Status
from reqtrace.report.block import Table
from reqtrace.report.query import Choice
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View, percent

COVERAGE = SHEETS["coverage"]
WISH = Wish("req-coverage-1")
NONE = "0 of 1 | none chosen"
NO_CASE = "0 of 5 | none chosen"


def figures(view: View, wish: Wish = WISH) -> Table:
    (table,) = tables(COVERAGE.fill(view, wish))
    return table


def test_every_kind_has_a_bar_a_share_with_the_numbers_behind_it_and_its_defects() -> None:
    table = figures(project())
    assert heads(table) == ["Kind", "Items", "Verdict (model, required)", "Share (model, required)", "Defects"]
    assert rows(table) == [
        "Product requirement | 1 | ✕1 failed | 0 % verified / 0 of 1 | 1",
        "Safety requirement | 5 | ✓1 verified ✕1 failed ○2 unverified –1 rejected | "
        "25 % verified / 1 of 4, 1 rejected and not counted | 2",
        "Test case | 5 | ✓2 passed ✕1 failed !1 error ○1 blocked | 40 % passed / 2 of 5 | 1",
    ]


def test_where_nothing_was_executed_nothing_is_said_to_be_verified() -> None:
    table = figures(project(evidence=None))
    assert heads(table)[2:4] == ["Coverage", "Share"]
    assert [cell(row.cells[3]) for row in table.rows] == [
        "0 % covered / 0 of 1",
        "50 % covered / 2 of 4, 1 rejected and not counted",
        "80 % covered / 4 of 5",
    ]


def test_a_requirement_that_is_covered_and_was_not_executed_is_not_counted() -> None:
    table = figures(project(evidence=Evidence("model", "required", ())))
    assert [cell(row.cells[3]).split(" /")[0] for row in table.rows] == ["0 % verified", "0 % verified", "0 % passed"]


def test_a_mark_in_code_can_only_be_covered() -> None:
    items = (
        item("SSR~a~1", "safety.rst:3", "A", needs="impl"),
        item("impl~a~1", "a.c:3", covers="SSR~a~1"),
    )
    table = figures(project(items, Evidence("model", "required", ())))
    assert [cell(row.cells[3]) for row in table.rows] == ["0 % verified / 0 of 1", "100 % covered / 1 of 1"]


def test_an_accepted_gap_stays_open() -> None:
    table = figures(accepting(cases=[case("Case~hide_on~1", outcome=Outcome.PASSED)]))
    assert [cell(row.cells[3]) for row in table.rows] == [
        "0 % verified / 0 of 1, 1 open, which the project accepts",
        "50 % verified / 1 of 2, 1 open, which the project accepts",
        "100 % passed / 1 of 1",
    ]


def test_where_all_is_rejected_there_is_no_share() -> None:
    table = figures(project([item("SSR~old~1", "safety.rst:3", status=Status.REJECTED)], evidence=None))
    assert cell(table.rows[0].cells[3]) == "none to judge / 0 of 0, 1 rejected and not counted"


# [utest->dsn~figures_do_not_flatter~1]
@pytest.mark.parametrize(
    ("choice", "limits", "expected"),
    [
        (Choice(kinds=("SSR",)), "kind SSR", ["5 | 25 % verified / 1 of 4, 1 rejected and not counted"]),
        (Choice(tags=("arm64",)), "tag arm64", [NONE, "1 of 5 | 100 % verified / 1 of the 1 chosen", NO_CASE]),
        (
            Choice(verdicts=("verified", "passed")),
            "verdict verified, passed",
            [NONE, "1 of 5 | 100 % verified / 1 of the 1 chosen", "2 of 5 | 100 % passed / 2 of the 2 chosen"],
        ),
        (
            Choice(statuses=("rejected",)),
            "status rejected",
            [NONE, "1 of 5 | none to judge / 0 of the 0 chosen, 1 rejected and not counted", NO_CASE],
        ),
        (
            Choice(where="title ~ owner"),
            "filter title ~ owner",
            [NONE, "1 of 5 | 0 % verified / 0 of the 1 chosen", NO_CASE],
        ),
    ],
)
def test_a_part_is_never_taken_for_the_whole(choice: Choice, limits: str, expected: list[str]) -> None:
    table = figures(project(), replace(WISH, choice=choice, caption="Mine"))
    assert table.caption == f"Mine, of the chosen items only ({limits})"
    assert [f"{cell(row.cells[1])} | {cell(row.cells[3])}" for row in table.rows] == expected
    assert figures(project(), replace(WISH, caption="Mine")).caption == "Mine"


def test_kinds_are_sorted_by_columns_and_columns_are_chosen() -> None:
    wish = replace(WISH, choice=Choice(sort=("-share",)), columns=("kind", "share"))
    table = figures(project(), wish)
    assert [column.key for column in table.columns] == ["kind", "share"]
    assert [cell(row.cells[0]) for row in table.rows] == ["Test case", "Safety requirement", "Product requirement"]
    assert table.caption == ""


def test_what_fits_nothing_is_told() -> None:
    wish = replace(WISH, choice=Choice(kinds=("SRS",), sort=("shar",)))
    assert COVERAGE.object_to(project(), wish) == (
        "no item is of kind 'SRS'; did you mean SSR?",
        "'shar' is no column here; did you mean share?",
    )
    assert COVERAGE.object_to(project(), replace(WISH, choice=Choice(kinds=("SSR",), sort=("-share",)))) == ()
    assert tables(COVERAGE.fill(project(), wish))[0].nothing == "No item is chosen."


# [utest->dsn~figures_do_not_flatter~1]
def test_nothing_short_of_all_is_called_a_hundred_per_cent() -> None:
    assert [percent(9996, 10000), percent(2, 3), percent(1, 1), percent(1, 3000)] == [
        "99.9 %",
        "66.6 %",
        "100 %",
        "0 %",
    ]


@given(st.integers(1, 10**12), st.integers(0, 10**12))
def test_a_share_is_a_hundred_per_cent_where_it_is_all_and_nowhere_else(whole: int, part: int) -> None:
    assert (percent(min(part, whole), whole) == "100 %") == (part >= whole)
