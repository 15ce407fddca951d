# SPDX-License-Identifier: Apache-2.0
"""The chain in both directions: from requirements down to what covers them, from every item up to what it covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from reqtrace.report.block import Block, Bullets, Cell, Column, Line, Row, Source, Words
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.cells import badge, heading, is_unnamed, link, missing, row, sentence, soft
from reqtrace.report.view import Entry, Neighbour
from reqtrace.trace.graph import Condition

KEY: Final = "traceability"


class TraceLink(Struct, frozen=True, gc=False):
    """The item at the other end of a link, the condition of the link, and what became of that item."""

    id: str
    condition: Condition
    shown: str


class Trace(Struct, frozen=True, gc=False):
    """An item, what it is worth, and its links in one direction; `missing` are the kinds that should cover it."""

    id: str
    kind: str
    shown: str
    links: tuple[TraceLink, ...]
    missing: tuple[str, ...] = ()


class Traceability(Struct, frozen=True, gc=False):
    """`down`: what covers every requirement. `up`: what every item covers, test cases last."""

    down: tuple[Trace, ...]
    up: tuple[Trace, ...]


# [impl->dsn~chain_in_both_directions~1]
def traceability(ledger: Ledger) -> Traceability:
    """The links of every item, in both directions."""
    view = ledger.view
    return Traceability(
        tuple(
            Trace(str(entry.id), entry.id.kind, entry.chip.word, _links(entry.covered_by), entry.missing)
            for entry in ledger.required
        ),
        tuple(
            Trace(str(entry.id), entry.id.kind, entry.chip.word, _links(entry.covers))
            for entry in (*view.rows, *view.trials)
        ),
    )


def _links(neighbours: Sequence[Neighbour]) -> tuple[TraceLink, ...]:
    return tuple(TraceLink(str(each.id), each.condition, each.chip.word) for each in neighbours)


def section(ledger: Ledger, told: Traceability) -> Section:
    """A matrix for each direction."""
    said = sentence(
        "Every link is shown twice: from the requirement to what covers it, and from there back. A link that is not in "
        "order shows its condition, and counts for nothing."
    )
    return Section(KEY, TITLES[KEY], told, (said,), (_down(ledger), _up(ledger)), landscape=True)


def _down(ledger: Ledger) -> Section:
    key = f"{KEY}_down"
    rows = (_row(entry, entry.covered_by, missing(entry), ledger) for entry in ledger.required)
    blocks = (_matrix(key, "Covered by", "requirement", rows, ledger),)
    return Section(key, "Down: what covers every requirement", None, blocks, landscape=True)


def _up(ledger: Ledger) -> Section:
    key = f"{KEY}_up"
    rows = (_row(entry, entry.covers, (), ledger) for entry in (*ledger.view.rows, *ledger.view.trials))
    blocks = (_matrix(key, "Covers", "item", rows, ledger),)
    return Section(key, "Up: what every item covers", None, blocks, landscape=True)


def _matrix(name: str, title: str, noun: str, rows: Iterable[Row], ledger: Ledger) -> Block:
    columns = (
        Column("item", noun.capitalize(), 36),
        Column("verdict", heading(ledger.view), 14),
        Column("links", title, 50),
    )
    return listed(name, columns, rows, noun, f"There is no {noun}.")


def _row(entry: Entry, neighbours: Sequence[Neighbour], lacking: Sequence[Block], ledger: Ledger) -> Row:
    lines = (Bullets(tuple(map(_line, neighbours))),) if neighbours else ()
    nothing = () if lines or lacking else (soft("nothing"),)
    linked = Cell((*lines, *lacking, *nothing), float(len(neighbours)))
    return row(entry, (ledger.named(entry), ledger.worth(entry), linked))


def _line(neighbour: Neighbour) -> Line:
    """What became of an item, and its title; what marks a place in code, with its place."""
    if is_unnamed(neighbour):
        return badge(neighbour.chip, neighbour.resting), Words(f" {neighbour.id.kind} in "), Source(neighbour.span)
    return badge(neighbour.chip, neighbour.resting), Words(" "), link(neighbour)
