# SPDX-License-Identifier: Apache-2.0
"""What the toolstack gives line by line: interrupts that arrive at a domain while it lives."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor.assignment.interrupt import SPI_BASE, UART_LINE, virtual_spis
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, DOMID_XEN, State
from reqtrace.hypervisor.rule import Book, atomically, check, effect

_DOMCTL = "common/domctl.c, do_domctl"
_BIND = "arch/arm/domctl.c, XEN_DOMCTL_bind_pt_irq"
_ROUTE = "arch/arm/irq.c, route_irq_to_guest"
_EXCLUSIVE = "XenSSR~forbid_same_platform_device_assignment~1"


@dataclass(frozen=True, slots=True)
class Binding:
    """An interrupt and the domain it shall arrive at, or arrive at no more."""

    domain: str
    line: int

    def receiver(self, state: State) -> Domain | None:
        """The domain that is meant."""
        return state.domain(self.domain)


@check(_DOMCTL)
def receiver_lives(state: State, binding: Binding) -> Refused | None:
    """The domain that is meant lives."""
    if binding.receiver(state) is None:
        return Refused(Errno.ESRCH, f"there is no domain {binding.domain}", _DOMCTL)
    return None


@check(_BIND)
def caller_permitted_line(state: State, binding: Binding) -> Refused | None:
    """The caller is permitted the interrupt itself; where nobody asks, nobody is."""
    if (DOM0, binding.line) not in state.permitted_lines:
        return Refused(Errno.EPERM, f"dom{DOM0} is not permitted IRQ {binding.line}", _BIND)
    return None


@check(_ROUTE)
def line_within_range(state: State, binding: Binding) -> Refused | None:
    """The domain has a virtual interrupt of the number."""
    domain = binding.receiver(state)
    if domain is not None and binding.line >= SPI_BASE + virtual_spis(domain.options):
        words = f"invalid vIRQ number {binding.line} for domain d{domain.number}"
        return Refused(Errno.EINVAL, words, _ROUTE)
    return None


@check("XenSSR~assign_non_dma_platform_device~1", lacking=Finding.D_25)
def line_not_the_uarts(state: State, binding: Binding) -> Refused | None:
    """The interrupt is not that of the domain's virtual UART."""
    domain = binding.receiver(state)
    if domain is not None and domain.options.uart and binding.line == UART_LINE:
        words = f"vIRQ {UART_LINE} of d{domain.number} is that of its virtual UART"
        return Refused(Errno.EBUSY, words, "XenSSR~assign_non_dma_platform_device~1")
    return None


@check("arch/arm/vgic.c, vgic_reserve_virq")
def line_not_taken(state: State, binding: Binding) -> Refused | None:
    """The domain does not receive the interrupt yet."""
    domain = binding.receiver(state)
    if domain is not None and state.routes.get(binding.line) == domain.number:
        words = f"vIRQ {binding.line} of d{domain.number} is taken already"
        return Refused(Errno.EBUSY, words, "arch/arm/vgic.c, vgic_reserve_virq")
    return None


@check(_ROUTE)
def line_free(state: State, binding: Binding) -> Refused | None:
    """The interrupt is nobody else's."""
    domain, user = binding.receiver(state), state.routes.get(binding.line)
    if domain is None or user is None or user == domain.number:
        return None
    whose = "Xen" if user == DOMID_XEN else f"domain {user}"
    return Refused(Errno.EBUSY, f"IRQ {binding.line} is already used by {whose}", _ROUTE)


@check(_EXCLUSIVE, lacking=Finding.D_26)
def line_of_no_other(state: State, binding: Binding) -> Refused | None:
    """No other guest has a device that uses the interrupt, be it routed or not."""
    domain = binding.receiver(state)
    for device in state.host.devices.values():
        holder = state.holder.get(device.name, DOM0)
        if domain is not None and binding.line in device.interrupts and holder not in {DOM0, domain.number}:
            return Refused(Errno.EBUSY, f"IRQ {binding.line} is that of {device.name} of domain {holder}", _EXCLUSIVE)
    return None


@effect(_BIND)
def bind_line(state: State, binding: Binding) -> State:
    """The interrupt arrives at the domain under its own number."""
    domain = binding.receiver(state)
    if domain is None:
        return state
    lines = state.permitted_lines | {(domain.number, binding.line)}
    return replace(state, routes={**state.routes, binding.line: domain.number}, permitted_lines=lines)


@check("arch/arm/irq.c, release_guest_irq")
def bound_to_it(state: State, binding: Binding) -> Refused | None:
    """The interrupt that is taken away arrives at the domain."""
    domain = binding.receiver(state)
    if domain is not None and state.routes.get(binding.line) != domain.number:
        words = f"IRQ {binding.line} is not routed to domain {domain.number}"
        return Refused(Errno.EINVAL, words, "arch/arm/irq.c, release_guest_irq")
    return None


@check("arch/arm/gic.c, gic_remove_irq_from_guest")
def about_to_end(state: State, binding: Binding) -> Refused | None:
    """An interrupt is taken from a domain at its end only."""
    domain = binding.receiver(state)
    if domain is not None and not domain.dying:
        words = f"domain {domain.number} lives, and IRQ {binding.line} with it"
        return Refused(Errno.EBUSY, words, "arch/arm/gic.c, gic_remove_irq_from_guest")
    return None


BINDING: Book[Binding] = (
    receiver_lives,
    caller_permitted_line,
    line_within_range,
    line_not_the_uarts,
    line_not_taken,
    line_free,
    line_of_no_other,
    bind_line,
)
"""What lets an interrupt arrive at a domain."""

UNBINDING: Book[Binding] = (receiver_lives, caller_permitted_line, bound_to_it, about_to_end)
"""What takes an interrupt from a domain: with this it never comes to that while the domain lives."""


def bind(state: State, name: str, line: int) -> State | Refused:
    """Let the control domain bind an interrupt to a domain."""
    return atomically("interrupt binding", BINDING, state, Binding(name, line))


def unbind(state: State, name: str, line: int) -> State | Refused:
    """Let the control domain take an interrupt from a domain."""
    return atomically("interrupt unbinding", UNBINDING, state, Binding(name, line))
