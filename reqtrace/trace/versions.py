# SPDX-License-Identifier: Apache-2.0
"""How every requirement stands in every profile, and which findings are to blame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from enum import StrEnum
from functools import cached_property
from typing import Final

from msgspec import Struct

from reqtrace.config import Config
from reqtrace.evidence import Case, Evidence, Finding, Outcome
from reqtrace.ident import ItemId
from reqtrace.item import Status
from reqtrace.span import Span
from reqtrace.trace.coverage import Coverage
from reqtrace.trace.graph import Graph
from reqtrace.trace.verdict import Judgement, Verdict, judge

_SILENT: Final = frozenset({Outcome.PASSED, Outcome.BLOCKED})
"""The outcomes of cases that show no deviation."""


class Standing(StrEnum):
    """How a requirement stands in a profile, best first."""

    CONFORMS = "conforms"
    UNVERIFIED = "unverified"
    NOT_OBSERVABLE = "not observable"
    NOT_IMPLEMENTED = "not implemented"
    DEVIATES = "deviates"
    FAILED = "failed"
    """A case failed that no finding explains: the model or the case is wrong."""


class Showing(Struct, frozen=True):
    """A case that showed a deviation: the step that did, what was seen there, and the findings that act in it.

    `hidden` are those that would act if the situation arose that others keep from arising.
    """

    id: ItemId
    standing: Standing
    findings: tuple[str, ...]
    step: str
    message: str
    span: Span
    hidden: tuple[str, ...] = ()


class Cell(Struct, frozen=True):
    """How a requirement stands in one profile: what showed it and, where it is unverified, the reasons.

    `hidden` are the findings that act in no case of it, and would in one if the situation arose; they decide nothing.
    """

    standing: Standing
    findings: tuple[str, ...] = ()
    showings: tuple[Showing, ...] = ()
    reasons: tuple[tuple[ItemId, str], ...] = ()
    hidden: tuple[str, ...] = ()


class Matrix(Struct, frozen=True, dict=True):
    """Every requirement on every profile; the cells of a row stand in the order of `profiles`."""

    target: str
    profiles: tuple[str, ...]
    rows: Mapping[ItemId, tuple[Cell, ...]]
    """By id."""
    findings: Mapping[str, Finding]
    """All that any profile shows, by name, as they are numbered."""
    required: tuple[bool, ...]
    """For each profile, whether it shows no finding, so that everything must pass there."""
    versions: Mapping[str, tuple[str, ...]]
    """By finding, the profiles that are known to show it, whether a case saw it there or not."""
    elsewhere: str = ""
    """What counts besides where no finding is shown, as in ``results from 3 files``."""

    @property
    def sound(self) -> bool:
        """Whether all passes where no finding is shown, and a finding explains whatever does not elsewhere."""
        return all(cell.standing is not Standing.FAILED for cells in self.rows.values() for cell in cells)

    @cached_property
    def concerning(self) -> Mapping[ItemId, tuple[Finding, ...]]:
        """The findings that concern an item, as they are numbered; nothing for one that none concerns."""
        found: dict[ItemId, tuple[Finding, ...]] = {}
        for finding in self.findings.values():
            for id_ in finding.affects:
                found[id_] = (*found.get(id_, ()), finding)
        return found

    @cached_property
    def hidden(self) -> tuple[str, ...]:
        """The findings that are hidden in some cell, as they are numbered."""
        names = {name for cells in self.rows.values() for cell in cells for name in cell.hidden}
        return tuple(name for name in self.findings if name in names)

    def decides(self, profile: str) -> bool:
        """Whether a case that fails in `profile`, the first, may do so, for it shows findings that explain it."""
        return profile == self.profiles[0] and not self.required[0]


# [impl->dsn~worst_case_decides_a_cell~1]
def versions(
    graph: Graph,
    coverage: tuple[Coverage, ...],
    evidences: Sequence[Evidence],
    config: Config,
    known: Sequence[tuple[Evidence, tuple[Judgement, ...]]] = (),
) -> Matrix:
    """How every requirement that can be judged stands in the profile of each evidence.

    What is `known` to follow from an evidence is not judged again.
    """
    findings = {finding.name: finding for evidence in evidences for finding in evidence.findings}
    judged: list[tuple[Evidence, tuple[Judgement, ...]]] = []
    for evidence in evidences:
        same = (judgements for other, judgements in (*known, *judged) if other.cases == evidence.cases)
        judged.append((evidence, next(same, ()) or judge(graph, coverage, evidence, config)))
    rows = list(_rows(graph, config))
    columns: list[Mapping[ItemId, Cell]] = []
    for place, (evidence, judgements) in enumerate(judged):
        # Where nothing shows, the judgements alone decide, and they may be those of another profile.
        silent = not any(case.hidden or case.outcome not in _SILENT for case in evidence.cases)
        alike = (at for at, each in enumerate(judged[:place]) if silent and each[1] is judgements)
        first = next(alike, None)
        columns.append(_column(graph, rows, evidence, judgements) if first is None else columns[first])
    return Matrix(
        evidences[0].target,
        tuple(evidence.profile for evidence in evidences),
        {id_: tuple(column[id_] for column in columns) for id_ in sorted(columns[0])},
        findings,
        tuple(not evidence.findings for evidence in evidences),
        {name: _showing(name, evidences) for name in findings},
        next((each.elsewhere for each in evidences if each.elsewhere), ""),
    )


def _showing(finding: str, evidences: Sequence[Evidence]) -> tuple[str, ...]:
    return tuple(evidence.profile for evidence in evidences if finding in {each.name for each in evidence.findings})


def _rows(graph: Graph, config: Config) -> Iterator[tuple[int, tuple[ItemId, ...]]]:
    """The positions of the requirements that can be judged, with their test cases."""
    for position, item in enumerate(graph.items):
        if item.status is not Status.REJECTED and not config.is_judged(item.id.kind):
            cases = cases_beneath(graph, config, position)
            if item.needs or cases:
                yield position, cases


def _column(
    graph: Graph,
    rows: Iterable[tuple[int, tuple[ItemId, ...]]],
    evidence: Evidence,
    judged: Sequence[Judgement],
) -> Mapping[ItemId, Cell]:
    """How the requirements in `rows` stand in one profile."""
    known = {finding.name: finding for finding in evidence.findings}
    shown = {case.id: tuple(_showings(case, known)) for case in evidence.cases}
    hidden = {case.id: case.hidden for case in evidence.cases}
    column = {}
    for position, cases in rows:
        seen = [showing for id_ in cases for showing in shown.get(id_, ())]
        acting = {name for showing in seen for name in showing.findings}
        behind = {name for id_ in cases for name in hidden.get(id_, ())} - acting
        names, unseen = _numbered(evidence, acting), _numbered(evidence, behind)
        column[graph.items[position].id] = _cell(judged[position], seen, names, unseen)
    return column


def _numbered(evidence: Evidence, names: Set[str]) -> tuple[str, ...]:
    """The names in the order in which findings are numbered."""
    return tuple(finding.name for finding in evidence.findings if finding.name in names)


def _cell(
    judgement: Judgement, showings: Sequence[Showing], findings: tuple[str, ...], hidden: tuple[str, ...]
) -> Cell:
    """The worst of the cases decides; a requirement conforms only where it is verified."""
    if not showings:
        verified = judgement.verdict is Verdict.VERIFIED
        standing, reasons = (Standing.CONFORMS, ()) if verified else (Standing.UNVERIFIED, judgement.reasons)
        return Cell(standing, reasons=reasons, hidden=hidden)
    standings = list(Standing)
    worst = max((showing.standing for showing in showings), key=standings.index)
    return Cell(worst, findings, tuple(showings), (), hidden)


def _showings(case: Case, known: Mapping[str, Finding]) -> Iterator[Showing]:
    """What a case that did not pass shows: the first scenario in which just these findings act, for each such set."""
    if case.outcome in _SILENT:
        return
    first = {scenario.findings: scenario.fault for scenario in reversed(case.scenarios) if scenario.findings}
    faults = first if case.findings and first else {case.findings: case.fault[1] if case.fault else None}
    for findings, step in sorted(faults.items(), key=lambda fault: fault[1].span if fault[1] else Span("")):
        yield Showing(
            case.id,
            _standing(findings, known),
            findings,
            step.text if step else "",
            (step.message if step else "") or case.message,
            step.span if step else Span(""),
            case.hidden,
        )


def _standing(findings: tuple[str, ...], known: Mapping[str, Finding]) -> Standing:
    """What the gravest of the findings that act in a failure makes of it; without any, it is one."""
    standings = list(Standing)
    return max((Standing(known[name].consequence) for name in findings), key=standings.index, default=Standing.FAILED)


def cases_beneath(graph: Graph, config: Config, position: int) -> tuple[ItemId, ...]:
    """The test cases that cover an item as they should, or cover what covers it, by id."""
    found: set[ItemId] = set()
    seen: set[int] = set()
    waiting = list(graph.covering(position))
    while waiting:
        below = waiting.pop()
        if below not in seen:
            seen.add(below)
            waiting.extend(graph.covering(below))
            if config.is_judged(graph.items[below].id.kind):
                found.add(graph.items[below].id)
    return tuple(sorted(found))
