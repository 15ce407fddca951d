# SPDX-License-Identifier: Apache-2.0
"""The matrix as a table: a row for every item and each of those that cover it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reqtrace.report.tables.facts import Facts, level, techniques, types
from reqtrace.report.tables.grid import Column, Grid, Look, Value
from reqtrace.report.view import Entry, Neighbour, acceptance, misfit

_NOTHING: Final[Sequence[Value]] = (None,) * 9
"""One end of a link at which there is nothing: as many cells as tell of an item there."""
_NOBODY: Final[Sequence[Value]] = (None,) * 8
_UNKNOWN: Final[Sequence[Value]] = (None,) * 6
"""What is not known of an item that does not exist: all but its kind, id and revision."""


# [impl->dsn~matrix_is_a_row_a_link~1]
def matrix(facts: Facts) -> Grid:
    """A row for every requirement and each item that covers it; what is at one end of no link has a row of its own.

    A link in a bad condition has a row too, which says what is wrong with it.
    """
    verdict = facts.verdict
    columns = (
        Column("Kind", 16),
        Column("Id", 34, Look.CODE),
        Column("Revision", 9, Look.NUMBER),
        Column("Title", 40),
        Column("Level", 12),
        Column("Method", 14),
        Column(verdict, 16, Look.CHIP),
        Column("Rests on", 24),
        Column("Complete", 13),
        Column("Link", 18),
        Column("Covered by: kind", 16),
        Column("Covered by: id", 34, Look.CODE),
        Column("Covered by: title", 40),
        Column(f"Covered by: {verdict[0].lower()}{verdict[1:]}", 16, Look.CHIP),
        Column("Covered by: rests on", 24),
        Column("Type", 20),
        Column("Technique", 24),
        Column("Verifies", 12),
        Column("File", 30, Look.CODE),
        Column("Line", 7, Look.NUMBER),
        Column("What is wrong", 60),
    )
    return Grid("Matrix", columns, _rows(facts), "There is no item.", 2)


def _rows(facts: Facts) -> Iterator[Sequence[Value]]:
    """What is wrong comes before what is fine."""
    entries = facts.view.entries
    covered = {entry.anchor: _covered(entry, facts) for entry in entries if not entry.executable or entry.covered_by}
    covering = {entry.anchor: _covering(entry, facts) for entry in entries if entry.covers or entry.executable}
    for entry in entries:
        for each in entry.covers:
            if not each.condition.good:
                cited = covered.get(each.anchor) or _cited(each)
                yield (*cited, each.condition.value, *covering[entry.anchor][:-1], misfit(each))
    for entry in facts.view.trials:
        if not entry.covers:
            yield (*_NOTHING, "covers nothing", *covering[entry.anchor])
    demanding = {entry.anchor for entry in facts.requirements}
    for entry in (*facts.view.rows, *facts.view.trials):
        links = [each for each in entry.covered_by if each.condition.good]
        yield from ((*covered[entry.anchor], "covers", *covering[each.anchor]) for each in links)
        if not links and entry.anchor in demanding:
            link, wrong = _uncovered(entry, facts)
            yield (*covered[entry.anchor], link, *_NOBODY, entry.item.span.file, entry.item.span.line, wrong)


def _covered(entry: Entry, facts: Facts) -> Sequence[Value]:
    """The end of a link that is covered."""
    said, id_ = facts.of(entry), entry.id
    worth = entry.chip, facts.grounds(entry), facts.complete(entry)
    return entry.kind_title, str(id_), id_.revision, entry.title, level(said), facts.method(entry), *worth


def _cited(cited: Neighbour) -> Sequence[Value]:
    """The end of a link where there is no such item, or several."""
    return None, str(cited.id), cited.id.revision, *_UNKNOWN


def _covering(entry: Entry, facts: Facts) -> Sequence[Value]:
    """The end of a link that covers, where it stands, and what is wrong with it."""
    said, place, worth = facts.of(entry), entry.item.span, (entry.chip, facts.grounds(entry))
    aims = (types(said), techniques(said), said.extent.value) if entry.executable else (None, None, None)
    return entry.kind_title, str(entry.id), entry.title, *worth, *aims, place.file, place.line, _fault(entry)


def _fault(entry: Entry) -> str:
    """What is wrong with what covers: where a test case failed, and why; else why it is not verified."""
    if entry.failure:
        return "\n".join(filter(None, (entry.failure.step, entry.failure.message)))
    return Facts.reasons(entry)


def _uncovered(entry: Entry, facts: Facts) -> tuple[str, str]:
    """What a requirement without links is called, and what it lacks."""
    if entry.rejected:
        return "rejected", ""
    if not entry.item.needs:
        return "needs nothing", ""
    gaps = (f"no {gap.kind} covers it, {acceptance(gap)}: {gap.justification.reason}" for gap in entry.gaps)
    lacking = (f"no {kind} covers it" for kind in entry.missing)
    ended = (
        f"{each.why}, as {each.justification.owner} had it: {each.justification.reason}"
        for each in facts.lapsed
        if each.justification.id == entry.id
    )
    return "not covered", "\n".join((*lacking, *gaps, *ended))
