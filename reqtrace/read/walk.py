# SPDX-License-Identifier: Apache-2.0
"""The files that paths lead to: each once, in the same order on every machine."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from fnmatch import translate
from itertools import accumulate
from pathlib import PurePath
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.read.ignore import (
    IGNORE_FILE,
    REPOSITORY,
    Ignoring,
    ignoring_above,
    ignoring_of_repository,
    read_patterns,
)
from reqtrace.read.left_out import LeftOut
from reqtrace.read.outputs import is_built, is_report, is_unpacked
from reqtrace.span import Span

_LEADS_NOWHERE: Final = (errno.ENOENT, errno.ELOOP)
"""Why a link may fail that is no document by its name: it is none of ours."""


_ANY_FOLDERS: Final = re.compile(r"(?:(?<=/)|^)\*\*/")
"""What stands for any folders, or none, in a pattern of what is not read."""


class Place(Struct, frozen=True, order=True, gc=False):
    """A regular file: what it is called in spans, how it is opened, and whether a path named it itself."""

    name: str
    path: str
    named: bool = False


# [impl->dsn~what_is_named_is_read~1]
# [impl->dsn~each_file_once_in_order~1]
def walk(
    paths: Sequence[str],
    exclude: Sequence[str],
    is_read: Callable[[str], bool],
    *,
    gitignore: bool = True,
    outputs: Iterable[str] = (),
) -> tuple[str, tuple[Place, ...], tuple[Diagnostic, ...]]:
    """The folder that names are relative to, the files at and below `paths`, by name, and the paths that fail.

    Below a folder only files that `is_read` are found; hidden folders are left out, what fits `exclude`, folders that
    Sphinx filled, bundles that were unpacked and, where `gitignore`, what git ignores. A path is always read, whatever
    is said of what lies below others. One note tells what was left out but for hidden folders, and for the folders
    `outputs`, which whoever calls fills himself: these are left out wherever they lie, and by whatever name they are
    met.
    """
    roots: list[str] = []
    found = _Walk(_excluded(exclude), is_read, gitignore=gitignore)
    for path in paths:
        if _exists(path):
            roots.append(os.path.normpath(path))
        else:
            found.diagnostics.append(_missing(path))
    base = _base(roots)
    if any(PurePath(root).is_absolute() for root in roots):
        roots = [os.path.abspath(root) for root in roots]  # noqa: PTH100 - `Path.resolve` would follow links
    named = [Place(_printable(os.path.relpath(root, base).replace(os.sep, "/")), root, named=True) for root in roots]
    for place in named:
        found.begin(place)
    found.leave_out(outputs)
    found.walk()
    said = (*found.diagnostics, *found.left_out.told({place.name for place in named}))
    return _printable(base), tuple(sorted(found.places)), said


def _excluded(patterns: Sequence[str]) -> Callable[[str], object] | None:
    """What finds out whether a name or a path fits one of these `fnmatch` patterns; None where there is none."""
    if not patterns:
        return None
    # `translate` gives "(?s:" expression ")\\Z"
    expressions = (
        "(?:.*/)?".join(translate(part)[4:-3] for part in _ANY_FOLDERS.split(pattern.rstrip("/")))
        for pattern in patterns
    )
    return re.compile(f"(?:{'|'.join(expressions)})\\Z", re.DOTALL).match


def entry_filter(exclude: Sequence[str], is_read: Callable[[str], bool]) -> Callable[[str], bool]:
    """What finds out whether an entry of an archive is read, as if the archive were a folder that is traced.

    It is one that `is_read`, that lies in no hidden folder, and that no pattern of `exclude` fits, nor a folder above.
    """
    excluded = _excluded(exclude)

    def is_read_entry(name: str) -> bool:
        if not is_read(name):
            return False
        parts = name.replace("\\", "/").split("/")
        if parts[-1].startswith(".#") or any(part[:1] == "." and part not in {".", ".."} for part in parts[:-1]):
            return False
        paths = accumulate(parts, "{}/{}".format)
        return excluded is None or not any(
            excluded(part) or excluded(path) for part, path in zip(parts, paths, strict=True)
        )

    return is_read_entry


def _exists(path: str) -> bool:
    try:
        return bool(path) and os.path.lexists(path)
    except ValueError:  # a NUL in the path
        return False


def _printable(path: str) -> str:
    """The path with every byte that is not UTF-8 replaced, so that it can be shown."""
    return path if path.isascii() else os.fsencode(path).decode(errors="replace")


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


class _Folder(Struct, frozen=True, gc=False):
    """A folder that is to be listed, the device it lies on, and what is ignored in it."""

    place: Place
    device: int
    ignoring: Ignoring


class _Walk:
    """A walk under way; links wait until all that is no link was visited, so that a file keeps its own name."""

    def __init__(
        self, excluded: Callable[[str], object] | None, is_read: Callable[[str], bool], *, gitignore: bool
    ) -> None:
        self.excluded = excluded
        self.is_read = is_read
        self.gitignore = gitignore
        self.queue: deque[_Folder] = deque()
        self.links: deque[tuple[Place, Ignoring]] = deque()
        self.folders: set[tuple[int, int]] = set()
        self.files: dict[tuple[int, int, str], str] = {}
        self.places: list[Place] = []
        self.left_out = LeftOut()
        self.diagnostics: list[Diagnostic] = []

    def begin(self, root: Place) -> None:
        """Visit what a path names, and put it in the queue if it is a folder."""
        ignoring = Ignoring()
        if self.gitignore and os.path.isdir(root.path):  # noqa: PTH112 - `Path` costs three times as much
            ignoring, said = ignoring_above(root.path)
            self.diagnostics += said
        self._visit(root, ignoring)

    def leave_out(self, folders: Iterable[str]) -> None:
        """Take folders for visited, so that they are not; what is not there, or is no folder, is not met as one."""
        for folder in folders:
            with suppress(OSError):
                status = os.stat(folder)  # noqa: PTH116 - `Path` may change it
                self.folders.add((status.st_dev, status.st_ino))

    def walk(self) -> None:
        """Visit everything in the queue and below it."""
        while self.queue or self.links:
            if self.queue:
                folder = self.queue.popleft()
                try:
                    self._list(folder)
                except OSError as problem:
                    self._fail_by(folder.place, problem)
            else:
                self._visit(*self.links.popleft())

    def _visit(self, place: Place, ignoring: Ignoring) -> None:
        """Take a file, or put a folder in the queue; `ignoring` is what is ignored in that."""
        wanted = place.named or self.is_read(place.path)
        try:
            status = os.stat(place.path)  # noqa: PTH116 - `Path` costs three times as much
        except OSError as problem:
            if wanted or problem.errno not in _LEADS_NOWHERE:
                self._fail_by(place, problem)
            return
        if stat.S_ISDIR(status.st_mode):
            if (status.st_dev, status.st_ino) not in self.folders:
                self.folders.add((status.st_dev, status.st_ino))
                self.queue.append(_Folder(place, status.st_dev, ignoring))
        elif wanted and stat.S_ISREG(status.st_mode):
            self._take(place, status.st_dev, status.st_ino)
        elif wanted:
            self._fail(place, "it is no regular file")

    def _list(self, folder: _Folder) -> None:
        """Take the files of a folder, by name, and put the folders in it into the queue."""
        with os.scandir(folder.place.path) as listed:
            entries = {entry.name: entry for entry in listed}
        if not folder.place.named and is_built(folder.place.path, entries):
            self.left_out.by_sphinx.append(f"{folder.place.name}/")
            return
        if not folder.place.named and is_report(folder.place.path, entries):
            return  # not a word: what is told of the first report would otherwise differ from what the second tells
        if not folder.place.named and is_unpacked(folder.place.path, entries):
            self.left_out.by_unpacking.append(f"{folder.place.name}/")
            return
        ignoring = self._ignoring(folder, entries) if self.gitignore else folder.ignoring
        start = "" if folder.place.name == "." else f"{folder.place.name}/"
        for name in sorted(entries):
            entry = entries[name]
            place = Place(start + _printable(name), entry.path)
            is_link, is_folder = entry.is_symlink(), entry.is_dir(follow_symlinks=False)
            if not (is_link or is_folder or self.is_read(name)) or _is_hidden(entry):
                continue
            if self.excluded is not None and (self.excluded(name) or self.excluded(place.name)):
                self._leave(entry, place.name, self.left_out.by_exclude)
                continue
            if ignoring.views and ignoring.ignores(name, folder=is_folder):
                self._leave(entry, place.name, self.left_out.by_git)
                continue
            if is_link:
                self.links.append((place, ignoring.within(name)))
            elif is_folder:
                self._visit(place, ignoring.within(name))
            elif entry.is_file(follow_symlinks=False):
                self._take(place, folder.device, entry.inode())
            else:
                self._visit(place, ignoring)

    def _ignoring(self, folder: _Folder, entries: dict[str, os.DirEntry[str]]) -> Ignoring:
        """What is ignored in a folder, in which these entries were found: it may be a repository of its own."""
        ignoring = folder.ignoring
        if REPOSITORY in entries and ignoring.below:
            ignoring, said = ignoring_of_repository(folder.place.path, folder.place.name)
            self.diagnostics += said
        own = entries.get(IGNORE_FILE)
        if own is not None and own.is_file(follow_symlinks=False):
            name = folder.place.name
            patterns, said = read_patterns(own.path, IGNORE_FILE if name == "." else f"{name}/{IGNORE_FILE}")
            ignoring = ignoring.extended(patterns)
            self.diagnostics += said
        return ignoring

    def _leave(self, entry: os.DirEntry[str], name: str, names: list[str]) -> None:
        """Remember what is left out: a folder, or a file or link that would be read.

        What Python leaves behind when it runs is not: whether it is there says nothing of the project.
        """
        if entry.name == "__pycache__":
            return
        if entry.is_dir():
            names.append(f"{name}/")
        elif self.is_read(entry.name):
            names.append(name)

    def _take(self, place: Place, device: int, inode: int) -> None:
        """Take a file, unless it was taken under another name that ends alike: the ending decides how it is read.

        What a listing says of a file is only a hint.
        """
        key = (device, inode, os.path.splitext(place.path)[1].lower())  # noqa: PTH122 - as above
        if key not in self.files:
            self.files[key] = place.path
        elif _is_same(self.files[key], place.path):
            return
        self.places.append(place)

    def _fail_by(self, place: Place, problem: OSError) -> None:
        self._fail(place, problem.strerror or "the system does not say why")

    def _fail(self, place: Place, reason: str) -> None:
        name = _printable(place.path) if place.name == "." else place.name
        self.diagnostics.append(Diagnostic(Code.UNREADABLE_FILE, f"{name} can not be read: {reason}", Span(name)))


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    """Whether it is a lock of an editor or a hidden folder."""
    return entry.name.startswith(".") and (entry.name.startswith(".#") or entry.is_dir())


def _is_same(one: str, other: str) -> bool:
    """Whether two paths lead to one file; what vanished is not."""
    try:
        return os.path.samefile(one, other)  # noqa: PTH121 - as above
    except OSError:
        return False
