# SPDX-License-Identifier: Apache-2.0
"""What a table of PCI functions says."""

from __future__ import annotations

import pytest

from reqtrace.hypervisor import PciFunction, Region, Sbdf
from reqtrace.hypervisor.host.pci import Acs, Port
from reqtrace.scenario.feature import Cell, Table
from reqtrace.scenario.steps.functions import TYPES, read_functions
from reqtrace.span import Span

HERE = Span("case.rst", 1)
CARD = Sbdf(0, 3, 0, 0)


def table(*rows: str) -> Table:
    """The table with these rows, written as in a case."""
    cells = (tuple(Cell(text.strip(), HERE) for text in row.strip("| ").split("|")) for row in rows)
    return Table(tuple(cells), HERE)


def read(columns: str, *rows: str) -> tuple[PciFunction, ...]:
    """The functions of a table without a fault."""
    functions = read_functions(table(columns, *rows), ())
    assert isinstance(functions, tuple), functions
    return functions


def test_a_function_and_its_type_are_enough() -> None:
    assert read("function | type", "0000:03:00.0 | endpoint") == (PciFunction(CARD, port=Port.ENDPOINT),)


COLUMNS = [
    ("bars", "0x1000+0x800 0x4000+0x10", {"bars": (Region(0x1000, 0x800), Region(0x4000, 0x10))}),
    ("interrupt", "16", {"interrupt": 16}),
    ("id", "8086:9D10", {"vendor": 0x8086, "device": 0x9D10}),
    ("class", "0200", {"class_code": 0x0200}),
    ("buses", "01-0f", {"buses": (1, 15)}),
    ("buses", "00", {"buses": (0, 0)}),
    ("acs", "0x1f/0x1d", {"acs": Acs(0x1F, 0x1D)}),
    ("multifunction", "yes", {"multifunction": True}),
    ("flr", "no", {"resettable": False}),
    ("msi", "yes", {"msi": True}),
    ("of", "0000:03:00.1", {"physical": Sbdf(0, 3, 0, 1)}),
    ("phantom", "4", {"phantom": 4}),
    ("reserved", "0x7d000000+0x1000", {"reserved": (Region(0x7D000000, 0x1000),)}),
    ("driver", "e1000e", {"driver": "e1000e"}),
    ("hidden", "yes", {"hidden": True}),
]


@pytest.mark.parametrize(("column", "cell", "fields"), COLUMNS, ids=[f"{column} {cell}" for column, cell, _ in COLUMNS])
def test_each_column_says_one_thing(column: str, cell: str, fields: dict[str, object]) -> None:
    (function,) = read(f"function | type | {column}", f"0000:03:00.0 | endpoint | {cell}")
    plain = PciFunction(CARD, port=Port.ENDPOINT)
    said = {name: getattr(function, name) for name in PciFunction.__slots__}
    assert said == {name: getattr(plain, name) for name in PciFunction.__slots__} | fields


@pytest.mark.parametrize("port", Port)
def test_every_port_has_a_type(port: Port) -> None:
    assert port in {kind.port for kind in TYPES.values()}


def test_a_port_of_a_switch_is_a_bridge_of_its_class() -> None:
    (port,) = read("function | type | buses", "0000:03:00.0 | downstream port | 04-04")
    assert port == PciFunction(CARD, bridge=True, port=Port.DOWNSTREAM, class_code=0x0604, buses=(4, 4))


def test_a_class_that_is_written_wins_whatever_the_order_of_the_columns() -> None:
    (function,) = read("function | class | type", "0000:03:00.0 | 0680 | bridge")
    assert (function.class_code, function.bridge) == (0x0680, True)
