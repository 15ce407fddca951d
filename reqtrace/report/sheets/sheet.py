# SPDX-License-Identifier: Apache-2.0
"""What a sheet is: a function from the view and a wish to blocks, and what it needs to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from types import MappingProxyType

from msgspec import Struct

from reqtrace.report.block import Block
from reqtrace.report.query.vocabulary import VERDICTS
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View


class Ground(IntEnum):
    """What must have been executed for a sheet to be filled, each including the ones before."""

    ONCE = 1
    """Every test case, on the profile that says what the requirements demand."""
    COMPARED = 2
    """Every test case on every profile."""
    PROBED = 3
    """As `ONCE`, and again with everything made wrong, one thing after the other."""


# [impl->dsn~sheets_say_what_formats_lay_out~1]
class Sheet(Struct, frozen=True):
    """A sheet by the name of its directive.

    `options` are the names of those that it takes; `columns` are the keys that its option ``columns`` may name, with a
    sentence each that says what stands there, and `verdicts` the words that ``verdict`` may: those of items, unless it
    shows others.
    `fill` gives what is shown; `object_to` what in the wish fits nothing in the project, one sentence each with the way
    out: a kind no item has, an id nobody has.
    """

    name: str
    fill: Callable[[View, Wish], tuple[Block, ...]]
    object_to: Callable[[View, Wish], tuple[str, ...]]
    options: frozenset[str]
    columns: Mapping[str, str] = MappingProxyType({})
    ground: Ground = Ground.ONCE
    verdicts: tuple[str, ...] = VERDICTS
