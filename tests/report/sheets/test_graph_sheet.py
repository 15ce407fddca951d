# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Sequence

import pytest
from reading import text
from samples import ITEMS, item, project
from test_tree_sheet import items, lines, of

from reqtrace.report.block import Block, Drawing, Outline, Paragraph
from reqtrace.report.query import Choice
from reqtrace.report.sheets.graph import GRAPH, MOST_ARROWS, MOST_BOXES
from reqtrace.report.sheets.wish import Direction, Wish
from reqtrace.report.view import View

EVERYTHING = Choice()


def graph(
    view: View,
    root: str = "",
    *,
    choice: Choice = EVERYTHING,
    direction: Direction = Direction.DOWN,
    depth: int | None = None,
    caption: str = "",
) -> tuple[Block, ...]:
    return GRAPH.fill(view, Wish("graph", choice, root=root, direction=direction, depth=depth, caption=caption))


def drawing(blocks: Sequence[Block]) -> Drawing:
    (shown,) = (each for each in blocks if isinstance(each, Drawing))
    return shown


def boxes(blocks: Sequence[Block]) -> list[str]:
    return sorted(str(node.id) for node in drawing(blocks).nodes)


def said(blocks: Sequence[Block]) -> list[str]:
    return [text(each.line) for each in blocks if isinstance(each, Paragraph)]


# [utest->dsn~graph_is_drawn_at_build_time~1]
def test_a_graph_shows_all_items_and_how_they_are_linked() -> None:
    shown = drawing(graph(project()))
    assert shown.title == "Graph of items"
    assert len(shown.nodes) == 11
    assert [edge.good for edge in shown.edges] == [True] * 9 + [False]


def test_a_box_shows_what_its_item_is_called_and_worth() -> None:
    node = next(each for each in drawing(graph(project())).nodes if each.anchor == "SSR.refuse.2")
    assert (str(node.id), node.title, str(node.chip)) == ("SSR~refuse~2", ("Refuse a second owner",), "✕ failed")


@pytest.mark.parametrize(
    ("direction", "depth", "shown"),
    [
        (Direction.DOWN, None, ["Case~map_prose~1", "SSR~map~1"]),
        (Direction.UP, None, ["PRQ~device~1", "SSR~map~1"]),
        (Direction.BOTH, None, ["Case~map_prose~1", "PRQ~device~1", "SSR~map~1"]),
        (Direction.BOTH, 0, ["SSR~map~1"]),
    ],
)
def test_from_a_root_one_goes_as_far_as_one_may(direction: Direction, depth: int | None, shown: list[str]) -> None:
    assert boxes(graph(project(), "SSR~map~1", direction=direction, depth=depth)) == shown


def test_a_link_that_is_not_in_order_is_drawn_and_not_followed() -> None:
    view = project([*items("a", "b:a"), item("SSR~c~1", "c.rst:3", covers="SSR~b~2", needs="SSR")], None, ())
    shown = drawing(graph(view, "SSR~a~1"))
    assert [str(node.id) for node in shown.nodes] == ["SSR~a~1", "SSR~b~1", "SSR~c~1"]
    assert [edge.good for edge in shown.edges] == [True, False]


def test_a_choice_is_drawn_alone() -> None:
    assert boxes(graph(project(), choice=Choice(kinds=("PRQ", "SSR"), verdicts=("failed",)))) == [
        "PRQ~device~1",
        "SSR~refuse~2",
    ]


def test_from_a_root_through_what_is_chosen() -> None:
    shown = graph(project(), "PRQ~device~1", choice=Choice(verdicts=("failed",)))
    assert boxes(shown) == ["Case~refuse_irq~1", "PRQ~device~1", "SSR~refuse~2"]
    assert lines([drawing(shown).outline]) == [
        "✕ failed [Give a domain its devices] PRQ~device~1",
        "  ✕ failed [Refuse a second owner] SSR~refuse~2",
        "    ✕ failed [Two domains, one interrupt] Case~refuse_irq~1",
    ]


def test_the_outline_says_the_same_from_what_covers_nothing_else() -> None:
    shown = lines([drawing(graph(project(), choice=Choice(kinds=("SSR", "Case")))).outline])
    assert shown[:3] == [
        "✓ verified [Hide the IOMMU] SSR~hide~1",
        "  ✓ passed [Nothing to find] Case~hide_on~1",
        "  ✓ passed [Two domains, one device] Case~refuse_twice~1",
    ]


def test_the_outline_has_circles_too() -> None:
    shown = lines([drawing(graph(of("a:c", "b:a", "c:b", "d"))).outline])
    assert [line for line in shown if not line.startswith(" ")] == [
        "✕ uncovered [Item d] SSR~d~1",
        "↻ cycle [Item a] SSR~a~1",
    ]


@pytest.mark.parametrize(
    ("direction", "listed"),
    [
        (Direction.DOWN, "; in the list, what stands further in covers what it stands under"),
        (Direction.UP, "; in the list, an item covers what stands further in under it"),
        (Direction.BOTH, ""),
    ],
)
def test_above_it_stands_how_to_read_it(direction: Direction, listed: str) -> None:
    assert said(graph(project(), "SSR~map~1", direction=direction)) == [
        f"An arrow leads from an item to what it covers{listed}. Verdicts: model, required."
    ]


def test_links_that_are_not_in_order_are_explained_where_there_are_some() -> None:
    assert said(graph(project(evidence=None), direction=Direction.UP)) == [
        "An arrow leads from an item to what it covers, a red, broken one where that link is not in order; "
        "in the list, what stands further in covers what it stands under."
    ]


def test_that_there_are_no_arrows_is_told() -> None:
    assert said(graph(project(evidence=None), choice=Choice(kinds=("PRQ",)))) == [
        "No item here covers another. Shown only: kind PRQ."
    ]


def test_what_limits_the_drawing_is_told() -> None:
    shown = graph(project(), "PRQ~device~1", depth=1, choice=Choice(kinds=("SSR",), verdicts=("failed",)))
    assert boxes(shown) == ["PRQ~device~1", "SSR~refuse~2"]
    assert "Shown only: at most 1 link away; kind SSR; verdict failed. Verdicts: model, required." in said(shown)[0]


def test_boxes_stand_in_the_order_of_the_documents_from_a_root_too() -> None:
    shown = [str(node.id) for node in drawing(graph(project(), "PRQ~device~1")).nodes]
    assert shown[1:5] == ["SSR~hide~1", "SSR~refuse~2", "SSR~map~1", "SSR~quit~1"]


@pytest.mark.parametrize(
    ("direction", "title"),
    [
        (Direction.DOWN, "Graph of what covers Map registers"),
        (Direction.UP, "Graph of what Map registers covers"),
        (Direction.BOTH, "Graph of what Map registers covers and is covered by"),
    ],
)
def test_the_drawing_is_called_what_it_shows(direction: Direction, title: str) -> None:
    assert drawing(graph(project(), "SSR~map~1", direction=direction)).title == title


def test_a_caption_stands_above_and_names_the_drawing() -> None:
    shown = graph(project(), "SSR~map~1", caption="Maps")
    assert said(shown)[0] == "Maps"
    assert drawing(shown).title == "Maps"


def test_too_many_boxes_are_an_outline_and_words_how_to_narrow_it() -> None:
    many = of("n0", *(f"n{place}:n0" for place in range(1, MOST_BOXES + 1)))
    shown = graph(many)
    assert said(shown) == [
        "201 items and 200 links are too many for a drawing, which holds 200 and 400. To see one, name an item with "
        "root, go less far with depth, or choose by kinds, tags, status, verdict or filter.",
        "Each line is covered by those below it, one step further in",
    ]
    assert len(lines(shown)) > MOST_BOXES
    assert isinstance(shown[-1], Outline)
    assert len(boxes(graph(of("n0", *(f"n{place}:n0" for place in range(1, MOST_BOXES)))))) == MOST_BOXES


def test_what_is_too_much_has_its_caption_and_its_qualifier() -> None:
    many = [*ITEMS, *(item(f"SSR~n{place}~1", f"n.rst:{10 * place + 1}") for place in range(MOST_BOXES))]
    assert said(graph(project(many), caption="Everything"))[1] == "Everything (model, required)"


def test_too_many_arrows_are_too() -> None:
    side = int(MOST_ARROWS**0.5) + 1
    above = ",".join(f"a{place}" for place in range(side))
    tangle = of(*(f"a{place}" for place in range(side)), *(f"b{place}:{above}" for place in range(side)))
    assert said(graph(tangle))[0].startswith("42 items and 441 links are too many for a drawing")


def test_nothing_to_draw_is_said() -> None:
    assert said(graph(project(), choice=Choice(verdicts=("stale",)))) == ["No item is to be drawn."]


def test_a_root_or_a_choice_that_fits_nothing_is_objected_to() -> None:
    wish = Wish("graph", Choice(kinds=("SRS",)), root="SSR~hide~2")
    assert GRAPH.object_to(project(), wish) == (
        "there is no SSR~hide~2; the current revision is SSR~hide~1",
        "no item is of kind 'SRS'; did you mean SSR?",
    )
    assert said(GRAPH.fill(project(), wish)) == ["There is no item SSR~hide~2."]
    assert GRAPH.object_to(project(), Wish("graph")) == ()
    assert GRAPH.object_to(project(), Wish("graph", root="SSR~map~1", direction=Direction.UP)) == ()


def test_what_counts_from_a_root_is_objected_to_where_there_is_none() -> None:
    objection = ("depth and direction count from an item, and none is named; name it with root",)
    assert GRAPH.object_to(project(), Wish("graph", depth=1)) == objection
    assert GRAPH.object_to(project(), Wish("graph", direction=Direction.BOTH)) == objection
