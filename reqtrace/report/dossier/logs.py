# SPDX-License-Identifier: Apache-2.0
"""What happened when every test case was executed: all of it as data, and for people whatever did not pass in full."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.evidence import Outcome, Scenario, Step
from reqtrace.report.block import Badge, Block, Bullets, Fact, Facts, Line, Literal, Paragraph, Weight, Words
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.dossier.records import (
    ImportedResult,
    InspectionRecord,
    imported,
    record_lines,
    recorded,
    result_lines,
)
from reqtrace.report.dossier.results import criteria
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.dossier.words import laid_out, said
from reqtrace.report.sheets.card import card
from reqtrace.report.sheets.cells import sentence
from reqtrace.report.view import Entry, View, chip, counted

KEY: Final = "test_logs"


class StepLog(Struct, frozen=True, gc=False):
    """An executed step as it was written, what came of it and why, and its line."""

    text: str
    outcome: Outcome
    message: str
    line: int


class TreeLog(Struct, frozen=True, gc=False):
    """A device tree that the target was given, by the SHA-256 of its text."""

    name: str
    sha256: str


class ScenarioLog(Struct, frozen=True, gc=False):
    """An executed scenario: its steps, what the target did, and the invariants that broke and no step noticed."""

    name: str
    outcome: Outcome
    steps: tuple[StepLog, ...]
    events: tuple[str, ...]
    trees: tuple[TreeLog, ...]
    broken_invariants: tuple[str, ...]


class CaseLog(Struct, frozen=True, gc=False):
    """An executed test case; `digest` is the SHA-256 of the text that was executed."""

    id: str
    outcome: Outcome
    message: str
    digest: str
    scenarios: tuple[ScenarioLog, ...]
    results_from_elsewhere: tuple[ImportedResult, ...]
    records: tuple[InspectionRecord, ...]


class TestLogs(Struct, frozen=True, gc=False):
    """The log of every test case, by id, and once each tree that was used, by the SHA-256 of its text."""

    __test__ = False  # pytest takes it for a class of tests otherwise

    target: str | None
    profile: str | None
    cases: tuple[CaseLog, ...]
    trees: Mapping[str, str]


# [impl->dsn~logs_of_every_step~1]
def test_logs(ledger: Ledger) -> TestLogs:
    """What happened when every test case was executed."""
    evidence = ledger.view.evidence
    if evidence is None:
        return TestLogs(None, None, (), {})
    trees = {tree.text for case in evidence.cases for scenario in case.scenarios for tree in scenario.trees}
    digests = {text: hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in trees}
    cases = tuple(
        CaseLog(
            str(case.id),
            case.outcome,
            case.message,
            case.digest,
            tuple(_scenario(each, digests) for each in case.scenarios),
            imported(case),
            recorded(case),
        )
        for case in evidence.cases
    )
    texts = {digest: text for text, digest in digests.items()}
    return TestLogs(evidence.target, evidence.profile, cases, dict(sorted(texts.items())))


def _scenario(scenario: Scenario, digests: Mapping[str, str]) -> ScenarioLog:
    return ScenarioLog(
        scenario.name,
        scenario.outcome,
        tuple(StepLog(step.text, step.outcome, step.message, step.span.line) for step in scenario.steps),
        scenario.events,
        tuple(TreeLog(tree.name, digests[tree.text]) for tree in scenario.trees),
        scenario.broken,
    )


def section(ledger: Ledger, told: TestLogs) -> Section:
    """What is in full here and what elsewhere; below it, by file, every test case, whose key is its anchor."""
    intro = sentence(
        "Of a scenario that did not pass, every step is here, with what the target did. Of one that passed, the "
        "criteria that held are; all its steps and what the target did are in the data of this section, in report.json."
        if ledger.view.evidence
        else "No test case was executed, so there is no log."
    )
    below = tuple(
        Section(f"{KEY}_{number}", file, None, (), tuple(_trial(entry, ledger.view) for entry in entries))
        for number, (file, entries) in enumerate(groupby(ledger.view.trials, key=lambda each: each.item.span.file), 1)
    )
    return Section(KEY, TITLES[KEY], told, (intro,), below)


def _trial(entry: Entry, view: View) -> Section:
    """A test case by itself: what it is about, what came of it, and its log."""
    shown = card(entry, view)
    texts = (Fact("Text", laid_out(entry.item.description, view)),) if entry.item.description else ()
    kept = tuple(fact for fact in shown.facts.facts if fact.name != "Stopped at")
    facts = (*texts, *_account(entry), *kept)
    return Section(entry.anchor, entry.title, None, (replace(shown, facts=Facts(facts)),))


def _account(entry: Entry) -> Iterator[Fact]:
    """What was executed, scenario by scenario; where there is none, why."""
    case = entry.case
    if case is None:
        return
    if case.outcome is not Outcome.PASSED and case.message and not case.fault:
        yield said("Result", case.message)
    if case.scenarios:
        yield Fact("Scenarios", tuple(_scenarios(case.scenarios)))
    if case.origins:
        yield Fact("Results from elsewhere", tuple(result_lines(case)))
    if case.inspections:
        yield Fact("Records", tuple(record_lines(case)))


def _scenarios(scenarios: Sequence[Scenario]) -> Iterator[Block]:
    """Those that passed by their criteria, side by side; of any other all its steps and what the target did."""
    for full, group in groupby(scenarios, key=_is_told_in_full):
        if full:
            for scenario in group:
                yield from _in_full(scenario)
        else:
            yield Bullets(tuple(map(_in_short, group)))


def _is_told_in_full(scenario: Scenario) -> bool:
    return scenario.outcome is not Outcome.PASSED


def _in_short(scenario: Scenario) -> Line:
    """A scenario that passed: its name, how many steps it has, and its criteria."""
    steps = Words(f" ({counted(len(scenario.steps), 'step')})", Weight.SOFT)
    demanded = [part for step in criteria(scenario) for part in (Words("; "), Words(step.text, Weight.CODE))]
    line: Line = (Badge(chip(scenario.outcome)), Words(f" {scenario.name}"), steps)
    silent = (Words(f"; {_silent(scenario)}"),) if scenario.broken else ()
    return (*line, Words(": "), *demanded[1:], *silent) if demanded else (*line, *silent)


def _silent(scenario: Scenario) -> str:
    return f"broken, and no step noticed: {', '.join(scenario.broken)}"


def _in_full(scenario: Scenario) -> Iterator[Block]:
    """Any other: every step, the invariants that broke, and what the target did."""
    steps = Words(f" {scenario.name} ({counted(len(scenario.steps), 'step')})")
    yield Paragraph((Badge(chip(scenario.outcome)), steps))
    yield Bullets(tuple(map(_step, scenario.steps)))
    if scenario.broken:
        yield sentence(_silent(scenario))
    if scenario.events:
        yield Literal("\n".join(scenario.events))


def _step(step: Step) -> Line:
    line: Line = (Badge(chip(step.outcome)), Words(" "), Words(step.text, Weight.CODE))
    return (*line, Words(f": {step.message} (line {step.span.line})")) if step.message else line
