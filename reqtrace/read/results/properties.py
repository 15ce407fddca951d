# SPDX-License-Identifier: Apache-2.0
"""What the properties of a test or of a suite say of ids, of the commit that was tested and of the outcome."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from reqtrace.read.results.dialects import CITING, COMMITS, bare
from reqtrace.read.results.stated import Attributes, of_property

_HASH: Final = re.compile(r"(?:.*-g)?([0-9a-f]{7,64})")
_LONGEST: Final = 1 << 16
"""How many characters of a value are kept."""


class Properties:
    """The properties that were read so far, and the one that is open, if any."""

    def __init__(self, around: Attributes) -> None:
        self.cited: list[str] = []
        self.commits: set[str] = set()
        self.doubts: list[str] = []
        self._open: tuple[Attributes, list[str]] | None = None
        for name, value in around.pairs:
            if bare(name) in COMMITS and _HASH.fullmatch(value.strip().lower()):
                self.commits.add(value.strip())

    def begin(self, attributes: Attributes) -> None:
        """Note the beginning of a property; one that stands around it ends there."""
        self.end()
        self._open = attributes, []

    def write(self, text: str) -> bool:
        """Take down a piece of the value of the property that is open; whether there is one."""
        if self._open is None:
            return False
        self._open[1].append(text[:_LONGEST])
        return True

    def end(self) -> None:
        """Take down what a property says; its value is an attribute, or a text, or both where they differ."""
        if self._open is None:
            return
        attributes, texts = self._open
        self._open = None
        name = attributes.text("name")
        for value in dict.fromkeys((attributes.text("value").strip(), "".join(texts).strip())):
            if not value:
                continue
            if bare(name) in COMMITS:
                self.commits.add(value)
            elif bare(name) in CITING:
                self.cited.append(value)
            if doubt := of_property(name, value):
                self.doubts.append(doubt)


def one_commit(commits: Iterable[str]) -> str:
    """The commit that is stated, at its full length; several, with blanks between them, where that is not clear."""
    found = sorted(set(commits))
    left = [each for each in found if not any(_begins(each, other) for other in found if other != each)]
    return " ".join(left)


def _begins(commit: str, other: str) -> bool:
    """Whether a commit is the beginning of another one, or only written otherwise."""
    first, second = _HASH.fullmatch(commit.lower()), _HASH.fullmatch(other.lower())
    if first is None or second is None:
        return False
    return second[1].startswith(first[1]) and (first[1] != second[1] or commit > other)
