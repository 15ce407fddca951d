# SPDX-License-Identifier: Apache-2.0
"""What can be executed with single findings and rules switched on and off, in words that need no model."""

from __future__ import annotations

from collections.abc import Collection, Set
from contextlib import AbstractContextManager
from typing import Protocol

from reqtrace.evidence import Change, Finding
from reqtrace.scenario.target import Target


# [impl->dsn~profiles_are_switches~1]
class Switchable(Target, Protocol):
    """A target whose profiles differ in findings alone."""

    def findings(self, profile: str) -> tuple[Finding, ...]:
        """What the profile shows, in the order in which findings are numbered; nothing where it is what is required."""

    def switched(self, added: Collection[str], removed: Collection[str] = ()) -> Switchable:
        """The same target with these findings switched on and off in every profile."""

    def stand_in(self, profile: str) -> str:
        """The profile that experiments are made with in place of this one; they differ in findings alone."""

    def watched(self, findings: Collection[str]) -> Watched:
        """The same target, which shows these findings and no others in every profile, and remembers what it sought."""

    def showing(self, findings: Collection[str], profile: str) -> Switchable:
        """The same target, whose `profile` shows these findings and no others."""


class Watched(Target, Protocol):
    """A target that remembers which findings it looked for."""

    @property
    def sought(self) -> Set[str]:
        """The findings it looked for until now; any other, switched on or off, would have changed nothing."""


class Watch(Protocol):
    """What was seen of the rules while something was executed."""

    @property
    def asked(self) -> Set[str]:
        """The rules that were asked."""

    @property
    def mattered(self) -> Set[str]:
        """The rules without which something would have been different."""


class Laboratory(Protocol):
    """A target in which whatever can be wrong can be made wrong. It can be pickled, for other processes need it."""

    @property
    def required(self) -> Switchable:
        """The target itself."""

    @property
    def profile(self) -> str:
        """The profile that shows what is required."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that some profile is known to deviate in."""

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every rule, broken in every way that it can be."""

    def changed(self, change: Change) -> Target:
        """The target in which one rule is broken."""

    def watched(self) -> AbstractContextManager[Watch]:
        """See which rules are asked."""
