# SPDX-License-Identifier: Apache-2.0
"""One thing explained: a code of the catalogue, or an item with its links and its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from reqtrace.catalogue import Code
from reqtrace.evidence import Case, Inspection, Origin, Scenario
from reqtrace.report.text.gaps import show_reasons
from reqtrace.report.text.page import CHIP, Page
from reqtrace.report.view import (
    Entry,
    Line,
    Listing,
    Literal,
    Neighbour,
    Paragraph,
    Piece,
    Style,
    View,
    chip,
    prose,
)
from reqtrace.trace.inspectable import inspectable

_STYLES = {
    Style.PLAIN: "",
    Style.CODE: "cyan",
    Style.STRONG: "bold",
    Style.EMPHASIS: "italic",
    Style.LINK: "blue",
}


# [impl->dsn~codes_are_explained~1]
def show_code(console: Console, code: Code) -> None:
    """Write what a code means, what leads to it, and how to mend it."""
    page = Page(console)
    page.line(Text(f"{code.severity}[{code}]", "bold"), Text(f": {code.summary}", "bold"))
    page.heading("Meaning")
    page.prose(code.meaning, indent=2)
    page.heading("Example", code.form.value)
    for line in code.example.split("\n"):
        page.line(line, indent=2)
    page.heading("Way out")
    page.prose(code.mend, indent=2)


def _inspectable(view: View, entry: Entry) -> str:
    return inspectable(entry.item, lambda id_: (each.item for each in view.by_id.get(id_, ())))


def show_item(console: Console, view: View, entry: Entry, base: str = ".") -> None:
    """Write one item: what its author declared, what it is linked with, and what was observed."""
    page = Page(console, base)
    page.prose(Text(entry.title, "bold"))
    page.line(str(entry.id))
    qualifier = f" ({view.grounds(entry)})" if entry.verdict else ""
    page.line(page.chip(entry.chip), Text(qualifier, "dim"))
    facts = [entry.kind_title, entry.item.status.value, *(f"needs {need.kind}" for need in entry.item.needs)]
    facts.append(str(entry.item.span.below(base)))
    page.prose(Text(" · ".join(facts), "dim"))
    for label, text in (
        ("Description", entry.item.description),
        ("Rationale", entry.item.rationale),
        ("Comments", entry.item.comment),
    ):
        _prose(page, label, text)
    if entry.item.digest:
        of = "this text and of what it covers" if entry.item.covers else "this text"
        page.heading("Digest to record", f"of {of}, as a record of an inspection names it")
        page.line(_inspectable(view, entry), indent=2)
    if entry.item.tags:
        page.heading("Tags")
        page.prose(", ".join(entry.item.tags), indent=2)
    if entry.missing:
        page.heading("Missing")
        page.prose(", ".join(entry.missing), indent=2)
    if entry.gaps:
        page.heading("Accepted gaps")
        show_reasons(page, entry, indent=2)
    _reasons(page, entry)
    _neighbours(page, "Covers", entry.covers, view)
    _neighbours(page, "Covered by", entry.covered_by, view)
    _neighbours(page, "Also called so", entry.twins, view)
    if entry.case:
        _case(page, entry.case)


def _prose(page: Page, label: str, text: str) -> None:
    if not text.strip():
        return
    page.heading(label)
    for number, block in enumerate(prose(text)):
        if number:
            page.blank()
        match block:
            case Paragraph(line):
                page.prose(_line(line), indent=2)
            case Listing(entries, numbered):
                for position, entry in enumerate(entries, 1):
                    mark = f"{position}." if numbered else "-"
                    page.pair(Text(f"  {mark}"), column=len(mark) + 3, words=_line(entry))
            case Literal(literal):
                for row in literal.split("\n"):
                    page.line(row, indent=4)


def _line(line: Line) -> Text:
    return Text("").join(_piece(piece) for piece in line)


def _piece(piece: Piece) -> Text:
    return Text(piece.text, _STYLES[piece.style])


def _reasons(page: Page, entry: Entry) -> None:
    if not entry.reasons or entry.executable:
        return
    page.heading("Why it is not verified")
    for reason in entry.reasons:
        page.prose(f"{reason.id}: {reason.text}" if reason.id != entry.id else reason.text, indent=2)
        page.place(reason.span, indent=2)


def _neighbours(page: Page, label: str, neighbours: Sequence[Neighbour], view: View) -> None:
    if not neighbours:
        return
    page.heading(label, view.qualifier)
    for each in neighbours:
        head = Text("  ").append_text(page.chip(each.chip))
        page.pair(head, column=CHIP + 2, words=str(each.id))
        if each.title:
            page.prose(Text(each.title, "dim"), indent=CHIP + 2)


def _case(page: Page, case: Case) -> None:
    if case.message:
        page.heading("Result")
        page.prose(case.message, indent=2)
    for origin in case.origins:
        page.heading(f"Elsewhere: {origin.name}", origin.outcome.value)
        _elsewhere(page, origin, _of(origin))
    for record in case.inspections:
        page.heading(f"Elsewhere: {record.checklist}", record.outcome.value)
        _elsewhere(page, record, _by(record))
    for scenario in case.scenarios:
        _scenario(page, scenario)


def _elsewhere(page: Page, each: Origin | Inspection, facts: Sequence[str]) -> None:
    """Write what is known of what was observed elsewhere, where that stands, and why it does not count if so."""
    if each.setback:
        page.prose(f"does not count: {each.setback}", indent=2)
    for fact in (*facts, f"{each.file}:{each.line}"):
        page.prose(Text(fact, "dim"), indent=2)


def _of(origin: Origin) -> list[str]:
    """What a file says of a result."""
    said = (
        origin.message,
        origin.tool,
        origin.date,
        f"commit {origin.commit}" if origin.commit else "no commit stated",
    )
    return [*(each for each in said if each), f"SHA-256 {origin.digest}"]


def _by(record: Inspection) -> list[str]:
    """Who inspected what, and when."""
    said = (f"written by {record.author}, approved by {record.approver} on {record.date}", record.note)
    return [*(each for each in said if each), f"SHA-256 {record.digest}"]


def _scenario(page: Page, scenario: Scenario) -> None:
    page.heading(f"Scenario: {scenario.name}", scenario.outcome.value)
    for step in scenario.steps:
        page.pair(Text("  ").append_text(page.glyph(chip(step.outcome))), column=4, words=step.text)
        if step.message:
            page.prose(step.message, indent=6, style="dim")
    if scenario.events:
        page.blank()
        page.line(Text("What happened", "dim"), indent=2)
        for event in scenario.events:
            page.prose(event, indent=4)
