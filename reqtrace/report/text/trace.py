# SPDX-License-Identifier: Apache-2.0
"""What is covered and what is not: the uncovered first, with what they lack, then accepted gaps, then the totals."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from reqtrace.report.text.faults import faults, inherited
from reqtrace.report.text.gaps import show_gaps
from reqtrace.report.text.gate import show_gate
from reqtrace.report.text.page import CHIP, Page
from reqtrace.report.text.totals import show_totals
from reqtrace.report.view import View
from reqtrace.trace.gate import Threshold


def show_trace(console: Console, view: View, base: str = ".", gate: Sequence[Threshold] = ()) -> None:
    """Write the answer of a trace; places are shown below the folder `base`, and `gate` is what the project demands."""
    page = Page(console, base)
    page.line(Text(view.title, "bold"))
    page.prose(view.answer)
    if view.attention:
        page.heading("Defects" if all(entry.coverage.defect for entry in view.attention) else "Needs a person")
        for entry in view.attention:
            head = Text("  ").append_text(page.chip(entry.chip))
            page.pair(head, column=CHIP + 2, words=str(entry.id))
            if entry.item.title:
                page.prose(Text(entry.title, "bold"), indent=CHIP + 2)
            for fault in (*faults(entry), *filter(None, [inherited(entry)])):
                page.prose(fault, indent=CHIP + 2)
            page.place(entry.item.span, indent=CHIP + 2)
    show_gaps(page, view.excused)
    show_gate(page, gate)
    show_totals(page, view)
