# SPDX-License-Identifier: Apache-2.0
"""Which findings could make a difference to a scenario: those that the model looks for while it executes it."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from reqtrace.hypervisor import Finding, Xen
from reqtrace.scenario.on_model.machine import Model


class Sought(frozenset[Finding]):
    """Some findings, which remember those that were looked for; equal to itself only, so that nothing is reused.

    It is as true as a set that holds something, for whoever asks that first looks no further.
    """

    def __new__(cls, findings: Iterable[Finding] = ()) -> Sought:
        """Begin with nothing looked for."""
        made = super().__new__(cls, findings)
        made.seen = set()
        return made

    seen: set[Finding]

    def __bool__(self) -> bool:
        return True

    def __contains__(self, finding: object) -> bool:
        if isinstance(finding, Finding):
            self.seen.add(finding)
        return super().__contains__(finding)

    def isdisjoint(self, others: Iterable[object]) -> bool:
        """Whether none of `others` is here; all of them were looked for then."""
        return not any([each in self for each in others])  # noqa: C419 - every one is looked for, not the first alone

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True, slots=True)
class WatchedModel(Model):
    """The model with the same findings in every profile, which remembers those it looked for.

    Any other finding, switched on or off, would have changed nothing.
    """

    shows: Sought = field(default_factory=Sought)

    def xen(self, profile: str) -> Xen:
        """The Xen that is watched, whatever the profile."""
        return Xen(self.shows, self.mutation)

    @property
    def sought(self) -> Set[str]:
        """The names of the findings that were looked for until now."""
        return {finding.value for finding in self.shows.seen}
