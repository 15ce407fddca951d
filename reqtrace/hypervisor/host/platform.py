# SPDX-License-Identifier: Apache-2.0
"""What a host offers, immutable: devices with their registers, interrupts and streams, IOMMUs, and memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from reqtrace.hypervisor.host.command_line import Settings
from reqtrace.hypervisor.host.pci import PciFunction, Sbdf
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.tree.devicetree import Tree

IPA_BITS = 44
"""Width of a guest-physical address: PARange of the Cortex-A57 (Xen: arch/arm/mmu/p2m.c, setup_virt_paging)."""


class Arch(Enum):
    """What the machine's processors are."""

    ARM64 = "arm64"
    X86_64 = "x86_64"


class Role(Enum):
    """What a device is to Xen, by the kind of its node or of its function."""

    PERIPHERAL = "a peripheral"
    PCI_FUNCTION = "a PCI function"
    PCI_BRIDGE = "a PCI bridge"
    PCI_HOST_BRIDGE = "the PCI host bridge"
    INTERRUPT_CONTROLLER = "the interrupt controller"
    IOMMU = "the IOMMU"
    CONSOLE = "the console of Xen"
    MEMORY = "memory"

    @property
    def xens_own(self) -> bool:
        """Whether Xen keeps such a device for itself: no domain is given it, the hardware domain included."""
        return self in _KEPT

    @property
    def reserved(self) -> bool:
        """Whether no guest is given the registers of such a device: it is Xen's, or drives the whole PCI bus."""
        return self.xens_own or self is Role.PCI_HOST_BRIDGE


_KEPT = (Role.INTERRUPT_CONTROLLER, Role.IOMMU, Role.CONSOLE, Role.MEMORY)
"""A tuple: whether a role is among so few is told by identity, faster than by its hash, and asked for every device."""


@dataclass(frozen=True, slots=True, order=True)
class Stream:
    """How a device's requests are told apart at an IOMMU: those with this id, the bits set in `mask` left aside."""

    iommu: str
    id: int
    mask: int = 0

    def matches(self, id_: int) -> bool:
        """Whether a request with this id belongs to the stream."""
        return (self.id ^ id_) & ~self.mask == 0

    def overlaps(self, other: Stream) -> bool:
        """Whether some request would belong to both."""
        return self.iommu == other.iommu and (self.id ^ other.id) & ~(self.mask | other.mask) == 0

    def __str__(self) -> str:
        return f"stream {self.id:#x}" + (f" with mask {self.mask:#x}" if self.mask else "")


@dataclass(frozen=True, slots=True)
class Device:
    """What can be owned: a node of the host tree, or a PCI function.

    `name` is the node's path or the function's address. `interrupts` are INTIDs of shared peripheral interrupts,
    others are never routed. `streams` are those at *enabled* IOMMUs; `behind` are all IOMMUs that its node names, or
    that the requester ids of a function are mapped to; the empty path stands for none. `private` says whether it uses
    an interrupt that each CPU has for itself, which no domain can be given; `triggers` are the shared ones, each with
    how its node says that it is triggered, as a GIC is told.
    """

    name: str
    role: Role
    registers: tuple[Region, ...] = ()
    interrupts: tuple[int, ...] = ()
    streams: tuple[Stream, ...] = ()
    dma_capable: bool = False
    marked: bool = False
    behind: frozenset[str] = frozenset()
    private: bool = False
    triggers: tuple[tuple[int, int], ...] = ()

    @property
    def protected(self) -> bool:
        """Whether all requests of the device pass an enabled IOMMU, and not only some."""
        return bool(self.streams) and self.behind <= {stream.iommu for stream in self.streams}

    @property
    def is_platform(self) -> bool:
        """Whether the device is a node of the host tree, not a PCI function."""
        return self.role is not Role.PCI_FUNCTION and self.role is not Role.PCI_BRIDGE

    def touches(self, region: Region) -> bool:
        """Whether a mapping of `region`, which is whole pages, would reach a register of the device."""
        return any(map(region.overlaps, self.registers))


class IommuKind(Enum):
    """What can be known of an IOMMU before it is probed: who drives it, and how it tells streams apart."""

    SMMUV2 = "smmuv2"
    SMMUV3 = "smmuv3"
    IPMMU = "ipmmu"
    VTD = "vtd"
    AMDVI = "amdvi"
    UNKNOWN = "an IOMMU of a kind Xen has no driver for"

    @property
    def stream_bits(self) -> int:
        """The width of a stream id: stream table, mapping entry, micro-TLB, or requester id."""
        return {IommuKind.SMMUV2: 15, IommuKind.IPMMU: 6}.get(self, 16)

    @property
    def groups(self) -> int:
        """How many streams it tells apart: the mapping entries of an SMMUv2; a table has one for each stream."""
        return 16 if self is IommuKind.SMMUV2 else 1 << self.stream_bits


@dataclass(frozen=True, slots=True)
class Iommu:
    """An IOMMU node; one that is not enabled counts as absent for its masters, and yet stays hidden."""

    path: str
    enabled: bool
    stream_bits: int = 15
    groups: int = 16
    kind: IommuKind = IommuKind.SMMUV2


@dataclass(frozen=True, slots=True)
class Host:
    """A host as Xen finds it at boot.

    `devices` holds platform devices by path and PCI functions by address, in that order; `tree` is the host's tree; on
    x86 it says what ACPI says elsewhere, and no domain sees it. `settings` are those of Xen's command line.
    """

    tree: Tree
    devices: Mapping[str, Device]
    iommus: tuple[Iommu, ...]
    ram: tuple[Region, ...]
    functions: tuple[PciFunction, ...]
    arch: Arch = Arch.ARM64
    settings: Settings = field(default_factory=Settings)

    @property
    def intremap(self) -> bool:
        """Whether interrupts that are messages are remapped, so that a function raises only its own (x86)."""
        return self.arch is Arch.X86_64 and self.iommu_enabled and self.settings.intremap

    @property
    def iommu_enabled(self) -> bool:
        """Whether device requests can be translated at all (Xen's global `iommu_enabled`)."""
        return any(iommu.enabled for iommu in self.iommus)

    def find(self, name: str) -> Device | None:
        """The device with this path, alias or PCI address; None where the host has none."""
        if name.startswith("/") and name in self.devices:
            return self.devices[name]
        if (sbdf := Sbdf.parse(name)) is not None:
            return self.devices.get(str(sbdf))
        node = self.tree.node(name)
        return None if node is None else self.devices.get(node.path)

    def of_role(self, *roles: Role) -> Iterator[Device]:
        """The devices with one of these roles."""
        return (device for device in self.devices.values() if device.role in roles)

    def touched(self, regions: Iterable[Region]) -> tuple[Device, ...]:
        """The devices a mapping of these whole pages would reach."""
        wanted = tuple(regions)
        return tuple(device for device in self.devices.values() if any(map(device.touches, wanted)))
