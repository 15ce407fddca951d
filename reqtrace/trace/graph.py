# SPDX-License-Identifier: Apache-2.0
"""Who covers whom: every written reference with the condition it is in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, TypeVar, overload

from msgspec import Struct

from reqtrace.ident import ItemId
from reqtrace.item import Item, Outline
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


class Link(Struct, frozen=True, gc=False):
    """One end of a link: its condition there, the id at the other end, and where the reference is written.

    `target` is the position, in the graph, of the item at the other end; None where there is no such item or more
    than one.
    """

    condition: Condition
    id: ItemId
    span: Span
    target: int | None = None


# [impl->dsn~graph_for_networkx~1]
class Graph(Struct, frozen=True, dict=True):
    """All items, each known by its position, and all that they say they cover, each reference known by its number.

    Both are counted in the order of the items. `firsts[n]` is the number of the first reference of item n, and the last
    of them is the number of all references;
    `sources[r]` is the item that wrote reference r and `reached[n]` are the references that reach item n. A reference
    that covers one item as it should is kept as these numbers only, and `targets[r]` is that item; of the others, for
    which it is -1, `strays` holds the links they make. What nearly every reference is costs next to nothing that way.
    """

    items: Sequence[Item]
    outline: Outline
    firsts: Sequence[int]
    sources: Sequence[int]
    targets: Sequence[int]
    reached: Sequence[Sequence[int]]
    strays: Mapping[int, tuple[Link, ...]]
    doubled: frozenset[ItemId]
    """The ids that several items have."""

    @cached_property
    def positions(self) -> Mapping[ItemId, tuple[int, ...]]:
        """Where the items of an id are: more than one position for duplicates."""
        return _grouped((item.id, position) for position, item in enumerate(self.items))

    @cached_property
    def twins(self) -> Mapping[ItemId, tuple[int, ...]]:
        """The positions of items that share their id, by that."""
        return {id_: self.positions[id_] for id_ in sorted(self.doubled)}

    @cached_property
    def upwards(self) -> Sequence[int]:
        """Every position once, what covers an item before that item; those in a circle in any order."""
        order: list[int] = []
        entered: set[int] = set()
        for start in range(len(self.items)):
            stack = [start]
            while stack:
                position = stack[-1]
                if position not in entered:
                    entered.add(position)
                    stack.extend(child for child in self.covering(position) if child not in entered)
                else:
                    stack.pop()
                    order.append(position)
        return tuple(dict.fromkeys(order))

    @property
    def links(self) -> Sequence[tuple[Link, ...]]:
        """The links of every item, by position, those it wrote before those that reach it."""
        return _Links(self)

    def children(self, position: int) -> Iterable[int]:
        """The items that refer to this one, in whatever condition, each once per reference."""
        return (self.sources[number] for number in self.reached[position])

    def covering(self, position: int) -> Iterable[int]:
        """The items that cover this one as they should."""
        return (self.sources[number] for number in self.reached[position] if number not in self.strays)

    def parents(self, position: int) -> Iterable[int]:
        """The items that this one refers to, in whatever condition, each once per reference."""
        for number in self._numbers(position):
            target = self.targets[number]
            if target >= 0:
                yield target
            else:
                yield from (link.target for link in self.strays[number] if link.target is not None)

    def as_networkx(self) -> networkx.MultiDiGraph[int]:
        """The graph for networkx: positions as nodes with their `item`, edges from covering to covered item."""
        import networkx as nx  # noqa: PLC0415 - 0.3 s that only those pay who ask for it

        graph: networkx.MultiDiGraph[int] = nx.MultiDiGraph()
        for position, item in enumerate(self.items):
            graph.add_node(position, item=item)
        for position in range(len(self.items)):
            for link in self._written(position):
                if link.target is not None:
                    graph.add_edge(position, link.target, condition=link.condition)
        return graph

    def _numbers(self, position: int) -> range:
        return range(self.firsts[position], self.firsts[position + 1])

    def _written(self, position: int) -> Iterator[Link]:
        """The links that an item makes by what it says it covers."""
        for number, reference in zip(self._numbers(position), self.items[position].covers):  # noqa: B905 - a rejected item covers nothing
            if number in self.strays:
                yield from self.strays[number]
            else:
                yield Link(Condition.COVERS, reference.id, reference.span, self.targets[number])

    def _reaching(self, position: int) -> Iterator[Link]:
        """The links that others make to an item."""
        for number in self.reached[position]:
            source = self.sources[number]
            id_ = self.items[source].id
            if number in self.strays:
                found = next(link for link in self.strays[number] if link.target == position)
                yield Link(_SEEN_FROM_BELOW[found.condition], id_, found.span, source)
            else:
                span = self.items[source].covers[number - self.firsts[source]].span
                yield Link(Condition.COVERED_SHALLOW, id_, span, source)

    def _doubled(self, position: int) -> Iterator[Link]:
        """The links of an item to others of the same id."""
        id_ = self.items[position].id
        for twin in self.twins.get(id_, ()):
            if twin != position:
                yield Link(Condition.DUPLICATE, id_, self.items[twin].span, twin)


class _Links(Sequence[tuple[Link, ...]]):
    """The links of a graph by position, made when they are asked for."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def __len__(self) -> int:
        return len(self.graph.items)

    @overload
    def __getitem__(self, position: int) -> tuple[Link, ...]: ...
    @overload
    def __getitem__(self, position: slice) -> list[tuple[Link, ...]]: ...
    def __getitem__(self, position: int | slice) -> tuple[Link, ...] | list[tuple[Link, ...]]:
        if isinstance(position, slice):
            return [self[each] for each in range(len(self))[position]]
        place = range(len(self))[position]
        return (*self.graph._written(place), *self.graph._doubled(place), *self.graph._reaching(place))


# [impl->dsn~condition_of_every_reference~1]
def link(items: Iterable[Item], outline: Outline | None = None) -> Graph:
    """Resolve every reference of `items`, which keep their order; an item that is rejected covers nothing.

    Who has the outline of `items` at hand gives it, so that most of them need not be looked at.
    """
    known = items if isinstance(items, Sequence) else tuple(items)
    resolver = _Resolver(known, outline or Outline.of(known))
    resolver.resolve()
    return Graph(
        resolver.items,
        resolver.outline,
        resolver.firsts,
        resolver.sources,
        resolver.targets,
        resolver.reached,
        resolver.strays,
        frozenset(resolver.items[resolver.last[id_]].id for id_ in resolver.doubled),
    )


class _Resolver:
    """References being resolved, in the order in which they are numbered."""

    def __init__(self, items: Sequence[Item], outline: Outline) -> None:
        self.items = items
        self.outline = outline
        self.firsts: list[int] = []
        self.sources: list[int] = []
        self.targets: list[int] = []
        self.reached: list[list[int]] = [[] for _ in outline.ids]
        self.strays: dict[int, tuple[Link, ...]] = {}
        self.last: Mapping[str, int] = dict(zip(outline.ids, count()))
        self.doubled: frozenset[str] = frozenset()
        if len(self.last) < len(outline.ids):
            self.doubled = frozenset(id_ for position, id_ in enumerate(outline.ids) if self.last[id_] != position)

    def resolve(self) -> None:
        """Walk through all references; most of them are found to be good by one look into each of two tables."""
        find, needs, doubled = self.last.get, self.outline.needs, self.doubled
        firsts, sources, targets, reached = self.firsts, self.sources, self.targets, self.reached
        for position, (kind, covers) in enumerate(zip(self.outline.kinds, self.outline.covers, strict=True)):
            firsts.append(len(sources))
            for cited in covers:
                target = find(cited)
                if target is not None and kind in needs[target] and cited not in doubled:
                    reached[target].append(len(sources))
                    targets.append(target)
                else:
                    self._stray(position, target)
                sources.append(position)
        firsts.append(len(sources))

    def _stray(self, position: int, target: int | None) -> None:
        """Note what becomes of the next reference of an item, which does not cover one item as it should."""
        number = len(self.sources)
        reference = self.items[position].covers[number - self.firsts[position]]
        self.targets.append(-1)
        self.strays[number] = tuple(self._links(reference.id, reference.span, target))
        for each in self.strays[number]:
            if each.target is not None:
                self.reached[each.target].append(number)

    def _links(self, cited: ItemId, span: Span, target: int | None) -> Iterator[Link]:
        """The links one reference makes; a reference to no item may still reach other revisions of it."""
        if target is not None:
            twins = self.outline.ids[target] in self.doubled
            yield Link(Condition.AMBIGUOUS, cited, span) if twins else Link(Condition.UNWANTED, cited, span, target)
        else:
            yield Link(Condition.ORPHANED, cited, span)
            for other in self.named.get(f"{cited.kind}~{cited.name}", ()):
                existing = self.items[other].id
                newer = existing.revision > cited.revision
                yield Link(Condition.OUTDATED if newer else Condition.PREDATED, existing, span, other)

    @cached_property
    def named(self) -> Mapping[str, tuple[int, ...]]:
        """Where the items of a kind and name are, whatever their revision."""
        return _grouped((id_.rpartition("~")[0], position) for position, id_ in enumerate(self.outline.ids))


_Key = TypeVar("_Key")


def _grouped(pairs: Iterable[tuple[_Key, int]]) -> Mapping[_Key, tuple[int, ...]]:
    groups: dict[_Key, list[int]] = {}
    for key, position in pairs:
        groups.setdefault(key, []).append(position)
    return {key: tuple(positions) for key, positions in groups.items()}
