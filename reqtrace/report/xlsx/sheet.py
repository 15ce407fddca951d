# SPDX-License-Identifier: Apache-2.0
"""One table as a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from reqtrace.report.tables import Column, Grid, Look, Value
from reqtrace.report.view import Chip
from reqtrace.report.xlsx.strings import Strings
from reqtrace.report.xlsx.styles import HEADING, LOOKS, REMARK, TONES
from reqtrace.report.xlsx.xml import NAMESPACE, PROLOGUE

MOST_ROWS: Final = 1_048_576
"""How many rows a sheet may have, its heading included."""
_ROW: Final = "\0"
"""Stands for the number of the row in what is kept of cells; no text of ours can have it."""


class Sheet(Struct, frozen=True):
    """A sheet: its name, its XML, and the cells it takes up, as in ``A1:S12``."""

    name: str
    xml: bytes
    area: str


def sheet(grid: Grid, strings: Strings, footer: str, *, first: bool, most: int = MOST_ROWS) -> Sheet:
    """A grid with a heading that stays, a filter on every column, and words that are never formulas.

    `strings` are those of the whole workbook. The `first` sheet is the one that is shown. It has `most` rows at most,
    the last of which says how many do not fit.
    """
    letters = [_letters(place) for place in range(len(grid.columns))]
    rows = list(_rows(grid, letters, strings, most))
    area = f"A1:{letters[-1]}{len(rows)}"
    parts = (
        f'{PROLOGUE}<worksheet xmlns="{NAMESPACE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
        f'<dimension ref="{area}"/>',
        _view(grid.fixed, first=first),
        '<sheetFormatPr defaultRowHeight="15"/><cols>',
        *(
            f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
            for place, column in enumerate(grid.columns, 1)
        ),
        "</cols><sheetData>",
        *rows,
        f'</sheetData><autoFilter ref="{area}"/>',
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>',
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>',
        f"<headerFooter><oddFooter>{footer}</oddFooter></headerFooter></worksheet>",
    )
    return Sheet(grid.name, "".join(parts).encode(), area)


def _view(fixed: int, *, first: bool) -> str:
    """The heading and the first columns stay where they are."""
    selected = ' tabSelected="1"' if first else ""
    columns = f'xSplit="{fixed}" ' if fixed else ""
    panes = ("topRight", "bottomLeft", "bottomRight") if fixed else ("bottomLeft",)
    return (
        f'<sheetViews><sheetView{selected} workbookViewId="0"><pane {columns}ySplit="1" '
        f'topLeftCell="{_letters(fixed)}2" activePane="{panes[-1]}" state="frozen"/>'
        + "".join(f'<selection pane="{pane}"/>' for pane in panes)
        + "</sheetView></sheetViews>"
    )


# [impl->dsn~cells_are_no_formulas~1]
def _rows(grid: Grid, letters: Sequence[str], strings: Strings, most: int) -> Iterator[str]:
    """The heading and every row; what a cell looks like is found out once for each value of a column."""
    heading = (_word(letter, HEADING, strings.number(each.title)) for letter, each in _both(letters, grid.columns))
    yield _numbered(heading, 1)
    cells = [_Cells(letter, LOOKS[each.look], strings) for letter, each in _both(letters, grid.columns)]
    number = 1
    source = iter(grid.rows)
    for values in islice(source, most - 2):
        number += 1
        yield _numbered([known[value] for known, value in zip(cells, values, strict=True)], number)
    more = sum(1 for _ in source)
    said = f"{more} more rows do not fit into a sheet." if more else "" if number > 1 else grid.nothing
    if said:
        yield _numbered([_word(letters[0], REMARK, strings.number(said))], number + 1)


def _both(letters: Sequence[str], columns: Sequence[Column]) -> Iterator[tuple[str, Column]]:
    return zip(letters, columns, strict=True)


def _numbered(cells: Iterator[str] | Sequence[str], number: int) -> str:
    return f'<row r="{_ROW}">{"".join(cells)}</row>'.replace(_ROW, str(number))


class _Cells(dict[Value, str]):
    """The cells of a column without the number of their row, by value; each is made once."""

    def __init__(self, letter: str, look: int, strings: Strings) -> None:
        super().__init__()
        self.letter = letter
        self.look = look
        self.strings = strings

    def __missing__(self, value: Value) -> str:
        self[value] = cell = self._cell(value)
        return cell

    def _cell(self, value: Value) -> str:
        match value:
            case None | "":
                return ""
            case int():
                return f'<c r="{self.letter}{_ROW}" s="{LOOKS[Look.NUMBER]}"><v>{value}</v></c>'
            case Chip():
                return _word(self.letter, TONES[value.tone], self.strings.number(str(value)))
            case str():
                return _word(self.letter, self.look, self.strings.number(value))


def _word(letter: str, style: int, number: int) -> str:
    return f'<c r="{letter}{_ROW}" s="{style}" t="s"><v>{number}</v></c>'


def _letters(place: int) -> str:
    """What the column at a place, from 0, is called: ``A``, …, ``Z``, ``AA``."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
