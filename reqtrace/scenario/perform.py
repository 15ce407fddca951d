# SPDX-License-Identifier: Apache-2.0
"""A plan is performed on a machine, step by step, and what was observed is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, Note
from reqtrace.evidence import Outcome, Scenario, Step, Tree
from reqtrace.scenario import feature
from reqtrace.scenario.plan import Fault, Plan
from reqtrace.scenario.steps.match import Matched
from reqtrace.scenario.steps.sentence import Boot, Then, When
from reqtrace.scenario.target import Machine, Session


class Invariants(Enum):
    """What becomes of an invariant that does not hold after a step."""

    BINDING = "it fails the step, unless the machine imitates a version of Xen, of which it is told only"
    TOLD = "it is told only"
    IGNORED = "nobody asks for it"


@dataclass(frozen=True, slots=True)
class _Moment:
    """The machine, once it is booted, what came of the last step, and the invariants it broke without failing."""

    session: Session | None = None
    outcome: Outcome = Outcome.PASSED
    message: str = ""
    code: Code = Code.CASE_FAILED
    broken: tuple[str, ...] = ()


def not_performed(
    scenario: feature.Scenario, faults: tuple[Fault, ...], trees: tuple[Tree, ...] = ()
) -> tuple[Scenario, tuple[Diagnostic, ...]]:
    """The evidence of a scenario that could not be performed: the steps at fault, and the others skipped."""
    steps = tuple(_at_fault(step, faults) for step in scenario.steps)
    return Scenario(scenario.name, Outcome.ERROR, steps, (), trees), tuple(fault.diagnostic for fault in faults)


def _at_fault(step: feature.Step, faults: tuple[Fault, ...]) -> Step:
    """A step of a scenario that was not performed."""
    message = "; ".join(fault.diagnostic.message for fault in faults if fault.step == step)
    return Step(step.text, Outcome.ERROR if message else Outcome.SKIPPED, step.span, message)


# [impl->dsn~invariants_bind_what_is_required~1]
def perform(
    scenario: feature.Scenario, plan: Plan, machine: Machine, invariants: Invariants = Invariants.BINDING
) -> tuple[Scenario, tuple[Diagnostic, ...]]:
    """Perform `plan`, which was made of `scenario`; after the first step that does not pass the rest is skipped."""
    moment, steps, diagnostics = _Moment(), [], []
    happened: list[str] = []
    told = 0
    broken: dict[str, None] = {}
    actions = iter(plan.actions)
    for step in scenario.steps:
        if moment.outcome is not Outcome.PASSED:
            steps.append(Step(step.text, Outcome.SKIPPED, step.span))
            continue
        if step.keyword is not feature.Keyword.GIVEN:  # the machine was prepared by all the Given steps together
            moment = _checked(moment.session, _performed(next(actions), moment.session, machine), invariants)
            events = moment.session.events if moment.session else ()
            new = [each for each in moment.broken if each not in broken]
            happened += (*events[told:], *(f"broken invariant: {each}" for each in new))
            told = len(events)
            broken |= dict.fromkeys(new)
        steps.append(Step(step.text, moment.outcome, step.span, moment.message))
        if moment.outcome is not Outcome.PASSED:
            here = (Note(f'in the scenario "{scenario.name}"', scenario.span),)
            diagnostics.append(Diagnostic(moment.code, moment.message, step.span, here))
    return (
        Scenario(scenario.name, moment.outcome, tuple(steps), tuple(happened), machine.trees, tuple(broken)),
        tuple(diagnostics),
    )


def _performed(action: Matched, session: Session | None, machine: Machine) -> _Moment:
    """Perform one step. A plan boots the machine before any other step."""
    match action.sentence:
        case Boot(function=boot):
            return _Moment(boot(machine))
        case When(function=operate):
            return _Moment(operate(session, *action.arguments))
        case Then(by_iommu=True) if not machine.translates:
            message = f"expected: {action.step.sentence}; seen: no IOMMU is enabled"
            return _Moment(session, Outcome.FAILED, message)
        case Then(function=observe):
            seen = observe(session, *action.arguments)
            return _Moment(session, Outcome.PASSED if seen.agrees else Outcome.FAILED, seen.message)
        case other:
            raise TypeError(f"{other.expression!r} is neither performed nor observed")


def _checked(before: Session | None, moment: _Moment, invariants: Invariants) -> _Moment:
    """Ask the invariants after a step; one that did not change the machine can not have broken any.

    What imitates a version of Xen is judged by what a case expects alone: which invariants it breaks is worth
    knowing, and no deviation of its own.
    """
    session = moment.session
    if session is None or session is before or invariants is Invariants.IGNORED:
        return moment
    broken = session.violations()
    if not broken:
        return moment
    if invariants is Invariants.TOLD or session.names_words:
        return replace(moment, broken=broken)
    return _Moment(session, Outcome.FAILED, "; ".join(broken), Code.BROKEN_INVARIANT)
