# SPDX-License-Identifier: Apache-2.0
"""What changed between two states: what must not be first, then the other changes, and what has to be looked at."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.text import Text

from reqtrace.report.change_words import (
    FIELD_TITLES,
    MENDS,
    Sign,
    answer,
    gravest,
    lines,
    meaning,
    name,
    of_direction,
    ordered,
    others,
    relation,
)
from reqtrace.report.text.page import CHIP, Page
from reqtrace.report.view import chip
from reqtrace.trace.change import Change, Direction, FieldChange, ItemChange, Suspect

_INDENT: Final = CHIP + 2
_STYLES: Final = {Sign.GONE: "red", Sign.NEW: "green", Sign.SAME: "dim", Sign.LEFT_OUT: "dim"}
_SUSPECTS: Final = {
    Direction.DOWN: ("To be reviewed", "they are as they were, and were written for something else"),
    Direction.UP: ("To be judged again", "they are as they were, and what covers them is not"),
}


# [impl->dsn~change_in_every_form~1]
def show_change(console: Console, change: Change) -> None:
    """Write what changed, and whether any of it must not be."""
    page = Page(console)
    page.line(Text(f"Changes from {change.before} to {change.after}", "bold"))
    page.prose(answer(change))
    if change.unchanged:
        return
    page.prose(meaning(change), style="dim")
    found = ordered(change)
    _items(page, "Must not be", [each for each in found if gravest(each.edits).defect])
    _items(page, "Changed", [each for each in found if not gravest(each.edits).defect])
    for direction in Direction:
        _suspects(page, direction, of_direction(change, direction))
    if change.rerun:
        page.heading("To be executed again", f"{len(change.rerun)}")
        for id_ in change.rerun:
            page.line(str(id_), indent=2)
    _verdicts(page, change)
    page.blank()
    page.line(Text("OK", "bold green") if change.sound else Text("NOT OK", "bold red"))


def _items(page: Page, heading: str, found: list[ItemChange]) -> None:
    if found:
        page.heading(heading, str(len(found)))
    for item in found:
        edit = gravest(item.edits)
        page.blank()
        page.pair(Text("  ").append_text(page.chip(chip(edit))), column=_INDENT, words=Text(item.title, "bold"))
        page.line(name(item), indent=_INDENT)
        if rest := others(item):
            page.line(Text(f"also {', '.join(rest)}", "dim"), indent=_INDENT)
        for link in item.links_removed:
            page.line(Text(f"- {link}", _STYLES[Sign.GONE]), indent=_INDENT)
        for link in item.links_added:
            page.line(Text(f"+ {link}", _STYLES[Sign.NEW]), indent=_INDENT)
        for field in item.fields:
            _field(page, field)
        if edit in MENDS:
            page.prose(MENDS[edit], indent=_INDENT)
        page.place(item.span, indent=_INDENT)


def _field(page: Page, field: FieldChange) -> None:
    page.line(Text(f"{FIELD_TITLES.get(field.name, field.name.capitalize())}:", "dim"), indent=_INDENT)
    for sign, line in lines(field.before, field.after):
        page.line(Text(f"{sign} {line}", _STYLES[sign]), indent=_INDENT + 2)


def _suspects(page: Page, direction: Direction, found: list[Suspect]) -> None:
    if found:
        heading, why = _SUSPECTS[direction]
        page.heading(heading, f"{len(found)}; {why}")
    for suspect in found:
        page.line(str(suspect.id), indent=2)
        page.prose(Text(f"{relation(suspect)} {suspect.because}, which changed", "dim"), indent=4)


def _verdicts(page: Page, change: Change) -> None:
    if change.verdicts:
        page.heading("Other verdicts", change.qualifier)
    for id_, (before, after) in change.verdicts.items():
        line = Text("  ")
        for verdict, sign in ((before, " → "), (after, "  ")):
            line.append_text(page.chip(chip(verdict)) if verdict else Text("–")).append(sign)
        page.line(line.append(str(id_)))
    if change.incomparable:
        page.heading("Not comparable", f"{len(change.incomparable)}; not known in {' and '.join(change.untold)}")
    for id_ in change.incomparable:
        page.line(str(id_), indent=2)
