# SPDX-License-Identifier: Apache-2.0
"""What files say, as values that can be kept in a cache and handed from process to process."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Final, overload

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Item, Outline

Reader = Callable[[str, str], tuple[tuple[Item, ...], tuple[Diagnostic, ...]]]
"""From the text of a file, and its name, to its items and what is wrong with it."""


class Reading(Struct, frozen=True, array_like=True):
    """What one file says, apart from its items in full: their outline, and what is wrong with the file."""

    outline: Outline
    diagnostics: tuple[Diagnostic, ...]


_encode: Final = Encoder().encode


def pack(items: Sequence[Item], diagnostics: tuple[Diagnostic, ...]) -> tuple[bytes, bytes]:
    """The reading of a file and its items, each as bytes; the same file always gives the same."""
    return _encode(Reading(Outline.of(items), diagnostics)), _encode(items)


unpack_reading: Final = Decoder(Reading).decode
"""The reading that bytes hold; bytes that hold none raise `msgspec.MsgspecError`."""

unpack_items: Final = Decoder(tuple[Item, ...]).decode
"""The items that bytes hold, likewise."""


class Shelf(Sequence[Item]):
    """The items of many files in their order, those of a file taken out when one of them is wanted.

    `counts` says how many items each file has, and `taken` gives the items of the file of a number.
    """

    def __init__(self, counts: Sequence[int], taken: Callable[[int], tuple[Item, ...]]) -> None:
        self._starts = [0, *accumulate(counts)]
        self._taken = taken
        self._parts: dict[int, tuple[Item, ...]] = {}
        self._whole: tuple[Item, ...] | None = None
        """All items, once somebody has asked for all."""

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, position: int) -> Item: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, position: int | slice) -> Item | tuple[Item, ...]:
        if isinstance(position, slice):
            return tuple(self)[position]
        if self._whole is not None:
            return self._whole[position]
        place = range(len(self))[position]
        number = bisect_right(self._starts, place) - 1
        return self._part(number)[place - self._starts[number]]

    def __iter__(self) -> Iterator[Item]:
        if self._whole is None:
            self._whole = tuple(chain.from_iterable(map(self._part, range(len(self._starts) - 1))))
        return iter(self._whole)

    def _part(self, number: int) -> tuple[Item, ...]:
        if number not in self._parts:
            self._parts[number] = self._taken(number)
        return self._parts[number]
