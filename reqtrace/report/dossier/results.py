# SPDX-License-Identifier: Apache-2.0
"""What came of every test case: what it verifies, how it was derived, its criteria, and which of them was violated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from reqtrace.evidence import Outcome, Scenario, Step
from reqtrace.report.block import Block, Bullets, Cell, Column, Line, Paragraph, Row, Source, Weight, Words
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.records import (
    ImportedResult,
    InspectionRecord,
    imported,
    record_lines,
    recorded,
    result_lines,
)
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import listed
from reqtrace.report.phrases import UNSTATED
from reqtrace.report.query.order import rank
from reqtrace.report.sheets.cells import heading, link, plain, row, sentence, soft
from reqtrace.report.view import Entry, counted
from reqtrace.trace.attributes import Extent, Technique, TestType

KEY: Final = "test_results"
CRITERION: Final = (
    "A test case passes if every step of every scenario does what it says; what its steps demand from “Then” on are "
    "its own criteria. On the model in profile required, no invariant may break after any step besides; in profiles "
    "that imitate a version, one that breaks is told and fails nothing. A result from elsewhere counts only where it "
    "passed."
)


class Violation(Struct, frozen=True, gc=False):
    """Which criterion was violated, what was seen instead, and where the criterion is written."""

    scenario: str
    criterion: str
    observed: str
    file: str
    line: int


class CaseResult(Struct, frozen=True, gc=False, kw_only=True):
    """What came of a test case. `current` says whether that is of the text that it has now.

    `rests_on` says on what the outcome does. `criteria` are what its scenarios demand, as executed, and
    `broken_invariants` what broke without a step noticing. `results_from_elsewhere` and `records` are what the outcome
    rests on besides.
    """

    id: str
    title: str
    file: str
    line: int
    outcome: str
    rests_on: str
    current: bool
    verifies: tuple[str, ...]
    extent: Extent
    types: tuple[TestType, ...]
    techniques: tuple[Technique, ...]
    scenarios: int
    steps: int
    criteria: tuple[str, ...]
    violation: Violation | None
    broken_invariants: tuple[str, ...]
    findings: tuple[str, ...]
    results_from_elsewhere: tuple[ImportedResult, ...]
    records: tuple[InspectionRecord, ...]


class OutcomeFigures(Struct, frozen=True, gc=False):
    """How many test cases there are, and how many ended how; stale results are of another text than the present one."""

    cases: int
    passed: int
    failed: int
    error: int
    blocked: int
    stale: int
    not_run: int


class TestResults(Struct, frozen=True, gc=False):
    """What came of every test case; `target` and `profile` are None where nothing was executed."""

    __test__ = False  # pytest takes it for a class of tests otherwise

    target: str | None
    profile: str | None
    pass_criterion: str
    figures: OutcomeFigures
    cases: tuple[CaseResult, ...]


def test_results(ledger: Ledger) -> TestResults:
    """What came of every test case, in the order of the documents."""
    evidence = ledger.view.evidence
    return TestResults(
        evidence.target if evidence else None,
        evidence.profile if evidence else None,
        CRITERION,
        _figures(ledger.view.trials),
        tuple(_result(entry, ledger) for entry in ledger.view.trials),
    )


def _figures(trials: Sequence[Entry]) -> OutcomeFigures:
    ended = [entry.case.outcome for entry in trials if entry.case and _is_current(entry)]
    passed, failed = ended.count(Outcome.PASSED), ended.count(Outcome.FAILED)
    error, blocked = ended.count(Outcome.ERROR), ended.count(Outcome.BLOCKED)
    stale = sum(entry.case is not None and not _is_current(entry) for entry in trials)
    return OutcomeFigures(len(trials), passed, failed, error, blocked, stale, len(trials) - len(ended) - stale)


def _is_current(entry: Entry) -> bool:
    """Whether there is a result, of the text that the case has now."""
    return entry.case is not None and entry.case.digest == entry.item.digest


def _result(entry: Entry, ledger: Ledger) -> CaseResult:
    attributes, case, span = ledger.of(entry), entry.case, entry.item.span
    scenarios = case.scenarios if case else ()
    return CaseResult(
        id=str(entry.id),
        title=entry.title,
        file=span.file,
        line=span.line,
        outcome=entry.chip.word if case else "not run",
        rests_on=ledger.grounds(entry) if case else "",
        current=_is_current(entry),
        verifies=tuple(str(each.id) for each in entry.covers if each.condition.good),
        extent=attributes.extent,
        types=attributes.types,
        techniques=attributes.techniques,
        scenarios=len(scenarios),
        steps=sum(len(each.steps) for each in scenarios),
        criteria=tuple(step.text for each in scenarios for step in criteria(each)),
        violation=_violation(entry),
        broken_invariants=tuple(dict.fromkeys(text for each in scenarios for text in each.broken)),
        findings=case.findings if case else (),
        results_from_elsewhere=imported(case),
        records=recorded(case),
    )


def criteria(scenario: Scenario) -> Iterator[Step]:
    """The steps of a scenario that say what must be seen: those that begin with Then, and what goes on from there."""
    demanding = False
    for step in scenario.steps:
        keyword = step.text.split(" ", 1)[0]
        if keyword in ("Given", "When", "Then"):
            demanding = keyword == "Then"
        if demanding:
            yield step


# [impl->dsn~failure_names_its_criterion~1]
def _violation(entry: Entry) -> Violation | None:
    failure = entry.failure
    if failure is None or entry.case is None or entry.case.outcome is Outcome.PASSED:
        return None
    return Violation(failure.scenario, failure.step, failure.message, failure.span.file, failure.span.line)


def section(ledger: Ledger, told: TestResults) -> Section:
    """When a case passes, and a row for every case, the gravest first."""
    return Section(KEY, TITLES[KEY], told, tuple(_blocks(ledger, told)), landscape=True)


def _blocks(ledger: Ledger, told: TestResults) -> Iterator[Block]:
    yield sentence(told.pass_criterion)
    if told.target is None:
        yield sentence("No test case was executed.")
    else:
        yield sentence(in_figures(told.figures))
    columns = (
        Column("case", "Test case", 28),
        Column("outcome", heading(ledger.view).replace("Verdict", "Outcome").replace("Coverage", "Outcome"), 12),
        Column("verifies", "Verifies", 24),
        Column("derivation", "Type and derivation", 16),
        Column("criterion", "Pass criterion, and what violated it", 32),
    )
    pairs = sorted(zip(ledger.view.trials, told.cases, strict=True), key=lambda pair: rank(pair[0].chip))
    rows = (_row(entry, each, ledger) for entry, each in pairs)
    yield listed(KEY, columns, rows, "test case", "There is no test case.")


def in_figures(told: OutcomeFigures) -> str:
    """How the test cases ended, in a sentence."""
    ends = (
        (told.passed, "passed"),
        (told.failed, "failed"),
        (told.error, "ended in an error"),
        (told.blocked, "could not be executed"),
        (told.stale, "with a result of another text"),
        (told.not_run, "not run"),
    )
    said = ", ".join(f"{count} {word}" for count, word in ends if count)
    return f"{counted(told.cases, 'test case')}: {said}." if said else "There is no test case."


def _row(entry: Entry, told: CaseResult, ledger: Ledger) -> Row:
    shown = ledger.worth(entry) if entry.case else Cell((soft("not run"),))
    return row(entry, (ledger.named(entry), shown, _verifies(entry, told), _derivation(told), _criterion(entry, told)))


def _verifies(entry: Entry, told: CaseResult) -> Cell:
    covered = tuple((link(each),) for each in entry.covers if each.condition.good)
    extent = "extent not stated" if told.extent is Extent.UNSAID else told.extent.value
    return Cell((Bullets(covered), soft(extent))) if covered else Cell((soft("nothing"),))


def _derivation(told: CaseResult) -> Cell:
    return plain(", ".join(told.types) or f"type {UNSTATED}", ", ".join(told.techniques) or f"derivation {UNSTATED}")


def _criterion(entry: Entry, told: CaseResult) -> Cell:
    """The criterion that was violated with its place; of a case that passed, how many there are."""
    if told.violation:
        return Cell(tuple(violated(entry, told.violation)))
    silent = (soft(_broken(told)),) if told.broken_invariants else ()
    if told.criteria:
        many = counted(len(told.criteria), "criterion").replace("criterions", "criteria")
        figures = f"{many} in {counted(told.scenarios, 'scenario')}, {counted(told.steps, 'step')}"
        return Cell((sentence(figures), *silent))
    if entry.case and (entry.case.origins or entry.case.inspections):
        return Cell((*result_lines(entry.case), *record_lines(entry.case)))
    return Cell((soft("none was executed"),))


def _broken(told: CaseResult) -> str:
    """How many invariants broke though every step agreed."""
    return f"{counted(len(told.broken_invariants), 'invariant')} broke, and no step noticed"


def violated(entry: Entry, told: Violation) -> Iterator[Block]:
    """Which criterion was violated, what was seen instead, and where that is written."""
    failure = entry.failure
    place: Line = (Words(f"{told.scenario}, " if told.scenario else "", Weight.SOFT),)
    if told.criterion:
        yield Paragraph((Words("violated: "), Words(told.criterion, Weight.CODE)))
    yield sentence(told.observed)
    if failure:
        yield Paragraph((*place, Source(failure.span)))
