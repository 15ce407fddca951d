# SPDX-License-Identifier: Apache-2.0
"""One requirement on its page: what it says, what it is worth and why, how it is verified and by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from reqtrace.item import Status
from reqtrace.report.dossier.ledger import Ledger, counts
from reqtrace.report.dossier.records import record_lines, result_lines
from reqtrace.report.hypertext import html
from reqtrace.report.sheets.cells import OBSERVED, called
from reqtrace.report.site.words import Ways, chip, linked, located, paragraphs, style, text
from reqtrace.report.view import Entry, Neighbour, Reason, acceptance, misfit
from reqtrace.report.view import chip as chip_of
from reqtrace.trace.attributes import Attributes, Extent
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.verdict import Verdict
from reqtrace.trace.versions import Standing

VERDICTS: Final = frozenset(verdict.value for verdict in Verdict)
"""The words of chips that are verdicts, which are worth nothing without what they rest on."""


def qualified(entry: Entry | Neighbour, qualifier: str = "") -> str:
    """The chip of an item; a verdict with what it rests on, the outcome of a test case only where these differ."""
    if entry.resting:
        return chip(entry.chip, entry.resting if entry.chip.word in OBSERVED else "")
    return chip(entry.chip, qualifier if entry.chip.word in VERDICTS and not entry.executable else "")


def heading(entry: Entry, qualifier: str) -> str:
    """The title, and below it what the item is worth, its id, its revision, and where it is written."""
    place = f"revision {entry.id.revision}, {located(entry.item.span)}"
    shown = f"{qualified(entry, qualifier)} <code>{entry.id}</code> {place}"
    return f'<h2>{text(called(entry))}</h2>\n<p class="of">{shown}</p>\n'


def requirement(entry: Entry, ledger: Ledger, ways: Ways) -> str:
    """All there is to say of one requirement."""
    qualifier = ledger.view.qualifier
    facts = listed(_facts(entry, ledger, ways))
    return (
        f'<section class="item {style(entry.chip)}" id="{entry.anchor}">\n{heading(entry, qualifier)}'
        f"<div>{words(entry, ways)}</div>\n{facts}"
        f"{_why(entry, ways)}{from_elsewhere(entry, ledger, ways)}{_versions(entry, ledger)}"
        f"{_below(entry, ledger, ways)}</section>\n"
    )


def listed(facts: Iterable[tuple[str, str]]) -> str:
    """Facts, each with its name; nothing where there is none."""
    told = "".join([f"<dt>{name}</dt><dd>{said}</dd>\n" for name, said in facts])
    return f"<dl>{told}</dl>\n" if told else ""


def words(entry: Entry, ways: Ways) -> str:
    """What the author wrote."""
    item = entry.item
    shown = paragraphs(item.description, ways.mention)
    if item.rationale:
        shown += f"<h3>Rationale</h3>\n{paragraphs(item.rationale, ways.mention)}"
    if item.comment:
        shown += f"<h3>Comments</h3>\n{paragraphs(item.comment, ways.mention)}"
    return shown


def _facts(entry: Entry, ledger: Ledger, ways: Ways) -> Iterator[tuple[str, str]]:
    attributes, whole = ledger.of(entry), ledger.completeness(entry)
    if attributes.integrity:
        yield "Integrity level", text(attributes.integrity)
    if attributes.method:
        yield "Verified by", text(attributes.method.value)
    if whole is not None and (whole is not Completeness.INCOMPLETE or entry.verdict is Verdict.VERIFIED):
        yield "Completeness", text(whole.value)
    if attributes.derived:
        yield "Derived", "refines nothing, but follows from a decision of design"
    yield from common(entry, ledger, ways)


def common(entry: Entry, ledger: Ledger, ways: Ways) -> Iterator[tuple[str, str]]:
    """The facts that requirements and test cases have in common."""
    item = entry.item
    if entry.covers:
        yield "Covers", "<br>".join([_covered(each, ways) for each in entry.covers])
    if item.needs:
        yield "Needs", text(", ".join([each.kind for each in item.needs]))
    if item.depends:
        yield "Depends on", "<br>".join([ways.titled(each.id) for each in item.depends])
    if item.status is not Status.APPROVED:
        yield "Status", chip(chip_of(item.status))
    if item.tags:
        yield "Tags", text(", ".join(item.tags))


def _covered(other: Neighbour, ways: Ways) -> str:
    """An item that this one covers; the condition of the link where that is not as it should be."""
    shown = linked(other, ways.item(other.anchor))
    return shown if other.condition.good else f"{chip(other.chip)} {shown}"


def _why(entry: Entry, ways: Ways) -> str:
    """Why the item is not as it should be, unless that is all in what covers it, which is listed below."""
    listed = {each.id for each in entry.covered_by if each.condition.good}
    own = replace(entry, reasons=tuple(each for each in entry.reasons if each.id not in listed))
    said = [] if entry.rejected else list(reasons(own, ways))
    if len(said) < 2:  # noqa: PLR2004 - one needs no list
        return "".join([f'<p class="why {style(entry.chip)}">{each}</p>\n' for each in said])
    lines = "".join([f"<li>{each}</li>" for each in said])
    head = "Why" if entry.verdict not in (None, Verdict.VERIFIED) else "What is wrong"
    return f'<div class="why {style(entry.chip)}"><h3>{head}</h3><ul>{lines}</ul></div>\n'


def reasons(entry: Entry, ways: Ways) -> Iterator[str]:
    """Why an item is not as it should be, a line for each."""
    for kind in entry.missing:
        yield f"Nothing of the kind {text(kind)} covers it, which it needs."
    for gap in entry.gaps:
        accepted = acceptance(gap)
        why = text(" ".join(gap.justification.reason.split()))
        yield f"No {text(gap.kind)} covers it, which the project accepts: {why} ({text(accepted)})."
    for each in entry.misfits:
        yield f"{_sentence(misfit(each))} {located(each.span)}"
    for said in entry.objections:
        yield f"{_sentence(said.message)} {located(said.span)}"
    for reason in entry.reasons:
        if not (reason.id == entry.id and (entry.missing or entry.gaps) and not reason.step):
            yield _reason(reason, entry, ways)


def _reason(reason: Reason, entry: Entry, ways: Ways) -> str:
    about = "" if reason.id == entry.id else f"{ways.titled(reason.id)}: "
    step = f'<span class="step">{text(reason.step)}</span> ' if reason.step else ""
    where = "" if reason.span == entry.item.span else f" {located(reason.span)}"
    return f"{about}{step}{text(reason.text)}{where}"


def _sentence(said: str) -> str:
    return text(f"{said[:1].upper()}{said[1:]}.")


def from_elsewhere(entry: Entry, ledger: Ledger, ways: Ways) -> str:
    """The results and the records of inspections that an item rests on, each with its place and what was written."""
    case = ledger.case(entry)
    if case is None or not (case.origins or case.inspections):
        return ""
    shown = html((*result_lines(case), *record_lines(case)), ways)
    for each in case.origins:
        if each.log:
            log = f'<pre tabindex="0">{text(each.log)}</pre>'
            shown += f"<details><summary>Log of {text(each.name or each.file)}</summary>{log}</details>\n"
    return f'<h3>Results and records from elsewhere</h3>\n<div class="records">\n{shown}</div>\n'


def _versions(entry: Entry, ledger: Ledger) -> str:
    """How the requirement stands in every version that was compared."""
    matrix = ledger.view.matrix
    cells = matrix.rows.get(entry.id) if matrix else None
    if matrix is None or cells is None:
        return ""
    alike: dict[tuple[Standing, tuple[str, ...]], list[str]] = {}
    for profile, cell in zip(matrix.profiles, cells, strict=True):
        alike.setdefault((cell.standing, cell.findings), []).append(profile)
    if len(alike) == 1 and not cells[0].findings:
        shown = chip(chip_of(cells[0].standing))
        return f"<h3>{shown} in every version of Xen <small>({text(matrix.target)})</small></h3>\n"
    lines = "".join([_version(*told, profiles, ledger) for told, profiles in alike.items()])
    return f'<h3>In versions of Xen <small>({text(matrix.target)})</small></h3>\n<ul class="links">\n{lines}</ul>\n'


def _version(standing: Standing, findings: Sequence[str], profiles: Sequence[str], ledger: Ledger) -> str:
    """The versions in which the requirement stands alike, by the same findings."""
    shown = f"<li>{chip(chip_of(standing))} {text(', '.join(profiles))}"
    return f"{shown} {named(findings, ledger, len(findings))}</li>\n" if findings else f"{shown}</li>\n"


def named(findings: Sequence[str], ledger: Ledger, most: int) -> str:
    """The names of the first findings, each with what it is in its tooltip, and how many more there are."""
    known = ledger.view.matrix.findings if ledger.view.matrix else {}
    shown = [f'<abbr title="{text(known[name].title)}">{text(name)}</abbr>' for name in findings[:most]]
    return " ".join(shown if len(findings) <= most else [*shown, f"and {len(findings) - most} more"])


def _below(entry: Entry, ledger: Ledger, ways: Ways) -> str:
    """What covers the item: requirements, then test cases with how many of them ended how; each with what is wrong."""
    qualifier = "" if ledger.view.mixed else ledger.view.qualifier
    why = {} if entry.rejected else {each.id: each for each in entry.reasons}
    others = [each for each in entry.covered_by if not each.executable]
    cases = entry.cases
    shown = ""
    if others:
        resting = f" <small>({text(qualifier)})</small>" if qualifier else ""
        lines = "".join([_coverer(each, why.get(each.id), ways) for each in others])
        shown = f'<h3>Covered by{resting}</h3>\n<ul class="links">\n{lines}</ul>\n'
    if cases:
        lines = "".join([_coverer(each, why.get(each.id), ways, _about(each, ledger)) for each in cases])
        shown += f'<h3>Test cases <small>{_ended(entry, ledger)}</small></h3>\n<ul class="links">\n{lines}</ul>\n'
    return shown


def _coverer(other: Neighbour, reason: Reason | None, ways: Ways, about: str = "") -> str:
    """What covers an item: what it is worth, its title, what is said `about` it, and what is wrong with it."""
    why = ""
    if reason is not None and reason.text != other.chip.word and other.condition.good:
        # What no step says stands where the link leads.
        step = f'<span class="step">{text(reason.step)}</span> ' if reason.step else ""
        where = f" {located(reason.span)}" if reason.step else ""
        why = f'<p class="message">{step}{text(reason.text)}{where}</p>'
    return f"<li>{qualified(other)} {linked(other, ways.item(other.anchor))}{about}{why}</li>\n"


def _ended(entry: Entry, ledger: Ledger) -> str:
    """How many test cases ended how."""
    told = counts(ledger.cases(entry))
    if ledger.view.evidence is None:
        return "none was executed"
    return f"{told.passed} passed, {told.failed} failed, {told.not_run} not run"


def _about(case: Neighbour, ledger: Ledger) -> str:
    """How much a test case verifies, what it aims at and how it was derived."""
    said = derivation(ledger.attributes.get(case.anchor)) if case.condition.good else ""
    return f" <small>{said}</small>" if said else ""


def derivation(attributes: Attributes | None) -> str:
    """In words what a test case says of itself; nothing where it says nothing."""
    if attributes is None:
        return ""
    extent = {Extent.FULLY: "verifies it fully", Extent.IN_PART: "verifies a part of it", Extent.UNSAID: ""}
    parts = (extent[attributes.extent], ", ".join(attributes.types), ", ".join(attributes.techniques))
    return text("; ".join(filter(None, parts)))
