# SPDX-License-Identifier: Apache-2.0
"""The trace, held against the rules as one would write them down who had all the time in the world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from reqtrace.ident import ItemId
from reqtrace.item import Item, Need, Reference, Status
from reqtrace.span import Span
from reqtrace.trace import trace
from reqtrace.trace.coverage import Deep

KINDS = "abc"
ids = st.builds(ItemId, st.sampled_from(KINDS), st.sampled_from("xyz"), st.integers(1, 2))


@st.composite
def projects(draw: st.DrawFn) -> list[Item]:
    found = []
    for number in range(draw(st.integers(0, 9))):
        cited = draw(st.lists(ids, max_size=3))
        found.append(
            Item(
                draw(ids),
                Span("a.rst", 10 * number + 1),
                status=draw(st.sampled_from([Status.APPROVED, Status.DRAFT, Status.REJECTED])),
                needs=tuple(Need(kind, Span("a.rst")) for kind in draw(st.sets(st.sampled_from(KINDS)))),
                covers=tuple(Reference(id_, Span("a.rst", 10 * number + 2 + n)) for n, id_ in enumerate(cited)),
            )
        )
    return found


End = tuple[int, str, str, int | None]


def conditions(items: list[Item]) -> Iterator[End]:
    """Every link by the item that has it, its condition, the id at the other end, and the item there."""
    for position, item in enumerate(items):
        for other, twin in enumerate(items):
            if other != position and twin.id == item.id:
                yield position, "duplicate", str(twin.id), other
        for reference in item.covers if item.status is not Status.REJECTED else ():
            exact = [other for other, target in enumerate(items) if target.id == reference.id]
            if len(exact) > 1:
                yield position, "ambiguous", str(reference.id), None
            elif exact:
                wanted = item.id.kind in {need.kind for need in items[exact[0]].needs}
                yield position, "covers" if wanted else "unwanted", str(reference.id), exact[0]
                yield exact[0], "covered-shallow" if wanted else "covered-unwanted", str(item.id), position
            else:
                yield position, "orphaned", str(reference.id), None
                for other, target in enumerate(items):
                    if (target.id.kind, target.id.name) == (reference.id.kind, reference.id.name):
                        word = "outdated" if target.id.revision > reference.id.revision else "predated"
                        yield position, word, str(target.id), other
                        yield other, f"covered-{word}", str(item.id), position


def deep(items: list[Item], links: list[End], position: int, above: frozenset[int]) -> Deep:
    """The worst of what an item lacks and of what is beneath it."""
    if position in above:
        return Deep.CYCLE
    mine = [(word, other) for who, word, _, other in links if who == position and other is not None]
    present = {items[other].id.kind for word, other in mine if word == "covered-shallow"}
    worst = Deep.COVERED if present >= {need.kind for need in items[position].needs} else Deep.UNCOVERED
    below = (deep(items, links, other, above | {position}) for word, other in mine if word.startswith("covered-"))
    return max([worst, *below], key=list(Deep).index)


@given(projects())
@settings(max_examples=400)
def test_the_trace_is_what_the_rules_say(items: list[Item]) -> None:
    traced = trace(items)
    links = list(conditions(items))
    found = [
        (position, link.condition.value, str(link.id), link.target)
        for position, there in enumerate(traced.graph.links)
        for link in there
    ]
    assert Counter(found) == Counter(links)
    for position, (item, judged) in enumerate(zip(items, traced.coverage, strict=True)):
        words = {word for who, word, _, _ in links if who == position}
        below = deep(items, links, position, frozenset())
        assert judged.deep is below
        bad = below is not Deep.COVERED or not words <= {"covers", "covered-shallow"}
        assert judged.defect is ("duplicate" in words or (item.status is not Status.REJECTED and bad))
    assert bool(traced.diagnostics) is bool(traced.defects)
