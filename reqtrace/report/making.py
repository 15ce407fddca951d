# SPDX-License-Identifier: Apache-2.0
"""The files of all formats are written, by several processes where that pays.

Each process is a copy of this one, so that what is shown need not be handed over; it takes the next module that nobody
has taken, each of which makes a format or a part of one, and tells of every file that it wrote.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from reqtrace.config import Format
from reqtrace.read.outputs import MANIFEST
from reqtrace.report.formats import RECIPES, part
from reqtrace.report.material import Material

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
Told = Callable[[str], None]
"""Is told the name of every file that was written."""
_LONGEST_FIRST: Final = (
    "reqtrace.report.pdf",
    "reqtrace.report.site",
    "reqtrace.report.xlsx",
    "reqtrace.report.report_json",
    "reqtrace.report.csv",
    "reqtrace.report.json",
    "reqtrace.report.sarif",
    "reqtrace.report.junit",
    "reqtrace.report.figures",
    "reqtrace.report.schemas",
)
"""The modules that make files, in the order in which processes take them: none waits long for another in the end."""


# [impl->dsn~processes_share_formats~1]
def make(
    material: Material, formats: Sequence[Format], folder: Path, told: Told = lambda _: None, processes: int = 1
) -> dict[str, str]:
    """Write the files of `formats` into `folder`, and give the SHA-256 of each by its name.

    `told` is called with the name of each when it is written. What can not be written is an `OSError`. The files are
    the same, however many `processes` write them.
    """
    ordered = sorted((each for format_ in formats for each in RECIPES[format_].modules), key=_LONGEST_FIRST.index)
    digests: dict[str, str] = {}
    written = _shared(material, ordered, folder, processes) if processes > 1 else _all(material, ordered, folder)
    for name, digest in written:
        digests[name] = digest
        told(name)
    return digests


def processes() -> int:
    """How many processes may be busy here; one where a copy of a process is not safe to work in."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _all(material: Material, modules: Sequence[str], folder: Path) -> Iterator[tuple[str, str]]:
    for each in modules:
        yield from _written(material, each, folder)


def _written(material: Material, module: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Write the files that one module makes; their names and digests."""
    for name, content in _made(material, module):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or name == MANIFEST:
            raise ValueError(f"{name!r} is no name of a file in a report")
        (folder / path.parent).mkdir(parents=True, exist_ok=True)
        if (folder / path).exists():
            raise ValueError(f"{name} is written twice")
        with (folder / path).open("xb") as file:
            file.write(content)
        yield name, hashlib.sha256(content).hexdigest()


def _made(material: Material, module: str) -> Iterator[tuple[str, bytes]]:
    """The files of one module; what it can not read is a fault of ours, and no reason why something is not written."""
    try:
        yield from part(module, material)
    except OSError as problem:
        if problem.errno in _NO_ROOM:
            raise
        raise RuntimeError(f"the files of {module} can not be made") from problem


def _shared(material: Material, modules: Sequence[str], folder: Path, processes: int) -> Iterator[tuple[str, str]]:
    """As `_all`, by copies of this process, as far as there can be any."""
    try:
        waiting, told, telling = _pipes(len(modules))
    except OSError:  # there are no more descriptors
        yield from _all(material, modules, folder)
        return
    sys.stdout.flush()
    sys.stderr.flush()
    copies: list[int] = []
    with suppress(OSError):  # there are no more processes: those that there are do it all
        for _ in range(min(processes, len(modules))):
            if (copy := os.fork()) == 0:
                os.close(told)
                _copy(material, modules, folder, waiting, telling)
            copies.append(copy)
    os.close(waiting)
    os.close(telling)
    if not copies:
        os.close(told)
        yield from _all(material, modules, folder)
        return
    try:
        with open(told, encoding="utf-8") as lines:  # noqa: PTH123 - a descriptor, no path
            yield from _heard(lines)
    finally:
        statuses = [os.waitpid(copy, 0)[1] for copy in copies]
    if any(statuses):
        raise RuntimeError("a process that wrote a part of the report came to grief")


# [impl->dsn~one_process_is_enough~1]
def _pipes(count: int) -> tuple[int, int, int]:
    """Where the numbers below `count` wait to be taken, and both ends of what is told of them."""
    waiting, numbers = os.pipe()
    try:
        told, telling = os.pipe()
    except OSError:
        os.close(waiting)
        raise
    else:
        os.write(numbers, bytes(range(count)))
    finally:
        os.close(numbers)
    return waiting, told, telling


def _heard(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """What the copies tell; an error that one met is met here, once all are at their end."""
    error: OSError | None = None
    for line in lines:
        match json.loads(line):
            case [str(name), str(digest)]:
                yield name, digest
            case [int(number), str(name), _]:
                error = error or OSError(number, os.strerror(number), name)
    if error is not None:
        raise error


def _copy(material: Material, modules: Sequence[str], folder: Path, waiting: int, telling: int) -> None:
    """What a copy does until its end: take a module and write its files, while there is one."""
    code = 1
    try:
        while number := os.read(waiting, 1):
            for written in _written(material, modules[number[0]], folder):
                os.write(telling, f"{json.dumps(written)}\n".encode())
        code = 0
    except OSError as problem:
        os.write(telling, f"{json.dumps([problem.errno or 0, str(problem.filename or ''), 0])}\n".encode())
        code = 0
    except KeyboardInterrupt:
        pass  # this process was told, too
    except BaseException:  # a fault of ours, in a process that nobody sees
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
