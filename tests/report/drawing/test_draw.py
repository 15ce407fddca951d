# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import combinations
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import ItemId
from reqtrace.report.block import Drawing, Node, Outline
from reqtrace.report.drawing import Arrow, Box, draw
from reqtrace.report.view import CHIPS

KINDS = ("PRQ", "SSR", "Case")
NOTHING = Outline(())


def box(place: int, kind: str = "SSR", title: str = "Hide the IOMMU") -> Box:
    return Box(f"{kind}.n{place}.1", ItemId(kind, f"n{place}", 1), title, CHIPS["verified"], place)


@st.composite
def graphs(draw_: st.DrawFn) -> tuple[list[Box], list[Arrow]]:
    """Any boxes and arrows: in circles, to themselves, twice, good and bad."""
    count = draw_(st.integers(0, 12))
    titles = st.sampled_from(("Hide", "Hide the IOMMU from every domain", "", "x" * 300))
    boxes = [box(place, draw_(st.sampled_from(KINDS)), draw_(titles)) for place in range(count)]
    anchors = st.sampled_from([each.anchor for each in boxes] or [""])
    arrows = draw_(st.lists(st.builds(Arrow, anchors, anchors, st.booleans()), max_size=24 if boxes else 0))
    return boxes, arrows


def drawn(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Drawing:
    return draw("Graph", boxes, arrows, NOTHING)


def positions(drawing: Drawing) -> dict[str, tuple[float, float]]:
    return {node.id.name: (node.x, node.y) for node in drawing.nodes}


def ends(node: Node) -> set[tuple[float, float]]:
    """Where an arrow may touch a box: along its left and its right border."""
    return {(x, node.y + step / 2) for x in (node.x, node.x + node.width) for step in range(int(2 * node.height) + 1)}


def test_what_covers_stands_to_the_right_of_what_it_covers() -> None:
    shown = drawn([box(0, "PRQ"), box(1), box(2)], [Arrow("SSR.n1.1", "PRQ.n0.1"), Arrow("SSR.n2.1", "PRQ.n0.1")])
    assert positions(shown) == {"n0": (4, 36), "n1": (266, 4), "n2": (266, 68)}
    assert [edge.points for edge in shown.edges] == [((266, 29), (208, 61)), ((266, 93), (208, 61))]


def test_boxes_that_cover_different_ones_stand_further_apart() -> None:
    boxes = [box(0, "PRQ"), box(1, "PRQ"), box(2), box(3), box(4)]
    covers = [("SSR.n2.1", "PRQ.n0.1"), ("SSR.n3.1", "PRQ.n0.1"), ("SSR.n4.1", "PRQ.n1.1")]
    y = {name: place[1] for name, place in positions(drawn(boxes, [Arrow(*each) for each in covers])).items()}
    assert (y["n3"] - y["n2"], y["n4"] - y["n3"]) == (64, 76)


def test_an_arrow_passes_a_column_between_its_boxes() -> None:
    boxes = [box(0, "PRQ"), box(1), box(2, "Case")]
    shown = drawn(
        boxes,
        [Arrow("SSR.n1.1", "PRQ.n0.1"), Arrow("Case.n2.1", "SSR.n1.1"), Arrow("Case.n2.1", "PRQ.n0.1")],
    )
    lane = next(edge for edge in shown.edges if len(edge.points) > 2)
    (_, middle, _) = shown.nodes
    assert lane.points[1][0] == middle.x + middle.width
    assert lane.points[2][0] == middle.x
    assert all(not middle.y <= y <= middle.y + middle.height for _, y in lane.points[1:3])


def test_arrows_that_are_not_in_order_come_last_and_so_above() -> None:
    boxes = [box(0, "PRQ"), box(1), box(2)]
    shown = drawn(boxes, [Arrow("SSR.n1.1", "PRQ.n0.1", good=False), Arrow("SSR.n2.1", "PRQ.n0.1")])
    assert [edge.good for edge in shown.edges] == [True, False]


def test_an_arrow_to_its_own_box_is_a_loop_beside_it() -> None:
    shown = drawn([box(0)], [Arrow("SSR.n0.1", "SSR.n0.1")])
    (node,), (edge,) = shown.nodes, shown.edges
    assert edge.points[0][0] == edge.points[-1][0] == node.x + node.width
    assert shown.width > edge.points[1][0] > node.x + node.width


def test_arrows_to_what_is_not_drawn_are_left_out() -> None:
    assert drawn([box(0)], [Arrow("SSR.n0.1", "PRQ.gone.1"), Arrow("Case.gone.1", "SSR.n0.1")]).edges == ()


def test_boxes_without_arrows_stand_in_rows_below_the_others() -> None:
    boxes = [box(0, "PRQ"), *(box(place) for place in range(1, 7))]
    assert positions(drawn(boxes, [Arrow("SSR.n3.1", "PRQ.n0.1")])) == {
        "n0": (4, 4),
        "n3": (266, 4),
        "n1": (4, 80),
        "n2": (266, 80),
        "n4": (528, 80),
        "n5": (4, 144),
        "n6": (266, 144),
    }
    assert positions(drawn(boxes[1:3], [])) == {"n1": (4, 4), "n2": (266, 4)}


def test_nothing_is_a_drawing_too() -> None:
    assert drawn([], []) == Drawing("Graph", 4, 4, (), (), NOTHING)


@given(graphs())
def test_no_box_lies_on_another(graph: tuple[list[Box], list[Arrow]]) -> None:
    for one, other in combinations(drawn(*graph).nodes, 2):
        beside = one.x + one.width < other.x or other.x + other.width < one.x
        assert beside or one.y + one.height < other.y or other.y + other.height < one.y


@given(graphs())
def test_every_arrow_begins_and_ends_at_the_border_of_its_boxes(graph: tuple[list[Box], list[Arrow]]) -> None:
    boxes, arrows = graph
    shown = drawn(boxes, arrows)
    wanted = {(arrow.covering, arrow.covered, arrow.good) for arrow in arrows}
    assert len(shown.edges) == len(wanted)
    touched = {node.anchor: ends(node) for node in shown.nodes}
    for covering, covered, good in wanted:
        assert any(
            edge.good is good and edge.points[0] in touched[covering] and edge.points[-1] in touched[covered]
            for edge in shown.edges
        )


@given(graphs())
def test_no_arrow_runs_through_a_box(graph: tuple[list[Box], list[Arrow]]) -> None:
    shown = drawn(*graph)
    for edge in shown.edges:
        for (x, y), (to_x, to_y) in zip(edge.points, edge.points[1:], strict=False):
            for node in shown.nodes:
                left, right = node.x < max(x, to_x), min(x, to_x) < node.x + node.width
                above, below = node.y < max(y, to_y), min(y, to_y) < node.y + node.height
                assert not (left and right and above and below)


@given(graphs())
def test_everything_is_within_the_drawing(graph: tuple[list[Box], list[Arrow]]) -> None:
    shown = drawn(*graph)
    corners = [(node.x + node.width, node.y + node.height) for node in shown.nodes]
    places = [(node.x, node.y) for node in shown.nodes] + [point for edge in shown.edges for point in edge.points]
    assert all(0 < x < shown.width and 0 < y < shown.height for x, y in corners + places)


@given(graphs(), st.randoms())
def test_the_order_in_which_boxes_and_arrows_come_does_not_matter(
    graph: tuple[list[Box], list[Arrow]], random: Random
) -> None:
    boxes, arrows = graph
    once = msgspec.json.encode(drawn(boxes, arrows))
    random.shuffle(boxes)
    random.shuffle(arrows)
    assert msgspec.json.encode(drawn(boxes, arrows * 2)) == once


def test_two_hundred_boxes_take_no_time() -> None:
    boxes = [box(0, "PRQ"), *(box(place) for place in range(1, 50)), *(box(place, "Case") for place in range(50, 200))]
    arrows = [Arrow(f"SSR.n{place}.1", "PRQ.n0.1") for place in range(1, 50)]
    arrows += [
        Arrow(f"Case.n{place}.1", f"SSR.n{1 + place * step % 49}.1") for place in range(50, 200) for step in (1, 7)
    ]
    begun = time.process_time()
    drawn(boxes, arrows)
    assert time.process_time() - begun < 0.3
