# SPDX-License-Identifier: Apache-2.0
"""What every format says in the same words: where a line has blanks, what a bar shows, where something stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from html import escape
from typing import Final

from reqtrace.ident import ItemId
from reqtrace.report.block import Bar, Identity, Inline, Line, Words
from reqtrace.report.view import Entry, printable
from reqtrace.span import Span
from reqtrace.trace.attributes import Method

UNSTATED: Final = "not stated"
"""What is said where nobody says anything: nothing is assumed, and least of all QM."""
_BLANK = Words(" ")


def spaced(line: Iterable[Inline]) -> Iterator[Inline]:
    """The parts of a line, with a blank between two of which neither is words, which bring their own."""
    after_words = True
    for part in line:
        are_words = isinstance(part, Words)
        if not (are_words or after_words):
            yield _BLANK
        yield part
        after_words = are_words


def share(bar: Bar) -> str:
    """What a bar shows: ``7 of 9 verified, 2 failed``; nothing of nothing."""
    parts = [(chip, count) for chip, count in bar.parts if count]
    if not parts:
        return "none"
    (first, number), *others = parts
    whole = sum(count for _, count in parts)
    return ", ".join((f"{number} of {whole} {first.word}", *(f"{count} {chip.word}" for chip, count in others)))


def identities(line: Line) -> Set[ItemId]:
    """The ids that a line shows by themselves."""
    return {part.id for part in line if isinstance(part, Identity)}


def within_xml(words: str) -> str:
    """Words that others wrote, in one line and safe within XML."""
    return escape(printable(" ".join(words.split())))


def place(span: Span) -> str:
    """File and line; the file alone where it is meant as a whole."""
    return f"{span.file}:{span.line}" if span.line else span.file


def method_in_words(entry: Entry, method: Method | None) -> str:
    """How a requirement is verified by the `method` that it states; one that others refine is so through these."""
    if method:
        return method.value
    refined = any(each.condition.good and not each.executable for each in entry.covered_by)
    return "through what refines it" if refined else UNSTATED
