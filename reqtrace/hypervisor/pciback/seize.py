# SPDX-License-Identifier: Apache-2.0
"""How pciback comes by a function, makes it ready for the next guest, and gives it up (Linux, pci_stub.c)."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.machine.record_pciback import Seized
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback import space
from reqtrace.hypervisor.pciback.request import logged, with_seized
from reqtrace.hypervisor.rule import Book, atomically, check, effect, follow

_STUB = "Linux, xen-pciback/pci_stub.c"
_HEADERS = (0, 1)


@check(f"{_STUB}, pcistub_init")
def driver_there(state: State, function: str) -> Refused | None:
    """Only a pciback that came up takes functions: with a faulty list of them on its command line it does not."""
    if state.pciback.loaded:
        return None
    return Refused(Errno.ENODEV, f"Couldn't bind {function} to pciback, which is not loaded", _STUB)


@check(f"{_STUB}, pcistub_probe")
def header_known(state: State, function: str) -> Refused | None:
    """Pciback takes devices and bridges to PCI; of another header it would not know the registers."""
    if space.function_of(state, function).header_type in _HEADERS:
        return None
    words = "can't export pci devices that don't have a normal (0) or bridge (1) header type!"
    return Refused(Errno.ENODEV, f"pciback {function}: {words}", _STUB)


@effect("Linux, xen-pciback/conf_space_header.c, command_init")
def command_noted(state: State, function: str) -> State:
    """What the command register holds is what the guest will read."""
    return with_seized(state, function, Seized(b"", space.register(state, function, space.COMMAND, 2)))


@effect(f"{_STUB}, pcistub_init_device")
def decoding_on(state: State, function: str) -> State:
    """The device is enabled once, so that it has its addresses; decoding stays on from then."""
    real = space.register(state, function, space.COMMAND, 2)
    return space.stored(state, function, space.COMMAND, 2, real | space.decode(space.function_of(state, function)))


@effect(f"{_STUB}, pcistub_init_device")
def mastering_off(state: State, function: str) -> State:
    """The device sends no requests until a guest lets it (xen_pcibk_reset_device)."""
    real = space.register(state, function, space.COMMAND, 2)
    return space.stored(state, function, space.COMMAND, 2, real & ~(space.MASTER | space.INVALIDATE))


@effect("Linux, xen-pciback/conf_space_capability.c, pm_ctrl_init")
def wake_off(state: State, function: str) -> State:
    """The device does not wake the machine."""
    real = space.register(state, function, space.POWER_CONTROL, 2)
    return space.stored(state, function, space.POWER_CONTROL, 2, real & ~space.PME_ENABLE)


@effect(f"{_STUB}, pcistub_init_device")
def kept(state: State, function: str) -> State:
    """The configuration space is kept as it is by now, for every user to find again."""
    seized = replace(state.pciback.of(function), saved=space.space_of(state, function))
    return with_seized(state, function, seized)


@effect(f"{_STUB}, pcistub_probe")
def taking_logged(state: State, function: str) -> State:
    """That the device is taken is logged."""
    return logged(state, function, "seizing device")


SEIZE: Book[str] = (
    driver_there,
    header_known,
    command_noted,
    decoding_on,
    mastering_off,
    wake_off,
    kept,
    taking_logged,
)
"""How pciback takes a function."""


@effect(f"{_STUB}, pcistub_put_pci_dev")
def function_reset(state: State, function: str) -> State:
    """The function is reset, if it can be: nothing of its last user is left in it."""
    about = space.function_of(state, function)
    return space.with_space(state, function, space.at_power_on(about)) if about.resettable else state


@effect(f"{_STUB}, pcistub_put_pci_dev")
def header_restored(state: State, function: str) -> State:
    """The header of the configuration space is as it was when pciback took the function."""
    real, saved = space.space_of(state, function), state.pciback.of(function).saved
    return space.with_space(state, function, (saved or real)[: space.HEADER] + real[space.HEADER :])


@effect("Linux, xen-pciback/pciback_ops.c, xen_pcibk_reset_device")
def interrupts_off(state: State, function: str) -> State:
    """The function raises neither MSI nor MSI-X, whatever its last user left switched on."""
    for flags, enable in ((space.MSI_FLAGS, 0x1), (space.MSIX_FLAGS, 0x8000)):
        real = space.register(state, function, flags, 2)
        state = space.stored(state, function, flags, 2, real & ~enable)
    return state


@effect(f"{_STUB}, pcistub_put_pci_dev")
def fields_reset(state: State, function: str) -> State:
    """What the last user wrote into virtual fields is forgotten, and so are opened registers and its interrupts.

    That a function is permissive was said of the function, and stays. With D-30, the shadow of the command register
    stays too: of all fields that are shadowed it alone has no `reset` (Linux, conf_space_header.c, header_common).
    """
    seized = state.pciback.of(function)
    command = seized.command if state.xen.has(Finding.D_30) else 0
    forgotten = Seized(seized.saved, command, permissive=seized.permissive, warned=seized.warned)
    return with_seized(state, function, forgotten)


PUT: Book[str] = (function_reset, header_restored, interrupts_off, fields_reset)
"""How pciback makes a function ready for its next user."""


@effect(f"{_STUB}, pcistub_remove")
def given_up(state: State, function: str) -> State:
    """Another driver can take the function; what a guest left in it went when the guest did."""
    seized = {name: each for name, each in state.pciback.seized.items() if name != function}
    return replace(state, pciback=replace(state.pciback, seized=seized))


RELEASE: Book[str] = (given_up,)
"""How pciback gives a function up."""


def seize(state: State, function: str) -> State | Refused:
    """Let pciback take a function, whose driver has let go of it."""
    return atomically("pciback seizing", SEIZE, state, function)


def put(state: State, function: str) -> State:
    """Make a function ready for its next user."""
    return follow("pciback put", PUT, state, function).state


def release(state: State, function: str) -> State:
    """Let another driver have the function."""
    return follow("pciback release", RELEASE, state, function).state
