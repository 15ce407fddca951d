# SPDX-License-Identifier: Apache-2.0
"""Finds the characters that a PDF for archiving can not show, for none of the embedded fonts has them."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category

_KNOWN: Final = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100)))) | frozenset("\n–—‘’“”…✓✕○●□◇◌▲≠↻\u202f")
"""What every version of the fonts has, so that most reports need not be tried."""
_UNSEEN: Final = ("Cf", "Cn", "Zl", "Zp")
"""Format characters, what Unicode does not know (yet), and separators."""
_REFUSED: Final = re.compile(r'(?:the text|the codepoint|the disallowed codepoint) `"((?:[^"\\]|\\.)*)"`')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-fA-F]+)\}|\\(.)")
_SIGNS: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def doubtful(text: str) -> str:
    """The distinct characters of `text` that a font could lack, in their order."""
    return "".join(sorted(frozenset(text) - _KNOWN))


def unseen(characters: str) -> frozenset[str]:
    """Those of the characters that fonts show as nothing, so that what is written would not be what is seen."""
    return frozenset(each for each in characters if category(each) in _UNSEEN or "\ufe00" <= each <= "\ufe0f")


def refused(complaint: str) -> frozenset[str]:
    """The characters that Typst complains of, but for those that every font has."""
    texts = (_ESCAPED.sub(_sign, found) for found in _REFUSED.findall(complaint))
    return frozenset().union(*texts) - _KNOWN


# [impl->dsn~characters_without_a_font~1]
def spelled(text: str, unshown: frozenset[str]) -> str:
    """`text` with each of the `unshown` characters as its code point: ``[U+4E2D]``."""
    return text.translate({ord(each): f"[U+{ord(each):04X}]" for each in unshown})


def _sign(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _SIGNS.get(found[2], found[2])
