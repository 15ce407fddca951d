# SPDX-License-Identifier: Apache-2.0
"""A written scenario becomes a plan that can be executed, or the reasons why it can not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.scenario.feature import Keyword, Scenario, Step
from reqtrace.scenario.sense import senseless
from reqtrace.scenario.setup import Setup
from reqtrace.scenario.steps.match import Matched, match
from reqtrace.scenario.steps.sentence import Boot, Follows, Given, Then, When

_NEEDED = {Keyword.WHEN: "does", Keyword.THEN: "checks"}
"""What every scenario needs, and what it does with it; a Then of its background checks no later operation."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a scenario, and the step that is to blame, if one is."""

    diagnostic: Diagnostic
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be set up, the steps that described it, and those executed on it, the boot among them."""

    setup: Setup
    described: tuple[Matched, ...]
    actions: tuple[Matched, ...]


# [impl->dsn~plan_before_execution~1]
def plan(scenario: Scenario) -> Plan | tuple[Fault, ...]:
    """Understand every step of `scenario` before the first is executed; all faults are said at once."""
    matches = [match(step) for step in scenario.steps]
    matched = tuple(each for each in matches if isinstance(each, Matched))
    faults = [
        Fault(each, step) for step, each in zip(scenario.steps, matches, strict=True) if isinstance(each, Diagnostic)
    ]
    setup = Setup()
    if not faults:  # what is not understood may be what seems to be missing
        setup, faults = _describe(matched)
    if not faults:
        faults += _out_of_order(matched, setup)
    faults += _can_not_fail(scenario)
    described = tuple(each for each in matched if isinstance(each.sentence, Given))
    actions = tuple(each for each in matched if not isinstance(each.sentence, Given))
    return tuple(faults) or Plan(setup, described, actions)


def _describe(matched: tuple[Matched, ...]) -> tuple[Setup, list[Fault]]:
    """Let the Given steps describe; a step that makes no sense adds nothing."""
    setup, faults = Setup(), []
    for each in matched:
        if isinstance(each.sentence, Given):
            wrong = [*senseless(each, None)]
            changed = setup if wrong else each.sentence.function(setup, each.step.span, *each.arguments, *_below(each))
            if isinstance(changed, Setup):
                setup = changed
            else:
                wrong.append(changed)
            faults += [Fault(diagnostic, each.step) for diagnostic in wrong]
    return setup, faults


def _below(each: Matched) -> tuple[object, ...]:
    """What follows a step, as its function takes it."""
    below = {Follows.DTS: (each.step.doc,), Follows.TABLE: (each.step.table,), Follows.NOTHING: ()}
    return below[each.sentence.follows]


def _out_of_order(matched: tuple[Matched, ...], setup: Setup) -> Iterator[Fault]:
    """Find steps that come too early or too late, or speak of what nobody described."""
    booted = called = False
    for each in matched:
        complaint = _too_late(each) if booted else _too_early(each, setup)
        if isinstance(each.sentence, Then) and each.sentence.of_call and not called:
            complaint = complaint or ("no operation comes before this step", "put the When of the call before it")
        if isinstance(each.sentence, When) and each.sentence.by_dom0 and not setup.dom0:
            complaint = complaint or ("without dom0 there is nobody to do this", "add: Given dom0 controls the host")
        if complaint is not None:
            yield Fault(Diagnostic(Code.BAD_STEP, complaint[0], each.step.span, (), complaint[1]), each.step)
        if not isinstance(each.sentence, Given):
            yield from (Fault(diagnostic, each.step) for diagnostic in senseless(each, setup))
        booted = booted or isinstance(each.sentence, Boot)
        called = called or isinstance(each.sentence, When)


def _too_early(each: Matched, setup: Setup) -> tuple[str, str] | None:
    """What is wrong with a step before the host has booted: a message and the way out."""
    if isinstance(each.sentence, When | Then):
        return "the host has not booted yet", "put before it: When the host boots"
    if isinstance(each.sentence, Boot) and setup.host is None:
        return "no step says what the host is", 'add: Given the host "qemu-virt"'
    return None


def _too_late(each: Matched) -> tuple[str, str] | None:
    """What is wrong with a step after the host has booted."""
    if isinstance(each.sentence, Given):
        return "the host has booted already", "put every Given before the first When"
    if isinstance(each.sentence, Boot):
        return "the host has booted already", "boot it once in a scenario"
    return None


def _can_not_fail(scenario: Scenario) -> Iterator[Fault]:
    """Find out whether something is operated, and whether something is observed after the last operation."""
    keywords = {step.keyword for step in scenario.steps}
    missing = [keyword for keyword in _NEEDED if keyword not in keywords]
    for keyword in missing:
        message = f'the scenario "{scenario.name}" has no {keyword.value}, so it {_NEEDED[keyword]} nothing'
        yield Fault(Diagnostic(Code.CAN_NOT_FAIL, message, scenario.span))
    last = next((step for step in reversed(scenario.steps) if step.keyword in _NEEDED), None)
    if last is not None and last.keyword is Keyword.WHEN and not missing:
        message = f'nothing is checked after this step, the last operation of the scenario "{scenario.name}"'
        yield Fault(Diagnostic(Code.CAN_NOT_FAIL, message, last.span, (), "put a Then behind it"), last)
