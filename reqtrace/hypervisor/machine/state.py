# SPDX-License-Identifier: Apache-2.0
"""The state of the machine: which domains live, what each holds, sees and reaches. Never changed, only replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import TypedDict, Unpack

from reqtrace.hypervisor.host.platform import Device, Host, Stream
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.record_isolation import IsolationPolicy
from reqtrace.hypervisor.machine.record_overlays import Overlays
from reqtrace.hypervisor.machine.record_pci import PciRecord
from reqtrace.hypervisor.machine.record_pciback import Pciback
from reqtrace.hypervisor.machine.record_toolstack import Toolstack
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.xen import REQUIRED, Xen

DOM0 = 0
"""The number of the hardware and control domain."""

DOMID_XEN = 0x7FF2
"""The owner of what Xen keeps for itself."""


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
    XEN = "DOMID_XEN"
    NOBODY = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a device; prints as the domain's name, ``DOMID_IO``, ``DOMID_XEN`` or nothing."""

    holder: Holder
    name: str = ""

    def __str__(self) -> str:
        return self.name if self.holder is Holder.DOMAIN else self.holder.value


class Fields(TypedDict, total=False):
    """The fields of a state, for `State.but`; a test holds the two lists against each other."""

    host: Host
    next_number: int
    domains: Mapping[int, Domain]
    holder: Mapping[str, int]
    windows: frozenset[Window]
    permitted: frozenset[tuple[int, Region]]
    permitted_lines: frozenset[tuple[int, int]]
    routes: Mapping[int, int]
    streams: Mapping[Stream, int]
    known: frozenset[str]
    masters: frozenset[str]
    xen: Xen
    quarantined: frozenset[str]
    broken: frozenset[str]
    zombies: Mapping[int, Domain]
    foreign: frozenset[tuple[int, int]]
    pending: frozenset[int]
    delegated: frozenset[tuple[int, Region]]
    listed: frozenset[str]
    log: tuple[str, ...]
    panic: str | None
    pci: PciRecord
    pciback: Pciback
    toolstack: Toolstack
    isolation: IsolationPolicy
    overlays: Overlays


# [impl->dsn~states_never_change~1]
@dataclass(frozen=True)
class State:
    """Everything Xen keeps record of; two equal states are the same machine.

    `holder` maps a held device to the number of its domain; `windows` are the mapped registers, `permitted` the
    register pages and `permitted_lines` the interrupts each domain may be given (iomem and irq capabilities);
    `routes` maps an interrupt to a domain number or DOMID_XEN; `streams` maps a stream to the domain that
    translates it, any other faults; `known` are the PCI functions Xen knows of; `masters` are the devices that
    are able to send requests: the bus-master bit of a PCI function, the running state of a platform device; `xen` is
    the Xen that runs. `quarantined` are devices that the toolstack itself has put into quarantine; `broken` those that
    failed and are given to nobody; `zombies` are dead domains that somebody still refers to, `foreign` says who maps
    a page of whom; `pending` are interrupts on their way to where they are routed; `delegated` are the permissions
    that the control domain has given by itself; `listed` are the protected devices of the host tree that stand on the
    list of their holder, each named once, while a neighbour in a page comes without; `log` is what Xen has logged,
    `panic` its last words if it stopped. The rest are the records of one area each.
    Mappings are never changed after construction. It has no slots: a dictionary is copied faster than a record.
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
    xen: Xen = REQUIRED
    quarantined: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    zombies: Mapping[int, Domain] = field(default_factory=dict)
    foreign: frozenset[tuple[int, int]] = frozenset()
    pending: frozenset[int] = frozenset()
    delegated: frozenset[tuple[int, Region]] = frozenset()
    listed: frozenset[str] = frozenset()
    log: tuple[str, ...] = ()
    panic: str | None = None
    pci: PciRecord = field(default_factory=PciRecord)
    pciback: Pciback = field(default_factory=Pciback)
    toolstack: Toolstack = field(default_factory=Toolstack)
    isolation: IsolationPolicy = field(default_factory=IsolationPolicy)
    overlays: Overlays = field(default_factory=Overlays)

    def but(self, **fields: Unpack[Fields]) -> State:
        """The same state but for these fields: what `dataclasses.replace` makes, in a tenth of the time."""
        new = object.__new__(State)
        held = new.__dict__
        held.update(self.__dict__)
        held.update(fields)
        if len(held) != _NUMBER:
            raise TypeError(f"a state has no {', '.join(sorted(held.keys() - self.__dict__.keys()))}")
        return new

    def domain(self, name: str) -> Domain | None:
        """The living domain of this name."""
        for domain in self.domains.values():
            if domain.name == name:
                return domain
        return None

    def windows_of(self, number: int) -> tuple[Window, ...]:
        """The registers domain `number` can reach, in rising order."""
        return tuple(sorted([window for window in self.windows if window.domain == number]))

    def held_by(self, number: int) -> Iterator[Device]:
        """The devices domain `number` holds, in the order of the host."""
        return (device for name, device in self.host.devices.items() if self.holder.get(name) == number)


_NUMBER = len(fields(State))
"""How many fields a state has."""
