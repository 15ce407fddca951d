# SPDX-License-Identifier: Apache-2.0
"""The tree of one item: what covers it, what it covers, or both, link by link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import Final

from msgspec.structs import replace

from reqtrace.report.block import Block, Branch, Outline, Paragraph, Weight, Words
from reqtrace.report.query.order import rank
from reqtrace.report.sheets.cells import soft
from reqtrace.report.sheets.chosen import chosen, misfits, restriction
from reqtrace.report.sheets.columns import CHOOSING
from reqtrace.report.sheets.reach import absent, leading, reached, rooted, unrooted
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.unfold import itself, unfold
from reqtrace.report.sheets.wish import Direction, Wish
from reqtrace.report.view import Entry, View, counted

_LEGENDS: Final = {
    Direction.DOWN: "Each line is covered by those below it, one step further in",
    Direction.UP: "Each line covers those below it, one step further in",
    Direction.BOTH: "What the item covers, and what covers it",
}


def fill(view: View, wish: Wish) -> tuple[Block, ...]:
    """What the lines mean and on what verdicts rest, and the outline; a sentence where there is no such item."""
    starts = rooted(view, wish.root)
    if not starts:
        return (absent(wish.root),)
    kept, left = _pruned(view, starts, wish)
    outline = Outline(tuple(branches(view, starts, wish, kept)))
    return (legend(view, wish), outline, *_left_out(view, left, restriction(wish.choice)))


def object_to(view: View, wish: Wish) -> tuple[str, ...]:
    """What is wrong with the id of the item, or with the choice of what its branches lead to."""
    return (*unrooted(view, wish.root), *misfits(view, wish.choice))


def _pruned(view: View, starts: Sequence[Entry], wish: Wish) -> tuple[Set[str] | None, Set[str]]:
    """The anchors of what is chosen and of what leads there, and those of the rest; None, and none, without a choice.

    A link to something that does not exist has no anchor, and is kept.
    """
    if not restriction(wish.choice):
        return None, frozenset()
    wanted = frozenset(entry.anchor for entry in chosen(view.entries, wish.choice))
    ways = (Direction.UP, Direction.DOWN) if wish.direction is Direction.BOTH else (wish.direction,)
    kept, there = {entry.anchor for entry in starts} | {""}, set[str]()
    for way in ways:
        reach = reached(view, starts, way, wish.depth)
        there |= reach.anchors
        kept |= leading(view, reach, way, wanted)
    return kept, there - kept


def _left_out(view: View, left: Set[str], limits: str) -> Iterator[Paragraph]:
    """How many items are not shown since neither they nor what they lead to are chosen, and what these are worth."""
    if not left:
        return
    counts = Counter(view.by_anchor[anchor].chip for anchor in left)
    worth = ", ".join(f"{counts[chip]} {chip.word}" for chip in sorted(counts, key=rank))
    yield soft(
        f"{counted(len(left), 'item')} left out, for only what leads to the chosen is shown ({limits}): {worth}."
    )


def branches(view: View, starts: Sequence[Entry], wish: Wish, within: Set[str] | None = None) -> Iterator[Branch]:
    """The outlines of `starts` as deep and in the directions that are wished for, of what is `within`, if given."""
    if wish.direction is not Direction.BOTH:
        yield from unfold(view, starts, wish.direction, wish.depth, within)
        return
    for start in starts:
        (up,) = unfold(view, (start,), Direction.UP, wish.depth, within)
        (down,) = unfold(view, (start,), Direction.DOWN, wish.depth, within)
        named = ((up, "covers"), (down, "covered by"))
        yield Branch(itself(start), tuple(replace(each, line=(Words(word),)) for each, word in named if each.below))


def legend(view: View, wish: Wish) -> Paragraph:
    """The caption that was wished for, or what an outline of this direction says; and on what its verdicts rest."""
    depth = f", at most {counted(wish.depth, 'link')} away" if wish.depth is not None else ""
    said = wish.caption or f"{_LEGENDS[wish.direction]}{depth}"
    rest = (Words(f" ({view.qualifier})", Weight.SOFT),) if view.qualifier else ()
    return Paragraph((Words(said, Weight.STRONG if wish.caption else Weight.SOFT), *rest))


TREE: Final = Sheet("tree", fill, object_to, CHOOSING - {"sort"} | {"root", "depth", "direction", "caption"})
