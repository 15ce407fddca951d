# SPDX-License-Identifier: Apache-2.0
"""What we tell people: diagnostics as data."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code, Severity
from reqtrace.span import Span

_NEIGHBOURS: Final = 12


class Note(Struct, frozen=True, gc=False, array_like=True):
    """A second place that helps to understand a diagnostic."""

    text: str
    span: Span | None = None


# [impl->dsn~diagnostics_are_data~1]
class Diagnostic(Struct, frozen=True, gc=False, array_like=True):
    """One complaint: code, reason, place, and the way out; rendered elsewhere.

    `weight` stands where a project decided how much a complaint of this code weighs.
    """

    code: Code
    message: str
    span: Span
    notes: tuple[Note, ...] = ()
    help: str = ""
    weight: Severity | None = None

    @property
    def severity(self) -> Severity:
        """How much it weighs: what its code says, unless the project decided otherwise."""
        return self.weight or self.code.severity

    @property
    def way_out(self) -> str:
        """What to do: the help of this case, else the mend of the catalogue."""
        return self.help or self.code.mend


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics by place, then code, then message, each once."""
    return tuple(sorted(set(diagnostics), key=lambda each: (each.span, each.code, each.message)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None where none is alike."""
    import difflib  # noqa: PLC0415 - only who is at a loss pays for it

    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return close[0] if close else None


class Names:
    """Many known words, put in order once, so that one like another is found among its neighbours there.

    A slip of the pen leaves what stands before it, or what stands behind it, as it was: the word that was meant stands
    near the one that was written either in the order of the words or in that of the words read backwards.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.forwards = sorted(words)
        self.backwards = sorted(word[::-1] for word in self.forwards)

    def nearest(self, word: str) -> str | None:
        """The known word most like `word`, or None where none of its neighbours is alike."""
        mirrored = _around(self.backwards, word[::-1])
        around = {*_around(self.forwards, word), *(each[::-1] for each in mirrored)}
        name = _name(word)
        return nearest(word, {each for each in around if not name or nearest(name, (_name(each),))})


def _name(word: str) -> str:
    """What stands between kind and revision of an id: ids that share all but that are not alike. Empty for others."""
    return word.partition("~")[2].rpartition("~")[0]


def _around(words: list[str], word: str) -> list[str]:
    place = bisect_left(words, word)
    return words[max(place - _NEIGHBOURS, 0) : place + _NEIGHBOURS]
