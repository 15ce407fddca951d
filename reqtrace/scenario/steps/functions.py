# SPDX-License-Identifier: Apache-2.0
"""The table of a host's PCI functions: ``function | type | bars | interrupt``."""

from __future__ import annotations

import re
from collections.abc import Collection

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.hypervisor import PciFunction, Region, Sbdf
from reqtrace.scenario.feature import Cell, Table

COLUMNS = ("function", "type", "bars", "interrupt")
_TYPES = {"endpoint": False, "bridge": True}
_BAR = re.compile(r"(0x[0-9a-fA-F]{1,16})\+(0x[0-9a-fA-F]{1,16})")
_FIRST_SPI = 32
_BEHIND_SPIS = 1020


def read_functions(table: Table, known: Collection[str]) -> tuple[PciFunction, ...] | Diagnostic:
    """Read the functions of `table`, none of which may be `known` already; the first fault where there is one."""
    header, *rows = table.rows
    titles = [cell.text for cell in header]
    for cell in header:
        if cell.text not in COLUMNS or titles.count(cell.text) > 1:
            close = nearest(cell.text, set(COLUMNS) - set(titles))
            return _wrong(f'"{cell.text}" is no column here', cell, f'did you mean "{close}"?' if close else "")
    missing = [column for column in COLUMNS if column not in titles]
    if missing:
        return _wrong(f"the table lacks the column {' and '.join(missing)}", header[0], "")
    functions: list[PciFunction] = []
    for row in rows:
        function = _function(dict(zip(titles, row, strict=True)))
        if isinstance(function, Diagnostic):
            return function
        if str(function.sbdf) in {*known, *(str(other.sbdf) for other in functions)}:
            cell = row[titles.index("function")]
            return _wrong(f"there is a PCI function {function.sbdf} already", cell, "give each function one row")
        functions.append(function)
    return tuple(functions) or _wrong("the table names no PCI function", header[0], "add a row for each function")


def _function(cells: dict[str, Cell]) -> PciFunction | Diagnostic:
    """Read one row."""
    sbdf = Sbdf.parse(cells["function"].text)
    if sbdf is None:
        return _wrong(f'"{cells["function"].text}" is no PCI function', cells["function"], "write it as 0000:03:00.0")
    if cells["type"].text not in _TYPES:
        return _wrong(f'"{cells["type"].text}" is no type of a function', cells["type"], "write endpoint or bridge")
    bars: list[Region] = []
    for text in cells["bars"].text.split():
        bar = _BAR.fullmatch(text)
        if bar is None or int(bar[2], 16) == 0:
            return _wrong(f'"{text}" is no BAR', cells["bars"], "write address and size as 0x10000000+0x4000")
        bars.append(Region(int(bar[1], 16), int(bar[2], 16)))
    interrupt = cells["interrupt"].text
    if not re.fullmatch(r"[0-9]{1,4}|", interrupt) or (
        interrupt and int(interrupt) not in range(_FIRST_SPI, _BEHIND_SPIS)
    ):
        help_ = f"write an INTID from {_FIRST_SPI} to {_BEHIND_SPIS - 1}, or leave the cell empty"
        return _wrong(f'"{interrupt}" is no interrupt of a device', cells["interrupt"], help_)
    return PciFunction(sbdf, _TYPES[cells["type"].text], tuple(bars), int(interrupt) if interrupt else None)


def _wrong(message: str, cell: Cell, help_: str) -> Diagnostic:
    return Diagnostic(Code.BAD_STEP, message, cell.span, (), help_ or f"its columns are {' | '.join(COLUMNS)}")
