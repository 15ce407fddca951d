# SPDX-License-Identifier: Apache-2.0
"""Line interrupts of PCI functions: one domain has a line; on x86 Xen would let several share it."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import Arch
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import check, effect

_BIND = "drivers/passthrough/x86/hvm.c, pt_irq_create_bind"


@check("XenSSR~forbid_same_pci_device_assignment~1")
def line_unshared(state: State, claim: Claim) -> Refused | None:
    """No line of the function is another guest's; with D-12, an x86 Xen binds it to both (BIND_PIRQ__WILL_SHARE)."""
    if state.host.arch is Arch.X86_64 and state.xen.has(Finding.D_12):
        return None
    for line in sorted({line for device in claim.given for line in device.interrupts}):
        users = _users(state, line) - {DOM0, claim.domain.number}
        if users:
            words = f"IRQ {line} is already used by domain {min(users)}"
            return Refused(Errno.EBUSY, words, "XenSSR~forbid_same_pci_device_assignment~1")
    return None


@effect(f"{_BIND}; arch/arm/irq.c, route_irq_to_guest")
def bind_lines(state: State, claim: Claim) -> State:
    """The lines arrive at the domain, and at another guest that has them already."""
    number = claim.domain.number
    joining = {(line, number) for line in claim.lines if state.routes.get(line, DOM0) not in {DOM0, number}}
    own = [line for line in claim.lines if (line, number) not in joining]
    joined = replace(state.pci, joined=state.pci.joined | joining)
    return replace(state, routes={**state.routes, **dict.fromkeys(own, number)}, pci=joined)


@effect("arch/x86/irq.c, pirq_guest_unbind")
def unbind_lines(state: State, domain: Domain) -> State:
    """A line that the domain shared arrives at the others alone."""
    record = state.pci
    return state.but(pci=replace(record, joined=_without(record.joined, domain.number))) if record.joined else state


@effect("arch/x86/irq.c, pirq_guest_unbind")
def pass_lines_on(state: State, domain: Domain) -> State:
    """A line that was routed to the domain, and that others share, is routed to one of them."""
    record, routes, joined = state.pci, dict(state.routes), set(state.pci.joined)
    for line, number in sorted(record.joined):
        if number != domain.number and routes.get(line) in {None, domain.number}:
            routes[line] = number
            joined.discard((line, number))
    return state.but(routes=routes, pci=replace(record, joined=frozenset(joined))) if record.joined else state


def _without(joined: frozenset[tuple[int, int]], number: int) -> frozenset[tuple[int, int]]:
    return frozenset(each for each in joined if each[1] != number)


def _users(state: State, line: int) -> set[int]:
    """Who has the line, or a function that uses it even where it is not routed."""
    holders = {state.holder.get(name, DOM0) for name, device in state.host.devices.items() if line in device.interrupts}
    return holders | {number for each, number in state.pci.joined if each == line} | {state.routes.get(line, DOM0)}
