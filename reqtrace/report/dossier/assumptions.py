# SPDX-License-Identifier: Apache-2.0
"""Assumptions of use: what whoever integrates the system has to see to, and whether anything here provides for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reqtrace.item import Status
from reqtrace.report.block import Block, Bullets, Cell, Column, Row
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.requirement import described
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.phrases import UNSTATED
from reqtrace.report.sheets.cells import coverers, link, plain, row, sentence, soft
from reqtrace.report.view import Entry, counted

KEY: Final = "assumptions_of_use"


class AssumptionOfUse(Struct, frozen=True, gc=False):
    """An assumption, and what covers it here, such as a part of a manual; never a verdict, for it is not ours."""

    id: str
    title: str
    text: str
    rationale: str
    integrity: str
    status: Status
    covers: tuple[str, ...]
    covered_by: tuple[str, ...]
    missing: tuple[str, ...]
    file: str
    line: int


class AssumptionsOfUse(Struct, frozen=True, gc=False):
    """All assumptions, how many of them lack something here, and whose they are to be shown."""

    shown_by: str
    covered: int
    assumptions: tuple[AssumptionOfUse, ...]


def assumptions_of_use(ledger: Ledger) -> AssumptionsOfUse:
    """The assumptions in the order of the documents."""
    live = [entry for entry in ledger.assumptions if not entry.rejected]
    covered = sum(entry.coverage.shallow for entry in live)
    return AssumptionsOfUse("integrator", covered, tuple(_assumption(each, ledger) for each in ledger.assumptions))


def _assumption(entry: Entry, ledger: Ledger) -> AssumptionOfUse:
    item = entry.item
    return AssumptionOfUse(
        str(entry.id),
        entry.title,
        item.description,
        item.rationale,
        ledger.of(entry).integrity,
        item.status,
        tuple(str(each.id) for each in entry.covers if each.condition.good),
        tuple(str(each.id) for each in entry.covered_by if each.condition.good),
        entry.missing,
        item.span.file,
        item.span.line,
    )


# [impl->dsn~assumptions_stand_apart~1]
def section(ledger: Ledger, told: AssumptionsOfUse) -> Section:
    """A row for every assumption, and below that each by itself."""
    below = tuple(described(entry, ledger) for entry in ledger.assumptions)
    return Section(KEY, TITLES[KEY], told, tuple(_blocks(ledger, told)), below)


def _blocks(ledger: Ledger, told: AssumptionsOfUse) -> Iterator[Block]:
    if told.assumptions:
        yield sentence(
            f"{counted(len(told.assumptions), 'assumption')}. Nothing here can verify them: whoever integrates the "
            "system has to show that they hold, and they are in no figure of verified requirements."
        )
    provided = any(entry.covered_by for entry in ledger.assumptions)
    columns = (
        Column("item", "Assumption", 40),
        Column("integrity", "Level", 12),
        Column("covers", "Belongs to", 24),
        *((Column("covered-by", "Provided for here", 24),) if provided else ()),
    )
    if provided:
        yield sentence("Some have something here that helps with that, such as a part of a manual: it shows nothing.")
    rows = (_row(entry, ledger, provided=provided) for entry in ledger.assumptions)
    yield listed(KEY, columns, rows, "assumption", "No item is an assumption of use.")


def _row(entry: Entry, ledger: Ledger, *, provided: bool) -> Row:
    above = tuple((link(each),) for each in entry.covers if each.condition.good)
    covers = Cell((Bullets(above),)) if above else Cell((soft("nothing"),))
    helping = (coverers(entry, ledger.view) if entry.covered_by else Cell((soft("nothing"),)),) if provided else ()
    return row(entry, (ledger.named(entry), plain(ledger.of(entry).integrity or UNSTATED), covers, *helping))
