# SPDX-License-Identifier: Apache-2.0
"""The machine after Xen has booted and before the first guest is made."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.assignment.guest_tree import dom0_tree
from reqtrace.hypervisor.control.announcement import announced_at_boot, may_map, scanned
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.host.platform import Device, Host, Role
from reqtrace.hypervisor.machine.domain import Domain, Options
from reqtrace.hypervisor.machine.memory import DOM0_MEMORY, free_memory
from reqtrace.hypervisor.machine.state import DOM0, DOMID_XEN, State, Window
from reqtrace.hypervisor.rule import Book, atomically, check
from reqtrace.hypervisor.xen import REQUIRED, Xen

_IOMMU = "drivers/passthrough/iommu.c, iommu_setup"


@check(_IOMMU)
def iommu_as_demanded(_: State, host: Host) -> Refused | None:
    """A host whose command line demands an IOMMU has one that works."""
    if host.settings.forced and not host.iommu_enabled:
        return Refused(Errno.ENODEV, "Couldn't enable IOMMU and iommu=required/force", _IOMMU)
    return None


BOOT: Book[Host] = (iommu_as_demanded,)
"""What a host must have to boot at all."""


def boot(host: Host, *, dom0: str | None, xen: Xen = REQUIRED) -> State | Refused:
    """Boot the host, with a hardware and control domain called `dom0`, or without where that is None.

    A host that has no memory for its hardware domain does not boot.
    """
    states = stages(host, dom0=dom0, xen=xen)
    return states if isinstance(states, Refused) else states[-1]


def stages(host: Host, *, dom0: str | None, xen: Xen = REQUIRED) -> tuple[State, State] | Refused:
    """The host while Xen is alone, and once everything that takes part in booting has done its part.

    A host whose command line demands an IOMMU stops where it has none that works. A hardware domain owns every device
    that is not marked `xen,passthrough`, and announces all PCI functions. Without one, Xen finds them itself and keeps
    them in quarantine (XenSSR~discover_pci_devices_from_xen~1).
    """
    kept = dict.fromkeys((line for device in host.of_role(Role.CONSOLE) for line in device.interrupts), DOMID_XEN)
    alone = State(host, routes=kept, xen=xen)
    refused = atomically("boot", BOOT, alone, host)
    if isinstance(refused, Refused):
        return alone, replace(alone, log=(refused.words,), panic=refused.words)
    if dom0 is None:
        return alone, scanned(alone)
    made = _with_dom0(alone, dom0)
    if isinstance(made, Refused):
        return made
    return alone, announced_at_boot(_own_devices(made), made.domains[DOM0])


def _with_dom0(state: State, name: str) -> State | Refused:
    """Add the hardware domain: direct-mapped, trusted, with an IOMMU context where there is an IOMMU."""
    ram = free_memory(state, DOM0_MEMORY)
    if ram is None:
        return Refused(Errno.ENOMEM, f"no memory is left for {name}", "arch/arm/domain_build.c, construct_dom0")
    tree = dom0_tree(state.host)
    domain = Domain(DOM0, name, ram, ram.base, tree, state.host.iommu_enabled, Options(direct_map=True))
    return replace(state, domains={DOM0: domain})


def _own_devices(state: State) -> State:
    """Give dom0 the devices that are not marked, and the bare permission to those that are.

    Source: arch/arm/device.c, handle_device.
    """
    host = state.host
    offered = tuple(device for device in host.devices.values() if _is_ownable(device))
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


def _is_ownable(device: Device) -> bool:
    """Whether a node is a device Xen does not keep, and more than structure: it has registers or interrupts."""
    return device.is_platform and not device.role.xens_own and bool(device.registers or device.interrupts)
