# SPDX-License-Identifier: Apache-2.0
"""Which verdicts are not known because nobody knows what was observed elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from reqtrace.config import Config
from reqtrace.config.terms import Method
from reqtrace.evidence import Case, Evidence, Outcome
from reqtrace.ident import ItemId
from reqtrace.item import Item
from reqtrace.trace.attributes import attributes
from reqtrace.trace.by_record import BY_PEOPLE, by_record
from reqtrace.trace.coverage import Coverage
from reqtrace.trace.graph import Graph
from reqtrace.trace.verdict import Judgement, judge


# [impl->dsn~former_verdicts_are_known_or_not~1]
def doubt(
    graph: Graph,
    coverage: tuple[Coverage, ...],
    evidence: Evidence,
    config: Config,
    other: Evidence,
    *,
    results: bool,
    records: bool,
) -> tuple[Judgement, ...]:
    """Judge every item as `judge` does, and say of which verdicts nobody knows whether they are these.

    `results` and `records` say whether it is known what was tested and what was inspected elsewhere. Where it is not,
    an item may have passed there or failed that nothing else has settled, or that is named there in an `other` state
    of the project. A verdict that is the same either way is known.
    """
    judgements = judge(graph, coverage, evidence, config)
    open_ = tuple(_unsettled(graph, evidence, config, other, results=results, records=records))
    if not open_:
        return judgements
    best, worst = (
        judge(graph, coverage, _supposed(graph, evidence, open_, outcome), config)
        for outcome in (Outcome.PASSED, Outcome.FAILED)
    )
    pairs = zip(judgements, best, worst, strict=True)
    return tuple(each if high.verdict is low.verdict else replace(each, known=False) for each, high, low in pairs)


def _unsettled(
    graph: Graph, evidence: Evidence, config: Config, other: Evidence, *, results: bool, records: bool
) -> Iterator[ItemId]:
    """The items of which something may have been said elsewhere that nobody knows, each once."""
    cases = {case.id: case for case in evidence.cases}
    tested, inspected = _names(other, "origins"), _names(other, "inspections")
    for id_, positions in graph.positions.items():
        item, name = graph.items[positions[0]], (id_.kind, id_.name)
        if (not results and name in tested) or (not records and name in inspected):
            yield id_
        elif _rests_elsewhere(item, config) and not _settled(cases.get(id_)):
            method = attributes(item, config).method
            by_result, by_people = method is not Method.INSPECTION, method in BY_PEOPLE
            if (not results and by_result) or (not records and by_people):
                yield id_


def _rests_elsewhere(item: Item, config: Config) -> bool:
    """Whether an item may be worth something by what was observed elsewhere alone, as far as the project says so."""
    if config.is_executable(item.id.kind):
        return bool(config.results.files) and not item.blocks
    return config.is_judged(item.id.kind) or by_record(item, config)


def _names(evidence: Evidence, field: str) -> set[tuple[str, str]]:
    """The items, in whatever revision, of which something was said elsewhere."""
    return {(case.id.kind, case.id.name) for case in evidence.cases if getattr(case, field)}


def _settled(case: Case | None) -> bool:
    """Whether a case was executed here, or rests on a record that counts."""
    return case is not None and (bool(case.scenarios) or any(not each.setback for each in case.inspections))


def _supposed(graph: Graph, evidence: Evidence, open_: Iterable[ItemId], outcome: Outcome) -> Evidence:
    """The evidence as it would be if every open item had ended so elsewhere; what was worse here counts."""
    cases = {case.id: case for case in evidence.cases}
    for id_ in open_:
        case, item = cases.get(id_), graph.items[graph.positions[id_][0]]
        ended = Outcome.worst((case.outcome, outcome)) if case is not None and _settled(case) else outcome
        cases[id_] = Case(id_, item.digest, ended)
    return replace(evidence, cases=tuple(cases.values()))


def unknown(judgements: Sequence[Judgement] | None) -> bool:
    """Whether nobody knows some of these verdicts."""
    return any(not each.known for each in judgements or ())
