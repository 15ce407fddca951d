# SPDX-License-Identifier: Apache-2.0
"""Test cases are executed on several profiles, and what fails in one is put down to the findings that cause it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import chain

from msgspec.structs import replace

from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.evidence import Evidence
from reqtrace.item import Item
from reqtrace.scenario.bench import SETTLED, Bench
from reqtrace.scenario.blame import acting, hidden
from reqtrace.scenario.moot import Executed
from reqtrace.scenario.perform import Invariants
from reqtrace.scenario.run import CHUNK, by_id
from reqtrace.scenario.sharing import shared
from reqtrace.scenario.switches import Switchable
from reqtrace.scenario.trial import Trial, understand


def compare(
    items: Iterable[Item], target: Switchable, profiles: Sequence[str], *, executor: Executor | None = None
) -> tuple[tuple[Evidence, ...], tuple[Diagnostic, ...]]:
    """Execute `items` on each of `profiles`: an evidence for each, and what is said of what deviates in nothing.

    What fails in a profile with findings is no news; which findings act is noted with the case.
    """
    work = partial(_case, target=target, profiles=tuple(profiles))
    rows = shared(by_id(items), work, lambda settled: (settled,) * len(profiles), executor, CHUNK)
    columns = [
        Evidence(target.name, target.shown(profile), tuple(row[number][0] for row in rows), target.findings(profile))
        for number, profile in enumerate(profiles)
    ]
    bound = [number for number, evidence in enumerate(columns) if not evidence.findings]
    said = chain.from_iterable(row[number][1] for row in rows for number in bound or range(len(columns)))
    return tuple(columns), in_order(said)


def _case(items: Sequence[Item], target: Switchable, profiles: tuple[str, ...]) -> tuple[Executed, ...]:
    """Execute the item of one id on every profile; those that differ in findings alone share their experiments."""
    trial = understand(items)
    benches: dict[str, tuple[Bench, ...]] = {}
    return tuple(_explained(trial, target, profile, benches) for profile in profiles)


# [impl->dsn~blame_is_an_experiment~1]
def _explained(trial: Trial, target: Switchable, profile: str, benches: dict[str, tuple[Bench, ...]]) -> Executed:
    """Execute a case, and find the findings that act in it where it does not pass.

    The experiments are made with the profile as it is but for its findings, so that nothing else is different, and
    judged by the steps alone, as the profile is: an invariant that a finding breaks says nothing about this case.
    """
    known = target.findings(profile)
    if not known:
        return trial.perform(target, profile, Invariants.BINDING)
    like = target.stand_in(profile)
    if like not in benches:
        benches[like] = tuple(Bench(trial, number, target, like) for number in range(len(trial.scenarios)))
    present = tuple(finding.name for finding in known)
    case, diagnostics = trial.concluded([bench.performed(present) for bench in benches[like]])
    hiding = frozenset(finding.name for finding in known if finding.hides)
    acts = [acting(bench, present) for bench in benches[like]]
    hides = frozenset(chain.from_iterable(hidden(bench, present, hiding) for bench in benches[like]))
    failed = (scenario.outcome not in SETTLED for scenario in case.scenarios)
    if trial.unread or any(fails and not found for fails, found in zip(failed, acts, strict=True)):
        return case, diagnostics  # a text that can not be read, and a failure for no reason, are never Xen's fault
    scenarios = tuple(replace(scenario, findings=found) for scenario, found in zip(case.scenarios, acts, strict=True))
    seen = frozenset(chain.from_iterable(acts))
    named = tuple(finding for finding in present if finding in seen)
    behind = tuple(finding for finding in present if finding in hides - seen)
    return replace(case, scenarios=scenarios, findings=named, hidden=behind), diagnostics
