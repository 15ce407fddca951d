# SPDX-License-Identifier: Apache-2.0
"""All that is concluded from what was read and executed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Evidence
from reqtrace.ident import ItemId
from reqtrace.read.library import Library
from reqtrace.read.results.record import Elsewhere
from reqtrace.trace.adequacy import Adequacy
from reqtrace.trace.change import Change
from reqtrace.trace.completeness import Completeness, completeness
from reqtrace.trace.coverage import Coverage
from reqtrace.trace.gate import Threshold
from reqtrace.trace.graph import Graph
from reqtrace.trace.verdict import Judgement, sound
from reqtrace.trace.versions import Matrix

if TYPE_CHECKING:
    from reqtrace.report.view import View


class Conclusion(Struct, frozen=True, dict=True):
    """What was read, and all that was concluded from it; `judgements` and `evidence` only where cases were executed.

    `matrix` is what the profiles differ in, where several were compared, and `adequacy` what the cases notice, where
    they were put to the test. `paths` are what was traced, as typed, and `whole` says whether that is the whole
    project. `change` is what happened since a baseline, where one was named, and `gate` what the project demands of
    itself. `elsewhere` is what the evidence rests on besides. `aimed` says whether it is wrong by itself that the cases
    notice too little; if not, only where the project demands it.
    """

    config: Config
    library: Library
    graph: Graph
    coverage: tuple[Coverage, ...]
    diagnostics: tuple[Diagnostic, ...]
    judgements: tuple[Judgement, ...] | None = None
    evidence: Evidence | None = None
    matrix: Matrix | None = None
    adequacy: Adequacy | None = None
    paths: tuple[str, ...] = ()
    whole: bool = True
    change: Change | None = None
    gate: tuple[Threshold, ...] = ()
    elsewhere: Elsewhere = Elsewhere()
    aimed: bool = True

    @property
    def misused(self) -> bool:
        """Whether the call or an input could not be used."""
        return any(diagnostic.code.misuse for diagnostic in self.diagnostics)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong: no defect, no error, and no case that failed where it may not."""
        evidence = self.evidence
        if evidence and self.matrix and self.matrix.decides(evidence.profile):
            evidence = None
        answers = (self.matrix, self.adequacy if self.aimed else None)
        return sound(self.coverage, self.diagnostics, evidence) and all(each.sound for each in answers if each)

    @cached_property
    def completeness(self) -> Mapping[ItemId, Completeness]:
        """Which requirements are verified in whole."""
        return completeness(self.graph, self.judgements, self.config)

    @cached_property
    def view(self) -> View:
        """What every document shows of it."""
        from reqtrace.report.view import view  # noqa: PLC0415 - who asks for the exit code only shows nothing

        return view(
            title=self.config.title,
            graph=self.graph,
            coverage=self.coverage,
            diagnostics=self.diagnostics,
            config=self.config,
            judgements=self.judgements,
            evidence=self.evidence,
            inputs={**self.library.digests, **self.elsewhere.digests},
            matrix=self.matrix,
            adequacy=self.adequacy,
            completeness=self.completeness if self.judgements else {},
            aimed=self.aimed,
        )
