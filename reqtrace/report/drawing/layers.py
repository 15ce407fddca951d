# SPDX-License-Identifier: Apache-2.0
"""In which column a point of a graph stands: to the right of all that lead to it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

Way = tuple[int, int]
"""From one point to another, both by their number."""


def layers(kinds: Sequence[Hashable], ways: Iterable[Way]) -> list[int]:
    """The column of every point, counted from 0, where `kinds` says of what kind each point is.

    A point stands one column to the right of the rightmost that has a way to it. A point to which none leads stands
    where its kind begins. A way that closes a circle does not count; who goes in circles enters at the first point.
    """
    onward = _without_circles(len(kinds), ways)
    columns = _longest(onward, [0] * len(kinds))
    led_to = {right for rights in onward for right in rights}
    begins: dict[Hashable, int] = {}
    for point in led_to:
        begins[kinds[point]] = min(columns[point], begins.get(kinds[point], columns[point]))
    bases = [0 if point in led_to else begins.get(kind, 0) for point, kind in enumerate(kinds)]
    return _packed(_longest(onward, bases))


def _without_circles(count: int, ways: Iterable[Way]) -> list[list[int]]:
    """Where one can go from each point, without the ways that lead back to where one came from."""
    onward: list[list[int]] = [[] for _ in range(count)]
    for left, right in sorted(set(ways)):
        if left != right:
            onward[left].append(right)
    led_to = {right for rights in onward for right in rights}
    kept: list[list[int]] = [[] for _ in range(count)]
    on_the_way = [False] * count
    seen = [False] * count
    for start in sorted(range(count), key=lambda point: (point in led_to, point)):
        if seen[start]:
            continue
        seen[start] = on_the_way[start] = True
        trail = [(start, iter(onward[start]))]
        while trail:
            point, rest = trail[-1]
            following = next(rest, None)
            if following is None:
                on_the_way[point] = False
                trail.pop()
            elif not on_the_way[following]:
                kept[point].append(following)
                if not seen[following]:
                    seen[following] = on_the_way[following] = True
                    trail.append((following, iter(onward[following])))
    return kept


def _longest(onward: Sequence[Sequence[int]], bases: Sequence[int]) -> list[int]:
    """The greatest number of ways to each point, beginning at its base."""
    waiting = [0] * len(onward)
    for rights in onward:
        for right in rights:
            waiting[right] += 1
    columns = list(bases)
    ready = [point for point, count in enumerate(waiting) if not count]
    while ready:
        point = ready.pop()
        for right in onward[point]:
            columns[right] = max(columns[right], columns[point] + 1)
            waiting[right] -= 1
            if not waiting[right]:
                ready.append(right)
    return columns


def _packed(columns: Sequence[int]) -> list[int]:
    """The columns without those in which nothing stands."""
    places = {column: place for place, column in enumerate(sorted(set(columns)))}
    return [places[column] for column in columns]
