# SPDX-License-Identifier: Apache-2.0
"""What changed between two states of a project."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reqtrace.config import Config
from reqtrace.ident import ItemId
from reqtrace.item import Block, Item, Need, Reference, Status
from reqtrace.read.rst import read_rst
from reqtrace.span import Span
from reqtrace.trace.change import Change, Direction, Edit, FieldChange, ItemChange, State
from reqtrace.trace.compare import compare
from reqtrace.trace.graph import Graph, link
from reqtrace.trace.verdict import Judgement, Verdict

CHAIN = """
`XenPRQ~a~1`

Devices are given away.

Needs: XenSSR

`XenSSR~b~1`

The IOMMU is hidden
from a domain.

Needs: XenValTestCase
Covers:
 - XenPRQ~a~1

`XenValTestCase~c~1`

.. code-block:: gherkin

   Scenario: it is hidden
     When the host boots

Covers:
 - XenSSR~b~1
"""


def state(text: str, name: str = "") -> State:
    return State(name, link(read_rst(text, "a.rst")[0]))


def between(before: str, after: str) -> Change:
    return compare(state(before, "old"), state(after, "new"))


def edits(change: Change) -> dict[str, list[str]]:
    return {str(each.id): [edit.value for edit in each.edits] for each in change.items}


# [utest->dsn~changes_by_content~2]
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("IOMMU is hidden\nfrom", "IOMMU   is\nhidden from", {}),
        ("IOMMU is hidden\nfrom", "IOMMU is shown\nto", {"XenSSR~b~1": ["rewritten"]}),
        ("IOMMU is hidden\nfrom", "IOMMU is hidden\n\nfrom", {"XenSSR~b~1": ["rewritten"]}),
        ("  When the host boots", "    When the host boots", {"XenValTestCase~c~1": ["rewritten"]}),
        ("  When the host boots", "  When the host boots  ", {}),
        ("gherkin", "text", {"XenValTestCase~c~1": ["rewritten"]}),
        ("`XenSSR~b~1`", "`XenSSR~b~2`", {"XenSSR~b~2": ["renumbered"]}),
        ("`XenSSR~b~1`", "`XenSSR~b~0`", {"XenSSR~b~0": ["renumbered", "lowered"]}),
        ("`XenSSR~b~1`\n\nThe IOMMU", "`XenSSR~b~2`\n\nAn IOMMU", {"XenSSR~b~2": ["revised"]}),
        ("`XenSSR~b~1`\n\nThe IOMMU", "`XenSSR~b~0`\n\nAn IOMMU", {"XenSSR~b~0": ["lowered"]}),
        ("`XenSSR~b~1`", "`XenSSR~z~1`", {"XenSSR~b~1": ["removed"], "XenSSR~z~1": ["added"]}),
        (" - XenSSR~b~1", " - XenSSR~b~2", {"XenValTestCase~c~1": ["relinked"]}),
        ("Needs: XenSSR", "Needs: XenSSR, XenAss", {"XenPRQ~a~1": ["relinked"]}),
        ("Needs: XenSSR", "Needs: XenSSR\nTags: asil-b", {"XenPRQ~a~1": ["relabelled"]}),
        ("Needs: XenSSR", "Needs: XenSSR\nRationale:\nso", {"XenPRQ~a~1": ["relabelled"]}),
        ("`XenPRQ~a~1`", "`XenPRQ~a~1`\nStatus: draft", {"XenPRQ~a~1": ["relabelled"]}),
        ("`XenPRQ~a~1`", "`XenPRQ~a~1`\nStatus: rejected", {"XenPRQ~a~1": ["relinked", "relabelled"]}),
    ],
)
def test_what_became_of_an_item(old: str, new: str, expected: dict[str, list[str]]) -> None:
    assert old in CHAIN
    assert edits(between(CHAIN, CHAIN.replace(old, new))) == expected


def test_a_field_is_told_as_it_was_and_as_it_is() -> None:
    (change,) = between(CHAIN, CHAIN.replace("hidden\nfrom", "shown to")).items
    assert change.fields == (
        FieldChange("description", "The IOMMU is hidden\nfrom a domain.", "The IOMMU is shown to a domain."),
    )


def test_links_are_told() -> None:
    (change,) = between(CHAIN, CHAIN.replace(" - XenSSR~b~1", " - XenSSR~z~1")).items
    assert (change.links_added, change.links_removed) == (("covers XenSSR~z~1",), ("covers XenSSR~b~1",))


def test_a_rejected_item_has_lost_its_links() -> None:
    (change,) = between(CHAIN, CHAIN.replace("`XenValTestCase~c~1`", "`XenValTestCase~c~1`\nStatus: rejected")).items
    assert change.links_removed == ("covers XenSSR~b~1",)


def test_a_rejected_item_counts_no_more_even_without_links() -> None:
    change = between("`req~a~1`\n\nText.\n", "`req~a~1`\nStatus: rejected\n\nText.\n")
    assert edits(change) == {"req~a~1": ["relinked", "relabelled"]}


def test_twins_are_told_apart_by_what_they_say() -> None:
    twins = "`req~a~1`\n\nOne.\n\n`req~a~1`\n\nTwo.\n\n`req~a~2`\n\nThree.\n"
    swapped = "`req~a~2`\n\nThree.\n\n`req~a~1`\n\nTwo.\n\n`req~a~1`\n\nOne.\n"
    assert between(twins, swapped).empty
    assert edits(between(twins, swapped.replace("Two.", "Zwei."))) == {"req~a~1": ["rewritten"]}
    assert edits(between(twins, swapped.replace("`req~a~1`\n\nTwo.", ""))) == {"req~a~1": ["removed"]}


def test_a_tag_without_a_name_is_the_same_elsewhere() -> None:
    def tag(name: str) -> Item:
        return Item(ItemId("impl", name, 0), Span("a.c"), covers=(Reference(ItemId("dsn", "a", 1), Span("a.c")),))

    before, after = State("", link([tag("a-1234567890")])), State("", link([tag("a-987654321")]))
    assert compare(before, after).empty
    assert not compare(before, State("", link([tag("b-987654321")]))).empty


# [utest->dsn~suspicion_goes_both_ways~1]
@pytest.mark.parametrize(
    ("old", "new", "down", "up", "rerun", "rejudge"),
    [
        ("Devices are", "No device is", ["b", "c"], [], ["c"], ["a"]),
        ("The IOMMU is", "An IOMMU is", ["c"], ["a"], ["c"], ["a", "b"]),
        ("When the host", "When it", [], ["a", "b"], ["c"], ["a", "b"]),
        (" - XenSSR~b~1", " - XenSSR~z~1", [], ["a", "b"], ["c"], ["a", "b"]),
        ("Needs: XenSSR", "Needs: XenSSR\nTags: x", [], [], [], []),
        ("`XenSSR~b~1`", "`XenSSR~z~1`", ["c"], ["a"], ["c"], ["a", "z"]),
    ],
)
def test_what_is_suspect(  # noqa: PLR0917 - a row of the table above
    old: str, new: str, down: list[str], up: list[str], rerun: list[str], rejudge: list[str]
) -> None:
    change = between(CHAIN, CHAIN.replace(old, new))
    assert [each.id.name for each in change.suspects if each.direction is Direction.DOWN] == down
    assert [each.id.name for each in change.suspects if each.direction is Direction.UP] == up
    assert [each.name for each in change.rerun] == rerun
    assert [each.name for each in change.rejudge] == rejudge


def test_the_nearest_change_is_to_blame() -> None:
    change = between(CHAIN, CHAIN.replace("Devices are", "No device is").replace("The IOMMU", "An IOMMU"))
    (suspect,) = change.suspects
    assert (str(suspect.id), str(suspect.because), suspect.near) == ("XenValTestCase~c~1", "XenSSR~b~1", True)
    far = between(CHAIN, CHAIN.replace("Devices are", "No device is")).suspects[1]
    assert (str(far.id), str(far.because), far.near) == ("XenValTestCase~c~1", "XenPRQ~a~1", False)


def test_verdicts_that_are_other_ones() -> None:
    def judged(text: str, *verdicts: Verdict) -> State:
        found = link(read_rst(text, "a.rst")[0])
        return State("", found, judgements=tuple(map(Judgement, verdicts)))

    verified, failed, open_ = Verdict.VERIFIED, Verdict.FAILED, Verdict.UNVERIFIED
    before, after = judged(CHAIN, verified, verified, verified), judged(CHAIN, verified, open_, failed)
    change = compare(before, after)
    assert not change.items
    assert not change.empty
    assert {str(id_): verdicts for id_, verdicts in change.verdicts.items()} == {
        "XenSSR~b~1": (verified, open_),
        "XenValTestCase~c~1": (verified, failed),
    }
    assert not compare(before, state(CHAIN)).executed


names = st.sampled_from("wxyz")
ids = st.builds(ItemId, st.sampled_from(["req", "dsn", "XenValTestCase"]), names, st.integers(1, 2))


@st.composite
def projects(draw: st.DrawFn) -> list[Item]:
    found = []
    for number in range(draw(st.integers(0, 7))):
        span = Span("a.rst", 10 * number + 1)
        found.append(
            Item(
                draw(ids),
                span,
                title=draw(st.sampled_from(["", "Title"])),
                status=draw(st.sampled_from([Status.APPROVED, Status.APPROVED, Status.REJECTED])),
                description=draw(st.sampled_from(["One.", "Two.", "Two. Three."])),
                needs=tuple(Need(kind, span) for kind in draw(st.sets(st.sampled_from(["dsn", "XenValTestCase"])))),
                covers=tuple(Reference(id_, span) for id_ in draw(st.lists(ids, max_size=2, unique=True))),
                blocks=draw(st.sampled_from([(), (Block("gherkin", "When", span),)])),
            )
        )
    return found


def plain(items: list[Item], name: str = "") -> State:
    return State(name, link(items), Config())


MIRRORED = {
    Edit.ADDED: {Edit.REMOVED},
    Edit.REMOVED: {Edit.ADDED},
    Edit.REVISED: {Edit.LOWERED},
}


def mirrored(change: ItemChange) -> ItemChange:
    """The change as one that leads back."""
    done = set(change.edits)
    if Edit.RENUMBERED in done:
        back = done ^ {Edit.LOWERED}
    elif Edit.LOWERED in done:
        back = done - {Edit.LOWERED} | {Edit.REVISED}
    else:
        back = {other for edit in done for other in MIRRORED.get(edit, {edit})}
    return ItemChange(
        change.after,
        change.before,
        change.title,
        tuple(edit for edit in Edit if edit in back),
        change.span,
        tuple(FieldChange(each.name, each.after, each.before) for each in change.fields),
        change.links_removed,
        change.links_added,
    )


def facts(changes: list[ItemChange]) -> list[tuple[object, ...]]:
    """Changes without title and place, which are those of the later state."""
    told = [(c.before, c.after, c.edits, c.fields, c.links_added, c.links_removed) for c in changes]
    return sorted(told, key=repr)


@given(projects(), st.randoms())
def test_what_is_the_same_has_not_changed(items: list[Item], shuffle: random.Random) -> None:
    moved = [replace(each, span=Span("b.rst", 1)) for each in items]
    shuffle.shuffle(moved)
    change = compare(plain(items), plain(moved))
    assert change.empty
    assert change.suspects == change.rerun == change.rejudge == ()


@given(st.permutations(["`Xen" + part for part in CHAIN.split("`Xen")[1:]]), st.lists(st.integers(0, 2), min_size=3))
def test_an_item_is_the_same_in_another_file(parts: list[str], homes: list[int]) -> None:
    files = {
        number: "\n".join(part for part, home in zip(parts, homes, strict=False) if home == number)
        for number in range(3)
    }
    items = [item for number, text in files.items() for item in read_rst(text, f"file{number}.rst")[0]]
    change = compare(state(CHAIN), State("", link(items)))
    assert len(items) == len(parts)
    assert change.empty
    assert change.suspects == ()


@settings(max_examples=300)
@given(projects(), projects())
def test_the_way_back_is_the_mirror_of_the_way(before: list[Item], after: list[Item]) -> None:
    way, back = compare(plain(before), plain(after)), compare(plain(after), plain(before))
    assert facts([mirrored(each) for each in way.items]) == facts(list(back.items))


@settings(max_examples=300)
@given(projects(), projects())
def test_suspicion_reaches_all_cases_and_all_parents(before: list[Item], after: list[Item]) -> None:
    change = compare(plain(before), plain(after))
    changed = {each.after for each in change.items}
    assert not changed & {each.id for each in change.suspects} or len({i.id for i in after}) < len(after)
    graph = link(after)
    for each in change.items:
        if each.after is None or not any(edit.of_text for edit in each.edits):
            continue
        for position in graph.positions[each.after]:
            if len(graph.positions[each.after]) == 1:
                assert cases(graph, position) <= set(change.rerun)
                assert ancestors(graph, position) <= set(change.rejudge)


def reach(graph: Graph, position: int, ends: Callable[[int], Iterable[int]]) -> set[ItemId]:
    """Everything that is reached from an item and is not rejected, the plain way."""
    seen: set[int] = set()
    todo = [position]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += ends(here)
    return {graph.items[each].id for each in seen if graph.items[each].status is not Status.REJECTED}


def cases(graph: Graph, position: int) -> set[ItemId]:
    return {id_ for id_ in reach(graph, position, graph.children) if id_.kind == "XenValTestCase"}


def ancestors(graph: Graph, position: int) -> set[ItemId]:
    return {id_ for id_ in reach(graph, position, graph.parents) if id_.kind != "XenValTestCase"}
