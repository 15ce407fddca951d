# SPDX-License-Identifier: Apache-2.0
"""How the hardware domain tells Xen that a PCI function is gone."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.control.announcement import Word, caller_lives, from_dom0, passthrough_wanted
from reqtrace.hypervisor.control.holding import take
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import Device
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import Book, atomically, check, effect

_REMOVE = "drivers/passthrough/pci.c, pci_remove_device"


@check(_REMOVE)
def known_before(state: State, word: Word) -> Refused | None:
    """Xen knows the function."""
    device = word.found(state)
    if device is None or device.name not in state.known:
        return Refused(Errno.ENODEV, f"{word.function} is not known", _REMOVE)
    return None


@check(_REMOVE)
def virtual_ones_gone(state: State, word: Word) -> Refused | None:
    """No virtual function of a physical one is left (assumption A-4: the physical one is not broken by the attempt)."""
    device = word.found(state)
    for function in state.host.functions:
        name = str(function.sbdf)
        if device is not None and str(function.physical) == device.name and name in state.known:
            return Refused(Errno.EBUSY, f"{device.name} still has the virtual function {name}", _REMOVE)
    return None


@check("XenSSR~discover_pci_devices_from_hwdom~1", lacking=Finding.D_18)
def nobodys(state: State, word: Word) -> Refused | None:
    """No guest holds the function."""
    device = word.found(state)
    number = DOM0 if device is None else state.holder.get(device.name, DOM0)
    if device is not None and number != DOM0:
        words = f"{device.name} is assigned to domain {number}"
        return Refused(Errno.EBUSY, words, "XenSSR~discover_pci_devices_from_hwdom~1")
    return None


@effect("drivers/passthrough/pci.c, iommu_remove_device")
def untranslate(state: State, word: Word) -> State:
    """No request of the function is translated any more, and the hardware domain reaches no register of it."""
    device = word.found(state)
    if device is None:
        return state
    streams = {stream: user for stream, user in state.streams.items() if stream not in _alone(state, device)}
    return replace(take(state, DOM0, device), streams=streams)


@effect("drivers/passthrough/pci.c, free_pdev")
def forget(state: State, word: Word) -> State:
    """Xen does not know the function any more, and says so."""
    device = word.found(state)
    if device is None:
        return state
    lines = (*state.log, f"PCI remove device {device.name}")
    return replace(state, known=state.known - {device.name}, quarantined=state.quarantined - {device.name}, log=lines)


WITHDRAWAL: Book[Word] = (
    caller_lives,
    from_dom0,
    passthrough_wanted,
    known_before,
    virtual_ones_gone,
    nobodys,
    untranslate,
    forget,
)
"""What lets the hardware domain tell Xen that a function is gone (PHYSDEVOP_pci_device_remove)."""


def withdraw(state: State, caller: str, function: str) -> State | Refused:
    """Let `caller` tell Xen that a PCI function is gone; one that a guest holds stays (XEN: removed, finding D-18)."""
    return atomically("withdrawal", WITHDRAWAL, state, Word(caller, function))


def _alone(state: State, device: Device) -> frozenset[object]:
    """The streams that no other known function sends."""
    others = {stream for name in state.known - {device.name} for stream in state.host.devices[name].streams}
    return frozenset(device.streams) - others
