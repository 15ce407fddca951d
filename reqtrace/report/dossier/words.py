# SPDX-License-Identifier: Apache-2.0
"""Text that an author wrote, and values, as blocks of the certification report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reqtrace.report import block
from reqtrace.report.block import Block, Bullets, Cell, Column, Fact, Line, Paragraph, Row, Table, Weight, Words
from reqtrace.report.sheets.cells import linked, plain, sentence
from reqtrace.report.view import Listing, Literal, Piece, Style, View, prose
from reqtrace.report.view import Paragraph as Flowing

_WEIGHTS = {Style.CODE: Weight.CODE, Style.STRONG: Weight.STRONG}


def laid_out(text: str, view: View) -> tuple[Block, ...]:
    """The blocks of a text as its author wrote it; an id in it is a link where there is such an item."""
    return tuple(_laid_out(text, view))


def _laid_out(text: str, view: View) -> Iterator[Block]:
    for each in prose(text):
        match each:
            case Flowing(line):
                yield Paragraph(_line(line, view))
            case Listing(entries, numbered):
                lines = (_line(entry, view) for entry in entries)
                yield Bullets(tuple(_numbered(lines) if numbered else lines))
            case Literal(shown):
                yield block.Literal(shown)


def _line(pieces: Iterable[Piece], view: View) -> Line:
    return tuple(
        linked(each.id, view) if each.id and each.id in view.by_id else Words(each.text, _weight(each))
        for each in pieces
    )


def _weight(piece: Piece) -> Weight:
    return Weight.CODE if piece.id else _WEIGHTS.get(piece.style, Weight.PLAIN)


def _numbered(lines: Iterable[Line]) -> Iterator[Line]:
    return ((Words(f"{number}. "), *line) for number, line in enumerate(lines, 1))


def said(name: str, *lines: str) -> Fact:
    """A fact of plain words."""
    return Fact(name, tuple(map(sentence, lines)))


def code(text: str) -> Cell:
    """A cell with a name or a digest."""
    return Cell((Paragraph((Words(text, Weight.CODE),)),)) if text else plain("–")


def number(count: int) -> Cell:
    """A cell with a number."""
    return Cell((sentence(str(count)),), float(count))


def listed(name: str, columns: tuple[Column, ...], rows: Iterable[Row], noun: str, nothing: str) -> Table:
    """A table of the report, which says `nothing` where it has no row."""
    return Table(name, columns, tuple(rows), "", noun, nothing)
