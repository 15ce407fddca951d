# SPDX-License-Identifier: Apache-2.0
"""What all files say: what a cache knows is not read again, and where there is much to read, several processes do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import MsgspecError

from reqtrace.item import Item
from reqtrace.read.cache import Cache, key
from reqtrace.read.decoding import decode
from reqtrace.read.formats import Formats
from reqtrace.read.reading import Reading, pack, unpack_items, unpack_reading
from reqtrace.read.sources import Source

if TYPE_CHECKING:
    from concurrent.futures import Executor

_WORTH_SHARING: Final = 1 << 20
"""How many bytes there must be to read for more than one process to be faster than one."""
_SHARES: Final = 16
"""In how many parts the work is divided, so that no process is left with much when the others have done."""

Workers = Callable[[], "Executor"]
"""Gives whoever shares the work, when there is work to share."""


class Readings:
    """The readings of files, by the number of the file; their items in full are unpacked when they are wanted."""

    def __init__(
        self, sources: Sequence[Source], formats: Formats, cache: Cache | None, workers: Workers | None
    ) -> None:
        self.sources = sources
        self.formats = formats
        self.cache = cache
        self.keys = [key(source.name, formats.signature, source.digest) for source in sources] if cache else []
        self.packed: dict[int, bytes] = {}
        """The items of files that were read just now."""
        known = [_unpacked(content) for content in cache.find(self.keys)] if cache else [None] * len(sources)
        fresh = self._read([number for number, each in enumerate(known) if each is None], workers)
        self.all: tuple[Reading, ...] = tuple(each or fresh[number] for number, each in enumerate(known))

    def items(self, number: int) -> tuple[Item, ...]:
        """The items of a file; where nobody has them any more, the file's content tells them again."""
        packed = self.packed.get(number)
        if packed is None and self.cache:
            packed = self.cache.find([_beside(self.keys[number])])[0]
        try:
            if packed is not None:
                return unpack_items(packed)
        except MsgspecError:  # another program wrote it
            pass
        return unpack_items(read_source(self.sources[number], self.formats)[1])

    def _read(self, numbers: Sequence[int], workers: Workers | None) -> dict[int, Reading]:
        """Read the files of these numbers, and have the cache keep what they say."""
        fresh: dict[int, Reading] = {}
        kept: list[tuple[bytes, bytes]] = []
        answers = _read_all([self.sources[number] for number in numbers], self.formats, workers)
        for number, (reading, items) in zip(numbers, answers, strict=True):
            fresh[number] = unpack_reading(reading)
            self.packed[number] = items
            if self.cache:
                kept += (self.keys[number], reading), (_beside(self.keys[number]), items)
        if self.cache:
            self.cache.keep(kept)
        return fresh


def read_source(source: Source, formats: Formats) -> tuple[bytes, bytes]:
    """What one file says: its reading and its items, packed."""
    text, said = decode(source.content, source.name)
    reader = formats.reader(source.name, text)
    items, more = reader(text, source.name) if reader else ((), ())
    return pack(items, (*said, *more))


def _beside(key_: bytes) -> bytes:
    """What the items of a reading are kept under."""
    return hashlib.sha256(key_).digest()


def _unpacked(content: bytes | None) -> Reading | None:
    """The reading that the cache holds; one that it can not hold, since another program wrote it, is none."""
    try:
        return None if content is None else unpack_reading(content)
    except MsgspecError:
        return None


def _read_all(sources: Sequence[Source], formats: Formats, workers: Workers | None) -> Iterator[tuple[bytes, bytes]]:
    """Read files, in their order."""
    total = sum(len(source.content) for source in sources)
    if workers is None or total < _WORTH_SHARING:
        yield from (read_source(source, formats) for source in sources)
    else:
        executor = workers()
        shares = [executor.submit(_read_share, share, formats) for share in _shares(sources, total // _SHARES)]
        for share in shares:
            yield from share.result()


def _read_share(sources: Sequence[Source], formats: Formats) -> list[tuple[bytes, bytes]]:
    return [read_source(source, formats) for source in sources]


def _shares(sources: Iterable[Source], least: int) -> Iterator[list[Source]]:
    """The files in their order, in parts of at least so many bytes."""
    share: list[Source] = []
    size = 0
    for source in sources:
        share.append(source)
        size += len(source.content)
        if size > least:
            yield share
            share, size = [], 0
    if share:
        yield share
