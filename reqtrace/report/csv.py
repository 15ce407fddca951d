# SPDX-License-Identifier: Apache-2.0
"""The matrix as a table of text that spreadsheets and scripts read (RFC 4180)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from reqtrace.report.material import Material
from reqtrace.report.tables import Facts, Grid, Value, matrix
from reqtrace.report.view import Chip, printable

_BYTE_ORDER: Final = "\ufeff"
"""Without it, spreadsheets take the text for something else than UTF-8, and show wrong letters."""
_QUOTED: Final = ',"\r\n'
_FORMULAS: Final = frozenset("=+-@\t\r")
"""What begins a formula, or hides what does."""


def documents(material: Material) -> Iterator[tuple[str, bytes]]:
    """``matrix.csv``: UTF-8 with a byte order mark, commas, and lines that end with CR LF."""
    yield "matrix.csv", _written(matrix(Facts(material))).encode()


def _written(grid: Grid) -> str:
    """A grid as text: its headings, and a line for each row."""
    cells = _Cells()
    heading = ",".join(cells[column.title] for column in grid.columns)
    lines = (",".join([cells[value] for value in row]) for row in grid.rows)
    return _BYTE_ORDER + "".join(f"{line}\r\n" for line in (heading, *lines))


class _Cells(dict[Value, str]):
    """Values as they are written, each found out once."""

    def __missing__(self, value: Value) -> str:
        self[value] = written = _plain(value)
        return written


def _plain(value: Value) -> str:
    """A value as it stands between commas: what could be taken for one, or for the end of a line, stands in quotes."""
    match value:
        case None:
            return ""
        case int():
            return str(value)
        case Chip():
            return value.word
        case str():
            safe = _safe(value)
            return f'"{safe.replace(chr(34), chr(34) * 2)}"' if any(sign in safe for sign in _QUOTED) else safe


# [impl->dsn~cells_are_no_formulas~1]
def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula, also behind blanks and in wide letters: ``'=1+1``."""
    shown = printable(text)
    first = next((sign for sign in shown if sign in _FORMULAS or not _is_blank(sign)), "")
    return f"'{shown}" if first and unicodedata.normalize("NFKC", first)[:1] in _FORMULAS else shown


def _is_blank(sign: str) -> bool:
    """Whether one sees nothing where it stands: separators, and signs that steer."""
    return unicodedata.category(sign)[0] in "ZC"
