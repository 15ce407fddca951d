# SPDX-License-Identifier: Apache-2.0
"""The files that are read: their bytes, whether they lie in a folder or in an archive, and their text later on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.read.archive import entries, is_archive
from reqtrace.read.decoding import decode
from reqtrace.read.ours import is_ours
from reqtrace.read.walk import Place
from reqtrace.span import Span

_LIMIT: Final = 256 << 20
"""The most bytes a file may have: more than any document, and less than what a machine can not hold."""


class Source(Struct, frozen=True):
    """A file as it was read: its name in spans, the place it lies at or in, its bytes and their SHA-256."""

    name: str
    place: Place
    content: bytes
    digest: str


def load(place: Place, is_read: Callable[[str], bool]) -> tuple[tuple[Source, ...], tuple[Diagnostic, ...]]:
    """The file at `place`, or of an archive those of its entries that are read."""
    try:
        with open(place.path, "rb", buffering=0) as file:  # noqa: PTH123 - the path may hold what `Path` changes
            size = os.fstat(file.fileno()).st_size
            content = file.read() if size <= _LIMIT else b""
    except OSError as problem:
        message = f"{place.name} can not be read: {problem.strerror}"
        return (), (Diagnostic(Code.UNREADABLE_FILE, message, Span(place.name)),)
    if size > _LIMIT:
        message = f"{place.name} is larger than {_LIMIT >> 20} MiB, so it is not read"
        return (), (Diagnostic(Code.TOO_LARGE, message, Span(place.name)),)
    found: tuple[tuple[str, bytes], ...] = ((place.name, content),)
    diagnostics: tuple[Diagnostic, ...] = ()
    if is_archive(place.name) and not is_ours(place.name, content):
        found, diagnostics = entries(content, place.name, is_read)
    return tuple(_source(name, place, inner) for name, inner in found if not is_ours(name, inner)), diagnostics


def _source(name: str, place: Place, content: bytes) -> Source:
    return Source(name, place, content, hashlib.sha256(content).hexdigest())


class Texts(Mapping[str, str]):
    """The texts of files by name, read again when they are asked for; a file that was changed since has none."""

    def __init__(self, digests: Mapping[str, str], places: Mapping[str, Place]) -> None:
        self.digests = digests
        self.places = places
        self._opened: Place | None = None
        self._texts: dict[str, str] = {}
        """The texts at the place that was opened last: of a file its own, of an archive those of all entries."""

    def __getitem__(self, name: str) -> str:
        place = self.places[name]
        if self._opened != place:
            sources, _ = load(place, lambda _: True)
            same = (source for source in sources if self.digests.get(source.name) == source.digest)
            self._texts = {source.name: decode(source.content, source.name)[0] for source in same}
            self._opened = place
        return self._texts.get(name, "")

    def __contains__(self, name: object) -> bool:
        return name in self.digests

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)
