# SPDX-License-Identifier: Apache-2.0
"""How every requirement stands in several profiles: what nobody can explain, the matrix, the findings, the totals."""

from __future__ import annotations

from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from reqtrace.report.text.page import Page, clipped
from reqtrace.report.view import View, chip, counted, printable
from reqtrace.report.view.deviations import (
    Deviation,
    Proof,
    Row,
    comparison,
    deviations,
    rows,
    tally,
    unexplained,
    unseen,
)
from reqtrace.trace.versions import Matrix, Standing

_COLUMN = 19
"""The cells of a column: the longest chip, and room to the next one."""
_INDENT = 9
"""Where what is said of a finding begins: behind the longest name."""
_LABEL = 30
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
        page.heading("Deviations", "found by switching every finding on by itself")
        for deviation in shown:
            _deviation(page, deviation)
    silent = unseen(matrix)
    if silent:
        page.heading("Findings that no case showed", matrix.target)
        page.prose(", ".join(finding.name for finding in silent), indent=2)
    _totals(page, view, matrix)


def _table(page: Page, matrix: Matrix, found: list[Row]) -> None:
    """One row for each requirement of a kind, one column for each profile; below each other where there is no room."""
    entry = found[0].entry
    title = "" if entry.kind_title == entry.id.kind else f" · {entry.kind_title}"
    page.heading(f"{entry.id.kind}{title}", f"{counted(len(found), 'requirement')}, on the {matrix.target}")
    widths = [max(_COLUMN, cell_len(profile) + 2) for profile in matrix.profiles]
    room = page.width - 2 - sum(widths)
    if room < _LABEL:
        for row in found:
            _stacked(page, matrix, row)
        return
    longest = max(max(cell_len(printable(row.entry.title)), cell_len(str(row.entry.id))) for row in found)
    label = min(room, longest + 2)
    heads = "".join(profile.ljust(width) for profile, width in zip(matrix.profiles, widths, strict=True))
    page.line(Text(" " * (label + 2) + heads, "dim"))
    for row in found:
        _across(page, row, label, widths)


def _across(page: Page, row: Row, label: int, widths: list[int]) -> None:
    """Title and chips in a line, and below them id and findings."""
    heads = Text("  ").append(_padded(Text(clipped(row.entry.title, label - 2), "bold"), label))
    for cell, width in zip(row.cells, widths, strict=True):
        heads.append(_padded(page.chip(chip(cell.standing)), width))
    page.line(heads)
    names = [_wrapped(cell.findings, width - 2) for cell, width in zip(row.cells, widths, strict=True)]
    for number in range(max(1, *(len(lines) for lines in names))):
        words = clipped(str(row.entry.id), label - 2) if number == 0 else ""
        line = Text("  ").append(_padded(Text(words, "dim"), label))
        for lines, width in zip(names, widths, strict=True):
            line.append(_padded(Text(lines[number] if number < len(lines) else "", "dim"), width))
        page.line(line)


def _stacked(page: Page, matrix: Matrix, row: Row) -> None:
    """Title and id, and below them a line for each profile."""
    page.prose(Text(row.entry.title, "bold"), indent=2)
    page.line(Text(str(row.entry.id), "dim"), indent=2)
    names = max(cell_len(profile) for profile in matrix.profiles) + 2
    for profile, cell in zip(matrix.profiles, row.cells, strict=True):
        head = Text(f"    {profile.ljust(names)}").append_text(page.chip(chip(cell.standing)))
        page.pair(head, column=names + 4 + _COLUMN, words=Text(" ".join(cell.findings), "dim"))


def _padded(text: Text, width: int) -> Text:
    return text.append(" " * max(0, width - text.cell_len))


def _wrapped(names: tuple[str, ...], width: int) -> list[str]:
    """The names in lines that are no longer than `width`."""
    lines: list[str] = []
    for name in names:
        if lines and len(lines[-1]) + 1 + len(name) <= width:
            lines[-1] += f" {name}"
        else:
            lines.append(name)
    return lines


def _deviation(page: Page, deviation: Deviation) -> None:
    """A finding, and what each case showed of it; what stands below an earlier finding is told there."""
    finding = deviation.finding
    if finding is None:
        return
    page.blank()
    page.pair(Text("  ").append(finding.name, "bold"), column=_INDENT, words=Text(finding.title, "bold"))
    page.line(page.chip(chip(Standing(finding.consequence))), indent=_INDENT)
    for proof in deviation.proofs:
        if proof.showing.findings[0] == finding.name:
            _proof(page, proof)
        else:
            head = Text(" " * _INDENT + str(proof.showing.id))
            page.line(head.append(f"  see {proof.showing.findings[0]}", "dim"))


def _proofs(page: Page, deviation: Deviation) -> None:
    for proof in deviation.proofs:
        _proof(page, proof)


def _proof(page: Page, proof: Proof) -> None:
    """A case, the profiles in which it did not pass, the step that showed it, what was seen, and the place."""
    others = ", ".join(proof.showing.findings[1:])
    page.line(str(proof.showing.id), indent=_INDENT)
    words = ", ".join(proof.profiles) + (f"; put down to {others} as well" if others else "")
    page.prose(Text(words, "dim"), indent=_INDENT + 2)
    page.prose(proof.showing.step, indent=_INDENT + 2)
    page.prose(proof.showing.message, indent=_INDENT + 2)
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
    page.prose(
        "What Xen does was taken from its sources and imitated by the model: a deviation is knowledge about Xen, and "
        "says nothing about a particular build. What fails is a fault of the model or of a test case.",
        style="dim",
    )
    page.blank()
    mark = Text("OK", "bold green") if view.sound else Text("NOT OK", "bold red")
    page.prose(mark.append(Text("" if view.sound else f": {comparison(matrix)}", "default not bold")))
