# SPDX-License-Identifier: Apache-2.0
"""The files that are traced, each read once, by several processes where that pays, and what they hold together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

from msgspec import MsgspecError, Struct

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.item import Item, Outline
from reqtrace.read.cache import Cache, key
from reqtrace.read.decoding import decode
from reqtrace.read.formats import Formats
from reqtrace.read.reading import Reading, Shelf, reading, restore, store
from reqtrace.read.sources import Source, Texts, load
from reqtrace.read.walk import Place, walk
from reqtrace.span import Span

if TYPE_CHECKING:
    from concurrent.futures import Executor

_USUAL: Final = Formats()
_WORTH_SHARING: Final = 1 << 20
"""How many bytes there must be to read for more than one process to be faster than one."""
_SHARES: Final = 16
"""In how many parts the work is divided, so that no process is left with much when the others have done."""


class Library(Struct, frozen=True, dict=True):
    """Everything that was read.

    `items` stand in the order of their files and lines, and `outline` is theirs. `inputs` are the SHA-256 of every
    file by its name as it stands in spans, and `places` where these files lie; `base` is the folder, as typed, that
    names are relative to.
    """

    items: Sequence[Item]
    outline: Outline
    inputs: Mapping[str, str]
    places: Mapping[str, Place]
    base: str

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The text of every file by its name, for as long as the file is what it was."""
        return Texts(self.inputs, self.places)


# [impl->dsn~reader_is_the_single_truth~1]
def read(
    paths: Sequence[str],
    exclude: Sequence[str] = (),
    *,
    formats: Formats = _USUAL,
    cache: Cache | None = None,
    workers: Callable[[], Executor] | None = None,
) -> tuple[Library, tuple[Diagnostic, ...]]:
    """Read all files at `paths` whose format is known.

    Names of files and folders that fit a pattern of `exclude`, alone or with the folders above them, are left out,
    unless a path names them. What can not be read is named, and the rest is read. What `cache` knows is not read
    again; of what it does not know much is read by `workers`, which are called for only then.
    """
    base, places, found = walk(paths, exclude, formats.may_read)
    diagnostics = list(found)
    sources: list[Source] = []
    for place in places:
        if formats.may_read(place.path):
            loaded, said = load(place, formats.may_read)
            sources += loaded
            diagnostics += said
        else:
            diagnostics.append(_unknown_format(place))
    readings = _readings(sources, formats, cache, workers)
    items, outline = Shelf(readings), Outline.joined([each.outline for each in readings])
    diagnostics += chain.from_iterable(each.diagnostics for each in readings)
    if not items and not any(diagnostic.code.misuse for diagnostic in diagnostics):
        diagnostics.append(_nothing(paths))
    inputs = {source.name: source.digest for source in sources}
    return Library(items, outline, inputs, {source.name: source.place for source in sources}, base), in_order(
        diagnostics
    )


def read_source(source: Source, formats: Formats) -> Reading:
    """What one file says."""
    text, said = decode(source.content, source.name)
    reader = formats.reader(source.name, text)
    items, more = reader(text, source.name) if reader else ((), ())
    return reading(items, (*said, *more))


def _readings(
    sources: Sequence[Source], formats: Formats, cache: Cache | None, workers: Callable[[], Executor] | None
) -> Sequence[Reading]:
    """What every file says, from the cache where it is there."""
    if cache is None:
        return [each for each, _ in _read_all(sources, formats, workers, stored=False)]
    keys = [key(source.name, formats.signature, source.digest) for source in sources]
    readings = [_recalled(content) for content in cache.find(keys)]
    unknown = [number for number, each in enumerate(readings) if each is None]
    fresh = _read_all([sources[number] for number in unknown], formats, workers, stored=True)
    kept = []
    for number, (each, content) in zip(unknown, fresh, strict=True):
        readings[number] = each
        kept.append((keys[number], content))
    cache.keep(kept)
    return [each for each in readings if each is not None]


def _recalled(content: bytes | None) -> Reading | None:
    """The reading that the cache holds; one that it can not hold, since another program wrote it, is none."""
    try:
        return None if content is None else restore(content)
    except MsgspecError:
        return None


def _read_all(
    sources: Sequence[Source], formats: Formats, workers: Callable[[], Executor] | None, *, stored: bool
) -> Iterator[tuple[Reading, bytes]]:
    """Read files, in their order; with every reading its bytes, where it is to be `stored`."""
    total = sum(len(source.content) for source in sources)
    if workers is None or total < _WORTH_SHARING:
        for source in sources:
            each = read_source(source, formats)
            yield each, store(each) if stored else b""
    else:
        executor = workers()
        shares = [executor.submit(_read_share, share, formats) for share in _shares(sources, total // _SHARES)]
        for share in shares:
            for content in share.result():
                yield restore(content), content


def _read_share(sources: Sequence[Source], formats: Formats) -> list[bytes]:
    return [store(read_source(source, formats)) for source in sources]


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


def _unknown_format(place: Place) -> Diagnostic:
    message = f"{place.name} is of a format that is not read"
    help_ = "what is read: documents (.rst, .md), specobject XML (.oreqm, .xml), source files, archives (.zip)"
    return Diagnostic(Code.UNKNOWN_FORMAT, message, Span(place.name), (), help_)


def _nothing(paths: Sequence[str]) -> Diagnostic:
    named = ", ".join(map(os.path.normpath, paths)) or "no path"
    return Diagnostic(Code.NOTHING_READ, f"no item was found in {named}", Span(named.split(", ")[0]))
