# SPDX-License-Identifier: Apache-2.0
"""What a certification report is made of, for a project in one file as an author writes it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from textwrap import dedent

from msgspec.structs import replace
from samples import CONFIG

from reqtrace.config import Config
from reqtrace.config.terms import Method
from reqtrace.evidence import Case, Evidence, Inspection, Outcome
from reqtrace.provenance import Provenance
from reqtrace.read.rst import read_rst
from reqtrace.report.material import Material
from reqtrace.report.view import view
from reqtrace.trace.completeness import completeness
from reqtrace.trace.conclusions import Scope, trace
from reqtrace.trace.verdict import judge

TODAY = datetime.date(2026, 11, 21)
INSPECTED = replace(
    CONFIG, kinds={**CONFIG.kinds, "Insp": replace(CONFIG.kinds["PRQ"], title="Inspection", method=Method.INSPECTION)}
)
"""As the samples, with a kind of items that are inspected."""


def stated(
    text: str,
    *,
    config: Config = CONFIG,
    executed: bool = True,
    records: Mapping[str, Inspection] | None = None,
    provenance: Provenance | None = None,
    cases: Iterable[Case] = (),
    elsewhere: str = "",
    **outcomes: str,
) -> Material:
    """A project whose test cases ended as `outcomes` say by name; the others were not run, nor any unless `executed`.

    `cases` were observed besides, and `records` are inspections by the name of what was inspected; `elsewhere` names
    what counts besides.
    """
    items, complaints = read_rst(dedent(text), "safety.rst")
    assert not complaints, complaints
    traced = trace(items, None, Scope(config, TODAY))
    found = {
        item.id: Case(item.id, item.digest, Outcome(outcomes[item.id.name]))
        for item in items
        if item.id.name in outcomes
    }
    for item in items:
        if records and item.id.name in records:
            record = records[item.id.name]
            outcome = Outcome.BLOCKED if record.setback else record.outcome
            found[item.id] = Case(item.id, item.digest, outcome, message=record.setback, inspections=(record,))
    found |= {case.id: case for case in cases}
    evidence = (
        Evidence("model", "required", tuple(found[id_] for id_ in sorted(found)), (), elsewhere) if executed else None
    )
    judged = judge(traced.graph, traced.coverage, evidence, config) if evidence else None
    shown = view(
        title=config.title,
        graph=traced.graph,
        coverage=traced.coverage,
        diagnostics=traced.diagnostics,
        config=config,
        judgements=judged,
        evidence=evidence,
        inputs={"safety.rst": "0" * 64},
    )
    known = provenance or Provenance(tool="reqtrace 1.0", today=TODAY)
    return Material(shown, config, known, completeness(traced.graph, judged, config))
