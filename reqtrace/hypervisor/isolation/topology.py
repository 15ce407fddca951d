# SPDX-License-Identifier: Apache-2.0
"""How PCI functions hang together: which bridge a bus lies behind, and which buses nobody can account for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from reqtrace.hypervisor.host.pci import PciFunction, Port, Sbdf

HOST_BRIDGE = 0x0600
"""Class and subclass of a host bridge: it stands on a root bus and sends no requests of its own."""

PCI_BRIDGE = 0x0604
"""Class and subclass of a bridge between PCI buses."""

IOMMU_CLASS = 0x0806

Bus = tuple[int, int]
"""A bus: segment and number."""

_OF_ROOT = frozenset({Port.ROOT_PORT, Port.INTEGRATED, Port.EVENT_COLLECTOR})
"""What stands on a root bus only."""

_DOWNWARDS = frozenset({Port.ROOT_PORT, Port.DOWNSTREAM, Port.FROM_PCI})
"""Ports whose secondary bus is a PCI Express link below them."""


@dataclass(frozen=True)
class Topology:
    """The functions of a machine, and how they hang together.

    `functions` are in the order of their addresses, each address once; `roots` are buses that are known to be root
    buses, as sysfs says of them, besides those that show it themselves.
    """

    functions: tuple[PciFunction, ...]
    roots: frozenset[Bus] = frozenset()

    @classmethod
    def of(cls, functions: Iterable[PciFunction], roots: Iterable[Bus] = ()) -> Topology:
        """The topology of `functions`; of two with one address the first counts.

        A device that shows several functions is one of several, whatever its header says.
        """
        unique: dict[Sbdf, PciFunction] = {}
        for function in functions:
            unique.setdefault(function.sbdf, function)
        several = {sbdf.slot for sbdf, each in unique.items() if sbdf.function and each.physical is None}
        return cls(tuple(_one_of_several(unique[sbdf], several) for sbdf in sorted(unique)), frozenset(roots))

    @cached_property
    def by_sbdf(self) -> Mapping[Sbdf, PciFunction]:
        """The functions by their addresses."""
        return {function.sbdf: function for function in self.functions}

    @cached_property
    def on_bus(self) -> Mapping[Bus, tuple[PciFunction, ...]]:
        """The functions of each bus, in rising order."""
        found: defaultdict[Bus, list[PciFunction]] = defaultdict(list)
        for function in self.functions:
            found[bus_of(function)].append(function)
        return {bus: tuple(functions) for bus, functions in found.items()}

    @cached_property
    def slots(self) -> Mapping[tuple[int, int, int], tuple[PciFunction, ...]]:
        """The functions of each device, in rising order."""
        found: defaultdict[tuple[int, int, int], list[PciFunction]] = defaultdict(list)
        for function in self.functions:
            found[function.sbdf.slot].append(function)
        return {slot: tuple(functions) for slot, functions in found.items()}

    @cached_property
    def claims(self) -> Mapping[Bus, tuple[PciFunction, ...]]:
        """The bridges that say of a bus that it is their secondary one; a bus lies below, so its number is greater."""
        found: defaultdict[Bus, list[PciFunction]] = defaultdict(list)
        for function in self.functions:
            if function.bridge and function.buses is not None and function.buses[0] > function.sbdf.bus:
                found[function.sbdf.segment, function.buses[0]].append(function)
        return {bus: tuple(bridges) for bus, bridges in found.items()}

    @cached_property
    def bridges(self) -> Mapping[Bus, PciFunction]:
        """The bridge each bus lies behind; root buses, and those nobody can account for, have none.

        A bus without a bridge of its own that holds virtual functions only belongs to the link of their physical
        function (SR-IOV lets their numbers run over), so it lies behind the same bridge.
        """
        found = {bus: bridges[0] for bus, bridges in self.claims.items()}
        for bus, functions in sorted(self.on_bus.items()):
            if bus not in found and all(function.physical for function in functions):
                physical = functions[0].physical
                bridge = None if physical is None else found.get((physical.segment, physical.bus))
                if bridge is not None and bridge.sbdf.bus < bus[1]:
                    found[bus] = bridge
        return found

    @cached_property
    def contested(self) -> frozenset[Bus]:
        """Buses that two bridges claim to lead to: what stands there can not be told."""
        return frozenset(bus for bus, bridges in self.claims.items() if len(bridges) > 1)

    def bridge_above(self, function: PciFunction) -> PciFunction | None:
        """The bridge that leads to the bus of `function`; None on a root bus, and where nobody knows one."""
        return self.bridges.get(bus_of(function))

    def path(self, function: PciFunction) -> Iterator[PciFunction]:
        """The bridges above `function`, the nearest first; bus numbers fall on the way, so it ends."""
        bridge = self.bridge_above(function)
        while bridge is not None:
            yield bridge
            bridge = self.bridge_above(bridge)

    @cached_property
    def _children(self) -> Mapping[Sbdf, tuple[PciFunction, ...]]:
        found: defaultdict[Sbdf, list[PciFunction]] = defaultdict(list)
        for bus, bridge in sorted(self.bridges.items()):
            found[bridge.sbdf] += self.on_bus.get(bus, ())
        return {sbdf: tuple(functions) for sbdf, functions in found.items()}

    def children(self, bridge: PciFunction) -> tuple[PciFunction, ...]:
        """The functions right below a bridge."""
        return self._children.get(bridge.sbdf, ())

    def below(self, bridge: PciFunction) -> Iterator[PciFunction]:
        """All functions below a bridge."""
        waiting = list(self.children(bridge))
        while waiting:
            function = waiting.pop()
            yield function
            waiting += self.children(function)

    @cached_property
    def root_buses(self) -> tuple[Bus, ...]:
        """The buses that no bridge leads to, in rising order, those nobody can account for among them."""
        return tuple(sorted(bus for bus in self.on_bus if bus not in self.bridges))

    def is_root(self, bus: Bus) -> bool:
        """Whether the bus is one of the root complex: bus 0, or one that shows it by what stands there."""
        if bus in self.bridges:
            return False
        functions = self.on_bus.get(bus, ())
        if bus[1] == 0 or bus in self.roots or any(map(_shows_root, functions)):
            return True
        physical = {function.physical for function in functions}
        if len(physical) != 1 or (owner := physical.pop()) is None or owner not in self.by_sbdf:
            return False
        return bus_of(self.by_sbdf[owner]) != bus and self.is_root(bus_of(self.by_sbdf[owner]))

    @cached_property
    def unaccounted(self) -> frozenset[Bus]:
        """Buses that no visible bridge leads to, though they are no root buses: a bridge must be hidden above them."""
        return frozenset(bus for bus in self.root_buses if not self.is_root(bus)) | self.contested

    @cached_property
    def unknown(self) -> frozenset[Sbdf]:
        """The functions of which nobody can say how they are isolated: those on or below an unaccounted bus."""
        found: set[Sbdf] = set()
        for bus in sorted(self.unaccounted):
            for function in self.on_bus.get(bus, ()):
                found.add(function.sbdf)
                found.update(other.sbdf for other in self.below(function))
        return frozenset(found)

    @cached_property
    def scanned(self) -> Sequence[PciFunction]:
        """The functions in the order in which an operating system finds them: a whole bus, then what is below it."""
        order: list[PciFunction] = []
        for bus in self.root_buses:
            waiting = [self.on_bus[bus]]
            while waiting:
                functions = waiting.pop()
                order += functions
                waiting += [self.children(function) for function in reversed(functions) if function.bridge]
        return order

    @cached_property
    def ports(self) -> Mapping[Sbdf, Port]:
        """What each function is on PCI Express, with ports that call themselves the wrong way round put right.

        Linux does the same (drivers/pci/probe.c, set_pcie_port_type): a downstream port right below another is an
        upstream port, and an upstream port right below another a downstream port.
        """
        found: dict[Sbdf, Port] = {}
        for function in self.scanned:
            parent = self.bridge_above(function)
            above = None if parent is None else found.get(parent.sbdf, parent.port)
            port = function.port
            if port is Port.DOWNSTREAM and above in _DOWNWARDS:
                port = Port.UPSTREAM
            elif port is Port.UPSTREAM and above is Port.UPSTREAM:
                port = Port.DOWNSTREAM
            found[function.sbdf] = port
        return found

    @cached_property
    def has_amd_iommu(self) -> bool:
        """Whether the machine shows an IOMMU by AMD."""
        return any(each.class_code == IOMMU_CLASS and each.vendor in {0x1002, 0x1022} for each in self.functions)


def bus_of(function: PciFunction) -> Bus:
    """The bus on which a function stands."""
    return function.sbdf.segment, function.sbdf.bus


def is_pcie(function: PciFunction) -> bool:
    """Whether the function has a PCI Express capability."""
    return function.port is not Port.CONVENTIONAL


def is_multifunction(function: PciFunction) -> bool:
    """Whether the function is one of several of its device, as far as it says or shows so.

    A function other than 0 shows it (Linux: drivers/pci/probe.c, pci_scan_slot), which the topology has noted; a
    virtual function never counts (drivers/pci/iov.c, pci_iov_add_virtfn).
    """
    return function.physical is None and function.multifunction


def _one_of_several(function: PciFunction, slots: Set[tuple[int, int, int]]) -> PciFunction:
    """The function, marked as one of several where its slot is one of `slots`."""
    if function.multifunction or function.physical is not None or function.sbdf.slot not in slots:
        return function
    return replace(function, multifunction=True)


def _shows_root(function: PciFunction) -> bool:
    return function.port in _OF_ROOT or function.class_code == HOST_BRIDGE
