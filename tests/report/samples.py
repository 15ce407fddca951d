# SPDX-License-Identifier: Apache-2.0
"""A small project in which everything happens that a report has to show, written as literals."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.config import Config, Justification, Kind
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.evidence import Case, Evidence, Outcome, Scenario, Step, Tree
from reqtrace.ident import ItemId
from reqtrace.item import Block, Item, Need, Reference, Status, digest_of
from reqtrace.report.view import View, view
from reqtrace.span import Span
from reqtrace.trace.conclusions import Scope, trace
from reqtrace.trace.coverage import cover
from reqtrace.trace.graph import link
from reqtrace.trace.rules import check
from reqtrace.trace.verdict import judge

CONFIG = Config(
    title="Passthrough",
    kinds={
        "PRQ": Kind("Product requirement"),
        "SSR": Kind("Safety requirement"),
        "Case": Kind("Test case", executable=True),
    },
)
PROSE = """\
Xen shall hide the node ``smmu`` from every domain, if

 - it is *enabled*, or
 - its driver
   is absent.

See `SSR~map~1`."""
HOST = '/dts-v1/;\n/ { model = "qemu-virt"; };\n'
SOURCES = {
    "safety.rst": "\n".join(f"line {number} of safety" for number in range(1, 80)),
    "cases/hide.rst": "\n".join(f"line {number} of hide" for number in range(1, 200)),
}


def id_of(text: str) -> ItemId:
    parsed = ItemId.parse(text)
    assert parsed
    return parsed


def item(text: str, place: str, title: str = "", *, covers: str = "", needs: str = "", **facts: object) -> Item:
    """An item from a few words: `place` is ``file:line``, `covers` and `needs` are lists with blanks between."""
    file, line = place.split(":")
    span = Span(file, int(line), 2, len(text))
    return Item(
        id_of(text),
        span,
        title,
        covers=tuple(Reference(id_of(each), Span(file, int(line) + 5, 5, len(each))) for each in covers.split()),
        needs=tuple(Need(each, Span(file, int(line) + 8, 4, len(each))) for each in needs.split()),
        digest=digest_of(f"{text}\n{title}"),
        **facts,
    )


ITEMS = (
    item(
        "PRQ~device~1", "safety.rst:3", "Give a domain its devices", needs="SSR", description="Xen shall give devices."
    ),
    item(
        "SSR~hide~1",
        "safety.rst:12",
        "Hide the IOMMU",
        covers="PRQ~device~1",
        needs="Case",
        description=PROSE,
        rationale="Who finds an IOMMU may use it.",
        comment="Applies to Arm64.",
        tags=("arm64", "iommu"),
    ),
    item("SSR~refuse~2", "safety.rst:22", "Refuse a second owner", covers="PRQ~device~1", needs="Case"),
    item("SSR~map~1", "safety.rst:32", "Map registers", covers="PRQ~device~1", needs="Case"),
    item("SSR~quit~1", "safety.rst:42", "", covers="PRQ~device~1", needs="Case"),
    item("SSR~old~1", "safety.rst:52", "Give interrupts in turn", needs="Case", status=Status.REJECTED),
    item(
        "Case~hide_on~1",
        "cases/hide.rst:4",
        "Nothing to find",
        covers="SSR~hide~1",
        tags=("positive",),
        blocks=(
            Block(
                "gherkin",
                'Scenario: boot\n  When the host boots\n  Then domain "a" runs\n',
                Span("cases/hide.rst", 20, 4),
            ),
        ),
    ),
    item("Case~refuse_irq~1", "cases/hide.rst:34", "Two domains, one interrupt", covers="SSR~refuse~2"),
    item("Case~refuse_twice~1", "cases/hide.rst:64", "Two domains, one device", covers="SSR~refuse~2 SSR~hide~1"),
    item("Case~map_prose~1", "cases/hide.rst:94", "Map by hand", covers="SSR~map~1"),
    item("Case~lost~1", "cases/hide.rst:124", "Covers a thing that is gone", covers="SSR~refuse~1"),
)


def step(text: str, line: int, outcome: Outcome = Outcome.PASSED, message: str = "") -> Step:
    return Step(text, outcome, Span("cases/hide.rst", line, 6, len(text)), message)


def case(text: str, *scenarios: Scenario, message: str = "", outcome: Outcome | None = None) -> Case:
    digest = next((each.digest for each in ITEMS if each.id == id_of(text)), "0" * 64)
    ended = outcome or Outcome.worst(scenario.outcome for scenario in scenarios)
    return Case(id_of(text), digest, ended, scenarios, message)


BOOTS = Scenario(
    "boot",
    Outcome.PASSED,
    (step('Given the host "qemu-virt"', 22), step("When the host boots", 23), step('Then domain "a" runs', 24)),
    ("d1 a created", "IRQ 34 routed to d1"),
    (Tree("host", HOST), Tree('passthrough tree "rtc"', "/dts-v1/;\n/ { passthrough { }; };\n")),
)
REFUSED = Scenario(
    "the second is refused",
    Outcome.FAILED,
    (
        step("When the host boots", 42),
        step('Then domain "b" is not created: EBUSY', 43, Outcome.FAILED, 'domain "b" runs\nIRQ 34 is routed to it'),
        step('And domain "a" runs', 44, Outcome.SKIPPED),
    ),
    ("d1 a created", "d2 b created"),
    (Tree("host", HOST),),
)
ERRED = Scenario(
    "senseless",
    Outcome.ERROR,
    (step('Then domain "c" runs', 134, Outcome.ERROR, 'no step mentions a domain "c"'),),
)
EVIDENCE = Evidence(
    "model",
    "required",
    (
        case("Case~hide_on~1", BOOTS),
        case("Case~lost~1", ERRED, message='no step mentions a domain "c"'),
        case("Case~map_prose~1", message="no scenario", outcome=Outcome.BLOCKED),
        case("Case~refuse_irq~1", BOOTS, REFUSED, message='domain "b" runs'),
        case("Case~refuse_twice~1", BOOTS),
    ),
)
OBSERVED = (
    Diagnostic(Code.CASE_FAILED, 'domain "b" runs', Span("cases/hide.rst", 43, 6, 37)),
    Diagnostic(Code.NO_SCENARIO, "Case~map_prose~1 has no scenario", Span("cases/hide.rst", 94, 2, 16)),
)


def project(
    items: Iterable[Item] = ITEMS,
    evidence: Evidence | None = EVIDENCE,
    observed: Iterable[Diagnostic] = OBSERVED,
    sources: Mapping[str, str] = SOURCES,
) -> View:
    """The view of a project: linked, covered, checked and, where there is evidence, judged."""
    graph = link(items)
    coverage = cover(graph)
    return view(
        title=CONFIG.title,
        graph=graph,
        coverage=coverage,
        diagnostics=in_order((*check(graph, coverage), *(observed if evidence else ()))),
        config=CONFIG,
        judgements=judge(graph, coverage, evidence, CONFIG) if evidence else None,
        evidence=evidence,
        inputs={file: hashlib.sha256(text.encode()).hexdigest() for file, text in sources.items()},
    )


def sound_project() -> View:
    """A project in which all is well."""
    items = [each for each in ITEMS if each.id.name in ("hide", "hide_on")]
    alone = [
        item(str(each.id), "safety.rst:3", each.title, needs="Case") if each.id.kind == "SSR" else each
        for each in items
    ]
    return project(alone, Evidence("model", "required", (case("Case~hide_on~1", BOOTS),)), ())


BOARD = "The board has\n  no second IOMMU."
GAPS = (
    item("PRQ~root~1", "safety.rst:3", "Give devices", needs="SSR"),
    item("SSR~hide~1", "safety.rst:12", "Hide the IOMMU", covers="PRQ~root~1", needs="Case"),
    item("SSR~second~1", "safety.rst:22", "Hide the second", covers="PRQ~root~1", needs="Case"),
    item("Case~hide_on~1", "cases/hide.rst:4", "Nothing to find", covers="SSR~hide~1"),
)


def accepting(
    items: Iterable[Item] = GAPS,
    cases: Iterable[Case] | None = None,
    of: Iterable[str] = ("SSR~second~1",),
) -> View:
    """The view of a project that accepts whatever the items `of` lack; `cases` were executed."""
    first, last = datetime.date(2026, 1, 10), datetime.date(2027, 6, 30)
    justified = tuple(Justification(id_of(each), BOARD, "Ada", first, last) for each in of)
    config = replace(CONFIG, justified=justified)
    traced = trace(items, None, Scope(config, last))
    digests = {each.id: each.digest for each in traced.graph.items}
    found = None if cases is None else tuple(replace(each, digest=digests[each.id]) for each in cases)
    evidence = None if found is None else Evidence("model", "required", found)
    return view(
        title="Gaps",
        graph=traced.graph,
        coverage=traced.coverage,
        diagnostics=traced.diagnostics,
        config=config,
        judgements=judge(traced.graph, traced.coverage, evidence, config) if evidence else None,
        evidence=evidence,
    )
