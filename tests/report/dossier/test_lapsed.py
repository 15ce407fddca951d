# SPDX-License-Identifier: Apache-2.0
"""A gap that was accepted and is not any more is told with its owner and its days, in every format."""

from __future__ import annotations

import datetime

from msgspec.structs import replace
from paper import pdf
from reading import tables
from samples import CONFIG, id_of
from stated import stated

from reqtrace.config import Justification
from reqtrace.report.block import Table
from reqtrace.report.csv import documents
from reqtrace.report.dossier import gaps
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.material import Material
from reqtrace.report.tables import Facts
from reqtrace.report.tables.conclusions import gaps as sheet
from reqtrace.span import Span

TEXT = """
    `SSR~old~1`

    Needs: Case

    `SSR~new~1`

    Needs: Case
"""


def material() -> Material:
    old = Justification(
        id_of("SSR~old~1"),
        "no board",
        "Ada",
        datetime.date(2026, 1, 10),
        datetime.date(2026, 6, 30),
        span=Span("reqtrace.toml", 3),
    )
    new = replace(old, id=id_of("SSR~new~1"), expires=datetime.date(2027, 6, 30), span=Span("reqtrace.toml", 9))
    return stated(TEXT, config=replace(CONFIG, justified=(old, new)), executed=False)


# [utest->dsn~gaps_with_owner_and_expiry~1]
def test_the_sheet_has_what_is_accepted_and_what_was() -> None:
    told = [tuple(row) for row in sheet(Facts(material())).rows]
    assert told == [
        (
            "SSR~old~1",
            "old",
            "Case",
            "no board",
            "Ada",
            "2026-01-10",
            "2026-06-30",
            "no: that no Case covers SSR~old~1 was accepted until 2026-06-30",
        ),
        ("SSR~new~1", "new", "Case", "no board", "Ada", "2026-01-10", "2027-06-30", "yes"),
    ]


# [utest->dsn~gaps_with_owner_and_expiry~1]
def test_the_matrix_says_who_accepted_what_is_accepted_no_more() -> None:
    ((_, matrix),) = documents(material())
    assert "was accepted until 2026-06-30, as Ada had it: no board" in matrix.decode("utf-8-sig")


def test_days_and_kinds_stand_whole_in_their_columns_on_paper() -> None:
    ledger = Ledger(material())
    (table,) = tables(gaps.section(ledger, gaps.gaps(ledger)).blocks)
    assert isinstance(table, Table)
    whole = sum(column.width for column in table.columns)
    shares = {column.key: column.width / whole for column in table.columns}
    assert min(shares["date"], shares["expires"]) >= 0.12
    assert shares["needs"] >= 0.15
    shown = " ".join(page.extract_text() for page in pdf(table).pages[2:])
    assert "2026-01-10" in shown.split()
    assert "2027-06-30" in shown.split()
