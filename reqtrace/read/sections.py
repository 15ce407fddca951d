# SPDX-License-Identifier: Apache-2.0
"""Sections that look like an item's although none begins in them: what shows that one was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from reqtrace.ident import ID, KIND
from reqtrace.read.keywords import Keyword, KeywordLine, is_alone_or_valued, recognise
from reqtrace.read.structure import Role

CITING = frozenset({Keyword.COVERS, Keyword.DEPENDS, Keyword.NEEDS})
"""The keywords whose lists say enough to be told of alone."""

# Patterns that most documents never need are compiled when one does.
_DRESSED = (
    r"[\W_]*+"  # a bullet, quotes, stars, backticks, blanks
    r"(?:(?:(?<=:)[A-Za-z][\w.+:-]*:|[Ii][Dd]:|\w{1,3}[.)]\s)[\W_]*+)?"  # a role or field, a label, a number
    rf"({KIND}~[\w.~-]*[^\W_])[\W_]*$"
)
_ID_LINE = rf"`?{ID}"
_CITED = re.compile(ID)
_BULLET = r"\s*[-*+](?:\s|$)"
_CITING_ENTRY = rf"\s{{0,3}}[-*+]\s.*{ID}"
_KIND_ENTRY = rf"\s{{0,3}}[-*+]\s+{KIND}\s*$"
_KIND_ALONE = rf"{KIND}\s*$"
_FAR = 400
"""How many lines of a section are looked at, so that a long one is not read again for every id in it."""


@dataclass(frozen=True, slots=True)
class Section:
    """The keyword lines with content between a line and the next heading or id, each with its index; `end` is there.

    A section is searched no further than `_FAR` lines. There are none where a list is described in prose: such a
    section explains how items are written.
    """

    fields: tuple[tuple[int, KeywordLine], ...]
    end: int

    @property
    def keywords(self) -> tuple[Keyword, ...]:
        """The keywords that are stated, each once."""
        return tuple(dict.fromkeys(stated.keyword for _, stated in self.fields))

    @property
    def is_shaped(self) -> bool:
        """Whether these are an item's fields, by their number; lists alone are told of one by one."""
        return len(self.keywords) > 1 and not CITING.issuperset(self.keywords)


def survey(lines: Sequence[str], roles: Sequence[Role], start: int) -> Section:
    """What the section states from line `start` on."""
    fields: list[tuple[int, KeywordLine]] = []
    described = False
    end = start
    while end < min(len(lines), start + _FAR) and roles[end] not in (Role.HEADING, Role.ADORNMENT):
        line = lines[end]
        if roles[end] is Role.TEXT:
            if re.match(_ID_LINE, line):
                break
            stated = recognise(line) if ":" in line else None
            if stated:
                described = described or _is_described(lines, roles, end, stated)
                if has_content(lines, end, stated):
                    fields.append((end, stated))
        end += 1
    return Section(() if described else tuple(fields), end)


def has_content(lines: Sequence[str], index: int, stated: KeywordLine) -> bool:
    """Whether a keyword line is no accident of prose: a value that fits it, an entry below, or nothing to follow."""
    if stated.value:
        return is_alone_or_valued(stated)
    match stated.keyword:
        case Keyword.COVERS | Keyword.DEPENDS:
            return re.match(_CITING_ENTRY, _below(lines, index)) is not None
        case Keyword.NEEDS:
            return re.match(_KIND_ENTRY, _below(lines, index)) is not None
        case Keyword.TAGS:
            return re.match(_BULLET, _below(lines, index)) is not None
        case Keyword.STATUS:
            return False
        case _:
            return True


def dressed_id(
    lines: Sequence[str], roles: Sequence[Role], index: int, below_heading: bool, inside: bool
) -> str | None:
    """What looks like an id, alone on a line among other signs, where the id of an item should stand.

    That is directly below a heading, in a section that goes on with fields, or else directly above a field. Not so
    the entries of a list, and lines that go on with a paragraph. `inside` another item, one entry is a list too.
    """
    found = re.match(_DRESSED, lines[index])
    if found is None or (inside and re.match(_BULLET, lines[index])):
        return None
    before = next((each for each in reversed(lines[max(index - 2, 0) : index]) if each.strip()), "")
    if _holds(before, lines[index], inside) or re.match(_DRESSED, _below(lines, index)):
        return None
    if index and roles[index - 1] in (Role.TEXT, Role.INDENTED):
        return None
    if not below_heading and recognise(_next(lines, index)) is None:
        return None
    return found[1] if survey(lines, roles, index + 1).fields else None


def _holds(before: str, line: str, inside: bool) -> bool:
    """Whether the line `before` makes what follows its entry or value; the last list of an item holds no next id."""
    stated = recognise(before)
    if stated:
        return not (inside and stated.value)
    if re.match(_BULLET, before):
        return not inside or line[0].isspace()
    return re.match(_DRESSED, before) is not None


def _below(lines: Sequence[str], index: int) -> str:
    """The line below, or the one after a blank one."""
    return next((each for each in lines[index + 1 : index + 3] if each.strip()), "")


def _next(lines: Sequence[str], index: int) -> str:
    """The next line that is not blank."""
    return next((each for each in islice(lines, index + 1, index + _FAR) if each.strip()), "")


def _is_described(lines: Sequence[str], roles: Sequence[Role], index: int, stated: KeywordLine) -> bool:
    """Whether prose stands where the entries of a list should."""
    if stated.value or not stated.keyword.lists:
        return False
    below = next((each for each in range(index + 1, min(index + 3, len(lines))) if lines[each].strip()), index)
    line = lines[below]
    if below == index or roles[below] is not Role.TEXT or re.match(_BULLET, line) or recognise(line):
        return False
    return not (re.search(_CITED, line) or re.match(_KIND_ALONE, line))
