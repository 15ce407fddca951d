# SPDX-License-Identifier: Apache-2.0
"""On what a verdict rests that was not observed here: results in files of others, and records of inspections."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from reqtrace.evidence import Case, Inspection, Origin, Outcome
from reqtrace.report.block import Badge, Block, Line, Paragraph, Source, Weight, Words
from reqtrace.report.view import chip
from reqtrace.span import Span


class ImportedResult(Struct, frozen=True, gc=False):
    """A result in a file of others, by the SHA-256 of the file; `setback` is why it does not count, where it does not.

    `tool`, `date` and `commit` are what the file says, empty where it does not.
    """

    file: str
    line: int
    sha256: str
    name: str
    tool: str
    date: str
    commit: str
    outcome: Outcome
    message: str
    log: str
    counts: bool
    setback: str


class InspectionRecord(Struct, frozen=True, gc=False):
    """A record that something was inspected by a checklist, who did that and who approved it.

    `sha256` is that of the file that holds the record, `inspected` that of the text that was inspected.
    """

    file: str
    line: int
    sha256: str
    checklist: str
    outcome: Outcome
    author: str
    approver: str
    date: str
    inspected: str
    note: str
    counts: bool
    setback: str


def imported(case: Case | None) -> tuple[ImportedResult, ...]:
    """The results from elsewhere that a case rests on."""
    return tuple(map(_imported, case.origins)) if case else ()


def _imported(origin: Origin) -> ImportedResult:
    return ImportedResult(
        origin.file,
        origin.line,
        origin.digest,
        origin.name,
        origin.tool,
        origin.date,
        origin.commit,
        origin.outcome,
        origin.message,
        origin.log,
        not origin.setback,
        origin.setback,
    )


def recorded(case: Case | None) -> tuple[InspectionRecord, ...]:
    """The records of inspections that a case rests on."""
    return tuple(map(_recorded, case.inspections)) if case else ()


def _recorded(record: Inspection) -> InspectionRecord:
    return InspectionRecord(
        record.file,
        record.line,
        record.digest,
        record.checklist,
        record.outcome,
        record.author,
        record.approver,
        record.date,
        record.text,
        record.note,
        not record.setback,
        record.setback,
    )


def result_lines(case: Case | None) -> Iterator[Block]:
    """Every result from elsewhere in a line, and why it does not count where it does not."""
    for each in imported(case):
        said = ", ".join(filter(None, (each.tool, each.date, f"commit {each.commit[:12]}" if each.commit else "")))
        yield Paragraph((*_head(each.outcome, each.name), *_place(each.file, each.line), Words(_behind(said))))
        if each.message:
            yield Paragraph((Words(each.message),))
        yield from _setback(each.setback)


def record_lines(case: Case | None) -> Iterator[Block]:
    """Every record of an inspection: what by, what came of it, who did it and who approved it."""
    for each in recorded(case):
        yield Paragraph((*_head(each.outcome, each.checklist), *_place(each.file, each.line)))
        yield Paragraph((Words(f"by {each.author}, approved by {each.approver}, {each.date}"),))
        if each.note:
            yield Paragraph((Words(each.note, Weight.SOFT),))
        yield from _setback(each.setback)


def _head(outcome: Outcome, name: str) -> Line:
    return (Badge(chip(outcome)), Words(f" {name}" if name else ""))


def _place(file: str, line: int) -> Line:
    return Words(" in "), Source(Span(file, line))


def _behind(said: str) -> str:
    return f" ({said})" if said else ""


def _setback(why: str) -> Iterator[Block]:
    if why:
        yield Paragraph((Words("does not count: ", Weight.STRONG), Words(why)))
