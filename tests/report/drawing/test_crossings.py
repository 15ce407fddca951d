# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from reqtrace.report.drawing.crossings import Columns, Ways, crossings, ordered

LEFT, MIDDLE, RIGHT = range(5), range(5, 10), range(10, 15)
WAYS = st.lists(
    st.tuples(st.sampled_from(LEFT), st.sampled_from(MIDDLE))
    | st.tuples(st.sampled_from(MIDDLE), st.sampled_from(RIGHT)),
    max_size=25,
)


def columns() -> Columns:
    return [list(LEFT), list(MIDDLE), list(RIGHT)]


def test_crossings_are_pairs_of_ways_in_opposite_order() -> None:
    assert crossings([[0, 1], [2, 3]], Ways([(0, 2), (1, 3)])) == 0
    assert crossings([[0, 1], [2, 3]], Ways([(0, 3), (1, 2)])) == 1
    assert crossings([[0, 1], [2, 3]], Ways([(0, 2), (0, 3), (1, 2), (1, 3)])) == 1


def test_points_change_places_until_nothing_crosses() -> None:
    assert ordered([[0, 1, 2], [3, 4, 5]], Ways([(0, 5), (1, 4), (2, 3)])) == [[0, 1, 2], [5, 4, 3]]


def test_what_is_as_good_stays_as_it_is() -> None:
    assert ordered([[0], [3, 1, 2]], Ways([(0, 1), (0, 2), (0, 3)])) == [[0], [3, 1, 2]]


@given(WAYS)
def test_crossings_are_counted_as_by_looking_at_every_pair(ways: list[tuple[int, int]]) -> None:
    order = columns()
    place = {point: number for column in order for number, point in enumerate(column)}
    by_hand = 0
    for left, _ in pairwise(order):
        between = sorted({way for way in ways if way[0] in left})
        for (one, its), (other, theirs) in combinations(between, 2):
            by_hand += (place[one] - place[other]) * (place[its] - place[theirs]) < 0
    assert crossings(order, Ways(ways)) == by_hand


@given(WAYS)
def test_an_order_keeps_every_point_and_never_gets_worse(ways: list[tuple[int, int]]) -> None:
    order = ordered(columns(), Ways(ways))
    assert [sorted(column) for column in order] == columns()
    assert crossings(order, Ways(ways)) <= crossings(columns(), Ways(ways))
