# SPDX-License-Identifier: Apache-2.0
"""Requirements that refine no other: they came in by a decision of design, which safety has to assess."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reqtrace.report.block import Block, Column, Row
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.phrases import UNSTATED
from reqtrace.report.sheets.cells import plain, row, sentence
from reqtrace.report.view import Entry

KEY: Final = "derived_requirements"


class DerivedRequirement(Struct, frozen=True, gc=False):
    """A requirement that its author calls derived, or that refines nothing although its kind does.

    `stated` says whether the author calls it so; `covers` what it refines all the same.
    """

    id: str
    title: str
    integrity: str
    stated: bool
    covers: tuple[str, ...]
    rationale: str
    file: str
    line: int


class DerivedRequirements(Struct, frozen=True, gc=False):
    """The requirements that have to be assessed for safety by themselves."""

    requirements: tuple[DerivedRequirement, ...]


# [impl->dsn~derived_requirements_are_listed~1]
def derived(ledger: Ledger) -> tuple[Entry, ...]:
    """The requirements that are called derived, or cover nothing though others of their kind, or the project, do.

    A rejected requirement is none of them; what covers nothing and is of the uppermost kind has nothing above it.
    """
    refining = {entry.id.kind for entry in ledger.view.rows if _refines(entry)}
    refining |= {kind for kind, known in ledger.material.config.kinds.items() if known.covers}
    return tuple(
        entry
        for entry in (*ledger.requirements, *ledger.assumptions)
        if not entry.rejected and (ledger.of(entry).derived or (entry.id.kind in refining and not _refines(entry)))
    )


def _refines(entry: Entry) -> bool:
    return any(each.condition.good for each in entry.covers)


def _parents(entry: Entry) -> tuple[str, ...]:
    return tuple(str(each.id) for each in entry.covers if each.condition.good)


def derived_requirements(ledger: Ledger) -> DerivedRequirements:
    """What has to be assessed by itself."""
    return DerivedRequirements(tuple(_derived(entry, ledger) for entry in derived(ledger)))


def _derived(entry: Entry, ledger: Ledger) -> DerivedRequirement:
    attributes, span = ledger.of(entry), entry.item.span
    return DerivedRequirement(
        str(entry.id),
        entry.title,
        attributes.integrity,
        attributes.derived,
        _parents(entry),
        entry.item.rationale,
        span.file,
        span.line,
    )


def section(ledger: Ledger, told: DerivedRequirements) -> Section:
    """A row for every requirement that has to be assessed by itself."""
    return Section(KEY, TITLES[KEY], told, tuple(_blocks(ledger, told)))


def _blocks(ledger: Ledger, told: DerivedRequirements) -> Iterator[Block]:
    yield sentence(
        "A requirement that refines none above it is in no analysis that was made of those above. Whoever answers for "
        "safety has to assess each of these."
    )
    columns = (
        Column("item", "Requirement", 34),
        Column("integrity", "Level", 12),
        Column("why", "Why it is here", 24),
        Column("rationale", "Rationale", 30),
    )
    rows = (_row(entry, each, ledger) for entry, each in zip(derived(ledger), told.requirements, strict=True))
    yield listed(KEY, columns, rows, "requirement", "Every requirement refines one above it.")


def _row(entry: Entry, told: DerivedRequirement, ledger: Ledger) -> Row:
    why = "its author calls it derived" if told.stated else "it refines nothing, and nobody says that it is derived"
    also = (f"it covers {', '.join(told.covers)}",) if told.covers else ()
    rationale = " ".join(told.rationale.split()) or "none is given"
    return row(entry, (ledger.named(entry), plain(told.integrity or UNSTATED), plain(why, *also), plain(rationale)))
