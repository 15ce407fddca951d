# SPDX-License-Identifier: Apache-2.0
"""Which records of inspections count: those of an item that is to be inspected, and of the text that it has now."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from reqtrace.catalogue import Code
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic, Names, Note
from reqtrace.evidence import Inspection, Outcome
from reqtrace.ident import ItemId
from reqtrace.item import Item
from reqtrace.read.results.naming import newest
from reqtrace.read.results.record import Elsewhere, Record
from reqtrace.trace.attributes import attributes
from reqtrace.trace.by_record import BY_PEOPLE
from reqtrace.trace.graph import Graph
from reqtrace.trace.inspectable import inspectable


# [impl->dsn~inspections_are_of_the_present_text~1]
def inspected(
    graph: Graph, elsewhere: Elsewhere, config: Config
) -> tuple[Mapping[ItemId, tuple[Inspection, ...]], tuple[Diagnostic, ...]]:
    """The records of every item, by the id that it has now, and what is wrong with them.

    They say themselves why they do not count, where they do not.
    """
    found: dict[ItemId, tuple[Inspection, ...]] = {}
    diagnostics: list[Diagnostic] = []
    current = newest(graph.positions)
    for record in elsewhere.records:
        id_ = record.id if record.id in graph.positions else current.get((record.id.kind, record.id.name))
        if id_ is None:
            diagnostics.append(_unknown(record, graph))
            continue
        item = graph.items[graph.positions[id_][0]]
        present = inspectable(item, lambda id_: (graph.items[each] for each in graph.positions.get(id_, ())))
        complaint = _complaint(record, item, present, config, elsewhere.today)
        if complaint is not None:
            diagnostics.append(complaint)
        setback = complaint.message.partition(": ")[2] if complaint else ""
        found[id_] = (*found.get(id_, ()), _inspection(record, elsewhere, setback))
    return found, tuple(diagnostics)


def _complaint(
    record: Record, item: Item, present: str, config: Config, today: datetime.date | None
) -> Diagnostic | None:
    """Why a record does not count, as what stands behind the id; None where it does.

    `present` is the digest of what would be inspected now.
    """
    here = Note(f"{item.id} is here", item.span)
    if attributes(item, config).method not in BY_PEOPLE:
        message = f"{item.id}: it is not verified by inspection or analysis"
        help_ = "say so with a tag of the item, or with `method` of its kind"
        return Diagnostic(Code.BAD_RECORD, message, record.span, (here,), help_)
    if record.id != item.id:
        message = f"{record.id}: revision {record.id.revision} was inspected, and {item.id.revision} is current"
        return Diagnostic(Code.STALE_RECORD, message, record.span, (here,))
    if record.text != present:
        whose = "its text or that of what it covers" if item.covers else "its text"
        message = f"{item.id}: {whose} was changed since it was inspected"
        return Diagnostic(Code.STALE_RECORD, message, record.span, (here,))
    if today is not None and record.date > today:
        return Diagnostic(Code.BAD_RECORD, f"{item.id}: {record.date} is still to come", record.span, (here,))
    return None


def _inspection(record: Record, elsewhere: Elsewhere, setback: str) -> Inspection:
    return Inspection(
        file=record.span.file,
        digest=elsewhere.ledgers.get(record.span.file, ""),
        line=record.span.line,
        checklist=record.checklist,
        outcome=Outcome.PASSED if record.passed else Outcome.FAILED,
        author=record.author,
        approver=record.approver,
        date=record.date.isoformat(),
        text=record.text,
        note=record.note,
        setback=setback,
    )


def _unknown(record: Record, graph: Graph) -> Diagnostic:
    closest = Names(map(str, graph.positions)).nearest(str(record.id))
    help_ = f"did you mean {closest}?" if closest else "remove the record"
    return Diagnostic(Code.BAD_RECORD, f"{record.id}: no such item exists", record.span, (), help_)
