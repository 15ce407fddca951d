# SPDX-License-Identifier: Apache-2.0
"""Assumptions of use are in no figure of what is verified, in no format."""

from __future__ import annotations

from reading import rows, tables
from stated import stated

from reqtrace.report.dossier import summary
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.figures import completeness, levels
from reqtrace.report.material import Material
from reqtrace.report.tables import Facts
from reqtrace.report.tables.conclusions import kinds
from reqtrace.report.tables.conclusions import levels as level_table
from reqtrace.report.view import Chip

TEXT = """
    Hide
    ----
    `SSR~hide~1`

    Needs: Case

    Tags: ASIL-B

    Hidden
    ------
    `Case~hide~1`

    Covers:
     - SSR~hide~1

    The integrator keeps the console away
    -------------------------------------
    `SSR~console~1`

    Tags: AoU, ASIL-B
"""


def material() -> Material:
    return stated(TEXT, hide="passed")


# [utest->dsn~assumptions_stand_apart~1]
def test_the_summary_counts_them_apart() -> None:
    ledger = Ledger(material())
    assert [each.id.name for each in ledger.assumptions] == ["console"]
    (figures, by_level) = tables(summary.section(ledger, summary.summary(ledger)).blocks)
    (safety, _cases) = rows(figures)
    assert safety.split(" | ")[3] == "100 % verified / 1 of 1, 1 assumption of use apart"
    assert rows(by_level)[0].split(" | ")[:2] == ["ASIL B", "1"]


# [utest->dsn~assumptions_stand_apart~1]
def test_tables_and_figures_do_so_too() -> None:
    facts = Facts(material())
    shown = [
        (str(word.word if isinstance(word, Chip) else word), share, of)
        for title, word, _, share, of in kinds(facts).rows
        if title == "Safety requirement"
    ]
    assert shown == [("verified", "100 %", 1), ("assumption", None, None)]
    assert [tuple(row)[:2] for row in level_table(facts).rows] == [("ASIL B", 1)]
    assert [sum(count for _, count in bar.parts) for bar in levels(facts).bars] == [1]
    assert [sum(count for _, count in bar.parts) for bar in completeness(facts).bars] == [1]
