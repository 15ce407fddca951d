# SPDX-License-Identifier: Apache-2.0
"""Whether what an item needs is there, and whether the same holds for everything beneath it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from reqtrace.item import Item, Status
from reqtrace.trace.graph import Condition, Graph


class Deep(StrEnum):
    """Coverage of an item together with everything beneath it, best first."""

    COVERED = "covered"
    UNCOVERED = "uncovered"
    CYCLE = "cycle"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the links of one item amount to; `missing` are the kinds it needs that nothing provides."""

    missing: tuple[str, ...]
    deep: Deep
    defect: bool

    @property
    def shallow(self) -> bool:
        """Whether every kind that the item needs covers it."""
        return not self.missing


def cover(graph: Graph) -> tuple[Coverage, ...]:
    """Judge the coverage of every item of `graph`, by position; time and memory grow with the links."""
    missing = tuple(_missing(graph, position) for position in range(len(graph.items)))
    deep = _deep(graph, missing)
    return tuple(
        Coverage(missing[position], deep[position], _is_defect(graph, position, deep[position]))
        for position in range(len(graph.items))
    )


def _missing(graph: Graph, position: int) -> tuple[str, ...]:
    present = {graph.items[child].id.kind for child in graph.covering(position)}
    return tuple(dict.fromkeys(need.kind for need in graph.items[position].needs if need.kind not in present))


def _deep(graph: Graph, missing: tuple[tuple[str, ...], ...]) -> tuple[Deep, ...]:
    """Judge from the leaves upwards; whoever is never reached stands in a circle or above one."""
    count = len(graph.items)
    waiting = [0] * count
    parents: list[list[int]] = [[] for _ in range(count)]
    for position in range(count):
        for child in graph.children(position):
            waiting[position] += 1
            parents[child].append(position)
    judged: list[Deep | None] = [None] * count
    spoilt = [bool(kinds) for kinds in missing]
    ready = deque(position for position in range(count) if not waiting[position])
    while ready:
        position = ready.popleft()
        judged[position] = Deep.UNCOVERED if spoilt[position] else Deep.COVERED
        for parent in parents[position]:
            spoilt[parent] = spoilt[parent] or spoilt[position]
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)
    return tuple(deep or Deep.CYCLE for deep in judged)


def _is_defect(graph: Graph, position: int, deep: Deep) -> bool:
    item: Item = graph.items[position]
    conditions = {link.condition for link in graph.links[position]}
    if Condition.DUPLICATE in conditions:
        return True
    if item.status is Status.REJECTED:
        return False
    return deep is not Deep.COVERED or any(not condition.good for condition in conditions)
