# SPDX-License-Identifier: Apache-2.0
"""The matrix as a table of text."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from samples import ITEMS, accepting, item, project
from tabled import HARMFUL, begins_a_formula, harmful, material

from reqtrace.report.csv import documents
from reqtrace.report.material import Material


def written(stuff: Material) -> str:
    ((name, content),) = documents(stuff)
    assert name == "matrix.csv"
    return content.decode("utf-8")


def read(stuff: Material) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(stuff).removeprefix("\ufeff"), newline=""), strict=True))


# [utest->dsn~matrix_is_a_row_a_link~1]
def test_every_item_and_every_link_has_a_row() -> None:
    rows = [(row["Id"], row["Link"], row["Covered by: id"]) for row in read(material())]
    assert rows == [
        ("SSR~refuse~1", "orphaned", "Case~lost~1"),
        ("SSR~refuse~2", "outdated", "Case~lost~1"),
        ("PRQ~device~1", "covers", "SSR~hide~1"),
        ("PRQ~device~1", "covers", "SSR~refuse~2"),
        ("PRQ~device~1", "covers", "SSR~map~1"),
        ("PRQ~device~1", "covers", "SSR~quit~1"),
        ("SSR~hide~1", "covers", "Case~hide_on~1"),
        ("SSR~hide~1", "covers", "Case~refuse_twice~1"),
        ("SSR~refuse~2", "covers", "Case~refuse_irq~1"),
        ("SSR~refuse~2", "covers", "Case~refuse_twice~1"),
        ("SSR~map~1", "covers", "Case~map_prose~1"),
        ("SSR~quit~1", "not covered", ""),
        ("SSR~old~1", "rejected", ""),
    ]


def test_what_covers_nothing_and_what_needs_nothing_have_rows() -> None:
    alone = item("Case~alone~1", "cases/hide.rst:150", "Alone")
    given_ = item("SSR~given~1", "safety.rst:75", "Given", tags=("aou",))
    rows = read(material(project((*ITEMS, alone, given_))))
    found = [
        (row["Id"], row["Method"], row["Link"], row["Covered by: id"])
        for row in rows
        if "alone" in row["Covered by: id"] or "given" in row["Id"]
    ]
    assert found == [
        ("", "", "covers nothing", "Case~alone~1"),
        ("SSR~given~1", "assumption of use", "needs nothing", ""),
    ]


def test_a_gap_says_who_accepts_it_and_a_duplicate_that_it_is_one() -> None:
    (gap,) = [row for row in read(material(accepting())) if row["Id"] == "SSR~second~1"]
    assert (gap["Link"], gap["What is wrong"]) == (
        "not covered",
        "no Case covers it, accepted by Ada on 2026-01-10, holds until 2027-06-30: The board has\n  no second IOMMU.",
    )
    twice = [*ITEMS, item("SSR~hide~1", "safety.rst:77", "Hide it again", covers="PRQ~device~1", needs="Case")]
    conditions = {row["Link"] for row in read(material(project(twice))) if row["Id"] == "SSR~hide~1"}
    assert conditions == {"ambiguous", "not covered"}


def test_a_row_tells_how_both_ends_stand_and_what_is_wrong() -> None:
    (row,) = [each for each in read(material()) if each["Covered by: id"] == "Case~refuse_irq~1"]
    assert row == {
        "Kind": "Safety requirement",
        "Id": "SSR~refuse~2",
        "Revision": "2",
        "Title": "Refuse a second owner",
        "Level": "not stated",
        "Method": "test",
        "Verdict (model, required)": "failed",
        "Rests on": "model, required",
        "Complete": "",
        "Link": "covers",
        "Covered by: kind": "Test case",
        "Covered by: id": "Case~refuse_irq~1",
        "Covered by: title": "Two domains, one interrupt",
        "Covered by: verdict (model, required)": "failed",
        "Covered by: rests on": "model, required",
        "Type": "requirements-based",
        "Technique": "not stated",
        "Verifies": "not stated",
        "File": "cases/hide.rst",
        "Line": "34",
        "What is wrong": 'Then domain "b" is not created: EBUSY\ndomain "b" runs\nIRQ 34 is routed to it',
    }


def test_it_is_text_as_spreadsheets_want_it() -> None:
    text = written(material())
    assert text.startswith("\ufeffKind,Id,Revision,Title,Level,Method,")
    assert ',"Verdict (model, required)",Rests on,Complete,Link,' in text.split("\r\n")[0]
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert not any("\r" in line for line in lines)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert written(material()) == written(material())


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        (" \u3000-2", "' \u3000-2"),
        ("\uff1dcmd", "'\uff1dcmd"),
        ("\u200b@SUM(A1)", "'\u200b@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "\u240dx"),
        ("x=1", "x=1"),
        ("a\u202eb", "a\ufffdb"),
    ],
)
def test_what_could_be_a_formula_begins_with_an_apostrophe(text: str, cell: str) -> None:
    (row,) = [row for row in read(harmful(text)) if row["Id"] == "SSR~harm~1"]
    assert row["Title"] == cell


# [utest->dsn~cells_are_no_formulas~1]
@settings(deadline=None, max_examples=150)
@given(HARMFUL)
def test_no_cell_is_ever_a_formula(text: str) -> None:
    for row in read(harmful(text)):
        assert not any(begins_a_formula(cell) for cell in row.values())
