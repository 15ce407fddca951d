# SPDX-License-Identifier: Apache-2.0
"""What the project accepts to be missing, with the reason, who answers for it, and how long that holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code
from reqtrace.report.block import Block, Bullets, Column, Line, Row, Source, Words
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.cells import plain, row, sentence
from reqtrace.report.view import Entry
from reqtrace.trace.justification import Gap

KEY: Final = "gaps"


class AcceptedGap(Struct, frozen=True, gc=False):
    """A kind that an item needs and that the project accepts to be missing; `days_left` from the day of the trace."""

    id: str
    title: str
    needs: str
    reason: str
    owner: str
    date: datetime.date
    expires: datetime.date
    days_left: int | None


class Objection(Struct, frozen=True, gc=False):
    """A justification that holds no longer, not yet, or for nothing."""

    message: str
    help: str
    file: str
    line: int


class Gaps(Struct, frozen=True, gc=False):
    """The gaps that are accepted, and the justifications that are worth nothing; `judged_on` is the day that counts."""

    judged_on: datetime.date | None
    accepted: tuple[AcceptedGap, ...]
    objections: tuple[Objection, ...]


def gaps(ledger: Ledger) -> Gaps:
    """What the project accepts to be missing."""
    today = ledger.material.provenance.today
    return Gaps(
        today,
        tuple(_accepted(entry, gap, today) for entry in ledger.view.excused for gap in entry.gaps),
        tuple(
            Objection(each.message, each.way_out, each.span.file, each.span.line)
            for each in ledger.view.diagnostics
            if each.code in (Code.EXPIRED_JUSTIFICATION, Code.IDLE_JUSTIFICATION)
        ),
    )


def _accepted(entry: Entry, gap: Gap, today: datetime.date | None) -> AcceptedGap:
    told = gap.justification
    left = (told.expires - today).days if today else None
    reason = " ".join(told.reason.split())
    return AcceptedGap(str(entry.id), entry.title, gap.kind, reason, told.owner.strip(), told.date, told.expires, left)


# [impl->dsn~gaps_with_owner_and_expiry~1]
def section(ledger: Ledger, told: Gaps) -> Section:
    """A row for every gap that is accepted, and the justifications that are worth nothing."""
    return Section(KEY, TITLES[KEY], told, tuple(_blocks(ledger, told)))


def _blocks(ledger: Ledger, told: Gaps) -> Iterator[Block]:
    day = f" on {told.judged_on}" if told.judged_on else ""
    yield sentence(f"A gap that is accepted{day} is no defect, and no coverage either: its item stays unverified.")
    columns = (
        Column("item", "Item", 24),
        Column("needs", "Missing", 16),
        Column("reason", "Why that is accepted", 24),
        Column("owner", "Owner", 12),
        Column("date", "Accepted on", 12),
        Column("expires", "Holds until", 12),
    )
    pairs = [(entry, gap) for entry in ledger.view.excused for gap in entry.gaps]
    rows = (_row(entry, each, ledger) for (entry, _), each in zip(pairs, told.accepted, strict=True))
    yield listed(KEY, columns, rows, "gap", "The project accepts no gap.")
    diagnostics = [each for each in ledger.view.diagnostics if each.code is Code.EXPIRED_JUSTIFICATION]
    idle = [each for each in ledger.view.diagnostics if each.code is Code.IDLE_JUSTIFICATION]
    lines: tuple[Line, ...] = tuple(
        (Words(f"{each.message}: {each.way_out} "), Source(each.span)) for each in (*diagnostics, *idle)
    )
    if lines:
        yield sentence("Justifications that are worth nothing:")
        yield Bullets(lines)


def _row(entry: Entry, told: AcceptedGap, ledger: Ledger) -> Row:
    left = () if told.days_left is None else (f"{told.days_left} days left",)
    return row(
        entry,
        (
            ledger.named(entry),
            plain(told.needs),
            plain(told.reason),
            plain(told.owner),
            plain(told.date.isoformat()),
            plain(told.expires.isoformat(), *left),
        ),
    )
