# SPDX-License-Identifier: Apache-2.0
"""Where arrows go up and down that go far: those that meet at their left end on one line, a trunk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from reqtrace.report.drawing.crossings import Ways

_FAR: Final = 180.0
"""How far up or down one of the arrows must go, in pixels, that all that meet it at its left end share a trunk."""
_GAP: Final = 58.0
"""The space between two columns where there is no trunk."""
_BEFORE: Final = 24.0
"""The space between the column on the left and the first trunk."""
_AFTER: Final = 4.0
"""The space between the last corner and the column on the right."""
_BETWEEN: Final = 8.0
_MOST: Final = 96.0
"""The space that trunks take at most; where there are many, they stand closer together."""
_ROUND: Final = 22.0
"""The radius of the corners at both ends of a trunk."""
_APART: Final = 12.0
"""The space between two trunks on the same line."""

Point = tuple[float, float]


class Gap(Struct, frozen=True):
    """The space between two columns, and where in it the trunks are, by the points on the left that they lead to."""

    width: float
    trunks: Mapping[int, float]

    def bend(self, left: int, start: Point, end: Point) -> tuple[Point, ...]:
        """Where a way from the point `left`, at `start`, to `end` on the right enters and leaves its trunk."""
        (x, y), (_, to_y) = start, end
        if left not in self.trunks or y == to_y:
            return ()
        along = x + self.trunks[left]
        turn = min(_ROUND, abs(to_y - y) / 2) * (1 if to_y > y else -1)
        return ((along, y + turn), (along, to_y - turn))


def gap(column: Iterable[int], ways: Ways, middles: Sequence[float]) -> Gap:
    """The space to the right of a column, whose trunks stand side by side where one would lie on another."""
    spans = []
    for point in column:
        ends = [middles[other] for other in ways.rights.get(point, ())]
        if max((abs(end - middles[point]) for end in ends), default=0.0) > _FAR:
            spans.append((min(*ends, middles[point]), max(*ends, middles[point]), point))
    tracks: dict[int, int] = {}
    lows: list[float] = []
    for high, low, point in sorted(spans):
        track = next((place for place, end in enumerate(lows) if end + _APART < high), len(lows))
        lows[track : track + 1] = [low]
        tracks[point] = track
    between = min(_BETWEEN, _MOST / max(len(lows), 1))
    width = max(_GAP, _BEFORE + between * (len(lows) - 1) + _ROUND + _AFTER)
    return Gap(float(round(width)), {point: _BEFORE + between * track for point, track in tracks.items()})
