# SPDX-License-Identifier: Apache-2.0
"""The model as it can be made wrong: with each finding alone, and with each rule broken."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from reqtrace import evidence
from reqtrace.hypervisor import FINDINGS, Mutation, Way
from reqtrace.hypervisor.mutants import mutants
from reqtrace.hypervisor.rule import Witness, witnessed
from reqtrace.scenario.on_model.machine import REQUIRED, Model


# [impl->dsn~every_rule_is_broken~1]
@dataclass(frozen=True, slots=True)
class ModelLaboratory:
    """The reference model with everything that can be made wrong in it."""

    required: Model = field(default_factory=Model)
    profile: str = REQUIRED

    @property
    def findings(self) -> tuple[evidence.Finding, ...]:
        """Every finding, in the order of the table."""
        return self.required.showing([str(finding) for finding in FINDINGS], self.profile).findings(self.profile)

    @property
    def changes(self) -> tuple[evidence.Change, ...]:
        """Every rule of every book, broken in every way."""
        return tuple(
            evidence.Change(
                str(each.mutation), each.rule.name, each.mutation.way.value, each.rule.meaning, each.rule.source
            )
            for each in mutants()
        )

    def changed(self, change: evidence.Change) -> Model:
        """The model in which this rule is broken so."""
        return replace(self.required, mutation=Mutation(change.rule, Way(change.way)))

    def watched(self) -> AbstractContextManager[Witness]:
        """See which rules are asked, and which of them matter."""
        return witnessed()
