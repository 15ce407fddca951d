# SPDX-License-Identifier: Apache-2.0
"""The patterns of ignore files as regular expressions that match just what git's own matcher does.

Texts stand for bytes, one character each: git compares bytes. No expression made here can take more than about the
square of the length of a path, whatever the pattern, for a star that once was followed by its text is not moved again.
"""

from __future__ import annotations

import re
from typing import Final

NEVER: Final = "(?!)"
"""The expression of a pattern that is malformed: git lets it match nothing."""

_STAR: Final = "*"
_DEEP: Final = "**"
_DEEP_OR_NONE: Final = "**/"
_SPECIAL: Final = re.compile(r"[*?\[\\]")
_CLASSES: Final = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t-\\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


def translate(pattern: str) -> str:
    """The regular expression, for `re.DOTALL` and a full match, of the paths that fit `pattern`.

    pattern: (star | "?" | set | "\\" any | any)*
    star:    "*"+       within a name; "**" as a whole segment: any folders, or none
    set:     "[" ("!" | "^")? ("[:" class ":]" | char "-" char | char)+ "]"
    """
    parts = _parts(pattern)
    return NEVER if parts is None else _assemble(parts)


def _parts(pattern: str) -> list[str] | None:
    """The pattern as stars, which are left as they are, and expressions of one character each; None if malformed."""
    found = _SPECIAL.search(pattern)
    place = first = found.start() if found else len(pattern)
    parts = [re.escape(each) for each in pattern[:place]]
    while place < len(pattern):
        char = pattern[place]
        if char == "*":
            stars = place
            while pattern[place : place + 1] == "*":
                place += 1
            # git takes what stands before the first special character away, and sees the rest as a whole pattern
            whole = stars == first or pattern[stars - 1] == "/"
            parts.append(_star(pattern[place : place + 2]) if whole and place - stars > 1 else _STAR)
            place += parts[-1] == _DEEP_OR_NONE
        elif char == "[":
            expression, place = _set(pattern, place + 1)
            if not expression:
                return None
            parts.append(expression)
        elif char == "\\":
            if place + 1 == len(pattern):
                return None
            parts.append(re.escape(pattern[place + 1]))
            place += 2
        else:
            parts.append("[^/]" if char == "?" else re.escape(char))
            place += 1
    return parts


def _star(following: str) -> str:
    """What two stars at the start of a segment mean, by what follows them."""
    if following[:1] == "/":
        return _DEEP_OR_NONE
    return _DEEP if following in ("", "\\/") else _STAR


def _set(pattern: str, place: int) -> tuple[str, int]:
    """The expression of the set that begins at `place`, and where it ends; an empty one where it is malformed."""
    negated = pattern[place : place + 1] in ("!", "^")
    place += negated
    content, before, first = "", "", True
    while first or pattern[place : place + 1] != "]":
        first = False
        char, after = _member(pattern, place)
        if pattern.startswith("[:", place) and (named := _class(pattern, place)) is not None:
            name, place = named
            if name not in _CLASSES:
                return "", place
            content, before = content + _CLASSES[name], ""
        elif char == "-" == pattern[place] and before and pattern[place + 1 : place + 2] not in ("", "]"):
            last, place = _member(pattern, place + 1)
            if not last:
                return "", place
            content += f"{re.escape(before)}-{re.escape(last)}" if before <= last else ""
            before = ""
        elif char:
            content, before, place = content + re.escape(char), char, after
        else:
            return "", place
    return _members(content, negated=negated), place + 1


def _members(content: str, *, negated: bool) -> str:
    if negated:
        return f"[^/{content}]"
    return f"(?!/)[{content}]" if content else NEVER


def _member(pattern: str, place: int) -> tuple[str, int]:
    """The character of a set that is written at `place`, perhaps behind a backslash, and where it ends."""
    place += pattern[place : place + 1] == "\\"
    return pattern[place : place + 1], place + 1


def _class(pattern: str, place: int) -> tuple[str, int] | None:
    """The name of a class such as ``[:alpha:]`` and where it ends; an empty one where it never does."""
    end = pattern.find("]", place + 2)
    if end < 0:
        return "", place
    if end == place + 2 or pattern[end - 1] != ":":
        return None
    return pattern[place + 2 : end - 1], end + 1


def _assemble(parts: list[str]) -> str:
    """One expression: where a star is followed by another of its sort, the first place for the text between is kept."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for part in parts:
        if part in (_DEEP, _DEEP_OR_NONE):
            sections.append((part, []))
        else:
            sections[-1][1].append(part)
    made = []
    for number, (deep, within) in enumerate(sections, 1):
        last = number == len(sections)
        text = _section(within, last=last)
        if not deep:
            made.append(text)
        elif last:
            made.append(f"(?:.*/)?{text}" if deep == _DEEP_OR_NONE else f".*{text}")
        else:
            made.append(f"(?>(?:.*?/)??{text})" if deep == _DEEP_OR_NONE else f"(?>.*?{text})")
    return "".join(made)


def _section(parts: list[str], *, last: bool) -> str:
    """The expression of what stands between two stars that cross folders."""
    chunks = [""]
    for part in parts:
        if part == _STAR:
            chunks.append("")
        else:
            chunks[-1] += part
    if len(chunks) == 1:
        return chunks[0]
    if last:
        return "".join((chunks[0], *(f"(?>[^/]*?{chunk})" for chunk in chunks[1:-1]), f"[^/]*{chunks[-1]}"))
    return "".join((chunks[0], *(f"(?>[^/]*?{chunk})" for chunk in chunks[1:])))
