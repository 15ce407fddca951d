# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from reading import text
from samples import accepting, item, project

from reqtrace.item import Item
from reqtrace.report.block import Block, Branch, Link, Outline, Paragraph
from reqtrace.report.query import Choice
from reqtrace.report.sheets.tree import TREE
from reqtrace.report.sheets.unfold import DEEPEST
from reqtrace.report.sheets.wish import Direction, Wish
from reqtrace.report.view import View


def tree(view: View, root: str, direction: Direction = Direction.DOWN, depth: int | None = None) -> list[str]:
    """The lines of the outline, with two blanks before each for every step further in."""
    return lines(TREE.fill(view, Wish("tree", root=root, direction=direction, depth=depth)))


def lines(blocks: Iterable[Block]) -> list[str]:
    outline = next(each for each in blocks if isinstance(each, Outline))
    return list(written(outline.branches))


def written(branches: Iterable[Branch]) -> Iterator[str]:
    waiting = [(each, 0) for each in branches][::-1]
    while waiting:
        branch, steps = waiting.pop()
        yield "  " * steps + text(branch.line)
        waiting += [(each, steps + 1) for each in branch.below][::-1]


def items(*links: str, needs: str = "SSR") -> Sequence[Item]:
    """Items from words like ``a``, which covers nothing, and ``b:a,c``, which covers two others."""
    return [
        item(
            f"SSR~{name}~1",
            f"a.rst:{10 * place + 3}",
            f"Item {name}",
            covers=" ".join(f"SSR~{each}~1" for each in covered.split(",") if each),
            needs=needs,
        )
        for place, (name, _, covered) in enumerate(link.partition(":") for link in links)
    ]


def of(*links: str, needs: str = "SSR") -> View:
    return project(items(*links, needs=needs), None, ())


def plain(shown: list[str]) -> list[str]:
    """The lines without chips, ids, and what is missing."""
    return [line.replace("↻ cycle ", "").replace("✕ uncovered ", "") for line in shown if "missing: " not in line]


def test_a_tree_goes_down_to_what_covers_an_item() -> None:
    assert tree(project(), "PRQ~device~1") == [
        "✕ failed [Give a domain its devices] PRQ~device~1",
        "  ✓ verified [Hide the IOMMU] SSR~hide~1",
        "    ✓ passed [Nothing to find] Case~hide_on~1",
        "    ✓ passed [Two domains, one device] Case~refuse_twice~1",
        "  ✕ failed [Refuse a second owner] SSR~refuse~2",
        "    ✕ failed [Two domains, one interrupt] Case~refuse_irq~1",
        "    ✓ passed [Two domains, one device] Case~refuse_twice~1",
        "    ✕ covered-outdated [Covers a thing that is gone] Case~lost~1: Case~lost~1 covers an older revision of it",
        "  ○ unverified [Map registers] SSR~map~1",
        "    ○ blocked [Map by hand] Case~map_prose~1",
        "  ○ unverified [quit] SSR~quit~1",
        "    missing: Case",
    ]


def test_no_further_than_it_may_and_says_what_is_left_out() -> None:
    assert tree(project(), "PRQ~device~1", depth=1) == [
        "✕ failed [Give a domain its devices] PRQ~device~1",
        "  ✓ verified [Hide the IOMMU] SSR~hide~1 (2 more behind it)",
        "  ✕ failed [Refuse a second owner] SSR~refuse~2 (3 more behind it)",
        "  ○ unverified [Map registers] SSR~map~1 (1 more behind it)",
        "  ○ unverified [quit] SSR~quit~1",
        "    missing: Case",
    ]
    assert tree(project(), "PRQ~device~1", depth=0) == [
        "✕ failed [Give a domain its devices] PRQ~device~1 (4 more behind it)"
    ]


def test_up_to_what_it_covers_and_what_it_should() -> None:
    assert tree(project(), "Case~lost~1", Direction.UP) == [
        "! error [Covers a thing that is gone] Case~lost~1",
        "  ✕ orphaned SSR~refuse~1: it covers SSR~refuse~1, which does not exist",
        "  ✕ outdated [Refuse a second owner] SSR~refuse~2: SSR~refuse~2 is the current revision",
    ]


def test_in_both_directions() -> None:
    assert tree(project(), "SSR~map~1", Direction.BOTH) == [
        "○ unverified [Map registers] SSR~map~1",
        "  covers",
        "    ✕ failed [Give a domain its devices] PRQ~device~1",
        "  covered by",
        "    ○ blocked [Map by hand] Case~map_prose~1",
    ]
    assert tree(project(), "PRQ~device~1", Direction.BOTH, 0) == ["✕ failed [Give a domain its devices] PRQ~device~1"]


def test_an_accepted_gap_is_told_with_who_accepts_it() -> None:
    assert tree(accepting(), "SSR~second~1")[1:] == [
        "  accepted to be missing: Case (accepted by Ada on 2026-01-10, holds until 2027-06-30)"
    ]


def test_what_is_missing_is_told_where_no_more_is_followed() -> None:
    view = project([*items("a", "b:a", "c:b", needs="SSR Case")], None, ())
    assert tree(view, "SSR~a~1", depth=1)[1:3] == [
        "  ✕ uncovered [Item b] SSR~b~1 (1 more behind it)",
        "    missing: Case",
    ]


def test_items_of_one_id_are_all_shown() -> None:
    view = project([*items("a"), item("SSR~a~1", "b.rst:3", "Another")], None, ())
    assert [line for line in tree(view, "SSR~a~1") if not line.startswith(" ")] == [
        "✕ uncovered [Item a] SSR~a~1",
        "✕ defective [Another] SSR~a~1",
    ]
    assert "  ✕ duplicate [Another] SSR~a~1: another item is called SSR~a~1 too" in tree(view, "SSR~a~1")


def test_a_circle_is_told_and_left() -> None:
    assert plain(tree(of("a:c", "b:a", "c:b"), "SSR~a~1")) == [
        "[Item a] SSR~a~1",
        "  [Item b] SSR~b~1",
        "    [Item c] SSR~c~1",
        "      [Item a] SSR~a~1 (a circle: this leads back to where it came from)",
    ]


def test_a_circle_that_is_entered_at_two_places_is_told_at_both() -> None:
    assert plain(tree(of("a", "b:a,c", "c:a,b", "d:c"), "SSR~a~1")) == [
        "[Item a] SSR~a~1",
        "  [Item b] SSR~b~1",
        "    [Item c] SSR~c~1 (in a circle with what it stands under; unfolded below)",
        "  [Item c] SSR~c~1",
        "    [Item b] SSR~b~1 (in a circle with what it stands under; unfolded above)",
        "    [Item d] SSR~d~1",
    ]
    assert plain(tree(of("a", "b:a,c", "c:a,b", "d:c"), "SSR~d~1", Direction.UP)) == [
        "[Item d] SSR~d~1",
        "  [Item c] SSR~c~1",
        "    [Item a] SSR~a~1",
        "    [Item b] SSR~b~1",
        "      [Item a] SSR~a~1",
        "      [Item c] SSR~c~1 (a circle: this leads back to where it came from)",
    ]


def test_an_item_that_is_reached_twice_is_unfolded_where_it_is_nearest() -> None:
    assert plain(tree(of("a", "b:a", "c:b,a", "d:c"), "SSR~a~1")) == [
        "[Item a] SSR~a~1",
        "  [Item b] SSR~b~1",
        "    [Item c] SSR~c~1 (unfolded below)",
        "  [Item c] SSR~c~1",
        "    [Item d] SSR~d~1",
    ]
    assert plain(tree(of("a", "b:a", "c:a", "d:c,b", "e:d"), "SSR~a~1"))[2:] == [
        "    [Item d] SSR~d~1",
        "      [Item e] SSR~e~1",
        "  [Item c] SSR~c~1",
        "    [Item d] SSR~d~1 (unfolded above)",
    ]


def test_an_item_below_which_nothing_is_told_is_not_said_to_be_unfolded() -> None:
    linked = items("a", "b:a", "c:a")
    lacking = item("SSR~d~1", "d.rst:3", "Item d", covers="SSR~b~1 SSR~c~1", needs="Case")
    assert tree(project([*linked, lacking], None, ()), "SSR~a~1")[-1] == (
        "    ✕ uncovered [Item d] SSR~d~1 (unfolded above)"
    )
    sated = item("SSR~d~1", "d.rst:3", "Item d", covers="SSR~b~1 SSR~c~1")
    assert tree(project([*linked, sated], None, ()), "SSR~a~1")[-1] == "    ✓ covered [Item d] SSR~d~1"


def test_a_dense_graph_has_as_many_lines_as_links() -> None:
    rungs = ["a0", "b0", *(f"{side}{rung}:a{rung - 1},b{rung - 1}" for rung in range(1, 20) for side in "ab")]
    shown = plain(tree(of(*rungs), "SSR~a0~1"))
    assert len(shown) == 1 + 2 + 18 * 4


def test_a_long_chain_ends_with_words() -> None:
    view = of("n0", *(f"n{place}:n{place - 1}" for place in range(1, 10_000)))
    shown = plain(tree(view, "SSR~n0~1"))
    assert len(shown) == DEEPEST + 1
    assert shown[-1].strip() == (
        "[Item n24] SSR~n24~1 (1 more behind it, 24 links away from where this begins and not followed further)"
    )


@pytest.mark.parametrize(
    ("direction", "depth", "legend"),
    [
        (Direction.DOWN, None, "Each line is covered by those below it, one step further in (model, required)"),
        (
            Direction.UP,
            1,
            "Each line covers those below it, one step further in, at most 1 link away (model, required)",
        ),
        (Direction.BOTH, 2, "What the item covers, and what covers it, at most 2 links away (model, required)"),
    ],
)
def test_the_line_above_says_what_the_outline_means(direction: Direction, depth: int | None, legend: str) -> None:
    first, _ = TREE.fill(project(), Wish("tree", root="SSR~map~1", direction=direction, depth=depth))
    assert isinstance(first, Paragraph)
    assert text(first.line) == legend


def test_a_caption_takes_its_place_and_leaves_the_qualifier() -> None:
    first, _ = TREE.fill(project(), Wish("tree", root="SSR~map~1", caption="Maps"))
    assert isinstance(first, Paragraph)
    assert text(first.line) == "Maps (model, required)"


def test_an_id_without_a_revision_is_that_of_the_current_one() -> None:
    view = project([item("SSR~a~1", "a.rst:3", "Old"), item("SSR~a~2", "a.rst:9", "New")], None, ())
    assert tree(view, "SSR~a")[0].endswith("[New] SSR~a~2")
    assert TREE.object_to(view, Wish("tree", root="SSR~a")) == ()


def pruned(view: View, root: str, **limits: object) -> list[str]:
    """The names in an outline of what is chosen, and what is said of the rest."""
    wish = Wish("tree", Choice(**limits), root=root)
    assert TREE.object_to(view, wish) == ()
    blocks = TREE.fill(view, wish)
    return [*plain(lines(blocks)), *(text(each.line) for each in blocks[2:] if isinstance(each, Paragraph))]


def test_branches_that_lead_to_nothing_chosen_are_left_out_and_counted() -> None:
    view = of("a", "b:a", "c:b", "d:a", "e:d")
    assert pruned(view, "SSR~a~1", where="name = c") == [
        "[Item a] SSR~a~1", "  [Item b] SSR~b~1", "    [Item c] SSR~c~1",
        "2 items left out, for only what leads to the chosen is shown (filter name = c): 2 uncovered.",
    ]  # fmt: skip
    assert pruned(view, "SSR~a~1", where="name = a") == [
        "[Item a] SSR~a~1",
        "4 items left out, for only what leads to the chosen is shown (filter name = a): 4 uncovered.",
    ]
    assert pruned(view, "SSR~a~1", where="name ~ *") == plain(tree(view, "SSR~a~1"))


def test_what_is_wrong_with_a_choice_is_told_of_a_tree() -> None:
    assert TREE.object_to(project(), Wish("tree", Choice(kinds=("SRS",)), root="SSR~hide~1")) == (
        "no item is of kind 'SRS'; did you mean SSR?",
    )


@given(st.data())
def test_nothing_vanishes_from_a_tree_without_a_word(data: st.DataObject) -> None:
    names = "abcdef"
    above = [data.draw(st.sets(st.sampled_from(names), max_size=3), label=f"what {name} covers") for name in names]
    view = of(*(f"{name}:{','.join(sorted(found))}" for name, found in zip(names, above, strict=True)))
    direction = data.draw(st.sampled_from(Direction))
    wanted = data.draw(st.sampled_from(names))
    wish = Wish("tree", Choice(where=f"name = {wanted}"), root="SSR~a~1", direction=direction)
    everything = " ".join(lines(TREE.fill(view, replace(wish, choice=Choice()))))
    blocks = TREE.fill(view, wish)
    shown = " ".join(lines(blocks))
    reached, seen = ({name for name in names if f"SSR~{name}~1" in told} for told in (everything, shown))
    assert (wanted in seen) == (wanted in reached)
    said = [text(each.line) for each in blocks[2:] if isinstance(each, Paragraph)]
    left = len(reached - seen)
    assert [line.split(" ")[0] for line in said] == ([str(left)] if left else [])


@pytest.mark.parametrize(
    ("root", "objection", "shown"),
    [
        ("SSR~hide~2", "there is no SSR~hide~2; the current revision is SSR~hide~1", "There is no item SSR~hide~2."),
        (
            "SSR~hidden~1",
            "no item is called 'SSR~hidden~1'; did you mean SSR~hide~1?",
            "There is no item SSR~hidden~1.",
        ),
        ("SSR~hidden", "no item is called 'SSR~hidden'; did you mean SSR~hide~1?", "There is no item SSR~hidden."),
        (
            "SSR~nope~1",
            "no item is called 'SSR~nope~1'; an id is written as kind~name~revision",
            "There is no item SSR~nope~1.",
        ),
        ("...", "'...' is no id; an id is written as kind~name~revision", "There is no item ...."),
        ("", "no item is named; write the id of one, such as Case~hide_on~1", "No item is named."),
    ],
)
def test_an_item_that_is_not_there_is_objected_to_with_a_way_out(root: str, objection: str, shown: str) -> None:
    wish = Wish("tree", root=root)
    assert TREE.object_to(project(), wish) == (objection,)
    (paragraph,) = TREE.fill(project(), wish)
    assert isinstance(paragraph, Paragraph)
    assert text(paragraph.line) == shown


def test_an_item_that_is_there_is_not_objected_to() -> None:
    assert TREE.object_to(project(), Wish("tree", root="SSR~hide~1")) == ()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25), st.sampled_from(Direction))
def test_whatever_covers_what_every_item_in_reach_is_told_and_no_link_is_told_twice(
    links: list[tuple[int, int]], direction: Direction
) -> None:
    covered = {name: sorted({other for one, other in links if one == name}) for name in range(10)}
    view = of(*(f"n{name}:{','.join(f'n{each}' for each in covered[name])}" for name in covered))
    blocks = TREE.fill(view, Wish("tree", root="SSR~n0~1", direction=direction))
    told = {anchor for block in blocks if isinstance(block, Outline) for anchor in anchors(block.branches)}
    ways = {
        Direction.UP: [covered],
        Direction.DOWN: [{name: [each for each in covered if name in covered[each]] for name in covered}],
    }
    ways[Direction.BOTH] = ways[Direction.UP] + ways[Direction.DOWN]
    assert told == {f"SSR.n{each}.1" for onward in ways[direction] for each in closure(onward)}
    assert len(lines(blocks)) <= 2 * (len(links) + 20)


def anchors(branches: Iterable[Branch]) -> Iterator[str]:
    for branch in branches:
        yield from (each.anchor for each in branch.line if isinstance(each, Link))
        yield from anchors(branch.below)


def closure(onward: dict[int, list[int]]) -> set[int]:
    found, waiting = {0}, [0]
    while waiting:
        for each in onward[waiting.pop()]:
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found
