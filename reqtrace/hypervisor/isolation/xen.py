# SPDX-License-Identifier: Apache-2.0
"""The groups Xen forms: it compares the ids under which requests arrive, and looks at nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from reqtrace.hypervisor.host.pci import PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation.linux import Groups, in_order
from reqtrace.hypervisor.isolation.topology import PCI_BRIDGE, Topology

_LEGACY = frozenset({Port.CONVENTIONAL, Port.TO_PCI})
"""Bridges that Xen remembers for the buses behind them (drivers/passthrough/pci.c, alloc_pdev)."""


def xen_groups(topology: Topology) -> Groups:
    """The groups by VT-d (drivers/passthrough/vtd/iommu.c, intel_iommu_group_id); nobody ever enforces them.

    A function counts as the bridge of conventional PCI that is nearest to the root above it, without a port of
    PCI Express in between, and else as itself.
    """
    behind = _behind_legacy(topology)

    def id_(function: PciFunction) -> Sbdf:
        bridge = behind.get((function.sbdf.segment, function.sbdf.bus))
        while bridge is not None and (above := behind.get((bridge.sbdf.segment, bridge.sbdf.bus))) is not None:
            bridge = above
        return function.sbdf if bridge is None or function.sbdf.bus == 0 else bridge.sbdf

    return _by(topology, id_)


def xen_groups_amd(topology: Topology) -> Groups:
    """The groups by AMD-Vi: one for each id that the firmware says requests arrive under (amd_iommu_group_id).

    Which these are stands in a table of the firmware; here they are those of the PCI Express to PCI bridge
    specification, slot 0 of the secondary bus, and of conventional bridges, their own.
    """
    behind = _behind_legacy(topology)

    def id_(function: PciFunction) -> Sbdf:
        name, bus = function.sbdf, (function.sbdf.segment, function.sbdf.bus)
        while (bridge := behind.get(bus)) is not None:
            to_pci, segment = bridge.port is Port.TO_PCI, bridge.sbdf.segment
            name = Sbdf(segment, (bridge.buses or (0, 0))[0], 0, 0) if to_pci else bridge.sbdf
            bus = segment, bridge.sbdf.bus
        return name

    return _by(topology, id_)


def _behind_legacy(topology: Topology) -> Mapping[tuple[int, int], PciFunction]:
    """For each bus behind a conventional bridge the bridge, the inner one where they are nested.

    A bridge counts for the whole range of buses it names, those behind ports of PCI Express below it too.
    """
    found: dict[tuple[int, int], PciFunction] = {}
    for function in topology.scanned:
        if function.class_code == PCI_BRIDGE and function.port in _LEGACY and function.buses is not None:
            for bus in range(max(function.buses[0], function.sbdf.bus + 1), function.buses[1] + 1):
                found[function.sbdf.segment, bus] = function
    return found


def _by(topology: Topology, id_: Callable[[PciFunction], Sbdf]) -> Groups:
    members: defaultdict[Sbdf, list[Sbdf]] = defaultdict(list)
    for function in topology.functions:
        members[id_(function)].append(function.sbdf)
    return in_order(members.values())
