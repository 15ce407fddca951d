# SPDX-License-Identifier: Apache-2.0
"""Whether what an item needs is there, and whether the same holds for everything beneath it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from reqtrace.item import Status
from reqtrace.trace.graph import Graph


class Deep(StrEnum):
    """Coverage of an item together with everything beneath it, best first."""

    COVERED = "covered"
    UNCOVERED = "uncovered"
    CYCLE = "cycle"


class Coverage(Struct, frozen=True):
    """What the links of one item amount to; `missing` are the kinds it needs that nothing provides."""

    missing: tuple[str, ...]
    deep: Deep
    defect: bool

    @property
    def shallow(self) -> bool:
        """Whether every kind that the item needs covers it."""
        return not self.missing


_SOUND: Final = Coverage((), Deep.COVERED, defect=False)
"""What nearly every item of a good project amounts to."""


# [impl->dsn~coverage_from_the_leaves~1]
def cover(graph: Graph) -> tuple[Coverage, ...]:
    """Judge the coverage of every item of `graph`, by position; time and memory grow with the links."""
    missing = _missing(graph)
    deep = _deep(graph, missing)
    misfits = _misfits(graph)
    doubled = {position for places in graph.twins.values() for position in places}
    coverage = [_SOUND] * len(graph.items)
    for position in {*missing, *misfits, *doubled, *(place for place, each in enumerate(deep) if each)}:
        judged = deep[position] or Deep.COVERED
        rejected = graph.items[position].status is Status.REJECTED
        faulty = not rejected and (judged is not Deep.COVERED or position in misfits)
        coverage[position] = Coverage(missing.get(position, ()), judged, position in doubled or faulty)
    return tuple(coverage)


def _missing(graph: Graph) -> Mapping[int, tuple[str, ...]]:
    """The kinds that items need and nothing provides, by position."""
    kinds, sources, strays = graph.outline.kinds, graph.sources, graph.strays
    missing: dict[int, tuple[str, ...]] = {}
    for position, (needs, reached) in enumerate(zip(graph.outline.needs, graph.reached, strict=True)):
        if needs:
            present = {kinds[sources[number]] for number in reached if number not in strays}
            if len(present) < len(needs):
                missing[position] = tuple(dict.fromkeys(kind for kind in needs if kind not in present))
    return missing


def _deep(graph: Graph, missing: Mapping[int, object]) -> list[Deep | None]:
    """Judge from the leaves upwards; whoever is never reached stands in a circle or above one. None is covered."""
    firsts, targets = graph.firsts, graph.targets
    waiting = [len(numbers) for numbers in graph.reached]
    judged: list[Deep | None] = [None] * len(waiting)
    for position in missing:
        judged[position] = Deep.UNCOVERED
    ready = [position for position, count in enumerate(waiting) if not count]
    reached = len(ready)
    while ready:
        position = ready.pop()
        below = judged[position]
        parents = targets[firsts[position] : firsts[position + 1]]
        for parent in graph.parents(position) if -1 in parents else parents:
            if below:
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
