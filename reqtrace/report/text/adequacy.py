# SPDX-License-Identifier: Apache-2.0
"""What test cases notice: what nobody notices and nobody explains, the requirements, accepted survivors, totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from reqtrace.evidence import Sense
from reqtrace.report.text.page import CHIP, Page, clipped
from reqtrace.report.view import Entry, View, chip, counted, printable
from reqtrace.report.view.noticing import IDLE, WANTED, asked, noticing, share
from reqtrace.trace.adequacy import Adequacy, Row, Survivor
from reqtrace.trace.verdict import Verdict

_FINDINGS = 20
"""The cells of the column of findings."""
_CHANGES = 24
"""The cells of the column of broken rules."""
_LABEL = 30
"""The least room in which a requirement is named beside the columns."""


def show_adequacy(console: Console, view: View, base: str = ".") -> None:
    """Write what the cases notice; places are shown below the folder `base`."""
    if view.adequacy is None:
        raise ValueError("no test case was put to the test")
    page, found = Page(console, base), view.adequacy
    page.line(Text(view.title, "bold"))
    if found.idle:
        page.prose(IDLE)
        return
    page.prose(noticing(found))
    _wanting(page, view, found)
    unique = {entry.id: entry for entry in reversed(view.rows) if entry.id in found.rows}
    shown = (entry for entry in view.rows if unique.get(entry.id) is entry)
    for kind, entries in groupby(shown, key=lambda entry: entry.id.kind):
        _table(page, found, kind, list(entries))
    explained = [each for each in found.survivors if each.reason]
    if explained:
        page.heading("Accepted survivors", "broken rules that no test case notices")
        _survivors(page, explained)
    _totals(page, view, found)


def _wanting(page: Page, view: View, found: Adequacy) -> None:
    """What needs a person: requirements that are not verified, findings and broken rules that nobody notices."""
    silent = [(id_, row) for id_, row in found.rows.items() if row.verdict is not Verdict.VERIFIED]
    silent.sort(key=lambda each: all(id_ != each[0] and id_ in found.rows for id_, _ in each[1].reasons))
    blind = [(id_, row) for id_, row in found.rows.items() if row.undetected]
    if silent or blind or found.undetected:
        page.heading("Needs a person", f"{found.survey.target}, {found.survey.profile}")
    titles = {entry.id: entry.title for entry in view.rows}
    for id_, row in silent:
        page.blank()
        page.pair(
            Text("  ").append_text(page.chip(chip(row.verdict))), column=CHIP + 2, words=Text(titles[id_], "bold")
        )
        page.line(str(id_), indent=CHIP + 2)
        below = [blamed for blamed, _ in row.reasons if blamed != id_ and blamed in found.rows]
        for blamed, reason in row.reasons:
            if blamed not in below:
                page.prose(reason if blamed == id_ else f"{blamed}: {reason}", indent=CHIP + 2)
        if below:
            those = "a requirement that covers it is" if len(below) == 1 else f"{len(below)} that cover it are"
            page.prose(Text(f"{those} not verified", "dim"), indent=CHIP + 2)
    if blind:
        page.blank()
        page.line(Text("  Findings that no test case of a requirement notices", "bold"))
        for id_, row in blind:
            page.prose(f"{id_}: {', '.join(row.undetected)}", indent=4)
    if found.undetected:
        page.blank()
        page.line(Text("  Findings that no test case notices", "bold"))
        page.prose(f"{', '.join(found.undetected)}, which concerns no requirement", indent=4)
    if found.unexplained:
        page.heading("Broken rules that no test case notices", "without a reason")
        _survivors(page, found.unexplained)
    if found.needless:
        page.heading("Reasons without a survivor", "what they speak of is noticed, or does not exist")
        for name in found.needless:
            page.line(name, indent=2)


def _table(page: Page, found: Adequacy, kind: str, entries: Sequence[Entry]) -> None:
    """One row for each requirement: verdict, title and id, findings noticed, broken rules noticed."""
    title = "" if entries[0].kind_title == kind else f" · {entries[0].kind_title}"
    page.heading(f"{kind}{title}", f"{counted(len(entries), 'requirement')}, {found.survey.target}")
    room = page.width - 2 - CHIP - _FINDINGS - _CHANGES
    longest = max(max(cell_len(printable(entry.title)), cell_len(str(entry.id))) for entry in entries)
    label = min(room, longest + 2)
    if room >= _LABEL:
        page.line(Text(" " * (2 + CHIP + label) + "findings".ljust(_FINDINGS) + "broken rules", "dim"))
    for entry in entries:
        row = found.rows[entry.id]
        detected = sum(bool(each.by) for each in row.findings)
        findings = f"{detected} of {len(row.findings)}" if row.findings else "–"
        changes = f"{len(row.noticed)} of {len(row.mattering)}, {len(row.asked)} asked"
        if room >= _LABEL:
            _across(page, entry, row, label, (findings, changes))
        else:
            page.pair(Text("  ").append_text(page.chip(chip(row.verdict))), column=CHIP + 2, words=entry.title)
            page.line(Text(str(entry.id), "dim"), indent=CHIP + 2)
            page.prose(f"findings {findings}; broken rules {changes}{_alone(row)}", indent=CHIP + 2)


def _across(page: Page, entry: Entry, row: Row, label: int, figures: tuple[str, str]) -> None:
    findings, changes = figures
    head = Text("  ").append_text(page.chip(chip(row.verdict)))
    head.append(" " * (CHIP + 2 - head.cell_len))
    titled = clipped(entry.title, label - 2)
    head.append(titled + " " * (label - cell_len(titled)), "bold")
    page.line(head, findings.ljust(_FINDINGS), changes)
    id_ = clipped(str(entry.id), label - 2)
    missing = f"not {', '.join(row.undetected)}" if row.undetected else ""
    words = f"{id_}{' ' * (label - cell_len(id_))}{clipped(missing, _FINDINGS - 2).ljust(_FINDINGS)}{_alone(row)[2:]}"
    page.line(Text(words, "dim"), indent=CHIP + 2)


def _alone(row: Row) -> str:
    """How many changes no step noticed."""
    count = list(row.noticed.values()).count(Sense.INVARIANT)
    return f", {count} by an invariant" if count else ""


def _survivors(page: Page, survivors: Iterable[Survivor]) -> None:
    for survivor in survivors:
        change = survivor.change
        page.blank()
        page.line(Text(change.name, "bold"), indent=2)
        page.prose(change.meaning, indent=4)
        page.prose(Text(change.source, "dim"), indent=4)
        page.prose(survivor.reason or f"{asked(survivor)}.", indent=4)


def _others(found: Adequacy) -> str:
    """Which findings concern no requirement, and are counted all the same."""
    names = [name for name in found.elsewhere if name in found.findings]
    return f", or by any test case where they concern none ({', '.join(names)})" if names else ""


def _totals(page: Page, view: View, found: Adequacy) -> None:
    """How much is noticed, by whom, and whether that is enough."""
    page.heading("Totals", f"{found.survey.target}, {found.survey.profile}")
    detected = sum(found.findings.values())
    by = [list(found.noticed.values()).count(sense) for sense in Sense]
    rows = [
        ("findings", f"{detected} of {len(found.findings)} noticed for every requirement that they concern"
         f"{_others(found)}"),
        ("broken rules", f"{len(found.noticed)} of {len(found.survey.changes)} noticed {share(found)}: {by[0]} by a "
         f"step, {by[1]} by an invariant alone"),
        ("survivors", f"{len(found.survivors)}, {len(found.survivors) - len(found.unexplained)} with a reason"),
    ]  # fmt: skip
    for name, words in rows:
        page.pair(Text(f"  {name}"), column=16, words=words)
    page.blank()
    page.prose(WANTED, style="dim")
    page.blank()
    mark = Text("OK", "bold green") if view.sound else Text("NOT OK", "bold red")
    page.prose(mark.append(Text("" if view.sound else f": {noticing(found)}", "default not bold")))
