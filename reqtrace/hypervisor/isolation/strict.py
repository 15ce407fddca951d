# SPDX-License-Identifier: Apache-2.0
"""The normative isolation groups: who can reach whom past the IOMMU, or be taken for whom, closed transitively.

A class of the partition is a connected component of the relation "a request of one may reach the other without passing
the IOMMU, or both may send requests under one name" (XenSSR~assign_isolation_group_to_one_domain~1). Every group of
Linux without overrides lies within one class; the reverse does not hold, for Linux puts the ports of a switch without
access control into groups of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from reqtrace.hypervisor.host.pci import PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation.acs import Services, Setting
from reqtrace.hypervisor.isolation.components import Components
from reqtrace.hypervisor.isolation.linux import LENDS_ITS_NAME, Groups, in_order, neighbours_named, speakers
from reqtrace.hypervisor.isolation.quirks import Quirk, quirks_of
from reqtrace.hypervisor.isolation.topology import HOST_BRIDGE, Bus, Topology, bus_of, is_multifunction, is_pcie

Meeting = tuple[Sbdf, Sbdf]
"""A function, and another one that it meets together with everything below; a bridge meets what is below itself."""


# [impl->dsn~groups_are_components~1]
def strict_groups(topology: Topology, setting: Setting = Setting.AS_FOUND) -> Groups:
    """The partition of all functions, bridges too, into classes that are given away as a whole."""
    services = Services(topology, setting)
    components = Components(function.sbdf for function in topology.functions)
    whole: set[Sbdf] = set()
    for rule in (_same_name, _unguarded_bridge, _unguarded_switch, _unguarded_device, _shared_root, _hidden_bridge):
        for one, other in rule(topology, services):
            components.join(one, other)
            whole.add(other)
    for one, other in _namesakes(topology):
        components.join(one, other)
    for function in topology.scanned:  # a bridge comes before what is below it
        bridge = topology.bridge_above(function)
        if bridge is not None and bridge.sbdf in whole:
            components.join(function.sbdf, bridge.sbdf)
            whole.add(function.sbdf)
    return in_order(components.classes())


def _namesakes(topology: Topology) -> Iterator[Meeting]:
    """Functions that send requests under one name: that of a neighbour, or that of who made up their segment."""
    speaking = speakers(topology)
    first: dict[Sbdf, Sbdf] = {}
    for function in topology.functions:
        speaker = speaking.get(function.sbdf.segment, function)
        for name in (speaker.sbdf, *neighbours_named(topology, function)):
            yield function.sbdf, first.setdefault(name, function.sbdf)


def _same_name(topology: Topology, _: Services) -> Iterator[Meeting]:
    """Requests from behind a bridge that lends its name are those of the bridge."""
    for function in topology.functions:
        port = topology.ports[function.sbdf]
        lends = function.bridge and port in LENDS_ITS_NAME
        if lends and Quirk.TRANSPARENT not in quirks_of(function, port):
            yield function.sbdf, function.sbdf


def _unguarded_bridge(topology: Topology, services: Services) -> Iterator[Meeting]:
    """A bridge without access control lets what is below it meet: on a shared bus, or by turning requests round."""
    for bridge in topology.functions:
        if bridge.bridge and not services.enabled(bridge):
            yield bridge.sbdf, bridge.sbdf


def _unguarded_switch(topology: Topology, services: Services) -> Iterator[Meeting]:
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
            continue
        for sibling in topology.on_bus[bus]:
            if topology.ports[sibling.sbdf] is Port.DOWNSTREAM:
                yield port.sbdf, sibling.sbdf


def _unguarded_device(topology: Topology, services: Services) -> Iterator[Meeting]:
    """A function without access control meets the others of its device, root ports among them.

    A host bridge sends no requests, so it meets only those that reach it.
    """
    for functions in topology.slots.values():
        for function in functions:
            if not is_multifunction(function) or services.enabled(function):
                continue
            for other in functions:
                silent = function.class_code == HOST_BRIDGE and services.enabled(other)
                if other is not function and not silent:
                    yield function.sbdf, other.sbdf


def _shared_root(topology: Topology, _: Services) -> Iterator[Meeting]:
    """A root bus of conventional PCI is a bus like any other: all on it meet.

    It is one where nothing in the segment is PCI Express. Elsewhere what stands on a root bus hangs at the root
    complex, whatever its own registers look like.
    """
    express = {function.sbdf.segment for function in topology.functions if is_pcie(function)}
    for bus in topology.root_buses:
        functions = topology.on_bus[bus]
        if bus[0] not in express and len(functions) > 1:
            for other in functions:
                yield functions[0].sbdf, other.sbdf


def _hidden_bridge(topology: Topology, _: Services) -> Iterator[Meeting]:
    """What lies behind a bridge that nobody sees is not isolated from anything else that may lie there.

    Without a visible bridge around it that is all that is unaccounted for in the segment; with one, all below that.
    """
    bridges: defaultdict[int, list[PciFunction]] = defaultdict(list)
    for each in topology.functions:
        if each.bridge and each.buses is not None:
            bridges[each.sbdf.segment].append(each)
    lost: dict[int, Sbdf] = {}
    for bus in sorted(topology.unaccounted):
        for function in topology.on_bus.get(bus, ()):
            around = [bridge for bridge in bridges[bus[0]] if _spans(bridge, bus)]
            if around:
                yield function.sbdf, max(around, key=lambda bridge: bridge.buses or (0, 0)).sbdf
                yield from ((function.sbdf, bridge.sbdf) for bridge in topology.claims.get(bus, ()))
            else:
                yield lost.setdefault(bus[0], function.sbdf), function.sbdf


def _spans(bridge: PciFunction, bus: Bus) -> bool:
    """Whether the range of the bridge reaches as far as the bus."""
    secondary, subordinate = bridge.buses or (0, 0)
    return bridge.sbdf.bus < secondary <= bus[1] <= subordinate
