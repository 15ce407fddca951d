# SPDX-License-Identifier: Apache-2.0
"""What a passthrough tree asks for: each node that says something to Xen, read as it stands and judged by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from reqtrace.hypervisor.host.discovery import IOMMU_PROPERTIES, is_iommu
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.tree.addresses import ADDRESS_CELLS, SIZE_CELLS, WIDEST, bus_cells, number
from reqtrace.hypervisor.tree.devicetree import CELL, Node, Tree

FORCE = "xen,force-assign-without-iommu"
"""The integrator's consent to an unprotected device; its presence counts, its value does not (assumption A-1)."""

PCI_ASSIGNED = "xen,pci-assigned"
"""The PCI functions of a domain, three cells each: segment, bus, devfn (an assumption of this model)."""

XEN_PROPERTIES = ("xen,reg", "xen,path", FORCE, PCI_ASSIGNED)
"""What Xen consumes below `/passthrough`; the domain never sees it."""

GUEST_PHANDLE_GIC = 0xFDE8
"""The phandle of the interrupt controller in a domain's tree."""


@dataclass(frozen=True, slots=True)
class RegisterRange:
    """One tuple of `xen,reg`: pages of the machine, and where the domain sees them."""

    host: Region
    guest: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What one node says to Xen, as it stands there.

    `cells` are the address and size cells it is read by, `left_over` the bytes of `xen,reg` behind its last whole
    tuple; `registers` and `path` say whether `xen,reg` and `xen,path` are there at all. `functions` are the triples of
    `xen,pci-assigned`, the last one maybe incomplete; None where there is no such property. `shows` is what of the
    node would show an IOMMU to the domain.
    """

    node: str
    cells: tuple[int, int] = (ADDRESS_CELLS, SIZE_CELLS)
    registers: bool = False
    ranges: tuple[RegisterRange, ...] = ()
    left_over: int = 0
    path: str | None = None
    forced: bool = False
    functions: tuple[tuple[int, ...], ...] | None = None
    shows: str = ""

    @property
    def is_platform(self) -> bool:
        """Whether it names a platform device, by its registers or by its path."""
        return self.registers or self.path is not None


def top_level(tree: Tree, name: str) -> Node | None:
    """The top-level node of a passthrough tree that Xen reads under `name`; the case of its letters is free."""
    return next((node for node in tree.root.children if node.name.lower() == name), None)


@lru_cache(maxsize=1024)
def read_nodes(tree: Tree) -> tuple[Asked, ...]:
    """What the nodes ask for, parents first; only what stands below `/passthrough` counts."""
    top = top_level(tree, "passthrough")
    return () if top is None else tuple(_below(top, None))


@lru_cache(maxsize=1024)
def greatest_phandle(tree: Tree) -> int:
    """The greatest phandle a node of the tree declares, 0 where none does."""
    return max((node.cell("phandle", 0) for node in tree.walk()), default=0)


def _below(node: Node, bus: Node | None) -> Iterator[Asked]:
    """The node, and all below it, each read by the cell counts of the one above.

    The root's cells are not used: `/passthrough` itself is read with the defaults (scan_pfdt_node).
    """
    yield _asked(node, bus)
    for child in node.children:
        yield from _below(child, node)


def _asked(node: Node, bus: Node | None) -> Asked:
    cells = (ADDRESS_CELLS, SIZE_CELLS) if bus is None else bus_cells(bus)
    shown = [name for name in IOMMU_PROPERTIES if name in node]
    shows = (
        f"{node.path} has the property {shown[0]}" if shown else f"{node.path} is an IOMMU" if is_iommu(node) else ""
    )
    return Asked(
        node.path,
        cells,
        "xen,reg" in node,
        _ranges(node, cells),
        _left_over(node, cells),
        (node.text("xen,path") or "") if "xen,path" in node else None,
        FORCE in node,
        _triples(node),
        shows,
    )


def _width(cells: tuple[int, int]) -> int:
    """How many cells a tuple `<host size guest>` takes; 0 where the counts make no sense."""
    address, size = cells
    return 2 * address + size if 1 <= address <= WIDEST and 1 <= size <= WIDEST else 0


def _left_over(node: Node, cells: tuple[int, int]) -> int:
    width = _width(cells) * CELL
    return len(node.properties.get("xen,reg", b"")) % width if width else 0


def _ranges(node: Node, cells: tuple[int, int]) -> tuple[RegisterRange, ...]:
    """The whole tuples of `xen,reg`."""
    (address, size), width, found = cells, _width(cells), node.cells("xen,reg")
    if not width:
        return ()
    tuples = (found[at : at + width] for at in range(0, len(found) - width + 1, width))
    return tuple(
        RegisterRange(
            Region(number(each[:address]), number(each[address : address + size])), number(each[address + size :])
        )
        for each in tuples
    )


def _triples(node: Node) -> tuple[tuple[int, ...], ...] | None:
    if PCI_ASSIGNED not in node:
        return None
    cells, left = node.cells(PCI_ASSIGNED), len(node.properties[PCI_ASSIGNED]) % CELL
    triples = tuple(cells[at : at + 3] for at in range(0, len(cells), 3))
    return (*triples, ()) if left else triples
