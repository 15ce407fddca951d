# SPDX-License-Identifier: Apache-2.0
"""What has to be looked at because of what changed: suspicion that spreads along the links of both states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from reqtrace.ident import ItemId
from reqtrace.item import Status
from reqtrace.trace.change import Direction, Edit, ItemChange, State, Suspect
from reqtrace.trace.graph import Graph
from reqtrace.trace.pairs import Pair


class Impact(Struct, frozen=True):
    """What has to be looked at again; the fields are those of `Change`."""

    suspects: tuple[Suspect, ...]
    rerun: tuple[ItemId, ...]
    rejudge: tuple[ItemId, ...]


class Trail(Struct, frozen=True):
    """How suspicion reached an item: from which change, the nearest, and whether by one link."""

    because: ItemId
    near: bool


# [impl->dsn~suspicion_goes_both_ways~1]
def impact(before: State, after: State, found: Sequence[Pair], changes: Mapping[Pair, ItemChange]) -> Impact:
    """What `changes` reach: down what covers a changed text, up what is covered by anything that changed.

    A link of either state leads on, so that what was cut off is reached too. Whatever changed itself is no suspect,
    but suspicion goes on beyond it.
    """
    spread = _Spread(before.graph, after, found)
    down = spread.trails(_of(changes, lambda edit: edit.of_text), Graph.children)
    up = spread.trails(_of(changes, lambda edit: edit.of_substance), Graph.parents)
    substance = {pair for pair, _ in _of(changes, lambda edit: edit.of_substance)}
    changed = {pair for pair in changes if pair[1] is not None}
    suspects = [*spread.suspects(down, changed, Direction.DOWN), *spread.suspects(up, changed, Direction.UP)]
    items = after.graph.items

    def there(reached: Iterable[Pair], *, cases: bool) -> tuple[ItemId, ...]:
        ids = {items[pair[1]].id for pair in reached if pair[1] is not None and _counts(after, pair[1])}
        return tuple(sorted(id_ for id_ in ids if after.config.is_judged(id_.kind) is cases))

    return Impact(
        tuple(sorted(suspects, key=lambda each: (each.id, each.span, each.direction))),
        there(substance | down.keys(), cases=True),
        there(substance | up.keys(), cases=False),
    )


def _counts(state: State, position: int) -> bool:
    """Whether an item is wanted at all."""
    return state.graph.items[position].status is not Status.REJECTED


def _of(changes: Mapping[Pair, ItemChange], fits: Callable[[Edit], bool]) -> list[tuple[Pair, ItemId]]:
    """The changed items with an edit that `fits`, with what they are called, in an order that depends on no file."""
    fitting = [(pair, change.id) for pair, change in changes.items() if any(map(fits, change.edits))]
    return sorted(fitting, key=lambda each: each[1])


class _Spread:
    """The links of both states between items that are the same in both."""

    def __init__(self, before: Graph, after: State, found: Sequence[Pair]) -> None:
        self.before, self.after, self.base = before, after.graph, after.base
        self.old = {pair[0]: pair for pair in found if pair[0] is not None}
        self.new = {pair[1]: pair for pair in found if pair[1] is not None}

    def beside(self, pair: Pair, ends: Callable[[Graph, int], Iterable[int]]) -> Iterator[Pair]:
        """The items at the other ends of links of one, in either state."""
        old, new = pair
        if old is not None:
            yield from (self.old[end] for end in ends(self.before, old))
        if new is not None:
            yield from (self.new[end] for end in ends(self.after, new))

    def trails(
        self, sources: Sequence[tuple[Pair, ItemId]], ends: Callable[[Graph, int], Iterable[int]]
    ) -> Mapping[Pair, Trail]:
        """What is reached from `sources`, each from the nearest of them, and of these from the first by its id."""
        reached: dict[Pair, Trail] = {}
        origins = {pair for pair, _ in sources}
        edge: list[tuple[Pair, ItemId]] = list(sources)
        near = True
        while edge:
            found: defaultdict[Pair, list[ItemId]] = defaultdict(list)
            for pair, because in edge:
                for other in self.beside(pair, ends):
                    if other not in reached and other not in origins:
                        found[other].append(because)
            edge = [(pair, min(reasons)) for pair, reasons in found.items()]
            reached |= {pair: Trail(because, near) for pair, because in edge}
            near = False
        return reached

    def suspects(self, trails: Mapping[Pair, Trail], changed: set[Pair], direction: Direction) -> Iterator[Suspect]:
        """The items that were reached, are there, and did not change themselves."""
        for pair, trail in trails.items():
            if pair[1] is not None and pair not in changed:
                item = self.after.items[pair[1]]
                span = item.span.below(self.base)
                yield Suspect(item.id, item.title or item.id.name, direction, trail.because, span, trail.near)
