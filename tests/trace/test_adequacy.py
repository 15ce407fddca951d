# SPDX-License-Identifier: Apache-2.0
"""Whether cases notice enough, judged by surveys given as literals."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reqtrace.config import Config
from reqtrace.evidence import Case, Change, Finding, Notice, Outcome, Probe, Sense, Survey
from reqtrace.ident import ItemId
from reqtrace.read.rst import read_rst
from reqtrace.trace.adequacy import NOTICES_NOTHING, Adequacy, adequacy
from reqtrace.trace.coverage import cover
from reqtrace.trace.graph import link
from reqtrace.trace.verdict import Verdict

TEXT = """\
`XenPRQ~p~1`
Needs: XenSSR

`XenSSR~a~1`
Covers:
 - XenPRQ~p~1

Needs: XenValTestCase

`XenValTestCase~one~1`
Covers:
 - XenSSR~a~1

`XenValTestCase~two~1`
Covers:
 - XenSSR~a~1
"""
GRAPH = link(read_rst(TEXT, "a.rst")[0])
PRQ, SSR = ItemId("XenPRQ", "p", 1), ItemId("XenSSR", "a", 1)
FINDINGS = (Finding("D-01", "", affects=(SSR,)), Finding("D-02", "", affects=(SSR,)))
ELSEWHERE = Finding("V-1", "")
DROP = Change("mmio.offered: drop the check", "mmio.offered", "drop the check", "It must be offered.", "device.c")
SWAP = Change("mmio.offered: swap the error number", "mmio.offered", "swap", "It must be offered.", "device.c")
SKIP = Change("mmio.map: skip the effect", "mmio.map", "skip the effect", "It is mapped.", "p2m.c")
CHANGES = (DROP, SKIP, SWAP)
STEP, INVARIANT = Sense.STEP, Sense.INVARIANT


def probe(name: str, changes: Mapping[Change, Sense], *findings: str, asked: str = "mmio.map mmio.offered") -> Probe:
    item = next(item for item in GRAPH.items if item.id.name == name)
    rules = tuple(asked.split())
    return Probe(
        Case(item.id, item.digest, Outcome.PASSED),
        rules,
        tuple(rule for rule in rules if rule != "mmio.map" or SKIP in changes),
        tuple(Notice(change.name, by) for change, by in changes.items()),
        tuple(Notice(finding, STEP) for finding in findings),
    )


def judged(
    *probes: Probe,
    changes: tuple[Change, ...] = CHANGES,
    findings: tuple[Finding, ...] = FINDINGS,
    **reasons: str,
) -> Adequacy:
    survey = Survey("model", "required", findings, changes, probes)
    named = {change.name: reasons[word] for word, change in (("swap", SWAP), ("skip", SKIP)) if word in reasons}
    return adequacy(GRAPH, cover(GRAPH), survey, Config(), named)


# [utest->dsn~survivors_have_reasons~1]
def test_what_is_noticed_by_any_case_is_noticed_in_the_best_way() -> None:
    found = judged(
        probe("one", {DROP: INVARIANT, SKIP: INVARIANT}, "D-01"), probe("two", {DROP: STEP, SWAP: STEP}, "D-02")
    )
    assert found.noticed == {DROP.name: STEP, SKIP.name: INVARIANT, SWAP.name: STEP}
    assert found.rows[SSR].noticed == found.noticed
    assert found.findings == {"D-01": True, "D-02": True}
    assert (found.share, found.survivors, found.sound) == (1.0, (), True)


def test_a_finding_that_no_case_of_its_requirement_notices_is_a_defect() -> None:
    found = judged(probe("one", {DROP: STEP, SKIP: STEP, SWAP: STEP}, "D-01"), probe("two", {}))
    assert found.rows[SSR].undetected == ("D-02",)
    assert found.rows[PRQ].findings == ()
    assert found.findings == {"D-01": True, "D-02": False}
    assert not found.sound


def test_a_finding_that_concerns_no_requirement_is_to_be_noticed_by_any_case_of_a_whole_project() -> None:
    everything = {DROP: STEP, SKIP: STEP, SWAP: STEP}
    findings = (*FINDINGS, ELSEWHERE)
    unseen = judged(probe("one", everything, "D-01", "D-02"), probe("two", {}), findings=findings)
    assert (unseen.findings, unseen.undetected, unseen.sound) == (
        {"D-01": True, "D-02": True, "V-1": False}, ("V-1",), False
    )  # fmt: skip
    seen = judged(probe("one", everything, "D-01", "D-02"), probe("two", {}, "V-1"), findings=findings)
    assert (seen.findings["V-1"], seen.undetected, seen.sound) == (True, (), True)
    assert seen.rows == unseen.rows
    absent = Finding("D-04", "", affects=(ItemId("XenSSR", "of_another_file", 1),))
    part = judged(probe("one", everything, "D-01", "D-02"), probe("two", {}), findings=(*findings, absent))
    assert (part.findings, part.sound) == ({"D-01": True, "D-02": True}, True)


def test_where_no_case_covers_a_requirement_nothing_was_put_to_the_test() -> None:
    assert judged(probe("one", {}, asked="")).idle
    assert not judged(probe("one", {})).idle


# [utest->dsn~survivors_have_reasons~1]
def test_a_survivor_needs_a_reason_and_a_reason_a_survivor() -> None:
    changes = (DROP, *(Change(f"mmio.map{n}: skip the effect", "mmio.map", "", "", "") for n in range(30)), SWAP)
    probes = (
        probe("one", dict.fromkeys(changes[:-1], STEP), "D-01", "D-02"),
        probe("two", {}, asked="mmio.offered"),
    )
    bare = judged(*probes, changes=changes)
    assert [(each.change, each.asked_by, each.mattered_to) for each in bare.unexplained] == [(SWAP, 2, 2)]
    assert bare.share > 0.95
    assert not bare.sound
    assert judged(*probes, changes=changes, swap="both words mean the same").sound
    needless = judged(*probes, changes=changes, swap="both words mean the same", skip="once it was so")
    assert (needless.needless, needless.sound) == ((SKIP.name,), False)


def test_too_few_noticed_changes_are_a_defect_whatever_the_reasons() -> None:
    found = judged(probe("one", {DROP: STEP}, "D-01", "D-02"), probe("two", {}), swap="so", skip="so")
    assert found.unexplained == ()
    assert found.share == pytest.approx(1 / 3)
    assert not found.sound


# [utest->dsn~a_case_must_notice~1]
def test_a_requirement_whose_cases_notice_nothing_is_unverified_and_so_is_what_it_covers() -> None:
    found = judged(probe("one", {}), probe("two", {}))
    assert found.rows[SSR].verdict is Verdict.UNVERIFIED
    assert found.rows[SSR].reasons == ((SSR, NOTICES_NOTHING),)
    assert found.rows[PRQ].verdict is Verdict.UNVERIFIED
    one = judged(probe("one", {DROP: INVARIANT}), probe("two", {}))
    assert one.rows[SSR].verdict is one.rows[PRQ].verdict is Verdict.VERIFIED


def test_a_case_that_fails_makes_its_requirement_fail_here_too() -> None:
    failed = Probe(Case(ItemId("XenValTestCase", "two", 1), probe("two", {}).case.digest, Outcome.FAILED))
    found = judged(probe("one", {DROP: STEP}), failed)
    assert found.rows[SSR].verdict is Verdict.FAILED


def test_changes_are_asked_matter_and_are_noticed() -> None:
    row = judged(probe("one", {DROP: STEP}), probe("two", {}, asked="")).rows[SSR]
    assert row.asked == (DROP.name, SKIP.name, SWAP.name)
    assert row.mattering == (DROP.name, SWAP.name)
    assert list(row.noticed) == [DROP.name]
