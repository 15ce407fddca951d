# SPDX-License-Identifier: Apache-2.0
"""What can be executed with single findings switched on and off, in words that need no model."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from reqtrace.evidence import Finding
from reqtrace.scenario.target import Target


# [impl->dsn~profiles_are_switches~1]
class Switchable(Target, Protocol):
    """A target whose profiles differ in findings alone."""

    def findings(self, profile: str) -> tuple[Finding, ...]:
        """What the profile shows, in the order in which findings are numbered; nothing where it is what is required."""

    def switched(self, added: Collection[str], removed: Collection[str] = ()) -> Switchable:
        """The same target with these findings switched on and off in every profile."""

    def showing(self, findings: Collection[str], profile: str) -> Switchable:
        """The same target, whose `profile` shows these findings and no others."""
