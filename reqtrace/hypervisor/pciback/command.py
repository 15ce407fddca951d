# SPDX-License-Identifier: Apache-2.0
"""What becomes of a guest's write to the command register: dom0 decides on decoding, the guest on little else.

Where a guest switches decoding on or off, Linux enables or disables the device as a whole (pci_enable_device). Decoding
has been on since pciback took the function, and stays on then: what changes is bus mastering, as the guest wants it.
"""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback import fields, space
from reqtrace.hypervisor.pciback.request import Access, meant, with_seized
from reqtrace.hypervisor.rule import Book, check, effect

_SOURCE = "Linux, xen-pciback/conf_space_header.c, command_write"


@check(_SOURCE)
def line_alone(state: State, access: Access) -> Refused | None:
    """A guest that controls interrupts does not switch its line on while MSI or MSI-X is on."""
    seized, value = state.pciback.of(access.function), meant(state, access, space.COMMAND, 2)
    if value is None or not seized.controls_interrupts:
        return None
    on = seized.command & space.INTX_DISABLE and not value & space.INTX_DISABLE
    if on and space.interrupt_kinds(state, access.function):
        return Refused(Errno.EPERM, "access_denied: another kind of interrupt is on", _SOURCE)
    return None


@effect(_SOURCE)
def mastering_switched(state: State, access: Access) -> State:
    """The guest decides whether its device sends requests."""
    return _switched(state, access, space.MASTER)


@effect(_SOURCE)
def invalidation_switched(state: State, access: Access) -> State:
    """The guest decides whether its device writes whole cache lines."""
    value = meant(state, access, space.COMMAND, 2)
    kept = state.pciback.of(access.function).command
    return (
        state if value is None or not (value ^ kept) & space.INVALIDATE else _switched(state, access, space.INVALIDATE)
    )


@effect(_SOURCE)
def line_switched(state: State, access: Access) -> State:
    """The guest decides whether its device raises its line, where it controls interrupts."""
    seized, value = state.pciback.of(access.function), meant(state, access, space.COMMAND, 2)
    if value is None or not seized.controls_interrupts or not (value ^ seized.command) & space.INTX_DISABLE:
        return state
    return _switched(state, access, space.INTX_DISABLE)


@effect(_SOURCE)
def command_kept(state: State, access: Access) -> State:
    """What the guest wrote is what it reads again."""
    seized, value = state.pciback.of(access.function), meant(state, access, space.COMMAND, 2)
    return state if value is None else with_seized(state, access.function, replace(seized, command=value))


@effect(f"{_SOURCE} (XSA-120)")
def harmless_bits_passed(state: State, access: Access) -> State:
    """Where a function is permissive, the harmless bits are passed on; those that decode never are."""
    value = meant(state, access, space.COMMAND, 2)
    if value is None or not fields.is_permissive(state, access.function):
        return state
    return _changed(state, access, value & fields.GUEST_COMMAND, ~value & fields.GUEST_COMMAND)


COMMAND: Book[Access] = (
    mastering_switched,
    invalidation_switched,
    line_switched,
    command_kept,
    harmless_bits_passed,
)
"""What a write to the command register does."""


def _switched(state: State, access: Access, bit: int) -> State:
    """The bit really as the guest wants it."""
    value = meant(state, access, space.COMMAND, 2)
    return state if value is None else _changed(state, access, value & bit, ~value & bit)


def _changed(state: State, access: Access, on: int, off: int) -> State:
    """The real command register with some bits on and some off."""
    real = space.register(state, access.function, space.COMMAND, 2)
    return space.stored(state, access.function, space.COMMAND, 2, real & ~off | on)
