# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.report.drawing.crossings import Ways
from reqtrace.report.drawing.heights import heights, rising

NUMBERS = st.floats(-1000, 1000, allow_nan=False)
WANTED = st.lists(st.tuples(NUMBERS, st.floats(0.1, 10)), max_size=8)


def test_one_stands_in_the_middle_of_what_it_has_ways_to() -> None:
    assert heights([[0], [1, 2, 3]], Ways([(0, 1), (0, 2), (0, 3)]), {2: 50, 3: 70}, [1] * 4) == [
        pytest.approx((0 + 50 + 120) / 3), 0, 50, 120
    ]  # fmt: skip


def test_what_has_ways_to_very_much_stands_where_that_begins() -> None:
    many = list(range(1, 41))
    found = heights([[0], many], Ways([(0, each) for each in many]), dict.fromkeys(many, 60), [1] * 41)
    assert (found[0], found[40]) == (380, 39 * 60)


def test_a_way_that_is_nearly_straight_is_made_straight_where_there_is_room() -> None:
    ways = Ways([(0, 1), (0, 2), (0, 3)])
    assert heights([[0], [1, 2, 3]], ways, {2: 50, 3: 62}, [1] * 4) == [50, 0, 50, 112]
    crowded = Ways([(0, 2), (0, 3), (0, 4), (1, 3), (1, 4), (1, 5)])
    found = heights([[0, 1], [2, 3, 4, 5]], crowded, {1: 56, 3: 50, 4: 62, 5: 50}, [1] * 6)
    assert found[1] - found[0] >= 56


def test_numbers_that_would_fall_share_their_mean() -> None:
    assert rising([(1, 1), (5, 1), (3, 1), (9, 1)]) == [1, 4, 4, 9]
    assert rising([(6, 1), (0, 2)]) == [2, 2]
    assert rising([]) == []


@given(WANTED)
def test_numbers_never_fall(wanted: list[tuple[float, float]]) -> None:
    assert all(one <= other for one, other in pairwise(rising(wanted)))


@given(WANTED, st.data())
def test_no_other_numbers_that_never_fall_are_nearer(wanted: list[tuple[float, float]], data: st.DataObject) -> None:
    other = sorted(data.draw(st.lists(NUMBERS, min_size=len(wanted), max_size=len(wanted))))

    def away(numbers: list[float]) -> float:
        return sum(weight * (number - value) ** 2 for number, (value, weight) in zip(numbers, wanted, strict=True))

    assert away(rising(wanted)) <= away(other) + 1e-6


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(4, 9)), max_size=20))
def test_points_keep_their_distance(ways: list[tuple[int, int]]) -> None:
    columns = [[0, 1, 2, 3], [4, 5, 6, 7, 8, 9]]
    apart = {point: 20.0 + point for column in columns for point in column[1:]}
    found = heights(columns, Ways(ways), apart, [1.0] * 10)
    assert min(found) == 0
    for column in columns:
        for upper, lower in pairwise(column):
            assert found[lower] - found[upper] >= apart[lower] - 1e-6
