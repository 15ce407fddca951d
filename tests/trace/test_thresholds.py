# SPDX-License-Identifier: Apache-2.0
"""Whether a project reaches what it demands of itself, and by how much it misses it."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reqtrace.catalogue import Code, Severity
from reqtrace.config import Config, load
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Evidence, Outcome
from reqtrace.read.rst import read_rst
from reqtrace.span import Span
from reqtrace.trace.change import Change, Direction, Suspect
from reqtrace.trace.conclusions import Scope, trace
from reqtrace.trace.gate import Measured, Threshold, complaints, thresholds
from reqtrace.trace.verdict import judge

PRQ = "`XenPRQ~p~1`\n\nNeeds: XenSSR\n\n"
SSR = "`XenSSR~{0}~1`\n\nCovers:\n - XenPRQ~p~1\n\n{1}\n\n"
CASE = "`XenValTestCase~{0}~1`\n\nCovers:\n - XenSSR~{0}~1\n\nTags: {1}\n\n"
TESTED = "Needs: XenValTestCase"
TODAY = datetime.date(2026, 3, 1)


def project(passing: str, failing: str = "", bare: str = "") -> str:
    """A product requirement, and for each letter a requirement whose case passes, fails, or is not there."""
    letters = passing + failing + bare
    text = PRQ + "".join(SSR.format(each, TESTED) for each in letters)
    return text + "".join(CASE.format(each, "verifies-fully") for each in passing + failing)


def held(
    settings: str, text: str, *, executed: bool = True, failing: str = "", **besides: object
) -> tuple[tuple[Threshold, ...], Config]:
    config, problems = load(settings, "reqtrace.toml")
    assert problems == ()
    traced = trace(read_rst(text, "a.rst")[0], None, Scope(config, TODAY))
    measured = Measured(graph=traced.graph, coverage=traced.coverage, diagnostics=traced.diagnostics)
    if executed:
        cases = tuple(
            Case(each.id, each.digest, Outcome.FAILED if each.id.name in failing else Outcome.PASSED)
            for each in traced.graph.items
            if each.id.kind == "XenValTestCase"
        )
        evidence = Evidence("model", "required", cases)
        judged = judge(traced.graph, traced.coverage, evidence, config)
        measured = replace(measured, judgements=judged, evidence=evidence)
    return thresholds(config, replace(measured, **besides)), config


def one(settings: str, text: str, **how: object) -> Threshold:
    (only,) = held(settings, text, **how)[0]
    return only


def test_where_nothing_is_demanded_nothing_is_held_against_anything() -> None:
    assert held("", project("ab"))[0] == ()


# [utest->dsn~gate_says_by_how_much~1]
def test_a_share_that_is_missed_says_by_how_much() -> None:
    found = one("[gate]\nverified = { XenSSR = 95 }\n", project("abc", "d"), failing="d")
    assert found == Threshold(
        "gate.verified.XenSSR",
        "XenSSR items are verified",
        "at least 95 %",
        "75 % (3 of 4)",
        "20 % (1 item) too few",
    )
    assert not found.met


@pytest.mark.parametrize(
    ("settings", "reached", "short"),
    [
        ("verified = 100", "60 % (3 of 5)", "40 % (2 requirements) too few"),
        ("verified = { XenSSR = 75 }", "75 % (3 of 4)", ""),
        ("verified = { XenValTestCase = 76 }", "75 % (3 of 4)", "1 % (1 item) too few"),
        ("complete = { XenSSR = 50 }", "75 % (3 of 4)", ""),
        ("covered = 100", "100 % (9 of 9)", ""),
        ("covered = { XenPRQ = 100 }", "100 % (1 of 1)", ""),
        ("verified = { XenSRR = 90 }", "nothing, for there is no XenSRR item", "90 % too few"),
        ("verified = { XenSRR = 0 }", "0 % (0 of 0)", ""),
    ],
)
def test_shares(settings: str, reached: str, short: str) -> None:
    found = one(f"[gate]\n{settings}\n", project("abc", "d"), failing="d")
    assert (found.reached, found.short) == (reached, short)


def test_a_share_is_cut_off_and_never_rounded_up() -> None:
    found = one(
        "[gate]\ncovered = 100\n",
        PRQ + "".join(SSR.format(f"s{n}", "") for n in range(2000)) + "`XenSSR~z~1`\n\nNeeds: x\n",
    )
    assert (found.reached, found.short) == ("99.9 % (2001 of 2002)", "0.1 % (1 item) too few")


def test_assumptions_of_use_stand_apart_from_what_is_verified_here() -> None:
    text = project("a") + SSR.format("given", "Tags: aou")
    found = one("[gate]\nverified = { XenSSR = 100 }\n", text)
    assert (found.reached, found.met) == ("100 % (1 of 1; 1 assumption of use apart)", True)
    alone = one("[gate]\nverified = 100\n", "`XenSSR~given~1`\n\nTags: aou\n")
    assert alone.reached == "nothing, for there is no requirement; 1 assumption of use apart"
    assert not alone.met


def test_a_requirement_that_needs_test_cases_is_not_taken_out_by_a_tag() -> None:
    text = project("a") + SSR.format("given", f"Tags: aou\n\n{TESTED}")
    assert one("[gate]\nverified = { XenSSR = 100 }\n", text).reached == "50 % (1 of 2)"


GAPS = """\
[gate]
expired = 0
gaps = 1
warnings = 0
stale = 0
[[justified]]
id = "XenSSR~x~1"
reason = "r"
owner = "o"
date = 2026-01-01
expires = {0}
"""


def test_numbers_that_may_not_be_exceeded() -> None:
    held_, _ = held(GAPS.format("2027-01-01"), project("a", bare="x"))
    assert [(each.setting, each.demanded, each.reached, each.short) for each in held_] == [
        ("gate.stale", "at most 0", "0", ""),
        ("gate.expired", "at most 0", "0", ""),
        ("gate.gaps", "at most 1", "1", ""),
        ("gate.warnings", "at most 0", "0", ""),
    ]
    expired, _ = held(GAPS.format("2026-02-01"), project("a", bare="x"))
    assert [each.short for each in expired] == ["", "1 too many", "", ""]
    gaps, _ = held(GAPS.format("2027-01-01").replace("gaps = 1", "gaps = 0"), project("a", bare="x"))
    assert [each.short for each in gaps] == ["", "", "1 too many", ""]
    warned = held(GAPS.format("2027-01-01"), project("a"))[0]
    assert [each.short for each in warned] == ["", "", "", "1 too many"]


def test_a_result_of_another_text_is_stale() -> None:
    text = project("ab")
    evidence = Evidence(
        "model",
        "required",
        tuple(Case(each.id, "old", Outcome.PASSED) for each in read_rst(text, "a.rst")[0] if "Case" in each.id.kind),
    )
    stale = one("[gate]\nstale = 1\n", text, evidence=evidence)
    assert stale.short == "1 too many"
    assert stale.words == "test cases have no result that counts for the present text and commit, but others"


def test_suspects_are_counted_where_there_is_a_baseline() -> None:
    settings = "[gate]\nsuspects = 0\n"
    (item, *_) = read_rst(project("a"), "a.rst")[0]
    suspect = Suspect(item.id, "", Direction.DOWN, item.id, Span("a.rst"))
    change = Change("v1", "v2", (), (suspect,), (), {})
    assert one(settings, project("a"), change=change).short == "1 too many"
    assert one(settings, project("a")).reached == "not measured, for there is no baseline"


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("verified = 0", "no test case was executed"),
        ("complete = 0", "no test case was executed"),
        ("stale = 9", "no test case was executed"),
        ("adequacy = 0", "the test cases were not put to the test"),
        ("suspects = 9", "there is no baseline"),
    ],
)
def test_what_was_not_measured_is_neither_met_nor_missed(setting: str, reason: str) -> None:
    found = one(f"[gate]\n{setting}\n", project("a"), executed=False)
    assert (found.reached, found.short, found.met) == (f"not measured, for {reason}", "", False)
    part = one(f"[gate]\n{setting}\n", project("a"), whole=False)
    assert part.reached == "not measured, for only a part of the project was looked at"


def test_what_is_said_of_demands_that_are_not_met() -> None:
    settings = "title = 'x'\n[gate]\nadequacy = 95\ncovered = 10\n[gate.verified]\nXenSSR = 95\n"
    found, config = held(settings, project("abc", "d"), failing="d")
    missed = Diagnostic(
        Code.GATE_MISSED,
        "gate.verified.XenSSR is missed: XenSSR items are verified: 75 % (3 of 4) instead of at least 95 %, "
        "20 % (1 item) too few",
        Span("reqtrace.toml", 6, 1, 6),
    )
    unknown = Diagnostic(
        Code.GATE_NOT_MEASURED,
        "gate.adequacy is not known to be met: not measured, for the test cases were not put to the test",
        Span("reqtrace.toml", 3, 1, 8),
    )
    assert complaints(found, config.gate) == (missed, unknown)
    assert [each.severity for each in complaints(found, config.gate)] == [Severity.ERROR, Severity.NOTE]
    assert [each.severity for each in complaints(found, config.gate, strict=True)] == [Severity.ERROR] * 2


def test_what_was_not_measured_for_one_reason_is_told_together() -> None:
    found, config = held(
        "[gate]\nverified = 9\ngaps = 0\nstale = 0\n[gate.complete]\na = 1\n", project("a"), executed=False
    )
    (said,) = complaints(found, config.gate)
    assert said.message == (
        "gate.verified, gate.complete.a and gate.stale are not known to be met: "
        "not measured, for no test case was executed"
    )
    assert said.span.line == 2
    assert [(note.text, note.span and note.span.line) for note in said.notes] == [
        ("gate.complete.a is demanded here", 6),
        ("gate.stale is demanded here", 4),
    ]


@given(st.integers(0, 7), st.integers(0, 7), st.integers(0, 1000))
def test_a_share_is_met_exactly_where_it_is_reached(passing: int, failing: int, tenths: int) -> None:
    names = "abcdefghijklmn"
    text = project(names[:passing], names[7 : 7 + failing])
    found = one(f"[gate.verified]\nXenSSR = {tenths / 10}\n", text, failing=names[7:])
    whole = passing + failing
    reached = Fraction(passing, whole) if whole else Fraction(0)
    assert found.met == (reached >= Fraction(tenths, 1000))
