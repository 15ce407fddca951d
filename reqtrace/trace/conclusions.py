# SPDX-License-Identifier: Apache-2.0
"""Items become conclusions, all at once: the graph, its coverage, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Item, Outline
from reqtrace.trace.coverage import Coverage, cover
from reqtrace.trace.graph import Graph, link
from reqtrace.trace.rules import check


class Trace(Struct, frozen=True):
    """What follows from items alone: `coverage` is by position in `graph`, `diagnostics` are by place."""

    graph: Graph
    coverage: tuple[Coverage, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def defects(self) -> tuple[Item, ...]:
        """The items with which something is wrong, in the order of the graph."""
        return tuple(self.graph.items[position] for position, judged in enumerate(self.coverage) if judged.defect)


def trace(items: Iterable[Item], outline: Outline | None = None) -> Trace:
    """Link `items`, judge their coverage, and hold the rule book against them.

    Who has the outline of `items` at hand gives it, so that most of them need not be looked at.
    """
    graph = link(items, outline)
    coverage = cover(graph)
    return Trace(graph, coverage, check(graph, coverage))
