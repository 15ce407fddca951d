# SPDX-License-Identifier: Apache-2.0
"""The normative isolation groups: who can reach whom past the IOMMU, or be taken for whom, closed transitively.

A class of the partition is a connected component of the relation "a request of one may reach the other without passing
the IOMMU, or both may send requests under one name" (XenSSR~assign_isolation_group_to_one_domain~1). Every group of
Linux without overrides lies within one class; the reverse does not hold, for Linux puts the ports of a switch without
access control into groups of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.isolation.acs import Services, Setting
from reqtrace.hypervisor.isolation.components import Components
from reqtrace.hypervisor.isolation.linux import Groups, alias_bridges, aliases_in_slot, in_order
from reqtrace.hypervisor.isolation.topology import HOST_BRIDGE, Bus, Topology, bus_of, is_multifunction, is_pcie
from reqtrace.hypervisor.pci import PciFunction, Port, Sbdf

Pair = tuple[Sbdf, Sbdf]
"""Two functions that are not told apart."""


def strict_groups(topology: Topology, setting: Setting = Setting.AS_FOUND) -> Groups:
    """The partition of all functions, bridges too, into classes that are given away as a whole."""
    services = Services(topology, setting)
    components = Components(function.sbdf for function in topology.functions)
    for rule in (_same_name, _unguarded_bridge, _unguarded_switch, _unguarded_device, _shared_root, _hidden_bridge):
        for one, other in rule(topology, services):
            components.join(one, other)
    return in_order(components.classes())


def _same_name(topology: Topology, _: Services) -> Iterator[Pair]:
    """Requests from behind a bridge that lends its name are those of the bridge; a slot may share a name too."""
    for function in topology.functions:
        for bridge in alias_bridges(topology, function):
            yield function.sbdf, bridge.sbdf
        for other in aliases_in_slot(topology, function):
            yield function.sbdf, other.sbdf


def _unguarded_bridge(topology: Topology, services: Services) -> Iterator[Pair]:
    """A bridge without access control lets what is below it meet: on a shared bus, or by turning requests round."""
    for bridge in topology.functions:
        if bridge.bridge and not services.enabled(bridge):
            for function in topology.below(bridge):
                yield bridge.sbdf, function.sbdf


def _unguarded_switch(topology: Topology, services: Services) -> Iterator[Pair]:
    """A downstream port without access control passes requests on to every other port of its switch.

    On a bus whose bridge nobody sees, the ports of the bus count as those of one switch.
    """
    open_ports: dict[Bus, PciFunction] = {}
    for port in topology.functions:
        if topology.ports[port.sbdf] is Port.DOWNSTREAM and not services.enabled(port):
            open_ports[bus_of(port)] = port
    for bus, port in open_ports.items():
        upstream = topology.bridges.get(bus)
        if upstream is not None:
            yield port.sbdf, upstream.sbdf
        for sibling in topology.on_bus[bus]:
            if upstream is not None or topology.ports[sibling.sbdf] is Port.DOWNSTREAM:
                yield port.sbdf, sibling.sbdf
                for function in topology.below(sibling):
                    yield port.sbdf, function.sbdf


def _unguarded_device(topology: Topology, services: Services) -> Iterator[Pair]:
    """A function without access control reaches the others of its device, and through root ports what is below them.

    A host bridge sends no requests, so it meets only those that reach it.
    """
    for functions in topology.slots.values():
        open_ones = [each for each in functions if is_multifunction(each) and not services.enabled(each)]
        for function in open_ones:
            for other in functions:
                silent = function.class_code == HOST_BRIDGE and services.enabled(other)
                if other is not function and not silent:
                    yield function.sbdf, other.sbdf
                    for below in topology.below(other):
                        yield function.sbdf, below.sbdf


def _shared_root(topology: Topology, _: Services) -> Iterator[Pair]:
    """A root bus of conventional PCI is a bus like any other: all on it meet.

    It is one where nothing in the segment is PCI Express. Elsewhere what stands on a root bus hangs at the root
    complex, whatever its own registers look like.
    """
    express = {function.sbdf.segment for function in topology.functions if is_pcie(function)}
    for bus in topology.root_buses:
        functions = topology.on_bus[bus]
        if bus[0] not in express:
            for other in functions[1:]:
                yield functions[0].sbdf, other.sbdf


def _hidden_bridge(topology: Topology, _: Services) -> Iterator[Pair]:
    """What lies behind a bridge that nobody sees is not isolated from anything else that may lie there.

    Without a visible bridge around it that is all that is unaccounted for in the segment; with one, all below that.
    """
    for bus in sorted(topology.unaccounted):
        functions = list(_hierarchy(topology, bus))
        around = _around(topology, bus)
        if around is None:
            others = [each for each in topology.functions if each.sbdf in topology.unknown]
            functions += [each for each in others if each.sbdf.segment == bus[0]]
        else:
            functions += [around, *topology.below(around)]
        for other in functions[1:]:
            yield functions[0].sbdf, other.sbdf


def _around(topology: Topology, bus: Bus) -> PciFunction | None:
    """The bridge whose buses reach as far as `bus`, the innermost one where there are several."""
    reaching = [
        bridge
        for bridge in topology.functions
        if bridge.bridge
        and bridge.buses is not None
        and bridge.sbdf.segment == bus[0]
        and bridge.sbdf.bus < bridge.buses[0] <= bus[1] <= bridge.buses[1]
    ]
    return max(reaching, key=lambda bridge: bridge.buses or (0, 0), default=None)


def _hierarchy(topology: Topology, bus: Bus) -> Iterator[PciFunction]:
    """What stands on a bus, and all below."""
    for function in topology.on_bus.get(bus, ()):
        yield function
        yield from topology.below(function)
