# SPDX-License-Identifier: Apache-2.0
"""A diagnostic as people read it: what is wrong, where, the line itself, and the way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec.structs import replace
from rich.cells import cell_len
from rich.text import Text

from reqtrace.catalogue import Severity
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.phrases import place as in_words
from reqtrace.report.place import seen_from_here
from reqtrace.report.view import printable
from reqtrace.span import Span

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}
_FRAME = "blue"
_TAB = "    "
_BEFORE, _WIDEST = 60, 140
"""How many characters of a very long line are shown: those before the place, and all."""


# [impl->dsn~line_is_shown_with_its_mark~1]
def render(diagnostic: Diagnostic, sources: Mapping[str, str], base: str = ".") -> Text:
    """The diagnostic with the line it speaks of, ending with a line break; `plain` is the same without colours.

    `sources` are the texts read, by the name of their file; `base` is the folder, as typed, that these names are
    relative to, so that a place can be opened from where the command was given. What a command was called with stands
    in no file, and has no place.
    """
    return Text.assemble(*_parts(diagnostic, sources, base))


def plain(diagnostic: Diagnostic, sources: Mapping[str, str], base: str = ".") -> str:
    """The same without colours."""
    return "".join([words for words, _ in _parts(diagnostic, sources, base)])


def _parts(diagnostic: Diagnostic, sources: Mapping[str, str], base: str) -> Iterator[tuple[str, str]]:
    """What is shown, piece by piece, each with its style."""
    colour = _COLOURS[diagnostic.severity]
    excerpt = _excerpt(diagnostic.span, sources)
    gutter = len(str(diagnostic.span.line)) if excerpt else 1
    yield f"{diagnostic.severity}[{diagnostic.code}]", colour
    yield f": {_indented(diagnostic.message, 4)}\n", "bold"
    if diagnostic.span.file:
        yield " " * gutter + "--> ", _FRAME
        yield f"{_displayed(diagnostic.span, diagnostic, base)}\n", ""
    if excerpt:
        line, margin, marked = excerpt
        yield " " * gutter + " |\n", _FRAME
        yield f"{diagnostic.span.line} |", _FRAME
        yield f" {line}".rstrip() + "\n", ""
        yield " " * gutter + " | ", _FRAME
        yield " " * margin + "^" * marked + "\n", colour
    for label, words in _remarks(diagnostic, base):
        yield " " * gutter + " = ", _FRAME
        yield f"{label}: ", "bold"
        yield _indented(words, gutter + 3 + len(label) + 2) + "\n", ""


def _remarks(diagnostic: Diagnostic, base: str) -> Iterator[tuple[str, str]]:
    for note in diagnostic.notes:
        place = f" ({in_words(_displayed(note.span, diagnostic, base))})" if note.span else ""
        yield "note", note.text + place
    yield "help", diagnostic.way_out


def _displayed(span: Span, diagnostic: Diagnostic, base: str) -> Span:
    """The place with its file as one would type it here."""
    place = seen_from_here(span, diagnostic, base)
    return replace(place, file=" ".join(printable(place.file).split("\n")))


def _indented(words: str, margin: int) -> str:
    """Words of several lines, those after the first moved to the right."""
    return printable(words).replace("\t", _TAB).replace("\n", "\n" + " " * margin)


def _excerpt(span: Span, sources: Mapping[str, str]) -> tuple[str, int, int] | None:
    """The line of `span` as shown, the cells before its mark, and those beneath it; None where there is no line."""
    lines = _lines(sources[span.file]) if span.line and span.file in sources else []
    if len(lines) < span.line or not lines:
        return None
    line = lines[span.line - 1]
    start = max(span.column - 1, 0)
    end = min(start + max(span.length, 1), len(line.rstrip()))
    cut = max(start - _BEFORE, 0) if len(line) > _WIDEST else 0
    shown = line[cut : cut + _WIDEST]
    before = ("…" if cut else "") + shown[: start - cut]
    after = "…" if len(line) > cut + _WIDEST else ""
    marked = shown[start - cut : max(end - cut, 0)]
    return _cells(("…" if cut else "") + shown + after), cell_len(_cells(before)), max(cell_len(_cells(marked)), 1)


@lru_cache(maxsize=2)
def _lines(text: str) -> list[str]:
    """The lines of a text; diagnostics come by file, so that each is divided once."""
    return text.split("\n")


def _cells(text: str) -> str:
    """What stands for `text` on a terminal: a tab is four blanks wide."""
    return printable(text).replace("\t", _TAB)
