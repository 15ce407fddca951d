# SPDX-License-Identifier: Apache-2.0
"""The two long tables of a report: every requirement with what covers it, every test case with what it covers.

A project of many items has them on several pages, since no page may grow too big.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import groupby
from typing import Final

from msgspec import Struct

from reqtrace.report.block import Column, Table
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.hypertext.table import CHUNK, framed
from reqtrace.report.query.order import rank
from reqtrace.report.sheets.cells import OBSERVED, called, heading
from reqtrace.report.site.item import derivation, named, qualified
from reqtrace.report.site.words import Ways, chip, linked, square, text
from reqtrace.report.view import Entry, Neighbour, acceptance
from reqtrace.report.view import chip as chip_of
from reqtrace.trace.completeness import Completeness

_LARGE: Final = 600_000
"""How many characters of rows a page has at most."""
_MOST: Final = 6
"""How many findings a cell names; the page of the requirement names all."""
_COMPLETE: Final = {each: float(place) for place, each in enumerate(reversed(Completeness))}


_NO_ITEM: Final = '<span class="soft">nothing</span>'


class _Row(Struct, frozen=True):
    """A row: its cells as markup, and what it can be chosen by, first its kind."""

    cells: str
    facets: tuple[tuple[str, str], ...]


class Part(Struct, frozen=True):
    """One page of a long table: its number, from 1, of how many, and the table."""

    number: int
    of: int
    table: str


def matrix(ledger: Ledger, ways: Ways) -> tuple[Part, ...]:
    """A row for every requirement: its level, its verdict, how it stands in each version, and what covers it."""
    levels = any(ledger.of(entry).integrity for entry in ledger.view.rows)
    rows = [_requirement(entry, ledger, ways, levels=levels) for entry in ledger.view.rows]
    columns = tuple(_columns(ledger, levels=levels))
    return _parts(rows, Table("matrix", columns, (), "Every requirement", "requirement"))


def trials(ledger: Ledger, ways: Ways) -> tuple[Part, ...]:
    """A row for every test case: its outcome, what it covers, and how it was derived."""
    qualifier = "" if ledger.view.mixed else ledger.view.qualifier
    columns = (
        Column("item", "Test case", 36),
        Column("verdict", f"Outcome ({qualifier})" if qualifier else "Outcome", 12),
        Column("covers", "Covers", 30),
        Column("derivation", "Type, derivation and extent", 22),
    )
    rows = [_trial(entry, ledger, ways) for entry in ledger.view.trials]
    return _parts(rows, Table("cases", columns, (), "Every test case", "test case"))


def _parts(rows: Sequence[_Row], table: Table) -> tuple[Part, ...]:
    """The pages of a table; the caption of each says which rows it has where there are several."""
    pages = list(_split(rows))
    found: list[Part] = []
    first = 1
    for number, page in enumerate(pages, 1):
        last = first + len(page) - 1
        part = f", {first} to {last} of {len(rows)}" if len(pages) > 1 else ""
        shown = Table(table.name, table.columns, (), f"{table.caption}{part}", table.noun)
        found.append(Part(number, len(pages), framed(shown, _body(page))))
        first = last + 1
    return tuple(found)


def _split(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    page: list[_Row] = []
    size = 0
    for row in rows:
        if page and size + len(row.cells) > _LARGE:
            yield page
            page, size = [], 0
        page.append(row)
        size += len(row.cells)
    if page:
        yield page


def _body(rows: Sequence[_Row]) -> str:
    """The rows in chunks of one kind, each of which says once what all of its rows can be chosen by."""
    shown = []
    for _, of_kind in groupby(rows, key=lambda row: row.facets[0]):
        kind = list(of_kind)
        for start in range(0, len(kind), CHUNK):
            chunk = kind[start : start + CHUNK]
            common = frozenset(chunk[0].facets).intersection(*(row.facets for row in chunk))
            lines = [f"<tr{_attributes(row.facets, common)}>{row.cells}</tr>\n" for row in chunk]
            shown.append(f"<tbody{_attributes(sorted(common))}>\n{''.join(lines)}</tbody>\n")
    return "".join(shown)


def _attributes(facets: Iterable[tuple[str, str]], but: Set[tuple[str, str]] = frozenset()) -> str:
    return "".join([f' data-{name}="{text(value)}"' for name, value in facets if (name, value) not in but])


def _columns(ledger: Ledger, *, levels: bool) -> Iterator[Column]:
    view = ledger.view
    yield Column("item", "Requirement", 34)
    if levels:
        yield Column("level", "Level", 8)
    yield Column("verdict", heading(view), 14)
    if view.evidence is not None:
        yield Column("complete", "Complete", 8)
    for profile in _compared(ledger):
        yield Column(profile, f"{view.matrix.target}, {profile}" if view.matrix else profile, 14)
    resting = "" if view.mixed else view.qualifier
    yield Column("covered-by", f"Covered by ({resting})" if resting else "Covered by", 26)


def _compared(ledger: Ledger) -> Sequence[str]:
    """The profiles that were compared, but for the one on which the verdicts rest."""
    view = ledger.view
    resting = view.evidence.profile if view.evidence else ""
    return [each for each in view.matrix.profiles if each != resting] if view.matrix else []


def _requirement(entry: Entry, ledger: Ledger, ways: Ways, *, levels: bool) -> _Row:
    level, whole = ledger.of(entry).integrity, None if entry.rejected else ledger.completeness(entry)
    cells = [f"<td>{text(level)}</td>"] if levels else []
    cells.append(f'<td data-order="{rank(entry.chip):g}">{qualified(entry)}</td>')
    if ledger.view.evidence is not None:
        cells.append(_whole(whole))
    cells += _versions(entry, ledger)
    cells.append(f'<td data-order="{len(entry.covered_by)}">{_coverers(entry, ways)}</td>')
    return _row(entry, ways, "".join(cells), (("level", level), ("complete", whole.value if whole else "")))


def _whole(whole: Completeness | None) -> str:
    return "<td></td>" if whole is None else f'<td data-order="{_COMPLETE[whole]:g}">{whole.value}</td>'


def _versions(entry: Entry, ledger: Ledger) -> Iterator[str]:
    """A cell for every version that was compared, with the findings that show there."""
    matrix, compared = ledger.view.matrix, _compared(ledger)
    cells = matrix.rows.get(entry.id) if matrix else None
    if matrix is None or cells is None:
        yield from ["<td></td>"] * len(compared)
        return
    for profile, cell in zip(matrix.profiles, cells, strict=True):
        if profile in compared:
            shown = chip_of(cell.standing)
            findings = f" <small>{named(cell.findings, ledger, _MOST)}</small>" if cell.findings else ""
            yield f'<td data-order="{rank(shown):g}">{chip(shown)}{findings}</td>'


def _trial(entry: Entry, ledger: Ledger, ways: Ways) -> _Row:
    covered = [_covered(each, ways) for each in entry.covers]
    lines = "".join([f"<li>{each}</li>" for each in covered])
    listed = f'<ul class="links">{lines}</ul>' if len(covered) > 1 else "".join(covered) or _NO_ITEM
    cells = (
        f'<td data-order="{rank(entry.chip):g}">{qualified(entry)}</td>'
        f'<td data-order="{len(entry.covers)}">{listed}</td><td>{derivation(ledger.of(entry))}</td>'
    )
    return _row(entry, ways, cells, ())


def _covered(other: Neighbour, ways: Ways) -> str:
    shown = linked(other, ways.item(other.anchor))
    return shown if other.condition.good else f"{chip(other.chip)} {shown}"


def _row(entry: Entry, ways: Ways, cells: str, also: Iterable[tuple[str, str]]) -> _Row:
    """A row that is headed by an item, and what it can be chosen by."""
    head = f'<th scope="row">{linked(entry, ways.item(entry.anchor))} <code>{entry.id}</code></th>'
    facets = (("kind", entry.id.kind), ("status", entry.item.status.value), ("verdict", entry.chip.word))
    return _Row(head + cells, (*facets, *(each for each in also if each[1])))


def _coverers(entry: Entry, ways: Ways) -> str:
    """A square for everything that covers an item, and in words what should and does not."""
    shown = "".join([_square(each, ways) for each in entry.covered_by])
    lacking = [f"no {text(kind)}" for kind in entry.missing]
    lacking += [f"no {text(gap.kind)}, {text(acceptance(gap))}" for gap in entry.gaps]
    return shown + "".join([f'<p class="soft">{each}</p>' for each in lacking])


def _square(other: Neighbour, ways: Ways) -> str:
    """Its words are a name and a verdict; on what that rests is in the heading of the column, or differs."""
    resting = f" ({other.resting})" if other.resting and other.chip.word in OBSERVED else ""
    return square(other, ways.item(other.anchor), text(f"{called(other) or other.id}: {other.chip.word}{resting}"))
