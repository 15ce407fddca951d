# SPDX-License-Identifier: Apache-2.0
"""Executes of another state of a project what differs: a case of the same text does on the same target what it did."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from reqtrace.evidence import Case, Evidence
from reqtrace.pipeline.conclusion import Conclusion
from reqtrace.pipeline.execution import EVERYTHING, Execution, Selection
from reqtrace.read.readings import Workers
from reqtrace.read.selection import select
from reqtrace.trace.verdict import judge


# [impl->dsn~equal_cases_run_once~1]
def execute_again(
    deduced: Conclusion,
    execution: Execution,
    known: Evidence,
    selection: Selection = EVERYTHING,
    *,
    workers: Workers | None = None,
) -> Conclusion:
    """Execute the test cases of what was deduced and judge by them, as `execute` does, but for what `known` tells.

    `selection` is the one with which `known` was gathered. Results from elsewhere hold for the same text too. What is
    wrong with a case is not told here, for this is not the state that anybody can mend.
    """
    from reqtrace.scenario import run  # noqa: PLC0415 - a trace executes nothing

    items, twins = deduced.library.items, deduced.graph.doubled
    by_text = {(case.id, case.digest): case for case in known.cases}
    same = {item.id: by_text[item.id, item.digest] for item in items if (item.id, item.digest) in by_text}
    told = [case for id_, case in same.items() if id_ not in twins]
    done = {case.id for case in told}
    chosen = select(items, selection.kinds, selection.tags)
    rest = [item for item in chosen if deduced.config.is_executable(item.id.kind) and item.id not in done]
    executor = workers() if workers and len(rest) > run.CHUNK else None
    observed, _ = run.execute(rest, execution.target, execution.profile, executor=executor)
    evidence = replace(observed, cases=_in_order((*told, *observed.cases)))
    judgements = judge(deduced.graph, deduced.coverage, evidence, deduced.config)
    return replace(deduced, evidence=evidence, judgements=judgements)


def _in_order(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda case: case.id))
