# SPDX-License-Identifier: Apache-2.0
"""What was observed when test cases ran."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from reqtrace.ident import ItemId
from reqtrace.span import Span


class Outcome(StrEnum):
    """How a step, a scenario or a case ended."""

    PASSED = "passed"
    SKIPPED = "skipped"
    """A step that was not reached because one before it did not pass; never the outcome of a case."""
    BLOCKED = "blocked"
    """Nothing could be executed here; the message says why."""
    FAILED = "failed"
    """The target did something else than the step demands."""
    ERROR = "error"
    """The case itself is at fault: it cannot be understood or executed."""

    @classmethod
    def worst(cls, outcomes: Iterable[Outcome]) -> Outcome:
        """The gravest of `outcomes`, in the order of this enumeration; passed where there is none."""
        order = list(cls)
        return max(outcomes, key=order.index, default=cls.PASSED)


class Step(Struct, frozen=True):
    """One executed step: its sentence as written (keyword included), what came of it and why."""

    text: str
    outcome: Outcome
    span: Span
    message: str = ""


class Tree(Struct, frozen=True):
    """A device tree that a scenario used, as the target was given it."""

    name: str
    text: str


class Scenario(Struct, frozen=True):
    """One executed scenario; `events` is what the target did, in order, `trees` what it was given."""

    name: str
    outcome: Outcome
    steps: tuple[Step, ...]
    events: tuple[str, ...] = ()
    trees: tuple[Tree, ...] = ()


# [impl->dsn~evidence_belongs_to_a_text~1]
class Case(Struct, frozen=True):
    """One executed test case; `digest` is that of the item's text at the time."""

    id: ItemId
    digest: str
    outcome: Outcome
    scenarios: tuple[Scenario, ...] = ()
    message: str = ""


class Evidence(Struct, frozen=True):
    """What became of every case on one target and profile, ordered by id."""

    target: str
    profile: str
    cases: tuple[Case, ...]

    @property
    def qualifier(self) -> str:
        """What was executed; no verdict is shown without it."""
        return f"{self.target}, {self.profile}"
