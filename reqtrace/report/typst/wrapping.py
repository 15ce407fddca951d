# SPDX-License-Identifier: Apache-2.0
"""Says where a line may break in text that others wrote, so that no word is wider than its column."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from reqtrace.report.view import printable

Text = str | list[str]
"""Some text; in a list, a line may break between two pieces, and nothing stands there."""

_LONG: Final = re.compile(r"\S{18,}")
_JOINT: Final = re.compile(r"(?<=[_./:=,;&?@|+-])(?=[^\W\d])|(?<=~)(?=[^\W\d])|(?<=\w)(?=[(\[])")
"""Where the words of a name of code or of an id meet; a revision stays with its name."""
_MOST: Final = 16
"""The number of letters from which on a word without joints is cut."""
_CUT: Final = 8
_WIDE: Final = re.compile(r"(?<=\S{6})(?=\S{6})")
"""Within a word of twelve letters and more, where at least six stand on either side."""
_BLANKS: Final = re.compile(r"(?:\r?\n|[ \t])+")


@lru_cache(maxsize=1 << 12)  # titles and ids stand in many tables
def wrapped(text: str) -> Text:
    """`text` in one line, safe to show, with a break wherever a long word could need one; copied, it is as it was."""
    return _parted(text if text.isascii() and text.isprintable() else printable(_BLANKS.sub(" ", text)))


def narrowed(text: Text) -> Text:
    """`text` with more places where a line may break: for a column that is no wider than a dozen letters."""
    pieces = [text] if isinstance(text, str) else text
    parted = [part for piece in pieces for part in _WIDE.split(piece) if part]
    return parted if len(parted) > 1 else text


def _parted(text: str) -> Text:
    """`text` in pieces between which a line may break; itself where it needs none."""
    if len(text) < _MOST or not _LONG.search(text):
        return text
    pieces = [""]
    end = 0
    for word in _LONG.finditer(text):
        first, *others = _pieces(word[0])
        pieces[-1] += text[end : word.start()] + first
        pieces += others
        end = word.end()
    pieces[-1] += text[end:]
    return pieces if len(pieces) > 1 else text


def _pieces(word: str) -> list[str]:
    """A long word in pieces: at its joints, and where one is still long, after every few letters."""
    pieces: list[str] = []
    for part in _JOINT.split(word):
        if len(part) > _MOST:
            pieces += (part[start : start + _CUT] for start in range(0, len(part), _CUT))
        else:
            pieces.append(part)
    return pieces


def verbatim(text: str) -> list[list[Text | int]]:
    """The lines of `text`, each as the number of blanks that it begins with and the rest of it, blanks and all."""
    lines: list[list[Text | int]] = []
    for line in text.replace("\r\n", "\n").rstrip("\n").expandtabs(4).split("\n"):
        told = line.lstrip(" ")
        # Of two blanks side by side one would be seen.
        lines.append([len(line) - len(told), _parted(printable(told).replace("  ", " \N{NO-BREAK SPACE}"))])
    return lines
