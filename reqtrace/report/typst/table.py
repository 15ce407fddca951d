# SPDX-License-Identifier: Apache-2.0
"""Says tables as data for the template: headings that every page repeats, shares of the width, rows that stay whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import Final

from reqtrace.report.block import Block, Bullets, Cell, Literal, Paragraph, Row, Squares, Table
from reqtrace.report.typst.inline import Value
from reqtrace.report.typst.wrapping import narrowed, wrapped

_WHOLE: Final = 8
"""How many lines a row may have to stay on one page in whole; each block and entry is taken for one, at least."""
_LINE: Final = 60
"""How many characters of data make a line, roughly: a row that is held together needlessly only moves to a page."""

_NARROW: Final = 0.15
"""The share of the width below which a word of twelve letters can be wider than a column."""

Flow = Callable[[Sequence[Block], Set[str]], list[Value]]
"""What says the content of a cell."""


def table_data(table: Table, targets: Set[str], flow: Flow) -> Value:
    """A table; a sentence where there is no row."""
    if not table.rows:
        return {"k": "nothing", "line": [wrapped(table.nothing)]}
    whole = sum(column.width for column in table.columns)
    narrow = [column.width < _NARROW * whole for column in table.columns]
    heads = [wrapped(column.title) for column in table.columns]
    return {
        "k": "table",
        "caption": wrapped(table.caption) if table.caption else None,
        "heads": [narrowed(head) if small else head for head, small in zip(heads, narrow, strict=True)],
        "widths": [column.width for column in table.columns],
        "numbers": [column.number for column in table.columns],
        "rows": [[_is_short(row), _cells(row, targets, flow, narrow)] for row in table.rows],
    }


def _cells(row: Row, targets: Set[str], flow: Flow, narrow: Sequence[bool]) -> list[Value]:
    """What stands in the cells of a row; in narrow ones long words may break more often."""
    cells = (flow(cell.blocks, targets) for cell in row.cells)
    return [list(map(_narrow, cell)) if small else cell for cell, small in zip(cells, narrow, strict=True)]


def _narrow(block: Value) -> Value:
    """A block of a narrow cell; only lines of words can be wider than it."""
    match block:
        case {"k": "line", "line": [*parts]}:
            return {"k": "line", "line": list(map(_finer, parts))}
        case _:
            return block


def _finer(part: Value) -> Value:
    """Words of a narrow cell; chips and ids are as they are."""
    match part:
        case str():
            return narrowed(part)
        case [*pieces]:
            return narrowed([piece for piece in pieces if isinstance(piece, str)])
        case _:
            return part


def _is_short(row: Row) -> bool:
    """Whether a row surely fits on a page, so that it need not be torn apart."""
    return all(_height(cell) <= _WHOLE for cell in row.cells)


def _height(cell: Cell) -> int:
    """About how many lines a cell has, rather too many; many where it holds more than lines, lists and squares."""
    height = 0
    for block in cell.blocks:
        match block:
            case Paragraph():
                height += 1 + _width(block) // _LINE
            case Bullets():
                height += sum(1 + _width(Paragraph(entry)) // _LINE for entry in block.entries)
            case Squares():
                height += 1 + len(block.squares) // _WHOLE
            case Literal():
                height += 1 + len(block.text) // _LINE + block.text.count("\n")
            case _:
                return _WHOLE + 1
    return height


def _width(paragraph: Paragraph) -> int:
    """How many characters a line has, roughly."""
    return sum(len(getattr(part, "text", "")) or _WHOLE for part in paragraph.line)
