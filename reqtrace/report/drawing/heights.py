# SPDX-License-Identifier: Apache-2.0
"""How high the points of each column stand: as near as can be to what they have ways to, and never one on another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reqtrace.report.drawing.crossings import Columns, Ways

_SWEEPS = 8
_AT_EASE = 0.1
"""The weight of a point that has no way to where the others look: it stays where it is unless it is in the way."""

_NEARLY = 6.0
"""How far, in pixels, a way may rise or fall so that it is better straight."""
_IN_SIGHT = 380.0
"""How far, in pixels, a point may be below the highest of what it has ways to, so that both are seen at a time."""

Apart = Mapping[int, float]
"""How far the middle of a point must at least be below that of the point above it."""


def heights(columns: Columns, ways: Ways, apart: Apart, weights: Sequence[float]) -> list[float]:
    """The middle of every point, in pixels from the highest one, downwards.

    Columns are gone through from the left to the right and back. In each the points get the heights that, in the order
    in which they stand and as far `apart` as they must be, are least away from the means of what they have ways to, in
    the sense of weighted least squares. What has ways to much stands near the upper end of that.
    """
    middles = [0.0] * len(weights)
    for column in columns:
        at = 0.0
        for place, point in enumerate(column):
            at += apart[point] if place else 0.0
            middles[point] = at
    numbers = list(range(len(columns)))
    for sweep in range(_SWEEPS):
        rightwards = not sweep % 2
        reached = ways.lefts if rightwards else ways.rights
        for number in numbers if rightwards else numbers[::-1]:
            _settle(columns[number], reached, middles, apart, weights)
    for number in numbers[::-1]:
        _straighten(columns[number], ways, middles, apart)
    top = min(middles, default=0.0)
    return [middle - top for middle in middles]


def _settle(
    column: Sequence[int],
    reached: Mapping[int, Sequence[int]],
    middles: list[float],
    apart: Apart,
    weights: Sequence[float],
) -> None:
    """Let the points of a column move to the means of what they reach, as near as the others let them."""
    wanted: list[tuple[float, float]] = []
    offsets: list[float] = []
    offset = 0.0
    for place, point in enumerate(column):
        offset += apart[point] if place else 0.0
        offsets.append(offset)
        others = reached.get(point, ())
        if others:
            mean = sum(middles[other] for other in others) / len(others)
            highest = min(middles[other] for other in others)
            wanted.append((min(mean, highest + _IN_SIGHT) - offset, weights[point]))
        else:
            wanted.append((middles[point] - offset, _AT_EASE))
    for point, offset, level in zip(column, offsets, rising(wanted), strict=True):
        middles[point] = level + offset


def _straighten(column: Sequence[int], ways: Ways, middles: list[float], apart: Apart) -> None:
    """Let a point that nearly stands beside one on its right stand beside it, where there is room in its column."""
    for place, point in enumerate(column):
        rights = [middles[other] for other in ways.rights.get(point, ())]
        level = min(rights, key=lambda right: abs(right - middles[point]), default=middles[point])
        free = place == 0 or level - middles[column[place - 1]] >= apart[point]
        free &= place == len(column) - 1 or middles[column[place + 1]] - level >= apart[column[place + 1]]
        if free and abs(level - middles[point]) < _NEARLY:
            middles[point] = level


def rising(wanted: Iterable[tuple[float, float]]) -> list[float]:
    """The numbers that never fall and are least away from those wanted, each with its weight, in least squares.

    This is isotonic regression by the pool of adjacent violators: numbers that would fall share their mean.
    """
    pools: list[tuple[float, float, int]] = []
    for value, weight in wanted:
        mean, total, size = value, weight, 1
        while pools and pools[-1][0] >= mean:
            before, more, others = pools.pop()
            mean = (mean * total + before * more) / (total + more)
            total, size = total + more, size + others
        pools.append((mean, total, size))
    return [mean for mean, _, size in pools for _ in range(size)]
