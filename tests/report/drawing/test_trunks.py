# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reqtrace.report.drawing.crossings import Ways
from reqtrace.report.drawing.trunks import gap


def test_what_leads_far_shares_a_trunk_and_what_is_near_needs_none() -> None:
    near, far = [0.0, 0.0, 60.0], [0.0, 0.0, 600.0]
    assert not gap([0], Ways([(0, 1), (0, 2)]), near).trunks
    assert gap([0], Ways([(0, 1), (0, 2)]), far).trunks == {0: 24}


def test_trunks_that_would_lie_on_each_other_stand_side_by_side() -> None:
    middles = [0.0, 100.0, 900.0, 300.0, 400.0, 1200.0]
    between = gap([0, 1, 2], Ways([(0, 3), (1, 4), (2, 5)]), middles)
    assert between.trunks == {0: 24, 1: 32, 2: 24}


def test_a_way_turns_into_its_trunk_and_out_of_it() -> None:
    between = gap([0], Ways([(0, 1)]), [0.0, 600.0])
    assert between.bend(0, (10, 0), (80, 600)) == ((34, 22), (34, 578))
    assert between.bend(0, (10, 600), (80, 0)) == ((34, 578), (34, 22))
    assert between.bend(0, (10, 0), (80, 20)) == ((34, 10), (34, 10))
    assert between.bend(0, (10, 0), (80, 0)) == ()
    assert between.bend(7, (10, 0), (80, 600)) == ()


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(21, 40)), max_size=60), st.data())
def test_trunks_stand_between_the_columns(ways: list[tuple[int, int]], data: st.DataObject) -> None:
    middles = data.draw(st.lists(st.floats(0, 5000), min_size=41, max_size=41))
    between = gap(range(21), Ways(ways), middles)
    assert all(0 < along < between.width for along in between.trunks.values())
