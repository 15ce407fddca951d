# SPDX-License-Identifier: Apache-2.0
"""What the tests of scenarios share: a test case from the text of its Gherkin, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Outcome, Scenario
from reqtrace.ident import ItemId
from reqtrace.item import Block, Item, digest_of
from reqtrace.scenario.on_model import Model
from reqtrace.scenario.run import execute
from reqtrace.scenario.target import Target
from reqtrace.span import Span


@dataclass(frozen=True)
class Executed:
    """What came of one test case."""

    case: Case
    diagnostics: tuple[Diagnostic, ...]

    @property
    def scenario(self) -> Scenario:
        """The only scenario."""
        (scenario,) = self.case.scenarios
        return scenario

    @property
    def message(self) -> str:
        """What the last step that was reached said."""
        return [step for step in self.scenario.steps if step.outcome is not Outcome.SKIPPED][-1].message


def item(*texts: str, name: str = "case", line: int = 1) -> Item:
    """A test case; the first character of its first block stands ten lines below its id, in column 4."""
    blocks = tuple(
        Block("gherkin", dedent(text).lstrip("\n"), Span("cases.rst", line + 10 + 100 * number, 4))
        for number, text in enumerate(texts)
    )
    return Item(
        ItemId("XenValTestCase", name, 1), Span("cases.rst", line, 1), blocks=blocks, digest=digest_of("\n".join(texts))
    )


def run(*texts: str, target: Target | None = None) -> Executed:
    """Execute one test case given by the text of its blocks."""
    evidence, diagnostics = execute([item(*texts)], target or Model(), "required")
    (case,) = evidence.cases
    return Executed(case, diagnostics)
