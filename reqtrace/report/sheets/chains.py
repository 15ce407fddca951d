# SPDX-License-Identifier: Apache-2.0
"""Which items are reached from which, kind after kind, by links as they should be, through whatever lies between.

What an item reaches is one number with a bit for each item of the kind that is looked for: however many ways lead to an
item, it costs no more than one, for none is ever followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final, TypeAlias

from msgspec import Struct

from reqtrace.report.view import Entry, Neighbour

Reached: TypeAlias = int
"""Some items of one kind: bit n stands for the n-th of them."""


class Step(Struct, frozen=True):
    """What the items a path begins with reach of one kind further on.

    `upwards` says whether the last links on the way go from what covers to what is covered. `targets` are all items of
    `kind`, in order, and `reached` says which of them an item reaches, by its anchor.
    """

    kind: str
    upwards: bool
    targets: tuple[Entry, ...]
    reached: dict[str, Reached]


def steps(entries: Sequence[Entry], path: Sequence[str]) -> tuple[Step, ...]:
    """What the items of the first kind of `path` reach of each further one, by way of those between.

    From one kind to the next, one goes down to what covers where that leads anywhere, else up. `entries` are all there
    are, in the order in which they are shown; time grows with the links, and with the square of the length of the path.
    """
    web = _Web(entries)
    ways: list[_Links] = []
    found = []
    for place, (nearer, kind) in enumerate(pairwise(path), 1):
        targets = tuple(entry for entry in entries if entry.id.kind == kind)
        bits = {entry.anchor: 1 << bit for bit, entry in enumerate(targets)}
        way, reached = web.step(nearer, [bits.get(entry.anchor, 0) for entry in entries])
        for before, passed in zip(reversed(ways), reversed(path[: place - 1]), strict=True):
            reached = web.only(passed, before.reaching(reached))
        ways.append(way)
        starts = {entry.anchor: each for entry, each in zip(entries, reached, strict=True) if each}
        found.append(Step(kind, way is not web.down, targets, starts))
    return tuple(found)


def members(reached: Reached, most: int) -> Iterator[int]:
    """The numbers of the items that are reached, in order, `most` of them."""
    while reached and most:
        lowest = reached & -reached
        yield lowest.bit_length() - 1
        reached ^= lowest
        most -= 1


class _Web:
    """All items and the good links between them, in either direction."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries: Final = entries
        self.kinds: Final = [entry.id.kind for entry in entries]
        self.numbers: Final = {entry.anchor: number for number, entry in enumerate(entries)}

    @cached_property
    def down(self) -> _Links:
        """From each item to those that cover it."""
        return _Links([self._others(entry.covered_by) for entry in self.entries])

    @cached_property
    def up(self) -> _Links:
        """From each item to those it covers."""
        return _Links([self._others(entry.covers) for entry in self.entries])

    def step(self, kind: str, worth: Sequence[Reached]) -> tuple[_Links, Sequence[Reached]]:
        """What the items of a kind reach, and in which direction: down, or else up; down where neither leads there."""
        reached = self.only(kind, self.down.reaching(worth))
        if any(reached) or not any(above := self.only(kind, self.up.reaching(worth))):
            return self.down, reached
        return self.up, above

    def only(self, kind: str, reached: Sequence[Reached]) -> Sequence[Reached]:
        """What the items of a kind reach; nothing for any other."""
        return [each if known == kind else 0 for known, each in zip(self.kinds, reached, strict=True)]

    def _others(self, neighbours: Sequence[Neighbour]) -> tuple[int, ...]:
        numbers = self.numbers
        return tuple([numbers[each.anchor] for each in neighbours if each.condition.good and each.anchor in numbers])


class _Links:
    """The links of all items in one direction, by number, and an order in which what they lead to comes first."""

    def __init__(self, following: Sequence[tuple[int, ...]]) -> None:
        self.following: Final = following
        self.order: Final = _followed_first(following)
        ranks = {number: rank for rank, number in enumerate(self.order)}
        self.circular: Final = any(
            ranks[each] >= ranks[number] for number, others in enumerate(following) for each in others
        )

    def reaching(self, worth: Sequence[Reached]) -> Sequence[Reached]:
        """What every item reaches by one link or more, where each that it passes or comes to is `worth` so much."""
        found = [0] * len(worth)
        changed = any(worth)
        while changed:
            changed = False
            for number in self.order:
                sum_ = 0
                for other in self.following[number]:
                    sum_ |= worth[other] | found[other]
                if sum_ != found[number]:
                    found[number] = sum_
                    changed = self.circular
        return found


def _followed_first(following: Sequence[tuple[int, ...]]) -> list[int]:
    """Every number once, after those that follow it; in circles in any order."""
    order: dict[int, None] = {}
    entered: set[int] = set()
    for start in range(len(following)):
        stack = [start]
        while stack:
            number = stack[-1]
            if number not in entered:
                entered.add(number)
                stack += [each for each in following[number] if each not in entered]
            else:
                stack.pop()
                order[number] = None
    return list(order)
