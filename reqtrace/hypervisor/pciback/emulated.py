# SPDX-License-Identifier: Apache-2.0
"""The registers that a device model knows: which bits it keeps to itself, and which it passes on (QEMU, hw/xen)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reqtrace.hypervisor.host.pci import PciFunction
from reqtrace.hypervisor.pciback import space

SIZE = 0x100
"""Bytes of a configuration space that a device model offers; the extended part is not there."""

_MEMORY_FLAGS, _PORT_FLAGS = 0xF, 0x3
_PM_INITIAL = 0x0008
_NEXT = 1
"""Where in a capability the pointer to the next one stands."""
_TYPE, _WIDE = 0x7, 0x4
"""The low bits of a base address register that say what it is, and those of one that takes two registers."""


@dataclass(frozen=True, slots=True)
class Field:
    """A register: the bits that are `emulated`, those that are `fixed` for the guest, and those that are `reserved`.

    What is emulated the device model answers itself; the rest of what is not fixed goes to the function, reserved bits
    only where it is permissive (xen_pt.h, XenPTRegInfo: emu_mask, ro_mask, res_mask).
    """

    offset: int
    size: int
    emulated: int
    fixed: int = 0
    reserved: int = 0

    def passed(self, *, permissive: bool) -> int:
        """The bits that go to the function (xen_pt_config_init.c, get_throughable_mask)."""
        kept = self.emulated | self.fixed | (0 if permissive else self.reserved)
        return ~kept & (1 << 8 * self.size) - 1


_HEADER = (
    Field(space.VENDOR, 2, 0xFFFF, 0xFFFF),
    Field(space.DEVICE, 2, 0xFFFF, 0xFFFF),
    Field(space.COMMAND, 2, 0x0743, 0, 0xF880),
    Field(space.STATUS, 2, 0x0010, 0x06F8, 0x0007),
    Field(space.CACHE_LINE, 1, 0xFF),
    Field(space.LATENCY, 1, 0xFF),
    Field(space.HEADER_TYPE, 1, 0x00, 0xFF),
    Field(space.CAPABILITIES, 1, 0xFF, 0xFF),
    Field(space.LINE, 1, 0xFF),
    Field(space.PIN, 1, 0xFF, 0xFF),
)
"""xen_pt_config_init.c, xen_pt_emu_reg_header0; the header of a bridge is taken for one too."""

_POWER = (Field(space.POWER_CAPABILITY, 2, 0xF9C8, 0xFFFF), Field(space.POWER_CONTROL, 2, 0x810B, 0x610C, 0x00F0))
_MSI = (
    Field(space.MSI_FLAGS, 2, 0x017E, 0x018E, 0xFE00),
    Field(space.MSI + 4, 4, 0xFFFFFFFF, 0x3),
    Field(space.MSI + 8, 2, 0xFFFF),
)
_MSIX = (Field(space.MSIX_FLAGS, 2, 0x0000, 0x07FF, 0x3800),)
_VPD = (Field(space.VPD_ADDRESS, 2, 0x0003, 0x0003),)


def known(function: PciFunction) -> Iterator[Field]:
    """The registers that the device model knows of this function."""
    yield from _HEADER
    yield from _bars(function)
    yield from (*_POWER, *_VPD)
    if function.msi:
        yield from (*_MSI, *_MSIX)
    held = (space.POWER, space.VPD, *((space.MSI, space.MSIX) if function.msi else ()))
    yield from (Field(capability + _NEXT, 1, 0xFF, 0xFF) for capability in held)


def initial(function: PciFunction, real: bytes) -> bytes:
    """What the device model keeps when it is given the function (xen_pt_config_init.c, the functions called init).

    Identification, pointers and pin are those of the function; BARs and enable bits are 0 until the guest sets them.
    """
    kept = bytearray(SIZE)
    copied = ((each.offset, each.size) for each in known(function) if each.emulated == each.fixed != 0)
    for offset, size in copied:
        kept[offset : offset + size] = real[offset : offset + size]
    kept[space.STATUS] = real[space.STATUS] & 0x10
    kept[space.POWER_CONTROL] = _PM_INITIAL
    return bytes(kept)


def _bars(function: PciFunction) -> Iterator[Field]:
    """The base address registers in use; of the others, and of a ROM that is not there, the device model knows none.

    Their upper bits are emulated as a whole, and nothing of them is passed on; those below the size are fixed.
    """
    for offset, (value, length) in space.bar_values(function).items():
        if length:
            flags = _PORT_FLAGS if value & 0x1 else _MEMORY_FLAGS
            upper = offset - 4 in space.bars(function) and _is_wide(function, offset - 4)
            emulated = 0xFFFFFFFF if upper else 0xFFFFFFFF & ~flags
            yield Field(offset, 4, emulated, 0xFFFFFFFF & ~(length & emulated))


def _is_wide(function: PciFunction, offset: int) -> bool:
    """Whether the register begins a base address of 64 bits."""
    return space.bar_values(function)[offset][0] & _TYPE == _WIDE
