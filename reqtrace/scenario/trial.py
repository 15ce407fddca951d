# SPDX-License-Identifier: Apache-2.0
"""A test case that was read and planned once, to be performed on many targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Outcome, Scenario
from reqtrace.item import Item
from reqtrace.scenario import feature
from reqtrace.scenario.absence import absent
from reqtrace.scenario.gherkin import parse
from reqtrace.scenario.languages import is_executed, mistaken
from reqtrace.scenario.moot import Executed, moot
from reqtrace.scenario.perform import Invariants, not_performed, perform
from reqtrace.scenario.plan import Fault, Plan, plan
from reqtrace.scenario.target import Target

Performed = tuple[Scenario, tuple[Diagnostic, ...]]
"""What became of a scenario, and what there is to say about it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A test case as it is understood, whatever executes it.

    `scenarios` are the scenarios with what was planned, or with what keeps them from being performed; `unread` is
    what is wrong with the text. `moot` says what became of a case of which nothing can be executed anywhere.
    """

    item: Item
    scenarios: tuple[tuple[feature.Scenario, Plan | tuple[Fault, ...]], ...] = ()
    unread: tuple[Diagnostic, ...] = ()
    moot: Executed | None = None

    def perform(self, target: Target, profile: str, invariants: Invariants = Invariants.BINDING) -> Executed:
        """Execute the case on a profile of `target`."""
        return self.concluded(list(self.scenes(target, profile, invariants)))

    def concluded(self, done: Sequence[Performed]) -> Executed:
        """What became of the case, when each of its scenarios was performed."""
        if self.moot is not None:
            return self.moot
        scenarios = tuple(scenario for scenario, _ in done)
        outcomes = [*(scenario.outcome for scenario in scenarios), *(Outcome.ERROR for _ in self.unread)]
        diagnostics = (*self.unread, *chain.from_iterable(found for _, found in done))
        message = diagnostics[0].message if diagnostics else ""
        case = Case(self.item.id, self.item.digest, Outcome.worst(outcomes), scenarios, message)
        return case, diagnostics

    def scenes(self, target: Target, profile: str, invariants: Invariants) -> Iterator[Performed]:
        """Execute one scenario after the other, for as long as somebody wants to know."""
        for number in range(len(self.scenarios)):
            yield self.scene(number, target, profile, invariants)

    def scene(self, number: int, target: Target, profile: str, invariants: Invariants) -> Performed:
        """Execute one scenario, the first of which is number 0."""
        return _scenario(*self.scenarios[number], target, profile, invariants)


def understand(items: Sequence[Item]) -> Trial:
    """Read and plan the item of one id; `items` are all that have it."""
    item = items[0]
    if (done := moot(items)) is not None:
        return Trial(item, moot=done)
    blocks = [block for block in item.blocks if is_executed(block)]
    disguised = tuple(mistaken(item.blocks))
    parsed = [parse(block) for block in blocks]
    unread = (*disguised, *(diagnostic for _, diagnostics in parsed for diagnostic in diagnostics))
    return Trial(item, tuple((each, plan(each)) for scenarios, _ in parsed for each in scenarios), unread)


def _scenario(
    scenario: feature.Scenario, planned: Plan | tuple[Fault, ...], target: Target, profile: str, invariants: Invariants
) -> Performed:
    """Perform one scenario; nothing of it is performed where something of it can not be."""
    if not isinstance(planned, Plan):
        return not_performed(scenario, planned)
    machine = target.prepare(planned.setup, profile)
    if isinstance(machine, tuple):
        return not_performed(scenario, tuple(Fault(each, _blamed(scenario, each)) for each in machine))
    faults = tuple(absent(planned, machine))
    if faults:
        return not_performed(scenario, faults, machine.trees)
    return perform(scenario, planned, machine, invariants)


def _blamed(scenario: feature.Scenario, diagnostic: Diagnostic) -> feature.Step | None:
    """The step a diagnostic speaks of: the last one that begins before its place."""
    before = [step for step in scenario.steps if step.span <= diagnostic.span]
    return max(before, key=lambda step: step.span, default=None)
