# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reqtrace.report.drawing.layers import layers

POINTS = st.integers(0, 9)
WAYS = st.lists(st.tuples(POINTS, POINTS), max_size=30)


def test_a_point_stands_to_the_right_of_all_that_lead_to_it() -> None:
    assert layers("PSC", [(0, 1), (1, 2), (0, 2)]) == [0, 1, 2]
    assert layers("PSSC", [(0, 1), (1, 2), (2, 3), (0, 3)]) == [0, 1, 2, 3]


def test_a_point_to_which_nothing_leads_stands_where_its_kind_begins() -> None:
    assert layers("PSSC", [(0, 1), (2, 3)]) == [0, 1, 1, 2]
    assert layers("PSCC", [(0, 1), (1, 2)]) == [0, 1, 2, 2]


def test_no_column_is_empty() -> None:
    assert layers("S", []) == [0]
    assert layers("", []) == []
    assert layers("CC", [(0, 1)]) == [0, 1]


def test_a_circle_is_entered_at_its_first_point() -> None:
    assert layers("SSS", [(0, 1), (1, 2), (2, 0)]) == [0, 1, 2]
    assert layers("PSS", [(0, 2), (1, 2), (2, 1)]) == [0, 2, 1]
    assert layers("S", [(0, 0)]) == [0]


def test_a_chain_may_be_longer_than_the_stack_is_deep() -> None:
    assert layers("S" * 5000, [(place, place + 1) for place in range(4999)]) == list(range(5000))


@given(WAYS)
def test_both_ends_of_a_way_stand_in_different_columns(ways: list[tuple[int, int]]) -> None:
    columns = layers("S" * 10, ways)
    assert all(columns[left] != columns[right] for left, right in ways if left != right)
    assert set(columns) == set(range(max(columns) + 1))


@given(st.lists(st.tuples(POINTS, POINTS).filter(lambda way: way[0] < way[1]), max_size=30), st.data())
def test_without_circles_every_way_leads_to_the_right(ways: list[tuple[int, int]], data: st.DataObject) -> None:
    columns = layers(data.draw(st.text("PSC", min_size=10, max_size=10)), ways)
    assert all(columns[left] < columns[right] for left, right in ways)
