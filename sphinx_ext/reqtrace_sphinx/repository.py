# SPDX-License-Identifier: Apache-2.0
"""Finds the repository that a folder belongs to, and which commit of it is checked out, without running git.

Source: gitrepository-layout(5): ``HEAD``, ``refs``, ``packed-refs``, ``commondir``, and ``.git`` as a file.
"""

from __future__ import annotations

import re
from pathlib import Path

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def root(folder: Path) -> Path:
    """The nearest folder upwards that is a repository; `folder` itself where there is none."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)


def commit(root: Path) -> str:
    """The hash of the commit that is checked out in the repository `root`; empty where there is none."""
    own = _own(root / ".git")
    head = _text(own / "HEAD")
    if not head.startswith("ref: "):
        return _hash(head)
    name = head.removeprefix("ref: ")
    shared = own / (_text(own / "commondir") or ".")
    loose = (_hash(_text(folder / name)) for folder in (own, shared))
    return next(filter(None, (*loose, _packed(shared / "packed-refs", name))), "")


def _own(git: Path) -> Path:
    """The folder that holds ``HEAD``: that of a further working tree, or of a submodule, is somewhere else."""
    if not git.is_file():
        return git
    return git.parent / _text(git).removeprefix("gitdir: ")


def _packed(file: Path, name: str) -> str:
    """The commit of the reference `name`, from a file of lines with a hash and a name each."""
    lines = (line.split(" ", 1) for line in _text(file).splitlines())
    return next((_hash(line[0]) for line in lines if line[1:] == [name]), "")


def _hash(text: str) -> str:
    return text if _COMMIT.fullmatch(text) else ""


def _text(file: Path) -> str:
    """The text of a small file; empty where it can not be read, for then the repository says nothing."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except (OSError, ValueError):
        return ""
