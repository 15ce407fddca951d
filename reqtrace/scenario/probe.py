# SPDX-License-Identifier: Apache-2.0
"""Test cases are put to the test: one that checks something fails when that is made wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import chain, starmap

from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.evidence import Finding, Notice, Outcome, Probe, Sense, Survey
from reqtrace.item import Item
from reqtrace.scenario.perform import Invariants
from reqtrace.scenario.run import by_id
from reqtrace.scenario.sharing import shared
from reqtrace.scenario.switches import Laboratory
from reqtrace.scenario.target import Target
from reqtrace.scenario.trial import Trial, understand

_CHUNK = 4
"""How many cases a worker is given at once: one is executed some dozens of times."""

_Probed = tuple[Probe, tuple[Diagnostic, ...]]


def survey(
    items: Iterable[Item], laboratory: Laboratory, *, executor: Executor | None = None
) -> tuple[Survey, tuple[Diagnostic, ...]]:
    """Execute `items` as it is required, then with everything wrong that they might notice, one thing after another."""
    work = partial(_probe, laboratory=laboratory)
    done = shared(by_id(items), work, lambda settled: (Probe(settled[0]), settled[1]), executor, _CHUNK)
    found = Survey(
        laboratory.required.name,
        laboratory.profile,
        laboratory.findings,
        laboratory.changes,
        tuple(probe for probe, _ in done),
    )
    return found, in_order(chain.from_iterable(diagnostics for _, diagnostics in done))


# [impl->dsn~a_case_must_notice~1]
def _probe(items: Sequence[Item], laboratory: Laboratory) -> _Probed:
    """Put the case of one id to the test; one that does not pass to begin with can notice nothing."""
    trial = understand(items)
    with laboratory.watched() as watch:
        case, diagnostics = trial.perform(laboratory.required, laboratory.profile)
    if case.outcome is not Outcome.PASSED:
        return Probe(case), diagnostics
    mattered = frozenset(watch.mattered)
    changes = ((each.name, laboratory.changed(each)) for each in laboratory.changes if each.rule in mattered)
    covered = {reference.id for reference in trial.item.covers}
    shown = [each for each in laboratory.findings if not each.affects or not covered.isdisjoint(each.affects)]
    findings = ((each.name, by) for each in shown if (by := _shown(trial, laboratory, each)) is not None)
    return Probe(
        case,
        tuple(sorted(watch.asked)),
        tuple(sorted(mattered)),
        tuple(_noticed(trial, laboratory.profile, changes)),
        tuple(starmap(Notice, findings)),
    ), diagnostics


def _shown(trial: Trial, laboratory: Laboratory, finding: Finding) -> Sense | None:
    """What notices a finding: alone where it can show alone, and else with those that it amends.

    A case that fails with these in any case notices it only if it fails otherwise.
    """
    wrong = laboratory.required.showing([finding.name, *finding.amends], laboratory.profile)
    by = _sense(trial, wrong, laboratory.profile)
    if by is None or not finding.amends:
        return by
    amended = laboratory.required.showing(finding.amends, laboratory.profile)
    return None if _answers(trial, wrong, laboratory.profile) == _answers(trial, amended, laboratory.profile) else by


def _answers(trial: Trial, target: Target, profile: str) -> list[tuple[Outcome, tuple[str, ...]]]:
    """How each scenario ends on a target, and what its steps say of that."""
    scenes = trial.scenes(target, profile, Invariants.TOLD)
    return [(scenario.outcome, tuple(step.message for step in scenario.steps)) for scenario, _ in scenes]


def _noticed(trial: Trial, profile: str, wrong: Iterable[tuple[str, Target]]) -> Iterator[Notice]:
    """What the case notices of what is wrong."""
    for name, target in wrong:
        by = _sense(trial, target, profile)
        if by is not None:
            yield Notice(name, by)


def _sense(trial: Trial, target: Target, profile: str) -> Sense | None:
    """What notices that the target is wrong; the steps are asked before the invariants."""
    broken = False
    for scenario, _ in trial.scenes(target, profile, Invariants.TOLD):
        if scenario.outcome is not Outcome.PASSED:
            return Sense.STEP
        broken = broken or bool(scenario.broken)
    return Sense.INVARIANT if broken else None
