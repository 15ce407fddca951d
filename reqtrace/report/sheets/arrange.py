# SPDX-License-Identifier: Apache-2.0
"""Arranges a table as its reader wants it: which of its columns, and sorted by which of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from reqtrace.diagnostic import nearest
from reqtrace.report.block import (
    Badge,
    Block,
    Bullets,
    Cell,
    Chapter,
    Identity,
    Inline,
    Link,
    Named,
    Paragraph,
    Row,
    Source,
    Square,
    Squares,
    Table,
    Words,
)
from reqtrace.report.query.order import Key, natural
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import Chip


def arranged(table: Table, wish: Wish) -> Table:
    """The `table` with the columns that are wished for, all where none is named, sorted by the keys of its columns."""
    keys = [column.key for column in table.columns]
    rows = table.rows
    for key in reversed(wish.choice.sort):
        if (name := key.removeprefix("-")) in keys:
            rows = _sorted(rows, keys.index(name), reverse=key.startswith("-"))
    wanted = [keys.index(key) for key in dict.fromkeys(wish.columns) if key in keys] or range(len(keys))
    return replace(
        table,
        columns=tuple(table.columns[number] for number in wanted),
        rows=tuple(replace(row, cells=tuple(row.cells[number] for number in wanted)) for row in rows),
    )


def misnamed(wish: Wish, columns: Sequence[str]) -> Iterator[str]:
    """What is wrong with the columns that are wished for or sorted by, where the sheet has the `columns`."""
    named = dict.fromkeys((*wish.columns, *(key.removeprefix("-") for key in wish.choice.sort)))
    for key in named:
        if key not in columns:
            yield unknown(key, "column here", columns)


def unknown(word: str, what: str, known: Sequence[str]) -> str:
    """That `word` is none of the `known`, with the one that was meant or all there are."""
    closest = nearest(word, known)
    way_out = f"did you mean {closest}?" if closest else f"there is {', '.join(known) or 'none'}"
    return f"{word!r} is no {what}; {way_out}"


def _sorted(rows: Sequence[Row], number: int, *, reverse: bool) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: _rank(row.cells[number]), reverse=reverse))


def _rank(cell: Cell) -> Key:
    """By its order, else by its words."""
    if cell.order is not None:
        return ((cell.order, 0, ""),)
    return natural(" ".join(word for block in cell.blocks for word in _words(block)))


def _words(block: Block) -> Iterator[str]:
    """What stands in a block of a cell."""
    match block:
        case Paragraph(line):
            yield from map(_word, line)
        case Bullets(entries):
            yield from (_word(inline) for line in entries for inline in line)
        case Squares(squares):
            yield from map(_word, squares)
        case _:
            return


def _word(inline: Inline) -> str:
    match inline:
        case Words(text) | Named(text) | Square(words=text) | Badge(Chip(text)) | Chapter(title=text):
            return text
        case Identity(id_) | Link(_, id_, ""):
            return str(id_)
        case Link(text=title):
            return title
        case Source(span):
            return f"{span.file}:{span.line}"
