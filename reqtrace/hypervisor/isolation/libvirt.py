# SPDX-License-Identifier: Apache-2.0
"""What libvirt refuses to assign: it looks at the downstream ports above a function, and at nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from reqtrace.hypervisor.host.pci import PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation.acs import WANTED, Setting, enabled_by_os
from reqtrace.hypervisor.isolation.topology import PCI_BRIDGE, Bus, Topology, bus_of


@dataclass(frozen=True)
class Libvirt:
    """libvirt's check of a machine (src/util/virpci.c, virPCIDeviceIsAssignable).

    `relaxed` is its setting relaxed_acs_check, which switches the check off for all devices of the host.
    """

    topology: Topology
    setting: Setting = Setting.AS_FOUND
    relaxed: bool = False

    def refuses(self, function: PciFunction) -> str | None:
        """Why the function is not assigned, in the words of libvirt; None where nothing is said against it.

        A function on a bus of its own without a bridge above it is an error even where the check is relaxed; one on
        a root bus other than 0 is spared that here, for libvirt would not be asked for what stands there.
        """
        if bus_of(function) not in self._above and not self.topology.is_root(bus_of(function)):
            return f"Failed to find parent device for {function.sbdf}"
        if not self.relaxed and self.behind_switch(function):
            return f"Device {function.sbdf} is behind a switch lacking ACS and cannot be assigned"
        return None

    def behind_switch(self, function: PciFunction) -> bool:
        """Whether a downstream port above the function does not redirect (…BehindSwitchLackingACS)."""
        return any(map(self._lacks_acs, self._parents(function)))

    def _lacks_acs(self, parent: PciFunction) -> bool:
        """Whether a parent is the downstream port of a switch that does not redirect (…DownstreamLacksACS)."""
        if parent.class_code != PCI_BRIDGE or parent.port is not Port.DOWNSTREAM:
            return False
        if parent.acs is None:
            return True
        acs = enabled_by_os(parent.acs) if self.setting is Setting.ENABLED_BY_OS else parent.acs
        return acs.control & WANTED != WANTED

    def _parents(self, function: PciFunction) -> Iterator[PciFunction]:
        """The bridges above, by their ranges of buses, and never by what kind of bus it is (virPCIDeviceIsParent)."""
        bridge = self._above.get(bus_of(function))
        while bridge is not None:
            yield bridge
            bridge = self._above.get(bus_of(bridge))

    @cached_property
    def _above(self) -> Mapping[Bus, PciFunction]:
        """The bridge to each bus: the one that has it for its secondary, else the innermost whose range holds it."""
        found: dict[Bus, PciFunction] = {}
        bridges: defaultdict[int, list[PciFunction]] = defaultdict(list)
        for each in self.topology.functions:
            if each.class_code == PCI_BRIDGE and each.buses is not None:
                bridges[each.sbdf.segment].append(each)
        for bus in self.topology.on_bus:
            exact = self.topology.bridges.get(bus)
            if exact is not None and exact.class_code == PCI_BRIDGE and (exact.buses or (0, 0))[0] == bus[1]:
                found[bus] = exact
                continue
            around = [
                (each.buses, each)
                for each in bridges[bus[0]]
                if each.buses is not None and each.sbdf.bus < each.buses[0] < bus[1] <= each.buses[1]
            ]
            if around:
                found[bus] = max(around)[1]
        return found


def libvirt_refuses(topology: Topology, setting: Setting = Setting.AS_FOUND) -> tuple[Sbdf, ...]:
    """The functions that libvirt's check of switches does not let be assigned, in rising order; bridges count too.

    That it finds no parent for a function is an error of another kind, and no statement on isolation.
    """
    check = Libvirt(topology, setting)
    return tuple(function.sbdf for function in topology.functions if check.behind_switch(function))
