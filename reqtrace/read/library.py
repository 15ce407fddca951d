# SPDX-License-Identifier: Apache-2.0
"""The files that are traced, and what they hold together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.item import Item, Outline
from reqtrace.read.cache import Cache
from reqtrace.read.formats import Formats
from reqtrace.read.reading import Shelf
from reqtrace.read.readings import Readings, Workers
from reqtrace.read.sources import Source, Texts, load
from reqtrace.read.walk import Place, entry_filter, walk
from reqtrace.span import Span

_USUAL: Final = Formats()


# [impl->dsn~inputs_are_listed_once~1]
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
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of every file by its name as one opens it from where the command was given.

        Below a folder that was typed as a whole path, files are seen from that, for no place of a disk is named.
        """
        if os.path.isabs(self.base):  # noqa: PTH117 - costs less than `Path`
            return self.inputs
        return {Span(name).below(self.base).file: digest for name, digest in self.inputs.items()}

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
    gitignore: bool = True,
    cache: Cache | None = None,
    workers: Workers | None = None,
    outputs: Iterable[str] = (),
) -> tuple[Library, tuple[Diagnostic, ...]]:
    """Read all files at `paths` whose format is known.

    Names of files and folders that fit a pattern of `exclude`, alone or with the folders above them, are left out,
    unless a path names them; so is, where `gitignore`, what git ignores, and the folders `outputs`, which whoever
    calls fills himself. What can not be read is named, and the rest is read. What `cache` knows is not read again; of
    what it does not know much is read by `workers`, which are called for only then.
    """
    base, places, found = walk(paths, exclude, formats.may_read, gitignore=gitignore, outputs=outputs)
    diagnostics = list(found)
    sources: list[Source] = []
    wanted = entry_filter(exclude, formats.may_read)
    for place in places:
        if formats.may_read(place.path):
            loaded, said = load(place, wanted)
            sources += loaded
            diagnostics += said
        else:
            diagnostics.append(_unknown_format(place))
    readings = Readings(sources, formats, cache, workers)
    items = Shelf([len(each.outline.ids) for each in readings.all], readings.items)
    outline = Outline.joined([each.outline for each in readings.all])
    diagnostics += chain.from_iterable(each.diagnostics for each in readings.all)
    if not items and not any(diagnostic.code.misuse for diagnostic in diagnostics):
        diagnostics.append(_nothing(paths))
    inputs = {source.name: source.digest for source in sources}
    found_at = {source.name: source.place for source in sources}
    return Library(items, outline, inputs, found_at, base), in_order(diagnostics)


def _unknown_format(place: Place) -> Diagnostic:
    message = f"{place.name} is of a format that is not read"
    help_ = "what is read: documents (.rst, .md), specobject XML (.oreqm, .xml), source files, archives (.zip)"
    return Diagnostic(Code.UNKNOWN_FORMAT, message, Span(place.name), (), help_)


def _nothing(paths: Sequence[str]) -> Diagnostic:
    named = ", ".join(map(os.path.normpath, paths)) or "no path"
    return Diagnostic(Code.NOTHING_READ, f"no item was found in {named}", Span(named.split(", ")[0]))
