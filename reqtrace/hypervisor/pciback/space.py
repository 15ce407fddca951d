# SPDX-License-Identifier: Apache-2.0
"""The configuration space of a PCI function as the hardware has it: what stands where, and what can be written."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from reqtrace.hypervisor.host.pci import PciFunction, Port, Sbdf
from reqtrace.hypervisor.machine.state import State

SIZE = 0x1000
"""Bytes of a configuration space, the extended part included."""

VENDOR, DEVICE, COMMAND, STATUS, CLASS, CACHE_LINE, LATENCY, HEADER_TYPE, BIST = 0, 2, 4, 6, 8, 12, 13, 14, 15
BARS = (0x10, 0x14, 0x18, 0x1C, 0x20, 0x24)
BRIDGE_BARS = BARS[:2]
ROM, BRIDGE_ROM, CAPABILITIES, LINE, PIN = 0x30, 0x38, 0x34, 0x3C, 0x3D

IO, MEMORY, MASTER, INVALIDATE, INTX_DISABLE = 0x1, 0x2, 0x4, 0x10, 0x400
"""Bits of the command register."""
HEADER = 0x40
"""Bytes of the header, which is all that is saved and restored around a reset."""

POWER, MSI, VPD, EXPRESS, MSIX = 0x40, 0x50, 0x60, 0x70, 0xB0
"""Where the capabilities stand; a real device may place them elsewhere, in whatever order."""
POWER_CAPABILITY, POWER_CONTROL, POWER_DATA = POWER + 2, POWER + 4, POWER + 7
MSI_FLAGS, MSIX_FLAGS, VPD_ADDRESS, VPD_DATA = MSI + 2, MSIX + 2, VPD + 2, VPD + 4
OWN = 0xC0
"""Where the registers begin that only this kind of device knows, up to 0x100."""

PME_ENABLE = 0x100
"""The bit of the power control register that lets a function wake the machine."""

_MSI_ENABLE, _MSIX_ENABLE = 0x1, 0x8000


def register(state: State, function: str, offset: int, size: int) -> int:
    """What `size` bytes from `offset` really hold, as a person at dom0 would see it with lspci."""
    return int.from_bytes(space_of(state, function)[offset : offset + size], "little")


def space_of(state: State, function: str) -> bytes:
    """The configuration space; its bus master bit is what says that the function may send requests."""
    stored = _stored(state, function)
    command = stored[COMMAND] & ~MASTER | (MASTER if function in state.masters else 0)
    return stored[:COMMAND] + bytes((command,)) + stored[COMMAND + 1 :]


def stored(state: State, function: str, offset: int, size: int, value: int) -> State:
    """Write as a device takes a write: only bits that can be written change."""
    before, mask = space_of(state, function), writable(function_of(state, function))
    old = int.from_bytes(before[offset : offset + size], "little")
    bits = int.from_bytes(mask[offset : offset + size], "little")
    new = (old & ~bits | value & bits) & ((1 << 8 * size) - 1)
    return with_space(state, function, before[:offset] + new.to_bytes(size, "little") + before[offset + size :])


def with_space(state: State, function: str, space: bytes) -> State:
    """The same with another configuration space of the function, its bus master bit included."""
    mastering = bool(space[COMMAND] & MASTER)
    masters = state.masters | {function} if mastering else state.masters - {function}
    spaces = {**state.pciback.spaces, function: space}
    return replace(state, masters=masters, pciback=replace(state.pciback, spaces=spaces))


def function_of(state: State, name: str) -> PciFunction:
    """The function of this address; one that the host does not have offers nothing."""
    sbdf = _sbdf(name)
    return next((each for each in state.host.functions if each.sbdf == sbdf), PciFunction(sbdf))


@cache
def _sbdf(name: str) -> Sbdf:
    found = Sbdf.parse(name)
    if found is None:
        raise ValueError(f"{name!r} is no PCI function")
    return found


def _stored(state: State, name: str) -> bytes:
    return state.pciback.spaces.get(name) or as_found(function_of(state, name))


def bars(function: PciFunction) -> tuple[int, ...]:
    """The offsets of the base address registers that a header of this type has."""
    return BRIDGE_BARS if function.bridge else BARS


def rom(function: PciFunction) -> int:
    """The offset of the register for the expansion ROM."""
    return BRIDGE_ROM if function.bridge else ROM


def bar_values(function: PciFunction) -> dict[int, tuple[int, int]]:
    """What each base address register holds, and what it shows of the size; both 0 for one that is not implemented.

    A BAR beyond 4 GiB takes two registers.
    """
    found, offsets = dict.fromkeys((*bars(function), rom(function)), (0, 0)), list(bars(function))
    for region in function.bars:
        if offsets:
            wide = region.end > 1 << 32
            flags, length = 0x4 if wide else 0x0, -region.size
            found[offsets.pop(0)] = (region.base & 0xFFFFFFF0 | flags, length & 0xFFFFFFF0 | flags)
            if wide and offsets:
                found[offsets.pop(0)] = (region.base >> 32, length >> 32 & 0xFFFFFFFF)
    for region in function.ports:
        if offsets:
            found[offsets.pop(0)] = (region.base | 0x1, -region.size & 0xFFFFFFFC | 0x1)
    return found


def decode(function: PciFunction) -> int:
    """The bits of the command register that let the function answer at its BARs."""
    return (MEMORY if function.bars else 0) | (IO if function.ports else 0)


@cache
def as_found(function: PciFunction) -> bytes:
    """The configuration space as the firmware leaves it: as at power-on, but the function may wake the machine."""
    space = bytearray(at_power_on(function))
    space[POWER_CONTROL + 1] |= PME_ENABLE >> 8
    return bytes(space)


@cache
def at_power_on(function: PciFunction) -> bytes:
    """The configuration space after a reset, with the BARs in their places: decoding and bus mastering are off."""
    space = bytearray(SIZE)

    def put(offset: int, size: int, value: int) -> None:
        space[offset : offset + size] = value.to_bytes(size, "little")

    put(VENDOR, 2, function.vendor)
    put(DEVICE, 2, function.device)
    put(STATUS, 2, 0x10)  # there is a list of capabilities
    put(CLASS, 4, function.class_code << 16)
    put(HEADER_TYPE, 1, (0x80 if function.multifunction else 0) | function.header_type)
    for offset, (value, _) in bar_values(function).items():
        put(offset, 4, value)
    if function.bridge and function.buses is not None:
        put(0x19, 1, function.buses[0])
        put(0x1A, 1, function.buses[1])
    if function.interrupt is not None:
        put(LINE, 1, function.interrupt & 0xFF)
        put(PIN, 1, 1)
    held = [POWER, *((MSI, MSIX) if function.msi else ()), VPD, *(() if _conventional(function) else (EXPRESS,))]
    put(CAPABILITIES, 1, held[0])
    for offset, behind in zip(held, [*held[1:], 0], strict=True):
        put(offset, 1, _IDS[offset])
        put(offset + 1, 1, behind)
    put(POWER_CAPABILITY, 2, 0xC803)  # PME from D0, D3hot and D3cold; neither D1 nor D2
    if function.resettable and not _conventional(function):
        put(EXPRESS + 4, 4, 1 << 28)  # function level reset
    return bytes(space)


_IDS = {POWER: 0x01, VPD: 0x03, MSI: 0x05, EXPRESS: 0x10, MSIX: 0x11}


@cache
def writable(function: PciFunction) -> bytes:
    """The bits of the configuration space that a write changes."""
    mask = bytearray(SIZE)

    def let(offset: int, size: int, bits: int) -> None:
        mask[offset : offset + size] = bits.to_bytes(size, "little")

    let(COMMAND, 2, 0x07FF if _conventional(function) else 0x0557)
    for offset in (CACHE_LINE, LATENCY, BIST, LINE):
        let(offset, 1, 0xFF)
    for offset, (_, length) in bar_values(function).items():
        let(offset, 4, length & ~0xF)
    let(POWER_CONTROL, 2, 0x9F03)
    let(VPD_ADDRESS, 2, 0xFFFF)
    let(VPD_DATA, 4, 0xFFFFFFFF)
    if function.msi:
        let(MSI_FLAGS, 2, 0x0071)
        let(MSIX_FLAGS, 2, 0xC000)
    let(OWN, 0x100 - OWN, (1 << 8 * (0x100 - OWN)) - 1)
    return bytes(mask)


def interrupt_kinds(state: State, function: str) -> frozenset[int]:
    """The capabilities, MSI and MSI-X, that are switched on."""
    found = {MSI} if register(state, function, MSI_FLAGS, 2) & _MSI_ENABLE else set()
    return frozenset(found | ({MSIX} if register(state, function, MSIX_FLAGS, 2) & _MSIX_ENABLE else set()))


def line_on(state: State, function: str) -> bool:
    """Whether the function may still raise its line interrupt."""
    return not register(state, function, COMMAND, 2) & INTX_DISABLE


def upstream(state: State, name: str) -> tuple[str, ...]:
    """The bridges between the function and the root, the nearest first."""
    sbdf, found = Sbdf.parse(name), []
    while sbdf is not None:
        above = next((each for each in state.host.functions if _leads_to(each, sbdf)), None)
        if above is None or str(above.sbdf) in found:
            break
        found.append(str(above.sbdf))
        sbdf = above.sbdf
    return tuple(found)


def _leads_to(bridge: PciFunction, below: Sbdf) -> bool:
    """Whether the bus of `below` is the one directly behind `bridge`."""
    secondary = bridge.buses[0] if bridge.bridge and bridge.buses is not None else 0
    return secondary != 0 and bridge.sbdf.segment == below.segment and secondary == below.bus


def _conventional(function: PciFunction) -> bool:
    return function.port is Port.CONVENTIONAL
