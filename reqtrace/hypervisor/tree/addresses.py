# SPDX-License-Identifier: Apache-2.0
"""Where the registers of a node stand in the machine: `reg`, seen through the `ranges` of the buses above it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.tree.devicetree import Node

ADDRESS_CELLS, SIZE_CELLS = 2, 1
"""What a node without `#address-cells` and `#size-cells` means by them (Devicetree specification, 2.3.5)."""

WIDEST = 2
"""Addresses and sizes of more cells than this are no addresses of the machine (PCI uses three)."""

Translation = Callable[[Region], Region | None]
"""From the addresses of a bus to those of the machine; None for what the bus does not show to the machine."""


def identity(region: Region) -> Region | None:
    """The translation of the root: its addresses are those of the machine."""
    return region


def number(cells: tuple[int, ...]) -> int:
    """Consecutive cells as one number, the most significant first."""
    value = 0
    for cell in cells:
        value = value << 32 | cell
    return value


def bus_cells(bus: Node) -> tuple[int, int]:
    """How many cells an address and a size take in the children of `bus`."""
    return bus.cell("#address-cells", ADDRESS_CELLS), bus.cell("#size-cells", SIZE_CELLS)


def registers(node: Node, bus: Node, translate: Translation) -> Iterator[Region]:
    """The register ranges of `node`, a child of `bus`, as addresses of the machine."""
    address, size = bus_cells(bus)
    if not 1 <= address <= WIDEST or not 1 <= size <= WIDEST:
        return
    cells = node.cells("reg")
    for at in range(0, len(cells) - address - size + 1, address + size):
        place = translate(Region(number(cells[at : at + address]), number(cells[at + address : at + address + size])))
        if place is not None:
            yield place


def through(bus: Node, above: Node, translate: Translation) -> Translation:
    """The translation for the children of `bus`, itself a child of `above`."""
    value = bus.properties.get("ranges")
    child, size = bus_cells(bus)
    parent, _ = bus_cells(above)
    if value is None or max(child, size, parent) > WIDEST:
        return lambda _: None
    if not value:
        return translate
    cells, width = bus.cells("ranges"), child + parent + size
    windows = tuple(
        (
            Region(number(cells[at : at + child]), number(cells[at + child + parent : at + width])),
            number(cells[at + child : at + child + parent]),
        )
        for at in range(0, len(cells) - width + 1, width)
    )

    def translated(region: Region) -> Region | None:
        for window, base in windows:
            if window.contains(region):
                return translate(Region(region.base - window.base + base, region.size))
        return None

    return translated
