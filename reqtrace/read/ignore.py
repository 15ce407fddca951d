# SPDX-License-Identifier: Apache-2.0
"""What git ignores: the patterns of ``.gitignore`` files and of a repository's own ``info/exclude``."""

# A walk handles paths as plain text, for `Path` costs it three times as much.
# ruff: noqa: PTH113, PTH114, PTH118, PTH120, PTH123, PTH206

from __future__ import annotations

import os
from typing import Final, NamedTuple

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.read.patterns import Patterns, View
from reqtrace.span import Span

IGNORE_FILE: Final = ".gitignore"
REPOSITORY: Final = ".git"
_OWN_FILE: Final = os.path.join(REPOSITORY, "info", "exclude")
_LARGEST: Final = 1 << 20
"""How many bytes of patterns are read at most."""


# [impl->dsn~ignored_as_git_ignores~1]
class Ignoring(NamedTuple):
    """What is ignored in one folder: what patterns say there, those of the deepest folder first.

    `below` says whether there are folders above it of which something is known.
    """

    views: tuple[View, ...] = ()
    below: bool = False

    def ignores(self, name: str, *, folder: bool) -> bool:
        """Whether what is called `name` in this folder is ignored."""
        name = _as_bytes(name)
        for view in self.views:
            decided = view.decide(name, folder=folder)
            if decided is not None:
                return decided
        return False

    def within(self, name: str) -> Ignoring:
        """The same for a folder called `name` in this one."""
        name = _as_bytes(name)
        return Ignoring(tuple(view.within(name) for view in self.views), below=True)

    def extended(self, patterns: Patterns) -> Ignoring:
        """The same with the patterns of a file that lies in this folder."""
        return self._replace(views=(View.of(patterns), *self.views))


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
