# SPDX-License-Identifier: Apache-2.0
"""What pciback makes of a guest's access to a configuration space (Linux, xen-pciback/conf_space.c)."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback import fields, space
from reqtrace.hypervisor.pciback.command import COMMAND, line_alone
from reqtrace.hypervisor.pciback.request import Access, logged, meant, with_seized
from reqtrace.hypervisor.rule import Book, atomically, check, effect

__all__ = ["READ", "WRITE", "Access", "PciError", "read", "write"]

_SPACE = "Linux, xen-pciback/conf_space.c"
_HEADER = "Linux, xen-pciback/conf_space_header.c"
_CAPABILITY = "Linux, xen-pciback/conf_space_capability.c"

_VPD_WRITE = 0x8000
_BIST_START = 0x40
_ALL_ONES = 0xFFFFFFFF
_TYPE, _WIDE = 0x7, 0x4
"""The low bits of a base address register that say what it is, and those of one that takes two registers."""
_SIZES = (1, 2, 4)


class PciError(Enum):
    """What pciback answers a frontend (xen/include/public/io/pciif.h); the number is negative there."""

    dev_not_found = 1
    invalid_offset = 2
    access_denied = 3
    not_implemented = 4
    op_failed = 5

    @classmethod
    def of(cls, refused: Refused) -> PciError:
        """The error that a refusal reaches the guest as."""
        return _ERRORS.get(refused.errno, cls.op_failed)


_ERRORS = {
    Errno.ENODEV: PciError.dev_not_found,
    Errno.EINVAL: PciError.invalid_offset,
    Errno.EPERM: PciError.access_denied,
    Errno.EOPNOTSUPP: PciError.not_implemented,
}


@check("Linux, xen-pciback/pciback_ops.c, xen_pcibk_do_one_op")
def reachable(state: State, access: Access) -> Refused | None:
    """A guest reaches the configuration space of functions that are attached to it, and of no others."""
    domain = state.domain(access.domain)
    mine = domain is not None and state.toolstack.attached.get(access.function) == domain.number
    if mine and access.function in state.pciback.seized:
        return None
    return Refused(Errno.ENODEV, f"dev_not_found: {access.function}", "Linux, xen-pciback/pciback_ops.c")


@check(f"{_SPACE}, valid_request")
def aligned(_: State, access: Access) -> Refused | None:
    """An access takes 1, 2 or 4 bytes at a multiple of its size, within the configuration space."""
    if access.size in _SIZES and access.offset % access.size == 0 and access.offset + access.size <= space.SIZE:
        return None
    return Refused(Errno.EINVAL, f"invalid_offset: {access.size} bytes at {access.offset:#x}", _SPACE)


@check(f"{_CAPABILITY}, vpd_address_write")
def product_data_kept(state: State, access: Access) -> Refused | None:
    """A guest does not write vital product data."""
    if (meant(state, access, space.VPD_ADDRESS, 2) or 0) & _VPD_WRITE:
        return Refused(Errno.EPERM, "access_denied: vital product data are read-only", _CAPABILITY)
    return None


@check(f"{_CAPABILITY}, pm_ctrl_write")
def power_state_offered(state: State, access: Access) -> Refused | None:
    """A guest puts a device only into a power state that the device has."""
    wanted = (meant(state, access, space.POWER_CONTROL, 2) or 0) & fields.POWER_STATE
    offered = space.register(state, access.function, space.POWER_CAPABILITY, 2)
    lacking = {1: not offered & 0x200, 2: not offered & 0x400}.get(wanted, False)
    return Refused(Errno.EPERM, f"access_denied: there is no state D{wanted}", _CAPABILITY) if lacking else None


@check(f"{_CAPABILITY}, msi_msix_flags_write")
def interrupts_controlled(state: State, access: Access) -> Refused | None:
    """A guest switches MSI or MSI-X on or off only where it controls interrupts, and never two kinds at a time."""
    seized = state.pciback.of(access.function)
    if fields.is_permissive(state, access.function):
        return None
    for flags, capability, enable, allowed in _INTERRUPTS:
        old = space.register(state, access.function, flags, 2)
        new = meant(state, access, flags, 2)
        if new is None or new == old:
            continue
        if not seized.controls_interrupts or (new ^ old) & ~allowed:
            return Refused(Errno.EPERM, "access_denied: the guest does not control interrupts", _CAPABILITY)
        others = space.interrupt_kinds(state, access.function) - {capability}
        if new & enable and (others or space.line_on(state, access.function)):
            return Refused(Errno.EPERM, "access_denied: another kind of interrupt is on", _CAPABILITY)
    return None


_INTERRUPTS = (
    (space.MSI_FLAGS, space.MSI, 0x0001, 0x0001),
    (space.MSIX_FLAGS, space.MSIX, 0x8000, 0xC000),
)
"""Of MSI and of MSI-X: its flags, its capability, the bit that switches it on, and those that may change."""


@effect(f"{_HEADER}, bar_write, rom_write")
def bars_sized(state: State, access: Access) -> State:
    """All ones in a base address register ask for its size; whatever else is written ends that and moves nothing."""
    about, seized = space.function_of(state, access.function), state.pciback.of(access.function)
    sizing = set(seized.sizing)
    for offset in (*space.bars(about), space.rom(about)):
        value = meant(state, access, offset, 4)
        if value is not None:
            asked = value | _low_bits(about.bridge, offset, space.bar_values(about)) == _ALL_ONES
            sizing = sizing | {offset} if asked else sizing - {offset}
    return with_seized(state, access.function, replace(seized, sizing=frozenset(sizing)))


@effect(f"{_HEADER}, header_common")
def cache_line_written(state: State, access: Access) -> State:
    """The size of a cache line is the guest's to write."""
    return _passed(state, access, space.CACHE_LINE, 1)


@effect(f"{_HEADER}, bist_write")
def self_test_started(state: State, access: Access) -> State:
    """The guest may start the self-test, and write nothing else there."""
    value, old = meant(state, access, space.BIST, 1), space.register(state, access.function, space.BIST, 1)
    if value is None or not (value & ~_BIST_START == old & ~_BIST_START or value == _BIST_START):
        return state
    return space.stored(state, access.function, space.BIST, 1, value)


@effect(f"{_CAPABILITY}, vpd_address_write")
def product_data_addressed(state: State, access: Access) -> State:
    """The guest may say which vital product data it wants to read."""
    return _passed(state, access, space.VPD_ADDRESS, 2)


@effect(f"{_CAPABILITY}, pm_ctrl_write")
def power_changed(state: State, access: Access) -> State:
    """The guest changes the power state, clears the PME status and selects data; PME stays as dom0 has it."""
    value = meant(state, access, space.POWER_CONTROL, 2)
    if value is None:
        return state
    old = space.register(state, access.function, space.POWER_CONTROL, 2)
    own = fields.POWER_OWN | fields.POWER_STATE
    return space.stored(state, access.function, space.POWER_CONTROL, 2, old & ~own | value & own)


@effect(f"{_CAPABILITY}, msi_msix_flags_write")
def interrupt_flags_written(state: State, access: Access) -> State:
    """The guest switches MSI or MSI-X, as far as the checks let it."""
    for flags, *_ in _INTERRUPTS if space.function_of(state, access.function).msi else ():
        state = _passed(state, access, flags, 2)
    return state


@effect("Linux, xen-pciback/conf_space_quirks.c, xen_pcibk_config_quirks_add_field")
def opened_written(state: State, access: Access) -> State:
    """A register that the integrator has opened is written as the guest wants it."""
    for offset, size in state.pciback.of(access.function).opened:
        state = _passed(state, access, offset, size)
    return state


@effect(f"{_SPACE}, xen_pcibk_config_write")
def unlisted_written(state: State, access: Access) -> State:
    """A register that pciback does not know is written only where the function is permissive."""
    if _listed(state, access) or not fields.is_permissive(state, access.function):
        return state
    return space.stored(state, access.function, access.offset, access.size, access.value)


@effect(f"{_SPACE}, xen_pcibk_config_write")
def unlisted_logged(state: State, access: Access) -> State:
    """The first write to a function that is dropped is logged."""
    seized = state.pciback.of(access.function)
    if _listed(state, access) or fields.is_permissive(state, access.function) or seized.warned:
        return state
    words = "Driver tried to write to a read-only configuration space field"
    state = with_seized(state, access.function, replace(seized, warned=True))
    return logged(state, access.function, f"{words} at offset {access.offset:#x}, size {access.size}")


READ: Book[Access] = (reachable, aligned)
"""What a read must pass."""

WRITE: Book[Access] = (
    reachable,
    aligned,
    product_data_kept,
    power_state_offered,
    line_alone,
    interrupts_controlled,
    *COMMAND,
    bars_sized,
    cache_line_written,
    self_test_started,
    product_data_addressed,
    power_changed,
    interrupt_flags_written,
    opened_written,
    unlisted_written,
    unlisted_logged,
)
"""What a write must pass, and what becomes of it."""


def read(state: State, access: Access) -> int | Refused:
    """What the guest reads."""
    answer = atomically("pciback read", READ, state, access)
    if isinstance(answer, Refused):
        return answer
    seen = fields.view(state, access.function)[access.offset : access.offset + access.size]
    return int.from_bytes(seen, "little")


def write(state: State, access: Access) -> State | Refused:
    """Let the guest write."""
    return atomically("pciback write", WRITE, state, access)


def _passed(state: State, access: Access, offset: int, size: int) -> State:
    """Write a field as the guest wants it, if the access reaches it."""
    value = meant(state, access, offset, size)
    return state if value is None else space.stored(state, access.function, offset, size, value)


def _listed(state: State, access: Access) -> bool:
    """Whether the access reaches any register that pciback knows; then the whole of it counts as taken care of."""
    behind = access.offset + access.size
    return any(
        behind > offset and offset + size > access.offset for offset, size in fields.fields(state, access.function)
    )


def _low_bits(bridge: bool, offset: int, values: dict[int, tuple[int, int]]) -> int:
    """The bits of a base address register that are no address, and need not be ones to ask for the size."""
    if offset == (space.BRIDGE_ROM if bridge else space.ROM):
        return 0x7FF
    if values.get(offset - 4, (0, 0))[0] & _TYPE == _WIDE:
        return 0
    return 0x3 if values[offset][0] & 0x1 else 0xF
