# SPDX-License-Identifier: Apache-2.0
"""Puts boxes and the arrows between them in their places: what is covered on the left, what covers it on the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from msgspec import Struct

from reqtrace.report.block import Drawing, Edge, Node, Outline
from reqtrace.report.drawing.boxes import BETWEEN, WIDTH, Box, Sized, in_rows
from reqtrace.report.drawing.crossings import Columns, Ways, ordered
from reqtrace.report.drawing.heights import heights
from reqtrace.report.drawing.layers import layers
from reqtrace.report.drawing.trunks import Gap, gap

_MARGIN = 4.0
_FAMILIES = 12.0
"""How much more space there is between boxes where they have nothing in common on the left."""
_LOOP = (18.0, 10.0)
"""How far an arrow that leads back to its own box goes to the right, and up and down from its middle."""
_STRAIGHT = 6.0
"""How much more an arrow wants to go straight past a column than a box wants to be beside what it is linked to."""


class Arrow(Struct, frozen=True, order=True):
    """A link to be drawn, by the anchors of the covering and the covered item; `good` where it is in order."""

    covering: str
    covered: str
    good: bool = True


def draw(title: str, boxes: Iterable[Box], arrows: Iterable[Arrow], outline: Outline) -> Drawing:
    """Put boxes and arrows in their places; arrows from or to what is not among the boxes are left out.

    Boxes that no arrow leads to or from stand in rows below all others.
    """
    known = sorted({box.anchor: box for box in boxes}.values(), key=lambda box: (box.place, box.anchor))
    anchors = {box.anchor for box in known}
    wanted = sorted({each for each in arrows if each.covering in anchors and each.covered in anchors})
    linked = {anchor for each in wanted for anchor in (each.covering, each.covered)}
    plan = _Plan([Sized.of(box) for box in known if box.anchor in linked], wanted)
    nodes, edges = plan.nodes, plan.edges
    below = _corner(nodes, edges)[1] + BETWEEN + _FAMILIES if nodes else _MARGIN
    nodes += tuple(in_rows([Sized.of(box) for box in known if box.anchor not in linked], _MARGIN, below))
    right, low = _corner(nodes, edges)
    return Drawing(title, right + _MARGIN, low + _MARGIN, nodes, edges, outline)


def _corner(nodes: Iterable[Node], edges: Iterable[Edge]) -> tuple[float, float]:
    """How far to the right and how far down anything is."""
    places = [(node.x + node.width, node.y + node.height) for node in nodes]
    places += [point for edge in edges for point in edge.points]
    return max((x for x, _ in places), default=0.0), max((y for _, y in places), default=0.0)


class _Plan:
    """A drawing in the making; points are boxes by their number and, after those, lanes.

    A lane is where arrows pass a column. Arrows that meet at their left end share their lanes, so that a bundle of
    arrows does not get broad before it gets there.
    """

    def __init__(self, boxes: Sequence[Sized], arrows: Sequence[Arrow]) -> None:
        numbers = {each.box.anchor: number for number, each in enumerate(boxes)}
        self.boxes = boxes
        self.links = [(numbers[each.covering], numbers[each.covered], each.good) for each in arrows]
        self.layers = layers([each.box.id.kind for each in boxes], [(left, right) for right, left, _ in self.links])
        self.columns: Columns = [[] for _ in range(max(self.layers, default=-1) + 1)]
        for point, layer in enumerate(self.layers):
            self.columns[layer].append(point)
        self.lanes: dict[tuple[int, int, bool, bool], int] = {}
        self.routes = [self._route(*link) for link in self.links]

    def _route(self, covering: int, covered: int, good: bool) -> tuple[int, ...]:
        """The points that a link goes through, from the left to the right."""
        left, right = sorted((covering, covered), key=self.layers.__getitem__)
        lanes = []
        for layer in range(self.layers[left] + 1, self.layers[right]):
            key = (left, layer, good, left == covered)
            if key not in self.lanes:
                self.lanes[key] = len(self.boxes) + len(self.lanes)
                self.columns[layer].append(self.lanes[key])
            lanes.append(self.lanes[key])
        return (left, *lanes, right)

    @cached_property
    def ways(self) -> Ways:
        return Ways([way for route in self.routes for way in pairwise(route) if way[0] != way[1]])

    @cached_property
    def order(self) -> Columns:
        return ordered(self.columns, self.ways)

    @cached_property
    def middles(self) -> Sequence[float]:
        """How far the middle of every point is below the upper end of the drawing."""
        count = len(self.boxes) + len(self.lanes)
        tall = [self._height(point) for point in range(count)]
        apart: dict[int, float] = {}
        for column in self.order:
            for upper, lower in pairwise(column):
                related = set(self.ways.lefts.get(upper, ())) & set(self.ways.lefts.get(lower, ()))
                apart[lower] = (tall[upper] + tall[lower]) / 2 + BETWEEN + (0 if related else _FAMILIES)
        weights = [1.0 if point < len(self.boxes) else _STRAIGHT for point in range(count)]
        found = heights(self.order, self.ways, apart, weights)
        top = min((middle - high / 2 for middle, high in zip(found, tall, strict=True)), default=0.0)
        return [float(round(middle - top + _MARGIN)) for middle in found]

    def _height(self, point: int) -> float:
        return self.boxes[point].height if point < len(self.boxes) else 0.0

    @cached_property
    def gaps(self) -> Sequence[Gap]:
        """The spaces between the columns, each by the column on its left."""
        return [gap(column, self.ways, self.middles) for column in self.order]

    @cached_property
    def lefts(self) -> Sequence[float]:
        """Where the columns begin."""
        return list(accumulate((WIDTH + each.width for each in self.gaps), initial=_MARGIN))

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The boxes, in the order in which one reads: columns from the left, and each downwards."""
        read = (point for column in self.order for point in column if point < len(self.boxes))
        return tuple(
            self.boxes[point].at(self.lefts[self.layers[point]], self.middles[point] - self._height(point) / 2)
            for point in read
        )

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The arrows, those in order first, so that the others are drawn over them."""
        found = [
            Edge(self._points(route, backwards=route[0] == covered), good)
            for route, (_, covered, good) in zip(self.routes, self.links, strict=True)
        ]
        return tuple(sorted(found, key=lambda edge: not edge.good))

    def _points(self, route: Sequence[int], *, backwards: bool) -> tuple[tuple[float, float], ...]:
        """Where the arrow of a link goes: from the covering to the covered box, whichever is on the left."""
        left, right = route[0], route[-1]
        x, y = self.lefts[self.layers[left]] + WIDTH, self.middles[left]
        if left == right:
            out, up = _LOOP
            return ((x, y + up), (x + out, y + up), (x + out, y - up), (x, y - up))
        points = [(x, y)]
        for layer, (before, point) in enumerate(pairwise(route), self.layers[left] + 1):
            arrival = (self.lefts[layer], self.middles[point])
            points += [*self.gaps[layer - 1].bend(before, points[-1], arrival), arrival]
            if point != right:
                points.append((arrival[0] + WIDTH, arrival[1]))
        return tuple(points[::-1] if backwards else points)
