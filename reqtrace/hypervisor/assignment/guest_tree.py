# SPDX-License-Identifier: Apache-2.0
"""The device tree a domain boots from: what the hardware domain sees of the host's, and what a guest is given."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from reqtrace.hypervisor.assignment.passthrough import GUEST_PHANDLE_GIC, PCI_ASSIGNED, XEN_PROPERTIES, top_level
from reqtrace.hypervisor.host.discovery import IOMMU_PROPERTIES, is_iommu
from reqtrace.hypervisor.host.platform import Host, Role
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.tree.devicetree import Node, Tree, cells_of, string_of


def dom0_tree(host: Host) -> Tree:
    """The host's tree without IOMMUs, Xen's console, and what uses interrupts private to a CPU.

    What is marked for a guest is disabled. A master loses what ties it to an IOMMU; with D-17, only where Xen knows
    that IOMMU for one. Source: arch/arm/domain_build.c, handle_node and write_properties;
    XenSSR~hide_iommu_from_domain~1.
    """
    hidden = {device.name for device in host.of_role(Role.IOMMU, Role.CONSOLE)}
    hidden |= {device.name for device in host.devices.values() if device.private and device.registers}
    hidden -= {device.name for device in host.of_role(Role.INTERRUPT_CONTROLLER)}
    phandles = host.tree.phandles()

    def tied(node: Node, name: str) -> bool:
        at = 1 if name == "iommu-map" else 0
        named = phandles.get(next(iter(node.cells(name)[at:]), 0))
        return named is None or named.path in hidden or not is_iommu(named)

    def seen(node: Node) -> Node:
        ties = {name for name in IOMMU_PROPERTIES[:2] if name in node and tied(node, name)}
        ties |= {"iommu-map-mask"} if "iommu-map" not in node or "iommu-map" in ties else set()
        properties = {name: value for name, value in node.properties.items() if name not in ties}
        if properties.pop("xen,passthrough", None) is not None:
            properties["status"] = string_of("disabled")
        return Node(node.path, properties, tuple(seen(child) for child in node.children if child.path not in hidden))

    return Tree(seen(host.tree.root))


@lru_cache(maxsize=1024)
def guest_tree(ram: Region, passthrough: Tree | None) -> Tree:
    """The tree Xen writes for a guest whose memory is seen at `ram`, with what its passthrough tree adds.

    Only `/passthrough` and `/aliases` are copied, without the properties meant for Xen; a domain that is given PCI
    functions finds a virtual host bridge. Source: arch/arm/dom0less-build.c, prepare_dtb_domU, scan_pfdt_node.
    """
    nodes = [
        Node("/chosen", {}),
        Node("/psci", {"compatible": string_of("arm,psci-1.0"), "method": string_of("hvc")}),
        Node("/cpus", {"#address-cells": cells_of(1), "#size-cells": cells_of(0)}),
        Node(f"/memory@{ram.base:x}", {"device_type": string_of("memory"), "reg": _reg(ram)}),
        _interrupt_controller(passthrough),
        Node("/timer", {"compatible": string_of("arm,armv8-timer")}),
        *(() if passthrough is None else _added(passthrough)),
    ]
    return Tree(Node("/", {"#address-cells": cells_of(2), "#size-cells": cells_of(2)}, tuple(nodes)))


def _added(passthrough: Tree) -> Iterator[Node]:
    """What a passthrough tree adds to a guest's."""
    aliases, devices = top_level(passthrough, "aliases"), top_level(passthrough, "passthrough")
    if aliases is not None:
        yield Node("/aliases", aliases.properties)
    if devices is not None:
        yield _copied(devices, "/passthrough")
        if any(PCI_ASSIGNED in node for node in devices.walk()):
            yield Node("/pcie@10000000", {"compatible": string_of("pci-host-ecam-generic")})


def _interrupt_controller(passthrough: Tree | None) -> Node:
    """The virtual interrupt controller, with the phandle its namesake in the passthrough tree has."""
    gic = None if passthrough is None else top_level(passthrough, "gic")
    phandle = GUEST_PHANDLE_GIC if gic is None else gic.cell("phandle", GUEST_PHANDLE_GIC)
    properties = {"interrupt-controller": b"", "#interrupt-cells": cells_of(3), "phandle": cells_of(phandle)}
    return Node("/interrupt-controller@3001000", properties)


def _copied(node: Node, path: str) -> Node:
    properties = {name: value for name, value in node.properties.items() if name not in XEN_PROPERTIES}
    return Node(path, properties, tuple(_copied(child, f"{path}/{child.name}") for child in node.children))


def _reg(region: Region) -> bytes:
    return region.base.to_bytes(8, "big") + region.size.to_bytes(8, "big")
