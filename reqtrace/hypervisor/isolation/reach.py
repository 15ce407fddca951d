# SPDX-License-Identifier: Apache-2.0
"""Where a request of a PCI function arrives that bears an address which nobody has translated yet."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.host.pci import PciFunction, Port
from reqtrace.hypervisor.isolation.acs import Services
from reqtrace.hypervisor.isolation.linux import LENDS_ITS_NAME
from reqtrace.hypervisor.isolation.topology import HOST_BRIDGE, Topology, bus_of, is_multifunction, is_pcie


def answering(topology: Topology, services: Services, function: PciFunction, address: int) -> PciFunction | None:
    """The function that takes a request of `function` for itself; None where the request arrives at the IOMMU.

    Bridges and switches route by address: a request that nobody redirects goes to the register range it falls into.
    """
    for other in met(topology, services, function):
        if any(bar.base <= address < bar.end for bar in other.bars):
            return other
    return None


def met(topology: Topology, services: Services, function: PciFunction) -> Iterator[PciFunction]:
    """The functions that a request of `function` passes by on its way to the IOMMU, the nearest first.

    Each may be met more than once. The way leads through the device of the function, the bus it stands on, and every
    bridge above, for each of which it matters whether it redirects.
    """
    yield from _within_device(topology, services, function)
    yield from _on_shared_bus(topology, services, function)
    for bridge in topology.path(function):
        if not services.enabled(bridge):
            yield bridge
            yield from topology.below(bridge)
            yield from _within_device(topology, services, bridge)
            if topology.ports[bridge.sbdf] is Port.DOWNSTREAM:
                yield from _across_switch(topology, bridge)
        yield from _on_shared_bus(topology, services, bridge)


def _within_device(topology: Topology, services: Services, function: PciFunction) -> Iterator[PciFunction]:
    """The other functions of a device of several that does not redirect, and what is below them.

    A host bridge sends no requests of its own; it is met by those that do.
    """
    if is_multifunction(function) and not services.enabled(function):
        for other in topology.slots[function.sbdf.slot]:
            silent = function.class_code == HOST_BRIDGE and services.enabled(other)
            if other is not function and not silent:
                yield other
                yield from topology.below(other)


def _across_switch(topology: Topology, port: PciFunction) -> Iterator[PciFunction]:
    """The other ports of the switch, and what is below them."""
    upstream = topology.bridge_above(port)
    if upstream is not None:
        yield upstream
        yield from topology.below(upstream)
        return
    for sibling in topology.on_bus[bus_of(port)]:
        if topology.ports[sibling.sbdf] is Port.DOWNSTREAM:
            yield sibling
            yield from topology.below(sibling)


def _on_shared_bus(topology: Topology, services: Services, function: PciFunction) -> Iterator[PciFunction]:
    """What stands on the same bus of conventional PCI, where everybody hears everybody, and what is below that."""
    bridge = topology.bridge_above(function)
    if bridge is not None:
        shared = topology.ports[bridge.sbdf] in LENDS_ITS_NAME and not services.enabled(bridge)
    else:
        segment = function.sbdf.segment
        shared = not any(is_pcie(each) for each in topology.functions if each.sbdf.segment == segment)
    for other in topology.on_bus[bus_of(function)] if shared else ():
        if other is not function:
            yield other
            yield from topology.below(other)
