# SPDX-License-Identifier: Apache-2.0
"""Executes of another state of a project what differs: a case of the same text does on the same target what it did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.evidence import Case, Evidence
from reqtrace.pipeline.arrows import NOTHING
from reqtrace.pipeline.conclusion import Conclusion
from reqtrace.pipeline.execution import EVERYTHING, Execution, Selection
from reqtrace.read.readings import Workers
from reqtrace.read.results.record import Elsewhere
from reqtrace.read.selection import select
from reqtrace.trace.change import State
from reqtrace.trace.doubts import doubt


class Observed(Struct, frozen=True):
    """What was observed elsewhere of a state, and whether that is all: `results` of tests, `records` of inspections."""

    elsewhere: Elsewhere = NOTHING
    results: bool = False
    records: bool = False


UNKNOWN: Final = Observed()
"""Nobody knows anything of that."""


# [impl->dsn~equal_cases_run_once~1]
def execute_again(
    deduced: Conclusion,
    execution: Execution,
    known: Evidence,
    selection: Selection = EVERYTHING,
    *,
    workers: Workers | None = None,
    observed: Observed = UNKNOWN,
) -> Conclusion:
    """Execute the test cases of what was deduced and judge by them, as `execute` does, but for what `known` tells.

    `selection` is the one with which `known` was gathered. A result or record from elsewhere is of one state alone, so
    what counts are those `observed` of this one; of verdicts that depend on others it is said that nobody knows them.
    What is wrong with a case is not told here, for this is not the state that anybody can mend.
    """
    from reqtrace.scenario import run  # noqa: PLC0415 - a trace executes nothing

    items, twins = tuple(deduced.graph.items), deduced.graph.doubled
    deduced = replace(deduced, graph=replace(deduced.graph, items=items))
    by_text = {(case.id, case.digest): case for case in known.cases if not (case.origins or case.inspections)}
    same = {item.id: by_text[item.id, item.digest] for item in items if (item.id, item.digest) in by_text}
    told = [case for id_, case in same.items() if id_ not in twins]
    done = {case.id for case in told}
    chosen = select(deduced.library.items, selection.kinds, selection.tags)
    rest = [item for item in chosen if deduced.config.is_executable(item.id.kind) and item.id not in done]
    executor = workers() if workers and len(rest) > run.CHUNK else None
    evidence, _ = run.execute(rest, execution.target, execution.profile, executor=executor)
    evidence = replace(evidence, cases=_in_order((*told, *evidence.cases)))
    if observed.elsewhere != NOTHING:
        from reqtrace.trace.imported import adopt  # noqa: PLC0415 - most projects name nothing

        evidence, _ = adopt(deduced.graph, evidence, observed.elsewhere, deduced.config)
    return doubted(replace(deduced, evidence=evidence, elsewhere=observed.elsewhere), known, observed)


def doubted(conclusion: Conclusion, other: Evidence, observed: Observed) -> Conclusion:
    """The same, with judgements that say what is not known of them; `other` is what is known of another state."""
    if conclusion.evidence is None:
        raise ValueError("nothing was executed, so there is no verdict")
    judgements = doubt(
        conclusion.graph,
        conclusion.coverage,
        conclusion.evidence,
        conclusion.config,
        other,
        results=observed.results,
        records=observed.records,
    )
    return replace(conclusion, judgements=judgements)


def state(name: str, conclusion: Conclusion, base: str = "") -> State:
    """What was concluded, as a state that people know as `name`; places are shown below `base`."""
    judged = conclusion.judgements
    return State(name, conclusion.graph, conclusion.config, judged, conclusion.evidence, base)


def _in_order(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda case: case.id))
