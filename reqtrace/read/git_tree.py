# SPDX-License-Identifier: Apache-2.0
"""The files of a commit, written into a folder as git keeps them: no filter, no attribute and no hook has a say."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, zip_longest
from pathlib import Path
from posixpath import normpath
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.read.git import Repository, repository
from reqtrace.read.ignore import IGNORE_FILE, REPOSITORY
from reqtrace.span import Span

_FILE, _LINK, _SUBMODULE = "10", "12", "16"
"""How the modes of entries begin."""
_LIMIT: Final = 256 << 20
"""The most bytes a file may have, as everywhere."""
_PORTION: Final = 32 << 20
"""How many bytes are asked for at once, as far as single files allow."""
_OF_A_HEAD: Final = 3
"""How many words git says of an object before its content: hash, kind and size."""
_LARGE_FILE_STORAGE: Final = b"version https://git-lfs.github.com/spec/"
_FETCH: Final = "fetch what is missing; a clone that was made with --filter has few old files"
_EXCLUDE: Final = Path(REPOSITORY, "info", "exclude")


class Entry(Struct, frozen=True):
    """A file, a link or a submodule of a commit."""

    mode: str
    hash: str


# [impl->dsn~revisions_as_they_were_kept~1]
class Tree(Struct, frozen=True):
    """All that the commit with this hash holds, by path from the root with ``/``."""

    repository: Repository
    commit: str
    entries: Mapping[str, Entry]

    def below(self, paths: Iterable[str], is_wanted: Callable[[str], bool]) -> Sequence[str]:
        """The entries at and below `paths` with names that are wanted, and what links among them lead to.

        Links and submodules are wanted whatever they are called, and so is what says that others are ignored.
        """
        found = set(self._ignoring(paths))
        todo, done = [normpath(path) for path in paths], set[str]()
        while todo:
            path = todo.pop()
            if path in done or path.split("/")[0] == "..":
                continue
            done.add(path)
            for name in self._at(path):
                mode = self.entries[name].mode
                if mode.startswith(_LINK) and (target := self._target(name)):
                    todo.append(target)
                if name == path or not mode.startswith(_FILE) or is_wanted(name.rpartition("/")[2]):
                    found.add(name)
            todo += self._links_above(path)
        return sorted(found)

    def _at(self, path: str) -> Iterator[str]:
        if path in self.entries:
            yield path
        start = "" if path == "." else f"{path}/"
        yield from (name for name in self.entries if name.startswith(start))

    def _ignoring(self, paths: Iterable[str]) -> Iterator[str]:
        """The files of patterns in the folders above `paths`."""
        for path in paths:
            parts = normpath(path).split("/")
            for folder in ("", *accumulate(parts, "{}/{}".format)):
                name = f"{folder}/{IGNORE_FILE}".lstrip("/")
                if name in self.entries:
                    yield name

    def _links_above(self, path: str) -> Iterator[str]:
        """Where a path leads whose folder is a link."""
        for folder in accumulate(path.split("/")[:-1], "{}/{}".format):
            entry = self.entries.get(folder)
            if entry and entry.mode.startswith(_LINK):
                yield folder
                if target := self._target(folder):
                    yield normpath(f"{target}/{path[len(folder) + 1 :]}")

    def _target(self, name: str) -> str:
        """Where a link leads, seen from the root; outside of it that begins with ``..`` or ``/``.

        Empty where git can not say it.
        """
        asked = self.repository.ask("cat-file", "blob", self.entries[name].hash)
        if asked.returncode != 0:
            return ""
        target = os.fsdecode(asked.stdout)
        return normpath(os.path.join(os.path.dirname(name), target))  # noqa: PTH118, PTH120 - no path of this system

    def write(self, names: Iterable[str], into: Path) -> tuple[Diagnostic, ...]:
        """Write entries into a folder that is empty, and say what could not be written there.

        The folder looks like the root of a repository, so that what is ignored here is ignored there.
        """
        own = Path(self.repository.line("rev-parse", "--absolute-git-dir"), "info", "exclude")
        (into / _EXCLUDE).parent.mkdir(parents=True, exist_ok=True)
        (into / _EXCLUDE).write_bytes(own.read_bytes() if own.is_file() else b"")
        writing = _Writing(self, into)
        writing.all(names)
        return tuple(writing.diagnostics)


def tree(found: Repository, commit: str) -> Tree | Diagnostic:
    """What the commit with this hash holds, or why that can not be said."""
    listed = found.ask("ls-tree", "-r", "-z", "--full-tree", commit)
    if listed.returncode != 0:
        return _missing(commit)
    entries: dict[str, Entry] = {}
    for line in listed.stdout.split(b"\0"):
        said, tab, name = line.partition(b"\t")
        if tab:
            mode, _, hash_ = said.decode().split()
            entries[os.fsdecode(name)] = Entry(mode, hash_)
    return Tree(found, commit, entries)


def _missing(what: str) -> Diagnostic:
    message = f"{what} can not be looked at: git does not have all of it here"
    return Diagnostic(Code.UNKNOWN_STATE, message, Span(what), (), _FETCH)


class _Writing:
    """Entries of a tree on their way into a folder, and what is wrong with them."""

    def __init__(self, source: Tree, into: Path) -> None:
        self.source = source
        self.into = into
        self.diagnostics: list[Diagnostic] = []

    def all(self, names: Iterable[str]) -> None:
        """Write files before links, so that nothing is written through a link."""
        chosen = {name: self.source.entries[name] for name in names if self._is_sound(name)}
        files = {name: entry for name, entry in chosen.items() if entry.mode.startswith(_FILE)}
        for portion in _portions(self._sizes(files)):
            self._files({name: files[name] for name in portion})
        for name, entry in chosen.items():
            if entry.mode.startswith(_SUBMODULE):
                self._submodule(name, entry)
        for name, entry in chosen.items():
            if entry.mode.startswith(_LINK):
                self._link(name)

    def _sizes(self, files: Mapping[str, Entry]) -> Mapping[str, int]:
        """How many bytes each of the files has that are here and can be read."""
        asked = "".join(f"{entry.hash}\n" for entry in files.values()).encode()
        said = self.source.repository.ask("cat-file", "--batch-check", said=asked).stdout.decode().splitlines()
        sizes: dict[str, int] = {}
        for name, line in zip_longest(files, said, fillvalue=""):
            _, kind, size = [*line.split(), "", "", ""][:3]
            if kind != "blob":
                self.diagnostics.append(_missing(name))
                if not line:  # git gave up where it would have had to fetch
                    break
            elif int(size) <= _LIMIT or self._leave(name, f"it is larger than {_LIMIT >> 20} MiB"):
                sizes[name] = int(size)
        return sizes

    def _is_sound(self, name: str) -> bool:
        """Whether a name is one that git itself would write, and not below what is no folder."""
        parts = name.split("/")
        if any(part in {"", ".", ".."} or part.lower() == REPOSITORY for part in parts):
            return self._leave(name, "its name leads elsewhere")
        if any(folder in self.source.entries for folder in accumulate(parts[:-1], "{}/{}".format)):
            return self._leave(name, "what holds it is no folder in the same commit")
        return True

    def _leave(self, name: str, reason: str) -> bool:
        message = f"{name} is not looked at: {reason}"
        self.diagnostics.append(Diagnostic(Code.PARTIAL_STATE, message, Span(name)))
        return False

    def _files(self, files: Mapping[str, Entry]) -> None:
        asked = "".join(f"{entry.hash}\n" for entry in files.values()).encode()
        said = self.source.repository.ask("cat-file", "--batch", said=asked).stdout
        place = 0
        for name, entry in files.items():
            end = said.find(b"\n", place)
            head = said[place : max(end, place)].split()
            size = int(head[2]) if head[:2] == [entry.hash.encode(), b"blob"] else 0
            content = said[end + 1 : end + 1 + size]
            if len(head) != _OF_A_HEAD or len(content) != size:  # git gave up where the object is damaged
                self._rest(files, name)
                return
            place = end + 2 + size
            if content.startswith(_LARGE_FILE_STORAGE):
                self._leave(name, "git only keeps where it is stored (LFS)")
            self._put(name, partial(_create, content=content))

    def _rest(self, files: Mapping[str, Entry], damaged: str) -> None:
        """Go on behind a file that git can not read; the one before it was the last that git told of."""
        self.diagnostics.append(_missing(damaged))
        names = list(files)
        if rest := names[names.index(damaged) + 1 :]:
            self._files({name: files[name] for name in rest})

    def _put(self, name: str, make: Callable[[Path], None]) -> None:
        path = self.into / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            make(path)
        except (FileExistsError, NotADirectoryError):
            self._leave(name, "another file of the same commit stands in its place")
        except OSError as problem:  # no space is left, or no file can have that name here
            message = f"{name} can not be looked at: it can not be written aside: {problem.strerror or problem}"
            help_ = "set TMPDIR to a folder with enough space"
            self.diagnostics.append(Diagnostic(Code.UNKNOWN_STATE, message, Span(name), (), help_))

    def _link(self, name: str) -> None:
        target = self.source._target(name)
        if not target:
            self.diagnostics.append(_missing(name))
            return
        if "\0" in target:
            self._leave(name, "it is a link to what can not be a name")
            return
        if target.startswith(("/", "../")) or target == ".." or REPOSITORY in target.split("/"):
            self._leave(name, "it leads out of the repository")
            return
        start = os.path.dirname(name)  # noqa: PTH120 - no path of this system
        if Path(os.path.realpath(self.into / start)) != Path(os.path.realpath(self.into)) / start:
            self._leave(name, "what holds it is no folder in the same commit")  # names that only here are the same
            return
        self._put(name, lambda path: path.symlink_to(os.path.relpath(target, start or ".")))

    def _submodule(self, name: str, entry: Entry) -> None:
        """Write the files of a submodule, if it is here."""
        place = Path(self.source.repository.top, name)
        found = repository(place) if place.is_dir() else ""
        inner = tree(found, entry.hash) if isinstance(found, Repository) and Path(found.top) == place else None
        if not isinstance(inner, Tree):
            self._leave(name, "it is a submodule, the commit of which is not here")
            return
        writing = _Writing(inner, self.into / name)
        writing.all(inner.entries)
        self.diagnostics += writing.diagnostics


def _create(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)


def _portions(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """The files in parts that fit into memory."""
    portion: list[str] = []
    room = _PORTION
    for name, size in sizes.items():
        portion.append(name)
        room -= size
        if room < 0:
            yield portion
            portion, room = [], _PORTION
    if portion:
        yield portion
