# SPDX-License-Identifier: Apache-2.0
"""The experiments made with one scenario: what it did with which findings, found out once for all that are alike."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass, field

from reqtrace.evidence import Outcome
from reqtrace.scenario.blame import Symptom
from reqtrace.scenario.perform import Invariants
from reqtrace.scenario.switches import Switchable
from reqtrace.scenario.trial import Performed, Trial

SETTLED = (Outcome.PASSED, Outcome.BLOCKED)
"""The outcomes that need no explanation."""


@dataclass(frozen=True, slots=True)
class Run:
    """The scenario as it was executed with `findings`, and which findings the target looked for meanwhile.

    With any other findings the same would have happened, as long as they agree on these.
    """

    findings: Set[str]
    sought: Set[str]
    performed: Performed
    invariants: Invariants

    def stands_for(self, findings: Set[str]) -> bool:
        """Whether the same would have happened with these findings and no others."""
        return self.sought & findings == self.sought & self.findings

    @property
    def symptom(self) -> Symptom:
        """How the scenario ended, at which step, and what was seen there."""
        scenario, _ = self.performed
        if scenario.outcome in SETTLED:
            return None
        ends = (
            (number, step.outcome, step.message)
            for number, step in enumerate(scenario.steps)
            if step.outcome not in (Outcome.PASSED, Outcome.SKIPPED)
        )
        return (scenario.outcome, *ends)


@dataclass(slots=True)
class Bench:
    """The experiments made with scenario `number` of a case on one profile; they differ in findings alone."""

    trial: Trial
    number: int
    target: Switchable
    profile: str
    runs: list[Run] = field(default_factory=list)

    def shows(self, findings: Collection[str]) -> Symptom:
        """What is seen of a failure with these findings and no others; nobody asks for the invariants."""
        return self._run(frozenset(findings), Invariants.IGNORED).symptom

    def sought(self, findings: Collection[str]) -> Set[str]:
        """What the target looks for then."""
        return self._run(frozenset(findings), Invariants.IGNORED).sought

    def performed(self, findings: Collection[str]) -> Performed:
        """What becomes of the scenario with these findings and no others; of invariants it is told only."""
        return self._run(frozenset(findings), Invariants.TOLD).performed

    def _run(self, findings: Set[str], invariants: Invariants) -> Run:
        for run in self.runs:
            if run.stands_for(findings) and invariants in (run.invariants, Invariants.IGNORED):
                return run
        target = self.target.watched(findings)
        performed = self.trial.scene(self.number, target, self.profile, invariants)
        run = Run(findings, target.sought, performed, invariants)
        self.runs.append(run)
        return run
