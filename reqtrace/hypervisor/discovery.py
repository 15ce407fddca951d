# SPDX-License-Identifier: Apache-2.0
"""What Xen makes of a host tree: which devices there are, which of them an IOMMU protects, what it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reqtrace.hypervisor.addresses import Translation, identity, registers, through
from reqtrace.hypervisor.devicetree import Node, Tree
from reqtrace.hypervisor.pci import PciFunction
from reqtrace.hypervisor.platform import Device, Host, Iommu, Role, Stream
from reqtrace.hypervisor.xen import REQUIRED, Xen

IOMMU_PROPERTIES = ("iommus", "iommu-map", "iommu-map-mask")
"""The properties that tie a master to an IOMMU; no domain ever sees them."""

DRIVEN_IOMMUS = frozenset({"arm,mmu-500", "arm,mmu-400", "arm,mmu-401", "arm,smmu-v1", "arm,smmu-v2"})
"""The IOMMUs Xen drives in this slice (drivers/passthrough/arm/smmu.c); any other kind is hidden all the same."""

INTERRUPT_CONTROLLERS = frozenset(
    {"arm,cortex-a15-gic", "arm,cortex-a9-gic", "arm,gic-400", "arm,gic-v3", "arm,gic-v2m-frame", "arm,gic-v3-its"}
)

DMA_MASTERS = frozenset(
    {
        "virtio,mmio", "qemu,fw-cfg-mmio", "arm,pl080", "arm,pl081", "arm,pl330", "arm,mali-400",
        "cdns,zynqmp-gem", "cdns,gem", "xlnx,zynqmp-dma-1.0", "xlnx,zynqmp-dpdma", "xlnx,dpdma", "xlnx,nwl-pcie-2.11",
        "arasan,nfc-v3p10", "arasan,sdhci-8.9a", "xlnx,zynqmp-8.9a", "xlnx,zynqmp-qspi-1.0", "ceva,ahci-1v84",
        "snps,dwc3", "generic-ahci",
    }
)  # fmt: skip
"""Masters of known boards whose nodes may lack every sign of DMA: ZynqMP's GPU, DPDMA and PCIe carry no `iommus`."""

DMA_SIGNS = ("iommus", "iommu-map", "dma-coherent", "dma-ranges")

SPI_BASE = 32
"""INTID of the first shared peripheral interrupt; those below are private to a CPU and never routed."""


def discover(tree: Tree, functions: tuple[PciFunction, ...], command_line: str, xen: Xen = REQUIRED) -> Host:
    """Find out what the host offers, as Xen does while it boots."""
    phandles = tree.phandles()
    wanted = _iommu_wanted(command_line)
    iommus = tuple(Iommu(node.path, wanted and _is_driven(node)) for node in tree.walk() if is_iommu(node))
    survey = _Survey(phandles, frozenset(iommu.path for iommu in iommus if iommu.enabled), _console(tree))
    platform = tuple(survey.devices(tree.root))
    ram = tuple(sorted(region for device in platform if device.role is Role.MEMORY for region in device.registers))
    bridges = tuple(node for node in tree.walk() if node.text("device_type") == "pci")
    pci = (survey.function(function, bridges) for function in sorted(functions))
    return Host(tree, {device.name: device for device in (*platform, *pci)}, iommus, ram, tuple(sorted(functions)))


def is_iommu(node: Node) -> bool:
    """Whether the node is an IOMMU of any kind, driven by Xen or not (XenSSR~hide_iommu_from_domain~1)."""
    return "#iommu-cells" in node or any(
        kind in DRIVEN_IOMMUS or "smmu" in kind or "ipmmu" in kind for kind in node.strings("compatible")
    )


def is_dma_capable(node: Node) -> bool:
    """Whether the device may read or write memory by itself.

    No tree says so outright, so this slice takes any sign of it: a tie to an IOMMU, coherent DMA, DMA ranges, or
    a compatible string of a known master.
    """
    return any(sign in node for sign in DMA_SIGNS) or any(kind in DMA_MASTERS for kind in node.strings("compatible"))


@dataclass(frozen=True, slots=True)
class _Survey:
    """What has to be known of the whole tree to read one of its nodes."""

    phandles: dict[int, Node]
    enabled: frozenset[str]
    console: str | None

    def devices(self, root: Node) -> Iterator[Device]:
        """Every node below `root` as a device, parents before their children."""
        yield from self._below(root, root.cell("interrupt-parent", 0), identity, Role.PERIPHERAL)

    def _below(self, parent: Node, controller: int, translate: Translation, role: Role) -> Iterator[Device]:
        for node in parent.children:
            by = node.cell("interrupt-parent", controller)
            kind = self._role(node, role)
            yield Device(
                node.path, kind, tuple(registers(node, parent, translate)), self._interrupts(node, by),
                self._streams(node), is_dma_capable(node), "xen,passthrough" in node, self._behind(node),
            )  # fmt: skip
            inherited = kind if kind is Role.INTERRUPT_CONTROLLER else Role.PERIPHERAL
            yield from self._below(node, by, through(node, parent, translate), inherited)

    def _role(self, node: Node, inherited: Role) -> Role:
        if is_iommu(node):
            return Role.IOMMU
        if not INTERRUPT_CONTROLLERS.isdisjoint(node.strings("compatible")):
            return Role.INTERRUPT_CONTROLLER
        if node.path == self.console:
            return Role.CONSOLE
        by_type = {"memory": Role.MEMORY, "pci": Role.PCI_HOST_BRIDGE}
        return by_type.get(node.text("device_type") or "", inherited)

    def _interrupts(self, node: Node, parent: int) -> tuple[int, ...]:
        """The INTIDs of the node at the primary interrupt controller; others are skipped, as Xen does (2.4 i)."""
        cells = list(node.cells("interrupts-extended"))
        if not cells and (controller := self.phandles.get(parent)) is not None:
            width = max(controller.cell("#interrupt-cells", 1), 1)
            plain = node.cells("interrupts")
            cells = [cell for at in range(0, len(plain), width) for cell in (parent, *plain[at : at + width])]
        found: set[int] = set()
        while cells:
            controller = self.phandles.get(cells.pop(0))
            width = 0 if controller is None else controller.cell("#interrupt-cells", 1)
            line, cells = cells[:width], cells[width:]
            is_gic = controller is not None and self._role(controller, Role.PERIPHERAL) is Role.INTERRUPT_CONTROLLER
            if is_gic and len(line) > 1 and line[0] == 0:
                found.add(SPI_BASE + line[1])
        return tuple(sorted(found))

    def _streams(self, node: Node) -> tuple[Stream, ...]:
        """The streams of `iommus` at enabled IOMMUs (drivers/passthrough/device_tree.c, iommu_dt_xlate)."""
        found: set[Stream] = set()
        for path, entry in self._ties(node):
            if entry and path in self.enabled:
                # One cell holds the id below and the mask above bit 16 (drivers/passthrough/arm/smmu.c).
                mask = entry[1] if len(entry) > 1 else entry[0] >> 16
                found.add(Stream(path, entry[0] & 0xFFFF if len(entry) == 1 else entry[0], mask))
        return tuple(sorted(found))

    def _behind(self, node: Node) -> frozenset[str]:
        """Every IOMMU that `iommus` names, enabled or not."""
        return frozenset(path for path, _ in self._ties(node))

    def _ties(self, node: Node) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The entries of `iommus`: the path of the IOMMU, empty where there is none, and the cells that follow."""
        cells = node.cells("iommus")
        while cells:
            iommu = self.phandles.get(cells[0])
            if iommu is None:
                yield "", ()
                return
            width = 1 + iommu.cell("#iommu-cells", 1)
            yield iommu.path, tuple(cells[1:width])
            cells = cells[width:]

    def function(self, function: PciFunction, bridges: tuple[Node, ...]) -> Device:
        """A PCI function as a device, its requester id taken through the `iommu-map` of its host bridge."""
        bridge = next((node for node in bridges if node.cell("linux,pci-domain", 0) == function.sbdf.segment), None)
        streams = () if bridge is None else tuple(sorted(self._mapped(bridge, function.sbdf.requester)))
        interrupts = () if function.interrupt is None else (function.interrupt,)
        role = Role.PCI_BRIDGE if function.bridge else Role.PCI_FUNCTION
        return Device(str(function.sbdf), role, function.bars, interrupts, streams, dma_capable=True)

    def _mapped(self, bridge: Node, requester: int) -> Iterator[Stream]:
        requester &= bridge.cell("iommu-map-mask", 0xFFFF)
        cells = bridge.cells("iommu-map")
        for at in range(0, len(cells) - 3, 4):
            first, phandle, stream, length = cells[at : at + 4]
            iommu = self.phandles.get(phandle)
            if iommu is not None and iommu.path in self.enabled and first <= requester < first + length:
                yield Stream(iommu.path, stream + requester - first)
                return


def _is_driven(iommu: Node) -> bool:
    """Whether Xen takes the IOMMU into service (common/device.c, device_init)."""
    kinds = frozenset(iommu.strings("compatible"))
    return not DRIVEN_IOMMUS.isdisjoint(kinds) and _is_available(iommu) and "xen,passthrough" not in iommu


def _is_available(node: Node) -> bool:
    """Whether the node may be used; the strings are compared literally (dt_device_is_available)."""
    return "status" not in node or node.text("status") in {"ok", "okay"}


def _iommu_wanted(command_line: str) -> bool:
    """Whether the command line leaves the IOMMU on; the last word counts (drivers/passthrough/iommu.c)."""
    wanted = True
    for option in command_line.split():
        name, _, value = option.partition("=")
        if name == "no-iommu":
            wanted = False
        if name == "iommu":
            for word in value.split(","):
                if word in {"no", "off", "false", "disable", "0"}:
                    wanted = False
                elif word in {"", "yes", "on", "true", "enable", "1", "force", "required"}:
                    wanted = True
    return wanted


def _console(tree: Tree) -> str | None:
    """The path of the device Xen writes its console to: `/chosen/stdout-path`, options behind a colon left out."""
    chosen = tree.node("/chosen")
    named = None if chosen is None else chosen.text("stdout-path")
    node = None if named is None else tree.node(named.partition(":")[0])
    return None if node is None else node.path
