# SPDX-License-Identifier: Apache-2.0
"""The graph of what an item is linked to, or of chosen items, as a drawing whose boxes are links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import starmap
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.report.block import Block, Branch, Drawing, Outline, Paragraph, Weight, Words
from reqtrace.report.query import Choice
from reqtrace.report.sheets.cells import sentence, soft
from reqtrace.report.sheets.chosen import chosen, misfits, restriction
from reqtrace.report.sheets.reach import absent, reached, rooted, unrooted
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.tree import branches, legend
from reqtrace.report.sheets.unfold import unfold
from reqtrace.report.sheets.wish import Direction, Wish
from reqtrace.report.view import Entry, View, counted

MOST_BOXES: Final = 200
"""How many boxes a drawing has at most: more than that nobody overlooks."""
MOST_ARROWS: Final = 400
"""How many arrows a drawing has at most: with more it is a tangle."""
_NARROWER: Final = (
    "To see one, name an item with root, go less far with depth, or choose by kinds, tags, status, verdict or filter."
)


_LISTED: Final = {
    Direction.DOWN: "; in the list, what stands further in covers what it stands under",
    Direction.UP: "; in the list, an item covers what stands further in under it",
    Direction.BOTH: "",
}


class _Cut(Struct, frozen=True):
    """What is to be drawn, and the same as an outline.

    `links` are the anchors of the covering and the covered item, and whether that link is in order.
    """

    entries: tuple[Entry, ...]
    links: frozenset[tuple[str, str, bool]]
    outline: Outline


# [impl->dsn~graph_is_drawn_at_build_time~1]
def fill(view: View, wish: Wish) -> tuple[Block, ...]:
    """How to read the drawing, and the drawing; where there is too much for one, how to narrow it, and the outline."""
    if wish.root and not rooted(view, wish.root):
        return (absent(wish.root),)
    cut = _cut(view, wish)
    if not cut.entries:
        return (sentence("No item is to be drawn."),)
    if len(cut.entries) > MOST_BOXES or len(cut.links) > MOST_ARROWS:
        size = f"{counted(len(cut.entries), 'item')} and {counted(len(cut.links), 'link')}"
        many = f"{size} are too many for a drawing, which holds {MOST_BOXES} and {MOST_ARROWS}."
        return (sentence(f"{many} {_NARROWER}"), legend(view, _downwards(wish)), cut.outline)
    from reqtrace.report.drawing import Arrow, Box, draw  # noqa: PLC0415 - most documents have no graph

    boxes = (Box(each.anchor, each.id, each.title, each.chip, place) for place, each in enumerate(cut.entries))
    drawing = draw(_title(view, wish), boxes, starmap(Arrow, cut.links), cut.outline)
    return (*_caption(wish), soft(_legend(view, wish, drawing)), drawing)


def object_to(view: View, wish: Wish) -> tuple[str, ...]:
    """What is wrong with the id of the item, with what counts from an item where none is named, or with the choice."""
    if wish.root:
        return (*unrooted(view, wish.root), *misfits(view, wish.choice))
    adrift = wish != _downwards(wish)
    said = ("depth and direction count from an item, and none is named; name it with root",) if adrift else ()
    return (*said, *misfits(view, wish.choice))


def _cut(view: View, wish: Wish) -> _Cut:
    """What is wanted of the graph: what is chosen, and with a root only what is reached from it through that."""
    starts = rooted(view, wish.root)
    if starts:
        return _around(view, starts, wish)
    kept = chosen((*view.rows, *view.trials), wish.choice)
    anchors = frozenset(entry.anchor for entry in kept)
    return _Cut(kept, _links(kept, anchors), Outline(tuple(_unfolded(view, kept, anchors))))


def _around(view: View, starts: Sequence[Entry], wish: Wish) -> _Cut:
    """What is reached from `starts`, in the order of the documents."""
    within = None
    if wish.choice != Choice():
        within = frozenset(entry.anchor for entry in chosen(view.entries, wish.choice))
    ways = (Direction.UP, Direction.DOWN) if wish.direction is Direction.BOTH else (wish.direction,)
    anchors = frozenset[str]().union(*(reached(view, starts, way, wish.depth, within).anchors for way in ways))
    kinds = {tally.kind: place for place, tally in enumerate(view.tallies)}
    entries = sorted(
        (view.by_anchor[anchor] for anchor in anchors),
        key=lambda entry: (kinds[entry.id.kind], entry.item.span, entry.id),
    )
    return _Cut(tuple(entries), _links(entries, anchors), Outline(tuple(branches(view, starts, wish, within))))


def _links(entries: Sequence[Entry], anchors: Set[str]) -> frozenset[tuple[str, str, bool]]:
    """What of what `entries` cover is among them."""
    return frozenset(
        (entry.anchor, each.anchor, each.condition.good)
        for entry in entries
        for each in entry.covers
        if each.anchor in anchors
    )


def _unfolded(view: View, kept: Sequence[Entry], within: frozenset[str]) -> Iterator[Branch]:
    """An outline of the items `kept` alone, from those that cover no other of them; then what only goes in circles."""
    tops = [entry for entry in kept if not any(each.anchor in within for each in entry.covers if each.condition.good)]
    yield from unfold(view, tops, Direction.DOWN, within=within)
    seen = set(reached(view, tops, Direction.DOWN, within=within).links)
    for entry in kept:
        if entry.anchor not in seen:
            yield from unfold(view, (entry,), Direction.DOWN, within=within)
            seen.update(reached(view, (entry,), Direction.DOWN, within=within).links)


def _title(view: View, wish: Wish) -> str:
    """What the drawing is called by who can not see it."""
    if wish.caption:
        return wish.caption
    starts = rooted(view, wish.root)
    if not starts:
        return "Graph of items"
    match wish.direction:
        case Direction.DOWN:
            return f"Graph of what covers {starts[0].title}"
        case Direction.UP:
            return f"Graph of what {starts[0].title} covers"
        case Direction.BOTH:
            return f"Graph of what {starts[0].title} covers and is covered by"


def _downwards(wish: Wish) -> Wish:
    """The wish with the direction that is gone: what is chosen without a root is shown from above."""
    return wish if wish.root else replace(wish, direction=Direction.DOWN, depth=None)


def _caption(wish: Wish) -> Iterator[Paragraph]:
    if wish.caption:
        yield Paragraph((Words(wish.caption, Weight.STRONG),))


def _legend(view: View, wish: Wish, drawing: Drawing) -> str:
    """How to read the drawing and the outline that says the same, and on what the verdicts in them rest."""
    said = "An arrow leads from an item to what it covers" if drawing.edges else "No item here covers another"
    if any(not edge.good for edge in drawing.edges):
        said += ", a red, broken one where that link is not in order"
    said += _LISTED[_downwards(wish).direction] if drawing.edges else ""
    limits = [f"at most {counted(wish.depth, 'link')} away"] if wish.root and wish.depth is not None else []
    limits += [chosen_only] if (chosen_only := restriction(wish.choice)) else []
    sentences = [said, *([f"Shown only: {'; '.join(limits)}"] if limits else [])]
    sentences += [f"Verdicts: {view.qualifier}"] if view.qualifier else []
    return " ".join(f"{each}." for each in sentences)


GRAPH: Final = Sheet(
    "graph",
    fill,
    object_to,
    frozenset({"root", "depth", "direction", "kinds", "tags", "status", "verdict", "filter", "caption"}),
)
