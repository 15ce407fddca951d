# SPDX-License-Identifier: Apache-2.0
"""Coverage of an item, and of all beneath it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import ItemId
from reqtrace.item import Item, Need, Reference
from reqtrace.read.rst import read_rst
from reqtrace.span import Span
from reqtrace.trace.coverage import Coverage, Deep, cover
from reqtrace.trace.graph import link

PLACE = Span("a.rst", 1, 1)


def judged(text: str) -> dict[str, Coverage]:
    graph = link(read_rst(text, "a.rst")[0])
    return {str(item.id): coverage for item, coverage in zip(graph.items, cover(graph), strict=True)}


def item(kind: str, name: str, needs: tuple[str, ...] = (), covers: tuple[str, ...] = ()) -> Item:
    cited = (ItemId.parse(each) for each in covers)
    return Item(
        ItemId(kind, name, 1),
        PLACE,
        needs=tuple(Need(each, PLACE) for each in needs),
        covers=tuple(Reference(each, PLACE) for each in cited if each),
    )


REQ = "`req~a~1`\nNeeds: dsn\n\n"
DSN = "`dsn~a~1`\nCovers:\n - req~a~1\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`req~a~1`\n", Coverage((), Deep.COVERED, defect=False)),
        ("`req~a~1`\nNeeds: dsn, impl\n", Coverage(("dsn", "impl"), Deep.UNCOVERED, defect=True)),
        ("`req~a~1`\nNeeds: dsn, impl\n\n" + DSN, Coverage(("impl",), Deep.UNCOVERED, defect=True)),
        (REQ + DSN, Coverage((), Deep.COVERED, defect=False)),
        (REQ + DSN.replace("Covers", "Status: draft\nCovers"), Coverage((), Deep.COVERED, defect=False)),
        (REQ + DSN.replace("Covers", "Status: rejected\nCovers"), Coverage(("dsn",), Deep.UNCOVERED, defect=True)),
        (REQ + DSN.replace("Covers", "Needs: x\nCovers"), Coverage((), Deep.UNCOVERED, defect=True)),
        (REQ + DSN.replace("req~a~1", "req~a~2"), Coverage(("dsn",), Deep.UNCOVERED, defect=True)),
        ("`req~a~1`\nStatus: rejected\nNeeds: dsn\n", Coverage(("dsn",), Deep.UNCOVERED, defect=False)),
        ("`req~a~1`\nStatus: rejected\n\n`req~a~1`\n", Coverage((), Deep.COVERED, defect=True)),
        ("`req~a~1`\n\n" + DSN, Coverage((), Deep.COVERED, defect=True)),
        ("`req~a~1`\nCovers:\n - gone~a~1\n", Coverage((), Deep.COVERED, defect=True)),
        ("`req~a~1`\nDepends:\n - gone~a~1\n", Coverage((), Deep.COVERED, defect=False)),
        ("`req~a~1`\nNeeds: req\nCovers:\n - req~a~1\n", Coverage((), Deep.CYCLE, defect=True)),
    ],
)  # fmt: skip
def test_the_coverage_of_an_item(text: str, expected: Coverage) -> None:
    assert judged(text)["req~a~1"] == expected


def test_what_stands_above_a_circle_is_in_it_and_what_stands_below_is_not() -> None:
    items = [
        item("top", "a", ("a",)),
        item("a", "a", ("b",), ("top~a~1", "b~b~1")),
        item("b", "b", ("a", "c"), ("a~a~1",)),
        item("c", "c", (), ("b~b~1",)),
    ]
    graph = link(items)
    deep = {item.id.kind: coverage.deep for item, coverage in zip(graph.items, cover(graph), strict=True)}
    assert deep == {"top": Deep.CYCLE, "a": Deep.CYCLE, "b": Deep.CYCLE, "c": Deep.COVERED}


def ladder(levels: int, width: int, last_needs: tuple[str, ...] = ()) -> list[Item]:
    """Items in levels, each of which covers every item of the level above."""
    kinds = [f"k{'ab'[level % 2]}" for level in range(levels + 1)]
    names = [[f"n{level}-{side}" for side in range(width)] for level in range(levels)]
    return [
        item(
            kinds[level],
            name,
            (kinds[level + 1],) if level + 1 < levels else last_needs,
            tuple(f"{kinds[level - 1]}~{above}~1" for above in names[level - 1]) if level else (),
        )
        for level in range(levels)
        for name in names[level]
    ]


# [utest->dsn~coverage_from_the_leaves~1]
@pytest.mark.parametrize(("levels", "width"), [(1000, 2), (20_000, 1)])
@pytest.mark.parametrize(("last_needs", "deep"), [((), Deep.COVERED), (("gone",), Deep.UNCOVERED)])
def test_depth_costs_no_more_than_its_links(levels: int, width: int, last_needs: tuple[str, ...], deep: Deep) -> None:
    assert {each.deep for each in cover(link(ladder(levels, width, last_needs)))} == {deep}


@st.composite
def forests(draw: st.DrawFn) -> list[Item]:
    """Items that cover only items before them: no circle, though links may be bad."""
    found: list[Item] = []
    for number in range(draw(st.integers(1, 10))):
        above = draw(st.lists(st.sampled_from(found), max_size=3, unique_by=lambda each: each.id)) if found else []
        needs = draw(st.lists(st.sampled_from("abc"), max_size=2, unique=True))
        found.append(
            item(draw(st.sampled_from("abc")), f"n{number}", tuple(needs), tuple(str(each.id) for each in above))
        )
    return found


# [utest->dsn~coverage_from_the_leaves~1]
@given(forests())
def test_without_a_circle_deep_coverage_is_what_its_definition_says(items: list[Item]) -> None:
    graph = link(items)
    coverage = cover(graph)
    for position, each in enumerate(coverage):
        below = all(coverage[child].deep is Deep.COVERED for child in graph.children(position))
        assert each.deep is (Deep.COVERED if each.shallow and below else Deep.UNCOVERED)


@given(forests())
def test_an_item_is_in_defect_or_all_about_it_is_in_order(items: list[Item]) -> None:
    graph = link(items)
    for position, each in enumerate(cover(graph)):
        in_order = each.deep is Deep.COVERED and all(there.condition.good for there in graph.links[position])
        assert each.defect is not in_order


@given(forests(), st.data())
def test_a_new_need_never_improves_anything(items: list[Item], data: st.DataObject) -> None:
    chosen = data.draw(st.integers(0, len(items) - 1))
    more = items.copy()
    more[chosen] = item(
        items[chosen].id.kind,
        items[chosen].id.name,
        (*(need.kind for need in items[chosen].needs), "gone"),
        tuple(str(each.id) for each in items[chosen].covers),
    )
    order = list(Deep)
    for before, after in zip(cover(link(items)), cover(link(more)), strict=True):
        assert order.index(after.deep) >= order.index(before.deep)
        assert after.defect or not before.defect
