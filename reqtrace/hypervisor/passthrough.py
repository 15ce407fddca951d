# SPDX-License-Identifier: Apache-2.0
"""What a passthrough tree asks for: the devices it names, in the order Xen reads them, or why it is malformed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reqtrace.hypervisor.addresses import ADDRESS_CELLS, SIZE_CELLS, WIDEST, bus_cells, number
from reqtrace.hypervisor.devicetree import CELL, Node, Tree
from reqtrace.hypervisor.discovery import IOMMU_PROPERTIES, is_iommu
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.pci import Sbdf
from reqtrace.hypervisor.region import PAGE, Region

FORCE = "xen,force-assign-without-iommu"
"""The integrator's consent to an unprotected device; its presence counts, its value does not (assumption A-1)."""

PCI_ASSIGNED = "xen,pci-assigned"
"""The PCI functions of a domain, three cells each: segment, bus, devfn (an assumption of this model)."""

XEN_PROPERTIES = ("xen,reg", "xen,path", FORCE, PCI_ASSIGNED)
"""What Xen consumes below `/passthrough`; the domain never sees it."""

GUEST_PHANDLE_GIC = 0xFDE8
"""The phandle of the interrupt controller in a domain's tree."""

_HANDLE_PASSTHROUGH_PROP = "arch/arm/dom0less-build.c, handle_passthrough_prop"
_PCI_SOURCE = "XenSSR~assign_pci_device_with_iommu~1"


@dataclass(frozen=True, slots=True)
class RegisterRange:
    """One tuple of `xen,reg`: pages of the machine, and where the domain sees them."""

    host: Region
    guest: int


@dataclass(frozen=True, slots=True)
class PlatformRequest:
    """A node that names a platform device; without `path` it names registers only."""

    node: str
    ranges: tuple[RegisterRange, ...]
    path: str | None
    forced: bool


@dataclass(frozen=True, slots=True)
class PciRequest:
    """A PCI function a tree names."""

    node: str
    sbdf: Sbdf
    forced: bool


Request = PlatformRequest | PciRequest


def top_level(tree: Tree, name: str) -> Node | None:
    """The top-level node of a passthrough tree that Xen reads under `name`; the case of its letters is free."""
    return next((node for node in tree.root.children if node.name.lower() == name), None)


def read_requests(tree: Tree, domain: int) -> tuple[Request, ...] | Refused:
    """Read what the tree asks for domain number `domain`; only what stands below `/passthrough` counts."""
    if (refused := _phandles_left(tree)) is not None:
        return refused
    requests: list[Request] = []
    for node, bus in _nodes_with_bus(tree):
        if (refused := _hides_iommu(node)) is not None:
            return refused
        for read in (_platform_request, _pci_requests):
            answer = read(node, bus, domain)
            if isinstance(answer, Refused):
                return answer
            requests.extend(answer)
    return tuple(requests)


def _nodes_with_bus(tree: Tree) -> Iterator[tuple[Node, Node | None]]:
    """`/passthrough` and all below it with the node above, whose cell counts they follow.

    The root's cells are not used: `/passthrough` itself is read with the defaults (scan_pfdt_node).
    """

    def below(bus: Node) -> Iterator[tuple[Node, Node | None]]:
        for child in bus.children:
            yield child, bus
            yield from below(child)

    top = top_level(tree, "passthrough")
    if top is not None:
        yield top, None
        yield from below(top)


def _phandles_left(tree: Tree) -> Refused | None:
    """The next free phandle lies below that of the guest's interrupt controller (commit a010efd323)."""
    greatest = max((node.cell("phandle", 0) for node in tree.walk()), default=0)
    if greatest + 1 >= GUEST_PHANDLE_GIC:
        words = f"phandle {greatest:#x} leaves none below that of the interrupt controller, {GUEST_PHANDLE_GIC:#x}"
        return Refused(Errno.EOVERFLOW, words, "arch/arm/dom0less-build.c, domain_handle_dtb_boot_module")
    return None


def _hides_iommu(node: Node) -> Refused | None:
    """No IOMMU and no tie to one is written into a domain's tree."""
    shown = [name for name in IOMMU_PROPERTIES if name in node]
    if shown or is_iommu(node):
        words = f"{node.path} has the property {shown[0]}" if shown else f"{node.path} is an IOMMU"
        return Refused(Errno.EINVAL, f"{words}, which no domain may see", "XenSSR~hide_iommu_from_domain~1")
    return None


def _platform_request(node: Node, bus: Node | None, domain: int) -> tuple[PlatformRequest, ...] | Refused:
    """What the node asks for by `xen,reg` and `xen,path` (handle_prop_pfdt)."""
    path, forced = node.text("xen,path"), FORCE in node
    if "xen,reg" not in node and "xen,path" not in node:
        return ()
    if "xen,reg" not in node or ("xen,path" not in node and not forced):
        words = f"xen,reg or xen,path missing for d{domain}"
        return Refused(Errno.EINVAL, words, "arch/arm/dom0less-build.c, handle_prop_pfdt")
    ranges = _register_ranges(node, bus)
    if isinstance(ranges, Refused):
        return ranges
    return (PlatformRequest(node.path, ranges, (path or "") if "xen,path" in node else None, forced),)


def _register_ranges(node: Node, bus: Node | None) -> tuple[RegisterRange, ...] | Refused:
    """The tuples `<host size guest>` of `xen,reg`, each whole, page aligned and not empty."""
    address, size = (ADDRESS_CELLS, SIZE_CELLS) if bus is None else bus_cells(bus)
    if not 1 <= address <= WIDEST or not 1 <= size <= WIDEST:
        words = f"Invalid address_cells {address} or size_cells {size}"
        return Refused(Errno.EINVAL, words, _HANDLE_PASSTHROUGH_PROP)
    width = 2 * address + size
    length = len(node.properties["xen,reg"])
    if length == 0 or length % (width * CELL):
        words = f"{node.path}: xen,reg holds {length} bytes, which are no whole tuples of {width * CELL}"
        return Refused(Errno.EINVAL, words, "XenSSR~map_platform_device_mmio_region_ident~1")
    cells = node.cells("xen,reg")
    ranges = []
    for at in range(0, len(cells), width):
        host, extent = number(cells[at : at + address]), number(cells[at + address : at + address + size])
        guest = number(cells[at + address + size : at + width])
        if host % PAGE or extent % PAGE or guest % PAGE:
            words = "DomU passthrough config has not page aligned addresses/sizes"
            return Refused(Errno.EINVAL, words, _HANDLE_PASSTHROUGH_PROP)
        if extent == 0:
            words = f"{node.path}: xen,reg names no page at {host:#x}"
            return Refused(Errno.EINVAL, words, "XenSSR~map_platform_device_mmio_region_ident~1")
        ranges.append(RegisterRange(Region(host, extent), guest))
    return tuple(ranges)


def _pci_requests(node: Node, _: Node | None, __: int) -> tuple[PciRequest, ...] | Refused:
    """The functions of `xen,pci-assigned`: whole triples, each number within its range."""
    if PCI_ASSIGNED not in node:
        return ()
    length = len(node.properties[PCI_ASSIGNED])
    if length == 0:
        return Refused(Errno.EINVAL, f"{PCI_ASSIGNED} property cannot be empty.", _PCI_SOURCE)
    if length % (3 * CELL):
        return Refused(Errno.EINVAL, f"{node.path}: {PCI_ASSIGNED} is no list of <segment bus devfn>", _PCI_SOURCE)
    cells = node.cells(PCI_ASSIGNED)
    requests = []
    for at in range(0, len(cells), 3):
        segment, bus, devfn = cells[at : at + 3]
        sbdf = Sbdf.decode(segment, bus, devfn)
        if sbdf is None:
            words = f"{node.path}: {PCI_ASSIGNED} names no function by <{segment:#x} {bus:#x} {devfn:#x}>"
            return Refused(Errno.EINVAL, words, _PCI_SOURCE)
        requests.append(PciRequest(node.path, sbdf, FORCE in node))
    return tuple(requests)
