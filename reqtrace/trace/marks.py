# SPDX-License-Identifier: Apache-2.0
"""Which items are requirements that can be verified, and which only mark a place in code."""

from __future__ import annotations

from collections.abc import Iterable, Set

from reqtrace.config import Config
from reqtrace.item import Item
from reqtrace.trace.graph import Graph


def speaking(items: Iterable[Item], config: Config) -> Set[str]:
    """The kinds whose items say something about what they cover: test cases, and kinds whose items need something."""
    judged = {kind for kind in config.kinds if config.is_judged(kind)}
    return judged | {item.id.kind for item in items if item.needs}


def marks(graph: Graph, config: Config) -> Set[int]:
    """The positions of the items that only mark a place in code."""
    kinds = speaking(graph.items, config)
    return {position for position, item in enumerate(graph.items) if is_mark(item, kinds)}


def is_mark(item: Item, kinds: Set[str]) -> bool:
    """Whether an item can be neither verified nor not: it covers something and says nothing; `kinds` are `speaking`.

    Such are the coverage tags in source files. What has a title or a description is none, for an author may have
    forgotten its needs, and that must not hide that nothing verifies it.
    """
    return bool(item.covers and item.id.kind not in kinds and not (item.title or item.description))
