# SPDX-License-Identifier: Apache-2.0
"""Which findings act in a scenario that fails, found by experiment: they are switched on and off one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence, Set
from itertools import combinations
from typing import Protocol

Symptom = Hashable | None
"""What is seen of a failure, so that two can be compared; None where nothing fails."""

_PAIR = 2


class Experiments(Protocol):
    """What can be found out about a scenario by executing it."""

    def shows(self, findings: Collection[str]) -> Symptom:
        """What the scenario shows where these findings are there and no others."""

    def sought(self, findings: Collection[str]) -> Set[str]:
        """What is looked for then; any other finding, switched on or off, makes no difference."""


# [impl->dsn~blame_is_an_experiment~1]
def acting(scenario: Experiments, present: Sequence[str]) -> tuple[str, ...]:
    """The findings among `present` that make a scenario fail as it does, which passes without any of them.

    One acts that makes it fail alone, and without which something else would be seen. Where none makes it fail alone,
    those count that do it together, as few as could be found. Where they cover each other up, so that the same is seen
    without any one of them, those act that show the same alone; or else those that are left when each that is not
    needed for it has been taken away. Nothing acts where the scenario fails without any finding, or passes with all.
    """
    shows, seen = scenario.shows, scenario.shows(present)
    if seen is None or shows(()) is not None:
        return ()
    able = tuple(finding for finding in present if shows((finding,)) is not None) or _together(shows, present)
    found = tuple(finding for finding in able if shows(_without(present, finding)) != seen)
    if found:
        return found
    asked = scenario.sought(present)
    alike = tuple(finding for finding in able if finding in asked and shows((finding,)) == seen)
    if alike:
        return alike
    suspects = [*able, *(finding for finding in present if finding not in able)]
    needed = _shrunk(lambda left: shows(left) == seen, [finding for finding in suspects if finding in asked])
    return tuple(finding for finding in present if finding in needed)


# [impl->dsn~what_is_hidden_is_told~1]
def hidden(scenario: Experiments, present: Sequence[str], hiding: Collection[str]) -> tuple[str, ...]:
    """The findings that do not act, and would if none of `hiding` kept the situation from arising.

    One that hides others may be hidden by the others that do.
    """
    kept = [finding for finding in present if finding in hiding]
    if not kept:
        return ()
    seen = acting(scenario, present)
    stages = [_without(present, *kept), *(_without(present, *_without(kept, finding)) for finding in kept)]
    found = {finding for stage in stages for finding in acting(scenario, stage)}
    return tuple(finding for finding in present if finding in found and finding not in seen)


def _without(findings: Sequence[str], *gone: str) -> tuple[str, ...]:
    return tuple(finding for finding in findings if finding not in gone)


def _together(shows: Callable[[Collection[str]], Symptom], present: Sequence[str]) -> tuple[str, ...]:
    """The findings that make it fail together, where none does it alone: two, or as few as are left."""
    few = _shrunk(lambda left: shows(left) is not None, present)
    if len(few) <= _PAIR:
        return few
    return next((pair for pair in combinations(present, _PAIR) if shows(pair) is not None), few)


def _shrunk(holds: Callable[[Sequence[str]], bool], findings: Sequence[str]) -> tuple[str, ...]:
    """The findings left when each without which it still holds has been taken away, the last first."""
    left = tuple(findings)
    for finding in reversed(findings):
        fewer = _without(left, finding)
        if holds(fewer):
            left = fewer
    return left
