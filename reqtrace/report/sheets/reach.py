# SPDX-License-Identifier: Apache-2.0
"""What can be reached from an item along links, and what is said where there is no such item."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Set

from msgspec import Struct

from reqtrace.diagnostic import Names
from reqtrace.ident import ItemId
from reqtrace.report.block import Paragraph
from reqtrace.report.sheets.cells import sentence
from reqtrace.report.sheets.wish import Direction
from reqtrace.report.view import Entry, Neighbour, View
from reqtrace.trace.coverage import Deep


def rooted(view: View, root: str) -> tuple[Entry, ...]:
    """The items called `root`, an id as it was written: several where they share it, none where no item has it.

    Without a revision, ``kind~name``, it is that of the current one, as it is in a reference.
    """
    id_ = _current(view, *root.split("~")) if root.count("~") == 1 else ItemId.parse(root)
    return () if id_ is None else view.by_id.get(id_, ())


def _current(view: View, kind: str, name: str) -> ItemId | None:
    """The newest item of that kind and name."""
    return max((each for each in view.by_id if (each.kind, each.name) == (kind, name)), default=None)


def unrooted(view: View, root: str) -> tuple[str, ...]:
    """What is wrong with an id that no item has, with the way out; nothing where one has it."""
    if rooted(view, root):
        return ()
    if not root:
        example = f", such as {view.entries[0].id}" if view.entries else ""
        return (f"no item is named; write the id of one{example}",)
    id_ = ItemId.parse(root)
    if id_ is not None and (current := _current(view, id_.kind, id_.name)) is not None:
        return (f"there is no {root}; the current revision is {current}",)
    closest = Names(map(str, view.by_id)).nearest(root)
    reason = f"no item is called {root!r}" if ItemId.parse(root if id_ else f"{root}~1") else f"{root!r} is no id"
    return (f"{reason}; {f'did you mean {closest}?' if closest else 'an id is written as kind~name~revision'}",)


def absent(root: str) -> Paragraph:
    """What stands where an item is wanted that there is not."""
    return sentence(f"There is no item {root}." if root else "No item is named.")


def beside(entry: Entry, direction: Direction, within: Set[str] | None = None) -> tuple[Neighbour, ...]:
    """The neighbours of an item in one direction, and only those whose anchor is `within`, where that is given."""
    found = entry.covers if direction is Direction.UP else entry.covered_by
    return found if within is None else tuple(each for each in found if each.anchor in within)


class Reach(Struct, frozen=True):
    """What is reached: the anchors by the least number of links, all in order; and those at the end of other links."""

    links: Mapping[str, int]
    astray: frozenset[str]

    @property
    def anchors(self) -> frozenset[str]:
        """All that is reached, however that is."""
        return self.astray | self.links.keys()


def reached(
    view: View,
    starts: Iterable[Entry],
    direction: Direction,
    depth: int | None = None,
    within: Set[str] | None = None,
) -> Reach:
    """What can be reached from `starts` in one direction by at most `depth` links, only to what is `within`, if given.

    One goes on only where a link is in order: what does not cover as it should hands nothing on.
    """
    links = {entry.anchor: 0 for entry in starts}
    astray = set()
    waiting = deque(links)
    while waiting:
        anchor = waiting.popleft()
        if links[anchor] == depth:
            continue
        for each in beside(view.by_anchor[anchor], direction, within):
            if not each.condition.good:
                astray.add(each.anchor)
            elif each.anchor not in links:
                links[each.anchor] = links[anchor] + 1
                waiting.append(each.anchor)
    return Reach(links, frozenset(astray - {""}))


def leading(view: View, reach: Reach, direction: Direction, wanted: Set[str]) -> Set[str]:
    """The anchors of what is reached and `wanted`, and of all that is on a way to it."""
    before: dict[str, list[str]] = {}
    for anchor in reach.links:
        for each in beside(view.by_anchor[anchor], direction, reach.anchors):
            before.setdefault(each.anchor, []).append(anchor)
    found = set(wanted & reach.anchors)
    waiting = list(found)
    while waiting:
        further = [each for each in before.get(waiting.pop(), ()) if each not in found]
        found.update(further)
        waiting += further
    return found


def circles(view: View, anchors: Iterable[str], direction: Direction) -> Mapping[str, int]:
    """The number of the knot that an item is in, by its anchor: in a knot each item leads to all others and back."""
    caught = [anchor for anchor in anchors if view.by_anchor[anchor].coverage.deep is Deep.CYCLE]
    if not caught:
        return {}
    import networkx as nx  # noqa: PLC0415 - 0.1 s that only those pay who have a circle

    graph: nx.DiGraph[str] = nx.DiGraph()
    for anchor in caught:
        neighbours = beside(view.by_anchor[anchor], direction)
        graph.add_edges_from((anchor, each.anchor) for each in neighbours if each.condition.good)
    knots = enumerate(nx.strongly_connected_components(graph))
    return {anchor: number for number, knot in knots if len(knot) > 1 for anchor in knot}
