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
    """One executed scenario; `events` is what the target did, in order, `trees` what it was given.

    `broken` are the invariants that did not hold on a target that is not bound by them, so that no step failed.
    `findings` names what experiments found to act where it did not pass.
    """

    name: str
    outcome: Outcome
    steps: tuple[Step, ...]
    events: tuple[str, ...] = ()
    trees: tuple[Tree, ...] = ()
    broken: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def fault(self) -> Step | None:
        """The first step that did not pass; None where every step passed."""
        return next((step for step in self.steps if step.outcome not in (Outcome.PASSED, Outcome.SKIPPED)), None)


class Origin(Struct, frozen=True):
    """A result that was not observed here, and the place of the file it was read from.

    `file` is named as it was typed, and `digest` is its SHA-256. `name` is what the result is called there; `tool`
    wrote it, on `date` (``2026-11-21T09:30:00Z``; without the Z where the file does not say of which zone), and of
    `commit`. What the file does not say is empty. `setback` is why the result does not count; `log` what was written
    besides.
    """

    file: str
    digest: str
    name: str = ""
    tool: str = ""
    date: str = ""
    commit: str = ""
    line: int = 0
    outcome: Outcome = Outcome.PASSED
    message: str = ""
    log: str = ""
    setback: str = ""


class Inspection(Struct, frozen=True):
    """A record that an item was inspected or analysed by a checklist, and that somebody else approved it.

    `file` holds the record at `line`; `digest` is the SHA-256 of that file, and `text` that of what was inspected.
    `setback` is why the record does not count.
    """

    file: str
    digest: str
    line: int
    checklist: str
    outcome: Outcome
    author: str
    approver: str
    date: str
    text: str
    note: str = ""
    setback: str = ""


# [impl->dsn~evidence_belongs_to_a_text~1]
class Case(Struct, frozen=True):
    """One executed test case; `digest` is that of the item's text at the time.

    `findings` names what experiments found to act, where they were made and the case did not pass; `hidden` what would
    act if no other finding kept the situation from arising, whether the case passed or not. `origins` are the results
    from elsewhere and `inspections` the records that it rests on, in whole where it has no scenario; they say
    themselves whether they count.
    """

    id: ItemId
    digest: str
    outcome: Outcome
    scenarios: tuple[Scenario, ...] = ()
    message: str = ""
    findings: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    inspections: tuple[Inspection, ...] = ()

    @property
    def fault(self) -> tuple[Scenario, Step] | None:
        """The first step that did not pass in the first of the gravest scenarios; None where every step passed."""
        for scenario in self.scenarios:
            if scenario.outcome is self.outcome is not Outcome.PASSED and scenario.fault is not None:
                return scenario, scenario.fault
        return None


class Consequence(StrEnum):
    """What becomes of a requirement on a target that shows a finding."""

    DEVIATES = "deviates"
    NOT_IMPLEMENTED = "not implemented"
    NOT_OBSERVABLE = "not observable"


class Finding(Struct, frozen=True):
    """A way in which a profile differs from what is required, with its name and the requirements it concerns.

    One that `hides` keeps whole situations from arising, and with them whatever else would show there. One that
    `amends` others changes what these do, and nothing where they are not shown. `source` is where it stands in what
    the profile imitates, as file and function, where that is known.
    """

    name: str
    title: str
    consequence: Consequence = Consequence.DEVIATES
    affects: tuple[ItemId, ...] = ()
    hides: bool = False
    amends: tuple[str, ...] = ()
    source: str = ""


class Evidence(Struct, frozen=True):
    """What became of every case on one target and profile, ordered by id.

    `findings` is all that the profile is known to deviate in, where experiments were made with it. `elsewhere` names
    what counts besides that was not observed here, as in ``results from 3 files``; empty where nothing does.
    """

    target: str
    profile: str
    cases: tuple[Case, ...]
    findings: tuple[Finding, ...] = ()
    elsewhere: str = ""

    @property
    def qualifier(self) -> str:
        """What was executed, and what counts besides; no verdict is shown without it."""
        return f"{self.target}, {self.profile}" + (f"; {self.elsewhere}" if self.elsewhere else "")


class Change(Struct, frozen=True):
    """A rule of what executes that is broken in one way; `meaning` is what the rule says, `source` what it rests on."""

    name: str
    rule: str
    way: str
    meaning: str
    source: str


class Sense(StrEnum):
    """What noticed that something is not as required."""

    STEP = "step"
    """A step of the case did not agree."""
    INVARIANT = "invariant"
    """Every step agreed, and an invariant did not hold."""


class Notice(Struct, frozen=True):
    """A finding or a change that a case noticed, by its name."""

    name: str
    by: Sense


class Probe(Struct, frozen=True):
    """What a case noticed, one thing after the other, of what was changed on purpose.

    `case` is what became of it where nothing is changed; unless it passed there, nothing was tried. `asked` are the
    rules that were asked, and `mattered` those of them without which something would have been different.
    """

    case: Case
    asked: tuple[str, ...] = ()
    mattered: tuple[str, ...] = ()
    changes: tuple[Notice, ...] = ()
    findings: tuple[Notice, ...] = ()


class Survey(Struct, frozen=True):
    """What all cases noticed: each was executed with every finding that concerns it, and with every change."""

    target: str
    profile: str
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    probes: tuple[Probe, ...]

    @property
    def evidence(self) -> Evidence:
        """What became of the cases where nothing was changed."""
        return Evidence(self.target, self.profile, tuple(probe.case for probe in self.probes))
