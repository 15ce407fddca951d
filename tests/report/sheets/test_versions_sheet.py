# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from comparison import FINDINGS, HEAD, OLD, REQUIRED, compared
from msgspec.structs import replace
from reading import cell, heads, read, rows, tables
from samples import project

from reqtrace.report.block import Named, Paragraph, Table
from reqtrace.report.query import Choice
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.sheet import Ground
from reqtrace.report.sheets.versions import differences
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View

VERSIONS = SHEETS["versions"]
WISH = Wish("req-versions-1")
ALL = compared(REQUIRED, OLD, HEAD)


def table(view: View = ALL, wish: Wish = WISH) -> Table:
    return tables(VERSIONS.fill(view, wish))[0]


def test_where_nothing_was_compared_that_is_said_and_no_table_shown() -> None:
    assert read(VERSIONS.fill(project(), WISH)) == [
        "No versions of Xen were compared, so nothing is said here of how they differ."
    ]
    assert VERSIONS.ground is Ground.COMPARED


def test_first_comes_the_answer_and_last_what_it_is_worth() -> None:
    lines = read(VERSIONS.fill(compared(REQUIRED, HEAD), WISH))
    assert lines[0] == "On the model, all 4 requirements conform in required and 1 in xen-head."
    assert lines[-1].startswith("What Xen does was taken from its sources and imitated by the model:")
    assert read(VERSIONS.fill(ALL, WISH))[0] == (
        "1 test case failed without a finding that explains it (model, required, xen-4.17, xen-head)."
    )


def test_a_cell_says_how_a_requirement_stands_and_by_which_findings() -> None:
    assert heads(table()) == ["Requirement", "model, required", "model, xen-4.17", "model, xen-head"]
    assert [row.split(" | ", 2)[2] for row in rows(table())] == [
        "✕ failed D-01 D-03 / no finding explains [A PVH guest]: seen: nothing at all | "
        "≠ deviates D-01 D-03 D-09 / hidden: D-17",
        "≠ deviates D-01 D-03 | ≠ deviates D-01 D-03",
        "✓ conforms / known, but not seen: D-17 | ✓ conforms / known, but not seen: D-17",
        "✕ failed / no finding explains [A PVH guest]: seen: nothing at all | □ not implemented D-09 / hidden: D-17",
    ]
    (shown,) = table().rows[1].cells[3].blocks
    assert isinstance(shown, Paragraph)
    assert [each for each in shown.line if isinstance(each, Named)] == [
        Named(finding.name, finding.title) for finding in FINDINGS[:2]
    ]


# [utest->dsn~figures_do_not_flatter~1]
def test_a_requirement_that_conforms_is_never_shown_without_what_is_known_against_it() -> None:
    """D-17 concerns it and no case shows that: its chip is green, and nobody may take that for the whole."""
    assert cell(table().rows[2].cells[3]) == "✓ conforms / known, but not seen: D-17"
    assert cell(table().rows[2].cells[1]) == "✓ conforms"


def test_what_is_open_says_why() -> None:
    fewer = replace(REQUIRED, cases=REQUIRED.cases[1:])
    assert [cell(row.cells[1]) for row in table(compared(fewer, HEAD)).rows[:2]] == [
        "○ unverified / XenSSR~map~1: unverified",
        "○ unverified / XenValTestCase~foreign_page~1: not run",
    ]


def test_reasons_that_are_alike_in_several_versions_are_told_once() -> None:
    fewer = [replace(each, cases=each.cases[1:]) for each in (REQUIRED, OLD, HEAD)]
    assert [cell(each) for each in table(compared(*fewer)).rows[1].cells[1:]] == [
        "○ unverified / XenValTestCase~foreign_page~1: not run",
        "○ unverified / known, but not seen: D-01 D-03 / for the same reasons as in required",
        "○ unverified / known, but not seen: D-01 D-03 / for the same reasons as in required",
    ]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish("v"), ["failed", "deviates", "conforms", "failed"]),
        (Wish("v", profiles=("xen-head",)), ["deviates", "deviates", "conforms", "not implemented"]),
        (Wish("v", profiles=("required", "nowhere")), ["conforms"] * 4),
        (Wish("v", Choice(verdicts=("deviates",))), ["deviates"]),
        (Wish("v", Choice(kinds=("XenPRQ",))), ["failed"]),
        (Wish("v", Choice(where="title ~ iommu")), ["conforms"]),
        (Wish("v", Choice(sort=("-xen-head", "item"))), ["conforms", "failed", "failed", "deviates"]),
    ],
)
def test_rows_are_chosen_by_the_gravest_of_the_verdicts_shown(wish: Wish, expected: list[str]) -> None:
    assert [row.verdict for row in table(ALL, wish).rows] == expected


def test_a_choice_is_told_in_the_caption_and_the_answer_stays_that_of_all() -> None:
    blocks = VERSIONS.fill(ALL, Wish("v", Choice(verdicts=("conforms",)), profiles=("xen-head",)))
    first, figures = tables(blocks)
    assert first.caption == (
        "How every requirement stands in each version, on the model; the chosen ones only (verdict conforms)"
    )
    assert rows(figures) == ["xen-head | ✓1 conforms | 100 % / 1 of 1 | 4"]
    assert figures.caption == "Figures of those above, 1 requirement"
    assert read(blocks)[0] == "On the model, 1 of 4 requirements conforms in xen-head."


def test_every_version_has_its_figures() -> None:
    assert rows(tables(VERSIONS.fill(ALL, WISH))[1]) == [
        "required | ✓4 conforms | 100 % / 4 of 4 | 0",
        "xen-4.17 | ✓1 conforms ≠1 deviates ✕2 failed | 25 % / 1 of 4 | 4",
        "xen-head | ✓1 conforms □1 not implemented ≠2 deviates | 25 % / 1 of 4 | 4",
    ]


def test_what_fits_nothing_is_told() -> None:
    wish = Wish("v", Choice(kinds=("XenSRS",), verdicts=("deviate",), sort=("xen-haed",)), profiles=("xen-4.71",))
    assert VERSIONS.object_to(ALL, wish) == (
        "no item is of kind 'XenSRS'; did you mean XenSSR?",
        "'xen-4.71' is no version that is compared; did you mean xen-4.17?",
        "'deviate' is no verdict over versions; did you mean deviates?",
        "'xen-haed' is no column here; did you mean xen-head?",
    )
    fitting = Wish("v", Choice(verdicts=("deviates",), sort=("-xen-head", "item")), profiles=("xen-head",))
    assert VERSIONS.object_to(ALL, fitting) == ()
    assert VERSIONS.object_to(project(), fitting) == ()


# [utest->dsn~pages_stay_small~1]
def test_of_very_many_only_those_have_rows_that_do_not_stand_alike() -> None:
    """Two versions of the same behaviour: where nothing shows and no finding concerns a requirement, it has no row."""
    fewer = replace(REQUIRED, cases=REQUIRED.cases[1:])
    view = compared(fewer, replace(fewer, profile="xen-4.20"))
    lines = read(differences(view, WISH))
    assert lines[1] == (
        "Alike in every version, for the same reasons and with no finding that concerns them, stand: "
        "4 of 4 requirements. The matrix and their own pages say how."
    )
    assert not [each for each in tables(differences(view, WISH)) if each.noun == "requirement"]
    assert read(differences(project(), WISH)) == read(VERSIONS.fill(project(), WISH))


def test_what_differs_or_what_a_finding_concerns_has_its_row() -> None:
    """XenSSR~map~1 conforms everywhere, but a finding concerns it."""
    assert rows(tables(differences(ALL, WISH))[0]) == rows(table())
