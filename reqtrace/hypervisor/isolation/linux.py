# SPDX-License-Identifier: Apache-2.0
"""The IOMMU groups of Linux, formed one function after the other as the kernel does (drivers/iommu/iommu.c)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from reqtrace.hypervisor.host.pci import PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation.acs import Override, Services, Setting
from reqtrace.hypervisor.isolation.quirks import Quirk, quirks_of
from reqtrace.hypervisor.isolation.topology import Topology, bus_of, is_multifunction

Group = tuple[Sbdf, ...]
Groups = tuple[Group, ...]
"""A partition of all functions, bridges too: each group in rising order, the groups by their first member."""

_MADE_UP = 0x10000
"""Linux counts segments that no firmware knows from here on (drivers/pci/controller/vmd.c)."""

LENDS_ITS_NAME = frozenset({Port.CONVENTIONAL, Port.TO_PCI, Port.FROM_PCI})
"""Bridges that requests from below pass under another name: the bridge's own, or that of slot 0 behind it."""


def linux_groups(topology: Topology, setting: Setting = Setting.AS_FOUND, override: Override | None = None) -> Groups:
    """The groups in which Linux puts the functions, so that VFIO gives away whole groups only.

    Functions are grouped in the order in which the kernel finds them, for a function joins groups that exist already.
    """
    services = Services(topology, setting, override or Override(), trusts_errata=True)
    forming = _Forming(topology, services, speakers(topology))
    for function in topology.scanned:
        forming.add(function)
    return in_order(forming.members.values())


def in_order(groups: Iterable[Iterable[Sbdf]]) -> Groups:
    """The groups as a partition in its order."""
    return tuple(sorted(tuple(sorted(group)) for group in groups))


def alias_bridges(topology: Topology, function: PciFunction) -> Iterator[PciFunction]:
    """The bridges under whose name requests of `function` arrive, the nearest first (pci_for_each_dma_alias)."""
    for bridge in topology.path(function):
        port = topology.ports[bridge.sbdf]
        if port in LENDS_ITS_NAME and Quirk.TRANSPARENT not in quirks_of(bridge, port):
            yield bridge


def speakers(topology: Topology) -> Mapping[int, PciFunction]:
    """For each segment that a device made up, the device: requests from there bear its name (pci_real_dma_dev).

    Which of several devices made up which segment is not to be seen; they are taken in order, and the last one speaks
    for all segments that are left.
    """
    makers = [
        each
        for each in topology.functions
        if each.sbdf.segment < _MADE_UP and Quirk.SEGMENT in quirks_of(each, topology.ports[each.sbdf])
    ]
    segments = sorted({each.sbdf.segment for each in topology.functions if each.sbdf.segment >= _MADE_UP})
    return {segment: makers[min(number, len(makers) - 1)] for number, segment in enumerate(segments) if makers}


def aliases_in_slot(topology: Topology, function: PciFunction) -> Iterator[PciFunction]:
    """The other functions of the slot in whose name `function` sends requests, or that send some in its name."""
    for other in topology.slots[function.sbdf.slot]:
        named = other.sbdf in neighbours_named(topology, function) or function.sbdf in neighbours_named(topology, other)
        if other is not function and named:
            yield other


def neighbours_named(topology: Topology, function: PciFunction) -> tuple[Sbdf, ...]:
    """The addresses in the same slot in whose name the function is known to send requests, used or not."""
    quirks = quirks_of(function, topology.ports[function.sbdf])
    numbers = ((Quirk.AS_FUNCTION_0, 0), (Quirk.AS_FUNCTION_1, 1))
    return tuple(replace(function.sbdf, function=number) for quirk, number in numbers if quirk in quirks)


@dataclass(slots=True)
class _Forming:
    """The groups that exist so far: the members of each, and the group of each function."""

    topology: Topology
    services: Services
    speakers: Mapping[int, PciFunction]
    members: dict[int, list[Sbdf]] = field(default_factory=dict)
    group: dict[Sbdf, int] = field(default_factory=dict)

    def add(self, function: PciFunction) -> None:
        """Put a function into its group, or into a new one (pci_device_group)."""
        speaker = self.speakers.get(function.sbdf.segment, function)
        number = self.group[speaker.sbdf] if speaker.sbdf in self.group else self._existing(speaker)
        if number is None:
            number = len(self.members)
        self.members.setdefault(number, []).append(function.sbdf)
        self.group[function.sbdf] = number

    def _existing(self, function: PciFunction) -> int | None:
        """The group that exists already and that the function has to join."""
        start = function
        for start in alias_bridges(self.topology, function):
            if start.sbdf in self.group:
                return self.group[start.sbdf]
        for bridge in self.topology.path(start):
            if self.services.path_enabled(bridge):
                break
            start = bridge
            if bridge.sbdf in self.group:
                return self.group[bridge.sbdf]
        asked: set[Sbdf] = set()
        number = self._of_alias(start, asked)
        return self._of_slot(start, asked) if number is None else number

    def _of_alias(self, function: PciFunction, asked: set[Sbdf]) -> int | None:
        """The group of the function, or of one that shares a name with it (get_pci_alias_group)."""
        if function.sbdf in asked:
            return None
        asked.add(function.sbdf)
        if function.sbdf in self.group:
            return self.group[function.sbdf]
        for other in aliases_in_slot(self.topology, function):
            for search in (self._of_alias, self._of_slot):
                number = search(other, asked)
                if number is not None:
                    return number
        return None

    def _of_slot(self, function: PciFunction, asked: set[Sbdf]) -> int | None:
        """The group of another function of the slot where neither isolates itself (get_pci_function_alias_group)."""
        if not is_multifunction(function) or self.services.enabled(function):
            return None
        for other in self.topology.slots[function.sbdf.slot]:
            if other is function or self.services.enabled(other) or bus_of(other) != bus_of(function):
                continue
            number = self._of_alias(other, asked)
            if number is not None:
                return number
        return None
