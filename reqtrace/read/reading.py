# SPDX-License-Identifier: Apache-2.0
"""What files say, as values that can be kept in a cache and handed from process to process."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Final, overload

from msgspec import Raw, Struct
from msgspec.msgpack import Decoder, Encoder

from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Item, Outline

Reader = Callable[[str, str], tuple[tuple[Item, ...], tuple[Diagnostic, ...]]]
"""From the text of a file, and its name, to its items and what is wrong with it."""

_encode: Final = Encoder().encode
_items: Final = Decoder(tuple[Item, ...]).decode


class Reading(Struct, frozen=True, array_like=True):
    """What one file says: its items, first in outline and then in full, packed, and what is wrong with it."""

    outline: Outline
    items: Raw
    diagnostics: tuple[Diagnostic, ...]


def reading(items: Sequence[Item], diagnostics: tuple[Diagnostic, ...]) -> Reading:
    """The reading of a file that holds `items`."""
    return Reading(Outline.of(items), Raw(_encode(items)), diagnostics)


store: Final = _encode
"""A reading as bytes; the same reading always gives the same."""

restore: Final = Decoder(Reading).decode
"""The reading that bytes hold; bytes that hold none raise `msgspec.MsgspecError`."""


class Shelf(Sequence[Item]):
    """The items of many readings in their order, those of a file unpacked when one of them is wanted."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._packed = [reading.items for reading in readings]
        self._starts = [0, *accumulate(len(reading.outline.ids) for reading in readings)]
        self._unpacked: dict[int, tuple[Item, ...]] = {}

    def __len__(self) -> int:
        return self._starts[-1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shelf) and self._packed == other._packed

    def __hash__(self) -> int:
        return hash(tuple(map(bytes, self._packed)))

    @overload
    def __getitem__(self, position: int) -> Item: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, position: int | slice) -> Item | tuple[Item, ...]:
        if isinstance(position, slice):
            return tuple(self)[position]
        place = range(len(self))[position]
        number = bisect_right(self._starts, place) - 1
        return self._part(number)[place - self._starts[number]]

    def __iter__(self) -> Iterator[Item]:
        for number in range(len(self._packed)):
            yield from self._part(number)

    def _part(self, number: int) -> tuple[Item, ...]:
        if number not in self._unpacked:
            self._unpacked[number] = _items(self._packed[number])
        return self._unpacked[number]
