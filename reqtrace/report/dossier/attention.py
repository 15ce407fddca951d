# SPDX-License-Identifier: Apache-2.0
"""What needs a person: whatever is uncovered, failed or unverified and not accepted to be, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reqtrace.report.block import Block, Bullets, Cell, Column, Line, Paragraph, Row, Source, Table, Words
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.requirement import Reason, reasons
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.card import because
from reqtrace.report.sheets.cells import heading, row, soft
from reqtrace.report.view import Entry, misfit

KEY: Final = "attention"
_MOST: Final = 10
"""How many reasons a cell names."""


class Wanting(Struct, frozen=True, gc=False):
    """An item that needs a person: what it is worth, what it lacks, what is wrong with it, and why it is so."""

    id: str
    title: str
    shown: str
    missing: tuple[str, ...]
    defects: tuple[str, ...]
    reasons: tuple[Reason, ...]
    file: str
    line: int


class Attention(Struct, frozen=True, gc=False):
    """Everything that needs a person."""

    items: tuple[Wanting, ...]


def attention(ledger: Ledger) -> Attention:
    """What needs a person, in the order in which it should be looked at."""
    return Attention(tuple(map(_wanting, ledger.view.attention)))


def _wanting(entry: Entry) -> Wanting:
    span = entry.item.span
    return Wanting(
        str(entry.id),
        entry.title,
        entry.chip.word,
        entry.missing,
        tuple(_defects(entry)),
        reasons(entry),
        span.file,
        span.line,
    )


def _defects(entry: Entry) -> Iterator[str]:
    yield from map(misfit, entry.misfits)
    yield from (each.message for each in entry.objections)


def section(ledger: Ledger, told: Attention) -> Section:
    """A row for everything that needs a person."""
    return Section(KEY, TITLES[KEY], told, (_table(ledger),))


def _table(ledger: Ledger) -> Table:
    columns = (
        Column("item", "Item", 28),
        Column("verdict", heading(ledger.view), 12),
        Column("why", "Why", 44),
        Column("file", "Written in", 16),
    )
    rows = (_row(entry, ledger) for entry in ledger.view.attention)
    return listed(KEY, columns, rows, "item", "Nothing needs a person.")


def _row(entry: Entry, ledger: Ledger) -> Row:
    why = list(_why(entry))
    shown: tuple[Block, ...] = (Bullets(tuple(why[:_MOST])),) if why else ()
    more = (soft(f"and {len(why) - _MOST} more"),) if len(why) > _MOST else ()
    place = Cell((Paragraph((Source(entry.item.span),)),))
    return row(entry, (ledger.named(entry), ledger.worth(entry), Cell((*shown, *more)), place))


def _why(entry: Entry) -> Iterator[Line]:
    """What the item lacks, what is wrong with it, and the reasons for its verdict."""
    yield from ((Words(f"no {kind} covers it"),) for kind in entry.missing)
    yield from ((Words(each),) for each in _defects(entry))
    yield from (because(each, entry) for each in entry.reasons if not _is_missing(each.text, entry))


def _is_missing(text: str, entry: Entry) -> bool:
    """Whether a reason says the same as what the item lacks."""
    return any(text == f"no {kind} covers it" for kind in entry.missing)
