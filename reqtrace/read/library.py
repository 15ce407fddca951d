# SPDX-License-Identifier: Apache-2.0
"""The files that are traced: which they are, which reader reads each, and what they hold together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.item import Item
from reqtrace.read.decoding import decode
from reqtrace.read.rst import read_rst
from reqtrace.read.walk import Place, walk
from reqtrace.span import Span

Reader = Callable[[str, str], tuple[tuple[Item, ...], tuple[Diagnostic, ...]]]
"""From the text of a file, and its name, to its items and what is wrong with it."""

READERS: Mapping[str, Reader] = {".rst": read_rst}
"""Who reads a file, by the end of its name in lower case."""


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that was read.

    `sources` holds the text of every file by its name as it stands in spans; `base` is the folder, as typed, that
    these names are relative to.
    """

    items: tuple[Item, ...]
    sources: Mapping[str, str]
    base: str


def read(paths: Sequence[str], exclude: Sequence[str] = ()) -> tuple[Library, tuple[Diagnostic, ...]]:
    """Read all files at `paths` whose format is known.

    Names of files and folders that fit a pattern of `exclude`, alone or with the folders above them, are left out,
    unless a path names them. What can not be read is named, and the rest is read.
    """
    base, places, found = walk(paths, exclude, _is_read)
    items: list[Item] = []
    sources: dict[str, str] = {}
    diagnostics = list(found)
    for place in places:
        reader = READERS.get(PurePath(place.path).suffix.lower())
        if reader is None:
            if place.named:
                diagnostics.append(_unknown_format(place))
            continue
        text, complaints = _load(place)
        diagnostics.extend(complaints)
        if text is not None:
            sources[place.name] = text
            more, said = reader(text, place.name)
            items.extend(more)
            diagnostics.extend(said)
    if not items and not any(diagnostic.code.misuse for diagnostic in diagnostics):
        diagnostics.append(_nothing(paths))
    return Library(tuple(items), sources, base), in_order(diagnostics)


def _is_read(path: str) -> bool:
    return PurePath(path).suffix.lower() in READERS


def _load(place: Place) -> tuple[str | None, tuple[Diagnostic, ...]]:
    try:
        with open(place.path, "rb") as file:  # noqa: PTH123 - the path may hold what `Path` changes
            content = file.read()
    except OSError as problem:
        message = f"{place.name} can not be read: {problem.strerror}"
        return None, (Diagnostic(Code.UNREADABLE_FILE, message, Span(place.name)),)
    return decode(content, place.name)


def _unknown_format(place: Place) -> Diagnostic:
    known = ", ".join(sorted(READERS))
    message = f"{place.name} is of a format that is not read"
    return Diagnostic(Code.UNKNOWN_FORMAT, message, Span(place.name), (), f"what is read ends in {known}")


def _nothing(paths: Sequence[str]) -> Diagnostic:
    named = ", ".join(map(os.path.normpath, paths)) or "no path"
    return Diagnostic(Code.NOTHING_READ, f"no item was found in {named}", Span(named.split(", ")[0]))
