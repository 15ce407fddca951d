# SPDX-License-Identifier: Apache-2.0
"""Holds what one document was found to contain when it was read, as it is kept from build to build."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reqtrace.report.sheets.wish import Wish
    from reqtrace_sphinx.memory import Complaint


def file_of(source: str | os.PathLike[str] | None) -> str:
    """The file that docutils calls `source`, wherever it is asked from.

    An included file is called by its place below the folder in which Sphinx was started, and the next build may be
    started in another. What is no file, such as a docstring, is called as it is.
    """
    if not source:
        return ""
    path = os.path.abspath(source)  # noqa: PTH100 - `Path.resolve` would follow links
    return path if os.path.isfile(path) else os.fspath(source)  # noqa: PTH113 - as above


class Manner(Enum):
    """How something is referred to, which decides what is wrong where it is not there."""

    ITEM = "item"
    """By the role ``req:item``, or by an id in single backticks."""
    LOOSE = "loose"
    """By what looks like an id without a revision in single backticks, and may be something else."""
    ANY = "any"
    """By the role ``any``, which others may resolve."""
    NUMBER = "number"
    """By the role ``numref``, which asks for a number."""


class Cited(NamedTuple):
    """One place at which something is referred to: its file and line."""

    file: str
    line: int
    manner: Manner


@dataclass(frozen=True, slots=True)
class PlacedWish:
    """What is wanted of a sheet, and where that is written; `written` is the wish in JSON, which is read when needed.

    So nobody who only reads the environment has to know any sheet.
    """

    sheet: str
    written: bytes
    file: str
    line: int

    @property
    def wish(self) -> Wish:
        """What is wanted."""
        import msgspec  # noqa: PLC0415 - where nothing changed, no wish is looked at

        from reqtrace.report.sheets.wish import Wish  # noqa: PLC0415 - as above

        return msgspec.json.decode(self.written, type=Wish)


@dataclass(slots=True)
class Page:
    """What one document was found to hold when it was read.

    `marks` are the anchors of its items, and `conditions` those of the directives ``only`` around each, for items that
    never stand outside one. `references` are the ids it cites, with their places; `elsewhere` says that it cites
    something that is no item, and `numbers` what it wants the number of. `files` are what it is made of, as spans call
    them, and `stamp` what these were. `wishes` are the views of the whole project that it shows, and `wrong` is what is
    wrong with how others are wished for.
    """

    marks: list[str] = field(default_factory=list)
    conditions: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    references: dict[str, list[Cited]] = field(default_factory=dict)
    numbers: dict[str, list[Cited]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    wishes: list[PlacedWish] = field(default_factory=list)
    wrong: list[Complaint] = field(default_factory=list)
    stamp: str = ""
    elsewhere: bool = False

    def mark(self, anchor: str, conditions: tuple[str, ...]) -> None:
        """Note that an item stands here, within ``only`` directives of these `conditions`."""
        if not conditions:
            self.conditions.pop(anchor, None)
        elif anchor not in self.marks or anchor in self.conditions:
            self.conditions.setdefault(anchor, []).append(conditions)
        self.marks.append(anchor)

    def shows(self, anchor: str, is_met: Callable[[str], bool]) -> bool:
        """Whether an item that is marked here is shown where conditions are as `is_met` says."""
        ways = self.conditions.get(anchor)
        return ways is None or any(all(map(is_met, way)) for way in ways)

    def cite(self, target: str, cited: Cited) -> None:
        """Note that `target` is referred to."""
        noted = self.numbers if cited.manner is Manner.NUMBER else self.references
        noted.setdefault(target, []).append(cited)
