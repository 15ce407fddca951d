# SPDX-License-Identifier: Apache-2.0
"""Breaks a title into lines that fit into a box, whose font nobody knows before it is shown."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ELLIPSIS = "…"
_NARROW = frozenset(" ijltfrI.,:;'’|!()[]/-")
_WIDE = frozenset("mwMW@%&—")
_PIECES = re.compile(r"[^\s_./~-]*[_./~-]+|[^\s_./~-]+")
"""What a long word may be broken into: names in programs end their parts with a sign."""


def lines(title: str, width: float, most: int) -> tuple[str, ...]:
    """The title in `most` lines at most, each no wider than `width` in em; what does not fit ends in an ellipsis.

    Lines are broken between words, then behind the signs within names, and only then anywhere.
    """
    broken = [""]
    for word in title.split():
        joined = f"{broken[-1]} {word}".lstrip()
        if advance(joined) <= width:
            broken[-1] = joined
        else:
            _break(word, width, broken)
    broken = [line for line in broken if line]
    if len(broken) > most:
        broken[most - 1 :] = [_cut(broken[most - 1], width)]
    return tuple(broken)


def _break(word: str, width: float, broken: list[str]) -> None:
    """Add a word that does not fit into the last line, in a new line if it fits there, else in pieces."""
    if advance(word) <= width:
        broken.append(word)
        return
    broken.append("")
    for piece in _PIECES.findall(word):
        if advance(broken[-1] + piece) > width:
            broken.append("")
        for character in piece:
            if advance(broken[-1] + character) > width:
                broken.append("")
            broken[-1] += character


def _cut(line: str, width: float) -> str:
    """As much of `line` as fits with an ellipsis behind it."""
    while line and advance(line + _ELLIPSIS) > width:
        line = line[:-1]
    return line.rstrip() + _ELLIPSIS


def advance(text: str) -> float:
    """About how wide a text is in a sans-serif font, in em: rather more than less, for fonts differ by a fifth."""
    return sum(map(_advance, text))


@lru_cache(maxsize=1024)
def _advance(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "FW":
        return 1.0
    if character in _NARROW:
        return 0.36
    if character in _WIDE:
        return 0.95
    return 0.7 if character.isupper() else 0.59
