# SPDX-License-Identifier: Apache-2.0
"""The device tree a domain boots from: what the hardware domain sees of the host's, and what a guest is given."""

from __future__ import annotations

from collections.abc import Mapping

from reqtrace.hypervisor.devicetree import Node, Tree, cells_of, string_of
from reqtrace.hypervisor.discovery import IOMMU_PROPERTIES, is_iommu
from reqtrace.hypervisor.passthrough import GUEST_PHANDLE_GIC, PCI_ASSIGNED, XEN_PROPERTIES, top_level
from reqtrace.hypervisor.platform import Host, Role
from reqtrace.hypervisor.region import Region


def dom0_tree(host: Host) -> Tree:
    """The host's tree without any IOMMU and without Xen's console; what is marked for a guest is disabled.

    Source: arch/arm/domain_build.c, handle_node and write_properties; XenSSR~hide_iommu_from_domain~1.
    """
    hidden = {device.name for device in host.of_role(Role.IOMMU, Role.CONSOLE)}

    def seen(node: Node) -> Node:
        properties = {name: value for name, value in node.properties.items() if name not in IOMMU_PROPERTIES}
        if properties.pop("xen,passthrough", None) is not None:
            properties["status"] = string_of("disabled")
        return Node(node.path, properties, tuple(seen(child) for child in node.children if not _hides(child)))

    def _hides(node: Node) -> bool:
        return node.path in hidden or is_iommu(node)

    return Tree(seen(host.tree.root))


def guest_tree(ram: Region, passthrough: Tree | None) -> Tree:
    """The tree Xen writes for a guest whose memory is seen at `ram`, with what its passthrough tree adds.

    Only `/passthrough` and `/aliases` are copied, without the properties meant for Xen; a domain that is given PCI
    functions finds a virtual host bridge. Source: arch/arm/dom0less-build.c, prepare_dtb_domU, scan_pfdt_node.
    """
    nodes = [
        _node("/chosen", {}),
        _node("/psci", {"compatible": string_of("arm,psci-1.0"), "method": string_of("hvc")}),
    ]
    nodes.append(_node("/cpus", {"#address-cells": cells_of(1), "#size-cells": cells_of(0)}))
    memory = {"device_type": string_of("memory"), "reg": cells_of(*_two(ram.base), *_two(ram.size))}
    nodes.append(_node(f"/memory@{ram.base:x}", memory))
    nodes.append(
        _node("/interrupt-controller@3001000", {"interrupt-controller": b"", "phandle": cells_of(GUEST_PHANDLE_GIC)})
    )
    nodes.append(_node("/timer", {"compatible": string_of("arm,armv8-timer")}))
    for name in () if passthrough is None else ("aliases", "passthrough"):
        node = None if passthrough is None else top_level(passthrough, name)
        if node is not None:
            nodes.append(_copied(node, f"/{name}") if name == "passthrough" else Node(f"/{name}", node.properties))
            if any(PCI_ASSIGNED in each for each in node.walk()):
                nodes.append(_node("/pcie@10000000", {"compatible": string_of("pci-host-ecam-generic")}))
    return Tree(Node("/", {"#address-cells": cells_of(2), "#size-cells": cells_of(2)}, tuple(nodes)))


def _copied(node: Node, path: str) -> Node:
    properties = {name: value for name, value in node.properties.items() if name not in XEN_PROPERTIES}
    return Node(path, properties, tuple(_copied(child, f"{path}/{child.name}") for child in node.children))


def _node(path: str, properties: Mapping[str, bytes]) -> Node:
    return Node(path, properties)


def _two(number: int) -> tuple[int, int]:
    return number >> 32, number & 0xFFFFFFFF
