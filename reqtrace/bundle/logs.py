# SPDX-License-Identifier: Apache-2.0
"""What happened in every test case, step by step, as people read it: one log a case."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.bundle.manifest import LOGS
from reqtrace.evidence import Case, Evidence, Outcome, Scenario, Step
from reqtrace.report.view.printable import printable

_MARKS = {
    Outcome.PASSED: "+",
    Outcome.SKIPPED: " ",
    Outcome.BLOCKED: "?",
    Outcome.FAILED: "-",
    Outcome.ERROR: "!",
}
"""What stands before a step, beside the word."""


# [impl->dsn~every_step_is_logged~1]
def logs(evidence: Evidence) -> Iterator[tuple[str, bytes]]:
    """The log of every case, by its name in a bundle."""
    for case in evidence.cases:
        yield f"{LOGS}{case.id}.log", printable("\n".join([*_lines(case, evidence.qualifier), ""])).encode()


def _lines(case: Case, qualifier: str) -> Iterator[str]:
    yield f"{case.id}: {case.outcome} ({qualifier})"
    yield f"text: SHA-256 {case.digest}"
    if case.message:
        yield f"reason: {case.message}"
    for origin in case.origins:
        yield f"from elsewhere: {origin.name} in {origin.file}, SHA-256 {origin.digest}"
    for scenario in case.scenarios:
        yield from _scenario(scenario)


def _scenario(scenario: Scenario) -> Iterator[str]:
    yield ""
    yield f"Scenario: {scenario.name}: {scenario.outcome}"
    for step in scenario.steps:
        yield from _step(step)
    if scenario.broken:
        yield f"  invariants that did not hold: {', '.join(scenario.broken)}"
    if scenario.events:
        yield "  what the target did:"
        yield from (f"    {event}" for event in scenario.events)
    for tree in scenario.trees:
        yield f"  device tree of {tree.name}:"
        yield from (f"    {line}" for line in tree.text.splitlines())


def _step(step: Step) -> Iterator[str]:
    first, *rest = step.text.splitlines() or [""]
    yield f"  {_MARKS[step.outcome]} {step.outcome:8} line {step.span.line}: {first}"
    yield from (f"      {line}" for line in rest)
    if step.message:
        yield from (f"      => {line}" for line in step.message.splitlines())
