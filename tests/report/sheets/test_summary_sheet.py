# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import dataclasses

from comparison import ENOUGH, SURVEY, noticing
from msgspec.structs import replace
from reading import cell, heads, read, rows, tables
from samples import accepting, item, project, sound_project

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Probe
from reqtrace.report.block import Paragraph, Weight, Words
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View
from reqtrace.report.view.noticing import IDLE
from reqtrace.span import Span

SUMMARY = SHEETS["summary"]
WISH = Wish("req-summary-1")
NOTHING = Diagnostic(Code.UNREADABLE_FILE, "safety.rst can not be read", Span("safety.rst"))


def said(view: View) -> list[str]:
    return read(SUMMARY.fill(view, WISH))


def test_it_begins_with_the_answer_and_what_that_means() -> None:
    view = project()
    first = SUMMARY.fill(view, WISH)[0]
    assert isinstance(first, Paragraph)
    assert first.line == (Words(view.answer, Weight.STRONG), Words(f" {view.meaning}"))


def test_it_says_what_needs_a_person_and_why() -> None:
    assert said(project())[1:-1] == [
        "reqtrace complains of 4 errors and 1 warning.",
        '- ✕ failed (model, required) [Refuse a second owner]: domain "b" runs',
        "- ○ unverified (model, required) [Map registers]: no scenario",
        "- ○ unverified (model, required) [quit]: no Case covers it",
        '- ! error (model, required) [Covers a thing that is gone]: no step mentions a domain "c"',
        "- ✕ failed (model, required) [Give a domain its devices]: SSR~refuse~2 failed",
    ]


def test_where_all_is_well_there_is_nothing_but_the_answer_and_the_figures() -> None:
    first, figures = SUMMARY.fill(sound_project(), WISH)
    assert read([first])[0].startswith("The only requirement is verified (model, required).")
    assert read([figures]) == ["[table:  (2)]"]


def test_what_could_not_be_read_is_told_even_where_the_answer_is_good() -> None:
    view = dataclasses.replace(sound_project(), diagnostics=(NOTHING,))
    assert said(view)[1] == "reqtrace complains of 1 error."


def test_figures_say_on_what_verdicts_rest() -> None:
    (figures,) = tables(SUMMARY.fill(project(), WISH))
    assert (figures.name, heads(figures)) == (
        "req-summary-1-figures",
        ["Kind", "Items", "Verdict (model, required)", "Defects"],
    )
    assert rows(figures) == [
        "Product requirement | 1 | ✕ 1 failed | 1",
        "Safety requirement | 5 | ✓ 1 verified ✕ 1 failed ○ 2 unverified – 1 rejected | 2",
        "Test case | 5 | ✓ 2 passed ✕ 1 failed ! 1 error ○ 1 blocked | 1",
    ]
    (figures,) = tables(SUMMARY.fill(project(evidence=None), WISH))
    assert heads(figures)[2] == "Coverage"
    assert cell(figures.rows[0].cells[2]) == "✕ 1 uncovered"


def test_more_than_twenty_are_counted() -> None:
    many = [item(f"SSR~open{number}~1", f"safety.rst:{10 + number}", needs="Case") for number in range(23)]
    lines = said(project(many, evidence=None))
    assert len([line for line in lines if line.startswith("- ")]) == 20
    assert "3 more need a person." in lines


def test_every_accepted_gap_is_told_with_who_answers_for_it() -> None:
    lines = said(accepting())
    assert lines[lines.index("Gaps that the project accepts:") + 1 :] == [
        "- [Hide the second]: no Case covers it: The board has no second IOMMU. "
        "(accepted by Ada on 2026-01-10, holds until 2027-06-30)",
        "[table:  (3)]",
    ]


def test_it_is_of_the_whole_project() -> None:
    assert SUMMARY.options == {"caption"}
    assert SUMMARY.object_to(project(), WISH) == ()
    assert tables(SUMMARY.fill(project(), replace(WISH, caption="Figures")))[0].caption == "Figures"
    assert read(SUMMARY.fill(project(()), WISH))[0].startswith("There is no requirement to verify")


def test_where_test_cases_notice_too_little_the_summary_says_so_and_else_nothing() -> None:
    assert said(noticing())[1] == (
        "The test cases notice 1 of the 4 findings that can be asked of them, and 2 of 3 broken rules (66.6 %); "
        "3 requirements unverified (model, required). That is too little: 66.6 % of all broken rules are noticed, "
        "and 95 % are wanted."
    )
    idle = replace(SURVEY, probes=tuple(Probe(probe.case) for probe in SURVEY.probes))
    assert IDLE in said(noticing(idle))
    assert not any("notice" in line for line in said(noticing(ENOUGH)))
