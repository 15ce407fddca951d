# SPDX-License-Identifier: Apache-2.0
"""Lays out tables as HTML that is well-formed XML too, with all that a script needs to search and sort them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from reqtrace.report.block import Block, Cell, Column, Row, Table
from reqtrace.report.hypertext.links import Links
from reqtrace.report.hypertext.markup import escaped

CHUNK: Final = 100
"""How many rows stand together; a browser need not lay out chunks that nobody looks at."""
_BROAD: Final = 0.18
"""The share of the width from which a column is for prose, or for the names of items."""

Flow = Callable[[Sequence[Block], Links], str]
"""What lays out the content of a cell."""


def table_html(table: Table, links: Links, flow: Flow) -> str:
    """A table in a frame that can be scrolled, by keys too; a sentence where there is no row."""
    if not table.rows:
        return f'<p class="reqtrace-nothing">{escaped(table.nothing)}</p>\n'
    style = ['<td class="reqtrace-number"' if column.number else "<td" for column in table.columns]
    rows = [_row(each, links, flow, style) for each in table.rows]
    chunks = (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
    return framed(table, "".join([f"<tbody>\n{''.join(chunk)}</tbody>\n" for chunk in chunks]))


def framed(table: Table, body: str) -> str:
    """The frame and the heads of a table around its `body`, which is laid out already; its own rows are not looked at.

    A row, or a body for all of its rows, says with attributes such as ``data-kind`` what it can be chosen by.
    """
    name = escaped(table.name)
    # Without a caption no landmark, for the names of landmarks have to differ.
    label, caption = f'role="group" aria-label="{escaped(table.noun)}s"', ""
    if table.caption:
        label = f'role="region" aria-labelledby="{name}-caption"'
        caption = f'<caption id="{name}-caption"><span>{escaped(table.caption)}</span></caption>\n'
    whole = sum(each.width for each in table.columns)
    heads = "".join([_head(each, each.width / whole) for each in table.columns])
    return (
        f'<div class="reqtrace-wide" tabindex="0" {label}>\n'
        f'<table class="reqtrace-table" id="{name}" data-noun="{escaped(table.noun)}">\n'
        f"{caption}<thead>\n<tr>{heads}</tr>\n</thead>\n{body}</table>\n</div>\n"
    )


def _head(column: Column, share: float) -> str:
    """The heading of a column with its share of the width, which says whether that is for prose."""
    style = ' class="reqtrace-broad"' if share >= _BROAD else ""
    if column.number:
        style = ' data-number="true" class="reqtrace-number"'
    return f'<th scope="col" data-key="{escaped(column.key)}"{style}>{escaped(column.title)}</th>'


def _row(row: Row, links: Links, flow: Flow, style: Sequence[str]) -> str:
    """A row with what one can choose it by; `style` opens the cells after the first, which heads the row."""
    chosen = f' data-kind="{escaped(row.kind)}"' if row.kind else ""
    chosen += f' data-status="{escaped(row.status)}"' if row.status else ""
    chosen += f' data-verdict="{escaped(row.verdict)}"' if row.verdict else ""
    first, *others = row.cells
    cells = [f'<th scope="row"{_order(first)}>{flow(first.blocks, links)}</th>']
    cells += [
        f"{opening}{_order(cell)}>{flow(cell.blocks, links)}</td>"
        for opening, cell in zip(style[1:], others, strict=True)
    ]
    return f"<tr{chosen}>{''.join(cells)}</tr>\n"


def _order(cell: Cell) -> str:
    return "" if cell.order is None else f' data-order="{cell.order:.15g}"'
