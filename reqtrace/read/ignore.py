# SPDX-License-Identifier: Apache-2.0
"""What git ignores: the patterns of ``.gitignore`` files and of a repository's own ``info/exclude``."""

# A walk handles paths as plain text, for `Path` costs it three times as much.
# ruff: noqa: PTH113, PTH114, PTH118, PTH120, PTH123, PTH206

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.read.wildmatch import translate
from reqtrace.span import Span

IGNORE_FILE: Final = ".gitignore"
REPOSITORY: Final = ".git"
_OWN_FILE: Final = os.path.join(REPOSITORY, "info", "exclude")
_LARGEST: Final = 1 << 20
"""How many bytes of patterns are read at most."""


class Pattern(NamedTuple):
    """One line of a file of patterns: an expression, of names or else of paths, and what becomes of what fits it."""

    expression: str
    ignored: bool
    of_names: bool
    of_folders_only: bool


class _Table:
    """Many expressions as one: it gives the number of the last of them that fits."""

    def __init__(self, expressions: Sequence[tuple[int, str]]) -> None:
        self.numbers = [number for number, _ in reversed(expressions)]
        self.match = re.compile("|".join(f"({each})\\Z" for _, each in reversed(expressions)), re.DOTALL).match

    def find(self, text: str) -> int:
        found = self.match(text) if self.numbers else None
        return self.numbers[found.lastindex - 1] if found and found.lastindex else -1


# [impl->dsn~ignored_as_git_ignores~1]
class Patterns:
    """What one file of patterns says; of several patterns that fit, the last one decides."""

    def __init__(self, content: bytes) -> None:
        self.lines = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1").split("\n")

    def decide(self, path: str, name: str, *, folder: bool) -> bool | None:
        """Whether a file, or a `folder`, is ignored whose `path` begins at the file of patterns; None: not said."""
        names, paths = self._of_folders if folder else self._of_files
        last = max(names.find(name), paths.find(path))
        return None if last < 0 else self._patterns[last].ignored

    @cached_property
    def _patterns(self) -> Sequence[Pattern]:
        return [pattern for line in self.lines if (pattern := _parse(line.removesuffix("\r")))]

    @cached_property
    def _of_files(self) -> tuple[_Table, _Table]:
        return self._tables(number for number, each in enumerate(self._patterns) if not each.of_folders_only)

    @cached_property
    def _of_folders(self) -> tuple[_Table, _Table]:
        return self._tables(range(len(self._patterns)))

    def _tables(self, numbers: Iterable[int]) -> tuple[_Table, _Table]:
        """The patterns of names and those of paths."""
        chosen = [(number, self._patterns[number]) for number in numbers]
        names = [(number, each.expression) for number, each in chosen if each.of_names]
        return _Table(names), _Table([(number, each.expression) for number, each in chosen if not each.of_names])


def _parse(line: str) -> Pattern | None:
    """One line of a file of patterns; None where it holds none.

    line: "!"? "/"? pattern "/"? " "*        a pattern without a slash within fits names, in whatever folder
    """
    if line.startswith("#"):
        return None
    line = _without_blanks(line)
    text = line.removeprefix("!")
    bare = text.removesuffix("/")
    if not bare:
        return None
    return Pattern(translate(bare.removeprefix("/")), text == line, "/" not in bare, bare != text)


def _without_blanks(line: str) -> str:
    """The line without the blanks at its end, but for one that a backslash holds fast."""
    bare = line.rstrip(" ")
    held = (len(bare) - len(bare.rstrip("\\"))) % 2 == 1
    return line[: len(bare) + 1] if held else bare


@dataclass(frozen=True, slots=True)
class Ignoring:
    """What is ignored in one folder: `path` is its own from the outermost folder known, with a slash at its end.

    `layers` are the patterns that hold in it, those of the deepest folder first, with the length of the path of the
    folder they belong to.
    """

    path: str = ""
    layers: tuple[tuple[int, Patterns], ...] = ()

    def ignores(self, name: str, *, folder: bool) -> bool:
        """Whether what is called `name` in this folder is ignored."""
        if not self.layers:
            return False
        name = _as_bytes(name)
        path = self.path + name
        for start, patterns in self.layers:
            decided = patterns.decide(path[start:], name, folder=folder)
            if decided is not None:
                return decided
        return False

    def within(self, name: str) -> Ignoring:
        """The same for a folder called `name` in this one."""
        return replace(self, path=f"{self.path}{_as_bytes(name)}/")

    def extended(self, patterns: Patterns) -> Ignoring:
        """The same with the patterns of a file that lies in this folder."""
        return replace(self, layers=((len(self.path), patterns), *self.layers))


def _as_bytes(name: str) -> str:
    """The bytes of a name, as text of one character each."""
    return name if name.isascii() else os.fsencode(name).decode("latin-1")


def ignoring_above(folder: str) -> tuple[Ignoring, tuple[Diagnostic, ...]]:
    """What is ignored in `folder` by files above it, up to the root of the repository that it is part of.

    The folder's own file is not read: whoever lists the folder finds it there. Where there is no repository, nothing
    above the folder says anything.
    """
    root = folder = os.path.realpath(folder)
    while not os.path.lexists(os.path.join(root, REPOSITORY)):
        above = os.path.dirname(root)
        if above == root:
            return Ignoring(), ()
        root = above
    here, said = ignoring_of_repository(root, root)
    names = os.path.relpath(folder, root).split(os.sep) if folder != root else []
    place = root
    diagnostics = list(said)
    for name in names:
        file = os.path.join(place, IGNORE_FILE)
        if os.path.isfile(file) and not os.path.islink(file):
            patterns, said = read_patterns(file, file)
            here = here.extended(patterns)
            diagnostics += said
        here, place = here.within(name), os.path.join(place, name)
    return here, tuple(diagnostics)


def ignoring_of_repository(folder: str, shown: str) -> tuple[Ignoring, tuple[Diagnostic, ...]]:
    """What is ignored in the root `folder` of a repository, which people know as `shown`, by its own settings."""
    file = os.path.join(folder, _OWN_FILE)
    if not os.path.isfile(file):
        return Ignoring(), ()
    patterns, said = read_patterns(file, f"{shown}/{_OWN_FILE}")
    return Ignoring().extended(patterns), said


def read_patterns(file: str, shown: str) -> tuple[Patterns, tuple[Diagnostic, ...]]:
    """Read a file of patterns, which people know as `shown`; where it can not be read, nothing is ignored by it."""
    try:
        with open(file, "rb") as opened:
            content = opened.read(_LARGEST + 1)
        reason = f"it is larger than {_LARGEST} bytes" if len(content) > _LARGEST else ""
    except OSError as problem:
        content, reason = b"", problem.strerror or str(problem)
    if not reason:
        return Patterns(content), ()
    message = f"{shown} can not be read: {reason}"
    return Patterns(b""), (Diagnostic(Code.UNREADABLE_FILE, message, Span(shown), (), "nothing is ignored by it"),)
