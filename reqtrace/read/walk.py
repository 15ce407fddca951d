# SPDX-License-Identifier: Apache-2.0
"""The files that paths lead to: each once, in the same order on every machine."""

from __future__ import annotations

import errno
import os
import stat
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.span import Span

_LEADS_NOWHERE = (errno.ENOENT, errno.ELOOP)
"""Why a link may fail that is no document by its name: it is none of ours."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A regular file: what it is called in spans, how it is opened, and whether a path named it itself."""

    name: str
    path: str
    named: bool = False


def walk(
    paths: Sequence[str], exclude: Sequence[str], is_read: Callable[[str], bool]
) -> tuple[str, tuple[Place, ...], tuple[Diagnostic, ...]]:
    """The folder that names are relative to, the files at and below `paths`, by name, and the paths that fail.

    Below a folder only files that `is_read` are found, hidden folders are left out, and what fits `exclude`.
    """
    roots: list[str] = []
    found = _Walk(tuple(pattern.rstrip("/") for pattern in exclude), is_read)
    for path in paths:
        if _exists(path):
            roots.append(os.path.normpath(path))
        else:
            found.diagnostics.append(_missing(path))
    base = _base(roots)
    if any(PurePath(root).is_absolute() for root in roots):
        roots = [os.path.abspath(root) for root in roots]  # noqa: PTH100 - `Path.resolve` would follow links
    for root in roots:
        found.queue.append(Place(_printable(os.path.relpath(root, base).replace(os.sep, "/")), root, named=True))
    found.walk()
    return _printable(base), tuple(sorted(found.places)), tuple(found.diagnostics)


def _exists(path: str) -> bool:
    try:
        return bool(path) and os.path.lexists(path)
    except ValueError:  # a NUL in the path
        return False


def _printable(path: str) -> str:
    """The path with every byte that is not UTF-8 replaced, so that it can be shown."""
    return os.fsencode(path).decode(errors="replace")


def _base(roots: Sequence[str]) -> str:
    """The folder all of `roots` lie in, or the only one itself, written as they are."""
    folders = [root if os.path.isdir(root) else os.path.dirname(root) or "." for root in roots]  # noqa: PTH112, PTH120 - as above
    if any(PurePath(folder).is_absolute() for folder in folders):
        folders = [os.path.abspath(folder) for folder in folders]  # noqa: PTH100 - `Path.resolve` would follow links
    return (os.path.commonpath(folders) or ".") if folders else "."


def _missing(path: str) -> Diagnostic:
    """A path that leads nowhere; the help names the nearest one that leads somewhere."""
    missing, parent = os.path.normpath(path), ""
    while missing not in ("", ".", "/"):
        parent, name = os.path.split(missing)
        if _exists(parent or "."):
            break
        missing = parent
    else:
        name = ""
    closest = nearest(name, _names(parent or ".")) if name else None
    help_ = f"did you mean {_printable(os.path.join(parent, closest))}?" if closest else ""  # noqa: PTH118
    shown = path.encode(errors="surrogateescape").decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    shown = shown or '""'
    return Diagnostic(Code.MISSING_PATH, f"{shown} does not exist", Span(shown), (), help_)


def _names(folder: str) -> list[str]:
    """What is in `folder`, or nothing where that can not be said: this is for a suggestion only."""
    try:
        return os.listdir(folder)  # noqa: PTH208 - names, not paths, are wanted
    except OSError:
        return []


class _Walk:
    """A walk under way; links wait until all that is no link was visited, so that a file keeps its own name."""

    def __init__(self, exclude: Sequence[str], is_read: Callable[[str], bool]) -> None:
        self.exclude = exclude
        self.is_read = is_read
        self.queue: deque[Place] = deque()
        self.links: deque[Place] = deque()
        self.seen: set[tuple[int, int]] = set()
        self.places: list[Place] = []
        self.diagnostics: list[Diagnostic] = []

    def walk(self) -> None:
        """Visit everything in the queue and below it."""
        while self.queue or self.links:
            self._visit(self.queue.popleft() if self.queue else self.links.popleft())

    def _visit(self, place: Place) -> None:
        wanted = place.named or self.is_read(place.path)
        try:
            status = os.stat(place.path)  # noqa: PTH116 - `Path` costs three times as much
            key = (status.st_dev, status.st_ino)
            if stat.S_ISDIR(status.st_mode):
                if key not in self.seen:
                    self.seen.add(key)
                    self._list(place)
            elif stat.S_ISREG(status.st_mode):
                if wanted and key not in self.seen:
                    self.seen.add(key)
                    self.places.append(place)
            elif wanted:
                self._fail(place, "it is no regular file")
        except OSError as problem:
            if wanted or problem.errno not in _LEADS_NOWHERE:
                self._fail(place, problem.strerror or "the system does not say why")

    def _list(self, folder: Place) -> None:
        """Put what lies in a folder, by name, into the queue."""
        with os.scandir(folder.path) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                name = _printable(entry.name) if folder.name == "." else f"{folder.name}/{_printable(entry.name)}"
                if self._is_left_out(entry, name):
                    continue
                place = Place(name, entry.path)
                if entry.is_symlink():
                    self.links.append(place)
                elif entry.is_dir(follow_symlinks=False) or self.is_read(entry.name):
                    self.queue.append(place)

    def _is_left_out(self, entry: os.DirEntry[str], name: str) -> bool:
        if entry.name.startswith(".#") or (entry.name.startswith(".") and entry.is_dir()):
            return True  # a lock of an editor; a hidden folder
        return any(fnmatchcase(entry.name, pattern) or fnmatchcase(name, pattern) for pattern in self.exclude)

    def _fail(self, place: Place, reason: str) -> None:
        name = _printable(place.path) if place.name == "." else place.name
        self.diagnostics.append(Diagnostic(Code.UNREADABLE_FILE, f"{name} can not be read: {reason}", Span(name)))
