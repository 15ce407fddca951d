# SPDX-License-Identifier: Apache-2.0
"""Results and inspections from elsewhere become evidence for the items that they name, as far as they count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.config import Config
from reqtrace.config.terms import Method
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.evidence import Case, Evidence, Inspection, Origin, Outcome
from reqtrace.ident import ItemId
from reqtrace.item import Item, Status
from reqtrace.read.results.record import Elsewhere
from reqtrace.span import Span
from reqtrace.trace.attributes import attributes
from reqtrace.trace.by_record import by_record
from reqtrace.trace.claims import claims
from reqtrace.trace.graph import Graph
from reqtrace.trace.inspected import inspected

_FAILURES: Final = (Outcome.FAILED, Outcome.ERROR)
_NO_RECORD: Final = "the item is verified by inspection, of which no test is a record"


# [impl->dsn~results_count_on_this_revision~1]
def adopt(
    graph: Graph,
    evidence: Evidence,
    elsewhere: Elsewhere,
    config: Config,
    said: Iterable[Diagnostic] = (),
) -> tuple[Evidence, tuple[Diagnostic, ...]]:
    """The evidence with all that counts from `elsewhere`, and what there is to say, besides what was `said` already.

    Of an item that was executed here too the worst counts, and so it does of several results. That a test case has no
    scenario is not said any more where something else stands in its place.
    """
    found, complaints = claims(graph, elsewhere)
    records, objections = inspected(graph, elsewhere, config)
    executed = {case.id: case for case in evidence.cases}
    cases: dict[ItemId, Case] = dict(executed)
    failures: list[Diagnostic] = []
    for id_ in sorted({*found, *records}):
        item = graph.items[graph.positions[id_][0]]
        brought = _Brought(item, found.get(id_, ()), records.get(id_, ()), config)
        failures += (*brought.failures(), *brought.idle())
        case = brought.case(executed.get(id_))
        if case is not None:
            cases[id_] = case
    told = replace(evidence, cases=tuple(cases[id_] for id_ in sorted(cases)))
    told = replace(told, elsewhere=_in_words(told.cases, elsewhere))
    left = [each for each in said if not _settled(each, graph, told)]
    return told, in_order((*left, *elsewhere.diagnostics, *complaints, *objections, *failures))


def _settled(diagnostic: Diagnostic, graph: Graph, evidence: Evidence) -> bool:
    """Whether a test case that has no scenario is judged by something else."""
    if diagnostic.code is not Code.NO_SCENARIO:
        return False
    judged = {
        case.id for case in evidence.cases if any(not each.setback for each in _all(case.origins, case.inspections))
    }
    return any(graph.items[graph.positions[id_][0]].span == diagnostic.span for id_ in judged)


def _in_words(cases: Sequence[Case], elsewhere: Elsewhere) -> str:
    """What counts that was not observed here: files of results and records of inspections."""
    files = {each.file for case in cases for each in case.origins if not each.setback}
    records = sum(not each.setback for case in cases for each in case.inspections)
    words = [f"results from {_counted(len(files), 'file')}"] if files else []
    if files and elsewhere.any_commit:
        words.append("of any commit")
    return ", ".join((*words, *([_counted(records, "inspection")] if records else [])))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# [impl->dsn~worst_result_counts~1]
# [impl->dsn~only_cases_verify~1]
class _Brought:
    """What is said of one item elsewhere."""

    def __init__(self, item: Item, origins: Sequence[Origin], records: Sequence[Inspection], config: Config) -> None:
        self.item = item
        self.judged = config.is_judged(item.id.kind) or by_record(item, config)
        self.executable = config.is_executable(item.id.kind)
        self.inspection = attributes(item, config).method is Method.INSPECTION
        self.origins = tuple(self._weighed(each) for each in origins)
        self.records = tuple(records)

    def _weighed(self, origin: Origin) -> Origin:
        """The same result; one that passed does not count where a test says nothing."""
        if self.inspection and origin.outcome is Outcome.PASSED and not origin.setback:
            return replace(origin, setback=_NO_RECORD)
        return origin

    def idle(self) -> Iterable[Diagnostic]:
        """What passed elsewhere, and says nothing of the item."""
        for each in self.origins:
            if each.outcome is Outcome.PASSED and not self.judged and not each.setback:
                message = f"{each.name} names {self.item.id}, which is verified by what covers it"
                yield Diagnostic(Code.IDLE_RESULT, message, _place(each), (), "name a test case")
            elif each.setback == _NO_RECORD:
                message = f"{each.name} does not count for {self.item.id}: {_NO_RECORD}"
                yield Diagnostic(Code.IDLE_RESULT, message, _place(each), (), "record the inspection")

    def failures(self) -> Iterable[Diagnostic]:
        """What failed elsewhere, and counts."""
        if self.item.status is Status.REJECTED:
            return
        for each in self.origins:
            if each.outcome in _FAILURES and not each.setback:
                how = "failed" if each.outcome is Outcome.FAILED else "ended in an error"
                message = f"{self.item.id}: {each.name} {how}: {each.message}"
                yield Diagnostic(Code.RESULT_FAILED, message, _place(each))
        for record in self.records:
            if record.outcome in _FAILURES and not record.setback:
                message = f"{self.item.id} did not pass {record.checklist}" + (
                    f": {record.note}" if record.note else ""
                )
                yield Diagnostic(Code.INSPECTION_FAILED, message, _place(record))

    def case(self, executed: Case | None) -> Case | None:
        """The evidence of the item; None where there is none, and nothing to be said of any."""
        counting = [each for each in _all(self.origins, self.records) if not each.setback]
        worst = Outcome.worst(each.outcome for each in counting)
        if not self.judged:  # a requirement: nothing verifies it but its cases, and a failure is one all the same
            failed = [each for each in counting if each.outcome in _FAILURES]
            return self._of(failed, worst, None) if failed and executed is None else executed
        if self.executable and executed is None and self.item.blocks and worst not in _FAILURES:
            return None  # it is to be executed here, and was left out
        if executed is None or (executed.outcome is Outcome.BLOCKED and not executed.scenarios):
            return self._of(counting, worst, executed) if counting else self._stale(executed)
        case = replace(executed, origins=self.origins, inspections=self.records)
        if Outcome.worst((executed.outcome, worst)) is executed.outcome:
            return case
        return replace(case, outcome=self._ended(worst), message=self._message(counting, worst))

    def _of(self, counting: Sequence[Origin | Inspection], worst: Outcome, executed: Case | None) -> Case:
        """What becomes of the item where nothing was executed here."""
        message = "" if worst is Outcome.PASSED else self._message(counting, worst)
        case = executed or Case(self.item.id, self.item.digest, self._ended(worst))
        return replace(
            case, outcome=self._ended(worst), message=message, origins=self.origins, inspections=self.records
        )

    def _stale(self, executed: Case | None) -> Case:
        """What becomes of the item where nothing counts: it is as if it was run on another text."""
        reason = next(each.setback for each in _all(self.origins, self.records) if each.setback)
        kept = executed or Case(self.item.id, "", Outcome.BLOCKED)
        return replace(kept, digest="", message=reason, origins=self.origins, inspections=self.records)

    @staticmethod
    def _ended(outcome: Outcome) -> Outcome:
        """How a case ends: what was skipped elsewhere could not be executed."""
        return Outcome.BLOCKED if outcome is Outcome.SKIPPED else outcome

    @staticmethod
    def _message(counting: Iterable[Origin | Inspection], worst: Outcome) -> str:
        """What the first of the worst says, and where."""
        first = next(each for each in counting if each.outcome is worst)
        if isinstance(first, Inspection):
            return f"it did not pass {first.checklist}" + (f": {first.note}" if first.note else "")
        how = "was skipped" if worst is Outcome.SKIPPED else worst.value
        return f"{first.name} {how}: {first.message} ({first.file}:{first.line})"


def _all(origins: Iterable[Origin], records: Iterable[Inspection]) -> tuple[Origin | Inspection, ...]:
    """Results and records, in this order."""
    return (*origins, *records)


def _place(each: Origin | Inspection) -> Span:
    return Span(each.file, each.line, 1)
