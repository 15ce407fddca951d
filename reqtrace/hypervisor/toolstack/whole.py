# SPDX-License-Identifier: Apache-2.0
"""Attaching and detaching a function, or all functions of a device at a time (tools/libs/light/libxl_pci.c)."""

from __future__ import annotations

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import Book, Reached, atomically, check
from reqtrace.hypervisor.toolstack.attach import attach_function
from reqtrace.hypervisor.toolstack.detach import detach_function
from reqtrace.hypervisor.toolstack.request import Request

_ADD = "tools/libs/light/libxl_pci.c, device_pci_add_stubdom_done"
_BOUND = "tools/libs/light/libxl_pci.c, pci_multifunction_check"


@check(_ADD)
def slot_named(_: State, request: Request) -> Refused | None:
    """Where a domain shall see all functions of a device is said."""
    if request.slot:
        return None
    return Refused(Errno.EINVAL, "Must specify a v-slot for multi-function devices", _ADD)


@check("XenSSR~driver_domain_permissions_before_start~1")
def some_there(state: State, request: Request) -> Refused | None:
    """Dom0 sees a function of the device."""
    if request.members(state):
        return None
    words = f"no function of {request.function} is there"
    return Refused(Errno.ENODEV, words, "XenSSR~driver_domain_permissions_before_start~1")


@check(_BOUND)
def all_bound(state: State, request: Request) -> Refused | None:
    """Pciback has every function of the device; none is seized on the way."""
    for each in request.members(state):
        if each.function not in state.pciback.seized:
            return Refused(Errno.EINVAL, f"{each.function} is not assigned to pciback driver", _BOUND)
    return None


ALL_ATTACHED: Book[Request] = (slot_named, some_there, all_bound)
"""What must hold before the first of all functions of a device is attached."""

ALL_DETACHED: Book[Request] = (some_there, all_bound)
"""What must hold before the first of them is detached."""


def attach(state: State, request: Request) -> Reached:
    """Attach a function to a domain, or all functions of a device, or refuse and change nothing.

    With D-13, what was granted until a failure stays, and so do functions that were attached by then.
    """
    if not request.whole:
        return attach_function(state, request)
    asked = atomically("pci-attach of a device", ALL_ATTACHED, state, request)
    if isinstance(asked, Refused):
        return Reached(state, asked)
    reached = Reached(state)
    for each in request.members(state):
        reached = attach_function(reached.state, each)
        if reached.refused is not None:
            return reached if state.xen.has(Finding.D_13) else Reached(state, reached.refused)
    return reached


def detach(state: State, request: Request) -> State | Refused:
    """Take a function from a living domain, or all functions of a device; they stay assignable."""
    if not request.whole:
        return detach_function(state, request)
    left = atomically("pci-detach of a device", ALL_DETACHED, state, request)
    for each in request.members(state):
        if isinstance(left, Refused):
            return left
        left = detach_function(left, each)
    return left
