# SPDX-License-Identifier: Apache-2.0
"""The virtual fields of a configuration space: which registers pciback knows, and what a guest sees in them."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback import space

GUEST_COMMAND = 0x02BC
"""The bits of the command register that a guest may control itself where the function is permissive: bus mastering,
special cycles, write and invalidate, palette snooping, waiting, fast back-to-back. Decoding is not among them (XSA-120;
Linux, conf_space_header.c, PCI_COMMAND_GUEST)."""

POWER_OWN = 0x9E00
"""Of the power control register, what a guest may write besides the state: PME status and data select; never PME
enable, because the line is shared (Linux, conf_space_capability.c, PM_OK_BITS)."""
POWER_STATE, PME_SUPPORT = 0x0003, 0xF800

_LISTED = (
    (space.VENDOR, 2), (space.DEVICE, 2), (space.COMMAND, 2), (space.LINE, 1), (space.PIN, 1),
    (space.CACHE_LINE, 1), (space.LATENCY, 1), (space.BIST, 1),
)  # fmt: skip
"""Offset and size of the fields of every header (Linux, conf_space_header.c, header_common)."""
_POWER = ((space.POWER_CAPABILITY, 2), (space.POWER_CONTROL, 2), (space.POWER + 6, 1), (space.POWER_DATA, 1))


def fields(state: State, function: str) -> Iterator[tuple[int, int]]:
    """Offset and size of every register that pciback knows of; a write to any other is dropped.

    Of each capability it knows, the header is one too (Linux, conf_space_capability.c).
    """
    about = space.function_of(state, function)
    yield from _LISTED
    yield from ((offset, 4) for offset in (*space.bars(about), space.rom(about)))
    yield from ((space.POWER, 2), *_POWER)
    yield from ((space.VPD, 2), (space.VPD_ADDRESS, 2), (space.VPD_DATA, 4))
    if about.msi:
        yield from ((space.MSI, 2), (space.MSI_FLAGS, 2), (space.MSIX, 2), (space.MSIX_FLAGS, 2))
    yield from state.pciback.of(function).opened


def view(state: State, function: str) -> bytes:
    """The configuration space as the guest sees it: what stands there, with the virtual fields laid over it."""
    about, seized = space.function_of(state, function), state.pciback.of(function)
    seen = bytearray(space.space_of(state, function))

    def lay(offset: int, size: int, value: int) -> None:
        seen[offset : offset + size] = value.to_bytes(size, "little")

    real = int.from_bytes(seen[space.COMMAND : space.COMMAND + 2], "little")
    lay(space.COMMAND, 2, real & GUEST_COMMAND | seized.command & ~GUEST_COMMAND)
    for offset, (value, length) in space.bar_values(about).items():
        lay(offset, 4, length if offset in seized.sizing else value)
    able = int.from_bytes(seen[space.POWER_CAPABILITY : space.POWER_CAPABILITY + 2], "little")
    lay(space.POWER_CAPABILITY, 2, able & ~PME_SUPPORT)
    return bytes(seen)


def is_permissive(state: State, function: str) -> bool:
    """Whether the guest may write registers that pciback does not know."""
    return state.pciback.permissive or state.pciback.of(function).permissive
