# SPDX-License-Identifier: Apache-2.0
"""The tree below /sys, or a copy of a part of it: a folder for each function, its configuration space in a file."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.isolation.config_space import FULL
from reqtrace.hypervisor.isolation.machine import Inspected, Space, inspect
from reqtrace.hypervisor.isolation.remarks import Complaint
from reqtrace.hypervisor.isolation.topology import Bus

_FUNCTION = re.compile(r"([0-9a-f]{4,8}):([0-9a-f]{2}):([01][0-9a-f])\.([0-7])", re.IGNORECASE | re.ASCII)
_ROOT = re.compile(r"pci([0-9a-f]{4,8}):([0-9a-f]{2})", re.IGNORECASE | re.ASCII)
_MOST_FOLDERS = 100_000
"""So many folders are looked into: all below /sys of a large machine, and not a whole disk."""
_LISTED = ("sys/bus/pci/devices", "bus/pci/devices", "devices")
"""Where the functions of a machine are listed, each by a link, below a root, below /sys, or below /sys/bus/pci."""


def read_tree_of_functions(folder: Path) -> Inspected:
    """Read every file `config` in a folder that is called like a function, below `folder`.

    Links are followed where they list functions, and nowhere else, so that no tree is endless.
    """
    complaints: list[Complaint] = []
    spaces: dict[Sbdf, Space] = {}
    roots: set[Bus] = set()
    for place in sorted(_folders(folder, complaints)):
        sbdf = _parsed(place.name)
        if sbdf is None or sbdf in spaces:
            continue
        roots.update(_roots(place))
        shown = place.relative_to(folder).as_posix() if place != folder else place.name
        content, problem = _content(place / "config")
        if problem:
            words = f"{sbdf}: its configuration space can not be read: {problem}"
            complaints.append(Complaint(shown, words, lost=True))
        spaces[sbdf] = Space(sbdf, content, f"{shown}/config", _physical(place), unread=bool(problem))
    inspected = inspect(spaces.values(), roots)
    told = sorted([*complaints, *inspected.complaints], key=lambda each: str(each.place))
    return Inspected(inspected.topology, tuple(told))


def _content(path: Path) -> tuple[bytes, str]:
    """The configuration space in a file, or why it can not be read; nothing that has to be waited for is opened."""
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            return b"", "it is no file"
        with path.open("rb") as file:
            return file.read(FULL), ""
    except OSError as problem:
        return b"", problem.strerror or str(problem)


def _folders(folder: Path, complaints: list[Complaint]) -> Iterator[Path]:
    """The folders that are called like functions, wherever they stand below `folder`, and those that are listed."""
    for listed in (folder, *(folder / name for name in _LISTED)):
        if listed.is_dir():
            yield from (each for each in listed.iterdir() if _FUNCTION.fullmatch(each.name) and each.is_dir())
    for number, (name, folders, _) in enumerate(os.walk(folder)):
        if number >= _MOST_FOLDERS:
            words = f"more than {_MOST_FOLDERS:,} folders lie below it, and the others were not looked into"
            help_ = "name the folder in which the functions are listed, as in /sys/bus/pci/devices"
            complaints.append(Complaint(".", words, lost=True, help=help_))
            break
        folders[:] = [each for each in folders if not Path(name, each).is_symlink()]
        yield from (Path(name, each) for each in folders if _FUNCTION.fullmatch(each))
    if _FUNCTION.fullmatch(folder.name):
        yield folder


def _parsed(name: str) -> Sbdf | None:
    parts = _FUNCTION.fullmatch(name)
    return None if parts is None else Sbdf(*(int(part, 16) for part in parts.groups()))


def _roots(place: Path) -> Iterator[Bus]:
    """The root bus that the path of a function names, behind a link or right out."""
    for part in (*place.parts, *Path(os.path.realpath(place)).parts):
        found = _ROOT.fullmatch(part)
        if found is not None:
            yield int(found[1], 16), int(found[2], 16)


def _physical(place: Path) -> Sbdf | None:
    """The physical function that a virtual one points to."""
    link = place / "physfn"
    return _parsed(Path(os.path.realpath(link)).name) if link.is_symlink() else None
