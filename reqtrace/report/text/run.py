# SPDX-License-Identifier: Apache-2.0
"""What test cases verified: what needs a person first, then accepted gaps, the matrix and the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from reqtrace.report.text.faults import faults, inherited
from reqtrace.report.text.gaps import show_gaps
from reqtrace.report.text.gate import show_demand, show_gate
from reqtrace.report.text.page import CHIP, Page, clipped
from reqtrace.report.text.totals import show_totals
from reqtrace.report.view import CHIPS, Chip, Entry, Neighbour, Reason, View, counted, printable
from reqtrace.report.view.noticing import shortfall
from reqtrace.trace.gate import Threshold

_TITLE_FROM = 24
"""The least room in which a title is worth showing."""


def show_run(console: Console, view: View, base: str = ".", gate: Sequence[Threshold] = ()) -> None:
    """Write the answer of a run; places are shown below the folder `base`, and `gate` is what the project demands."""
    page = Page(console, base)
    page.line(Text(view.title, "bold"))
    page.prose(view.answer)
    missed = [each for each in gate if not each.met]
    if view.attention or missed:
        page.heading("Needs a person", view.qualifier)
        for demand in missed:
            page.blank()
            show_demand(page, demand)
        for entry in view.attention:
            _wanting(page, entry)
    show_gaps(page, view.excused, view.qualifier)
    judged = (row for row in view.rows if row.verdict)  # tags in code would be many, and are among the totals
    for kind, rows in groupby(judged, key=lambda row: row.id.kind):
        _matrix(page, view, kind, list(rows))
    show_gate(page, gate, view.qualifier)
    if view.adequacy is not None and (short := shortfall(view.adequacy)):
        page.heading("What test cases notice", view.qualifier)
        page.prose(short, indent=2)
    show_totals(page, view)


def _wanting(page: Page, entry: Entry) -> None:
    """One item that needs a person, with everything that is known of its fault."""
    page.blank()
    head = page.chip(entry.chip)
    page.pair(Text("  ").append_text(head), column=CHIP + 2, words=Text(entry.title, "bold"))
    page.line(str(entry.id), indent=CHIP + 2)
    if entry.inherits:
        page.prose(Text(inherited(entry), "dim"), indent=CHIP + 2)
        return
    for fault in faults(entry):
        page.prose(fault, indent=CHIP + 2)
    if entry.missing or entry.misfits or entry.objections:
        page.place(entry.item.span, indent=CHIP + 2)
    for reason in entry.reasons:
        if reason.id != entry.id or reason.step:
            _blamed(page, entry, reason)
        elif not (entry.missing or entry.misfits or entry.objections):
            page.prose(reason.text, indent=CHIP + 2)
            page.place(reason.span, indent=CHIP + 2)


def _blamed(page: Page, entry: Entry, reason: Reason) -> None:
    """The case at fault: its step, what happened there, and the place."""
    chips = {each.id: each.chip for each in entry.covered_by} | {entry.id: entry.chip}
    sign = page.glyph(chips[reason.id]).append(" ") if reason.id in chips else Text("")
    margin = CHIP + 2
    if reason.id != entry.id:
        page.line(sign, str(reason.id), indent=margin)
        margin += 2
    if reason.step:
        page.prose(reason.step, indent=margin)
    page.prose(reason.text, indent=margin)
    page.place(reason.span, indent=margin)


def _matrix(page: Page, view: View, kind: str, rows: Sequence[Entry]) -> None:
    """One line for each requirement: verdict, id, title where there is room, and a glyph for each thing covering it."""
    title = "" if rows[0].kind_title == kind else f" · {rows[0].kind_title}"
    page.heading(f"{kind}{title}", f"{counted(len(rows), 'requirement')}, verdicts: {view.qualifier}")
    ids = max(cell_len(str(row.id)) for row in rows)
    most = max((len(row.covered_by) for row in rows), default=0)
    room = page.width - 2 - CHIP - ids - 2
    titles = min(room - most - 2, max(cell_len(printable(row.title)) for row in rows))
    titled = room - most - 2 >= _TITLE_FROM
    for row in rows:
        head = Text("  ").append_text(page.chip(row.chip))
        head.append(" " * (CHIP + 2 - head.cell_len))
        head.append(str(row.id).ljust(ids) + "  ")
        if titled:
            shown = clipped(row.title, titles)
            head.append(shown + " " * (titles + 2 - cell_len(shown)), "dim")
        squares = _squares(page, row.covered_by, most if titled else room)
        if squares is None:
            page.line(head)
            page.line(_counts(page, row.covered_by), indent=CHIP + 2)
        else:
            page.line(head, squares)


def _squares(page: Page, neighbours: Sequence[Neighbour], room: int) -> Text | None:
    """A glyph for each, or how often each glyph occurs where they are too many; None where not even that fits."""
    if len(neighbours) <= room:
        return Text("").join(page.glyph(each.chip) for each in neighbours)
    counts = _counts(page, neighbours)
    return counts if counts.cell_len <= room else None


def _counts(page: Page, neighbours: Sequence[Neighbour]) -> Text:
    words = list(CHIPS)
    number: Counter[Chip] = Counter(each.chip for each in neighbours)
    ordered = sorted(number.items(), key=lambda part: words.index(part[0].word))
    return Text(" ").join(page.glyph(chip).append(str(count)) for chip, count in ordered)
