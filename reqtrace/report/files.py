# SPDX-License-Identifier: Apache-2.0
"""Documents are put into a folder: each appears whole or not at all, and nothing else there is touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.withheld import withheld
from reqtrace.span import Span


# [impl->dsn~documents_appear_whole~1]
def write(folder: str | Path, documents: Mapping[str, str | bytes]) -> tuple[Diagnostic, ...]:
    """Write every document, by name, into `folder`, which is made where it is missing; say what can not be written.

    Each is written aside in the same folder and renamed, so that whoever reads the folder meanwhile sees the old one
    or the new one.
    """
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        return (_problem(place, problem),)
    problems = []
    for name in sorted(documents):
        document = documents[name]
        try:
            _put(place / name, document.encode() if isinstance(document, str) else document)
        except OSError as problem:
            problems.append(_problem(place / name, problem))
    return tuple(problems)


def _put(path: Path, content: bytes) -> None:
    """Write a document; what exists and is no regular file, such as a pipe or a terminal, is written to as it is."""
    if path.exists() and not path.is_file() and not path.is_dir():
        path.write_bytes(content)
    else:
        _replace(path, content)


def _replace(path: Path, content: bytes) -> None:
    descriptor, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, no path
            file.write(content)
        os.chmod(aside, 0o666 & ~withheld())  # noqa: PTH101 - beside `os.replace`
        os.replace(aside, path)  # noqa: PTH105 - beside `os.chmod`
    except BaseException:
        os.unlink(aside)  # noqa: PTH108 - beside `os.replace`
        raise


def _problem(path: Path, problem: OSError) -> Diagnostic:
    message = f"{path} can not be written: {problem.strerror or problem}"
    return Diagnostic(Code.CAN_NOT_WRITE, message, Span(str(path)))
