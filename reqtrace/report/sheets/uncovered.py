# SPDX-License-Identifier: Apache-2.0
"""What is not covered: the items that lack what they need, and what that is, with the gaps that the project accepts."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from reqtrace.report.block import Block
from reqtrace.report.query import choose, objections
from reqtrace.report.sheets.chosen import restriction
from reqtrace.report.sheets.columns import CHOOSING, MEANINGS, table
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View

_COLUMNS: Final = ("item", "verdict", "missing")


def fill(view: View, wish: Wish) -> tuple[Block, ...]:
    """A row for each item that lacks something; what nobody accepts comes first, unless another order is wanted."""
    chosen = choose((*view.rows, *view.trials), wish.choice)
    lacking = [entry for entry in chosen if entry.missing or entry.gaps]
    if not wish.choice.sort:
        lacking.sort(key=lambda entry: not entry.missing)
    shown = table(view, wish, lacking, _COLUMNS)
    if not chosen:
        return (shown,)
    among = restriction(wish.choice)
    fine = f"Nothing that these items need is missing: {among}." if among else "Nothing that an item needs is missing."
    return (replace(shown, nothing=fine),)


def object_to(view: View, wish: Wish) -> tuple[str, ...]:
    """What in the choice fits nothing."""
    return objections(view, wish.choice)


UNCOVERED: Final = Sheet("uncovered", fill, object_to, CHOOSING | {"caption", "columns"}, MEANINGS)
