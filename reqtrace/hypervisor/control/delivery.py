# SPDX-License-Identifier: Apache-2.0
"""Interrupts on their way: raised by a device, and not yet seen by the domain they are routed to."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.machine.state import DOMID_XEN, State
from reqtrace.hypervisor.rule import Book, atomically, check, effect

_IRQ = "arch/arm/irq.c, do_IRQ"


@check(_IRQ)
def routed_to_somebody(state: State, line: int) -> Refused | None:
    """The line is routed: any other is disabled at the interrupt controller."""
    if line not in state.routes:
        return Refused(Errno.ENOENT, f"IRQ {line} is disabled", _IRQ)
    return None


@effect("arch/arm/vgic.c, vgic_inject_irq")
def inject(state: State, line: int) -> State:
    """The interrupt waits for the domain to take it."""
    return replace(state, pending=state.pending | {line})


DELIVERY: Book[int] = (routed_to_somebody, inject)
"""What happens when a device raises its interrupt."""


def raise_line(state: State, line: int) -> State | Refused:
    """Let a device raise its interrupt."""
    return atomically("delivery", DELIVERY, state, line)


def waiting_for(state: State, line: int) -> str | None:
    """The domain that an interrupt waits for; None where none is on its way to a domain."""
    number = state.routes.get(line, DOMID_XEN)
    domain = state.domains.get(number)
    return domain.name if domain is not None and line in state.pending else None
