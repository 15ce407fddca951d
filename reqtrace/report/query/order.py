# SPDX-License-Identifier: Apache-2.0
"""In which order items are shown: by keys, each of which can be turned round."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from reqtrace.item import Status
from reqtrace.report.view import CHIPS, Chip, Entry, Tone

Key: TypeAlias = tuple[tuple[float, int, str], ...]
"""What items are compared by."""

_GRAVEST_FIRST: Final = (Tone.BAD, Tone.OPEN, Tone.OFF, Tone.OK)
_RANKS: Final[Mapping[str, float]] = MappingProxyType(
    {
        word: float(place)
        for place, word in enumerate(sorted(CHIPS, key=lambda word: _GRAVEST_FIRST.index(CHIPS[word].tone)))
    }
)
"""The rank of every chip by its word; those of one tone as `CHIPS` has them."""
_STATUSES: Final = tuple(Status)
_NUMBER: Final = re.compile("([0-9]+)")


def rank(chip: Chip) -> float:
    """How urgent what a chip says is, the gravest least: failed, what else is bad, unverified, …, what is fine."""
    return _RANKS[chip.word]


def natural(text: str) -> Key:
    """Texts in the order in which people put them: numbers by their value, letters whatever their case."""
    return tuple(_part(part) for part in _NUMBER.split(text.casefold()) if part)


def _part(part: str) -> tuple[float, int, str]:
    """A word, or a number: before all words, and the greater the longer it is, however long that may be."""
    if _NUMBER.fullmatch(part):
        digits = part.lstrip("0")
        return 0, len(digits), digits
    return 1, 0, part


def _number(value: float) -> Key:
    return ((value, 0, ""),)


def _place(entry: Entry) -> Key:
    span = entry.item.span
    return (0, 0, span.file), (span.line, span.column, "")


KEYS: Final[Mapping[str, Callable[[Entry], Key]]] = MappingProxyType(
    {
        "item": lambda entry: natural(entry.title),
        "id": lambda entry: natural(str(entry.id)),
        "name": lambda entry: natural(entry.id.name),
        "title": lambda entry: natural(entry.title),
        "kind": lambda entry: natural(entry.id.kind),
        "status": lambda entry: _number(_STATUSES.index(entry.item.status)),
        "revision": lambda entry: _number(entry.id.revision),
        "verdict": lambda entry: _number(rank(entry.chip)),
        "covers": lambda entry: _number(len(entry.covers)),
        "covered-by": lambda entry: _number(len(entry.covered_by)),
        "cases": lambda entry: _number(len(entry.cases)),
        "missing": lambda entry: _number(len(entry.missing) + len(entry.gaps)),
        "needs": lambda entry: natural(", ".join(need.kind for need in entry.item.needs)),
        "tag": lambda entry: natural(", ".join(entry.item.tags)),
        "file": _place,
    }
)
"""What items can be put in order by; what a filter asks for, too, is called as it is there."""


def arranged(entries: Iterable[Entry], keys: Sequence[str]) -> tuple[Entry, ...]:
    """Items by several keys, of which the first counts most; one that begins with ``-`` goes the other way round.

    Items that are alike in all keys stay as they stood, and a key that is none of `KEYS` changes nothing.
    """
    found = list(entries)
    for key in reversed(keys):
        if (value := KEYS.get(key.removeprefix("-"))) is not None:
            found.sort(key=value, reverse=key.startswith("-"))
    return tuple(found)
