# SPDX-License-Identifier: Apache-2.0
"""Matrices: every requirement with its verdict and what covers it; and items of any kind with those of any others.

A matrix along a path of kinds has a row for each item of the first kind, and a column for each of the others with the
items that are reached there, from those in the column before, by links as they should be and in one direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from msgspec.structs import replace

from reqtrace.report.block import Block, Bullets, Cell, Column, Line, Paragraph, Squares, Table, Words
from reqtrace.report.query import choose, objections
from reqtrace.report.query.order import rank
from reqtrace.report.sheets.cells import badge, link, soft, square
from reqtrace.report.sheets.chains import Reached, Step, members, steps
from reqtrace.report.sheets.columns import CHOOSING, MEANINGS, nothing, table
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.wish import Only, Wish
from reqtrace.report.view import Chip, Entry, View

_COLUMNS: Final = ("item", "verdict", "covered-by")
_START: Final = ("item", "verdict")
_MOST: Final = 100
"""How many items a cell names, the gravest; the others are counted."""


# [impl->dsn~matrix_where_it_is_wanted~1]
def fill(view: View, wish: Wish) -> tuple[Block, ...]:
    """A row for every requirement that is wanted, or for every item that the path begins with."""
    if len(wish.path) > 1:
        return (_along(view, wish),)
    entries = _only(view, wish.only, choose(view.rows, wish.choice))
    shown = table(view, wish, entries, _COLUMNS, "requirement")
    return (replace(shown, nothing=_nothing(view, wish, "requirement")),)


def object_to(view: View, wish: Wish) -> tuple[str, ...]:
    """What in the choice or in the path fits nothing."""
    path = objections(view, replace(wish.choice, kinds=(*wish.choice.kinds, *wish.path)))
    if wish.path and wish.choice.kinds and wish.path[0] not in wish.choice.kinds:
        start = f"the rows are of kind {wish.path[0]}, with which the path begins"
        return (*path, f"{start}; leave the option kinds out, or begin the path with one of them")
    return path


def _only(view: View, only: Only, entries: Sequence[Entry]) -> Sequence[Entry]:
    match only:
        case Only.ALL:
            return entries
        case Only.ATTENTION:
            wanting = {entry.anchor for entry in view.attention}
            return [entry for entry in entries if entry.anchor in wanting]
        case Only.VERIFIED | Only.UNVERIFIED | Only.FAILED:
            return [entry for entry in entries if entry.chip.word == only.value]


def _nothing(view: View, wish: Wish, noun: str, *also: str) -> str:
    only = () if wish.only is Only.ALL else (wish.only.value,)
    return nothing(view, wish.choice, noun, *also, *only)


def _along(view: View, wish: Wish) -> Table:
    """A row for every item that the path begins with, and a column for each kind that it leads to."""
    entries = (*view.rows, *view.trials)
    first = wish.path[0]
    starts = _only(view, wish.only, choose([each for each in entries if each.id.kind == first], wish.choice))
    columns = [_Column(step, view) for step in steps(entries, wish.path)]
    head = table(view, wish, starts, _START)
    return replace(
        head,
        columns=(*head.columns, *(column.heading for column in columns)),
        rows=tuple(
            replace(row, cells=(*row.cells, *(column.cell(start) for column in columns)))
            for row, start in zip(head.rows, starts, strict=True)
        ),
        nothing=_nothing(view, wish, head.noun, f"kind {first}"),
    )


class _Column:
    """A column of what is reached of one kind: test cases as squares, others by their titles."""

    def __init__(self, step: Step, view: View) -> None:
        self.step = step
        self.executable = any(each.executable for each in step.targets)
        self.squares = [square(each, view) for each in step.targets] if self.executable else []
        self.lines = [] if self.executable else [_line(each) for each in step.targets]
        self.shares: dict[Chip, Reached] = {}
        for bit, each in enumerate(step.targets):
            self.shares[each.chip] = self.shares.get(each.chip, 0) | 1 << bit
        self.qualifier = "" if self.executable or view.mixed else view.qualifier

    @property
    def heading(self) -> Column:
        """The kind and the direction; on what verdicts rest, where the cells name them."""
        title = self.step.targets[0].kind_title if self.step.targets else self.step.kind
        resting = f" ({self.qualifier})" if self.qualifier else ""
        towards = "Covers" if self.step.upwards else "Covered by"
        return Column(f"to-{self.step.kind}", f"{towards}: {title}{resting}", 30)

    def cell(self, start: Entry) -> Cell:
        """What an item reaches; sorted by how many that are."""
        reached = self.step.reached.get(start.anchor, 0)
        if not reached:
            return Cell((soft("nothing"),), 0.0)
        named = self._named(reached)
        shown: Block = (
            Squares(tuple(self.squares[each] for each in named))
            if self.executable
            else Bullets(tuple(self.lines[each] for each in named))
        )
        count = reached.bit_count()
        return Cell((shown, *(self._more(reached, named) if count > _MOST else ())), float(count))

    def _named(self, reached: Reached) -> Sequence[int]:
        """The items that a cell names, in their order: all where they are few, else the gravest."""
        if reached.bit_count() <= _MOST:
            return tuple(members(reached, _MOST))
        gravest = (bit for _, share in self._by_gravity() for bit in members(reached & share, _MOST))
        return sorted(islice(gravest, _MOST))

    def _by_gravity(self) -> Sequence[tuple[Chip, Reached]]:
        return sorted(self.shares.items(), key=lambda share: rank(share[0]))

    def _more(self, reached: Reached, named: Sequence[int]) -> tuple[Paragraph]:
        """How many more are reached than named, and what they are worth, the gravest first."""
        for each in named:
            reached ^= 1 << each
        counts = ((chip, (reached & share).bit_count()) for chip, share in self._by_gravity())
        words = ", ".join(f"{count} {chip.word}" for chip, count in counts if count)
        return (soft(f"and {reached.bit_count()} more: {words}"),)


def _line(entry: Entry) -> Line:
    return badge(entry.chip, entry.resting), Words(" "), link(entry)


MATRIX: Final = Sheet("matrix", fill, object_to, CHOOSING | {"caption", "columns", "only", "path"}, MEANINGS)
