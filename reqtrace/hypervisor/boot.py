# SPDX-License-Identifier: Apache-2.0
"""The machine after Xen has booted and before the first guest is made."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.announcement import hand_to_dom0, may_map, scan
from reqtrace.hypervisor.guest_tree import dom0_tree
from reqtrace.hypervisor.memory import DOM0_MEMORY, free_memory
from reqtrace.hypervisor.platform import Device, Host, Role
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.state import DOM0, DOM0_NAME, DOMID_XEN, Domain, State, Window


def boot(host: Host, *, dom0: bool) -> State:
    """Boot the host, with a hardware and control domain or without.

    With one, it owns every device that is not marked `xen,passthrough`, and announces all PCI functions. Without,
    Xen finds the PCI functions itself and keeps them in quarantine (XenSSR~discover_pci_devices_from_xen~1).
    """
    kept = dict.fromkeys((line for device in host.of_role(Role.CONSOLE) for line in device.interrupts), DOMID_XEN)
    state = State(host, routes=kept)
    if not dom0:
        return replace(state, known=frozenset(scan(host)))
    state = _own_devices(_with_dom0(state))
    for function in host.of_role(Role.PCI_FUNCTION, Role.PCI_BRIDGE):
        state = hand_to_dom0(state, function)
    return state


def _with_dom0(state: State) -> State:
    """Add the hardware domain: direct-mapped, trusted, with an IOMMU context where there is an IOMMU."""
    ram = free_memory(state, DOM0_MEMORY) or Region(0, 0)
    tree = dom0_tree(state.host)
    domain = Domain(DOM0, DOM0_NAME, ram, ram.base, tree, True, True, state.host.iommu_enabled)
    return replace(state, domains={DOM0: domain})


def _own_devices(state: State) -> State:
    """Give dom0 the devices that are not marked, and the bare permission to those that are.

    Source: arch/arm/device.c, handle_device.
    """
    host = state.host
    offered = tuple(device for device in host.devices.values() if device.role in _OWNABLE and _is_real(device))
    own = tuple(device for device in offered if not device.marked)
    marked = tuple(device for device in offered if device.marked)
    pages = {region.pages for device in own for region in device.registers}
    mapped = {region for region in pages if may_map(host, region)}
    all_pages = pages | {region.pages for device in marked for region in device.registers}
    lines = {line for device in own for line in device.interrupts}
    return replace(
        state,
        holder={device.name: DOM0 for device in own},
        windows=frozenset(Window(DOM0, region, region.base) for region in mapped),
        permitted=frozenset((DOM0, region) for region in all_pages),
        permitted_lines=frozenset((DOM0, line) for device in offered for line in device.interrupts),
        routes={**dict.fromkeys(sorted(lines), DOM0), **state.routes},
        streams={stream: DOM0 for device in own for stream in device.streams},
        masters=frozenset(device.name for device in own if device.dma_capable),
    )


_OWNABLE = frozenset({Role.PERIPHERAL, Role.PCI_HOST_BRIDGE})


def _is_real(device: Device) -> bool:
    """Whether the node is more than structure: it has registers or interrupts."""
    return bool(device.registers or device.interrupts)
