# SPDX-License-Identifier: Apache-2.0
"""Test cases are executed on a target: items in, evidence out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import chain, groupby

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.evidence import Case, Evidence, Outcome, Scenario
from reqtrace.item import Item
from reqtrace.scenario import feature
from reqtrace.scenario.absence import absent
from reqtrace.scenario.gherkin import parse
from reqtrace.scenario.languages import is_executed, mistaken
from reqtrace.scenario.perform import not_performed, perform
from reqtrace.scenario.plan import Fault, Plan, plan
from reqtrace.scenario.target import Target

_CHUNK = 16
"""How many cases a worker is given at once: one takes a few milliseconds."""

_Executed = tuple[Case, tuple[Diagnostic, ...]]


# [impl->dsn~evidence_is_kept_by_step~1]
def execute(
    items: Iterable[Item], target: Target, profile: str, *, executor: Executor | None = None
) -> tuple[Evidence, tuple[Diagnostic, ...]]:
    """Execute `items`, all of them test cases, on `target`; the same with an executor and without.

    `profile` is one of the target's. Whatever is wrong with a case is a diagnostic and an outcome; an exception
    is a fault of ours.
    """
    if profile not in target.profiles:
        raise ValueError(f"{target.name} has no profile {profile!r}")
    ordered = sorted(items, key=lambda item: (item.id, item.span))
    twins = [tuple(group) for _, group in groupby(ordered, key=lambda item: item.id)]
    work = partial(_case, target=target, profile=profile)
    done = list(executor.map(work, twins, chunksize=_CHUNK) if executor else map(work, twins))
    evidence = Evidence(target.name, profile, tuple(case for case, _ in done))
    return evidence, in_order(chain.from_iterable(diagnostics for _, diagnostics in done))


def _case(items: Sequence[Item], target: Target, profile: str) -> _Executed:
    """Execute the item of one id; `items` are all that have it."""
    item = items[0]
    if len(items) > 1:
        return Case(item.id, item.digest, Outcome.ERROR, message="several items have this id"), ()
    blocks = [block for block in item.blocks if is_executed(block)]
    disguised = tuple(mistaken(item.blocks))
    if not blocks and not disguised:
        note = Diagnostic(Code.NO_SCENARIO, f"{item.id} has no scenario", item.span)
        return Case(item.id, item.digest, Outcome.BLOCKED, message="no scenario"), (note,)
    parsed = [parse(block) for block in blocks]
    unread = (*disguised, *(diagnostic for _, diagnostics in parsed for diagnostic in diagnostics))
    done = [_scenario(scenario, target, profile) for scenarios, _ in parsed for scenario in scenarios]
    scenarios = tuple(scenario for scenario, _ in done)
    outcomes = [*(scenario.outcome for scenario in scenarios), *(Outcome.ERROR for _ in unread)]
    diagnostics = (*unread, *(diagnostic for _, found in done for diagnostic in found))
    message = diagnostics[0].message if diagnostics else ""
    return Case(item.id, item.digest, Outcome.worst(outcomes), scenarios, message), diagnostics


def _scenario(scenario: feature.Scenario, target: Target, profile: str) -> tuple[Scenario, tuple[Diagnostic, ...]]:
    """Plan and perform one scenario; nothing of it is performed where something of it can not be."""
    planned = plan(scenario)
    if not isinstance(planned, Plan):
        return not_performed(scenario, planned)
    machine = target.prepare(planned.setup, profile)
    if isinstance(machine, tuple):
        return not_performed(scenario, tuple(Fault(each, _blamed(scenario, each)) for each in machine))
    faults = tuple(absent(planned, machine))
    return not_performed(scenario, faults, machine.trees) if faults else perform(scenario, planned, machine)


def _blamed(scenario: feature.Scenario, diagnostic: Diagnostic) -> feature.Step | None:
    """The step a diagnostic speaks of: the last one that begins before its place."""
    before = [step for step in scenario.steps if step.span <= diagnostic.span]
    return max(before, key=lambda step: step.span, default=None)
