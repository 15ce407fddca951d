# SPDX-License-Identifier: Apache-2.0
"""What is wanted of a sheet, as the author of a document wrote it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from reqtrace.report.query import Choice


class Direction(StrEnum):
    """Which way one goes from an item: to what covers it, to what it covers, or both."""

    DOWN = "down"
    UP = "up"
    BOTH = "both"


class Only(StrEnum):
    """Which requirements a matrix holds."""

    ALL = "all"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    FAILED = "failed"
    ATTENTION = "attention"
    """What needs a person, as the summary has it."""


class Wish(Struct, frozen=True):
    """What a sheet is to show, and how; what is empty is the sheet's own choice.

    `name` tells the sheets of one page apart. `root` is an id as it was written. `path` are the kinds that lead from
    the rows of a matrix to its last column. `depth` counts links from the root. `profiles` are the versions that are
    compared, and `severities` how much the complaints weigh that are shown.
    """

    name: str
    choice: Choice = Choice()
    columns: tuple[str, ...] = ()
    caption: str = ""
    root: str = ""
    depth: int | None = None
    direction: Direction = Direction.DOWN
    path: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    only: Only = Only.ALL
    severities: tuple[str, ...] = ()
