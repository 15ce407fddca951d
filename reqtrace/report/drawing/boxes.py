# SPDX-License-Identifier: Apache-2.0
"""Boxes: how large they are and what stands in them; and those that nothing is linked to, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from reqtrace.ident import ItemId
from reqtrace.report.block import Node
from reqtrace.report.drawing.titles import lines
from reqtrace.report.view import Chip

WIDTH: Final = 204.0
"""How wide a box is, in pixels, as are all measures here: three columns fit into the 46 em of a page."""
HEAD: Final = 34.0
"""How high a box is without its title: the line with kind and verdict, and the space above and below."""
LINE: Final = 16.0
"""How high a line of the title is."""
PADDING: Final = 13.0
"""The space between the border of a box and its words, on the left and on the right."""
FONT: Final = 13.0
"""The size of the letters of a title."""
BETWEEN: Final = 14.0
"""The space between two boxes, one below the other."""
_BESIDE: Final = 58.0
"""The space between two boxes side by side."""
_MOST_LINES: Final = 3
_IN_A_ROW: Final = 3


class Box(Struct, frozen=True):
    """An item to be drawn; `place` says where it stands among the others as documents order them."""

    anchor: str
    id: ItemId
    title: str
    chip: Chip
    place: int = 0


class Sized(Struct, frozen=True):
    """A box with its title in lines, so that it is known how high it is."""

    box: Box
    title: tuple[str, ...]

    @classmethod
    def of(cls, box: Box) -> Sized:
        """Break the title of a box into lines."""
        return cls(box, lines(box.title, (WIDTH - 2 * PADDING) / FONT, _MOST_LINES))

    @property
    def height(self) -> float:
        """How high the box is."""
        return HEAD + LINE * len(self.title)

    def at(self, x: float, y: float) -> Node:
        """The box in its place."""
        return Node(self.box.anchor, self.box.id, self.title, self.box.chip, x, y, WIDTH, self.height)


def in_rows(boxes: Sequence[Sized], x: float, y: float) -> Iterator[Node]:
    """The boxes side by side and row by row, beginning at `x` and `y`."""
    for first in range(0, len(boxes), _IN_A_ROW):
        row = boxes[first : first + _IN_A_ROW]
        yield from (each.at(x + place * (WIDTH + _BESIDE), y) for place, each in enumerate(row))
        y += max(each.height for each in row) + BETWEEN
