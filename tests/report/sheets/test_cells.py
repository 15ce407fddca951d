# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from reading import cell, text
from samples import accepting, id_of, item, project
from written import written

from reqtrace.read.tags import read_tags
from reqtrace.report.block import Identity, Link, Paragraph
from reqtrace.report.sheets.cells import (
    coverers,
    gap_in_words,
    heading,
    link,
    missing,
    named,
    row,
    square,
    squares,
    verdict,
)
from reqtrace.report.view import Entry, View

VIEW = project()


def entry(name: str, view: View = VIEW) -> Entry:
    return view.by_id[id_of(name)][0]


def test_an_item_is_named_by_its_title_as_a_link_above_its_id() -> None:
    hide = id_of("SSR~hide~1")
    assert named(entry("SSR~hide~1")).blocks == (
        Paragraph((Link("SSR.hide.1", hide, "Hide the IOMMU"),)),
        Paragraph((Identity(hide, soft=True),)),
    )


def test_an_item_without_a_title_is_called_by_its_name() -> None:
    assert cell(named(entry("SSR~quit~1"))) == "[quit] / SSR~quit~1"


# [utest->dsn~cards_show_places~1]
def test_a_tag_without_a_name_is_called_by_its_place() -> None:
    # oft:off
    tags, _ = read_tags("// [impl->SSR~a~1]\n// [impl~b~1->SSR~a~1]\n", "src/a.c")
    # oft:on
    view = project([item("SSR~a~1", "a.rst:1", "A", needs="impl"), *tags], None, ())
    assert [link(each).text for each in view.entries] == ["A", "src/a.c:1", "b"]
    assert cell(coverers(entry("SSR~a~1", view), view)) == "<✓ src/a.c:1: covered> <✓ b: covered>"


def test_a_verdict_stands_below_a_heading_with_the_qualifier() -> None:
    assert heading(VIEW) == "Verdict (model, required)"
    assert cell(verdict(entry("SSR~hide~1"))) == "✓ verified"


def test_where_nothing_was_executed_coverage_is_told_and_no_verdict() -> None:
    view = project(evidence=None)
    assert heading(view) == "Coverage"
    assert [cell(verdict(each)) for each in view.rows] == [
        "✕ uncovered",
        "✓ covered",
        "✕ defective",
        "✓ covered",
        "✕ uncovered",
        "– rejected",
    ]


def test_verdicts_are_sorted_gravest_first() -> None:
    ranked = sorted((*VIEW.rows, *VIEW.trials), key=lambda each: verdict(each).order or 0)
    assert list(dict.fromkeys(each.chip.word for each in ranked)) == [
        "failed",
        "error",
        "unverified",
        "blocked",
        "rejected",
        "verified",
        "passed",
    ]


@pytest.mark.parametrize(
    ("covered", "shown"),
    [
        (
            "PRQ~device~1",
            "<✓ Hide the IOMMU: verified (model, required)> <✕ Refuse a second owner: failed (model, required)> "
            "<○ Map registers: unverified (model, required)> <○ quit: unverified (model, required)>",
        ),
        (
            "SSR~refuse~2",
            "<✕ Two domains, one interrupt: failed> <✓ Two domains, one device: passed> "
            "<✕ Covers a thing that is gone: covered-outdated>",
        ),
        ("SSR~quit~1", "missing: Case"),
        ("SSR~old~1", ""),
    ],
)
def test_what_covers_an_item_is_shown_as_squares_and_what_does_not_in_words(covered: str, shown: str) -> None:
    assert cell(coverers(entry(covered), VIEW)) == shown


def test_without_a_run_squares_say_nothing_of_verdicts() -> None:
    view = project(evidence=None)
    said = squares(entry("PRQ~device~1", view).covered_by, view).squares
    assert said[0].words == "Hide the IOMMU: covered"


def test_a_square_of_what_does_not_exist_leads_nowhere_and_has_its_id() -> None:
    view = written("`Case~lost~1`\n\nCovers:\n - SSR~gone~1\n")
    (gone,) = view.trials[0].covers
    assert square(gone, view).words == "SSR~gone~1: orphaned"
    assert square(gone, view).anchor == ""
    assert link(gone).text == ""


def test_accepted_gaps_are_marked_as_such() -> None:
    view = accepting()
    (gap,) = entry("SSR~second~1", view).gaps
    assert [text(each.line) for each in missing(entry("SSR~second~1", view))] == ["accepted to be missing: Case"]
    assert text(gap_in_words(gap)) == (
        "no Case covers it: The board has no second IOMMU. (accepted by Ada on 2026-01-10, holds until 2027-06-30)"
    )


def test_a_rejected_item_misses_nothing() -> None:
    assert missing(entry("SSR~old~1")) == ()


def test_a_row_can_be_chosen_by_kind_status_and_verdict() -> None:
    shown = row(entry("SSR~old~1"), [])
    assert (shown.kind, shown.status, shown.verdict) == ("SSR", "rejected", "rejected")


def test_the_second_of_two_items_of_one_id_is_linked_to_itself() -> None:
    view = project([item("SSR~a~1", "a.rst:1", "One"), item("SSR~a~1", "b.rst:1", "Other")], None, ())
    assert [link(each).anchor for each in view.entries] == ["SSR.a.1", "SSR.a.1-2"]
