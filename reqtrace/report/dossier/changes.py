# SPDX-License-Identifier: Apache-2.0
"""What changed since the baseline, and what has to be looked at or executed again because of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Badge,
    Block,
    Bullets,
    Cell,
    Column,
    Inline,
    Line,
    Literal,
    Paragraph,
    Row,
    Source,
    Table,
    Weight,
    Words,
)
from reqtrace.report.change_json import ChangeDocument, change_document
from reqtrace.report.change_words import (
    FIELD_TITLES,
    MENDS,
    answer,
    gravest,
    lines,
    meaning,
    name,
    of_direction,
    ordered,
    others,
    relation,
)
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.query.order import rank
from reqtrace.report.sheets.cells import linked, sentence, soft
from reqtrace.report.view import chip
from reqtrace.trace.change import Change, Direction, ItemChange, Suspect
from reqtrace.trace.verdict import Verdict

KEY: Final = "changes"
NOT_COMPARED: Final = "No baseline was named, so nothing is said here of what changed."
_HEADINGS: Final = {
    Direction.DOWN: "To be reviewed, for they were written for something else than what they now cover:",
    Direction.UP: "To be judged again, for what covers them changed:",
}


class Changes(Struct, frozen=True, gc=False):
    """What changed since the baseline; None where none was named."""

    compared: bool
    change: ChangeDocument | None


def changes(ledger: Ledger) -> Changes:
    """What changed since the baseline."""
    change = ledger.material.change
    return Changes(change is not None, change_document(change) if change else None)


# [impl->dsn~changes_in_the_report~1]
def section(ledger: Ledger, told: Changes) -> Section:
    """What changed, what must not have changed so first, and what has to be looked at again."""
    change = ledger.material.change
    blocks = tuple(_blocks(ledger, change)) if change else (sentence(NOT_COMPARED),)
    return Section(KEY, TITLES[KEY], told, blocks)


def _blocks(ledger: Ledger, change: Change) -> Iterator[Block]:
    yield Paragraph((Words(answer(change), Weight.STRONG),))
    if change.empty:
        return
    yield sentence(meaning(change))
    yield _items(ledger, change)
    for direction in Direction:
        if suspects := of_direction(change, direction):
            yield sentence(_HEADINGS[direction])
            yield Bullets(tuple(_suspect(each, ledger) for each in suspects))
    if change.rerun:
        yield sentence("Test cases to be executed again:")
        yield Bullets(tuple((linked(id_, ledger.view),) for id_ in change.rerun))
    if change.verdicts:
        yield sentence(f"Other verdicts ({change.qualifier}):")
        yield Bullets(tuple(_verdicts(change, ledger)))


def _items(ledger: Ledger, change: Change) -> Table:
    columns = (
        Column("edit", "Change", 14),
        Column("item", "Item", 30),
        Column("what", "What is different", 42),
        Column("verdict", f"Verdict ({change.qualifier})" if change.qualifier else "Verdict", 14),
    )
    rows = (_row(item, ledger) for item in ordered(change))
    return listed(KEY, columns, rows, "item", "No item changed.")


def _row(item: ItemChange, ledger: Ledger) -> Row:
    edit = gravest(item.edits)
    also = (soft(f"also {', '.join(others(item))}"),) if others(item) else ()
    mend = (soft(MENDS[edit]),) if edit in MENDS else ()
    shown = Cell((Paragraph((Badge(chip(edit)),)), *also, *mend), rank(chip(edit)))
    return Row((shown, _called(item, ledger), Cell(tuple(_differences(item))), _standing(item)), item.id.kind)


def _called(item: ItemChange, ledger: Ledger) -> Cell:
    """The item as a link where it still exists, its id before and now, and its place."""
    head: Inline = linked(item.after, ledger.view) if item.after else Words(item.title, Weight.STRONG)
    return Cell((Paragraph((head,)), soft(name(item)), Paragraph((Source(item.span),))))


def _differences(item: ItemChange) -> Iterator[Block]:
    """What became of its links and texts, line by line."""
    links = [f"- {each}" for each in item.links_removed] + [f"+ {each}" for each in item.links_added]
    if links:
        yield Literal("\n".join(links))
    for field in item.fields:
        yield sentence(f"{FIELD_TITLES.get(field.name, field.name.capitalize())}:")
        yield Literal("\n".join(f"{sign} {line}".rstrip() for sign, line in lines(field.before, field.after)))


def _standing(item: ItemChange) -> Cell:
    before, after = item.verdict_before, item.verdict_after
    if before is after:
        return Cell((Paragraph((_verdict(after),)),))
    return Cell((Paragraph((_verdict(before), Words(" → "), _verdict(after))),))


def _verdict(verdict: Verdict | None) -> Inline:
    return Badge(chip(verdict)) if verdict else Words("–")


def _suspect(suspect: Suspect, ledger: Ledger) -> Line:
    because = linked(suspect.because, ledger.view)
    return linked(suspect.id, ledger.view), Words(f" {relation(suspect)} ", Weight.SOFT), because


def _verdicts(change: Change, ledger: Ledger) -> Iterable[Line]:
    def line(id_: ItemId, before: Verdict | None, after: Verdict | None) -> Line:
        return _verdict(before), Words(" → "), _verdict(after), Words(" "), linked(id_, ledger.view)

    return (line(id_, *verdicts) for id_, verdicts in change.verdicts.items())
