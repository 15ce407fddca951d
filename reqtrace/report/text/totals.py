# SPDX-License-Identifier: Apache-2.0
"""The figures at the end of an answer: how many of which kind, how many complaints, and whether all is well."""

from __future__ import annotations

from rich.text import Text

from reqtrace.catalogue import Severity
from reqtrace.report.text.page import Page
from reqtrace.report.view import View, counted
from reqtrace.trace.verdict import Verdict


def show_totals(page: Page, view: View) -> None:
    """Write the totals; the last line says OK, NOT VERIFIED where nothing is wrong and something is open, or NOT OK."""
    page.heading("Totals", view.qualifier)
    width = max((len(tally.kind) for tally in view.tallies), default=0)
    digits = max((len(str(tally.items)) for tally in view.tallies), default=0)
    for tally in view.tallies:
        parts = [page.glyph(chip).append(f" {count} {chip.word}") for chip, count in tally.parts]
        if tally.defects:
            parts.append(Text(counted(tally.defects, "defect"), "bold red"))
        head = Text(f"  {tally.kind.ljust(width)}  {str(tally.items).rjust(digits)}")
        page.pair(head, column=width + digits + 6, words=Text("  ").join(parts))
    complaints = [
        counted(len(found), severity.value)
        for severity in (Severity.ERROR, Severity.WARNING)
        if (found := view.of_severity(severity))
    ]
    page.blank()
    if view.meaning:
        page.prose(view.meaning, style="dim")
        page.blank()
    counts = f" ({', '.join(complaints)})" if complaints else ""
    mark, reason = _mark(view)
    page.prose(mark.append(Text((f": {reason}" if reason else "") + counts, "default not bold")))


def _mark(view: View) -> tuple[Text, str]:
    if not view.sound:
        return Text("NOT OK", "bold red"), view.answer
    if any(row.verdict is Verdict.UNVERIFIED and not row.rejected for row in view.rows):
        return Text("NOT VERIFIED", "bold yellow"), view.answer
    return Text("OK", "bold green"), view.answer if view.excused else ""
