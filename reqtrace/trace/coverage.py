# SPDX-License-Identifier: Apache-2.0
"""Whether what an item needs is there, and whether the same holds for everything beneath it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from reqtrace.item import Status
from reqtrace.trace.graph import Graph
from reqtrace.trace.justification import Gap


class Deep(StrEnum):
    """Coverage of an item together with everything beneath it, best first."""

    COVERED = "covered"
    JUSTIFIED = "justified"
    """Not covered, and nothing is missing that the project does not accept to be missing."""
    UNCOVERED = "uncovered"
    CYCLE = "cycle"


class Coverage(Struct, frozen=True, gc=False):
    """What the links of one item amount to.

    `missing` are the kinds it needs that nothing provides, apart from those that the project accepts, which are
    `justified`.
    """

    missing: tuple[str, ...]
    deep: Deep
    defect: bool
    justified: tuple[Gap, ...] = ()

    @property
    def shallow(self) -> bool:
        """Whether every kind that the item needs covers it."""
        return not self.missing and not self.justified


_SOUND: Final = Coverage((), Deep.COVERED, defect=False)
"""What nearly every item of a good project amounts to."""


# [impl->dsn~coverage_from_the_leaves~1]
def cover(
    graph: Graph,
    missing: Mapping[int, tuple[str, ...]] | None = None,
    justified: Mapping[int, tuple[Gap, ...]] = MappingProxyType({}),
    faulty: Set[int] = frozenset(),
) -> tuple[Coverage, ...]:
    """Judge the coverage of every item of `graph`, by position; time and memory grow with the links.

    `missing` are the kinds that items lack, by position, which `lacking` says, apart from the gaps that the project
    accepts, which are `justified`. The items that are `faulty` are defects for another reason than coverage and links.
    """
    missing = lacking(graph) if missing is None else missing
    deep = _deep(graph, missing, justified)
    misfits = _misfits(graph) | faulty
    doubled = {position for places in graph.twins.values() for position in places}
    coverage = [_SOUND] * len(graph.items)
    for position in {*missing, *misfits, *doubled, *(place for place, each in enumerate(deep) if each)}:
        judged = deep[position] or Deep.COVERED
        rejected = graph.items[position].status is Status.REJECTED
        defect = not rejected and (judged in (Deep.UNCOVERED, Deep.CYCLE) or position in misfits)
        gaps = justified.get(position, ())
        coverage[position] = Coverage(missing.get(position, ()), judged, position in doubled or defect, gaps)
    return tuple(coverage)


def lacking(graph: Graph, barred: Set[int] = frozenset()) -> Mapping[int, tuple[str, ...]]:
    """The kinds that items need and nothing provides, by position; the references `barred`, by number, do not count."""
    kinds, sources = graph.outline.kinds, graph.sources
    strays = graph.strays.keys() | barred if barred else graph.strays
    missing: dict[int, tuple[str, ...]] = {}
    for position, (needs, reached) in enumerate(zip(graph.outline.needs, graph.reached, strict=True)):
        if needs:
            present = {kinds[sources[number]] for number in reached if number not in strays}
            if len(present) < len(needs) and (lost := tuple(kind for kind in needs if kind not in present)):
                missing[position] = tuple(dict.fromkeys(lost))
    return missing


def _deep(
    graph: Graph, missing: Mapping[int, tuple[str, ...]], justified: Mapping[int, tuple[Gap, ...]]
) -> list[Deep | None]:
    """Judge from the leaves upwards; whoever is never reached stands in a circle or above one. None is covered."""
    firsts, targets = graph.firsts, graph.targets
    waiting = [len(numbers) for numbers in graph.reached]
    judged: list[Deep | None] = [None] * len(waiting)
    for position in justified:
        judged[position] = Deep.JUSTIFIED
    for position in missing:
        judged[position] = Deep.UNCOVERED
    ready = [position for position, count in enumerate(waiting) if not count]
    reached = len(ready)
    while ready:
        position = ready.pop()
        below = judged[position]
        parents = targets[firsts[position] : firsts[position + 1]]
        for parent in graph.parents(position) if -1 in parents else parents:
            if below and judged[parent] is not Deep.UNCOVERED:
                judged[parent] = below
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)
                reached += 1
    if reached < len(waiting):
        for position, count in enumerate(waiting):
            if count:
                judged[position] = Deep.CYCLE
    return judged


def _misfits(graph: Graph) -> set[int]:
    """The items at either end of a link in a bad condition."""
    misfits = {graph.sources[number] for number in graph.strays}
    misfits.update(link.target for links in graph.strays.values() for link in links if link.target is not None)
    return misfits
