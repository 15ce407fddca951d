# SPDX-License-Identifier: Apache-2.0
"""How every requirement stands in several profiles: what nobody can explain, the matrix, the findings, the totals."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from reqtrace.report.text.page import Page
from reqtrace.report.view import View, chip, counted, printable
from reqtrace.report.view.deviations import (
    IMITATED,
    Deviation,
    Proof,
    Row,
    comparison,
    deviations,
    hidden,
    rows,
    tally,
    unexplained,
    unseen,
)
from reqtrace.trace.versions import Matrix, Standing

_WHOLE = {standing: standing.value for standing in Standing}
_SHORT = _WHOLE | {Standing.NOT_IMPLEMENTED: "not impl.", Standing.NOT_OBSERVABLE: "not obs."}
"""What a verdict is called in a column, and where room is short; the totals spell it out."""
_INDENT = 9
"""Where what is said of a finding begins: behind the longest name."""
_LABEL = 26
"""The least room beside the columns in which requirements are named."""


def show_versions(console: Console, view: View, base: str = ".") -> None:
    """Write the answer of a run on several profiles; places are shown below the folder `base`."""
    if view.matrix is None:
        raise ValueError("no profiles were compared")
    page, matrix = Page(console, base), view.matrix
    page.line(Text(view.title, "bold"))
    page.prose(comparison(matrix))
    failed = unexplained(matrix)
    if failed:
        page.heading("Needs a person", "no finding of the profile explains this")
        _proofs(page, failed)
    for _, group in groupby(rows(view, matrix), key=lambda row: row.entry.id.kind):
        _table(page, matrix, list(group))
    shown = deviations(matrix)
    if shown:
        page.heading("Deviations", "found by switching every finding on and off by itself")
        for deviation in shown:
            _deviation(page, deviation)
    silent = unseen(matrix)
    if silent:
        page.heading("Findings that no case showed", matrix.target)
        behind = hidden(matrix)
        for finding in silent:
            words = f"{finding.title} (hidden behind others)" if finding.name in behind else finding.title
            page.pair(Text(f"  {finding.name}"), column=_INDENT, words=Text(words))
    _totals(page, view, matrix)


def _table(page: Page, matrix: Matrix, found: list[Row]) -> None:
    """A line for each requirement of a kind, and in it a column for each profile; shorter words where room is short."""
    entry = found[0].entry
    title = "" if entry.kind_title == entry.id.kind else f" · {entry.kind_title}"
    page.heading(f"{entry.id.kind}{title}", f"{counted(len(found), 'requirement')}, on the {matrix.target}")
    for words in (_WHOLE, _SHORT):
        widths = _widths(page, matrix, found, words)
        room = page.width - 2 - sum(widths)
        if room >= _LABEL:
            break
    else:
        for row in found:
            _stacked(page, matrix, row)
        return
    label = min(room, max(cell_len(printable(row.entry.title)) for row in found) + 2)
    heads = "".join(profile.ljust(width) for profile, width in zip(matrix.profiles, widths, strict=True))
    page.line(Text(" " * (label + 2) + heads.rstrip(), "dim"))
    for row in found:
        line = Text("  ").append(_padded(Text(_shortened(row.entry.title, label - 2)), label))
        for cell, width in zip(row.cells, widths, strict=True):
            line.append(_padded(_standing(page, cell.standing, words), width))
        line.rstrip()
        page.line(line)


def _widths(page: Page, matrix: Matrix, found: list[Row], words: Mapping[Standing, str]) -> list[int]:
    """The cells that each column takes: its longest verdict or its name, and room to the next one."""
    return [
        2 + max(cell_len(profile), *(_standing(page, row.cells[column].standing, words).cell_len for row in found))
        for column, profile in enumerate(matrix.profiles)
    ]


def _standing(page: Page, standing: Standing, words: Mapping[Standing, str]) -> Text:
    return page.glyph(chip(standing)).append(f" {words[standing]}")


def _stacked(page: Page, matrix: Matrix, row: Row) -> None:
    """Title, and below it a line for each profile."""
    page.prose(row.entry.title, indent=2)
    names = max(cell_len(profile) for profile in matrix.profiles) + 2
    for profile, cell in zip(matrix.profiles, row.cells, strict=True):
        page.line(Text(f"    {profile.ljust(names)}").append_text(page.chip(chip(cell.standing))))


def _shortened(title: str, room: int) -> str:
    """The title without its middle where it is too long: many begin alike, and differ at the end."""
    words = printable(title)
    if cell_len(words) <= room:
        return words
    end = (room - 1) // 2
    return f"{words[: room - 1 - end].rstrip()}…{words[-end:].lstrip()}"


def _padded(text: Text, width: int) -> Text:
    return text.append(" " * max(0, width - text.cell_len))


def _deviation(page: Page, deviation: Deviation) -> None:
    """A finding: where it acts, what it breaks and hides, and what each case showed of it."""
    finding = deviation.finding
    if finding is None:
        return
    page.blank()
    page.pair(Text("  ").append(finding.name, "bold"), column=_INDENT, words=Text(finding.title, "bold"))
    where = ", ".join(deviation.profiles)
    page.line(page.chip(chip(Standing(finding.consequence))).append(f"  in {where}", "dim"), indent=_INDENT)
    page.prose(Text(f"breaks {', '.join(map(str, deviation.requirements))}", "dim"), indent=_INDENT)
    if deviation.hidden:
        page.prose(f"hidden behind {finding.name}: {' '.join(deviation.hidden)}", indent=_INDENT)
    for proof in deviation.proofs:
        if proof.showing.findings[0] == finding.name:
            _proof(page, proof, deviation.profiles)
        else:
            head = Text(" " * _INDENT + str(proof.showing.id))
            page.line(head.append(f"  see {proof.showing.findings[0]}", "dim"))


def _proofs(page: Page, deviation: Deviation) -> None:
    for proof in deviation.proofs:
        _proof(page, proof, ())


def _proof(page: Page, proof: Proof, usual: tuple[str, ...]) -> None:
    """A case, the profiles in which it did not pass unless they are the usual ones, what was seen, and where."""
    others = proof.showing.findings[1:]
    page.line(str(proof.showing.id), indent=_INDENT)
    parts = [", ".join(proof.profiles)] if proof.profiles != usual else []
    parts += [f"with {', '.join(others)}"] if others else []
    if parts:
        page.prose(Text("; ".join(parts), "dim"), indent=_INDENT + 2)
    page.prose(proof.showing.message or proof.showing.step, indent=_INDENT + 2)
    page.place(proof.showing.span, indent=_INDENT + 2)


def _totals(page: Page, view: View, matrix: Matrix) -> None:
    """How many requirements stand how in each profile, and whether all is well."""
    page.heading("Totals", f"{counted(len(matrix.rows), 'requirement')}, on the {matrix.target}")
    width = max(cell_len(profile) for profile in matrix.profiles)
    for column, profile in enumerate(matrix.profiles):
        parts = [
            page.glyph(chip(standing)).append(f" {count} {standing.value}") for standing, count in tally(matrix, column)
        ]
        page.pair(Text(f"  {profile}"), column=width + 4, words=Text("  ").join(parts))
    page.blank()
    page.prose(IMITATED, style="dim")
    page.blank()
    mark = Text("OK", "bold green") if view.sound else Text("NOT OK", "bold red")
    page.prose(mark.append(Text("" if view.sound else f": {comparison(matrix)}", "default not bold")))
