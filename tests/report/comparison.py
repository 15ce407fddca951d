# SPDX-License-Identifier: Apache-2.0
"""A small project that is compared over versions, and whose test cases are put to the test, written as literals."""

from __future__ import annotations

from msgspec.structs import replace

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
from reqtrace.report.view import View, view
from reqtrace.span import Span
from reqtrace.trace.adequacy import adequacy
from reqtrace.trace.coverage import cover
from reqtrace.trace.graph import link
from reqtrace.trace.verdict import judge
from reqtrace.trace.versions import versions

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
    """The view of a comparison of the profiles of `columns`."""
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

ENOUGH = replace(
    SURVEY,
    findings=FINDINGS[:1],
    changes=(DROP, SWAP),
    probes=(
        replace(SURVEY.probes[0], asked=(DROP.rule,), mattered=(DROP.rule,)),
        Probe(case("hidden"), (DROP.rule,), (DROP.rule,), (Notice(DROP.name, Sense.STEP),)),
        Probe(case("pvh_guest"), (DROP.rule,), (DROP.rule,), (Notice(DROP.name, Sense.INVARIANT),)),
    ),
)
"""As `SURVEY`, and all that is wanted is noticed."""


def noticing(survey: Survey = SURVEY, **reasons: str) -> View:
    """The view of what the cases notice; `reasons` says by ``skip`` why nobody need notice the change `SKIP`."""
    named = {SKIP.name: reasons["skip"]} if "skip" in reasons else {}
    found = adequacy(GRAPH, COVERAGE, survey, CONFIG, named)
    return view(
        title=CONFIG.title,
        graph=GRAPH,
        coverage=COVERAGE,
        diagnostics=(),
        config=CONFIG,
        judgements=judge(GRAPH, COVERAGE, survey.evidence, CONFIG),
        evidence=survey.evidence,
        adequacy=found,
    )
