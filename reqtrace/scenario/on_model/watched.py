# SPDX-License-Identifier: Apache-2.0
"""Which findings could make a difference to a scenario: those that the model looks for while it executes it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field

from reqtrace.hypervisor import Finding, Xen
from reqtrace.hypervisor.rule import witnessed
from reqtrace.scenario.on_model.machine import Model


class Sought(frozenset[Finding]):
    """No finding at all, which remembers those that were looked for; equal to itself only, so that nothing is reused.

    It is as true as a set that holds something, for whoever asks that first looks no further.
    """

    def __new__(cls) -> Sought:
        """Begin with nothing looked for."""
        made = super().__new__(cls)
        made.seen = set()
        return made

    seen: set[Finding]

    def __bool__(self) -> bool:
        return True

    def __contains__(self, finding: object) -> bool:
        if isinstance(finding, Finding):
            self.seen.add(finding)
        return False

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True, slots=True)
class WatchedModel(Model):
    """The model with no finding in any profile, which remembers those it looked for."""

    sought: Sought = field(default_factory=Sought)

    def xen(self, profile: str) -> Xen:
        """What is required, whatever the profile."""
        return Xen(self.sought)


@contextmanager
def looked_for() -> Iterator[tuple[Model, Set[str]]]:
    """The model without findings, and the names of those that it looked for, which are known when all is executed.

    Any other finding, switched on by itself, would have changed nothing: a rule that it lacks was never come to, and
    nothing else asked for it.
    """
    model, found = WatchedModel(), set[str]()
    with witnessed() as witness:
        yield model, found
    found |= {str(finding) for finding in model.sought.seen | witness.lacking}
