# SPDX-License-Identifier: Apache-2.0
"""The answer, its figures, the gate, gaps, diagnostics and inputs as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from reqtrace.config import Justification
from reqtrace.item import Status
from reqtrace.provenance import Provenance
from reqtrace.report.place import seen_from_here
from reqtrace.report.tables.facts import Facts, level
from reqtrace.report.tables.grid import Column, Grid, Look, Value
from reqtrace.report.view import Chip, Entry, Reached, State, Tally, chip, percent
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.gate import Threshold
from reqtrace.trace.verdict import Verdict

NOT_KNOWN = "not known"
_APART = (chip(Status.REJECTED), chip(State.ASSUMED))
"""What is shown by items that no share is of."""


def summary(facts: Facts) -> Grid:
    """The answer, what it is worth, and what it was concluded from."""
    return Grid("Summary", (Column("What", 26), Column(facts.view.title, 110)), _summary(facts), "")


def _summary(facts: Facts) -> Iterator[Sequence[Value]]:
    view, material = facts.view, facts.material
    yield "Answer", view.answer
    yield "What that means", view.meaning
    yield "Nothing is wrong", "yes" if view.sound else "no: see Diagnostics, Gate and Matrix"
    yield "Verdicts rest on", view.qualifier or "links alone: no test case was executed"
    yield from _provenance(material.provenance)
    if material.change:
        yield "Baseline", material.change.before
    for each in material.absent:
        yield f"Format {each.format.value}", f"left out: {each.reason}"


def _provenance(told: Provenance) -> Iterator[Sequence[Value]]:
    yield "Made by", told.tool
    commit = f"{told.commit}, and what was read was changed since" if told.dirty else told.commit
    yield "Commit", commit or NOT_KNOWN
    yield "Date (UTC)", told.date.strftime("%Y-%m-%d %H:%M:%S") if told.date else NOT_KNOWN
    if told.today:
        yield "Gaps accepted on", told.today.isoformat()
    yield "Command", " ".join(told.command) or NOT_KNOWN
    yield "Configuration", told.configuration or "none: the defaults hold"
    if told.configuration_digest:
        yield "SHA-256 of that", told.configuration_digest
    yield "Platform", told.platform or NOT_KNOWN
    yield "Python", told.python or NOT_KNOWN
    yield from (("Library", f"{name} {version}") for name, version in told.packages)


def kinds(facts: Facts) -> Grid:
    """How many items of each kind show what; what is rejected or assumed of a use is no part of a share."""
    columns = (
        Column("Kind", 30),
        Column("Shows", 18, Look.CHIP),
        Column("Items", 10, Look.NUMBER),
        Column("Share", 10),
        Column("Of", 10, Look.NUMBER),
    )
    rows = (
        (each.title, shown, count, *_share(shown, count, each))
        for each in facts.view.tallies
        for shown, count in each.parts
    )
    return Grid("Kinds", columns, rows, "There is no item.")


def _share(shown: Chip, count: int, of: Tally) -> Sequence[Value]:
    """The share of those that count, and how many these are; what does not count has none."""
    return (None, None) if shown in _APART else (percent(count, of.judged), of.judged)


def levels(facts: Facts) -> Grid:
    """How many requirements of each level of safety integrity are verified, and how many in whole."""
    columns = (
        Column("Level", 20),
        Column("Requirements", 14, Look.NUMBER),
        *(Column(f"{each.value} ({facts.view.qualifier or 'nothing executed'})", 22, Look.NUMBER) for each in Verdict),
        *(Column(f"Completeness: {each.value}", 22, Look.NUMBER) for each in Completeness),
    )
    groups: dict[str, Counter[str]] = {}
    for entry in facts.verifiable:
        counted = groups.setdefault(level(facts.of(entry)), Counter())
        counted.update(("", *filter(None, (entry.verdict, f"is {facts.complete(entry)}"))))
    rows = (_level(name, found) for name, found in sorted(groups.items()))
    return Grid("Levels", columns, rows, "There is no requirement.")


def _level(name: str, found: Counter[str]) -> Sequence[Value]:
    verdicts = (found[each] for each in Verdict)
    return (name, found[""], *verdicts, *(found[f"is {each}"] for each in Completeness))


def gate(facts: Facts) -> Grid:
    """What the project demands of itself, and what was reached."""
    columns = (
        Column("Demand", 30, Look.CODE),
        Column("What is demanded", 50),
        Column("Demanded", 16),
        Column("Reached", 36),
        Column("Met", 16, Look.CHIP),
        Column("Short", 30),
    )
    rows = (
        (each.setting, each.words, each.demanded, each.reached, _met(each), each.short) for each in facts.material.gate
    )
    return Grid("Gate", columns, rows, "The project demands nothing of itself.", 1)


def _met(each: Threshold) -> Chip:
    return chip(Reached.of(measured=each.measured, met=each.met))


def gaps(facts: Facts) -> Grid:
    """What is missing and the project accepts or did accept to be missing, who answers for that, and until when."""
    columns = (
        Column("Id", 34, Look.CODE),
        Column("Title", 40),
        Column("Missing", 18),
        Column("Why that is accepted", 70),
        Column("Owner", 20),
        Column("Accepted on", 13),
        Column("Holds until", 13),
        Column("Holds", 50),
    )
    return Grid("Gaps", columns, _gaps(facts), "The project accepts no gap.", 1)


def _gaps(facts: Facts) -> Iterator[Sequence[Value]]:
    """First what was accepted and is not now, which is a defect; then what is."""
    for told in facts.lapsed:
        said = told.justification
        for entry in facts.view.by_id.get(said.id, ()):
            missing = ", ".join(kind for kind in entry.missing if said.accepts(kind))
            yield _gap(entry, missing, said, f"no: {told.why}")
    for entry in facts.view.excused:
        yield from (_gap(entry, gap.kind, gap.justification, "yes") for gap in entry.gaps)


def _gap(entry: Entry, missing: str, said: Justification, holds: str) -> Sequence[Value]:
    days = said.date.isoformat(), said.expires.isoformat()
    return (str(entry.id), entry.title, missing, said.reason, said.owner, *days, holds)


def diagnostics(facts: Facts) -> Grid:
    """What is wrong, where, and the way out."""
    columns = (
        Column("Weight", 12, Look.CHIP),
        Column("Code", 8, Look.CODE),
        Column("What is wrong", 80),
        Column("File", 36, Look.CODE),
        Column("Line", 7, Look.NUMBER),
        Column("Way out", 60),
    )
    base = facts.material.base
    rows = (
        (chip(each.severity), each.code.value, each.message, place.file, place.line or None, each.way_out)
        for each in facts.view.diagnostics
        for place in (seen_from_here(each.span, each, base),)
    )
    return Grid("Diagnostics", columns, rows, "Nothing is wrong.")


def inputs(facts: Facts) -> Grid:
    """Every file that was read."""
    columns = (Column("File", 60, Look.CODE), Column("SHA-256", 68, Look.CODE))
    return Grid("Inputs", columns, ((each.file, each.digest) for each in facts.view.inputs), "No file was read.")
