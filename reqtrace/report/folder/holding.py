# SPDX-License-Identifier: Apache-2.0
"""Tells what a folder holds that a report may not take the place of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.read.ours import is_ours
from reqtrace.read.outputs import MANIFEST
from reqtrace.report.folder.aside import is_aside
from reqtrace.report.folder.manifest import digest, manifest, recorded
from reqtrace.span import Span

_FEW: Final = 3
_BEFORE: Final = frozenset({"index.html", "trace.json", "run.json", "junit.xml"})
"""What reports consisted of before they listed their files."""


# [impl->dsn~foreign_files_are_left_alone~1]
def refusal(place: Path, shown: str) -> tuple[Diagnostic, ...]:
    """Why a report may not take the place of a folder, which people know as `shown`; nothing where it may.

    It may not where that is a file, or holds what reqtrace did not write there, or not like that.
    """
    if not os.path.lexists(place):
        return ()
    if not place.is_dir():
        message = f"{shown} can not be written: it is a file, and a report is a folder"
        return (Diagnostic(Code.CAN_NOT_WRITE, message, Span(shown), (), "choose another folder with -o"),)
    found = {name: path for name, path in contents(place) if not is_aside(name)}
    written = recorded(place)
    strange = sorted(found.keys() - (written or {}).keys() - ({MANIFEST} if written is not None else set()))
    if strange:
        what = f"it holds {_listed(strange)}, which reqtrace did not write"
        return (_not_ours(shown, what, "choose another folder with -o: a new one, an empty one or a report"),)
    changed = sorted(name for name, path in found.items() if name != MANIFEST and not _is(path, (written or {})[name]))
    if changed:
        what = f"{_listed(changed)} {'was' if len(changed) == 1 else 'were'} changed since reqtrace wrote it"
        return (_not_ours(shown, what, "move away what was changed, or remove it if nobody needs it"),)
    return ()


def contents(folder: Path) -> Iterator[tuple[str, Path]]:
    """All that a folder holds at any depth, by name: what is no folder, and folders that hold nothing."""
    with os.scandir(folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        path = Path(entry.path)
        below = list(contents(path)) if entry.is_dir(follow_symlinks=False) else []
        if below:
            yield from ((f"{entry.name}/{name}", file) for name, file in below)
        else:
            yield entry.name, path


def adopt(place: Path) -> None:
    """List the files of a report that was written before reports listed them, if the folder holds nothing else."""
    if not place.is_dir() or (place / MANIFEST).exists():
        return
    found = dict(contents(place))
    if found and found.keys() <= _BEFORE and all(_is_marked(name, path) for name, path in found.items()):
        (place / MANIFEST).write_bytes(manifest({name: digest(path) for name, path in found.items()}))


def _is_marked(name: str, path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and is_ours(name, path.read_bytes())


def _is(path: Path, written: str) -> bool:
    """Whether a file is what was written."""
    return path.is_file() and not path.is_symlink() and digest(path) == written


def _not_ours(shown: str, what: str, help_: str) -> Diagnostic:
    message = f"{shown} can not become a report: {what}"
    return Diagnostic(Code.NOT_OURS, message, Span(shown), (), f"{help_}; nothing was touched")


def _listed(names: list[str]) -> str:
    """The first few names."""
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(islice(names, _FEW)) + more
