# SPDX-License-Identifier: Apache-2.0
"""A table of plain values, before any file format lays it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from reqtrace.report.view import Chip


class Look(StrEnum):
    """What stands in a column, and so how it looks."""

    TEXT = "text"
    CODE = "code"
    """Ids, digests and other words that are compared letter by letter."""
    NUMBER = "number"
    CHIP = "chip"
    """A verdict or the like: a word that has a tone and a glyph."""


Value = str | int | Chip | None
"""What stands in a cell; nothing stands where it is None."""


class Column(Struct, frozen=True):
    """A column: its heading, its width in letters, and what stands in it."""

    title: str
    width: int
    look: Look = Look.TEXT


class Grid(Struct, frozen=True):
    """A table under a name that no other has; `nothing` is said where it has no row.

    `fixed` is how many columns stay where they are while one scrolls to the right.
    """

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    nothing: str
    fixed: int = 0
