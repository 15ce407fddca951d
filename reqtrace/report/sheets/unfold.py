# SPDX-License-Identifier: Apache-2.0
"""Unfolds items into outlines, line by line: what they are linked to, each item once, however often it is reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final

from msgspec import Struct

from reqtrace.report.block import Badge, Branch, Identity, Inline, Line, Weight, Words
from reqtrace.report.sheets.cells import link
from reqtrace.report.sheets.reach import beside, circles, reached
from reqtrace.report.sheets.wish import Direction
from reqtrace.report.view import Entry, Neighbour, View, acceptance, misfit

DEEPEST: Final = 24
"""How many links from its root an outline ends: nobody counts more indents, and writers descend as far as it does."""
_BLANK: Final = Words(" ")


class _Open(Struct):
    """An item whose lines are being written: its own, what is below it so far, and what is still to come."""

    anchor: str
    line: Line
    below: list[Branch]
    rest: Iterator[Branch | Neighbour]


def unfold(
    view: View,
    starts: Sequence[Entry],
    direction: Direction,
    depth: int | None = None,
    within: Set[str] | None = None,
) -> tuple[Branch, ...]:
    """An outline of each of `starts` with what it is linked to in one direction, at most `depth` links away.

    An item is unfolded where it is nearest to a start; wherever else it is reached, words say where it is unfolded, or
    that one went in a circle. So there are as many lines as items, links and gaps, and no more.
    """
    return tuple(_Outline(view, starts, direction, depth, within).branches(starts))


class _Outline:
    def __init__(
        self,
        view: View,
        starts: Sequence[Entry],
        direction: Direction,
        depth: int | None,
        within: Set[str] | None,
    ) -> None:
        self.view = view
        self.direction = direction
        self.depth = depth
        self.within = within
        self.links = reached(view, starts, direction, depth, within).links
        self.knots = circles(view, self.links, direction)
        self.unfolded: set[str] = set()
        self.trail: list[_Open] = []
        self.on_the_way: set[str] = set()

    def branches(self, starts: Iterable[Entry]) -> Iterator[Branch]:
        """The outlines of items none of which is below another; without recursion, for chains may be long."""
        for start in starts:
            if self.depth == 0 and (more := len(beside(start, self.direction, self.within))):
                yield self._cut(start, more)
                continue
            self._open(start, itself(start))
            while True:
                top = self.trail[-1]
                following = next(top.rest, None)
                if isinstance(following, Branch):
                    top.below.append(following)
                elif following is not None:
                    self._reach(following)
                else:
                    done = self._close()
                    if not self.trail:
                        yield done
                        break
                    self.trail[-1].below.append(done)

    def _open(self, entry: Entry, line: Line) -> None:
        self.unfolded.add(entry.anchor)
        self.on_the_way.add(entry.anchor)
        self.trail.append(_Open(entry.anchor, line, [], self._rest(entry)))

    def _close(self) -> Branch:
        done = self.trail.pop()
        self.on_the_way.remove(done.anchor)
        return Branch(done.line, tuple(done.below))

    def _rest(self, entry: Entry) -> Iterator[Branch | Neighbour]:
        """What is to be said below an item: what it is linked to, what it lacks, and who is called like it."""
        yield from beside(entry, self.direction, self.within)
        if self.direction is not Direction.UP:
            yield from _wants(entry)

    def _reach(self, neighbour: Neighbour) -> None:
        """Open the item at the other end of a link, or say in one line why it is not unfolded here."""
        below = self.trail[-1].below
        if not neighbour.condition.good:
            below.append(_stray(neighbour))
            return
        entry = self.view.by_anchor[neighbour.anchor]
        steps = len(self.trail)
        more = len(beside(entry, self.direction, self.within))
        if neighbour.anchor in self.on_the_way:
            below.append(_remarked(entry, "a circle: this leads back to where it came from"))
        elif neighbour.anchor in self.unfolded or self.links[neighbour.anchor] < steps:
            where = "above" if neighbour.anchor in self.unfolded else "below"
            told = [f"unfolded {where}"] if next(self._rest(entry), None) is not None else []
            if self.knots.get(neighbour.anchor, -1) == self.knots.get(self.trail[-1].anchor):
                told.insert(0, "in a circle with what it stands under")
            below.append(_remarked(entry, "; ".join(told)))
        elif steps in (self.depth, DEEPEST) and more:
            below.append(self._cut(entry, more))
        else:
            self._open(entry, itself(entry))

    def _cut(self, entry: Entry, more: int) -> Branch:
        """An item that is too far away for `more` links of it to be followed."""
        said = f"{more} more behind it"
        if len(self.trail) != self.depth:
            said += f", {DEEPEST} links away from where this begins and not followed further"
        return _remarked(entry, said, () if self.direction is Direction.UP else tuple(_wants(entry)))


def itself(entry: Entry) -> Line:
    """An item in one line: what it is worth, its title as a link, and its id, softly."""
    named: tuple[Inline, ...] = (link(entry), _BLANK, Identity(entry.id, soft=True))
    return (Badge(entry.chip), _BLANK, *named)


def _wants(entry: Entry) -> Iterator[Branch]:
    """What an item lacks, what the project accepts to be missing, and who else is called like it."""
    yield from (Branch((Words(f"missing: {kind}"),)) for kind in entry.missing)
    for gap in entry.gaps:
        yield Branch((Words(f"accepted to be missing: {gap.kind}"), Words(f" ({acceptance(gap)})", Weight.SOFT)))
    yield from (_stray(each) for each in entry.twins)


def _remarked(entry: Entry, remark: str, below: tuple[Branch, ...] = ()) -> Branch:
    """An item that is not unfolded, and why."""
    return Branch((*itself(entry), Words(f" ({remark})", Weight.SOFT)) if remark else itself(entry), below)


def _stray(neighbour: Neighbour) -> Branch:
    """A link that is not in order: in which condition it is, what is at its other end, and what is wrong, in words."""
    named = (link(neighbour), _BLANK, Identity(neighbour.id, soft=True)) if neighbour.title else (link(neighbour),)
    return Branch((Badge(neighbour.chip), _BLANK, *named, Words(f": {misfit(neighbour)}")))
