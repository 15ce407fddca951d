# SPDX-License-Identifier: Apache-2.0
"""What is written aside until it is complete, what takes its place then, and what a process that was killed left.

A report is written into a folder beside the one that it is for, and the two change places in one step. Where that can
not be done in one step, the old one is put aside first. Where it can not be done at all, as with a folder on which
another file system is mounted, what is complete stands within, and its files are moved up one by one.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from reqtrace.read.outputs import MANIFEST
from reqtrace.report.folder.exchange import exchange
from reqtrace.report.folder.manifest import manifest, recorded
from reqtrace.report.withheld import withheld

if sys.platform != "win32":
    import fcntl

_NEW: Final = "reqtrace-new-"
"""What is being written, or was there before; it is removed."""
_OLD: Final = "reqtrace-old-"
"""What was there before, and has to be put back if nothing took its place."""
_NEXT: Final = ".reqtrace-next"
"""What is complete and being moved up."""


def _stands_alone(place: Path) -> bool:
    """Whether a folder can change places with one beside it, rather than only change what it holds."""
    return not place.is_dir() or (os.access(place.parent, os.W_OK) and not os.path.ismount(place))


def is_aside(name: str) -> bool:
    """Whether a name within the folder of a report is that of a folder in which the next one is written."""
    return name.startswith((f".{_NEW}", _NEXT))


@contextmanager
def aside(place: Path, *, beside: bool | None = None) -> Iterator[Path]:
    """A new folder, which says that it is ours; what is in it at the end is removed.

    It lies `beside` the one that it is for, or within that; where nothing is said, it lies where it can.
    """
    beside = _stands_alone(place) if beside is None else beside
    while True:
        prefix = f".{place.name}.{_NEW}" if beside else f".{_NEW}"
        new = Path(tempfile.mkdtemp(prefix=prefix, dir=place.parent if beside else place))
        lock = _open(new)
        if _locked(lock, wait=True) and new.exists():
            break
        os.close(lock)  # somebody took it for left over before it was locked
    try:
        (new / MANIFEST).write_bytes(manifest({}))
        yield new
    finally:
        os.close(lock)
        remove(new)


def complete(new: Path, digests: Mapping[str, str], place: Path) -> None:
    """Say what a folder holds, and let it look as new folders do, or as the one whose place it will take."""
    unfinished = new / f"{MANIFEST}.new"
    unfinished.write_bytes(manifest(digests))
    unfinished.replace(new / MANIFEST)
    new.chmod(place.stat().st_mode & 0o7777 if place.is_dir() else 0o777 & ~withheld())


# [impl->dsn~folder_is_exchanged_whole~1]
def take_place(new: Path, place: Path, swap: Callable[[Path, Path], bool] = exchange) -> None:
    """Let a complete folder take the place of another, which is then where that was, or nowhere."""
    if new.parent == place:
        new = new.rename(place / _NEXT)
        _move_up(new, place)
    elif not place.exists():
        new.rename(place)
    elif not swap(new, place):
        old = place.parent / new.name.replace(_NEW, _OLD)
        place.rename(old)
        new.rename(place)
        remove(old)


def _move_up(new: Path, place: Path) -> None:
    """Let the files of a complete folder take the place of those around it, and remove what is not needed any more."""
    digests = recorded(new)
    if digests is not None:  # it is where this came to its end but for the last step
        before = recorded(place) or {}
        for name in sorted(digests):
            if (new / name).exists():  # it does not where this is done for the second time
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (new / name).replace(place / name)
        _unlink(place, before.keys() - digests.keys())
        _unlink(new, digests)
        (new / MANIFEST).replace(place / MANIFEST)
    new.rmdir()


def recover(place: Path) -> None:
    """Bring to an end what processes left that were killed while they wrote what is for `place`."""
    if place.parent.is_dir():
        for old in sorted(place.parent.glob(f".{place.name}.{_OLD}*")):
            if not place.exists() and recorded(old) is not None:
                old.rename(place)
        for left in sorted(
            (*place.parent.glob(f".{place.name}.{_NEW}*"), *place.parent.glob(f".{place.name}.{_OLD}*"))
        ):
            _remove_unused(left)
    if place.is_dir():
        for left in sorted(place.glob(f".{_NEW}*")):
            _remove_unused(left)
        if (place / _NEXT).is_dir():
            _move_up(place / _NEXT, place)


def _remove_unused(left: Path) -> None:
    """Remove a folder that nobody writes any more."""
    try:
        lock = _open(left)
    except FileNotFoundError:
        return  # somebody else has just removed it
    try:
        if _locked(lock, wait=False):
            remove(left)
    finally:
        os.close(lock)


def remove(folder: Path) -> None:
    """Remove what reqtrace wrote into a folder, and the folder if it holds nothing else."""
    written = recorded(folder)
    if not written and not (folder / MANIFEST).exists():
        with suppress(OSError):
            folder.rmdir()
    elif not written:  # nobody but us has ever seen it, and it is not complete
        shutil.rmtree(folder, ignore_errors=True)
    else:
        _unlink(folder, written)
        with suppress(OSError):
            (folder / MANIFEST).unlink()
            folder.rmdir()


def _unlink(folder: Path, names: Iterable[str]) -> None:
    """Remove files by their names, and the folders that hold nothing any more."""
    above: set[Path] = set()
    for name in names:
        (folder / name).unlink(missing_ok=True)
        above.update(parent for parent in (folder / name).parents if folder in parent.parents)
    for parent in sorted(above, reverse=True):
        with suppress(OSError):  # it holds what somebody else put there
            parent.rmdir()


def _open(folder: Path) -> int:
    """Open a folder, where the system can; elsewhere something that is always there, for nothing is locked there."""
    return os.open(os.devnull if sys.platform == "win32" else folder, os.O_RDONLY)


def _locked(lock: int, *, wait: bool) -> bool:
    """Lock a folder that is open, until it is closed or this process ends; whether nobody else has."""
    if sys.platform == "win32":
        return wait
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
