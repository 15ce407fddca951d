# SPDX-License-Identifier: Apache-2.0
"""The files from elsewhere that a project or a command names, found and read."""

from __future__ import annotations

import glob
import hashlib
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import PurePath
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.read.decoding import decode
from reqtrace.read.ours import is_ours
from reqtrace.read.results.inspections import read_inspections
from reqtrace.read.results.junit import read_junit
from reqtrace.read.results.record import Elsewhere
from reqtrace.span import Span

_LIMIT: Final = 256 << 20
"""The most bytes a file may have, which have to be held at once."""
_BEGINNING: Final = 4096
"""Within how many bytes a file says that it is an answer of ours."""


class Wanted(Struct, frozen=True):
    """What is to be read: patterns for files of results, as a command and as a project names them, and records.

    All are relative to the current folder, and are called as seen from the folder `base`, which is that one where it is
    empty. What a command names has to be there; what a project names may not have been built yet.
    """

    named: tuple[str, ...] = ()
    configured: tuple[str, ...] = ()
    inspections: str = ""
    base: str = ""


# [impl->dsn~results_are_found_where_they_are_named~1]
def gather(wanted: Wanted) -> Elsewhere:
    """Read what is wanted; whatever can not be used is named in its diagnostics, and the rest is used."""
    found = Elsewhere()
    diagnostics: list[Diagnostic] = []
    for name, path in _files(wanted, diagnostics):
        content = _content(name, path, diagnostics)
        if content is not None and is_ours(path, content):
            diagnostics.append(_ours(name))
        elif content is not None:
            file, said = read_junit(content, name)
            diagnostics += said
            found = replace(found, files=(*found.files, file), inputs={**found.inputs, name: path})
    found = _with_records(found, wanted, diagnostics)
    return replace(found, diagnostics=tuple(diagnostics))


def _files(wanted: Wanted, diagnostics: list[Diagnostic]) -> Sequence[tuple[str, str]]:
    """The files of results by name and path, in the order of their names, each once."""
    found: dict[str, str] = {}
    for patterns, typed in ((wanted.named, True), (wanted.configured, False)):
        for pattern in patterns:
            paths = _fitting(pattern)
            if not paths:
                diagnostics.append(_nothing(pattern, typed=typed))
            for path in paths:
                found.setdefault(os.path.realpath(path), path)
    return sorted(_named(found.values(), wanted.base))


# [impl->dsn~results_are_told_apart~1]
def _named(paths: Collection[str], base: str) -> Iterator[tuple[str, str]]:
    """Files by what they are called: as they are typed, but with nothing of the place that all of it lies in.

    Of a file elsewhere the name is shown, and as many of the folders above it as tell it from all others.
    """
    inside = {path: name for path in paths if (name := _inside(path, base))}
    tails = {path: tuple(_tails(path)) for path in paths if path not in inside}
    met = Counter((*inside.values(), *chain.from_iterable(tails.values())))
    for path in paths:
        yield inside.get(path) or next((tail for tail in tails[path] if met[tail] == 1), tails[path][-1]), path


def _inside(path: str, base: str) -> str:
    """What a file is called as seen from `base`; nothing where it lies elsewhere."""
    if base or os.path.isabs(path):  # noqa: PTH117 - as below
        path = os.path.relpath(path, base or os.curdir)
        if path.startswith(os.pardir):
            return ""
    return os.path.normpath(path).replace(os.sep, "/")


def _tails(path: str) -> Iterator[str]:
    """The name of a file, then with the folder it lies in, then with the one above that, and so on."""
    parts = PurePath(os.path.abspath(path)).parts[1:]  # noqa: PTH100 - as below
    return ("/".join(parts[-depth:]) for depth in range(1, len(parts) + 1))


def _fitting(pattern: str) -> Iterable[str]:
    """The files that a pattern stands for; a file that is there stands for itself, whatever signs its name has."""
    if os.path.isfile(pattern):  # noqa: PTH113 - as below
        return [pattern]
    found = (path for path in glob.glob(pattern, recursive=True) if os.path.isfile(path))  # noqa: PTH113, PTH207 - of pathlib, names with .. and links come out changed
    return sorted(path for path in found if not _is_ours(path))


# [impl->dsn~answers_are_no_results~1]
def _is_ours(path: str) -> bool:
    """Whether a file that fits a pattern is an answer of ours; what can not be read is told by whoever reads it."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            return is_ours(path, file.read(_BEGINNING))
    except OSError:
        return False


def _ours(name: str) -> Diagnostic:
    message = f"{name} is an answer of reqtrace, so it is evidence of nothing"
    return Diagnostic(Code.BROKEN_RESULTS, message, Span(name), (), "name what the tests wrote")


def _nothing(pattern: str, *, typed: bool) -> Diagnostic:
    code = Code.MISSING_PATH if typed else Code.NO_RESULTS
    help_ = "correct --results; a pattern stands in quotes" if typed else ""
    return Diagnostic(code, f"no file of results is called {pattern}", Span(pattern), (), help_)


def _content(name: str, path: str, diagnostics: list[Diagnostic]) -> bytes | None:
    """The bytes of a file; None, and a diagnostic, where it can not be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            size = os.fstat(file.fileno()).st_size
            if size <= _LIMIT:
                return file.read()
        message = f"{name} is larger than {_LIMIT >> 20} MiB, so none of its results is read"
        diagnostics.append(Diagnostic(Code.BROKEN_RESULTS, message, Span(name), (), "split the file"))
    except OSError as problem:
        message = f"{name} can not be read: {problem.strerror}"
        diagnostics.append(Diagnostic(Code.BROKEN_RESULTS, message, Span(name), (), "give permission to read it"))
    return None


def _with_records(found: Elsewhere, wanted: Wanted, diagnostics: list[Diagnostic]) -> Elsewhere:
    """The same, with the records of inspections that stand in a file, if one is named."""
    if not wanted.inspections:
        return found
    path = wanted.inspections
    ((name, _),) = _named((path,), wanted.base)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            content = file.read()
    except OSError as problem:
        message = f"{name} can not be read: {problem.strerror}"
        help_ = "correct the setting inspections"
        diagnostics.append(Diagnostic(Code.MISSING_PATH, message, Span(name), (), help_))
        return found
    text, undecodable = decode(content, name)
    records, said = read_inspections(text, name)
    diagnostics += (*undecodable, *said)
    digest = hashlib.sha256(content).hexdigest()
    return replace(found, records=records, ledgers={name: digest}, inputs={**found.inputs, name: path})
