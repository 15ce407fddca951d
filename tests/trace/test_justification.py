# SPDX-License-Identifier: Apache-2.0
"""Which gaps are accepted on a day, and what is said of justifications that are worth nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code
from reqtrace.config import Justification
from reqtrace.ident import ItemId
from reqtrace.read.rst import read_rst
from reqtrace.span import Span
from reqtrace.trace.coverage import cover
from reqtrace.trace.graph import Graph, link
from reqtrace.trace.justification import Acceptance, accept

TODAY = date(2026, 11, 21)
SSR = "`SSR~a~2`\nNeeds: Case, Review\n\n"
CASE = "`Case~a~1`\nCovers:\n - SSR~a~2\n\n"


def justified(id_: str = "SSR~a~2", needs: str | None = None, days: int = 0, line: int = 1) -> Justification:
    """A justification that is written on that line and expires in so many days."""
    found = ItemId.parse(id_)
    assert found
    place = Span("reqtrace.toml", line, 1, 13)
    expires = TODAY + timedelta(days)
    return Justification(found, "Measured\non the bench.", "A. Reader", date(2026, 1, 1), expires, needs, place)


def missing(graph: Graph) -> dict[int, tuple[str, ...]]:
    return {position: judged.missing for position, judged in enumerate(cover(graph)) if judged.missing}


def accepted(text: str, *justifications: Justification, whole: bool = True) -> Acceptance:
    graph = link(read_rst(text, "a.rst")[0])
    return accept(graph, missing(graph), justifications, TODAY, whole=whole)


def kinds(acceptance: Acceptance) -> tuple[list[str], list[str]]:
    """The kinds that are missing and those that are justified, of all items."""
    gaps = [gap.kind for there in acceptance.justified.values() for gap in there]
    return [kind for there in acceptance.missing.values() for kind in there], gaps


def said(acceptance: Acceptance) -> list[str]:
    return [f"{each.code} {each.span}: {each.message} | {each.help}" for each in acceptance.diagnostics]


@pytest.mark.parametrize(
    ("text", "needs", "expected"),
    [
        (SSR, "Case", (["Review"], ["Case"])),
        (SSR, None, ([], ["Case", "Review"])),
        (SSR + CASE, None, ([], ["Review"])),
        (SSR + "`SSR~b~1`\nNeeds: Case\n\n", None, (["Case"], ["Case", "Review"])),
        (SSR + SSR, "Review", (["Case", "Case"], ["Review", "Review"])),
    ],
)
def test_what_is_justified_is_missing_no_more(text: str, needs: str | None, expected: object) -> None:
    acceptance = accepted(text, justified(needs=needs))
    assert (kinds(acceptance), acceptance.diagnostics) == (expected, ())


def test_a_gap_knows_its_justification() -> None:
    one, two = justified(needs="Case"), justified(needs="Review", line=9)
    gaps = accepted(SSR, two, one).justified[0]
    assert [(gap.kind, gap.justification) for gap in gaps] == [("Case", one), ("Review", two)]


def test_an_item_whose_gaps_are_all_justified_lacks_nothing() -> None:
    assert accepted(SSR, justified()).missing == {}


def test_where_nothing_is_justified_all_stays_missing() -> None:
    assert kinds(accepted(SSR)) == (["Case", "Review"], [])


IDLE = "RT213 reqtrace.toml:1:1: nothing is justified here: "


# [utest->dsn~gaps_are_accepted_for_a_time~1]
@pytest.mark.parametrize(
    ("text", "justification", "expected"),
    [
        (SSR, justified("SSR~a~1"), f"{IDLE}SSR~a~1 does not exist, but SSR~a~2 does | review whether the reason still "
         "holds, then cite the current revision or remove the justification"),
        (SSR, justified("SSR~aa~2"), f"{IDLE}SSR~aa~2 does not exist | did you mean SSR~a~2?"),
        (SSR, justified("PRQ~x~2"), f"{IDLE}PRQ~x~2 does not exist | remove the justification"),
        (SSR, justified(needs="Audit"), f"{IDLE}SSR~a~2 does not need Audit | remove the justification"),
        (SSR + CASE, justified(needs="Case"), f"{IDLE}Case covers SSR~a~2 | remove the justification"),
        (CASE, justified("Case~a~1"), f"{IDLE}everything that Case~a~1 needs covers it | remove the justification"),
        (SSR.replace("Needs", "Status: rejected\nNeeds"), justified(),
         f"{IDLE}SSR~a~2 is rejected, so it has no gap | remove the justification"),
        (SSR + CASE, justified(needs="Case", days=-1), f"{IDLE}Case covers SSR~a~2 | remove the justification"),
    ],
)  # fmt: skip
def test_a_justification_that_fits_no_gap_is_named(text: str, justification: Justification, expected: str) -> None:
    acceptance = accepted(text, justification)
    assert (said(acceptance), kinds(acceptance)[1]) == ([expected], [])


def test_of_a_part_of_a_project_nothing_is_said_of_what_is_not_there() -> None:
    assert accepted(SSR, justified("PRQ~x~2"), justified("SSR~a~1"), whole=False).diagnostics == ()
    assert len(accepted(SSR, justified(needs="Audit"), whole=False).diagnostics) == 1


# [utest->dsn~gaps_are_accepted_for_a_time~1]
def test_an_expired_justification_accepts_nothing() -> None:
    acceptance = accepted(SSR, justified(needs="Case", days=-1))
    assert kinds(acceptance) == (["Case", "Review"], [])
    assert said(acceptance) == [
        "RT212 reqtrace.toml:1:1: that no Case covers SSR~a~2 was accepted until 2026-11-20 | close the gap, or let "
        "A. Reader review whether the reason still holds: Measured on the bench."
    ]
    assert [(note.text, note.span) for note in acceptance.diagnostics[0].notes] == [
        ("the gap is here", Span("a.rst", 1, 2, 7))
    ]


# [utest->dsn~gaps_are_accepted_for_a_time~1]
@pytest.mark.parametrize("days", [0, 1])
def test_through_its_last_day_it_holds(days: int) -> None:
    assert accepted(SSR, justified(days=days)).diagnostics == ()


# [utest->dsn~gaps_are_accepted_for_a_time~1]
@pytest.mark.parametrize(("days_before", "expected"), [(1, ["Case", "Review"]), (0, ["Review"])])
def test_before_its_day_of_acceptance_it_accepts_nothing(days_before: int, expected: list[str]) -> None:
    graph, gap = link(read_rst(SSR, "a.rst")[0]), justified(needs="Case")
    acceptance = accept(graph, missing(graph), [gap], gap.date - timedelta(days_before))
    assert kinds(acceptance)[0] == expected
    assert said(acceptance) == days_before * [
        "RT212 reqtrace.toml:1:1: that no Case covers SSR~a~2 is accepted from 2026-01-01 only | close the gap, or let "
        "A. Reader correct the day of acceptance; this trace is of 2025-12-31"
    ]


@pytest.mark.parametrize("swapped", [False, True])
def test_once_renewed_the_old_one_is_to_be_removed(swapped: bool) -> None:
    pair = [justified(days=-1, line=1), justified(days=9, line=7)]
    acceptance = accepted(SSR, *(reversed(pair) if swapped else pair))
    assert kinds(acceptance)[0] == []
    assert said(acceptance) == [f"{IDLE}that no Case and no Review covers SSR~a~2 is justified already | remove one of the two"]  # fmt: skip  # noqa: E501 - one line as it is shown
    assert acceptance.diagnostics[0].notes[0].span == Span("reqtrace.toml", 7, 1, 13)


@given(st.lists(st.tuples(st.sampled_from([None, "Case", "Review", "Audit"]), st.integers(-2, 2)), max_size=5))
def test_every_gap_is_missing_or_justified_by_what_holds(entries: list[tuple[str | None, int]]) -> None:
    acceptance = accepted(SSR, *(justified(needs=needs, days=days, line=n) for n, (needs, days) in enumerate(entries)))
    left, gaps = kinds(acceptance)
    assert sorted(left + gaps) == ["Case", "Review"]
    assert all(gap.justification.holds_on(TODAY) for gap in acceptance.justified.get(0, ()))
    holding = {needs for needs, days in entries if days >= 0}
    assert all(kind in holding or None in holding for kind in gaps)
    assert not any(kind in holding or None in holding for kind in left)
    assert {each.code for each in acceptance.diagnostics} <= {Code.EXPIRED_JUSTIFICATION, Code.IDLE_JUSTIFICATION}
