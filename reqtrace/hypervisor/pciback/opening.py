# SPDX-License-Identifier: Apache-2.0
"""What the integrator tells pciback of one function: that it is permissive, controls interrupts, or has open registers.

It is written to the files of the driver in sysfs (Linux, xen-pciback/pci_stub.c).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback.request import logged, with_seized
from reqtrace.hypervisor.rule import Book, atomically, check, effect

_STUB = "Linux, xen-pciback/pci_stub.c"
_LINE = re.compile(
    r"([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])(?:-([0-9a-f]{1,8}):([0-9a-f]{1,8}):([0-9a-f]{1,8}))?",
    re.IGNORECASE | re.ASCII,
)
_LAST = 0xFFF


@dataclass(frozen=True, slots=True)
class Opening:
    """A line for one of the files: a function, and for `quirks` offset, size and mask of a register."""

    function: str
    offset: int = 0
    size: int = 0
    mask: int = 0


@check(f"{_STUB}, pcistub_device_find")
def taken(state: State, opening: Opening) -> Refused | None:
    """Only of a function that pciback has can anything be said."""
    if opening.function in state.pciback.seized:
        return None
    return Refused(Errno.ENODEV, f"{opening.function} is not bound to pciback", _STUB)


@check(f"{_STUB}, pcistub_reg_add; conf_space_quirks.c, xen_pcibk_config_quirks_add_field")
def register_there(_: State, opening: Opening) -> Refused | None:
    """A register of 1, 2 or 4 bytes within the configuration space can be opened, its mask no wider than itself."""
    sized = opening.size in {1, 2, 4} and opening.mask >> 8 * opening.size == 0
    if sized and opening.offset <= _LAST:
        return None
    return Refused(Errno.EINVAL, f"no register of {opening.size} bytes at {opening.offset:#x}", _STUB)


@effect(f"{_STUB}, permissive_add")
def permissive_set(state: State, opening: Opening) -> State:
    """The guest of this function, and of no other, may write what pciback does not know."""
    seized = state.pciback.of(opening.function)
    return with_seized(state, opening.function, replace(seized, permissive=True))


@effect(f"{_STUB}, permissive_add")
def permissive_logged(state: State, opening: Opening) -> State:
    """That a function is opened is logged with a warning, once."""
    if state.pciback.of(opening.function).permissive:
        return state
    state = logged(state, opening.function, "enabling permissive mode configuration space accesses!")
    return logged(state, opening.function, "permissive mode is potentially unsafe!")


@effect(f"{_STUB}, allow_interrupt_control_store")
def interrupts_given(state: State, opening: Opening) -> State:
    """The guest of this function may switch MSI and MSI-X by itself."""
    seized = state.pciback.of(opening.function)
    return with_seized(state, opening.function, replace(seized, controls_interrupts=True))


@effect("Linux, xen-pciback/conf_space_quirks.c, xen_pcibk_config_quirks_add_field")
def register_opened(state: State, opening: Opening) -> State:
    """The guest may write this register too; Linux reads the mask and does nothing with it."""
    seized = state.pciback.of(opening.function)
    opened = (*seized.opened, (opening.offset, opening.size))
    return with_seized(state, opening.function, replace(seized, opened=opened))


PERMISSIVE: Book[Opening] = (taken, permissive_logged, permissive_set)
INTERRUPT_CONTROL: Book[Opening] = (taken, interrupts_given)
QUIRK: Book[Opening] = (taken, register_there, register_opened)

FILES: Mapping[str, Book[Opening]] = {
    "permissive": PERMISSIVE,
    "allow_interrupt_control": INTERRUPT_CONTROL,
    "quirks": QUIRK,
}
"""The files of the driver, and what it does with a line that is written to them."""


def read_line(file: str, line: str) -> Opening | None:
    """Read ``0000:03:00.0``, or for `quirks` ``0000:03:00.0-e0:2:ffff``; None where it is neither."""
    parts = _LINE.fullmatch(line.strip())
    if parts is None or (sbdf := Sbdf.parse(parts[1])) is None or (parts[2] is None) is (file == "quirks"):
        return None
    return Opening(str(sbdf), *(int(part or "0", 16) for part in parts.groups()[1:]))


def write_file(state: State, file: str, line: str) -> State | Refused:
    """Let dom0 write a line to a file of the driver, one of `FILES`."""
    opening = read_line(file, line)
    if opening is None:
        return Refused(Errno.EINVAL, f'"{line}" is nothing to write to {file}', f"{_STUB}, str_to_quirk")
    return atomically(f"pciback {file}", FILES[file], state, opening)
