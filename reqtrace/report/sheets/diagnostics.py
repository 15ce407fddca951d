# SPDX-License-Identifier: Apache-2.0
"""What reqtrace complains of: how much each complaint weighs, its code, its place, what is wrong, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from reqtrace.catalogue import Severity
from reqtrace.diagnostic import Diagnostic, Note
from reqtrace.report.block import Badge, Block, Cell, Column, Paragraph, Row, Source, Table, Weight, Words
from reqtrace.report.sheets.arrange import arranged, misnamed, unknown
from reqtrace.report.sheets.cells import plain, sentence
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View, chip

_COLUMNS: Final = (
    Column("severity", "Severity", 10),
    Column("code", "Code", 8),
    Column("place", "Place", 20),
    Column("what", "What is wrong", 35),
    Column("help", "Way out", 27),
)
_MEANINGS: Final = MappingProxyType(
    {
        "severity": "How much the complaint weighs, in this project.",
        "code": "The code under which the reference of diagnostics explains it.",
        "place": "The file and line that is complained of.",
        "what": "What is wrong, and other places that help to understand.",
        "help": "What to do about it.",
    }
)
_SEVERITIES: Final = tuple(Severity)


def fill(view: View, wish: Wish) -> tuple[Block, ...]:
    """A row for every complaint, the gravest first, and those that weigh the same by their places."""
    found = [each for each in view.diagnostics if not wish.severities or each.severity.value in wish.severities]
    found.sort(key=lambda each: _SEVERITIES.index(each.severity))
    limits = ", ".join(wish.severities)
    title = wish.caption or "What reqtrace complains of"
    caption = f"{title}; those chosen only ({limits})" if limits else title
    nothing = "reqtrace complains of nothing" + (f" of this severity ({limits})." if limits else ".")
    return (arranged(Table(wish.name, _COLUMNS, tuple(map(_row, found)), caption, "complaint", nothing), wish),)


def object_to(_view: View, wish: Wish) -> tuple[str, ...]:
    """What in the wish fits nothing here."""
    known = [severity.value for severity in Severity]
    wrong = (unknown(each, "severity", known) for each in wish.severities if each not in known)
    return (*wrong, *misnamed(wish, tuple(_MEANINGS)))


def _row(diagnostic: Diagnostic) -> Row:
    severity, span = diagnostic.severity, diagnostic.span
    return Row(
        (
            Cell((Paragraph((Badge(chip(severity)),)),), _SEVERITIES.index(severity)),
            Cell((Paragraph((Words(diagnostic.code.value, Weight.CODE),)),)),
            Cell((Paragraph((Source(span),)),)) if span.file else plain("no place"),
            Cell((*_lines(diagnostic.message), *map(_note, diagnostic.notes))),
            Cell(tuple(_lines(diagnostic.way_out))),
        ),
        verdict=severity.value,
    )


def _lines(text: str) -> Iterator[Paragraph]:
    return map(sentence, text.split("\n"))


def _note(note: Note) -> Paragraph:
    """A second place that helps to understand."""
    said = Words(" ".join(note.text.split("\n")), Weight.SOFT)
    return Paragraph((said, Words(" "), Source(note.span)) if note.span else (said,))


DIAGNOSTICS: Final = Sheet(
    "diagnostics", fill, object_to, frozenset({"severity", "sort", "columns", "caption"}), _MEANINGS
)
