# SPDX-License-Identifier: Apache-2.0
"""A report is made and put into its folder, or it is said why not, and then nothing there was touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.folder.aside import aside, complete, recover, take_place
from reqtrace.report.folder.holding import adopt, refusal
from reqtrace.span import Span

Make = Callable[[Path], Mapping[str, str]]
"""Writes files into a folder, and gives the SHA-256 of each by its name; an `OSError` says that it can not."""


def prepare(folder: str) -> tuple[Diagnostic, ...]:
    """Why `folder` can not become a report, as far as that can be told before there is one; nothing where it can.

    What was left by a process that was killed is brought to its end.
    """
    place = Path(os.path.realpath(folder))
    try:
        recover(place)
        adopt(place)
        return refusal(place, folder)
    except OSError as problem:
        return (_problem(folder, place, problem),)


# [impl->dsn~folder_is_exchanged_whole~1]
def fill(folder: str, make: Make) -> tuple[Diagnostic, ...]:
    """Let `make` write a report, and put it in the place of `folder`; say why that can not be, or nothing.

    What was there before stays until all is written, and for good where something is wrong.
    """
    if problems := prepare(folder):
        return problems
    place = Path(os.path.realpath(folder))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with aside(place) as new:
            complete(new, make(new), place)
            if problems := refusal(place, folder):  # somebody may have put something there meanwhile
                return problems
            take_place(new, place)
    except OSError as problem:
        return (_problem(folder, place, problem),)
    return ()


def _problem(shown: str, place: Path, problem: OSError) -> Diagnostic:
    """What the system says, without the names of folders that nobody has heard of."""
    reason = problem.strerror or str(problem)
    message = f"{shown} can not be written: {reason[:1].lower()}{reason[1:]}"
    return Diagnostic(Code.CAN_NOT_WRITE, message, Span(shown))
