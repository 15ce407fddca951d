# SPDX-License-Identifier: Apache-2.0
"""What the control domain can ask of a running machine: assign a device, deassign it, destroy a domain."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.assignment.claim import Claim, claim_function
from reqtrace.hypervisor.control.destruction import stages_of
from reqtrace.hypervisor.control.domctl import (
    ASSIGNABLE,
    CONTROL,
    DEASSIGNMENT,
    IOMMU_CALL,
    RECLAIM,
    RECLAIMABLE,
    SHUTDOWN,
    TEST,
    Call,
    is_abandoned,
)
from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import atomically
from reqtrace.hypervisor.rules import COMPLETION, DOMCTL, PCI


def destroy(state: State, name: str) -> State | Refused:
    """Let the control domain destroy a domain; everything it held is free afterwards."""
    states = destruction(state, name)
    return states if isinstance(states, Refused) else states[-1]


def destruction(state: State, name: str) -> tuple[State, ...] | Refused:
    """Every state Xen passes through while it destroys a domain, the last one without it."""
    asked = atomically("control", CONTROL, state, Call(name))
    return asked if isinstance(asked, Refused) else _taken_down(asked, name)


def shutdown(state: State, name: str) -> tuple[State, ...] | Refused:
    """Every state Xen passes through when a domain shuts itself down; the last one is without it.

    With D-24 it is there until a control domain takes it down, and where there is none it keeps all it had.
    """
    call = Call(name)
    halted = atomically("shutdown", SHUTDOWN, state, call)
    if isinstance(halted, Refused):
        return halted
    domain = halted.domain(name)
    if domain is None or not domain.dying or is_abandoned(halted):
        return state, halted
    return _taken_down(halted, name)


def assign(state: State, device: str, name: str) -> State | Refused:
    """Let the control domain assign a device: a platform device by its path, or a PCI function by its address.

    A platform device behind the IOMMU gets its streams translated; its registers and interrupts are other calls.
    The call has no way to force an unprotected device.
    """
    call = Call(name, device)
    asked = atomically("iommu call", IOMMU_CALL, state, call)
    able = asked if isinstance(asked, Refused) else atomically("assignable", ASSIGNABLE, state, call)
    domain = state.domain(name)
    if isinstance(able, Refused) or domain is None:
        return able
    found = state.host.find(device)
    if found is not None and found.is_platform:
        return atomically("assignment", DOMCTL, state, Claim(domain, (), (found,), found, (), False, device))
    given = atomically("pci assignment", PCI, state, claim_function(state.host, domain, device, forced=False))
    return given if isinstance(given, Refused) else atomically("completion", COMPLETION, given, domain)


def could_assign(state: State, device: str, name: str) -> State | Refused:
    """Let the control domain ask whether a device could be assigned; nothing changes."""
    return atomically("test assignment", TEST, state, Call(name, device))


def deassign(state: State, device: str, name: str) -> State | Refused:
    """Let the control domain take a device back; it is quarantined, and nothing of it stays with the domain.

    With D-16c, a failure is logged as one of an assignment.
    """
    call = Call(name, device)
    asked = atomically("iommu call", IOMMU_CALL, state, call)
    answer = asked if isinstance(asked, Refused) else atomically("deassignment", DEASSIGNMENT, state, call)
    domain = state.domain(name)
    if not isinstance(answer, Refused) or isinstance(asked, Refused) or call.is_pci or domain is None:
        return answer
    what = f'deassign "{device}" from' if not state.xen.has(Finding.D_16C) else f'assign "{device}" to'
    words = f"{what} dom{domain.number} failed (-{answer.errno.value}): {answer.words}"
    return replace(answer, words=words)


def reclaim(state: State, device: str) -> State | Refused:
    """Let the hardware domain use again a platform device that nobody holds, if nothing couples it to a guest."""
    able = atomically("reclaimable", RECLAIMABLE, state, Call(_name_of_dom0(state), device))
    found, dom0 = state.host.find(device), state.domains.get(DOM0)
    if isinstance(able, Refused) or found is None or dom0 is None:
        return able
    claim = Claim(dom0, (), (found,), found, found.interrupts, True, device)
    return atomically("reclaim", RECLAIM, able, claim)


def _taken_down(state: State, name: str) -> tuple[State, ...] | Refused:
    domain = state.domain(name)
    return (state,) if domain is None else stages_of(state, domain)


def _name_of_dom0(state: State) -> str:
    return state.domains[DOM0].name if DOM0 in state.domains else ""
