# SPDX-License-Identifier: Apache-2.0
"""The requirements and the test cases as tables, a row for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from reqtrace.evidence import Outcome
from reqtrace.report.tables.facts import Facts, level, techniques, types
from reqtrace.report.tables.grid import Column, Grid, Look, Value
from reqtrace.report.view import Entry, State

_BAD: Final = frozenset({Outcome.FAILED.value, Outcome.ERROR.value})
_BEGIN: Final = (
    Column("Kind", 16),
    Column("Id", 34, Look.CODE),
    Column("Revision", 9, Look.NUMBER),
    Column("Title", 40),
    Column("Status", 10),
    Column("Level", 12),
)
_END: Final = (Column("Tags", 24), Column("File", 30, Look.CODE), Column("Line", 7, Look.NUMBER))


def requirements(facts: Facts) -> Grid:
    """Every requirement with its text, how it is verified, and how far."""
    columns = (
        *_BEGIN,
        Column("Method", 14),
        Column(facts.verdict, 16, Look.CHIP),
        Column("Rests on", 24),
        Column("Complete", 13),
        Column("Passed", 8, Look.NUMBER),
        Column("Failed", 8, Look.NUMBER),
        Column("Not run", 8, Look.NUMBER),
        Column("Why not verified", 50),
        Column("Description", 70),
        Column("Rationale", 50),
        *_END,
    )
    rows = (_requirement(entry, facts) for entry in facts.requirements)
    return Grid("Requirements", columns, rows, "There is no requirement.", 2)


def _requirement(entry: Entry, facts: Facts) -> Sequence[Value]:
    outcomes = Counter(each.chip.word for each in entry.cases if each.condition.good)
    passed, failed = outcomes[Outcome.PASSED.value], sum(outcomes[word] for word in _BAD)
    counts: Sequence[Value] = (passed, failed, outcomes.total() - passed - failed)
    return (
        *_begin(entry, facts),
        facts.method(entry),
        entry.chip,
        facts.grounds(entry),
        facts.complete(entry),
        *(counts if outcomes or not entry.covered_by else (None, None, None)),
        facts.reasons(entry) or "\n".join(f"no {kind} covers it" for kind in entry.missing),
        entry.item.description,
        entry.item.rationale,
        *_end(entry),
    )


def cases(facts: Facts) -> Grid:
    """Every test case with what it aims at, what came of it, and where it failed."""
    columns = (
        *_BEGIN,
        Column("Type", 20),
        Column("Technique", 24),
        Column("Verifies", 12),
        Column("Outcome" + facts.verdict.removeprefix("Verdict").removeprefix("Coverage"), 16, Look.CHIP),
        Column("Rests on", 24),
        Column("Covers", 36, Look.CODE),
        Column("Scenarios", 10, Look.NUMBER),
        Column("Steps", 8, Look.NUMBER),
        Column("Criterion not met", 50),
        Column("What was seen instead", 60),
        Column("Evidence from", 36, Look.CODE),
        Column("Description", 60),
        *_END,
    )
    rows = (_case(entry, facts) for entry in facts.view.trials)
    return Grid("Test cases", columns, rows, "There is no test case.", 2)


def _case(entry: Entry, facts: Facts) -> Sequence[Value]:
    said, case, failure = facts.of(entry), entry.case, entry.failure
    scenarios = case.scenarios if case else ()
    return (
        *_begin(entry, facts),
        types(said),
        techniques(said),
        said.extent.value,
        entry.chip,
        facts.grounds(entry),
        "\n".join(str(each.id) for each in entry.covers),
        len(scenarios),
        sum(len(each.steps) for each in scenarios),
        failure.step if failure else "",
        failure.message if failure else (case.message if case else State.NOT_RUN.value),
        "\n".join(_origins(entry)),
        entry.item.description,
        *_end(entry),
    )


def _origins(entry: Entry) -> Iterator[str]:
    """The files of results from elsewhere that a case rests on, each with its digest."""
    for origin in entry.case.origins if entry.case else ():
        yield " ".join(filter(None, (origin.file, origin.name, origin.date, f"SHA-256 {origin.digest}")))


def _begin(entry: Entry, facts: Facts) -> Sequence[Value]:
    id_ = entry.id
    return entry.kind_title, str(id_), id_.revision, entry.title, entry.item.status.value, level(facts.of(entry))


def _end(entry: Entry) -> Sequence[Value]:
    return ", ".join(entry.item.tags), entry.item.span.file, entry.item.span.line
