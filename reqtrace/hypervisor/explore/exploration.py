# SPDX-License-Identifier: Apache-2.0
"""The whole small scope, host by host: what was reached, and the shortest way to everything that is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from reqtrace.hypervisor.explore.blame import Deviation, deviations
from reqtrace.hypervisor.explore.scope import Configuration, configurations
from reqtrace.hypervisor.explore.search import Found
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.xen import Xen

PORTION = 40
"""How many hosts are explored at a time. It decides which findings are known when a host is explored, so that the
answer depends on it, and not on how many work."""

Portion = Sequence[tuple[int, Configuration]]
"""Hosts of the scope, with their places in it."""

Each = Callable[[Callable[[Portion], "Exploration"], Iterable[Portion]], Iterable["Exploration"]]
"""How portions are explored: `map`, or that of an executor."""


@dataclass(frozen=True, slots=True)
class Exploration:
    """How much was explored, and every deviation by the shortest way to it.

    `deviations` holds a place in the scope with each, by the findings and whether they are needed together.
    """

    hosts: int = 0
    states: int = 0
    transitions: int = 0
    refused: int = 0
    deviations: tuple[tuple[int, Deviation], ...] = ()

    def and_(self, other: Exploration) -> Exploration:
        """Both explorations as one."""
        return Exploration(
            self.hosts + other.hosts,
            self.states + other.states,
            self.transitions + other.transitions,
            self.refused + other.refused,
            shortest((*self.deviations, *other.deviations)),
        )


def explore(xen: Xen, *, every: int = 1, limit: int | None = None, each: Each = map) -> Iterator[Exploration]:
    """Explore the scope, or one of `every` so many hosts, `limit` at most; yields what is known, at last the whole.

    States of different hosts are different, so each host is explored for itself, and all of it.
    """
    so_far = Exploration()
    numbered = list(islice(islice(enumerate(configurations()), 0, None, every), limit))
    portions = [numbered[at : at + PORTION] for at in range(0, len(numbered), PORTION)]
    for part in each(partial(explored, xen), portions):
        so_far = so_far.and_(part)
        yield so_far
    if not portions:
        yield so_far


def explored(xen: Xen, portion: Portion) -> Exploration:
    """Explore some hosts; a finding that shows by a single operation is not looked for on the hosts that follow."""
    so_far = Exploration()
    for place, configuration in portion:
        for answer in deviations(configuration, xen, known(so_far)):
            if isinstance(answer, Found):
                here = Exploration(1, answer.states, answer.transitions, answer.refused)
            else:
                here = Exploration(deviations=((place, answer),))
            so_far = so_far.and_(here)
    return so_far


def known(exploration: Exploration) -> frozenset[Finding]:
    """The findings that need no better example: each shows by itself, by one operation at most."""
    return frozenset(
        deviation.findings[0]
        for _, deviation in exploration.deviations
        if deviation.findings and len(deviation.findings) == 1 and len(deviation.broken.operations) <= 1
    )


def shortest(found: Iterable[tuple[int, Deviation]]) -> tuple[tuple[int, Deviation], ...]:
    """Of all deviations that are due to the same findings, the one with the shortest way, on the first host.

    One that is due to several findings is left out where each of these shows by itself.
    """
    best: dict[tuple[tuple[Finding, ...], bool], tuple[int, Deviation]] = {}
    for place, deviation in found:
        key = deviation.findings, deviation.together
        if key not in best or _rank(place, deviation) < _rank(*best[key]):
            best[key] = place, deviation
    single = {findings[0] for findings, _ in best if len(findings) == 1}
    kept = (each for (findings, _), each in best.items() if len(findings) == 1 or not single.issuperset(findings))
    return tuple(sorted(kept, key=lambda each: ([finding.value for finding in each[1].findings], _rank(*each))))


def _rank(place: int, deviation: Deviation) -> tuple[int, int]:
    return len(deviation.broken.operations), place
