# SPDX-License-Identifier: Apache-2.0
"""Items as they are chosen: as a list, and as a table with the columns that are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reqtrace.report.block import Block, Bullets, Identity, Inline, Line, Paragraph, Squares, Weight, Words
from reqtrace.report.query import choose, objections
from reqtrace.report.sheets.cells import badge, link, sentence
from reqtrace.report.sheets.columns import ASPECTS, CHOOSING, MEANINGS, nothing, table
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import Entry, View

_COLUMNS: Final = ("item", "verdict", "covered-by")
_PARTS: Final = ("verdict", "title")
_NAMED: Final = MEANINGS.keys() - {"verdict", "item", "title", "id"}
"""The columns that a list has to name, for there is no heading above them."""


def as_list(view: View, wish: Wish) -> tuple[Block, ...]:
    """What each item is worth, and its title, unless other parts are wanted; a sentence where there is none."""
    title = (Paragraph((Words(wish.caption, Weight.STRONG),)),) if wish.caption else ()
    entries = _chosen(view, wish)
    if not entries:
        return (*title, sentence(nothing(view, wish.choice, "item")))
    return (*title, Bullets(tuple(_line(entry, view, wish.columns or _PARTS) for entry in entries)))


def as_table(view: View, wish: Wish) -> tuple[Block, ...]:
    """A row for each item."""
    return (table(view, wish, _chosen(view, wish), _COLUMNS),)


def object_to(view: View, wish: Wish) -> tuple[str, ...]:
    """What in the choice fits nothing."""
    return objections(view, wish.choice)


def _chosen(view: View, wish: Wish) -> tuple[Entry, ...]:
    return choose((*view.rows, *view.trials), wish.choice)


def _line(entry: Entry, view: View, keys: Sequence[str]) -> Line:
    """The parts of an item that are wanted, one after the other; those that do not speak for themselves are named."""
    parts: list[Inline] = []
    for key in keys:
        if parts:
            parts.append(Words("; " if key in _NAMED else " "))
        parts += _part(entry, view, key)
    return tuple(parts)


def _part(entry: Entry, view: View, key: str) -> Iterator[Inline]:
    match key:
        case "verdict":
            yield badge(entry.chip, view.grounds(entry))
        case "item":
            yield from (link(entry), Words(" "), Identity(entry.id, soft=True))
        case _:
            if key in _NAMED:
                yield Words(f"{ASPECTS[key].title.lower()}: ", Weight.SOFT)
            lines = [line for block in ASPECTS[key].cell(entry, view).blocks for line in _lines(block)]
            for number, line in enumerate(lines or [(Words("none"),)]):
                yield from ((Words(", "),) if number else ())
                yield from line


def _lines(block: Block) -> Iterator[Line]:
    """What stands in a block of a cell, line by line; a line that says nothing is none."""
    match block:
        case Paragraph(line):
            yield from () if line == (Words(""),) else (line,)
        case Bullets(entries):
            yield from entries
        case Squares(squares):
            yield tuple(part for square in squares for part in (square, Words(" ")))[:-1]
        case _:
            raise ValueError(f"no cell of an item holds a {type(block).__name__}")


LIST: Final = Sheet("list", as_list, object_to, CHOOSING | {"caption", "columns"}, MEANINGS)
TABLE: Final = Sheet("table", as_table, object_to, CHOOSING | {"caption", "columns"}, MEANINGS)
