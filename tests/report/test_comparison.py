# SPDX-License-Identifier: Apache-2.0
"""A comparison of profiles, and what test cases notice, as people and machines read them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from reqtrace.config import Config
from reqtrace.evidence import (
    Case,
    Change,
    Consequence,
    Evidence,
    Finding,
    Notice,
    Outcome,
    Probe,
    Scenario,
    Sense,
    Step,
    Survey,
)
from reqtrace.ident import ItemId
from reqtrace.read.rst import read_rst
from reqtrace.report import text
from reqtrace.report.adequacy import adequacy_json
from reqtrace.report.versions import matrix_json
from reqtrace.report.view import View, view
from reqtrace.span import Span
from reqtrace.trace.adequacy import adequacy
from reqtrace.trace.coverage import cover
from reqtrace.trace.graph import link
from reqtrace.trace.verdict import judge
from reqtrace.trace.versions import versions

Golden = Callable[[str, str], None]

TEXT = """\
Give devices to domains
-----------------------
`XenPRQ~devices~1`

Needs: XenSSR

Map the registers of a device where the integrator wants them
--------------------------------------------------------------
`XenSSR~map~1`

Covers:
 - XenPRQ~devices~1

Needs: XenValTestCase

Hide the IOMMU
--------------
`XenSSR~hide~1`

Covers:
 - XenPRQ~devices~1

Needs: XenValTestCase

Give PCI functions to PVH guests
--------------------------------
`XenSSR~pvh~1`

Covers:
 - XenPRQ~devices~1

Needs: XenValTestCase

A page that nobody may give
---------------------------
`XenValTestCase~foreign_page~1`

Covers:
 - XenSSR~map~1

Nothing to find
---------------
`XenValTestCase~hidden~1`

Covers:
 - XenSSR~hide~1

A PVH guest
-----------
`XenValTestCase~pvh_guest~1`

Covers:
 - XenSSR~pvh~1
"""
GRAPH = link(read_rst(TEXT, "cases/map.rst")[0])
COVERAGE = cover(GRAPH)
CONFIG = Config(title="Passthrough")
MAP, HIDE = ItemId("XenSSR", "map", 1), ItemId("XenSSR", "hide", 1)
FINDINGS = (
    Finding("D-01", "xen,reg is not checked: any page of the machine is mapped, at any guest address", affects=(MAP,)),
    Finding("D-03", "a failed assignment at boot stops the whole machine", affects=(MAP,)),
    Finding("D-09", "a PVH guest is given no PCI device", Consequence.NOT_IMPLEMENTED, hides=True),
    Finding("D-17", "an IOMMU without a driver stays visible to dom0", affects=(HIDE,)),
)
SEEN = 'expected: domain "a" is not created: EPERM; seen: it runs'


def case(name: str, message: str = "", *findings: str) -> Case:
    """A case that passed, or failed with a message."""
    item = next(item for item in GRAPH.items if item.id.name == name)
    outcome = Outcome.FAILED if message else Outcome.PASSED
    step = Step('Then domain "a" is not created: EPERM', outcome, Span("cases/map.rst", 52, 6, 37), message)
    return Case(item.id, item.digest, outcome, (Scenario("it happens", outcome, (step,)),), message, findings)


def compared(*columns: Evidence) -> View:
    matrix = versions(GRAPH, COVERAGE, columns, CONFIG)
    judgements = judge(GRAPH, COVERAGE, columns[0], CONFIG)
    return view(
        title=CONFIG.title,
        graph=GRAPH,
        coverage=COVERAGE,
        diagnostics=(),
        config=CONFIG,
        judgements=judgements,
        evidence=columns[0],
        matrix=matrix,
    )


REQUIRED = Evidence("model", "required", (case("foreign_page"), case("hidden"), case("pvh_guest")))
HEAD = Evidence(
    "model",
    "xen-head",
    (
        case("foreign_page", SEEN, "D-01", "D-03"),
        case("hidden"),
        replace(case("pvh_guest", "seen: ERROR_INVAL", "D-09"), hidden=("D-17",)),
    ),
    FINDINGS,
)
OLD = Evidence(
    "model",
    "xen-4.17",
    (case("foreign_page", SEEN, "D-01", "D-03"), case("hidden"), case("pvh_guest", "seen: nothing at all")),
    FINDINGS,
)


def written(show: Callable[[Console], None], width: int, encoding: str = "utf-8") -> str:
    stream = io.BytesIO()
    file = io.TextIOWrapper(stream, encoding=encoding)
    show(Console(file=file, width=width, color_system=None))
    file.flush()
    return stream.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [80, 140])
def test_the_matrix_for_people(golden: Golden, width: int) -> None:
    shown = written(lambda console: text.show_versions(console, compared(REQUIRED, HEAD)), width)
    golden(f"terminal/versions-{width}.txt", shown)
    assert max(map(cell_len, shown.splitlines())) <= width


def test_what_nothing_explains_comes_first(golden: Golden) -> None:
    golden(
        "terminal/versions-unexplained.txt",
        written(lambda console: text.show_versions(console, compared(REQUIRED, OLD, HEAD)), 140),
    )


def test_the_matrix_can_be_shown_in_plain_letters() -> None:
    shown = written(lambda console: text.show_versions(console, compared(REQUIRED, HEAD)), 140, "ascii")
    assert "# deviates" in shown
    assert "0 not implemented" in shown


# [utest->dsn~json_as_specified~1]
def test_the_matrix_for_machines(golden: Golden) -> None:
    answer = matrix_json(compared(REQUIRED, OLD, HEAD))
    golden("json/matrix.json", answer)
    assert json.loads(answer)["requirements"]["XenSSR~map~1"]["xen-head"]["verdict"] == "deviates"


DROP = Change(
    "assignment.mmio.offered: drop the check",
    "assignment.mmio.offered",
    "drop the check",
    "It must be offered.",
    "device.c, map",
)
SWAP = Change(
    "assignment.mmio.offered: swap the error number",
    "assignment.mmio.offered",
    "swap",
    "It must be offered.",
    "device.c, map",
)
SKIP = Change("mmio.map: skip the effect", "mmio.map", "skip the effect", "The registers are mapped.", "p2m.c, map")
SURVEY = Survey(
    "model",
    "required",
    FINDINGS,
    (SKIP, DROP, SWAP),
    (
        Probe(
            case("foreign_page"),
            ("mmio.map", "assignment.mmio.offered"),
            ("assignment.mmio.offered",),
            (Notice(DROP.name, Sense.STEP), Notice(SWAP.name, Sense.INVARIANT)),
            (Notice("D-01", Sense.STEP),),
        ),
        Probe(case("hidden"), ("mmio.map",), (), (), ()),
        Probe(case("pvh_guest", "seen: nothing at all")),
    ),
)


def noticing(**reasons: str) -> View:
    named = {SKIP.name: reasons["skip"]} if "skip" in reasons else {}
    found = adequacy(GRAPH, COVERAGE, SURVEY, CONFIG, named)
    return view(
        title=CONFIG.title,
        graph=GRAPH,
        coverage=COVERAGE,
        diagnostics=(),
        config=CONFIG,
        judgements=judge(GRAPH, COVERAGE, SURVEY.evidence, CONFIG),
        evidence=SURVEY.evidence,
        adequacy=found,
    )


@pytest.mark.parametrize("width", [80, 140])
def test_what_cases_notice_for_people(golden: Golden, width: int) -> None:
    shown = written(lambda console: text.show_adequacy(console, noticing()), width)
    golden(f"terminal/adequacy-{width}.txt", shown)
    assert max(map(cell_len, shown.splitlines())) <= width


def test_a_survivor_with_a_reason_needs_nobody() -> None:
    shown = written(lambda console: text.show_adequacy(console, noticing(skip="nobody can see it")), 140)
    assert "Broken rules that no test case notices" not in shown
    assert "nobody can see it" in shown


# [utest->dsn~json_as_specified~1]
def test_what_cases_notice_for_machines(golden: Golden) -> None:
    golden("json/adequacy.json", adequacy_json(noticing(skip="nobody can see it")))
