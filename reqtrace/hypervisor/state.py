# SPDX-License-Identifier: Apache-2.0
"""The state of the machine: which domains live, what each holds, sees and reaches. Never changed, only replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from reqtrace.hypervisor.devicetree import Tree
from reqtrace.hypervisor.platform import Device, Host, Stream
from reqtrace.hypervisor.region import Region

DOM0 = 0
"""The number of the hardware and control domain."""

DOMID_XEN = 0x7FF2
"""The owner of what Xen keeps for itself."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A living domain.

    `ram` is its memory in the machine, `ram_base` where the domain sees it; `iommu` says whether it was made with
    an IOMMU context (CDF_iommu); `tree` is the device tree it boots from.
    """

    number: int
    name: str
    ram: Region
    ram_base: int
    tree: Tree
    direct_map: bool = False
    trusted: bool = True
    iommu: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Registers a domain can reach: the pages `host` of the machine, from the guest address `guest` on."""

    domain: int
    host: Region
    guest: int

    @property
    def seen(self) -> Region:
        """The guest addresses."""
        return Region(self.guest, self.host.size)


class Holder(Enum):
    """Who can hold a device."""

    DOMAIN = "domain"
    QUARANTINE = "DOMID_IO"
    NOBODY = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a device; prints as the domain's name, ``DOMID_IO`` or nothing."""

    holder: Holder
    name: str = ""

    def __str__(self) -> str:
        return self.name if self.holder is Holder.DOMAIN else self.holder.value


# [impl->dsn~states_never_change~1]
@dataclass(frozen=True, slots=True)
class State:
    """Everything Xen keeps record of; two equal states are the same machine.

    `holder` maps a held device to the number of its domain; `windows` are the mapped registers, `permitted` the
    register pages and `permitted_lines` the interrupts each domain may be given (iomem and irq capabilities);
    `routes` maps an interrupt to a domain number or DOMID_XEN; `streams` maps a stream to the domain that
    translates it, any other faults; `known` are the PCI functions Xen knows of; `masters` are the devices that
    are able to send requests: the bus-master bit of a PCI function, the running state of a platform device.
    Mappings are never changed after construction.
    """

    host: Host
    next_number: int = 1
    domains: Mapping[int, Domain] = field(default_factory=dict)
    holder: Mapping[str, int] = field(default_factory=dict)
    windows: frozenset[Window] = frozenset()
    permitted: frozenset[tuple[int, Region]] = frozenset()
    permitted_lines: frozenset[tuple[int, int]] = frozenset()
    routes: Mapping[int, int] = field(default_factory=dict)
    streams: Mapping[Stream, int] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    masters: frozenset[str] = frozenset()

    def domain(self, name: str) -> Domain | None:
        """The living domain of this name."""
        return next((domain for domain in self.domains.values() if domain.name == name), None)

    def windows_of(self, number: int) -> tuple[Window, ...]:
        """The registers domain `number` can reach, in rising order."""
        return tuple(sorted(window for window in self.windows if window.domain == number))

    def held_by(self, number: int) -> Iterator[Device]:
        """The devices domain `number` holds, in the order of the host."""
        return (device for name, device in self.host.devices.items() if self.holder.get(name) == number)
