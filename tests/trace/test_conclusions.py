# SPDX-License-Identifier: Apache-2.0
"""What follows from items together with what a project decided."""

from __future__ import annotations

import datetime

import pytest

from reqtrace.config import Config, load
from reqtrace.read.rst import read_rst
from reqtrace.trace.conclusions import Scope, Trace, trace
from reqtrace.trace.coverage import Deep

TODAY = datetime.date(2026, 11, 21)
PLAIN = "`req~a~1`\nNeeds: dsn\n\n`dsn~b~1`\nNeeds: impl\nCovers:\n - req~a~1\n\n"
CODE = "`impl~c~1`\nCovers:\n - dsn~b~1\n\n"
GAP = """
[[justified]]
id = "dsn~b~1"
reason = "The code is delivered in March."
owner = "A. Engineer"
date = 2026-11-01
expires = {}
"""


def settings(text: str) -> Config:
    config, diagnostics = load(text, "reqtrace.toml")
    assert not diagnostics
    return config


def traced(text: str, config: str = "", today: datetime.date | None = TODAY, **more: bool) -> Trace:
    return trace(read_rst(text, "a.rst")[0], None, Scope(settings(config), today, **more))


def codes(trace: Trace) -> list[str]:
    return [str(each.code) for each in trace.diagnostics]


def defects(trace: Trace) -> list[str]:
    return [str(item.id) for item in trace.defects]


def test_without_a_decision_everything_may_cover_everything() -> None:
    assert codes(traced(PLAIN + CODE)) == []


def test_a_link_between_kinds_that_the_project_does_not_allow_is_a_defect_of_both_and_covers_nothing() -> None:
    found = traced(PLAIN + CODE, '[kinds.impl]\ncovers = ["req"]\n')
    assert codes(found) == ["RT208", "RT207", "RT211"]
    assert defects(found) == ["req~a~1", "dsn~b~1", "impl~c~1"]
    assert found.coverage[1].missing == ("impl",)


def test_an_item_that_forgets_a_need_its_kind_demands_is_a_defect() -> None:
    found = traced(PLAIN + CODE, '[kinds.req]\n[kinds.dsn]\nneeds = ["impl", "utest"]\n')
    assert (codes(found), defects(found)) == (["RT214"], ["dsn~b~1"])


@pytest.mark.parametrize(
    ("weight", "expected"), [("warn", (["RT210"], [])), ("error", (["RT210"], ["req~d~1"])), ("ignore", ([], []))]
)
def test_a_dependency_on_what_does_not_exist(weight: str, expected: tuple[list[str], list[str]]) -> None:
    found = traced("`req~d~1`\nDepends:\n - req~gone~1\n", f'dependencies = "{weight}"\n')
    assert (codes(found), defects(found)) == expected


def test_a_gap_that_the_project_accepts_is_no_defect_and_never_covered() -> None:
    found = traced(PLAIN, GAP.format("2027-03-31"))
    assert (codes(found), defects(found)) == ([], [])
    assert [each.deep for each in found.coverage] == [Deep.JUSTIFIED, Deep.JUSTIFIED]
    assert not found.coverage[1].shallow
    assert [(gap.kind, gap.justification.owner) for gap in found.coverage[1].justified] == [("impl", "A. Engineer")]


def test_an_expired_gap_is_a_defect_again() -> None:
    found = traced(PLAIN, GAP.format("2026-11-20"))
    assert codes(found) == ["RT208", "RT207", "RT212"]
    assert defects(found) == ["req~a~1", "dsn~b~1"]


def test_without_a_day_no_gap_is_accepted() -> None:
    assert codes(traced(PLAIN, GAP.format("2027-03-31"), None)) == ["RT208", "RT207"]


def test_what_is_uncovered_beside_an_accepted_gap_is_a_defect() -> None:
    found = traced(PLAIN.replace("Needs: dsn\n", "Needs: dsn, test\n"), GAP.format("2027-03-31"))
    assert defects(found) == ["req~a~1"]
    assert [each.deep for each in found.coverage] == [Deep.UNCOVERED, Deep.JUSTIFIED]


@pytest.mark.parametrize(("whole", "expected"), [(True, ["RT213"]), (False, [])])
def test_of_a_part_of_a_project_nothing_is_said_about_justifications_of_the_rest(
    whole: bool, expected: list[str]
) -> None:
    assert codes(traced("`req~z~1`\n", GAP.format("2027-03-31"), whole=whole)) == expected
