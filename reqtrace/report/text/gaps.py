# SPDX-License-Identifier: Apache-2.0
"""What the project accepts to be missing, with who answers for it and how long."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from reqtrace.report.text.page import CHIP, Page
from reqtrace.report.view import Entry, acceptance


def show_gaps(page: Page, excused: Sequence[Entry], remark: str = "") -> None:
    """Write the accepted gaps of every item that has some; nothing where there is none."""
    if not excused:
        return
    page.heading("Accepted gaps", remark)
    for entry in excused:
        head = Text("  ").append_text(page.chip(entry.chip))
        page.pair(head, column=CHIP + 2, words=str(entry.id))
        if entry.item.title:
            page.prose(Text(entry.title, "bold"), indent=CHIP + 2)
        show_reasons(page, entry, indent=CHIP + 2)
        page.place(entry.item.span, indent=CHIP + 2)


def show_reasons(page: Page, entry: Entry, *, indent: int) -> None:
    """Write of every accepted gap of an item what is missing, why that is accepted, by whom, and how long."""
    for gap in entry.gaps:
        page.prose(f"no {gap.kind} covers it: {' '.join(gap.justification.reason.split())}", indent=indent)
        page.prose(Text(acceptance(gap), "dim"), indent=indent)
