# SPDX-License-Identifier: Apache-2.0
"""Runs Typst once, in a process of its own where a copy of another could not: its threads are not copied with it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from typst import PDFStandard

_STANDARDS: Final[list[PDFStandard]] = ["a-2a", "ua-1"]
"""For archives, and readable aloud: fonts within, structure and reading order marked, every character known."""
_threads_of: list[int] = []
"""The process in which Typst was first used and has its threads: this one, or one that this is a copy of."""


class Sheet(Struct, frozen=True):
    """What is set: the text of a template, JSON for it, and the time of creation in seconds since 1970."""

    source: str
    data: str
    moment: int


class Printed(Struct, frozen=True):
    """The PDF, or else what Typst complains of."""

    pdf: bytes = b""
    complaint: str = ""


def printed(sheet: Sheet) -> Printed:
    """The PDF of a sheet; fonts of the machine, its files and its packages are out of reach.

    A copy of a process that has used Typst waits for ever for its threads, so there another process does the work.
    """
    if not _threads_of:
        _threads_of.append(os.getpid())
    return _here(sheet) if _threads_of == [os.getpid()] else _elsewhere(sheet)


def _here(sheet: Sheet) -> Printed:
    import typst  # noqa: PLC0415 - optional, and only who writes PDF pays for it

    try:
        pdf = typst.compile(
            sheet.source.encode(),
            format="pdf",
            pdf_standards=_STANDARDS,
            ignore_system_fonts=True,
            timestamp=sheet.moment,
            sys_inputs={"data": sheet.data},
        )
    except typst.TypstError as error:
        return Printed(complaint=error.diagnostic)
    return Printed(pdf)


def _elsewhere(sheet: Sheet) -> Printed:
    command = (sys.executable, "-m", "reqtrace.report.typst.alone")
    done = subprocess.run(command, input=msgspec.msgpack.encode(sheet), stdout=subprocess.PIPE, check=True)  # noqa: S603 - ours
    return msgspec.msgpack.decode(done.stdout, type=Printed)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.msgpack.encode(_here(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Sheet))))
