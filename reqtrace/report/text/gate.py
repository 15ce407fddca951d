# SPDX-License-Identifier: Apache-2.0
"""What a project demands of itself, with what was reached and by how much it is missed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from reqtrace.report.text.page import CHIP, Page
from reqtrace.report.view import Reached, chip
from reqtrace.trace.gate import Threshold


def show_gate(page: Page, held: Sequence[Threshold], remark: str = "") -> None:
    """Write every demand, those that are missed first; nothing where nothing is demanded."""
    if not held:
        return
    page.heading("Demands of the project", remark)
    for each in sorted(held, key=lambda demand: demand.met):
        show_demand(page, each)


def show_demand(page: Page, demand: Threshold) -> None:
    """Write one demand, and what was reached."""
    head = Text("  ").append_text(page.chip(chip(Reached.of(measured=demand.measured, met=demand.met))))
    page.pair(head, column=CHIP + 4, words=f"{demand.setting}: {demand.words}")
    short = f", {demand.short}" if demand.short else ""
    page.prose(Text(f"{demand.demanded} demanded, {demand.reached}{short}", "dim"), indent=CHIP + 4)
