# SPDX-License-Identifier: Apache-2.0
"""In which order the points of each column stand, so that few ways cross."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

from reqtrace.report.drawing.layers import Way

Columns = list[list[int]]
"""The points of each column, from the top; columns from the left."""
_SWEEPS = 12
_PATIENCE = 4
"""How many sweeps are tried after the best."""
_SWAPS = 6
"""How often all columns are gone through to exchange neighbours."""


class Ways:
    """The ways between neighbouring columns: to which points on its left and its right each point has one."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self.lefts: dict[int, list[int]] = {}
        self.rights: dict[int, list[int]] = {}
        for left, right in sorted(set(ways)):
            self.rights.setdefault(left, []).append(right)
            self.lefts.setdefault(right, []).append(left)


def ordered(columns: Columns, ways: Ways) -> Columns:
    """The columns with their points in an order in which few ways cross; as they were, where that is as good.

    First each column is put in order of the means of what its points have ways to, from the left to the right and
    back; then neighbours in a column change places as long as that spares a crossing.
    """
    best = [list(column) for column in columns]
    fewest = crossings(best, ways)
    tried, since = best, 0
    for sweep in range(_SWEEPS):
        if not fewest or since == _PATIENCE:
            break
        tried = _swept(tried, ways, rightwards=not sweep % 2)
        count = crossings(tried, ways)
        since += 1
        if count < fewest:
            best, fewest, since = tried, count, 0
    return _swapped(best, ways) if fewest else best


def crossings(columns: Columns, ways: Ways) -> int:
    """How many pairs of ways between neighbouring columns cross."""
    count = 0
    for left, right in pairwise(columns):
        places = _places(right)
        passed: list[int] = []
        for point in left:
            ends = sorted(places[other] for other in ways.rights.get(point, ()))
            count += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return count


def _swept(columns: Columns, ways: Ways, *, rightwards: bool) -> Columns:
    """Every column but the first in the order of the means of what its points have ways to in the column before."""
    swept = [list(column) for column in columns]
    numbers = list(range(len(swept)))
    numbers = numbers if rightwards else numbers[::-1]
    reached = ways.lefts if rightwards else ways.rights
    for before, number in pairwise(numbers):
        places = _places(swept[before])
        swept[number] = _by_means(swept[number], places, reached)
    return swept


def _by_means(column: Sequence[int], places: Mapping[int, int], reached: Mapping[int, Sequence[int]]) -> list[int]:
    """The points in the order of the means of what they reach; a point that reaches nothing keeps its place."""
    means: dict[int, float] = {}
    for point in column:
        others = reached.get(point)
        if others:
            means[point] = sum(places[other] for other in others) / len(others)
    moving = iter(sorted(means, key=means.__getitem__))
    return [next(moving) if point in means else point for point in column]


def _swapped(columns: Columns, ways: Ways) -> Columns:
    """The columns after neighbours have changed places wherever fewer ways cross then."""
    swapped = [list(column) for column in columns]
    for _ in range(_SWAPS):
        spared = 0
        for number, column in enumerate(swapped):
            beside = [
                (_places(swapped[other]), reached)
                for other, reached in ((number - 1, ways.lefts), (number + 1, ways.rights))
                if 0 <= other < len(swapped)
            ]
            ends = {
                point: [sorted(places[other] for other in reached.get(point, ())) for places, reached in beside]
                for point in column
            }
            spared += _bubbled(column, ends)
        if not spared:
            break
    return swapped


def _bubbled(column: list[int], ends: Mapping[int, Sequence[Sequence[int]]]) -> int:
    """Let neighbours in `column` change places where that spares crossings, and say how many it spared."""
    spared = 0
    for place in range(len(column) - 1):
        upper, lower = column[place], column[place + 1]
        now = sum(_crossing(*pair) for pair in zip(ends[upper], ends[lower], strict=True))
        then = sum(_crossing(*pair) for pair in zip(ends[lower], ends[upper], strict=True))
        if then < now:
            column[place], column[place + 1] = lower, upper
            spared += now - then
    return spared


def _crossing(upper: Sequence[int], lower: Sequence[int]) -> int:
    """How many ways of an upper point to the places `upper` cross those of a lower point to the places `lower`."""
    return sum(bisect_left(lower, end) for end in upper)


def _places(column: Sequence[int]) -> Mapping[int, int]:
    return {point: place for place, point in enumerate(column)}
