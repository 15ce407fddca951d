# SPDX-License-Identifier: Apache-2.0
"""Who covers whom: every written reference with the condition it is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from reqtrace.ident import ItemId
from reqtrace.item import Item, Status
from reqtrace.span import Span

if TYPE_CHECKING:
    import networkx


class Condition(StrEnum):
    """What a link is worth, seen from the item that wrote it or, ``covered-…``, from the one it reaches."""

    COVERS = "covers"
    AMBIGUOUS = "ambiguous"
    UNWANTED = "unwanted"
    ORPHANED = "orphaned"
    OUTDATED = "outdated"
    PREDATED = "predated"
    DUPLICATE = "duplicate"
    COVERED_SHALLOW = "covered-shallow"
    COVERED_UNWANTED = "covered-unwanted"
    COVERED_OUTDATED = "covered-outdated"
    COVERED_PREDATED = "covered-predated"

    @property
    def good(self) -> bool:
        """Whether a link in this condition is as it should be."""
        return self in (Condition.COVERS, Condition.COVERED_SHALLOW)


_SEEN_FROM_BELOW = {
    Condition.COVERS: Condition.COVERED_SHALLOW,
    Condition.UNWANTED: Condition.COVERED_UNWANTED,
    Condition.OUTDATED: Condition.COVERED_OUTDATED,
    Condition.PREDATED: Condition.COVERED_PREDATED,
}


@dataclass(frozen=True, slots=True)
class Link:
    """One end of a link: its condition there, the id at the other end, and where the reference is written.

    `target` is the position, in the graph, of the item at the other end; None where there is no such item or more
    than one.
    """

    condition: Condition
    id: ItemId
    span: Span
    target: int | None = None


@dataclass(frozen=True)
class Graph:
    """All items, ordered by id and place, each known by its position.

    `links[n]` are the links of item n, those it wrote before those that reach it.
    """

    items: tuple[Item, ...]
    links: tuple[tuple[Link, ...], ...]

    @cached_property
    def positions(self) -> Mapping[ItemId, tuple[int, ...]]:
        """Where the items of an id are: more than one position for duplicates."""
        places: dict[ItemId, list[int]] = defaultdict(list)
        for position, item in enumerate(self.items):
            places[item.id].append(position)
        return {id_: tuple(found) for id_, found in places.items()}

    def children(self, position: int) -> Iterable[int]:
        """The items that refer to this one, in whatever condition, each once per reference."""
        return (
            link.target
            for link in self.links[position]
            if link.target is not None and link.condition in _SEEN_FROM_BELOW.values()
        )

    def covering(self, position: int) -> Iterable[int]:
        """The items that cover this one as they should."""
        return (
            link.target
            for link in self.links[position]
            if link.target is not None and link.condition is Condition.COVERED_SHALLOW
        )

    def as_networkx(self) -> networkx.MultiDiGraph[int]:
        """The graph for networkx: positions as nodes with their `item`, edges from covering to covered item."""
        import networkx as nx  # noqa: PLC0415 - 0.3 s that only those pay who ask for it

        graph: networkx.MultiDiGraph[int] = nx.MultiDiGraph()
        for position, item in enumerate(self.items):
            graph.add_node(position, item=item)
        for position, links in enumerate(self.links):
            for link in links:
                if link.target is not None and link.condition in _SEEN_FROM_BELOW:
                    graph.add_edge(position, link.target, condition=link.condition)
        return graph


@dataclass(slots=True)
class _Index:
    """How references find items while the graph is built."""

    exact: dict[ItemId, list[int]] = field(default_factory=lambda: defaultdict(list))
    named: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))


def link(items: Iterable[Item]) -> Graph:
    """Resolve every reference of `items`; an item that is rejected covers nothing."""
    ordered = tuple(sorted(items, key=lambda item: (item.id, item.span)))
    index = _Index()
    for position, item in enumerate(ordered):
        index.exact[item.id].append(position)
        index.named[item.id.kind, item.id.name].append(position)
    outgoing: list[list[Link]] = [[] for _ in ordered]
    incoming: list[list[Link]] = [[] for _ in ordered]
    for position, item in enumerate(ordered):
        if item.status is not Status.REJECTED:
            for reference in item.covers:
                for found in _resolve(item, reference.id, reference.span, ordered, index):
                    outgoing[position].append(found)
                    if found.target is not None and found.condition in _SEEN_FROM_BELOW:
                        seen = _SEEN_FROM_BELOW[found.condition]
                        incoming[found.target].append(Link(seen, item.id, found.span, position))
        for twin in index.exact[item.id]:
            if twin != position:
                outgoing[position].append(Link(Condition.DUPLICATE, item.id, ordered[twin].span, twin))
    return Graph(ordered, tuple(tuple(out + into) for out, into in zip(outgoing, incoming, strict=True)))


def _resolve(item: Item, cited: ItemId, span: Span, items: tuple[Item, ...], index: _Index) -> Iterable[Link]:
    """The links one reference makes; a reference to no item may still reach other revisions of it."""
    exact = index.exact.get(cited, [])
    if len(exact) > 1:
        yield Link(Condition.AMBIGUOUS, cited, span)
    elif exact:
        wanted = any(need.kind == item.id.kind for need in items[exact[0]].needs)
        yield Link(Condition.COVERS if wanted else Condition.UNWANTED, cited, span, exact[0])
    else:
        yield Link(Condition.ORPHANED, cited, span)
        for other in index.named.get((cited.kind, cited.name), []):
            existing = items[other].id
            newer = existing.revision > cited.revision
            yield Link(Condition.OUTDATED if newer else Condition.PREDATED, existing, span, other)
