# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import dataclasses

from reading import cell, read, rows, tables
from samples import project, sound_project

from reqtrace.catalogue import Code, Severity
from reqtrace.diagnostic import Diagnostic, Note
from reqtrace.report.block import Paragraph, Source, Table
from reqtrace.report.query import Choice
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View
from reqtrace.span import Span

SHEET = SHEETS["diagnostics"]
WISH = Wish("req-diagnostics-1")


def saying(*diagnostics: Diagnostic) -> View:
    return dataclasses.replace(sound_project(), diagnostics=diagnostics)


def table(view: View, wish: Wish = WISH) -> Table:
    (found,) = tables(SHEET.fill(view, wish))
    return found


def test_every_complaint_has_its_weight_code_place_reason_and_way_out() -> None:
    assert rows(table(project()))[1] == (
        "! error | RT202 | cases/hide.rst:129 | "
        "SSR~refuse~1 is cited, but SSR~refuse~2 is current / SSR~refuse~2 is here safety.rst:22 | "
        "Review what changed, then cite the new revision."
    )


def test_errors_come_first_whatever_their_place_and_the_weight_is_that_of_the_project() -> None:
    first = Diagnostic(Code.NO_SCENARIO, "nothing to run", Span("a.rst", 3))
    heavy = Diagnostic(Code.NO_SCENARIO, "nothing to run", Span("b.rst", 3), weight=Severity.ERROR)
    shown = table(saying(first, heavy))
    assert [row.verdict for row in shown.rows] == ["error", "warning"]
    assert [cell(row.cells[2]) for row in shown.rows] == ["b.rst:3", "a.rst:3"]


def test_a_complaint_of_several_lines_and_one_without_a_place() -> None:
    said = Diagnostic(Code.UNKNOWN_NAME, "one\ntwo", Span(""), (Note("three\nfour"),), "do\nthis")
    (row,) = table(saying(said)).rows
    assert [cell(each) for each in row.cells[2:]] == ["no place", "one / two / three four", "do / this"]


def test_a_place_is_one_that_can_be_linked() -> None:
    (row, *_) = table(project()).rows
    assert row.cells[2].blocks == (Paragraph((Source(Span("cases/hide.rst", 43, 6, 37)),)),)


def test_severities_are_chosen_and_the_caption_says_so() -> None:
    shown = table(project(), Wish("d", severities=("warning",)))
    assert [row.verdict for row in shown.rows] == ["warning"]
    assert shown.caption == "What reqtrace complains of; those chosen only (warning)"
    assert len(table(project()).rows) == 5
    assert table(project()).caption == "What reqtrace complains of"


def test_that_there_is_nothing_is_said_only_of_what_was_chosen() -> None:
    assert table(sound_project()).nothing == "reqtrace complains of nothing."
    assert table(sound_project(), Wish("d", severities=("note",))).nothing == (
        "reqtrace complains of nothing of this severity (note)."
    )


def test_places_are_sorted_by_the_number_of_the_line() -> None:
    spans = (Span("b.rst", 10), Span("b.rst", 9), Span("a.rst", 100))
    view = saying(*(Diagnostic(Code.NO_SCENARIO, "x", span) for span in spans))
    shown = table(view, Wish("d", Choice(sort=("place",)), columns=("place",)))
    assert read(row.cells[0].blocks[0] for row in shown.rows) == ["a.rst:100", "b.rst:9", "b.rst:10"]


def test_what_fits_nothing_is_told() -> None:
    wish = Wish("d", Choice(sort=("-place", "line")), severities=("eror",), columns=("code",))
    assert SHEET.object_to(project(), wish) == (
        "'eror' is no severity; did you mean error?",
        "'line' is no column here; there is severity, code, place, what, help",
    )
