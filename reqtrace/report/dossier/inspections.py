# SPDX-License-Identifier: Apache-2.0
"""What is verified by inspection or by analysis: on which record that rests, and whether the record counts."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from reqtrace.report.block import Block, Cell, Column, Row
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.records import InspectionRecord, record_lines, recorded
from reqtrace.report.dossier.requirement import Reason, reasons
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.cells import heading, plain, row, sentence, soft
from reqtrace.report.view import Entry
from reqtrace.trace.attributes import Method

KEY: Final = "inspections"
_METHODS: Final = (Method.INSPECTION, Method.ANALYSIS)
_RULE: Final = (
    "An inspection or analysis counts where its record names a checklist, an author, somebody else who approved it, "
    "and the very text that was looked at: that of the item and of everything it covers."
)


class Inspected(Struct, frozen=True, gc=False):
    """An item that is verified by inspection or analysis, what it is worth and on what that rests, with the records."""

    id: str
    title: str
    method: Method | None
    shown: str
    rests_on: str
    verifies: tuple[str, ...]
    records: tuple[InspectionRecord, ...]
    reasons: tuple[Reason, ...]


class Inspections(Struct, frozen=True, gc=False):
    """Everything that is verified by inspection or analysis, and when a record counts."""

    rule: str
    items: tuple[Inspected, ...]


def inspections(ledger: Ledger) -> Inspections:
    """What rests on inspection or analysis, in the order of the documents."""
    return Inspections(_RULE, tuple(_inspected(entry, ledger) for entry in _entries(ledger)))


def _entries(ledger: Ledger) -> tuple[Entry, ...]:
    return tuple(
        entry
        for entry in (*ledger.requirements, *ledger.view.trials)
        if ledger.of(entry).method in _METHODS or ((case := ledger.case(entry)) and case.inspections)
    )


def _inspected(entry: Entry, ledger: Ledger) -> Inspected:
    return Inspected(
        str(entry.id),
        entry.title,
        ledger.of(entry).method,
        entry.chip.word,
        ledger.grounds(entry),
        tuple(str(each.id) for each in entry.covers if each.condition.good),
        recorded(ledger.case(entry)),
        reasons(entry),
    )


# [impl->dsn~inspections_name_who_approved~1]
def section(ledger: Ledger, told: Inspections) -> Section:
    """A row for everything that is verified by inspection or analysis."""
    columns = (
        Column("item", "Item", 34),
        Column("method", "Method", 12),
        Column("verdict", heading(ledger.view), 14),
        Column("record", "Record", 40),
    )
    rows = (_row(entry, each, ledger) for entry, each in zip(_entries(ledger), told.items, strict=True))
    table = listed(KEY, columns, rows, "item", "Nothing is verified by inspection or analysis.")
    return Section(KEY, TITLES[KEY], told, (sentence(told.rule), table))


def _row(entry: Entry, told: Inspected, ledger: Ledger) -> Row:
    lines = tuple(record_lines(ledger.case(entry)))
    method = told.method.value if told.method else ""
    return row(entry, (ledger.named(entry), plain(method), ledger.worth(entry), Cell(lines or _without(entry))))


def _without(entry: Entry) -> tuple[Block, ...]:
    """What is said where there is no record: nothing is verified by an intention."""
    return (soft("no record") if entry.executable or not entry.covered_by else soft("see what covers it"),)
