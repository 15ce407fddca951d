# SPDX-License-Identifier: Apache-2.0
"""Which items are assumptions of use: nobody verifies them here, for whoever integrates the system has to."""

from __future__ import annotations

from collections.abc import Set

from reqtrace.config import Config
from reqtrace.config.terms import Method, folded
from reqtrace.item import Item
from reqtrace.trace.attributes import attributes
from reqtrace.trace.graph import Graph


# [impl->dsn~assumptions_are_handed_on~1]
def assumed(graph: Graph, config: Config) -> Set[int]:
    """The positions of the items that are assumptions of use, and nothing else.

    One that needs something, or that test cases cover, is a requirement like any other, whatever it is called.
    """
    known: dict[str, bool] = {}
    return frozenset(
        position
        for position, item in enumerate(graph.items)
        if _may_be(item, config, known)
        and not item.needs
        and attributes(item, config).method is Method.ASSUMPTION
        and not any(config.is_judged(graph.items[child].id.kind) for child in graph.covering(position))
    )


def _may_be(item: Item, config: Config, known: dict[str, bool]) -> bool:
    """Whether its kind or a tag of it speaks of assumptions; `known` is what was found out of tags."""
    if config.method_of(item.id.kind) is Method.ASSUMPTION:
        return True
    for tag in item.tags:
        if tag not in known:
            known[tag] = Method.ASSUMPTION in config.meanings.get(folded(tag), ())
        if known[tag]:
            return True
    return False
