# SPDX-License-Identifier: Apache-2.0
r"""Filters: conditions on items, in words that are data and never executed.

A filter looks as in the search field of a tracker::

    kind = XenSSR and verdict != verified and (tag = arm64 or name ~ "iommu*") and not status = draft

Its grammar, where ``not`` binds more tightly than ``and``, and that more tightly than ``or``::

    filter    = both { "or" both }
    both      = denial { "and" denial }
    denial    = "not" denial | "(" filter ")" | condition
    condition = field operator value | field [ "not" ] "in" "(" value { "," value } ")"
    operator  = "=" | "!=" | "~" | "!~" | "<" | "<=" | ">" | ">="
    value     = word | '"' any text '"' | "'" any text "'"

Words of the language and names of fields are written in any case. A word is written without quotation marks where it
holds no blank and none of ``( ) = ! < > , " '``, does not begin with ``~``, and is none of ``and or not in``. Between
quotation marks, a backslash takes the next character as it is.

* ``=`` finds the value exactly as it is written, and ``in`` one of several.
* ``~`` compares with a pattern and ignores case: ``*`` stands for any characters, ``?`` for one, ``[ab]`` for one of
  these. A title, or text, need only hold something that fits; of any other field the whole must fit.
* ``!=``, ``!~`` and ``not in`` find the items that the same without ``!`` or ``not`` does not find.
* ``< <= > >=`` compare revisions, which are numbers.

A field of which an item may have several values, such as ``tag``, fits where one of them fits: ``tag != arm64`` finds
the items that do not have this tag, ``tag ~ *`` those that have any, ``not tag ~ *`` those that have none.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from msgspec import Struct

GREATEST_LENGTH: Final = 10_000
"""How long a filter may be, in characters."""
_BARE: Final = re.compile(r"""(?!(?:and|or|not|in)\Z)[^\s()=!<>,"'~][^\s()=!<>,"']*""", re.IGNORECASE)
"""A value that needs no quotation marks."""


class Field(StrEnum):
    """What one can ask of an item."""

    ID = "id"
    KIND = "kind"
    NAME = "name"
    REVISION = "revision"
    TITLE = "title"
    """What people call it: its title, else its name."""
    TAG = "tag"
    STATUS = "status"
    VERDICT = "verdict"
    """The word of its chip: a verdict, the outcome of a test case or, where nothing was executed, its coverage."""
    COVERS = "covers"
    """The ids and the kinds of the items that it covers as it should."""
    COVERED_BY = "covered-by"
    """The ids and the kinds of the items that cover it as they should."""
    NEEDS = "needs"
    """The kinds that it needs."""
    MISSING = "missing"
    """The kinds that it needs, that nothing provides and that the project does not accept to be missing."""
    FILE = "file"
    """Where it is written, relative to the folder that is traced."""
    TEXT = "text"
    """All that its author wrote: title, description, rationale, comment and blocks."""


class Operator(StrEnum):
    """How what an item has is compared with what is asked for."""

    EQUAL = "="
    UNEQUAL = "!="
    LIKE = "~"
    UNLIKE = "!~"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    AMONG = "in"
    NOT_AMONG = "not in"

    @property
    def lists(self) -> bool:
        """Whether a list of values stands after it."""
        return self in (Operator.AMONG, Operator.NOT_AMONG)


class Condition(Struct, frozen=True):
    """One question to an item; there are several values where the operator takes a list."""

    field: Field
    operator: Operator
    values: tuple[str, ...]

    def __str__(self) -> str:
        values = ", ".join(map(_quoted, self.values))
        return f"{self.field} {self.operator} {f'({values})' if self.operator.lists else values}"


class Not(Struct, frozen=True):
    """What its part does not find."""

    part: Filter

    def __str__(self) -> str:
        return f"not {_within(self.part, (Condition, Not))}"


class AllOf(Struct, frozen=True):
    """What each of its parts finds; there are two at least."""

    parts: tuple[Filter, ...]

    def __str__(self) -> str:
        return " and ".join(_within(part, (Condition, Not)) for part in self.parts)


class AnyOf(Struct, frozen=True):
    """What one of its parts finds; there are two at least."""

    parts: tuple[Filter, ...]

    def __str__(self) -> str:
        return " or ".join(_within(part, (Condition, Not, AllOf)) for part in self.parts)


Filter = Condition | Not | AllOf | AnyOf


class Malformed(Struct, frozen=True):
    """Why a text is no filter: where, in characters from 1; what is wrong there; and the way out, if one is known."""

    column: int
    length: int
    reason: str
    help: str = ""

    def __str__(self) -> str:
        return f"column {self.column}: {self.reason}{f'; {self.help}' if self.help else ''}"


# [impl->dsn~filters_are_data~1]
@lru_cache
def parse(text: str) -> Filter | Malformed:
    """Read a filter; whatever the text, what comes of it is a filter, of which `str` makes the same again, or why not.

    Time grows with the length of the text.
    """
    if len(text) > GREATEST_LENGTH:
        return Malformed(GREATEST_LENGTH + 1, 1, f"a filter has at most {GREATEST_LENGTH} characters")
    from reqtrace.report.query.grammar import understood  # noqa: PLC0415 - 0.1 s that only those pay who filter

    return understood(text)


def conditions(wanted: Filter) -> tuple[Condition, ...]:
    """All questions that a filter asks, in the order in which they are written."""
    match wanted:
        case Condition():
            return (wanted,)
        case Not(part):
            return conditions(part)
        case AllOf(parts) | AnyOf(parts):
            return tuple(each for part in parts for each in conditions(part))


def _within(part: Filter, tighter: tuple[type[Filter], ...]) -> str:
    """A part of a filter, in parentheses unless it binds more tightly than what it is a part of."""
    return str(part) if isinstance(part, tighter) else f"({part})"


def _quoted(value: str) -> str:
    """A value, in quotation marks where it needs them."""
    if _BARE.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
