# SPDX-License-Identifier: Apache-2.0
"""Starting a domain with functions, and what becomes of it when it crashes or its device fails."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor import pciback
from reqtrace.hypervisor.assignment.construct import create
from reqtrace.hypervisor.assignment.creation import DomainSpec
from reqtrace.hypervisor.control.operations import destroy
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.machine.domain import Kind
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import Book, atomically, check, effect
from reqtrace.hypervisor.toolstack.detach import settled
from reqtrace.hypervisor.toolstack.request import Request, with_record
from reqtrace.hypervisor.toolstack.whole import attach

_PAUSE = "common/domctl.c, XEN_DOMCTL_pausedomain"
_AER = "Linux, xen-pciback/pci_stub.c, xen_pcibk_error_detected"


@effect("tools/libs/light/libxl_create.c, domcreate_launch_dm")
def held_back(state: State, name: str) -> State:
    """A domain that is being built runs no instruction."""
    domain = state.domain(name)
    paused = state.toolstack.paused | ({domain.number} if domain is not None else set())
    return with_record(state, replace(state.toolstack, paused=paused))


@check(_PAUSE)
def guest_there(state: State, name: str) -> Refused | None:
    """The domain lives, and is a guest."""
    domain = state.domain(name)
    if domain is None:
        return Refused(Errno.ESRCH, f"{name} is an invalid domain identifier", _PAUSE)
    return Refused(Errno.EINVAL, f"{name} is the caller itself", _PAUSE) if domain.number == DOM0 else None


@effect("common/domctl.c, XEN_DOMCTL_unpausedomain")
def let_go(state: State, name: str) -> State:
    """The domain runs."""
    domain = state.domain(name)
    paused = state.toolstack.paused - ({domain.number} if domain is not None else set())
    return with_record(state, replace(state.toolstack, paused=paused))


PAUSE: Book[str] = (guest_there, held_back)
UNPAUSE: Book[str] = (guest_there, let_go)


def pause(state: State, name: str) -> State | Refused:
    """Let a domain run no further instruction."""
    return atomically("pause", PAUSE, state, name)


def unpause(state: State, name: str) -> State | Refused:
    """Let a domain run."""
    return atomically("unpause", UNPAUSE, state, name)


def start(state: State, spec: DomainSpec, functions: tuple[Request, ...], *, paused: bool = False) -> State | Refused:
    """Create a domain, attach the functions its configuration names, and only then let it run.

    If a step fails, the domain is taken down again, and nothing of it stays (libxl_create.c, domcreate_complete).
    """
    options = replace(spec.options, passthrough="enabled") if functions else spec.options
    made = create(state, replace(spec, options=options), at_boot=False)
    if isinstance(made, Refused):
        return made
    built = atomically("pause", PAUSE, made, spec.name)
    for request in functions:
        if isinstance(built, Refused):
            return built
        reached = attach(built, request)
        built = reached.state if reached.refused is None else reached.refused
    return built if isinstance(built, Refused) or paused else unpause(built, spec.name)


def crash(state: State, name: str) -> State | Refused:
    """Let a domain crash: the toolstack destroys it (on_crash=destroy) and clears up after its functions."""
    gone = destroy(state, name)
    return gone if isinstance(gone, Refused) else settled(gone)


@dataclass(frozen=True, slots=True)
class BusError:
    """An uncorrectable error that a function reports on the bus (AER)."""

    function: str


@effect(_AER)
def guest_killed(state: State, error: BusError) -> State:
    """A guest that uses the function and has no handler for the error is destroyed.

    A PV frontend registers a handler; behind a device model there is none to ask (kill_domain_by_device).
    """
    user = state.domains.get(state.toolstack.attached.get(error.function, DOM0))
    if user is None or user.number == DOM0 or user.options.kind is Kind.PV:
        return state
    words = "device is not connected or owned by HVM, kill it"
    gone = destroy(replace(state, log=(*state.log, f"pciback {error.function}: {words}")), user.name)
    return state if isinstance(gone, Refused) else settled(gone)


BUS_ERROR: Book[BusError] = (guest_killed,)
"""What becomes of an uncorrectable error."""


def report_error(state: State, function: str) -> State | Refused:
    """Let a function report an uncorrectable error."""
    return atomically("bus error", BUS_ERROR, state, BusError(function))


def dom0_started(state: State, words: str) -> State:
    """The machine once dom0 has booted with these words on its command line, and its drivers have their functions.

    Pciback comes first; what it does not take goes to the driver that dom0 has for it, if any.
    """
    state = pciback.command_line(state, words)
    offered = (each for each in state.host.functions if state.holder.get(str(each.sbdf)) == DOM0)
    drivers = {
        str(each.sbdf): each.driver for each in offered if each.driver and str(each.sbdf) not in state.pciback.seized
    }
    return with_record(state, replace(state.toolstack, drivers=drivers))
