# SPDX-License-Identifier: Apache-2.0
"""PCI functions: what they are called and what they offer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from reqtrace.hypervisor.region import Region

_SBDF = re.compile(r"([0-9a-f]{4}):([0-9a-f]{2}):([01][0-9a-f])\.([0-7])", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Sbdf:
    """The address of a PCI function; prints as ``0000:03:00.0``."""

    segment: int
    bus: int
    device: int
    function: int

    @classmethod
    def parse(cls, text: str) -> Sbdf | None:
        """Read ``segment:bus:device.function`` in hexadecimal; None where `text` is none."""
        parts = _SBDF.fullmatch(text)
        return None if parts is None else cls(*(int(part, 16) for part in parts.groups()))

    @classmethod
    def decode(cls, segment: int, bus: int, devfn: int) -> Sbdf | None:
        """Build one from the three numbers of `xen,pci-assigned`; None where one of them is out of range."""
        if segment >> 16 or bus >> 8 or devfn >> 8:
            return None
        return cls(segment, bus, devfn >> 3, devfn & 7)

    @property
    def devfn(self) -> int:
        """Device and function in one byte, as PCI encodes them."""
        return self.device << 3 | self.function

    @property
    def requester(self) -> int:
        """The 16 bits that mark every request the function sends within its segment."""
        return self.bus << 8 | self.devfn

    @property
    def slot(self) -> tuple[int, int, int]:
        """What the functions of one device have in common."""
        return self.segment, self.bus, self.device

    def __str__(self) -> str:
        return f"{self.segment:04x}:{self.bus:02x}:{self.device:02x}.{self.function}"


class Port(Enum):
    """What a function is on PCI Express (PCI Express capability, device/port type)."""

    ENDPOINT = "endpoint"
    LEGACY_ENDPOINT = "legacy endpoint"
    ROOT_PORT = "root port"
    UPSTREAM = "upstream port"
    DOWNSTREAM = "downstream port"
    TO_PCI = "PCIe-to-PCI bridge"
    FROM_PCI = "PCI-to-PCIe bridge"
    INTEGRATED = "root complex endpoint"
    EVENT_COLLECTOR = "root complex event collector"
    CONVENTIONAL = "conventional"
    """It has no PCI Express capability."""


@dataclass(frozen=True, slots=True, order=True)
class Acs:
    """Access control services: the bits that the hardware implements, and those that are switched on."""

    capability: int
    control: int


@dataclass(frozen=True, slots=True, order=True)
class PciFunction:
    """A function as its configuration space describes it.

    `interrupt` is the INTID (Arm) or GSI (x86) of its line. `buses` are secondary and subordinate bus of a bridge,
    (0, 0) where nobody has numbered them. `physical` is the function a virtual one belongs to, `phantom` the stride
    of phantom functions, `reserved` what the firmware's RMRR or unity ranges demand to be mapped. `class_code` is
    class and subclass, 0x0604 for a bridge; `driver` is what the hardware domain would use the function with; one that
    is `hidden` Xen uses itself, such as a serial card with its console. `ports` are the BARs in I/O space. `cardbus`
    stands for a bridge to CardBus, whose header is of a type of its own; it is no `bridge` to another PCI bus.
    `described` says whether the firmware's entry on it makes sense to an AMD IOMMU (IVRS).
    """

    sbdf: Sbdf
    bridge: bool = False
    bars: tuple[Region, ...] = ()
    interrupt: int | None = None
    port: Port = Port.CONVENTIONAL
    vendor: int = 0x1AF4
    device: int = 0x1000
    class_code: int = 0
    multifunction: bool = False
    buses: tuple[int, int] | None = None
    acs: Acs | None = None
    resettable: bool = True
    msi: bool = False
    physical: Sbdf | None = None
    phantom: int = 0
    reserved: tuple[Region, ...] = ()
    driver: str = ""
    hidden: bool = False
    ports: tuple[Region, ...] = ()
    cardbus: bool = False
    described: bool = True

    @property
    def header_type(self) -> int:
        """The type of the header of its configuration space: 0 for a device, 1 for a bridge, 2 for CardBus."""
        return 2 if self.cardbus else int(self.bridge)
