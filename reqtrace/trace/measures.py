# SPDX-License-Identifier: Apache-2.0
"""What a project reached of what it may demand of itself, in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code, Severity
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Evidence
from reqtrace.item import Item, Status
from reqtrace.trace.adequacy import Adequacy
from reqtrace.trace.assumptions import assumed
from reqtrace.trace.change import Change
from reqtrace.trace.completeness import Completeness, completeness
from reqtrace.trace.coverage import Coverage, Deep
from reqtrace.trace.graph import Graph
from reqtrace.trace.marks import is_mark, speaking
from reqtrace.trace.verdict import Judgement, Verdict

NOT_RUN: Final = "no test case was executed"
NOT_PROBED: Final = "the test cases were not put to the test"
NOT_COMPARED: Final = "there is no baseline"
A_PART: Final = "only a part of the project was looked at"


class Measured(Struct, frozen=True, kw_only=True):
    """What there is to measure by: all that was concluded of a project. What is None was not looked for."""

    graph: Graph
    coverage: Sequence[Coverage]
    diagnostics: Sequence[Diagnostic]
    judgements: Sequence[Judgement] | None = None
    evidence: Evidence | None = None
    adequacy: Adequacy | None = None
    change: Change | None = None
    whole: bool = True
    """Whether the whole project was looked at: a part of it says nothing of the rest."""

    def lacks(self, setting: str) -> str:
        """What is not there that is needed to measure what `setting` demands; empty where nothing is missing."""
        if not self.whole:
            return A_PART
        match setting:
            case "verified" | "complete" | "stale" if self.judgements is None or self.evidence is None:
                return NOT_RUN
            case "adequacy" if self.adequacy is None:
                return NOT_PROBED
            case "suspects" if self.change is None:
                return NOT_COMPARED
            case _:
                return ""


class Share(Struct, frozen=True):
    """How many of all there are; `apart` are assumptions of use, which are none of them."""

    part: int
    whole: int
    apart: int = 0


def verified(measured: Measured, config: Config, kind: str) -> Share:
    """The requirements that are verified, or the items of `kind`."""
    judgements = measured.judgements or ()
    positions, apart = _verifiable(measured, config, kind)
    return Share(sum(judgements[each].verdict is Verdict.VERIFIED for each in positions), len(positions), apart)


def complete(measured: Measured, config: Config, kind: str) -> Share:
    """The requirements that are verified in whole, or the items of `kind`."""
    by_id = completeness(measured.graph, measured.judgements, config)
    items = measured.graph.items
    positions, apart = _verifiable(measured, config, kind)
    return Share(sum(by_id.get(items[each].id) is Completeness.COMPLETE for each in positions), len(positions), apart)


def covered(measured: Measured, config: Config, kind: str) -> Share:
    """The items that are covered together with everything beneath them; all of them, or those of `kind`."""
    positions = list(_present(measured.graph, kind))
    return Share(sum(measured.coverage[each].deep is Deep.COVERED for each in positions), len(positions))


def noticed(measured: Measured, config: Config, kind: str) -> Share:
    """The changes to the model that some test case notices."""
    found = measured.adequacy
    return Share(len(found.noticed), len(found.survey.changes)) if found else Share(0, 0)


def stale(measured: Measured) -> int:
    """The test cases all of whose results are of another text or commit than the present one, or do not count."""
    cases = measured.evidence.cases if measured.evidence else ()
    positions, items = measured.graph.positions, measured.graph.items
    return sum(case.digest != items[each].digest for case in cases for each in positions.get(case.id, ()))


def expired(measured: Measured) -> int:
    """The open gaps of which the acceptance has expired or not begun."""
    return sum(each.code is Code.EXPIRED_JUSTIFICATION for each in measured.diagnostics)


def gaps(measured: Measured) -> int:
    """The gaps that the project accepts."""
    accepted = ((each, judged.justified) for each, judged in enumerate(measured.coverage) if judged.justified)
    items = measured.graph.items
    return sum(len(found) for each, found in accepted if items[each].status is not Status.REJECTED)


def warnings(measured: Measured) -> int:
    """The warnings there are."""
    return sum(each.severity is Severity.WARNING for each in measured.diagnostics)


def suspects(measured: Measured) -> int:
    """The items that have to be looked at because of what changed since the baseline."""
    return len(measured.change.suspects) if measured.change else 0


def _present(graph: Graph, kind: str) -> Iterator[int]:
    """The positions of the items of `kind`, or of all, that are not rejected."""
    for position, item in enumerate(graph.items):
        if item.status is not Status.REJECTED and kind in ("", item.id.kind):
            yield position


def _verifiable(measured: Measured, config: Config, kind: str) -> tuple[Sequence[int], int]:
    """The positions of the requirements, or of the items of `kind`, and how many assumptions of use stand apart."""
    graph, kinds = measured.graph, speaking(measured.graph.items, config)

    def counts(item: Item) -> bool:
        return not is_mark(item, kinds) and (bool(kind) or not config.is_judged(item.id.kind))

    found = [position for position in _present(graph, kind) if counts(graph.items[position])]
    apart = assumed(graph, config)
    ours = [position for position in found if position not in apart]
    return ours, len(found) - len(ours)
