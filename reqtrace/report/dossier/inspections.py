# SPDX-License-Identifier: Apache-2.0
"""What is verified by inspection or by analysis: on which record that rests, and whether the record counts."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from reqtrace.evidence import Origin
from reqtrace.report.block import Column, Row
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.requirement import Reason, reasons
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.cells import heading, named, plain, row, sentence, verdict
from reqtrace.report.view import Entry
from reqtrace.trace.attributes import Method

KEY: Final = "inspections"
_METHODS: Final = (Method.INSPECTION, Method.ANALYSIS)


class Inspected(Struct, frozen=True):
    """An item that is verified by inspection or analysis, what it is worth, and the records that this rests on."""

    id: str
    title: str
    method: str
    shown: str
    verifies: tuple[str, ...]
    records: tuple[Origin, ...]
    reasons: tuple[Reason, ...]


class Inspections(Struct, frozen=True):
    """Everything that is verified by inspection or analysis."""

    items: tuple[Inspected, ...]


def inspections(ledger: Ledger) -> Inspections:
    """What rests on inspection or analysis, in the order of the documents."""
    return Inspections(tuple(_inspected(entry, ledger) for entry in _entries(ledger)))


def _entries(ledger: Ledger) -> tuple[Entry, ...]:
    return tuple(each for each in (*ledger.view.rows, *ledger.view.trials) if ledger.of(each).method in _METHODS)


def _inspected(entry: Entry, ledger: Ledger) -> Inspected:
    method = ledger.of(entry).method
    return Inspected(
        str(entry.id),
        entry.title,
        method.value if method else "",
        entry.chip.word,
        tuple(str(each.id) for each in entry.covers if each.condition.good),
        entry.case.origins if entry.case else (),
        reasons(entry),
    )


def section(ledger: Ledger, told: Inspections) -> Section:
    """A row for everything that is verified by inspection or analysis."""
    columns = (
        Column("item", "Item", 36),
        Column("method", "Method", 12),
        Column("verdict", heading(ledger.view), 14),
        Column("record", "Record", 38),
    )
    rows = (_row(entry, each) for entry, each in zip(_entries(ledger), told.items, strict=True))
    blocks = (
        sentence(
            "An inspection or analysis counts where its record names a checklist, an author, somebody else who "
            "approved it, and the very text that was looked at."
        ),
        listed(KEY, columns, rows, "item", "Nothing is verified by inspection or analysis."),
    )
    return Section(KEY, "Inspections and analyses", told, blocks)


def _row(entry: Entry, told: Inspected) -> Row:
    record = [f"{each.name} in {each.file}, {each.date}" for each in told.records] or ["no record"]
    return row(entry, (named(entry), plain(told.method), verdict(entry), plain(*record)))
