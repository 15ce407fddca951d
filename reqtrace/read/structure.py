# SPDX-License-Identifier: Apache-2.0
"""What role each line of a document plays, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, auto
from typing import Final

from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Block

ID_LIKE: Final = re.compile(r"`?[A-Za-z]+~")
"""How a line begins that may begin an item."""
SWITCH: Final = re.compile(r"(?<![\w`])oft:(on|off)\b(?!`)")
"""What switches reading off and on in documents, wherever it stands on a line."""


class Role(IntEnum):
    """What a line is to a reader of items; only `TEXT` may begin one."""

    BLANK = auto()
    HEADING = auto()
    """The text of a heading."""
    ADORNMENT = auto()
    """A row above or below a heading."""
    TEXT = auto()
    """A line that begins in column 1: prose, or an id, a keyword, an entry of a list."""
    INDENTED = auto()
    """A line of text that does not begin in column 1."""
    SHOWN = auto()
    """A line of a literal block, a table, a directive or a transition: a reader of the page sees it; it is never more
    than text."""
    QUOTED = auto()
    """A line of a literal block that is not indented."""
    RAW = auto()
    """A line of a block of HTML that only a blank line ends: what is meant for an item is lost there."""
    CODE = auto()
    """A line of a code block, its directive included."""
    HIDDEN = auto()
    """A line of a comment or a link target: a reader of the page does not see it."""
    OFF = auto()
    """A line between ``oft:off`` and ``oft:on``, both included."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one format does otherwise than another: how code begins, how reading is switched on, where Needs end."""

    gherkin: str
    on: str
    blank_ends_needs: bool


RST = Dialect(".. code-block:: gherkin", ".. oft:on", blank_ends_needs=False)
MARKDOWN = Dialect("```gherkin", "<!-- oft:on -->", blank_ends_needs=True)


@dataclass(frozen=True, slots=True)
class Include:
    """A file that a directive brings into the page, by the name given there, and whether it is Gherkin."""

    file: str
    gherkin: bool


@dataclass(frozen=True, slots=True)
class Structure:
    """The roles of all lines of a document, by index; titles and code blocks by the index of the line they begin on.

    `nearly_code` are the lines that seem to begin a block of Gherkin and do not; `includes` bring what is not read.
    `unended` is the index of an ``oft:off`` that is never revoked, `remarks` are what the scan itself found amiss.
    """

    roles: tuple[Role, ...]
    titles: Mapping[int, str]
    blocks: Mapping[int, Block]
    unended: int | None = None
    nearly_code: frozenset[int] = frozenset()
    includes: Mapping[int, Include] = field(default_factory=dict)
    dialect: Dialect = RST
    remarks: tuple[Diagnostic, ...] = ()


def lines_of(text: str) -> list[str]:
    """The lines of `text`, which end at LF, CR LF or CR and nowhere else, without these and a byte order mark."""
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")
