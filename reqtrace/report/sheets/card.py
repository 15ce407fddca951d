# SPDX-License-Identifier: Apache-2.0
"""What is said of one item where it stands: what it is worth and why, what it is linked to, where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reqtrace.evidence import Case
from reqtrace.item import Status
from reqtrace.report.block import (
    Badge,
    Block,
    Bullets,
    Card,
    Fact,
    Facts,
    Line,
    Link,
    Literal,
    Paragraph,
    Source,
    Weight,
    Words,
)
from reqtrace.report.sheets.cells import badge, gap_in_words, is_unnamed, link
from reqtrace.report.view import Entry, Failure, Neighbour, Reason, View, chip, misfit

_BLANK = Words(" ")


# [impl->dsn~cards_show_worth~1]
def card(entry: Entry, view: View) -> Card:
    """The id of an item, what it is worth, and all that there is to say of it: what is wrong first, then its links."""
    return Card(entry.anchor, entry.id, entry.chip, _standing(entry, view), Facts(tuple(_facts(entry, view))))


def _standing(entry: Entry, view: View) -> Line:
    """The verdict with what it rests on, a status that is worth a word, the kind, and the revision."""
    said = Words(f"{entry.kind_title}, revision {entry.id.revision}", Weight.SOFT)
    shown = badge(entry.chip, view.grounds(entry))
    if entry.item.status is Status.APPROVED or entry.rejected:
        return (shown, _BLANK, said)
    return (shown, _BLANK, Badge(chip(entry.item.status)), _BLANK, said)


def _facts(entry: Entry, view: View) -> Iterator[Fact]:
    if entry.failure and entry.case:
        yield Fact("Stopped at", tuple(_failure(entry.failure, entry.case)))
    elif entry.reasons and not entry.rejected:
        yield _listed("Because", (because(each, entry) for each in entry.reasons))
    defects = (*map(misfit, entry.misfits), *(each.message for each in entry.objections))
    if defects:
        yield _listed("Defects", ((Words(each),) for each in defects))
    if entry.missing:
        yield Fact("Missing", (Paragraph((Words(", ".join(entry.missing)),)),))
    if entry.gaps:
        yield _listed("Accepted gaps", map(gap_in_words, entry.gaps))
    if entry.covers:
        yield _listed("Covers", (_neighbour(each, view.grounds(each)) for each in entry.covers))
    others = [each for each in entry.covered_by if not each.executable]
    if others:
        yield _listed("Covered by", (_coverer(each, view.grounds(each)) for each in others))
    if entry.cases:
        yield _listed("Test cases", (_coverer(each, "") for each in entry.cases))
    yield Fact("Written in", (Paragraph((Source(entry.item.span),)),))


def _listed(name: str, lines: Iterable[Line]) -> Fact:
    return Fact(name, (Bullets(tuple(lines)),))


def _neighbour(other: Neighbour, qualifier: str) -> Line:
    """What became of an item, and its title; the outcome of a case needs no `qualifier`."""
    return (badge(other.chip, qualifier), _BLANK, link(other))


# [impl->dsn~cards_show_places~1]
def _coverer(other: Neighbour, qualifier: str) -> Line:
    """What became of an item that covers, and its title; what has none, such as a tag in code, with its place."""
    if is_unnamed(other):
        return (badge(other.chip, qualifier), _BLANK, Words(f"{other.id.kind} in "), Source(other.span))
    place = (_BLANK, Source(other.span)) if other.title == other.id.name else ()
    return (*_neighbour(other, qualifier), *place)


def because(reason: Reason, entry: Entry) -> Line:
    """Why the item of `entry` is not verified, beginning with the item at fault where that is another."""
    said = Words(f"{reason.step}: {reason.text}" if reason.step else reason.text)
    return (said,) if reason.id == entry.id else (Link(reason.anchor, reason.id), Words(": "), said)


def _failure(failure: Failure, case: Case) -> Iterator[Block]:
    """The step at which a case did not pass, why, and what the target had done until then."""
    if failure.scenario:
        yield Paragraph((Words(f"{failure.scenario}, line {failure.span.line}", Weight.SOFT),))
    if failure.step:
        yield Paragraph((Words(failure.step, Weight.CODE),))
    yield Paragraph((Words(failure.message),))
    events = [each for scenario in case.scenarios if scenario.name == failure.scenario for each in scenario.events]
    if events:
        yield Literal("\n".join(events))
