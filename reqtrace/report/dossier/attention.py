# SPDX-License-Identifier: Apache-2.0
"""What needs a person: uncovered, failed or unverified items, the gravest first; missed demands; silent changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Severity
from reqtrace.report.block import Block, Bullets, Cell, Column, Line, Paragraph, Row, Source, Table, Words
from reqtrace.report.dossier.gate import Demand, gate
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.requirement import Reason, reasons
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.card import because
from reqtrace.report.sheets.cells import heading, linked, row, sentence, soft
from reqtrace.report.view import Entry, counted, misfit
from reqtrace.trace.change import Edit, ItemChange
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.verdict import Verdict

KEY: Final = "attention"
_MOST: Final = 10
"""How many reasons a cell names."""


class Wanting(Struct, frozen=True, gc=False):
    """An item that needs a person: what it is worth and on what that rests, what it lacks, what is wrong, and why."""

    id: str
    title: str
    shown: str
    rests_on: str
    missing: tuple[str, ...]
    defects: tuple[str, ...]
    reasons: tuple[Reason, ...]
    file: str
    line: int


class SilentChange(Struct, frozen=True, gc=False):
    """An item that is not what it was at the baseline, and whose revision does not say so."""

    id: str
    title: str
    edits: tuple[Edit, ...]
    file: str
    line: int


class Attention(Struct, frozen=True, gc=False):
    """Everything that needs a person.

    `missed_demands` are what the project demands of itself and does not reach or can not show to reach;
    `silent_changes` must not have happened since the baseline, and `suspects` is how many items have to be looked at
    because of what changed. `not_in_whole` is how many requirements are verified, but only in part or without a word on
    that. `errors` is how many complaints are errors, wherever they are told.
    """

    items: tuple[Wanting, ...] = ()
    missed_demands: tuple[Demand, ...] = ()
    silent_changes: tuple[SilentChange, ...] = ()
    suspects: int = 0
    not_in_whole: int = 0
    errors: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nobody has to look at anything."""
        return not (self.items or self.missed_demands or self.silent_changes or self.suspects or self.errors)


def attention(ledger: Ledger) -> Attention:
    """What needs a person, in the order in which it should be looked at."""
    change = ledger.material.change
    verified = [entry for entry in ledger.requirements if entry.verdict is Verdict.VERIFIED and not entry.rejected]
    return Attention(
        tuple(_wanting(entry, ledger) for entry in ledger.view.attention),
        tuple(each for each in gate(ledger).demands if not each.met),
        tuple(map(_silent, change.defects)) if change else (),
        len(change.suspects) if change else 0,
        sum(ledger.completeness(entry) is not Completeness.COMPLETE for entry in verified),
        len(ledger.view.of_severity(Severity.ERROR)),
    )


def _silent(item: ItemChange) -> SilentChange:
    return SilentChange(str(item.id), item.title, item.edits, item.span.file, item.span.line)


def _wanting(entry: Entry, ledger: Ledger) -> Wanting:
    span = entry.item.span
    return Wanting(
        str(entry.id),
        entry.title,
        entry.chip.word,
        ledger.grounds(entry),
        entry.missing,
        tuple(_defects(entry)),
        reasons(entry),
        span.file,
        span.line,
    )


def _defects(entry: Entry) -> Iterator[str]:
    yield from map(misfit, entry.misfits)
    yield from (each.message for each in entry.objections)


# [impl->dsn~all_that_needs_a_person~1]
def section(ledger: Ledger, told: Attention) -> Section:
    """A row for every item that needs a person, then what is not about one item: demands, changes, errors."""
    found = attention(ledger) if told == Attention() else told
    return Section(KEY, TITLES[KEY], told, (*_beside(ledger, found), _table(ledger, found)))


def _beside(ledger: Ledger, told: Attention) -> Iterator[Block]:
    """What has no row of its own."""
    if told.missed_demands:
        yield sentence("The project does not reach what it demands of itself:")
        yield Bullets(tuple((Words(_missed(each)),) for each in told.missed_demands))
    change = ledger.material.change
    if change and change.defects:
        yield sentence(f"Changed since {change.before}, and the revision was not raised:")
        yield Bullets(tuple(_changed(each, ledger) for each in change.defects))
    if told.suspects:
        be = "is" if told.suspects == 1 else "are"
        yield sentence(f"{counted(told.suspects, 'item')} {be} suspect because of what changed: “{TITLES['changes']}”.")
    if told.errors:
        yield sentence(f"{counted(told.errors, 'error')} in all: “{TITLES['findings']}” has each with its way out.")
    if told.not_in_whole:
        be = "is" if told.not_in_whole == 1 else "are"
        yield sentence(
            f"{counted(told.not_in_whole, 'requirement')} {be} verified, and nobody shows that in whole: "
            f"“{TITLES['verification_coverage']}” has the completeness of each."
        )


def _missed(demand: Demand) -> str:
    short = f", {demand.short}" if demand.short else ""
    return f"{demand.setting}: {demand.words}: {demand.demanded} demanded, {demand.reached}{short}"


def _changed(item: ItemChange, ledger: Ledger) -> Line:
    named = linked(item.after, ledger.view) if item.after else Words(item.title)
    return named, Words(f": {', '.join(item.edits)} "), Source(item.span)


def _table(ledger: Ledger, told: Attention) -> Table:
    columns = (
        Column("item", "Item", 28),
        Column("verdict", heading(ledger.view), 16),
        Column("why", "Why", 40),
        Column("file", "Written in", 16),
    )
    rows = (_row(entry, ledger) for entry in ledger.view.attention)
    else_ = " else" if told.not_in_whole else ""
    nothing = f"Nothing{else_} needs a person." if told.nothing else "No item is at fault by itself."
    return listed(KEY, columns, rows, "item", nothing)


def _row(entry: Entry, ledger: Ledger) -> Row:
    why = list(_why(entry))
    shown: tuple[Block, ...] = (Bullets(tuple(why[:_MOST])),) if why else ()
    more = (soft(f"and {len(why) - _MOST} more"),) if len(why) > _MOST else ()
    place = Cell((Paragraph((Source(entry.item.span),)),))
    return row(entry, (ledger.named(entry), ledger.worth(entry), Cell((*shown, *more)), place))


def _why(entry: Entry) -> Iterator[Line]:
    """What the item lacks, what is wrong with it, and the reasons for its verdict."""
    yield from ((Words(f"no {kind} covers it"),) for kind in entry.missing)
    yield from ((Words(each),) for each in _defects(entry))
    yield from (because(each, entry) for each in entry.reasons if not _is_missing(each.text, entry))


def _is_missing(text: str, entry: Entry) -> bool:
    """Whether a reason says the same as what the item lacks."""
    return any(text == f"no {kind} covers it" for kind in entry.missing)
