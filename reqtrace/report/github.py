# SPDX-License-Identifier: Apache-2.0
"""Diagnostics as workflow commands, by which GitHub marks the lines they speak of."""

import posixpath
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from reqtrace.catalogue import Severity
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.place import seen_from_here
from reqtrace.report.view import printable
from reqtrace.span import Span

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


# [impl->dsn~annotations_are_escaped~1]
def annotations(diagnostics: Iterable[Diagnostic], base: str = ".") -> str:
    """A command on a line of its own for every diagnostic, the errors first: GitHub shows but ten of each sort.

    `base` is the folder, as typed, that the names of files are relative to. Nothing in a text can begin a command
    of its own, since all that ends a line, or a property, is escaped.
    """
    heaviest_first = sorted(diagnostics, key=lambda each: list(_COMMANDS).index(each.severity))
    return "".join(_command(diagnostic, base) for diagnostic in heaviest_first)


def _command(diagnostic: Diagnostic, base: str) -> str:
    span = _seen(diagnostic.span, diagnostic, base)
    properties = {"file": printable(span.file)}
    if span.line:
        properties["line"] = str(span.line)
        if span.column:
            properties["col"] = str(span.column)
            # Both ends count, as they do for lines.
            properties["endColumn"] = str(span.column + max(span.length, 1) - 1)
    properties["title"] = printable(f"{diagnostic.code}: {diagnostic.code.summary}")
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    notes = [
        f"note: {note.text}" + (f" ({_seen(note.span, diagnostic, base)})" if note.span else "")
        for note in diagnostic.notes
    ]
    words = "\n".join([diagnostic.message, *notes, f"help: {diagnostic.way_out}"])
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_escaped(printable(words))}\n"


def _seen(span: Span, diagnostic: Diagnostic, base: str) -> Span:
    """The place with its file as GitHub knows it: without ``./``."""
    seen = seen_from_here(span, diagnostic, base)
    return replace(seen, file=posixpath.normpath(seen.file))


def _escaped(text: str) -> str:
    """A message on one line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property, which a comma or a colon would end."""
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
