# SPDX-License-Identifier: Apache-2.0
"""Whether what verifies a requirement is all that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from reqtrace.config import Config
from reqtrace.ident import ItemId
from reqtrace.item import Item, Status
from reqtrace.trace.assumptions import assumed
from reqtrace.trace.attributes import Extent, attributes
from reqtrace.trace.graph import Graph
from reqtrace.trace.marks import is_mark, speaking
from reqtrace.trace.verdict import Judgement, Verdict, children_first


class Completeness(StrEnum):
    """Whether a requirement is verified in whole, best first. Only what is verified can be more than incomplete."""

    COMPLETE = "complete"
    """Verified, and a case verifies it fully, or its author says that its cases together do."""
    IN_PART = "in part"
    """Verified by cases each of which is said to verify a part, and nobody says that they are all."""
    UNSAID = "not stated"
    """Verified, and nobody says how much of it its cases verify."""
    INCOMPLETE = "incomplete"


_ORDER = list(Completeness)


# [impl->dsn~completeness_is_said_by_authors~1]
def completeness(graph: Graph, judgements: Sequence[Judgement] | None, config: Config) -> Mapping[ItemId, Completeness]:
    """Whether each requirement is verified in whole, by id; `judgements`, by position, are None where nothing was run.

    What is said of a requirement by its cases and by its author counts only where it is verified. One that others
    refine is no better than the worst of these, and of several with one id the worst counts. A requirement that was
    rejected has no entry, and neither has an assumption of use.
    """
    kinds, apart = speaking(graph.items, config), assumed(graph, config)
    found: dict[int, Completeness] = {}
    for position in children_first(graph) if judgements else range(len(graph.items)):
        item = graph.items[position]
        case = config.is_judged(item.id.kind) or is_mark(item, kinds)
        if case or item.status is Status.REJECTED or position in apart:
            continue
        if judgements is None or judgements[position].verdict is not Verdict.VERIFIED:
            found[position] = Completeness.INCOMPLETE
        else:
            found[position] = _worst(_parts(graph, position, found, config))
    by_id: dict[ItemId, Completeness] = {}
    for position, each in found.items():
        id_ = graph.items[position].id
        by_id[id_] = _worst((each, by_id.get(id_, each)))
    return dict(sorted(by_id.items()))


def _parts(graph: Graph, position: int, found: Mapping[int, Completeness], config: Config) -> Iterator[Completeness]:
    """How complete a verified requirement is by its own cases, and by each of the requirements that refine it.

    Where there is neither, it is verified by a record of its own, and that is its case.
    """
    item, children = graph.items[position], dict.fromkeys(graph.covering(position))
    refining = [found[child] for child in children if child in found]
    cases = [graph.items[child] for child in children if config.is_judged(graph.items[child].id.kind)]
    yield from refining
    if cases or not refining:
        yield _by_cases(item, cases or (item,), config)


def _by_cases(item: Item, cases: Sequence[Item], config: Config) -> Completeness:
    """How much of `item` its `cases` verify, as their authors and its own say."""
    extents = {attributes(case, config).extent for case in cases}
    if Extent.FULLY in extents or attributes(item, config).together:
        return Completeness.COMPLETE
    return Completeness.UNSAID if Extent.UNSAID in extents else Completeness.IN_PART


def _worst(parts: Iterable[Completeness]) -> Completeness:
    """The worst of `parts`, one at least."""
    return max(parts, key=_ORDER.index)
