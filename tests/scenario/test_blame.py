# SPDX-License-Identifier: Apache-2.0
"""Which findings act, held against scenarios whose reason is known."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.scenario.blame import Symptom, acting, hidden

PRESENT = ("D-01", "D-02", "D-03", "D-04", "D-05")


@dataclass(frozen=True)
class Told:
    """A scenario that shows the symptom of the first reason that holds."""

    reasons: tuple[tuple[str, str], ...]

    def shows(self, findings: Collection[str]) -> Symptom:
        for words, symptom in self.reasons:
            if holds(words, findings):
                return symptom.strip() or "fails"
        return None

    def sought(self, findings: Collection[str]) -> Set[str]:
        """What the reasons speak of, as far as they were read."""
        read: set[str] = set()
        for words, _ in self.reasons:
            read.update(word.lstrip("!") for word in words.split())
            if holds(words, findings):
                break
        return read


def holds(words: str, findings: Collection[str]) -> bool:
    return all(word[1:] not in findings if word[0] == "!" else word in findings for word in words.split())


def showing(*reasons: str) -> Told:
    """A scenario that shows the first of `reasons` all findings of which are there, as in ``D-02 !D-03: it runs``.

    It passes where none of them is; `!D-03` says that this finding must not be there, and what is not said is "fails".
    """
    return Told(tuple(reason.partition(":")[::2] for reason in reasons))


# [utest->dsn~blame_is_an_experiment~1]
@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["D-02"], ["D-02"]),
        (["D-01: it runs", "D-03: panic"], ["D-01"]),
        (["D-01: it runs", "D-03: panic", "D-04: it runs"], ["D-01"]),
        (["D-01: it runs", "D-03: it runs"], ["D-01"]),
        (["D-03 D-04: it runs", "D-03: panic", "D-01: it runs"], ["D-03", "D-04"]),
        (["D-01 D-03: half", "D-01: it runs", "D-03: panic"], ["D-01", "D-03"]),
        (["D-04", "D-02"], ["D-04"]),
        (["D-02: a", "D-03 D-04: b"], ["D-02"]),
        (["D-03 D-04: b", "D-02: a"], ["D-03", "D-04"]),
        (["D-03 D-04"], ["D-03", "D-04"]),
        (["D-01 D-03 D-04", "D-02 D-05"], ["D-01", "D-03", "D-04"]),
        (["D-01 D-03 D-04: a", "D-02 D-05: b"], ["D-01", "D-03", "D-04"]),
        (["D-02 D-99", "D-02 D-05", "D-01 D-03 D-04"], ["D-02", "D-05"]),
        (["D-01 D-03 D-04"], ["D-01", "D-03", "D-04"]),
        (["D-02 !D-01"], []),
        (["D-02 D-03 D-04: a", "D-02 !D-03: b"], ["D-02"]),
        ([""], []),
        (["D-99"], []),
    ],
)
def test_what_acts(reasons: list[str], expected: list[str]) -> None:
    reasons = [reason or "!D-99" for reason in reasons]
    assert acting(showing(*reasons), PRESENT) == tuple(expected)


@given(st.lists(st.frozensets(st.sampled_from(PRESENT), min_size=1), min_size=1, max_size=4))
def test_what_acts_is_needed_for_what_is_seen(reasons: list[frozenset[str]]) -> None:
    scenario = showing(*(f"{' '.join(sorted(reason))}: {number}" for number, reason in enumerate(reasons)))
    acts = acting(scenario, PRESENT)
    assert acts
    for finding in acts:
        rest = [each for each in PRESENT if each != finding]
        assert scenario.shows(rest) != scenario.shows(PRESENT) or acting(scenario, rest)
    assert all(any(finding in reason for reason in reasons) for finding in acts)


# [utest->dsn~what_is_hidden_is_told~1]
@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["D-04: refused", "D-02: it runs"], ["D-02"]),
        (["D-04: refused", "D-05: kept", "D-02: it runs"], ["D-02", "D-05"]),
        (["D-04: refused", "D-01: a", "D-02: b"], ["D-01"]),
        (["D-02: it runs"], []),
        (["D-02 D-04: half", "D-02: it runs", "D-04: refused"], []),
        (["D-02 !D-04: it runs"], ["D-02"]),
    ],
)
def test_what_is_hidden(reasons: list[str], expected: list[str]) -> None:
    assert hidden(showing(*reasons), PRESENT, {"D-04", "D-05"}) == tuple(expected)
    assert hidden(showing(*reasons), PRESENT, set()) == ()
