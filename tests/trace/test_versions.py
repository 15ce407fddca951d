# SPDX-License-Identifier: Apache-2.0
"""How requirements stand in several profiles, judged by evidence given as literals."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from reqtrace.config import Config
from reqtrace.evidence import Case, Consequence, Evidence, Finding, Outcome, Scenario, Step
from reqtrace.ident import ItemId
from reqtrace.read.rst import read_rst
from reqtrace.span import Span
from reqtrace.trace.coverage import cover
from reqtrace.trace.graph import link
from reqtrace.trace.versions import Cell, Matrix, Standing, versions

TEXT = """\
`XenPRQ~p~1`
Needs: XenSSR

`XenSSR~a~1`
Covers:
 - XenPRQ~p~1

Needs: XenValTestCase

`XenSSR~open~1`
Needs: XenValTestCase

`XenValTestCase~one~1`
Covers:
 - XenSSR~a~1

`XenValTestCase~two~1`
Covers:
 - XenSSR~a~1
"""
GRAPH = link(read_rst(TEXT, "a.rst")[0])
FINDINGS = (
    Finding("D-01", "pages are not checked"),
    Finding("D-09", "no PVH guest", Consequence.NOT_IMPLEMENTED),
    Finding("D-24", "nobody is destroyed", Consequence.NOT_OBSERVABLE),
)
WORDS = {"o": Outcome.PASSED, "x": Outcome.FAILED, "e": Outcome.ERROR, "b": Outcome.BLOCKED}


def evidence(profile: str, one: str, two: str) -> Evidence:
    """Evidence of both cases: how each ended, and what it was put down to, as in ``x D-01 D-09``."""
    cases = []
    for name, (word, *findings) in (("one", one.split()), ("two", two.split())):
        item = next(item for item in GRAPH.items if item.id.name == name)
        step = Step("Then it is so", WORDS[word], Span("a.rst", 9, 3, 4), "seen: nothing" if word == "x" else "")
        scenario = Scenario("it happens", WORDS[word], (step,))
        cases.append(Case(item.id, item.digest, WORDS[word], (scenario,), "no scenario", tuple(findings)))
    return Evidence("model", profile, tuple(cases), FINDINGS if profile != "required" else ())


def matrix(*columns: Evidence) -> Matrix:
    return versions(GRAPH, cover(GRAPH), columns, Config())


def cell(one: str, two: str, profile: str = "xen-head", name: str = "a") -> Cell:
    (found,) = matrix(evidence(profile, one, two)).rows[ItemId("XenSSR", name, 1)]
    return found


# [utest->dsn~worst_case_decides_a_cell~1]
@pytest.mark.parametrize(
    ("one", "two", "expected", "findings"),
    [
        ("o", "o", Standing.CONFORMS, ()),
        ("x D-01", "o", Standing.DEVIATES, ("D-01",)),
        ("x D-09", "o", Standing.NOT_IMPLEMENTED, ("D-09",)),
        ("x D-24", "o", Standing.NOT_OBSERVABLE, ("D-24",)),
        ("x D-24", "x D-09", Standing.NOT_IMPLEMENTED, ("D-09", "D-24")),
        ("x D-09 D-01", "x D-24", Standing.DEVIATES, ("D-01", "D-09", "D-24")),
        ("x D-01", "x", Standing.FAILED, ("D-01",)),
        ("o", "e", Standing.FAILED, ()),
        ("o", "b", Standing.UNVERIFIED, ()),
        ("x D-24", "b", Standing.NOT_OBSERVABLE, ("D-24",)),
    ],
)
def test_the_worst_case_decides(one: str, two: str, expected: Standing, findings: tuple[str, ...]) -> None:
    found = cell(one, two)
    assert (found.standing, found.findings) == (expected, findings)


def test_where_nothing_is_shown_nothing_explains_a_failure() -> None:
    assert cell("x", "o", "required").standing is Standing.FAILED
    assert not matrix(evidence("required", "x", "o")).sound
    assert matrix(evidence("required", "o", "o"), evidence("xen-head", "x D-01", "o")).sound
    assert not matrix(evidence("required", "o", "o"), evidence("xen-head", "x D-01", "x")).sound


def test_a_cell_names_what_showed_it() -> None:
    (showing,) = cell("x D-01", "o").showings
    assert (str(showing.id), showing.step, showing.message) == (
        "XenValTestCase~one~1",
        "Then it is so",
        "seen: nothing",
    )
    assert str(showing.span) == "a.rst:9:3"


def test_a_case_speaks_for_whatever_is_above_its_requirement() -> None:
    rows = matrix(evidence("required", "o", "o"), evidence("xen-head", "x D-01", "o")).rows
    assert [str(id_) for id_ in rows] == ["XenPRQ~p~1", "XenSSR~a~1", "XenSSR~open~1"]
    assert [each.standing for each in rows[ItemId("XenPRQ", "p", 1)]] == [Standing.CONFORMS, Standing.DEVIATES]


def test_what_no_case_covers_is_unverified_with_the_reason() -> None:
    found = cell("o", "o", name="open")
    assert found.standing is Standing.UNVERIFIED
    assert [text for _, text in found.reasons] == ["no XenValTestCase covers it"]


# [utest->dsn~worst_case_decides_a_cell~1]
def test_a_case_shows_each_finding_where_it_acts() -> None:
    item = next(item for item in GRAPH.items if item.id.name == "one")
    scenarios = tuple(
        Scenario(
            name,
            Outcome.FAILED,
            (Step(name, Outcome.FAILED, Span("a.rst", line, 3, 4), f"seen: {name}"),),
            (),
            (),
            (),
            acts,
        )
        for line, (name, acts) in enumerate([("x", ("D-09",)), ("y", ("D-01",)), ("z", ("D-09",))], 1)
    )
    case = Case(item.id, item.digest, Outcome.FAILED, scenarios, "", ("D-01", "D-09"), ("D-24",))
    found = matrix(Evidence("model", "xen-head", (case,), FINDINGS)).rows[ItemId("XenSSR", "a", 1)][0]
    assert [(each.standing, each.findings, each.message) for each in found.showings] == [
        (Standing.NOT_IMPLEMENTED, ("D-09",), "seen: x"),
        (Standing.DEVIATES, ("D-01",), "seen: y"),
    ]
    assert (found.standing, found.findings, found.hidden) == (Standing.DEVIATES, ("D-01", "D-09"), ("D-24",))


# [utest->dsn~what_is_hidden_is_told~1]
def test_what_is_hidden_decides_nothing() -> None:
    item = next(item for item in GRAPH.items if item.id.name == "one")
    case = Case(item.id, item.digest, Outcome.PASSED, (), "", (), ("D-01",))
    other = next(item for item in GRAPH.items if item.id.name == "two")
    passed = Case(other.id, other.digest, Outcome.PASSED)
    found = matrix(Evidence("model", "xen-head", (case, passed), FINDINGS)).rows[ItemId("XenSSR", "a", 1)][0]
    assert (found.standing, found.findings, found.hidden) == (Standing.CONFORMS, (), ("D-01",))


def test_it_is_known_which_profiles_show_a_finding_whether_a_case_saw_it_or_not() -> None:
    older = replace(evidence("xen-4.17", "o", "o"), findings=FINDINGS[:1])
    found = matrix(evidence("required", "o", "o"), older, evidence("xen-head", "x D-09", "o")).versions
    assert found == {"D-01": ("xen-4.17", "xen-head"), "D-09": ("xen-head",), "D-24": ("xen-head",)}
