# SPDX-License-Identifier: Apache-2.0
"""Lays out tables as nodes of docutils that fit into a line of a terminal, and onto paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from docutils import nodes

from reqtrace.ident import ItemId
from reqtrace.report.block import Block, Bullets, Column, Identity, Line, Link, Paragraph, Squares, Table
from reqtrace_sphinx.inline_nodes import text
from reqtrace_sphinx.links import Links

_LINE: Final = 75
"""How many characters a terminal shows in a line of a table, the last rule aside."""
_RULE: Final = 3
"""How many of them are between two columns."""

Lay = Callable[[Sequence[Block], Links], Sequence[nodes.Element]]
"""What lays out the content of a cell."""


def table_nodes(table: Table, links: Links, lay: Lay) -> nodes.Element:
    """A table whose first row heads columns, and whose first column heads rows; a sentence where there is no row."""
    if not table.rows:
        return nodes.paragraph("", "", text(table.nothing))
    group = nodes.tgroup("", cols=len(table.columns))
    for at, width in enumerate(_widths(table.columns)):
        stub: dict[str, Any] = {} if at else {"stub": 1}
        group += nodes.colspec("", colwidth=width, **stub)
    heads = (nodes.entry("", nodes.paragraph("", "", text(each.title))) for each in table.columns)
    body = nodes.tbody("")
    for row in table.rows:
        cells = (lay(tuple(_lines(cell.blocks)), links) for cell in row.cells)
        body += nodes.row("", *(nodes.entry("", *cell) for cell in cells))
    group += [nodes.thead("", nodes.row("", *heads)), body]
    shown = nodes.table("", classes=["longtable", "colwidths-given"])
    if table.caption:
        shown += nodes.title("", "", text(table.caption))
    shown += group
    return shown


def _widths(columns: Sequence[Column]) -> list[int]:
    """How many characters each column is wide: its share of the line, and no less than a word of its heading."""
    room, shares = _LINE - _RULE * len(columns), sum(each.width for each in columns)
    return [max((room * each.width // shares, *map(len, each.title.split()))) for each in columns]


def _lines(blocks: Sequence[Block]) -> Iterator[Block]:
    """What a cell holds, with a line for each entry of a list, for which there is no room.

    An id is left out that only stands below a title, which has it already.
    """
    said: set[ItemId] = set()
    for block in blocks:
        match block:
            case Bullets(entries):
                yield from map(Paragraph, entries)
            case Squares(squares):
                yield from (Paragraph((each,)) for each in squares)
            case Paragraph(line):
                if not _is_known(line, said):
                    yield block
                said |= {part.id for part in line if isinstance(part, Link)}
            case _:
                yield block


def _is_known(line: Line, said: set[ItemId]) -> bool:
    match line:
        case (Identity(id_, True),):
            return id_ in said
    return False
