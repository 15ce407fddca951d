# SPDX-License-Identifier: Apache-2.0
"""What a page shows of one item, below its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docutils import nodes

from reqtrace.evidence import Case
from reqtrace.item import Status
from reqtrace.report.view import Entry, Failure, Neighbour, View, chip, misfit
from reqtrace_sphinx.nodes import Card, Identity
from reqtrace_sphinx.parts import Linker, badge, bullets, field, gap_in_words, line, soft, text


# [impl->dsn~cards_show_worth~1]
def card(entry: Entry, view: View, linker: Linker) -> Card:
    """The id of an item as a permalink, what it is worth, and its links; the target of links to it."""
    shown = Card("", ids=[entry.anchor], classes=["reqtrace-card", f"reqtrace-{entry.chip.tone.value}"])
    permalink = nodes.reference("", "", Identity("", str(entry.id)), refid=entry.anchor, internal=True)
    permalink["classes"] = ["reqtrace-permalink"]
    shown += line(permalink, style="reqtrace-id")
    standing: list[nodes.Node] = [badge(entry.chip, view.qualifier), nodes.Text(" ")]
    if entry.item.status is not Status.APPROVED and not entry.rejected:
        standing += [badge(chip(entry.item.status)), nodes.Text(" ")]
    standing.append(soft(f"{entry.kind_title}, revision {entry.id.revision}"))
    shown += line(*standing, style="reqtrace-standing")
    facts = list(_facts(entry, linker))
    if facts:
        shown += nodes.field_list("", *facts, classes=["reqtrace-facts"])
    return shown


def _facts(entry: Entry, linker: Linker) -> Iterator[nodes.field]:
    """What there is to say: what is wrong first, then the links."""
    reasons = [list(_reason(entry, linker, index)) for index in range(len(entry.reasons))]
    if entry.failure and entry.case:
        yield field("Stopped at", *_failure(entry.failure, entry.case))
    elif reasons:
        yield field("Because", bullets(reasons, "reqtrace-links"))
    defects = (*map(misfit, entry.misfits), *(each.message for each in entry.objections))
    if defects:
        yield field("Defects", bullets(([text(each)] for each in defects), "reqtrace-links"))
    if entry.missing:
        yield field("Missing", line(text(", ".join(entry.missing))))
    if entry.gaps:
        yield field("Accepted gaps", bullets((list(gap_in_words(gap)) for gap in entry.gaps), "reqtrace-links"))
    if entry.covers:
        yield field("Covers", _neighbours(entry.covers, linker))
    others = [each for each in entry.covered_by if not each.executable]
    if others:
        yield field("Covered by", _neighbours(others, linker))
    if entry.cases:
        yield field("Test cases", _neighbours(entry.cases, linker))


def _reason(entry: Entry, linker: Linker, index: int) -> Iterator[nodes.Node]:
    reason = entry.reasons[index]
    if reason.id != entry.id:
        yield linker.link(reason.id, reason.anchor, "", Identity("", str(reason.id)))
        yield nodes.Text(": ")
    if reason.step:
        yield text(f"{reason.step}: ")
    yield text(reason.text)


def _neighbours(found: Iterable[Neighbour], linker: Linker) -> nodes.bullet_list:
    return bullets(map(linker.neighbour, found), "reqtrace-links")


def _failure(failure: Failure, case: Case) -> Iterator[nodes.Element]:
    """The step at which a case did not pass, why, and what the target had done until then."""
    if failure.scenario:
        yield line(soft(f"{failure.scenario}, line {failure.span.line}"))
    if failure.step:
        yield line(nodes.literal("", "", text(failure.step)))
    yield line(text(failure.message))
    events = [each for scenario in case.scenarios if scenario.name == failure.scenario for each in scenario.events]
    if events:
        shown = nodes.literal_block("", "", text("\n".join(events)), language="text")
        shown["classes"] = ["reqtrace-events"]
        yield shown
