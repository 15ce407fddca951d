# SPDX-License-Identifier: Apache-2.0
"""How Xen comes to know of PCI functions: the hardware domain announces them, or Xen scans the bus itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.holding import take
from reqtrace.hypervisor.platform import Device, Host
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.state import DOM0, State, Window

_ADD = "drivers/passthrough/pci.c, pci_add_device"
_REMOVE = "drivers/passthrough/pci.c, pci_remove_device"


def announce(state: State, caller: str, function: str) -> State | Refused:
    """Let `caller` tell Xen of a PCI function; it then belongs to the hardware domain. Twice is as good as once."""
    # CHECK
    refused = _not_from_dom0(state, caller, _ADD)
    if refused is not None:
        return refused
    found = state.host.find(function)
    if found is None or found.is_platform:
        return Refused(Errno.ENODEV, f"{function} does not answer", _ADD)
    if found.name in state.known:
        return state
    for stream in found.streams:
        number = next((user for other, user in sorted(state.streams.items()) if other.overlaps(stream)), DOM0)
        if number != DOM0:
            words = f"{stream} of {found.name} is already used by domain {number}"
            return Refused(Errno.EBUSY, words, "XenSSR~forbid_same_pci_device_assignment~1")
    # EFFECT
    return hand_to_dom0(state, found)


def withdraw(state: State, caller: str, function: str) -> State | Refused:
    """Let `caller` tell Xen that a PCI function is gone; one that a guest holds stays (XEN: removed, finding D-18)."""
    # CHECK
    refused = _not_from_dom0(state, caller, _REMOVE)
    if refused is not None:
        return refused
    found = state.host.find(function)
    if found is None or found.name not in state.known:
        return Refused(Errno.ENODEV, f"{function} is not known", _REMOVE)
    number = state.holder.get(found.name, DOM0)
    if number != DOM0:
        words = f"{found.name} is assigned to domain {number}"
        return Refused(Errno.EBUSY, words, "XenSSR~discover_pci_devices_from_hwdom~1")
    # EFFECT
    return replace(take(state, DOM0, found), known=state.known - {found.name})


def hand_to_dom0(state: State, function: Device) -> State:
    """Let Xen know of the function and the hardware domain own it, with its BARs mapped and its requests translated.

    What a guest already has, a page of a BAR or a stream, the hardware domain does not get.
    """
    pages = (bar.pages for bar in function.registers if may_map(state.host, bar.pages))
    taken = [window.host for window in state.windows if window.domain != DOM0]
    windows = {Window(DOM0, region, region.base) for region in pages if not any(map(region.overlaps, taken))}
    return replace(
        state,
        known=state.known | {function.name},
        holder={**state.holder, function.name: DOM0},
        windows=state.windows | windows,
        permitted=state.permitted | {(DOM0, window.host) for window in windows},
        streams={**dict.fromkeys(function.streams, DOM0), **state.streams},
        masters=state.masters | {function.name},
    )


def may_map(host: Host, region: Region) -> bool:
    """Whether these pages may be mapped into the hardware domain: none of them reaches what is not its own.

    That is a device marked `xen,passthrough` (arch/arm/device.c, handle_device), or one that Xen keeps for itself.
    """
    kept = (device for device in host.devices.values() if device.marked or device.role.xens_own)
    return not any(device.touches(region) for device in kept)


def scan(host: Host) -> Iterator[str]:
    """The functions Xen finds by itself: a slot whose function 0 does not answer is empty (pci.c, scan_pci_devices)."""
    answering = {function.sbdf for function in host.functions}
    for function in host.functions:
        if any(first.slot == function.sbdf.slot and first.function == 0 for first in answering):
            yield str(function.sbdf)


def _not_from_dom0(state: State, caller: str, source: str) -> Refused | None:
    """Only the hardware domain may speak about PCI devices (xsm_resource_plug_pci)."""
    domain = state.domain(caller)
    if domain is None:
        return Refused(Errno.ESRCH, f"there is no domain {caller}", source)
    if domain.number != DOM0:
        return Refused(Errno.EPERM, f"{caller} is not the hardware domain", source)
    return None
