# SPDX-License-Identifier: Apache-2.0
"""Breadth-first search from one booted host: every state that operations lead to, judged by every invariant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reqtrace.hypervisor.control.boot import boot
from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.explore.asking import Operation, operations_in, with_free_number
from reqtrace.hypervisor.explore.identity import Identities
from reqtrace.hypervisor.explore.renaming import alone
from reqtrace.hypervisor.explore.scope import Configuration, host_of
from reqtrace.hypervisor.invariants import transition_violations, violations
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.xen import Xen

Ways = dict[int, tuple[int, Operation] | None]
"""How each state was reached first: from which one, by what."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A shortest sequence of operations after which invariants do not hold, and which."""

    configuration: Configuration
    operations: tuple[Operation, ...]
    violations: tuple[str, ...]

    @property
    def invariants(self) -> frozenset[str]:
        """The ids of the invariants that are broken."""
        return ids(self.violations)


@dataclass(frozen=True, slots=True)
class Found:
    """How many different states were reached, by how many transitions, how many requests were refused."""

    states: int
    transitions: int
    refused: int
    broken: Broken | None = None


def ids(sentences: Sequence[str]) -> frozenset[str]:
    """The ids with which the sentences of invariants begin."""
    return frozenset(sentence.partition(":")[0] for sentence in sentences)


def root_of(configuration: Configuration, xen: Xen) -> State:
    """The host, booted with its hardware domain."""
    state = boot(host_of(configuration, xen), dom0="dom0", xen=xen)
    if isinstance(state, Refused):
        raise TypeError(f"a host of the scope does not boot: {state}")
    return state


# [impl->dsn~small_scope_is_exhausted~1]
def search(configuration: Configuration, xen: Xen) -> Found:
    """Reach every state there is, the nearest first, and stop at the first in which an invariant does not hold.

    The first state found broken is one of those nearest to the booted host, so the way to it is a shortest one.
    """
    root = root_of(configuration, xen)
    if broken := violations(root):
        return Found(1, 0, 0, Broken(configuration, (), broken))
    identity = Identities(root)
    came: Ways = {identity(root): None}
    level, transitions, refused = [root], 0, 0
    while level:
        beyond = []
        for state in level:
            here, numbered = identity(state), with_free_number(state)
            for operation in operations_in(state):
                transitions += 1
                answer = operation(numbered)
                if isinstance(answer, Refused):
                    refused += 1
                    continue
                after = alone(answer)
                there = identity(after)
                if there in came:
                    continue
                came[there] = here, operation
                if broken := (*violations(after), *transition_violations(numbered, answer)):
                    way = Broken(configuration, _way(came, there), broken)
                    return Found(len(came), transitions, refused, way)
                beyond.append(after)
        level = beyond
    return Found(len(came), transitions, refused)


def replayed(operations: Sequence[Operation], configuration: Configuration, xen: Xen) -> frozenset[str]:
    """The ids of all invariants that break while the operations are performed, refused ones left out."""
    state = root_of(configuration, xen)
    broken = set(ids(violations(state)))
    for operation in operations:
        before = with_free_number(state)
        after = operation(before)
        if not isinstance(after, Refused):
            broken |= ids((*violations(after), *transition_violations(before, after)))
            state = alone(after)
    return frozenset(broken)


def _way(came: Ways, to: int) -> tuple[Operation, ...]:
    """The operations that lead from the root to a state."""
    way: list[Operation] = []
    step = came[to]
    while step is not None:
        before, operation = step
        way.append(operation)
        step = came[before]
    return tuple(reversed(way))
