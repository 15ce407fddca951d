# SPDX-License-Identifier: Apache-2.0
"""Who covers whom, and in what condition the links are."""

from __future__ import annotations

import random
import re

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import ItemId
from reqtrace.item import Item, Need, Reference, Status
from reqtrace.read.rst import read_rst
from reqtrace.span import Span
from reqtrace.trace.graph import Condition, Graph, link


def graph_of(text: str) -> Graph:
    return link(read_rst(text, "a.rst")[0])


def links(graph: Graph) -> list[str]:
    return [
        f"{item.id} {each.condition} {each.id} at {each.span.line}"
        for item, there in zip(graph.items, graph.links, strict=True)
        for each in there
    ]


REQ, TWO = "`req~a~1`\nNeeds: dsn\n\n", "`req~a~2`\nNeeds: dsn\n\n"
COVERING = "`dsn~a~1`\nCovers:\n - req~a~{}\n\n"


# [utest->dsn~condition_of_every_reference~1]
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REQ + COVERING.format(1), ["req~a~1 covered-shallow dsn~a~1 at 6", "dsn~a~1 covers req~a~1 at 6"]),
        ("`req~a~1`\n\n\n" + COVERING.format(1),
         ["req~a~1 covered-unwanted dsn~a~1 at 6", "dsn~a~1 unwanted req~a~1 at 6"]),
        (COVERING.format(1), ["dsn~a~1 orphaned req~a~1 at 3"]),
        (TWO + COVERING.format(1),
         ["req~a~2 covered-outdated dsn~a~1 at 6", "dsn~a~1 orphaned req~a~1 at 6", "dsn~a~1 outdated req~a~2 at 6"]),
        (REQ + COVERING.format(2),
         ["req~a~1 covered-predated dsn~a~1 at 6", "dsn~a~1 orphaned req~a~2 at 6", "dsn~a~1 predated req~a~1 at 6"]),
        (REQ + REQ + COVERING.format(1),
         ["req~a~1 duplicate req~a~1 at 4", "req~a~1 duplicate req~a~1 at 1", "dsn~a~1 ambiguous req~a~1 at 9"]),
        (REQ + COVERING.format(1).replace("\n", "\nStatus: rejected\n", 1), []),
        ("`Req~a~1`\nNeeds: dsn\n\n" + COVERING.format(1), ["dsn~a~1 orphaned req~a~1 at 6"]),
    ],
)  # fmt: skip
def test_the_condition_of_a_link(text: str, expected: list[str]) -> None:
    assert links(graph_of(text)) == expected


# [utest->dsn~rejected_covers_nothing~1]
@pytest.mark.parametrize("status", [Status.DRAFT, Status.PROPOSED, Status.APPROVED])
def test_every_item_that_is_not_rejected_covers(status: Status) -> None:
    graph = graph_of(REQ + COVERING.format(1).replace("\n", f"\nStatus: {status.value}\n", 1))
    assert list(graph.covering(0)) == [1]


def test_items_keep_their_order_and_are_found_by_their_id() -> None:
    graph = graph_of("`b~a~1`\n\n`a~b~10`\n\n`a~b~9`\n\n`a~b~10`\n")
    assert [str(item.id) for item in graph.items] == ["b~a~1", "a~b~10", "a~b~9", "a~b~10"]
    assert graph.positions[ItemId("a", "b", 9)] == (2,)
    assert graph.twins == {ItemId("a", "b", 10): (1, 3)}


def test_children_hold_whatever_refers_to_an_item_and_covering_only_what_covers_it() -> None:
    graph = graph_of(REQ + COVERING.format(1) + "`impl~a~1`\nCovers:\n - req~a~1\n")
    assert [str(graph.items[child].id) for child in graph.children(0)] == ["dsn~a~1", "impl~a~1"]
    assert [str(graph.items[child].id) for child in graph.covering(0)] == ["dsn~a~1"]


# [utest->dsn~graph_for_networkx~1]
def test_a_graph_for_networkx() -> None:
    graph = graph_of(REQ + COVERING.format(1) + "`impl~a~1`\nCovers:\n - gone~a~1\n").as_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert [str(graph.nodes[node]["item"].id) for node in graph] == ["req~a~1", "dsn~a~1", "impl~a~1"]
    assert list(graph.edges(data="condition")) == [(1, 0, Condition.COVERS)]


ids = st.builds(ItemId, st.sampled_from("ab"), st.sampled_from("xy"), st.integers(1, 3))


@st.composite
def some_items(draw: st.DrawFn) -> list[Item]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        cited = draw(st.lists(ids, max_size=3))
        found.append(
            Item(
                draw(ids),
                Span("a.rst", 10 * number + 1),
                status=draw(st.sampled_from(Status)),
                needs=tuple(Need(kind, Span("a.rst")) for kind in draw(st.sets(st.sampled_from("ab")))),
                covers=tuple(Reference(id_, Span("a.rst", 10 * number + 2 + n)) for n, id_ in enumerate(cited)),
            )
        )
    return found


def ends(graph: Graph) -> list[tuple[Item, Condition, ItemId, Span, Item | None]]:
    return [
        (item, each.condition, each.id, each.span, None if each.target is None else graph.items[each.target])
        for item, there in zip(graph.items, graph.links, strict=True)
        for each in there
    ]


@given(some_items())
def test_parents_and_children_are_two_views_of_the_same_links(items: list[Item]) -> None:
    graph = link(items)
    down = sorted((parent, child) for parent in range(len(items)) for child in graph.children(parent))
    up = sorted((parent, child) for child in range(len(items)) for parent in graph.parents(child))
    assert down == up


@given(some_items(), st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(items: list[Item], shuffle: random.Random) -> None:
    other = items.copy()
    shuffle.shuffle(other)
    assert set(ends(link(items))) == set(ends(link(other)))


# [utest->dsn~condition_of_every_reference~1]
@given(some_items())
def test_every_link_is_seen_from_both_ends(items: list[Item]) -> None:
    graph = link(items)
    for position, there in enumerate(graph.links):
        for each in there:
            if each.target is not None and each.condition is not Condition.DUPLICATE:
                assert any(
                    back.target == position and back.span == each.span and back.id == graph.items[position].id
                    for back in graph.links[each.target]
                )


@given(some_items())
def test_every_reference_of_an_item_that_is_not_rejected_makes_a_link(items: list[Item]) -> None:
    graph = link(items)
    exact = (Condition.COVERS, Condition.UNWANTED, Condition.AMBIGUOUS, Condition.ORPHANED)
    for item, there in zip(graph.items, graph.links, strict=True):
        wanted = [] if item.status is Status.REJECTED else [reference.span for reference in item.covers]
        assert [each.span for each in there if each.condition in exact] == wanted


def test_the_names_of_conditions_are_those_of_the_interface() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)?", condition.value) for condition in Condition)
    assert [condition for condition in Condition if condition.good] == [Condition.COVERS, Condition.COVERED_SHALLOW]
