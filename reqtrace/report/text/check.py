# SPDX-License-Identifier: Apache-2.0
"""What would become of guests: refusals and what versions do, then what is shared, then what to look at."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from reqtrace.hypervisor.findings import FINDINGS, Finding
from reqtrace.hypervisor.forecast import Conflict, Fate, Forecast, GuestForecast, Outcome, Refusal
from reqtrace.hypervisor.tree.tree_source import Place
from reqtrace.report.text.page import STYLES, Page
from reqtrace.report.view import Chip, Tone, counted

_CREATED = Chip("created", Tone.OK, "✓", "+")
_REFUSED = Chip("refused", Tone.BAD, "✕", "x")
_SHARED = Chip("shared", Tone.BAD, "✕", "x")
_LOOK = Chip("warning", Tone.OPEN, "▲", "^")
_SAME = "the same"
"""What is said of a version that does what is required."""
_COLUMN = 12
"""Where words begin beside the name of a version."""


def show_check(console: Console, told: Forecast, host: str) -> None:
    """Write the answer; `host` is the file of the host's tree, empty where there is none."""
    page = Page(console)
    refused = sum(not guest.created for guest in told.guests)
    where = f"on {host}" if host else "without a host, held against each other only"
    created = len(told.guests) - refused
    page.prose(f"{counted(len(told.guests), 'guest')} {where}: {created} would be created, {refused} refused.")
    for guest in told.guests:
        _guest(page, guest)
    if told.conflicts:
        page.heading("Shared", "no two guests may have these")
        for conflict in told.conflicts:
            _conflict(page, conflict)
    if told.remarks:
        page.heading("To look at", "nothing here is refused")
        for remark in told.remarks:
            head = page.chip(_LOOK)
            page.pair(Text("  ").append_text(head), column=_COLUMN, words=_said(remark.guest, remark.message))
            page.line(Text(_named(remark.place), "dim"), indent=_COLUMN)
            page.prose(f"help: {remark.help}", indent=_COLUMN)
    _findings(page, (finding for guest in told.guests for outcome in guest.outcomes for finding in outcome.findings))


def _guest(page: Page, told: GuestForecast) -> None:
    """One guest: what the requirements refuse it, and what versions of Xen do."""
    page.blank()
    page.line(page.chip(_CREATED if told.created else _REFUSED), Text(f"  {told.guest.name}", "bold"))
    for refusal in told.refusals:
        _refusal(page, refusal)
    before = said = ""
    for outcome in told.outcomes:
        words = _does(outcome, created=told.created)
        style = "" if words == _SAME else STYLES[Tone.OPEN]
        shown = f"as {before}" if before and words == said else words
        page.pair(Text(f"  {outcome.profile}", style), column=_COLUMN, words=shown)
        before, said = (before, said) if shown != words else (outcome.profile, words)


def _does(outcome: Outcome, *, created: bool) -> str:
    """What a version does with a guest that would, as required, be created or not."""
    if outcome.fate is (Fate.CREATED if created else Fate.REFUSED) and not outcome.findings:
        return _SAME
    fate = "created all the same" if outcome.fate is Fate.CREATED and not created else outcome.fate.value
    detail = f": {outcome.detail}" if outcome.detail else ""
    return f"{fate}{detail}" + (f" ({', '.join(map(str, outcome.findings))})" if outcome.findings else "")


def _refusal(page: Page, refusal: Refusal) -> None:
    page.line(Text(f"  {refusal.errno.name}  {refusal.requirement}", STYLES[Tone.BAD]))
    page.prose(refusal.message, indent=4)
    node = f"  {refusal.subject}" if refusal.subject else ""
    page.line(Text(f"{_named(refusal.place)}{node}", "dim"), indent=4)
    if refusal.device_place is not None:
        page.line(Text(f"{_named(refusal.device_place)}  {refusal.device}", "dim"), indent=4)
    page.prose(f"help: {refusal.help}", indent=4)


def _conflict(page: Page, conflict: Conflict) -> None:
    head = Text("  ").append_text(page.glyph(_SHARED)).append(f" {conflict.resource.value}")
    page.pair(head, column=_COLUMN, words=_said(" and ".join(conflict.guests), conflict.detail))
    width = max(map(len, conflict.guests))
    for guest, place in zip(conflict.guests, conflict.places, strict=True):
        page.line(Text(f"{guest:<{width}}  {_named(place)}", "dim"), indent=_COLUMN)


def _findings(page: Page, found: Iterable[Finding]) -> None:
    """What the findings say that versions were named with, once each."""
    shown = set(found)
    if not shown:
        return
    page.heading("Findings", "in which versions of Xen deviate from what is required")
    for finding in Finding:
        if finding in shown:
            page.pair(Text(f"  {finding}"), column=_COLUMN, words=FINDINGS[finding].title)


def _said(who: str, words: str) -> Text:
    return Text(who, "bold").append(f": {words}", "not bold") if who else Text(words)


def _named(place: Place) -> str:
    return f"{place.file}:{place.line}:{place.column}" if place.line else place.file
