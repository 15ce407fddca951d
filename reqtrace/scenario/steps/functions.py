# SPDX-License-Identifier: Apache-2.0
"""The table of a host's PCI functions: ``function | type``, and what else there is to say of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.hypervisor import PciFunction, Region, Sbdf
from reqtrace.hypervisor.host.pci import Acs, Port
from reqtrace.scenario.feature import Cell, Table


@dataclass(frozen=True, slots=True)
class _Type:
    """What the word for a type says: the port, which kind of bridge it is, if any, and the class it usually has."""

    port: Port
    bridge: bool = False
    class_code: int = 0
    cardbus: bool = False


_BRIDGE_CLASS = 0x0604
TYPES: Mapping[str, _Type] = {
    "endpoint": _Type(Port.ENDPOINT),
    "legacy endpoint": _Type(Port.LEGACY_ENDPOINT),
    "root complex endpoint": _Type(Port.INTEGRATED),
    "root complex event collector": _Type(Port.EVENT_COLLECTOR),
    "conventional": _Type(Port.CONVENTIONAL),
    "host bridge": _Type(Port.CONVENTIONAL, class_code=0x0600),
    "root port": _Type(Port.ROOT_PORT, True, _BRIDGE_CLASS),
    "upstream port": _Type(Port.UPSTREAM, True, _BRIDGE_CLASS),
    "downstream port": _Type(Port.DOWNSTREAM, True, _BRIDGE_CLASS),
    "PCIe-to-PCI bridge": _Type(Port.TO_PCI, True, _BRIDGE_CLASS),
    "PCI-to-PCIe bridge": _Type(Port.FROM_PCI, True, _BRIDGE_CLASS),
    "bridge": _Type(Port.CONVENTIONAL, True, _BRIDGE_CLASS),
    "CardBus bridge": _Type(Port.CONVENTIONAL, class_code=0x0607, cardbus=True),
}
"""The types by the words for them; a bare bridge is one of conventional PCI."""

_ANSWERS = {"yes": True, "no": False}
_RANGE = re.compile(r"(0x[0-9a-fA-F]{1,16})\+(0x[0-9a-fA-F]{1,16})")
_ID = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})")
_BUSES = re.compile(r"([0-9a-fA-F]{2})(?:-([0-9a-fA-F]{2}))?")
_ACS = re.compile(r"0x([0-9a-fA-F]{1,4})/0x([0-9a-fA-F]{1,4})")
_FIRST_LINE = 1
_BEHIND_LINES = 1020


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Why a cell can not be read, and the way out."""

    message: str
    help: str


_Read = Callable[[PciFunction, str], "PciFunction | _Wrong"]
"""How one column adds to a function; the text is never empty, but for the columns that must be there."""


def _type(function: PciFunction, text: str) -> PciFunction | _Wrong:
    kind = TYPES.get(text)
    if kind is None:
        close = nearest(text, TYPES)
        help_ = f'did you mean "{close}"?' if close else f"the types are: {', '.join(TYPES)}"
        return _Wrong(f'"{text}" is no type of a function', help_)
    return replace(function, port=kind.port, bridge=kind.bridge, class_code=kind.class_code, cardbus=kind.cardbus)


def _bars(function: PciFunction, text: str) -> PciFunction | _Wrong:
    ranges = _ranges(text, "BAR")
    return ranges if isinstance(ranges, _Wrong) else replace(function, bars=ranges)


def _ports(function: PciFunction, text: str) -> PciFunction | _Wrong:
    ranges = _ranges(text, "range of ports")
    return ranges if isinstance(ranges, _Wrong) else replace(function, ports=ranges)


def _reserved(function: PciFunction, text: str) -> PciFunction | _Wrong:
    ranges = _ranges(text, "reserved range")
    return ranges if isinstance(ranges, _Wrong) else replace(function, reserved=ranges)


def _interrupt(function: PciFunction, text: str) -> PciFunction | _Wrong:
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) not in range(_FIRST_LINE, _BEHIND_LINES):
        help_ = "write an INTID (Arm: SPI n is 32 + n) or a GSI (x86), or leave the cell empty"
        return _Wrong(f'"{text}" is no interrupt of a device', help_)
    return replace(function, interrupt=int(text))


def _id(function: PciFunction, text: str) -> PciFunction | _Wrong:
    parts = _ID.fullmatch(text)
    if parts is None:
        return _Wrong(f'"{text}" is no vendor and device id', "write both as 8086:9d10")
    return replace(function, vendor=int(parts[1], 16), device=int(parts[2], 16))


def _class(function: PciFunction, text: str) -> PciFunction | _Wrong:
    if not re.fullmatch(r"[0-9a-fA-F]{4}", text):
        return _Wrong(f'"{text}" is no class of a function', "write class and subclass as 0200")
    return replace(function, class_code=int(text, 16))


def _buses(function: PciFunction, text: str) -> PciFunction | _Wrong:
    parts = _BUSES.fullmatch(text)
    if parts is None:
        return _Wrong(f'"{text}" is no range of buses', "write secondary and subordinate bus as 01-02")
    return replace(function, buses=(int(parts[1], 16), int(parts[2] or parts[1], 16)))


def _acs(function: PciFunction, text: str) -> PciFunction | _Wrong:
    parts = _ACS.fullmatch(text)
    if parts is None:
        return _Wrong(f'"{text}" is no access control', "write what can be on and what is on as 0x1f/0x1d")
    return replace(function, acs=Acs(int(parts[1], 16), int(parts[2], 16)))


def _multifunction(function: PciFunction, text: str) -> PciFunction | _Wrong:
    answer = _answer(text)
    return answer if isinstance(answer, _Wrong) else replace(function, multifunction=answer)


def _flr(function: PciFunction, text: str) -> PciFunction | _Wrong:
    answer = _answer(text)
    return answer if isinstance(answer, _Wrong) else replace(function, resettable=answer)


def _msi(function: PciFunction, text: str) -> PciFunction | _Wrong:
    answer = _answer(text)
    return answer if isinstance(answer, _Wrong) else replace(function, msi=answer)


def _hidden(function: PciFunction, text: str) -> PciFunction | _Wrong:
    answer = _answer(text)
    return answer if isinstance(answer, _Wrong) else replace(function, hidden=answer)


def _ivrs(function: PciFunction, text: str) -> PciFunction | _Wrong:
    answer = _answer(text)
    return answer if isinstance(answer, _Wrong) else replace(function, described=answer)


def _of(function: PciFunction, text: str) -> PciFunction | _Wrong:
    physical = Sbdf.parse(text)
    if physical is None:
        return _Wrong(f'"{text}" is no PCI function', "write the physical function as 0000:03:00.0")
    return replace(function, physical=physical)


def _phantom(function: PciFunction, text: str) -> PciFunction | _Wrong:
    if text not in {"1", "2", "4"}:
        return _Wrong(f'"{text}" is no stride of phantom functions', "write 1, 2 or 4")
    return replace(function, phantom=int(text))


def _driver(function: PciFunction, text: str) -> PciFunction | _Wrong:
    if not re.fullmatch(r"[\w.-]+", text):
        return _Wrong(f'"{text}" is no name of a driver', "write it as e1000e")
    return replace(function, driver=text)


_COLUMNS: Mapping[str, _Read] = {
    "type": _type,
    "bars": _bars,
    "ports": _ports,
    "interrupt": _interrupt,
    "id": _id,
    "class": _class,
    "buses": _buses,
    "acs": _acs,
    "multifunction": _multifunction,
    "flr": _flr,
    "msi": _msi,
    "of": _of,
    "phantom": _phantom,
    "reserved": _reserved,
    "driver": _driver,
    "hidden": _hidden,
    "ivrs": _ivrs,
}
"""What each column but that of the function itself says; the class goes after the type, which has a usual one."""

REQUIRED = ("function", "type")
"""The columns that every table has."""

COLUMNS = ("function", *_COLUMNS)
"""All columns a table may have, in the order in which they are read."""


def read_functions(table: Table, known: Collection[str]) -> tuple[PciFunction, ...] | Diagnostic:
    """Read the functions of `table`, none of which may be `known` already; the first fault where there is one."""
    header, *rows = table.rows
    titles = [cell.text for cell in header]
    for cell in header:
        if cell.text not in COLUMNS or titles.count(cell.text) > 1:
            close = nearest(cell.text, set(COLUMNS) - set(titles))
            return _wrong(f'"{cell.text}" is no column here', cell, f'did you mean "{close}"?' if close else "")
    missing = [column for column in REQUIRED if column not in titles]
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


def _function(cells: Mapping[str, Cell]) -> PciFunction | Diagnostic:
    """Read one row; an empty cell says nothing, but for the type, which there must be."""
    sbdf = Sbdf.parse(cells["function"].text)
    if sbdf is None:
        return _wrong(f'"{cells["function"].text}" is no PCI function', cells["function"], "write it as 0000:03:00.0")
    function = PciFunction(sbdf)
    for column, read in _COLUMNS.items():
        cell = cells.get(column)
        if cell is None or not (cell.text or column in REQUIRED):
            continue
        answer = read(function, cell.text)
        if isinstance(answer, _Wrong):
            return _wrong(answer.message, cell, answer.help)
        function = answer
    return function


def _ranges(text: str, what: str) -> tuple[Region, ...] | _Wrong:
    """Read addresses with their sizes, any number of them."""
    found: list[Region] = []
    for each in text.split():
        parts = _RANGE.fullmatch(each)
        if parts is None or int(parts[2], 16) == 0:
            return _Wrong(f'"{each}" is no {what}', "write address and size as 0x10000000+0x4000")
        found.append(Region(int(parts[1], 16), int(parts[2], 16)))
    return tuple(found)


def _answer(text: str) -> bool | _Wrong:
    answer = _ANSWERS.get(text)
    return _Wrong(f'"{text}" is no answer', "write yes or no, or leave the cell empty") if answer is None else answer


def _wrong(message: str, cell: Cell, help_: str) -> Diagnostic:
    return Diagnostic(Code.BAD_STEP, message, cell.span, (), help_ or f"its columns are {' | '.join(COLUMNS)}")
