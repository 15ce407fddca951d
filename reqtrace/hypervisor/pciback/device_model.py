# SPDX-License-Identifier: Apache-2.0
"""What the device model of an HVM guest makes of its accesses to a configuration space (QEMU, hw/xen/xen_pt.c).

It reaches the function past pciback, by dom0's own configuration space; pciback keeps the function and resets it. Since
XSA-131 it passes on what it knows to be harmless, and the rest only for a function whose entry says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.machine.record_pciback import DeviceModel
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback import emulated, space
from reqtrace.hypervisor.pciback.access import reachable
from reqtrace.hypervisor.pciback.emulated import Field
from reqtrace.hypervisor.pciback.request import Access
from reqtrace.hypervisor.rule import Book, atomically, effect

_SOURCE = "QEMU, hw/xen/xen_pt.c, xen_pt_pci_write_config"
_FIELDS = "QEMU, hw/xen/xen_pt_config_init.c"
_SIZES = (1, 2, 4)


@effect(f"{_FIELDS}, xen_pt_emu_reg_header0")
def values_kept(state: State, access: Access) -> State:
    """Of a register that it knows the device model keeps what the guest wrote, but for the bits that are fixed."""
    model = state.pciback.models[access.function]
    kept = bytearray(model.values)
    for field, value in _reached(state, access, model.values):
        old = int.from_bytes(kept[field.offset : field.offset + field.size], "little")
        free = field.emulated & ~field.fixed
        kept[field.offset : field.offset + field.size] = (old & ~free | value & free).to_bytes(field.size, "little")
    return _with_model(state, access.function, replace(model, values=bytes(kept)))


@effect(f"{_FIELDS}, get_throughable_mask")
def harmless_passed(state: State, access: Access) -> State:
    """Of a register that it knows the device model passes on the bits that are neither emulated nor fixed."""
    model = state.pciback.models[access.function]
    for field, value in tuple(_reached(state, access, space.space_of(state, access.function))):
        passed = field.passed(permissive=model.permissive)
        real = space.register(state, access.function, field.offset, field.size)
        state = space.stored(state, access.function, field.offset, field.size, real & ~passed | value & passed)
    return state


@effect(f"{_FIELDS}, xen_pt_cmd_reg_write")
def line_passed(state: State, access: Access) -> State:
    """The guest switches off the line of its function, and on again where the line is bound to it."""
    for field, value in tuple(_reached(state, access, space.space_of(state, access.function))):
        off = value & space.INTX_DISABLE
        if field.offset == space.COMMAND and (off or space.function_of(state, access.function).interrupt is not None):
            real = space.register(state, access.function, space.COMMAND, 2)
            state = space.stored(state, access.function, space.COMMAND, 2, real & ~space.INTX_DISABLE | off)
    return state


@effect(f"{_SOURCE} (XSA-131)")
def unknown_passed(state: State, access: Access) -> State:
    """A byte of no register that the device model knows is written only where the function is permissive."""
    if not state.pciback.models[access.function].permissive:
        return state
    for offset in _unknown(state, access):
        value = access.value >> 8 * (offset - access.offset) & 0xFF
        state = space.stored(state, access.function, offset, 1, value)
    return state


@effect(_SOURCE)
def unknown_logged(state: State, access: Access) -> State:
    """The first write to a function that is dropped, in whole or in part, is logged."""
    model = state.pciback.models[access.function]
    unused = range(space.BARS[0], space.ROM + 4)
    if model.permissive or model.warned or access.offset in unused or not tuple(_unknown(state, access)):
        return state
    line = f"qemu {access.function}: Write-back to unknown field {access.offset:#04x} (partially) inhibited"
    told = _with_model(state, access.function, replace(model, warned=True))
    return replace(told, log=(*told.log, line))


MODEL_READ: Book[Access] = (reachable,)
"""What a read of a guest with a device model must pass."""

MODEL_WRITE: Book[Access] = (reachable, values_kept, harmless_passed, line_passed, unknown_passed, unknown_logged)
"""What becomes of what such a guest writes; nothing of it is refused, because no bus would tell."""


def plugged(state: State, function: str, *, permissive: bool) -> State:
    """The function as the device model offers it to its guest from now on (xen_pt_realize)."""
    real = space.space_of(state, function)
    kept = emulated.initial(space.function_of(state, function), real)
    return _with_model(state, function, DeviceModel(kept, permissive))


def read(state: State, access: Access) -> int | Refused:
    """What the guest reads: what the device model keeps over what stands in the function, and 0 where no access is."""
    answer = atomically("device model read", MODEL_READ, state, access)
    if isinstance(answer, Refused):
        return answer
    seen = bytearray(space.space_of(state, access.function)[: emulated.SIZE])
    kept = state.pciback.models[access.function].values
    for field in emulated.known(space.function_of(state, access.function)):
        mask = field.emulated.to_bytes(field.size, "little")
        for number in range(field.size):
            at = field.offset + number
            seen[at] = seen[at] & ~mask[number] | kept[at] & mask[number]
    return int.from_bytes(seen[access.offset : access.offset + access.size], "little") if _fits(access) else 0


def write(state: State, access: Access) -> State | Refused:
    """Let the guest write."""
    return atomically("device model write", MODEL_WRITE, state, access)


def _fits(access: Access) -> bool:
    """Whether the access is one (xen_pt_pci_config_access_check)."""
    aligned = access.size in _SIZES and access.offset % access.size == 0
    return aligned and access.offset + access.size <= emulated.SIZE


def _reached(state: State, access: Access, before: bytes) -> Iterator[tuple[Field, int]]:
    """The registers that the access reaches, with what each would hold; `before` stands where it does not write."""
    written = bytearray(before[: emulated.SIZE])
    if not _fits(access):
        return
    behind = access.offset + access.size
    value = access.value & (1 << 8 * access.size) - 1
    written[access.offset : behind] = value.to_bytes(access.size, "little")
    for field in emulated.known(space.function_of(state, access.function)):
        if field.offset < behind and access.offset < field.offset + field.size:
            yield field, int.from_bytes(written[field.offset : field.offset + field.size], "little")


def _unknown(state: State, access: Access) -> Iterator[int]:
    """The bytes of the access that belong to no register that the device model knows."""
    fields = emulated.known(space.function_of(state, access.function))
    taken = {field.offset + number for field in fields for number in range(field.size)}
    return (at for at in range(access.offset, access.offset + access.size) if _fits(access) and at not in taken)


def _with_model(state: State, function: str, model: DeviceModel) -> State:
    return replace(state, pciback=replace(state.pciback, models={**state.pciback.models, function: model}))
