# SPDX-License-Identifier: Apache-2.0
"""Test cases are executed on several profiles, and what fails in one is put down to the findings that cause it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import chain

from msgspec.structs import replace

from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.evidence import Evidence, Outcome
from reqtrace.item import Item
from reqtrace.scenario.blame import responsible
from reqtrace.scenario.perform import Invariants
from reqtrace.scenario.run import CHUNK, by_id
from reqtrace.scenario.switches import Switchable
from reqtrace.scenario.target import Target
from reqtrace.scenario.trial import Executed, Trial, understand

_SETTLED = (Outcome.PASSED, Outcome.BLOCKED)


def compare(
    items: Iterable[Item], target: Switchable, profiles: Sequence[str], *, executor: Executor | None = None
) -> tuple[tuple[Evidence, ...], tuple[Diagnostic, ...]]:
    """Execute `items` on each of `profiles`: an evidence for each, and what is said of what deviates in nothing.

    What fails in a profile with findings is no news; which findings are responsible is noted with the case.
    """
    work = partial(_case, target=target, profiles=tuple(profiles))
    rows = list(executor.map(work, by_id(items), chunksize=CHUNK) if executor else map(work, by_id(items)))
    columns = [
        Evidence(target.name, target.shown(profile), tuple(row[number][0] for row in rows), target.findings(profile))
        for number, profile in enumerate(profiles)
    ]
    bound = [number for number, evidence in enumerate(columns) if not evidence.findings]
    said = chain.from_iterable(row[number][1] for row in rows for number in bound or range(len(columns)))
    return tuple(columns), in_order(said)


def _case(items: Sequence[Item], target: Switchable, profiles: tuple[str, ...]) -> tuple[Executed, ...]:
    """Execute the item of one id on every profile."""
    trial = understand(items)
    bench: dict[str, _Bench] = {}
    return tuple(_explained(trial, target, profile, bench) for profile in profiles)


# [impl->dsn~blame_is_an_experiment~1]
def _explained(trial: Trial, target: Switchable, profile: str, bench: dict[str, _Bench]) -> Executed:
    """Execute a case, and find the findings that are responsible where it does not pass.

    The experiments are made with the profile as it is but for its findings, so that nothing else is different, and
    judged by the steps alone, as the profile is: an invariant that a finding breaks says nothing about this case.
    Profiles that differ in findings alone share the experiments of `bench`.
    """
    shown = tuple(finding.name for finding in target.findings(profile))
    case, diagnostics = trial.perform(target, profile, Invariants.TOLD if shown else Invariants.BINDING)
    if case.outcome in _SETTLED or not shown:
        return case, diagnostics
    like = target.stand_in(profile)
    if like not in bench:
        bench[like] = _Bench.of(trial, target, like)
    return replace(case, findings=responsible(bench[like].fails, shown)), diagnostics


@dataclass(slots=True)
class _Bench:
    """The experiments made with one case: which findings it was executed with, and whether it failed.

    `able` are the findings that can make a difference alone; any other alone is like none.
    """

    trial: Trial
    target: Switchable
    profile: str
    able: Set[str]
    tried: dict[frozenset[str], bool]

    @classmethod
    def of(cls, trial: Trial, target: Switchable, profile: str) -> _Bench:
        """Execute the case without any finding."""
        with target.bare() as (bare, able):
            failed = _fails(trial, bare, profile)
        return cls(trial, target, profile, able, {frozenset(): failed})

    def fails(self, findings: Collection[str]) -> bool:
        """Whether the case fails with these findings and no others."""
        shown = frozenset(findings)
        if len(shown) == 1 and self.able.isdisjoint(shown):
            shown = frozenset()
        if shown not in self.tried:
            self.tried[shown] = _fails(self.trial, self.target.showing(shown, self.profile), self.profile)
        return self.tried[shown]


def _fails(trial: Trial, target: Target, profile: str) -> bool:
    return any(each.outcome not in _SETTLED for each, _ in trial.scenes(target, profile, Invariants.IGNORED))
