# SPDX-License-Identifier: Apache-2.0
"""Items become conclusions, all at once: the graph, its coverage, and what is wrong with it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.item import Item, Outline
from reqtrace.trace.coverage import Coverage, cover, lacking
from reqtrace.trace.dependencies import faults
from reqtrace.trace.graph import Graph, link
from reqtrace.trace.justification import Acceptance, accept
from reqtrace.trace.relations import forbidden, forgotten
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


class Scope(Struct, frozen=True):
    """What a trace is about, apart from its items.

    `config` is what the project decided, and `today` the day on which its justifications hold or have expired; without
    one none holds. Where not the `whole` project is traced, what is missing may be elsewhere; `among` are the kinds
    that are looked at, None for all.
    """

    config: Config = Config()
    today: datetime.date | None = None
    whole: bool = True
    among: frozenset[str] | None = None


_EVERYTHING: Final = Scope()


def trace(items: Iterable[Item], outline: Outline | None = None, scope: Scope = _EVERYTHING) -> Trace:
    """Link `items`, judge their coverage, and hold the rule book against them.

    Who has the outline of `items` at hand gives it, so that most of them need not be looked at.
    """
    config = scope.config
    graph = link(items, outline)
    barred = forbidden(graph, config)
    missing = lacking(graph, barred.keys())
    accepted = Acceptance(missing, {}, ())
    if scope.today is not None:
        accepted = accept(graph, missing, config.justified, scope.today, whole=scope.whole)
    faulty = {*forgotten(graph, config, scope.among), *faults(graph, config.dependencies)}
    faulty.update(graph.sources[number] for number in barred)
    faulty.update(target for target in barred.values() if target is not None)
    coverage = cover(graph, accepted.missing, accepted.justified, faulty)
    said = check(graph, coverage, config, scope.among)
    return Trace(graph, coverage, in_order((*accepted.diagnostics, *said)) if accepted.diagnostics else said)
