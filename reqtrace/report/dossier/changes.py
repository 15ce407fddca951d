# SPDX-License-Identifier: Apache-2.0
"""What changed since the baseline, and what has to be looked at or executed again because of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from reqtrace.report.block import Block, Bullets, Column, Line, Row, Source, Weight, Words
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.sheets.cells import linked, plain, sentence
from reqtrace.report.view import counted
from reqtrace.trace.change import Change, Direction, Edit, ItemChange, Suspect
from reqtrace.trace.verdict import Verdict

KEY: Final = "changes"


class ChangedItem(Struct, frozen=True, gc=False):
    """What became of an item; ids are None where it did not exist, verdicts where nothing was executed."""

    before: str | None
    after: str | None
    title: str
    edits: tuple[Edit, ...]
    defect: bool
    links_added: tuple[str, ...]
    links_removed: tuple[str, ...]
    fields: tuple[str, ...]
    verdict_before: Verdict | None
    verdict_after: Verdict | None


class SuspectItem(Struct, frozen=True, gc=False):
    """An item that has to be looked at because of another one that changed."""

    id: str
    title: str
    direction: Direction
    because: str


class Changes(Struct, frozen=True, gc=False):
    """What changed from `before` to `after`; both are None where no baseline was named."""

    compared: bool
    before: str | None
    after: str | None
    items: tuple[ChangedItem, ...]
    suspects: tuple[SuspectItem, ...]
    rerun: tuple[str, ...]
    verdicts: int


def changes(ledger: Ledger) -> Changes:
    """What changed since the baseline."""
    change = ledger.material.change
    if change is None:
        return Changes(compared=False, before=None, after=None, items=(), suspects=(), rerun=(), verdicts=0)
    return Changes(
        compared=True,
        before=change.before,
        after=change.after,
        items=tuple(map(_changed, change.items)),
        suspects=tuple(
            SuspectItem(str(each.id), each.title, each.direction, str(each.because)) for each in change.suspects
        ),
        rerun=tuple(map(str, change.rerun)),
        verdicts=len(change.verdicts),
    )


def _changed(item: ItemChange) -> ChangedItem:
    return ChangedItem(
        str(item.before) if item.before else None,
        str(item.after) if item.after else None,
        item.title,
        item.edits,
        any(edit.defect for edit in item.edits),
        item.links_added,
        item.links_removed,
        tuple(each.name for each in item.fields),
        item.verdict_before,
        item.verdict_after,
    )


def _word(verdict: Verdict | None) -> str | None:
    return verdict.value if verdict else None


# [impl->dsn~changes_in_the_report~1]
def section(ledger: Ledger, told: Changes) -> Section:
    """What changed, the defects first, and what has to be looked at again."""
    change = ledger.material.change
    blocks: Iterator[Block] = iter(()) if change is None else _blocks(ledger, change)
    nothing = (sentence("No baseline was named, so nothing is said here of what changed."),)
    return Section(KEY, TITLES[KEY], told, tuple(blocks) if change else nothing)


def _blocks(ledger: Ledger, change: Change) -> Iterator[Block]:
    yield sentence(
        f"From {change.before} to {change.after}: {counted(len(change.items), 'item')} changed, "
        f"{len(change.defects)} as must not be; {counted(len(change.suspects), 'more item')} to look at, "
        f"{counted(len(change.rerun), 'test case')} to execute again."
    )
    columns = (
        Column("item", "Item", 36),
        Column("edits", "What was done", 24),
        Column("links", "Links", 24),
        Column("verdict", "Verdict before and now", 16),
    )
    ordered = sorted(change.items, key=lambda item: not any(edit.defect for edit in item.edits))
    yield listed(KEY, columns, map(_row, ordered), "item", "No item changed.")
    if change.suspects:
        yield sentence("To be looked at, because of what changed:")
        yield Bullets(tuple(_suspect(each, ledger) for each in change.suspects))
    if change.rerun:
        yield sentence("Test cases to execute again:")
        yield Bullets(tuple((linked(id_, ledger.view),) for id_ in change.rerun))


def _row(item: ItemChange) -> Row:
    id_ = f"{item.before} → {item.after}" if item.before and item.after and item.before != item.after else ""
    name = id_ or str(item.after or item.before)
    edits = (f"{edit.value}{', which must not be' if edit.defect else ''}" for edit in item.edits)
    links = (*(f"+ {each}" for each in item.links_added), *(f"− {each}" for each in item.links_removed))
    verdicts = f"{_word(item.verdict_before) or '–'} → {_word(item.verdict_after) or '–'}"
    return Row((plain(item.title, name), plain(*edits), plain(*links), plain(verdicts)))


def _suspect(suspect: Suspect, ledger: Ledger) -> Line:
    why = "covers" if suspect.direction is Direction.DOWN else "is covered by"
    link = linked(suspect.id, ledger.view)
    return link, Words(f" {why} ", Weight.SOFT), linked(suspect.because, ledger.view), Words(" "), Source(suspect.span)
