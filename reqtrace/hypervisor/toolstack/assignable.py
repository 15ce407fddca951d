# SPDX-License-Identifier: Apache-2.0
"""Making a function assignable, and giving it back to dom0 (tools/libs/light/libxl_pci.c)."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor import pciback
from reqtrace.hypervisor.control.announcement import hand_to_dom0, ids_in_use
from reqtrace.hypervisor.control.holding import take
from reqtrace.hypervisor.control.pci_release import unchangeable
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import Book, atomically, check, effect
from reqtrace.hypervisor.toolstack.request import Request, with_record

_ADD = "tools/libs/light/libxl_pci.c, libxl__device_pci_assignable_add"
_REMOVE = "tools/libs/light/libxl_pci.c, libxl__device_pci_assignable_remove"
_QUARANTINE = "XenSSR~quarantine_unassigned_device~1"
_PCI = "XenSSR~forbid_same_pci_device_assignment~1"
_CONTEXT = "drivers/passthrough/pci.c, deassign_device"


@check(_ADD)
def function_there(state: State, request: Request) -> Refused | None:
    """Dom0 sees the function."""
    if request.function in state.known and DOM0 in state.domains:
        return None
    return Refused(Errno.ENODEV, f"Couldn't lstat /sys/bus/pci/devices/{request.function}", _QUARANTINE)


@check("drivers/passthrough/pci.c, device_assigned")
def nobody_uses_it(state: State, request: Request) -> Refused | None:
    """No guest has the function, so that it can be put into quarantine."""
    number = state.holder.get(request.function, DOM0)
    if number == DOM0:
        return None
    return Refused(Errno.EBUSY, f"failed to quarantine {request.function}: domain {number} has it", _ADD)


@check(_CONTEXT)
def can_be_stopped(state: State, request: Request) -> Refused | None:
    """The IOMMU can be told to translate for the function no more."""
    return unchangeable(state, request.device(state))


@check("Linux, xen-pciback/pci_stub.c, pcistub_init")
def pciback_takes_it(state: State, request: Request) -> Refused | None:
    """Pciback is there to take the function, or has it already."""
    answer = state if request.function in state.pciback.seized else pciback.seize(state, request.function)
    return answer if isinstance(answer, Refused) else None


@effect(_ADD)
def path_stored(state: State, request: Request) -> State:
    """It is remembered which driver the function is taken from; one that has none keeps what was remembered."""
    record = state.toolstack
    driver = record.drivers.get(request.function)
    if driver is None:
        return state
    return with_record(state, replace(record, stored={**record.stored, request.function: driver}))


@effect(_ADD)
def driver_unbound(state: State, request: Request) -> State:
    """The driver lets go of the function."""
    drivers = {name: driver for name, driver in state.toolstack.drivers.items() if name != request.function}
    return with_record(state, replace(state.toolstack, drivers=drivers))


@effect(_ADD)
def bound_to_pciback(state: State, request: Request) -> State:
    """Pciback is the driver of the function; where it is already, that is said, and nothing changes."""
    if request.function in state.pciback.seized:
        return replace(state, log=(*state.log, f"{request.function} already assigned to pciback"))
    answer = pciback.seize(state, request.function)
    return state if isinstance(answer, Refused) else answer  # what refuses was asked before


@effect(_ADD)
def quarantined(state: State, request: Request) -> State:
    """The function belongs to DOMID_IO, and its requests reach no domain (xc_assign_device)."""
    taken = take(state, DOM0, request.device(state)) if state.holder.get(request.function) == DOM0 else state
    return replace(taken, quarantined=taken.quarantined | {request.function})


ADD: Book[Request] = (
    function_there,
    nobody_uses_it,
    can_be_stopped,
    pciback_takes_it,
    path_stored,
    driver_unbound,
    bound_to_pciback,
    quarantined,
)
"""How a function is made assignable."""


@check(_REMOVE)
def in_quarantine(state: State, request: Request) -> Refused | None:
    """The function is in quarantine: neither a guest nor the hardware domain has it."""
    if request.function in state.known and request.function not in state.holder:
        return None
    return Refused(Errno.ENODEV, f"failed to de-quarantine {request.function}", _REMOVE)


@check(_CONTEXT)
def context_changes(state: State, request: Request) -> Refused | None:
    """The IOMMU does what it is told about the function."""
    return unchangeable(state, request.device(state))


@check(_PCI, lacking=Finding.D_05)
def ids_free(state: State, request: Request) -> Refused | None:
    """No guest's device sends requests under an id of the function that dom0 is to use."""
    return ids_in_use(state, request.device(state))


@check(_PCI, lacking=Finding.D_01)
def pages_free(state: State, request: Request) -> Refused | None:
    """No guest reaches registers of the function that dom0 is to use, through a page that it has of another one."""
    device = request.device(state)
    for window in sorted(state.windows):
        if window.domain != DOM0 and device.touches(window.host):
            words = f"{window.host.base:#x}+{window.host.size:#x} is mapped into domain {window.domain}"
            return Refused(Errno.EBUSY, words, _PCI)
    return None


@effect(_REMOVE)
def given_up(state: State, request: Request) -> State:
    """Pciback lets go of the function."""
    return pciback.release(state, request.function) if request.function in state.pciback.seized else state


@effect(_REMOVE)
def dequarantined(state: State, request: Request) -> State:
    """The function belongs to the hardware domain again; without a driver it sends no requests yet."""
    back = hand_to_dom0(replace(state, quarantined=state.quarantined - {request.function}), request.device(state))
    return replace(back, masters=state.masters - {request.function})


@effect(_REMOVE)
def driver_rebound(state: State, request: Request) -> State:
    """On request the function goes to the driver it came from, which lets it send requests again."""
    record = state.toolstack
    driver = record.stored.get(request.function)
    if not request.rebind or driver is None:
        return state
    drivers = {**record.drivers, request.function: driver}
    return replace(state, toolstack=replace(record, drivers=drivers), masters=state.masters | {request.function})


@effect(_REMOVE)
def path_forgotten(state: State, request: Request) -> State:
    """What driver the function came from is forgotten."""
    stored = {name: driver for name, driver in state.toolstack.stored.items() if name != request.function}
    return with_record(state, replace(state.toolstack, stored=stored))


REMOVE: Book[Request] = (
    in_quarantine,
    context_changes,
    ids_free,
    pages_free,
    given_up,
    dequarantined,
    driver_rebound,
    path_forgotten,
)
"""How dom0 gets a function back."""


def assignable_add(state: State, function: str) -> State | Refused:
    """Make a function assignable: pciback has it, and it is quarantined."""
    return atomically("pci-assignable-add", ADD, state, Request(function))


def assignable_remove(state: State, function: str, *, rebind: bool = False) -> State | Refused:
    """Give an assignable function back to dom0, on request to the driver it came from."""
    return atomically("pci-assignable-remove", REMOVE, state, Request(function, rebind=rebind))
