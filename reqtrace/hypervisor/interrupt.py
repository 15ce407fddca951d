# SPDX-License-Identifier: Apache-2.0
"""Rules on interrupts: a line goes to one domain, which holds every given device that uses it."""

from __future__ import annotations

from reqtrace.hypervisor.claim import Claim
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.state import DOM0, DOMID_XEN, State

_SOURCE = "arch/arm/irq.c, route_irq_to_guest"


def lines_free(state: State, claim: Claim) -> Refused | None:
    """No line of a device that would be given is used by Xen, or by another domain through another device.

    Two devices of one domain may share a line. The lines of page neighbours count: a device is not divisible.
    """
    for line in sorted({line for device in claim.given for line in device.interrupts}):
        user = state.routes.get(line, claim.domain.number)
        if user == DOMID_XEN:
            return Refused(Errno.EBUSY, f"IRQ {line} is already used by Xen", _SOURCE)
        users = {user, *_holders(state, line)} - {claim.domain.number}
        if users:
            return Refused(Errno.EBUSY, f"IRQ {line} is already used by domain {min(users)}", _SOURCE)
    return None


def _holders(state: State, line: int) -> set[int]:
    """The guests that hold a device using the line, even where it is not routed."""
    held = ((device, state.holder.get(name, DOM0)) for name, device in state.host.devices.items())
    return {number for device, number in held if number != DOM0 and line in device.interrupts}
