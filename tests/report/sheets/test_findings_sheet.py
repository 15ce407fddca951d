# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from comparison import FINDINGS, HEAD, OLD, REQUIRED, compared
from msgspec.structs import replace
from reading import cell, heads, read, tables
from samples import id_of, project

from reqtrace.evidence import Finding, Outcome
from reqtrace.report.block import Table
from reqtrace.report.query import Choice
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View

SHEET = SHEETS["findings"]
WISH = Wish("req-findings-1")
ALL = compared(REQUIRED, OLD, HEAD)


def table(view: View = ALL, wish: Wish = WISH) -> Table:
    (found,) = tables(SHEET.fill(view, wish))
    return found


def column(key: str, view: View = ALL, wish: Wish = WISH) -> list[str]:
    shown = table(view, replace(wish, columns=(key,)))
    return [cell(row.cells[0]) for row in shown.rows]


def names(wish: Wish) -> list[str]:
    return column("finding", ALL, wish)


def test_where_nothing_was_compared_that_is_said() -> None:
    assert read(SHEET.fill(project(), WISH)) == [
        "No versions of Xen were compared, so nothing is said here of how they differ."
    ]


def test_what_no_finding_explains_comes_first_with_its_place() -> None:
    assert read(SHEET.fill(ALL, WISH)) == [
        "1 test case failed without a finding that explains it:",
        "- [A PVH guest] in xen-4.17: seen: nothing at all cases/map.rst:52",
        "[table: Findings of xen-4.17, xen-head (4)]",
    ]


def test_every_finding_has_a_row_whether_a_case_shows_it_or_not() -> None:
    assert heads(table()) == [
        "Finding", "What it is", "Versions (model)", "Source in Xen", "Concerns", "Shown by", "Hidden behind"
    ]  # fmt: skip
    assert names(WISH) == ["D-01", "D-03", "D-09", "D-17"]
    assert column("what") == [finding.title for finding in FINDINGS]
    assert column("versions") == [
        "≠ deviates in xen-4.17, xen-head",
        "≠ deviates in xen-4.17, xen-head",
        "□ not implemented in xen-4.17, xen-head / not seen in xen-4.17",
        "≠ deviates in xen-4.17, xen-head / not seen",
    ]
    assert column("behind") == ["", "", "", "D-09"]
    assert column("cases")[2:] == [
        "<□ A PVH guest: not implemented (model, xen-head): seen: ERROR_INVAL>",
        "no test case",
    ]


def test_what_is_hidden_where_nothing_that_hides_was_seen_is_hidden_behind_others() -> None:
    passed = (replace(each, outcome=Outcome.PASSED, findings=(), hidden=("D-17",)) for each in HEAD.cases)
    assert column("behind", compared(REQUIRED, replace(HEAD, cases=tuple(passed)))) == ["", "", "", "others"]


def test_whom_a_finding_concerns_and_whom_it_was_seen_to_break() -> None:
    assert column("concerns") == [
        "- [Map the registers of a device where the integrator wants them] / - [Give devices to domains]",
        "- [Map the registers of a device where the integrator wants them] / - [Give devices to domains]",
        "- [Give devices to domains] / - [Give PCI functions to PVH guests]",
        "- [Hide the IOMMU] (not seen)",
    ]


def test_where_a_finding_stands_in_xen_and_why_it_concerns_nobody() -> None:
    known = replace(FINDINGS[0], source="arch/arm/dom0less-build.c, handle_passthrough_prop", affects=())
    silent = Finding("V-1", "an old habit", amends=("D-01",))
    view = compared(REQUIRED, replace(HEAD, findings=(known, *FINDINGS[1:], silent)))
    assert column("source", view)[:2] == ["arch/arm/dom0less-build.c, handle_passthrough_prop", "not known"]
    assert column("concerns", view)[-1] == (
        "no requirement by itself: it changes what D-01 does, and nothing where D-01 is not shown"
    )


def test_requirements_that_are_of_another_project_are_counted() -> None:
    foreign = tuple(id_of(f"Xen~other{number}~1") for number in range(3))
    some = replace(FINDINGS[0], affects=(*FINDINGS[0].affects, foreign[0]))
    all_of_them = replace(FINDINGS[3], affects=foreign)
    view = compared(REQUIRED, replace(HEAD, findings=(some, *FINDINGS[1:3], all_of_them)))
    said = column("concerns", view)
    assert said[0].endswith("] / and 1 requirement that this project does not have")
    assert said[3] == "3 requirements that this project does not have"


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish("f", Choice(verdicts=("not implemented",))), ["D-09"]),
        (Wish("f", Choice(where="name = hide")), ["D-17"]),
        (Wish("f", Choice(kinds=("XenPRQ",))), ["D-01", "D-03", "D-09"]),
        (Wish("f", Choice(sort=("-finding",))), ["D-17", "D-09", "D-03", "D-01"]),
        (Wish("f", Choice(sort=("-cases", "-finding"))), ["D-09", "D-03", "D-01", "D-17"]),
        (Wish("f", profiles=("required",)), []),
        (Wish("f", profiles=("xen-4.17",)), ["D-01", "D-03", "D-09", "D-17"]),
    ],
)
def test_findings_are_chosen_by_versions_verdicts_and_the_requirements_they_concern(
    wish: Wish, expected: list[str]
) -> None:
    assert names(wish) == expected


def test_what_is_left_out_is_told() -> None:
    wish = Wish("f", Choice(verdicts=("deviates",)), caption="Deviations")
    assert table(ALL, wish).caption == "Deviations; the chosen ones only (verdict deviates)"
    assert table(ALL, Wish("f", profiles=("required",))).caption == "Findings"


def test_what_fits_nothing_is_told() -> None:
    wish = Wish("f", Choice(verdicts=("conforms",)), profiles=("old",), columns=("titel",))
    assert SHEET.object_to(ALL, wish) == (
        "'old' is no version that is compared; there is required, xen-4.17, xen-head",
        "'conforms' is no verdict over versions; there is deviates, not implemented, not observable",
        "'titel' is no column here; there is finding, what, versions, source, concerns, cases, behind",
    )
