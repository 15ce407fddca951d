# SPDX-License-Identifier: Apache-2.0
"""The keywords of an item: which there are, and how a line that means one is told from one that nearly does."""

from __future__ import annotations

import difflib
import re
from enum import StrEnum
from typing import Final

from msgspec import Struct

from reqtrace.item import Status


# [impl->dsn~keywords_are_an_enumeration~1]
class Keyword(StrEnum):
    """A keyword, by the spelling that is suggested for it."""

    DESCRIPTION = "Description"
    RATIONALE = "Rationale"
    COMMENT = "Comments"
    COVERS = "Covers"
    DEPENDS = "Depends"
    NEEDS = "Needs"
    TAGS = "Tags"
    STATUS = "Status"

    @property
    def takes_line(self) -> bool:
        """Whether a value may follow on the keyword's own line."""
        return self in _TAKING_LINES

    @property
    def lists(self) -> bool:
        """Whether the lines below the keyword are entries of a list."""
        return self in _LISTING

    def __str__(self) -> str:
        return f"{self.value}:"


_TAKING_LINES: Final = frozenset({Keyword.NEEDS, Keyword.TAGS, Keyword.STATUS})
_LISTING: Final = frozenset({Keyword.COVERS, Keyword.DEPENDS, Keyword.NEEDS, Keyword.TAGS})

_LINKING: Final = frozenset({Keyword.COVERS, Keyword.DEPENDS, Keyword.NEEDS})

SPELLINGS: Final = {keyword.value: keyword for keyword in Keyword} | {"Comment": Keyword.COMMENT}
"""Every spelling that is read; two for one keyword, since Xen writes `Comments:` and OpenFastTrace `Comment:`."""

_BY_LOWER_CASE: Final = {spelling.lower(): spelling for spelling in SPELLINGS} | {
    "dependencies": "Depends",
    "dependency": "Depends",
    "depends on": "Depends",
}
INVISIBLE: Final = "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}"
"""Signs that no reader sees, and that keep a keyword from being one."""
_AS_SEEN: Final = str.maketrans({"\N{FULLWIDTH COLON}": ":", **dict.fromkeys(INVISIBLE, "")})

_LINE = re.compile(rf"({'|'.join(sorted(SPELLINGS, reverse=True))}):(?!:)[ \t]*(.*?)\s*$")
_LIKENESS = re.compile(r"([:*_`]{0,2})(Depends on|[A-Za-z]+)([*_`]{0,2})(\s*)(::?)([*_`]{0,2})(\s+|$)(.*?)\s*$")
_UNKNOWN = re.compile(r"[A-Z][A-Za-z-]+:\s*$")
_NAMES = re.compile(r"[\w-]+(?:\s*,\s*[\w-]+)*")
_ALIKE = 0.82
"""How alike a word must be to a keyword to be taken for a misspelling: `Cover` is (0.91), `Covered` is not (0.77)."""


class KeywordLine(Struct, frozen=True, gc=False):
    """A line that states a keyword: the spelling used, the value on the same line, and its index there."""

    keyword: Keyword
    spelling: str
    value: str
    start: int


_ALONE: Final = {
    f"{spelling}:": KeywordLine(keyword, spelling, "", len(spelling) + 1) for spelling, keyword in SPELLINGS.items()
}
"""What nearly every line of a keyword is: nothing else stands there."""


def recognise(line: str) -> KeywordLine | None:
    """The keyword that stands at the start of `line` in a spelling that is read."""
    alone = _ALONE.get(line)
    if alone or not line[:1].isupper():
        return alone
    found = _LINE.match(line)
    return KeywordLine(SPELLINGS[found[1]], found[1], found[2], found.start(2)) if found else None


def is_alone_or_valued(stated: KeywordLine) -> bool:
    """Whether the whole line is as a keyword's line should be, apart from where it stands."""
    match stated.keyword:
        case Keyword.STATUS:
            return stated.value in [status.value for status in Status]
        case Keyword.NEEDS | Keyword.TAGS:
            return not stated.value or _NAMES.fullmatch(stated.value) is not None
        case _:
            return not stated.value


# [impl->dsn~keywords_are_an_enumeration~1]
def misspelt(line: str, begins_block: bool) -> KeywordLine | None:
    """What was meant by `line`, which states no keyword but nearly does; None where it looks like prose."""
    if not line.isascii():
        line = line.translate(_AS_SEEN)
        stated = recognise(line)
        if stated and is_alone_or_valued(stated):
            return stated
    found = _LIKENESS.match(line)
    if found is None:
        return None
    word, value = found[2].lower(), found[8]
    spelling = _BY_LOWER_CASE.get(word)
    certain = spelling is not None
    if spelling is None:
        alike = difflib.get_close_matches(word, _BY_LOWER_CASE, n=1, cutoff=_ALIKE)
        spelling = _BY_LOWER_CASE[alike[0]] if alike else None
    if spelling is None:
        return None
    meant = KeywordLine(SPELLINGS[spelling], spelling, value, found.start(8))
    listed = meant.keyword.takes_line and is_alone_or_valued(meant)
    return meant if not value or listed or (certain and begins_block) else None


def marked(line: str, marks: str) -> KeywordLine | None:
    """The keyword of a list of links or needs that stands behind one of `marks`, those of an entry or of a quote."""
    if line[:1] not in marks or not line[1:2].isspace():
        return None
    stated = recognise(line[1:].lstrip())
    return stated if stated and stated.keyword in _LINKING and is_alone_or_valued(stated) else None


def is_unknown(line: str) -> bool:
    """Whether `line` is one capitalised word and a colon, which some other tool might take for a keyword."""
    return _UNKNOWN.match(line) is not None
