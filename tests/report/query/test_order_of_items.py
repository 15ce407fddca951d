# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import item, project

from reqtrace.report.query.order import KEYS, arranged, natural, rank
from reqtrace.report.view import CHIPS, Tone

VIEW = project()
ENTRIES = (*VIEW.rows, *VIEW.trials)


def names(keys: Sequence[str]) -> list[str]:
    return [entry.id.name for entry in arranged(VIEW.rows, keys)]


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ((), ["device", "hide", "refuse", "map", "quit", "old"]),
        (("name",), ["device", "hide", "map", "old", "quit", "refuse"]),
        (("-name",), ["refuse", "quit", "old", "map", "hide", "device"]),
        (("title",), ["device", "old", "hide", "map", "quit", "refuse"]),
        (("verdict",), ["device", "refuse", "map", "quit", "old", "hide"]),
        (("-verdict",), ["hide", "old", "map", "quit", "device", "refuse"]),
        (("verdict", "-name"), ["refuse", "device", "quit", "map", "old", "hide"]),
        (("-revision",), ["refuse", "device", "hide", "map", "quit", "old"]),
        (("-cases", "name"), ["refuse", "hide", "map", "device", "old", "quit"]),
        (("-missing",), ["quit", "device", "hide", "refuse", "map", "old"]),
        (("-status",), ["old", "device", "hide", "refuse", "map", "quit"]),
        (("-file",), ["old", "quit", "map", "refuse", "hide", "device"]),
        (("nonsense", "name"), ["device", "hide", "map", "old", "quit", "refuse"]),
    ],
)
def test_items_are_put_in_order_by_keys(keys: Sequence[str], shown: list[str]) -> None:
    assert names(keys) == shown


def test_numbers_count_by_their_value() -> None:
    view = project([item(f"SSR~irq_{number}~1", f"a.rst:{number}") for number in (10, 9, 100, 1)], None, ())
    assert [entry.id.name for entry in arranged(view.entries, ["name"])] == ["irq_1", "irq_9", "irq_10", "irq_100"]


@given(st.integers(0), st.integers(0), st.text(max_size=4))
def test_a_text_with_a_greater_number_comes_later(one: int, other: int, around: str) -> None:
    """Whatever stands around it, as long as that makes the number no other."""
    stem = around if not around[-1:].isdigit() else ""
    assert (natural(f"{stem}{one}") < natural(f"{stem}{other}")) == (one < other)


def test_endless_numbers_compare() -> None:
    assert natural("9" * 10_000) < natural("1" + "0" * 10_000)
    assert natural("x") > natural("0" * 10_000)


@given(st.permutations(ENTRIES), st.lists(st.sampled_from([*KEYS, *(f"-{key}" for key in KEYS)]), max_size=3))
def test_nothing_is_lost_and_what_is_alike_stays(entries: Sequence, keys: list[str]) -> None:
    shown = arranged(entries, keys)
    assert sorted(each.anchor for each in shown) == sorted(each.anchor for each in entries)
    assert arranged(shown, keys) == shown


def test_a_failure_comes_before_all_and_what_is_fine_last() -> None:
    words = sorted(CHIPS, key=lambda word: rank(CHIPS[word]))
    assert words[0] == "failed"
    bad = [word for word in words if CHIPS[word].tone is Tone.BAD]
    fine = [word for word in words if CHIPS[word].tone is Tone.OK]
    assert words[: len(bad)] == bad
    assert words[-len(fine) :] == fine
    assert words.index("unverified") < words.index("rejected") < words.index("verified")
