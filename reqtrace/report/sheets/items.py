# SPDX-License-Identifier: Apache-2.0
"""Items as they are chosen: as a list, and as a table with the columns that are wanted."""

from __future__ import annotations

from typing import Final

from reqtrace.report.block import Block, Bullets, Line, Paragraph, Weight, Words
from reqtrace.report.query import choose, objections
from reqtrace.report.sheets.cells import badge, link, sentence
from reqtrace.report.sheets.columns import ASPECTS, CHOOSING, nothing, table
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import Entry, View

_COLUMNS: Final = ("item", "verdict", "covered")


def as_list(view: View, wish: Wish) -> tuple[Block, ...]:
    """What each item is worth, and its title; a sentence where there is none."""
    title = (Paragraph((Words(wish.caption, Weight.STRONG),)),) if wish.caption else ()
    entries = _chosen(view, wish)
    if not entries:
        return (*title, sentence(nothing(view, wish.choice, "item")))
    return (*title, Bullets(tuple(_line(entry, view) for entry in entries)))


def as_table(view: View, wish: Wish) -> tuple[Block, ...]:
    """A row for each item."""
    return (table(view, wish, _chosen(view, wish), _COLUMNS),)


def object_to(view: View, wish: Wish) -> tuple[str, ...]:
    """What in the choice fits nothing."""
    return objections(view, wish.choice)


def _chosen(view: View, wish: Wish) -> tuple[Entry, ...]:
    return choose((*view.rows, *view.trials), wish.choice)


def _line(entry: Entry, view: View) -> Line:
    return badge(entry.chip, view.qualifier), Words(" "), link(entry)


LIST: Final = Sheet("list", as_list, object_to, CHOOSING | {"caption"})
TABLE: Final = Sheet("table", as_table, object_to, CHOOSING | {"caption", "columns"}, tuple(ASPECTS))
