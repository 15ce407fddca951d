# SPDX-License-Identifier: Apache-2.0
"""Which findings make a case fail, held against cases whose reason is known."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.scenario.blame import Fails, responsible

SHOWN = ("D-01", "D-02", "D-03", "D-04", "D-05")


def failing_with(*reasons: str) -> Fails:
    """A case that fails where all findings of one of `reasons` are shown; `!D-03` hides the reason where it is."""
    wanted = [frozenset(reason.split()) for reason in reasons]

    def fails(findings: Collection[str]) -> bool:
        shown = set(findings)
        return any(
            all(word[1:] not in shown if word.startswith("!") else word in shown for word in reason)
            for reason in wanted
        )

    return fails


# [utest->dsn~blame_is_an_experiment~1]
@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["D-02"], ["D-02"]),
        (["D-04", "D-02"], ["D-02", "D-04"]),
        (["D-02", "D-03 D-04"], ["D-02"]),
        (["D-03 D-04"], ["D-03", "D-04"]),
        (["D-01 D-03 D-04", "D-02 D-05"], ["D-02", "D-05"]),
        (["D-01 D-03 D-04"], ["D-01", "D-03", "D-04"]),
        (["D-02 !D-01"], ["D-02"]),
        ([""], []),
        (["D-99"], []),
    ],
)
def test_what_is_responsible(reasons: list[str], expected: list[str]) -> None:
    assert responsible(failing_with(*reasons), SHOWN) == tuple(expected)


@given(st.lists(st.frozensets(st.sampled_from(SHOWN), min_size=1), min_size=1, max_size=4))
def test_whoever_is_responsible_makes_it_fail_and_nobody_needlessly(reasons: list[frozenset[str]]) -> None:
    fails = failing_with(*(" ".join(sorted(reason)) for reason in reasons))
    blamed = responsible(fails, SHOWN)
    if any(fails([each]) for each in SHOWN):
        assert blamed == tuple(each for each in SHOWN if fails([each]))
    else:
        assert fails(blamed)
        assert not any(fails([each for each in blamed if each != needless]) for needless in blamed)
        assert len(blamed) == 2 or not any(len(reason) == 2 for reason in reasons)
