# SPDX-License-Identifier: Apache-2.0
"""What is covered and what is not: the uncovered first, with what they lack, then the totals."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from reqtrace.report.text.page import CHIP, Page
from reqtrace.report.text.totals import show_totals
from reqtrace.report.view import Entry, View

_NAMED = 3
"""How many of the items that a fault is inherited from are named."""


def show_trace(console: Console, view: View) -> None:
    """Write the answer of a trace."""
    page = Page(console)
    page.line(Text(view.title, "bold"))
    page.prose(view.answer)
    if view.attention:
        page.heading("Defects")
        for entry in view.attention:
            head = Text("  ").append_text(page.chip(entry.chip))
            page.pair(head, column=CHIP + 2, words=str(entry.id))
            if entry.item.title:
                page.prose(Text(entry.title, "bold"), indent=CHIP + 2)
            for fault in _faults(entry):
                page.prose(fault, indent=CHIP + 2)
            page.line(Text(str(entry.item.span), "dim"), indent=CHIP + 2)
    show_totals(page, view)


def _faults(entry: Entry) -> Iterator[str]:
    """What is wrong with an item, in words."""
    for kind in entry.missing:
        yield f"needs a {kind}, and none covers it"
    for each in entry.covers:
        if not each.condition.good:
            yield f"covers {each.id}: {each.condition.value}"
    for each in entry.twins:
        yield f"another item of this id: {each.span}"
    for each in entry.covered_by:
        if not each.condition.good:
            yield f"{each.id} cites it wrongly: {each.condition.value.removeprefix('covered-')}"
    weak = [str(each.id) for each in entry.covered_by if each.condition.good and each.chip.tone not in ("ok", "off")]
    if weak and not entry.missing:
        more = f", and {len(weak) - _NAMED} more" if len(weak) > _NAMED else ""
        yield f"because of {', '.join(weak[:_NAMED])}{more}"
