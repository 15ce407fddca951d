# SPDX-License-Identifier: Apache-2.0
"""One requirement in the certification report: what it says, how it is verified, by what, and how far that goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.item import Status
from reqtrace.report.block import Badge, Bullets, Card, Fact, Facts, Line, Weight, Words
from reqtrace.report.dossier.ledger import Counts, Ledger, counts
from reqtrace.report.dossier.records import (
    ImportedResult,
    InspectionRecord,
    imported,
    record_lines,
    recorded,
    result_lines,
)
from reqtrace.report.dossier.section import Section
from reqtrace.report.dossier.words import laid_out, said
from reqtrace.report.phrases import UNSTATED, method_in_words
from reqtrace.report.sheets.card import card
from reqtrace.report.sheets.cells import badge, link
from reqtrace.report.view import Entry, Neighbour, counted
from reqtrace.trace.attributes import Attributes, Extent, Method, Technique, TestType
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.coverage import Deep
from reqtrace.trace.verdict import Verdict


class Reason(Struct, frozen=True, gc=False):
    """Why something is not verified: the item at fault, and what is wrong with it."""

    id: str
    message: str
    file: str
    line: int


class Verifying(Struct, frozen=True, gc=False):
    """A test case of a requirement: what came of it, how much it verifies, and how it was derived."""

    id: str
    title: str
    outcome: str
    extent: Extent
    types: tuple[TestType, ...]
    techniques: tuple[Technique, ...]


class Requirement(Struct, frozen=True, gc=False, kw_only=True):
    """A requirement with everything that is known of its verification.

    `verdict` and `completeness` are None where nothing was executed; `rests_on` says on what the verdict does, and is
    empty where there is none. `method` is None and `integrity` empty where nobody says them. `cases` cover it directly;
    of requirements that cover it, `refined_by` has the ids.
    """

    id: str
    title: str
    kind: str
    revision: int
    status: Status
    file: str
    line: int
    text: str
    rationale: str
    comment: str
    tags: tuple[str, ...]
    integrity: str
    method: Method | None
    derived: bool
    coverage: Deep
    verdict: Verdict | None
    rests_on: str
    completeness: Completeness | None
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    accepted_to_be_missing: tuple[str, ...]
    covers: tuple[str, ...]
    refined_by: tuple[str, ...]
    cases: tuple[Verifying, ...]
    outcomes: Counts | None
    results_from_elsewhere: tuple[ImportedResult, ...]
    records: tuple[InspectionRecord, ...]


# [impl->dsn~requirement_with_all_of_its_evidence~1]
def requirement(entry: Entry, ledger: Ledger) -> Requirement:
    """What there is to say of a requirement."""
    item, attributes, cases, case = entry.item, ledger.of(entry), ledger.cases(entry), ledger.case(entry)
    return Requirement(
        id=str(entry.id),
        title=entry.title,
        kind=entry.id.kind,
        revision=entry.id.revision,
        status=item.status,
        file=item.span.file,
        line=item.span.line,
        text=item.description,
        rationale=item.rationale,
        comment=item.comment,
        tags=item.tags,
        integrity=attributes.integrity,
        method=attributes.method,
        derived=attributes.derived,
        coverage=entry.coverage.deep,
        verdict=entry.verdict,
        rests_on=ledger.grounds(entry),
        completeness=ledger.completeness(entry),
        reasons=reasons(entry),
        missing=entry.missing,
        accepted_to_be_missing=tuple(gap.kind for gap in entry.gaps),
        covers=tuple(str(each.id) for each in entry.covers if each.condition.good),
        refined_by=tuple(str(each.id) for each in entry.covered_by if each.condition.good and not each.executable),
        cases=tuple(_verifying(each, ledger) for each in cases),
        outcomes=counts(cases) if ledger.view.evidence else None,
        results_from_elsewhere=imported(case),
        records=recorded(case),
    )


def reasons(entry: Entry) -> tuple[Reason, ...]:
    """Why an item is not verified, with the places to look at."""
    return tuple(
        Reason(str(each.id), f"{each.step}: {each.text}" if each.step else each.text, each.span.file, each.span.line)
        for each in entry.reasons
    )


def _verifying(case: Neighbour, ledger: Ledger) -> Verifying:
    attributes = ledger.case_of(case)
    outcome = case.chip.word if ledger.view.evidence else "not run"
    return Verifying(str(case.id), case.title, outcome, attributes.extent, attributes.types, attributes.techniques)


# [impl->dsn~requirement_with_all_of_its_evidence~1]
def described(entry: Entry, ledger: Ledger) -> Section:
    """A part of the report about one requirement, whose key is its anchor: its text, and a card of its verification."""
    shown = card(entry, ledger.view)
    facts = (*_texts(entry, ledger), *_verification(entry, ledger), *_linked(shown, entry, ledger))
    return Section(entry.anchor, entry.title, None, (replace(shown, facts=Facts(facts)),))


def _texts(entry: Entry, ledger: Ledger) -> Iterator[Fact]:
    item, view = entry.item, ledger.view
    for name, text in (("Text", item.description), ("Rationale", item.rationale), ("Comment", item.comment)):
        if text:
            yield Fact(name, laid_out(text, view))


def _verification(entry: Entry, ledger: Ledger) -> Iterator[Fact]:
    attributes, completeness = ledger.of(entry), ledger.completeness(entry)
    level = f"Integrity level: {attributes.integrity or UNSTATED}."
    whole = (f"Completeness: {completeness.value}.",) if completeness else ()
    yield said("Verification", " ".join((level, f"Method: {method_of(entry, ledger)}.", *whole)))
    if attributes.derived:
        yield said("Derived", "its author says that it follows from a decision of design, and refines nothing")
    case = ledger.case(entry)
    if case and case.inspections:
        yield Fact("Records", tuple(record_lines(case)))
    if case and case.origins:
        yield Fact("Results from elsewhere", tuple(result_lines(case)))


def _linked(shown: Card, entry: Entry, ledger: Ledger) -> Iterator[Fact]:
    """The facts of the card, with what its test cases are worth as evidence instead of their names alone."""
    for fact in shown.facts.facts:
        if fact.name != "Test cases":
            yield fact
        else:
            summary = said("Test cases", in_words(ledger.cases(entry), ledger)).blocks
            lines = tuple(_case(each, ledger) for each in entry.cases)
            yield Fact(fact.name, (*summary, Bullets(lines)))


def in_words(cases: Sequence[Neighbour], ledger: Ledger) -> str:
    """How many test cases there are, and how they ended."""
    if ledger.view.evidence is None:
        return f"{counted(len(cases), 'test case')}; none was executed."
    told = counts(cases)
    return f"{counted(len(cases), 'test case')}: {told.passed} passed, {told.failed} failed, {told.not_run} not run."


def _case(case: Neighbour, ledger: Ledger) -> Line:
    """What came of a test case, its title, and how it was derived."""
    shown: tuple[Badge, Words] = (badge(case.chip, ""), Words(" "))
    if not case.condition.good or not case.anchor:
        return (*shown, link(case))
    return (*shown, link(case), Words(f" ({derivation(ledger.case_of(case))})", Weight.SOFT))


def method_of(entry: Entry, ledger: Ledger) -> str:
    """How a requirement is verified, in words; one that others refine is so through these."""
    return method_in_words(entry, ledger.of(entry).method)


def derivation(attributes: Attributes) -> str:
    """What a test case aims at, how it was derived, and how much it verifies of what it covers."""
    types = ", ".join(attributes.types) or f"type {UNSTATED}"
    techniques = ", ".join(attributes.techniques) or f"derivation {UNSTATED}"
    return "; ".join((types, techniques, _extent(attributes.extent)))


def _extent(extent: Extent) -> str:
    """How much a test case verifies of what it covers, in words."""
    match extent:
        case Extent.FULLY:
            return "verifies it fully"
        case Extent.IN_PART:
            return "verifies a part of it"
        case Extent.UNSAID:
            return f"extent {UNSTATED}"
