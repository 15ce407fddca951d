# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterator

from paper import about, said
from reading import read

from reqtrace.report.block import Cell, Column, Row, Table
from reqtrace.report.dossier import Section
from reqtrace.report.typst.abridged import abridged
from reqtrace.trace.verdict import Verdict


def chapter(sections: Iterator[Section]) -> Section:
    return Section("all", "All", None, (said("Here they are."),), tuple(sections))


def table(*verdicts: str) -> Table:
    rows = tuple(Row((Cell((said(f"{number} {word}"),)),), verdict=word) for number, word in enumerate(verdicts))
    return Table("items", (Column("item", "Item"),), rows)


def test_a_report_that_fits_on_paper_stays_as_it_is() -> None:
    sections = (chapter(about(f"a{number}") for number in range(600)),)
    assert abridged(sections) == sections


# [utest->dsn~large_reports_are_abridged~1]
def test_the_gravest_items_are_described_and_the_others_counted() -> None:
    fine = [about(f"fine{number}") for number in range(700)]
    (shown,) = abridged((chapter(iter((*fine, about("bad", Verdict.FAILED), about("open", Verdict.UNVERIFIED)))),))
    assert shown.below == (*fine[:598], about("bad", Verdict.FAILED), about("open", Verdict.UNVERIFIED))
    assert read(shown.blocks) == [
        "Here they are.",
        "The 600 gravest items are described one by one. Left out: 102 items verified. All of them are in report.json.",
    ]


# [utest->dsn~large_reports_are_abridged~1]
def test_the_gravest_rows_of_a_table_stay_in_their_order() -> None:
    long = table(*["verified"] * 1500, "failed", "verified", "unverified")
    (shown,) = abridged((Section("all", "All", None, (long,)),))
    told, kept = shown.blocks
    assert read((told,)) == [
        "Here are 1000 rows, the gravest, of 1503; 503 are left out. All of them are in report.json."
    ]
    assert isinstance(kept, Table)
    assert kept.rows == (*long.rows[:998], long.rows[1500], long.rows[1502])
