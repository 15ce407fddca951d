# SPDX-License-Identifier: Apache-2.0
"""Interrupts of devices: a line goes to one domain, which holds every given device that uses it."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import Device
from reqtrace.hypervisor.machine.domain import Options
from reqtrace.hypervisor.machine.state import DOM0, DOMID_XEN, State
from reqtrace.hypervisor.rule import check, effect

_ROUTE = "arch/arm/irq.c, route_irq_to_guest"

SPI_BASE = 32
"""INTID of the first shared peripheral interrupt."""

UART_LINE = 32
"""INTID of the virtual UART of a guest (public/arch-arm.h, GUEST_VPL011_SPI)."""

_ROUNDED = 32
"""Virtual SPIs come in such portions (arch/arm/vgic.c, domain_vgic_init)."""


@check("arch/arm/irq.c, irq_set_spi_type")
def triggers_agree(state: State, claim: Claim) -> Refused | None:
    """No line of the device is said to be triggered in two ways, by its node or by that of a device in use."""
    said: dict[int, int] = {}
    for device in () if claim.named is None else (claim.named, *_using(state, claim.named)):
        for line, trigger in device.triggers:
            if said.setdefault(line, trigger) != trigger and line in claim.lines:
                words = f"IRQ {line} is triggered otherwise, as {device.name} says"
                return Refused(Errno.EBUSY, words, "arch/arm/irq.c, irq_set_spi_type")
    return None


@check(_ROUTE)
def lines_within_range(_: State, claim: Claim) -> Refused | None:
    """The domain has a virtual interrupt of the number of each line."""
    for line in claim.lines:
        if line >= SPI_BASE + virtual_spis(claim.domain.options):
            words = f"invalid vIRQ number {line} for domain d{claim.domain.number}"
            return Refused(Errno.EINVAL, words, _ROUTE)
    return None


@check("XenSSR~assign_non_dma_platform_device~1", lacking=Finding.D_25)
def uart_line_unused(_: State, claim: Claim) -> Refused | None:
    """No device brings the interrupt that the virtual UART of the domain has."""
    if claim.domain.options.uart and UART_LINE in claim.lines:
        words = f"vIRQ {UART_LINE} of d{claim.domain.number} is that of its virtual UART"
        source = claim.requirement if claim.is_pci else "XenSSR~assign_non_dma_platform_device~1"
        return Refused(Errno.EBUSY, words, source)
    return None


@effect("arch/arm/device.c, map_irq_to_domain, irq_permit_access")
def permit_lines(state: State, claim: Claim) -> State:
    """The domain is permitted the lines."""
    permitted = {(claim.domain.number, line) for line in claim.lines}
    return state.but(permitted_lines=state.permitted_lines | permitted)


@check(_ROUTE)
def lines_not_xens(state: State, claim: Claim) -> Refused | None:
    """No line is one that Xen itself uses."""
    for line in claim.lines:
        if state.routes.get(line) == DOMID_XEN:
            return Refused(Errno.EBUSY, f"IRQ {line} is already used by Xen", _ROUTE)
    return None


@check(_ROUTE)
def lines_free(state: State, claim: Claim) -> Refused | None:
    """No line is routed to another domain; two devices of one domain may share one."""
    for line in claim.lines:
        user = state.routes.get(line, claim.domain.number)
        if user not in {claim.domain.number, DOMID_XEN}:
            return line_in_use(line, user)
    return None


@check("XenSSR~forbid_same_platform_device_assignment~1", lacking=Finding.D_01)
def neighbours_lines_free(state: State, claim: Claim) -> Refused | None:
    """No line of any device in the given pages is another domain's, be it routed or not."""
    for line in sorted(_all_lines(claim)):
        users = _holders(state, line) if line in claim.lines else users_of(state, line)
        if users - {claim.domain.number}:
            return line_in_use(line, min(users - {claim.domain.number}))
    return None


@effect(_ROUTE)
def route(state: State, claim: Claim) -> State:
    """The lines arrive at the domain, under their own numbers."""
    return state.but(routes={**state.routes, **dict.fromkeys(claim.lines, claim.domain.number)})


def virtual_spis(options: Options) -> int:
    """How many virtual SPIs a domain has: what is asked for in whole portions, or as many as a GIC can have."""
    wanted = 1020 - SPI_BASE if options.spis is None else options.spis
    return -(-wanted // _ROUNDED) * _ROUNDED


def users_of(state: State, line: int) -> set[int]:
    """Whose the line is: the domain it is routed to, or Xen, and the guests that hold a device using it."""
    return _holders(state, line) | ({state.routes[line]} if line in state.routes else set())


def line_in_use(line: int, user: int) -> Refused:
    """The refusal of a line that another uses."""
    by = "Xen" if user == DOMID_XEN else f"domain {user}"
    return Refused(Errno.EBUSY, f"IRQ {line} is already used by {by}", _ROUTE)


def _all_lines(claim: Claim) -> set[int]:
    return {line for device in claim.given for line in device.interrupts}


def _using(state: State, named: Device) -> Iterator[Device]:
    """The other devices in use, by whomever, that have a line in common with this one."""
    lines = set(named.interrupts)
    held = (device for name, device in state.host.devices.items() if name in state.holder and name != named.name)
    return (device for device in held if not lines.isdisjoint(device.interrupts))


def _holders(state: State, line: int) -> set[int]:
    """The guests that hold a device using the line, even where it is not routed."""
    held = ((device, state.holder.get(name, DOM0)) for name, device in state.host.devices.items())
    return {number for device, number in held if number != DOM0 and line in device.interrupts}
