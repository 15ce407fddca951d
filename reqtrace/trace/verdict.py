# SPDX-License-Identifier: Apache-2.0
"""What the evidence says of every item: verified, failed or unverified, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field

from reqtrace.catalogue import Severity
from reqtrace.config import Config
from reqtrace.config.terms import Method
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Evidence, Outcome
from reqtrace.ident import ItemId
from reqtrace.item import Item, Status
from reqtrace.trace.assumptions import assumed
from reqtrace.trace.attributes import attributes
from reqtrace.trace.by_record import by_record
from reqtrace.trace.coverage import Coverage, Deep
from reqtrace.trace.graph import Graph
from reqtrace.trace.marks import speaking

_NOTHING: Final[Mapping[Method | None, str]] = MappingProxyType(
    {Method.INSPECTION: "no record of an inspection", Method.ANALYSIS: "no record or result of an analysis"}
)
"""What is missing where there is no evidence, by how the item is verified; for a test, a result."""
_FAILURES: Final = (Outcome.FAILED, Outcome.ERROR)


class Verdict(StrEnum):
    """What the evidence says of an item, best first."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    FAILED = "failed"


_ORDER = list(Verdict)


class Judgement(Struct, frozen=True, gc=False):
    """The verdict of one item and, where it is not verified, the reasons: the item at fault and what is wrong.

    `known` is false of a former state where it depends on what was observed elsewhere, and nobody knows that.
    """

    verdict: Verdict
    reasons: tuple[tuple[ItemId, str], ...] = ()
    known: bool = True


# [impl->dsn~worst_child_decides~1]
def judge(graph: Graph, coverage: tuple[Coverage, ...], evidence: Evidence, config: Config) -> tuple[Judgement, ...]:
    """Judge every item of `graph`, by position, children before their parents.

    A test case is worth what its evidence says, where that was gathered from the text it has now. Any other item is
    verified when it is deeply covered and everything that covers it is verified, and that is something: the worst of
    it decides. An item that is no test case, and of a kind whose items never need anything, such as a piece of code,
    says nothing either way, and no more does an assumption of use. What is duplicate or rejected is never verified. A
    result that names a requirement itself can let it fail, but not verify it.
    """
    court = _Court(graph, coverage, {case.id: case for case in evidence.cases}, config)
    for position in children_first(graph):
        court.judged[position] = court.judge(position)
    return tuple(court.judged[position] for position in range(len(graph.items)))


class _Court(Struct):
    """What a judgement rests on, and the judgements made so far, by position."""

    graph: Graph
    coverage: tuple[Coverage, ...]
    cases: Mapping[ItemId, Case]
    config: Config
    judged: dict[int, Judgement] = field(default_factory=dict)
    items: Sequence[Item] = ()
    """The items of the graph, which gives each of them anew, all at once."""
    speaking: Set[str] = frozenset()
    """The kinds whose items say something about what they cover."""
    assumed: Set[int] = frozenset()
    """The positions of assumptions of use."""

    def __post_init__(self) -> None:
        self.items = tuple(self.graph.items)
        self.speaking = speaking(self.graph.items, self.config)
        self.assumed = assumed(self.graph, self.config)

    def judge(self, position: int) -> Judgement:
        item = self.items[position]
        if len(self.graph.positions[item.id]) > 1:
            return _unverified(item, "several items have this id")
        if item.status is Status.REJECTED:
            return _unverified(item, "rejected")
        if position in self.assumed:
            return _unverified(item, "an assumption of use: whoever integrates the system has to see to it")
        case = self.cases.get(item.id)
        if self.config.is_executable(item.id.kind):
            return _case(item, case)
        if self.config.is_judged(item.id.kind) or (case and by_record(item, self.config)):
            own = _case(item, case, _NOTHING.get(attributes(item, self.config).method, "no result from elsewhere"))
            return _worst(own, self.requirement(position)) if item.needs else own
        judged = self.requirement(position)
        return _worst(_case(item, case), judged) if case and case.outcome in _FAILURES else judged

    def requirement(self, position: int) -> Judgement:
        """The worst of what covers it and speaks; a test case gives its reasons, another item is named as one."""
        items = self.items
        covering = [child for child in set(self.graph.covering(position)) if child in self.judged]
        covering.sort(key=lambda child: (items[child].id, items[child].span))
        speaking = [child for child in covering if items[child].id.kind in self.speaking and child not in self.assumed]
        coverage = self.coverage[position]
        reasons = list(_own_reasons(items[position], self.graph, position, coverage, bool(speaking)))
        for child in speaking:
            if self.config.is_judged(items[child].id.kind):
                reasons += self.judged[child].reasons
            elif self.judged[child].verdict is not Verdict.VERIFIED:
                reasons.append((items[child].id, self.judged[child].verdict.value))
        if not speaking and coverage.shallow and by_record(items[position], self.config):
            reasons = [(items[position].id, _NOTHING[attributes(items[position], self.config).method])]
        if not reasons and coverage.deep is not Deep.COVERED:
            reasons.append((items[position].id, "something beneath it is not covered"))
        verdicts = (self.judged[child].verdict for child in speaking)
        worst = max(verdicts, key=_ORDER.index, default=Verdict.UNVERIFIED)
        if worst is Verdict.VERIFIED and reasons:
            worst = Verdict.UNVERIFIED
        return Judgement(worst, tuple(dict.fromkeys(reasons)))


def children_first(graph: Graph) -> Sequence[int]:
    """Every position once, what covers an item before that item; circles in any order, for they are never verified."""
    return graph.upwards


def _worst(*judgements: Judgement) -> Judgement:
    """The gravest verdict, with the reasons of all."""
    worst = max((each.verdict for each in judgements), key=_ORDER.index)
    return Judgement(worst, tuple(dict.fromkeys(reason for each in judgements for reason in each.reasons)))


def _case(item: Item, case: Case | None, nothing: str = "not run") -> Judgement:
    """What the evidence says of an item by itself; where there is `nothing`, it says that."""
    if case is None:
        return _unverified(item, nothing)
    if item.digest and not case.digest:  # all that there is comes from elsewhere, and none of it counts
        return _unverified(item, case.message)
    if case.digest != item.digest:
        return _unverified(item, "run on another text than the present one")
    match case.outcome:
        case Outcome.PASSED:
            return Judgement(Verdict.VERIFIED)
        case Outcome.FAILED | Outcome.ERROR:
            return Judgement(Verdict.FAILED, ((item.id, case.message or case.outcome.value),))
        case Outcome.BLOCKED | Outcome.SKIPPED:
            return _unverified(item, case.message or case.outcome.value)


def _own_reasons(
    item: Item, graph: Graph, position: int, coverage: Coverage, spoken_for: bool
) -> Iterator[tuple[ItemId, str]]:
    """What keeps the item itself from being verified, the first of these that holds."""
    if not coverage.shallow:
        yield from ((item.id, f"no {kind} covers it") for kind in coverage.missing)
        for gap in coverage.justified:
            accepted = gap.justification
            yield item.id, f"no {gap.kind} covers it, which {accepted.owner} accepted until {accepted.expires}"
    elif coverage.deep is Deep.CYCLE:
        yield item.id, "it stands in a circle, or above one"
    elif not spoken_for:
        yield item.id, "no test case verifies it"
    elif any(not link.condition.good for link in graph.links[position]):
        yield item.id, "its links are defective"


def _unverified(item: Item, reason: str) -> Judgement:
    return Judgement(Verdict.UNVERIFIED, ((item.id, reason),))


def sound(coverage: Iterable[Coverage], diagnostics: Iterable[Diagnostic], evidence: Evidence | None = None) -> bool:
    """Whether nothing is wrong: no defect, no error, and no case that failed."""
    cases = evidence.cases if evidence else ()
    return not (
        any(judged.defect for judged in coverage)
        or any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
        or any(case.outcome in (Outcome.FAILED, Outcome.ERROR) for case in cases)
    )
