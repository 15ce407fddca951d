# SPDX-License-Identifier: Apache-2.0
"""What Xen makes of a host tree: which devices there are, which of them an IOMMU protects, what it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.command_line import NOTHING_SAID, Settings
from reqtrace.hypervisor.host.hosts_x86 import AMDVI, IOAPIC, VTD
from reqtrace.hypervisor.host.pci import PciFunction
from reqtrace.hypervisor.host.platform import Arch, Device, Host, Iommu, IommuKind, Role, Stream
from reqtrace.hypervisor.host.requester import requesters
from reqtrace.hypervisor.tree.addresses import Translation, identity, registers, through
from reqtrace.hypervisor.tree.devicetree import Node, Tree
from reqtrace.hypervisor.xen import REQUIRED, Xen

IOMMU_PROPERTIES = ("iommus", "iommu-map", "iommu-map-mask")
"""The properties that tie a master to an IOMMU; no domain ever sees them."""

IOMMU_KINDS = {
    **dict.fromkeys(("arm,mmu-500", "arm,mmu-400", "arm,mmu-401", "arm,smmu-v1", "arm,smmu-v2"), IommuKind.SMMUV2),
    "arm,smmu-v3": IommuKind.SMMUV3,
    "renesas,ipmmu-vmsa": IommuKind.IPMMU,
    **{f"renesas,ipmmu-r8a{chip}": IommuKind.IPMMU for chip in ("7795", "77960", "77961", "77965", "779f0", "779g0")},
    VTD: IommuKind.VTD,
    AMDVI: IommuKind.AMDVI,
}
"""The IOMMUs that Xen has drivers for, by compatible string (drivers/passthrough); any other is hidden as well."""

INTERRUPT_CONTROLLERS = frozenset(
    {
        "arm,cortex-a15-gic", "arm,cortex-a9-gic", "arm,gic-400", "arm,gic-v3", "arm,gic-v2m-frame", "arm,gic-v3-its",
        IOAPIC,
    }
)  # fmt: skip

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

_SPI, _PPI = 0, 1
"""The first cell of an interrupt at a GIC: shared by all CPUs, or private to each."""

_TRIGGER_CELL, _TRIGGER = 2, 0xF
"""Which cell of an interrupt at a GIC says how it is triggered, and by which of its bits."""


def discover(
    tree: Tree,
    functions: tuple[PciFunction, ...],
    settings: Settings = NOTHING_SAID,
    xen: Xen = REQUIRED,
    arch: Arch = Arch.ARM64,
) -> Host:
    """Find out what the host offers, as Xen does while it boots, its command line read to `settings`."""
    phandles = tree.phandles()
    iommus = tuple(_iommu(node, xen, wanted=settings.iommu) for node in tree.walk() if is_recognised(node, xen))
    survey = _Survey(phandles, {iommu.path: iommu for iommu in iommus}, _console(tree, settings))
    platform = tuple(survey.devices(tree.root))
    ram = tuple(sorted(region for device in platform if device.role is Role.MEMORY for region in device.registers))
    bridges = tuple(node for node in tree.walk() if node.text("device_type") == "pci")
    found = tuple(sorted(functions))
    pci = (survey.function(function, bridges, found) for function in found)
    return Host(tree, {device.name: device for device in (*platform, *pci)}, iommus, ram, found, arch, settings)


def is_iommu(node: Node) -> bool:
    """Whether the node is an IOMMU of any kind, driven by Xen or not (XenSSR~hide_iommu_from_domain~1)."""
    return "#iommu-cells" in node or any(
        kind in IOMMU_KINDS or "smmu" in kind or "ipmmu" in kind for kind in node.strings("compatible")
    )


def depends_on_xen(tree: Tree) -> bool:
    """Whether one Xen may find something else on the host than another: an IOMMU that not every Xen takes for one."""
    return any(is_iommu(node) and not _driven_by_all(kind_of(node)) for node in tree.walk())


def is_recognised(node: Node, xen: Xen) -> bool:
    """Whether this build of Xen takes the node for an IOMMU; with D-17, only where it has a driver.

    Whether the IOMMU is available or wanted does not matter here (arch/arm/domain_build.c, handle_node).
    """
    return is_iommu(node) and (has_driver(kind_of(node), xen) or not xen.has(Finding.D_17))


def has_driver(kind: IommuKind, xen: Xen) -> bool:
    """Whether this build drives IOMMUs of that kind (drivers/passthrough/Kconfig); D-28: not an SMMUv3."""
    return _driven_by_all(kind) or (kind is IommuKind.SMMUV3 and not xen.has(Finding.D_28))


def _driven_by_all(kind: IommuKind) -> bool:
    return kind not in {IommuKind.UNKNOWN, IommuKind.SMMUV3}


def kind_of(node: Node) -> IommuKind:
    """What kind of IOMMU the node is."""
    kinds = (IOMMU_KINDS[name] for name in node.strings("compatible") if name in IOMMU_KINDS)
    return next(kinds, IommuKind.UNKNOWN)


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
    iommus: Mapping[str, Iommu]
    console: str | None

    def devices(self, root: Node) -> Iterator[Device]:
        """Every node below `root` as a device, parents before their children."""
        yield from self._below(root, root.cell("interrupt-parent", 0), identity, Role.PERIPHERAL)

    def _below(self, parent: Node, controller: int, translate: Translation, role: Role) -> Iterator[Device]:
        for node in parent.children:
            by = node.cell("interrupt-parent", controller)
            kind, lines = self._role(node, role), frozenset(self._lines(node, by))
            yield Device(
                node.path, kind, tuple(registers(node, parent, translate)),
                tuple(sorted({SPI_BASE + number for type_, number, _ in lines if type_ == _SPI})),
                self._streams(node), is_dma_capable(node), "xen,passthrough" in node, self._behind(node),
                any(type_ == _PPI for type_, _, _ in lines),
                tuple(sorted((SPI_BASE + number, trigger) for type_, number, trigger in lines if type_ == _SPI)),
            )  # fmt: skip
            inherited = kind if kind is Role.INTERRUPT_CONTROLLER else Role.PERIPHERAL
            yield from self._below(node, by, through(node, parent, translate), inherited)

    def _role(self, node: Node, inherited: Role) -> Role:
        if node.path in self.iommus:
            return Role.IOMMU
        if not INTERRUPT_CONTROLLERS.isdisjoint(node.strings("compatible")):
            return Role.INTERRUPT_CONTROLLER
        if node.path == self.console:
            return Role.CONSOLE
        by_type = {"memory": Role.MEMORY, "pci": Role.PCI_HOST_BRIDGE}
        return by_type.get(node.text("device_type") or "", inherited)

    def _lines(self, node: Node, parent: int) -> Iterator[tuple[int, int, int]]:
        """The lines of the node at the primary interrupt controller: type, number, trigger; others are skipped."""
        cells = list(node.cells("interrupts-extended"))
        if not cells and (controller := self.phandles.get(parent)) is not None:
            width = max(controller.cell("#interrupt-cells", 1), 1)
            plain = node.cells("interrupts")
            cells = [cell for at in range(0, len(plain), width) for cell in (parent, *plain[at : at + width])]
        while cells:
            controller = self.phandles.get(cells.pop(0))
            width = 0 if controller is None else controller.cell("#interrupt-cells", 1)
            line, cells = cells[:width], cells[width:]
            is_gic = controller is not None and self._role(controller, Role.PERIPHERAL) is Role.INTERRUPT_CONTROLLER
            if is_gic and len(line) > 1:
                yield line[0], line[1], line[2] & _TRIGGER if len(line) > _TRIGGER_CELL else 0

    def _streams(self, node: Node) -> tuple[Stream, ...]:
        """The streams of `iommus` at enabled IOMMUs (drivers/passthrough/device_tree.c, iommu_dt_xlate)."""
        found: set[Stream] = set()
        for path, entry in self._ties(node):
            if entry and self._is_enabled(path):
                found.add(_stream(self.iommus[path], entry))
        return tuple(sorted(found))

    def _is_enabled(self, path: str) -> bool:
        return path in self.iommus and self.iommus[path].enabled

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

    def function(self, function: PciFunction, bridges: tuple[Node, ...], found: tuple[PciFunction, ...]) -> Device:
        """A PCI function as a device, its requester ids taken through the `iommu-map` of its host bridge.

        It is behind every IOMMU that an id of its own is mapped to, and behind none (the empty path) with one that is
        mapped nowhere: a request under such an id passes no translation.
        """
        bridge = next((node for node in bridges if node.cell("linux,pci-domain", 0) == function.sbdf.segment), None)
        ids = () if bridge is None else requesters(function, found)
        mapped = [self._mapped(bridge, id_) for id_ in ids if bridge]
        streams = tuple(sorted({each for each in mapped if each is not None and self._is_enabled(each.iommu)}))
        behind = frozenset("" if each is None else each.iommu for each in mapped)
        interrupts = () if function.interrupt is None else (function.interrupt,)
        role = Role.PCI_BRIDGE if function.bridge else Role.PCI_FUNCTION
        return Device(str(function.sbdf), role, function.bars, interrupts, streams, dma_capable=True, behind=behind)

    def _mapped(self, bridge: Node, requester: int) -> Stream | None:
        """The stream of a requester id, at whichever IOMMU, enabled or not; None where the id is mapped to none."""
        requester &= bridge.cell("iommu-map-mask", 0xFFFF)
        cells = bridge.cells("iommu-map")
        for at in range(0, len(cells) - 3, 4):
            first, phandle, stream, length = cells[at : at + 4]
            iommu = self.phandles.get(phandle)
            if iommu is not None and first <= requester < first + length:
                return Stream(iommu.path, stream + requester - first)
        return None


def _iommu(node: Node, xen: Xen, *, wanted: bool) -> Iommu:
    """The IOMMU, taken into service where it is wanted and driven, available and not marked (device_init)."""
    kind = kind_of(node)
    usable = has_driver(kind, xen) and _is_available(node) and "xen,passthrough" not in node
    return Iommu(node.path, wanted and usable, kind.stream_bits, kind.groups, kind)


def _stream(iommu: Iommu, entry: tuple[int, ...]) -> Stream:
    """The stream of an entry of `iommus`; one cell of an SMMUv2 holds the id below and the mask above bit 16.

    Source: drivers/passthrough/arm/smmu.c, arm_smmu_dt_xlate_generic.
    """
    if iommu.kind is not IommuKind.SMMUV2:
        return Stream(iommu.path, entry[0])
    return Stream(iommu.path, entry[0], entry[1]) if len(entry) > 1 else _masked(iommu.path, entry[0])


def _masked(iommu: str, cell: int) -> Stream:
    return Stream(iommu, cell & 0xFFFF, cell >> 16)


def _is_available(node: Node) -> bool:
    """Whether the node may be used; the strings are compared literally (dt_device_is_available)."""
    return "status" not in node or node.text("status") in {"ok", "okay"}


def _console(tree: Tree, settings: Settings) -> str | None:
    """The path of the device Xen writes its console to: what the command line names, or else `/chosen/stdout-path`.

    Options behind a colon are left out (drivers/char/arm-uart.c, dt_uart_init).
    """
    chosen = tree.node("/chosen")
    named = settings.console or (None if chosen is None else chosen.text("stdout-path"))
    node = None if named is None else tree.node(named.partition(":")[0])
    return None if node is None else node.path
