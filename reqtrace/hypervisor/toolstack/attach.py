# SPDX-License-Identifier: Apache-2.0
"""Attaching a function to a living domain (tools/libs/light/libxl_pci.c): what must hold, and grant after grant."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor import pciback
from reqtrace.hypervisor.assignment.claim import Claim, claim_function
from reqtrace.hypervisor.control.domctl import IOMMU_CALL, Call
from reqtrace.hypervisor.control.holding import windows_reaching
from reqtrace.hypervisor.control.operations import could_assign
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.machine.domain import Kind
from reqtrace.hypervisor.machine.state import DOM0, State, Window
from reqtrace.hypervisor.region import merge
from reqtrace.hypervisor.rule import Book, Reached, atomically, check, effect, follow
from reqtrace.hypervisor.rules import COMPLETION
from reqtrace.hypervisor.toolstack import places
from reqtrace.hypervisor.toolstack.assignable import assignable_add
from reqtrace.hypervisor.toolstack.assignment import ASSIGNMENT
from reqtrace.hypervisor.toolstack.request import Request, cleaned, with_record
from reqtrace.hypervisor.x86.lines import bind_lines

_ADD = "tools/libs/light/libxl_pci.c, pci_add"
_GRANTS = "tools/libs/light/libxl_pci.c, pci_add_dm_done"
_RESET = "XenSSR~reset_device_between_owners~1"


@check(_ADD)
def domain_there(state: State, request: Request) -> Refused | None:
    """The domain lives, and is a guest."""
    found = state.domain(request.domain)
    if found is None:
        return Refused(Errno.ESRCH, f"{request.domain} is an invalid domain identifier", _ADD)
    return Refused(Errno.EINVAL, f"{request.domain} is no guest", _ADD) if found.number == 0 else None


@check(_ADD)
def tested(state: State, request: Request) -> Refused | None:
    """For an HVM guest Xen is asked beforehand whether it would assign the function."""
    if request.to(state).options.kind is not Kind.HVM:
        return None
    answer = could_assign(state, request.function, request.domain)
    if not isinstance(answer, Refused):
        return None
    if answer.errno is Errno.EOPNOTSUPP:
        return replace(answer, words=f"PCI device {request.function} cannot be assigned - no IOMMU?")
    return replace(answer, words=f"PCI device {request.function} already assigned to a different guest?")


@check(_ADD)
def seizable(state: State, request: Request) -> Refused | None:
    """What is to be seized can be made assignable."""
    answer = assignable_add(state, request.function) if request.seize else state
    return answer if isinstance(answer, Refused) else None


@effect(_ADD)
def seized(state: State, request: Request) -> State:
    """A function that is to be seized is made assignable first."""
    answer = assignable_add(state, request.function) if request.seize else state
    return state if isinstance(answer, Refused) else answer  # what refuses was asked before


@check(_ADD)
def assignable(state: State, request: Request) -> Refused | None:
    """Pciback has the function."""
    if request.function in state.pciback.seized:
        return None
    return Refused(Errno.EINVAL, f"PCI device {request.function} is not assignable", _ADD)


@check("tools/libs/light/libxl_pci.c, libxl__device_pci_add_xenstore")
def attached_nowhere(state: State, request: Request) -> Refused | None:
    """The function is attached to no domain, this one included."""
    number = state.toolstack.attached.get(request.function)
    if number is None:
        return None
    words = f"PCI device {request.function} already attached to domain {number}"
    errno = Errno.EEXIST if number == request.to(state).number else Errno.EBUSY
    return Refused(errno, words, "XenSSR~forbid_same_pci_device_assignment~1")


@check(_RESET, lacking=Finding.D_29)
def nothing_left_in_it(state: State, request: Request) -> Refused | None:
    """What can not be reset goes to nobody but the guest that used it last."""
    user = state.toolstack.users.get(request.function, request.domain)
    if user == request.domain:
        return None
    return Refused(Errno.EOPNOTSUPP, f"{request.function} can not be reset, and domain {user} has used it", _RESET)


@effect("tools/libs/light/libxl_pci.c, libxl__device_pci_reset")
def reset(state: State, request: Request) -> State:
    """The function is reset before it is used."""
    return cleaned(state, request.function)


@effect(_GRANTS)
def ports_granted(state: State, request: Request) -> State:
    """The domain may use the I/O ports of the function (xc_domain_ioport_permission)."""
    record, number = state.toolstack, request.to(state).number
    ports = frozenset((number, region) for region in request.about(state).ports)
    return with_record(state, replace(record, ports=record.ports | ports))


@effect(_GRANTS)
def registers_granted(state: State, request: Request) -> State:
    """The domain may map the pages of the function's BARs, and does; dom0 does no more (xc_domain_iomem_permission)."""
    number = request.to(state).number
    pages = merge(bar.pages for bar in request.device(state).registers)
    windows = frozenset(Window(number, region, region.base) for region in pages)
    permitted = frozenset((number, region) for region in pages)
    ceded = {each for each in windows_reaching(state, DOM0, request.device(state)) if each.host in pages}
    return replace(state, windows=state.windows - ceded | windows, permitted=state.permitted | permitted)


@effect(_GRANTS)
def interrupt_mapped(state: State, request: Request) -> State:
    """The line of the function arrives at the domain (xc_physdev_map_pirq)."""
    answer = bind_lines(state, _claim(state, request))
    return answer if isinstance(answer, State) else state


@effect(_GRANTS)
def interrupt_granted(state: State, request: Request) -> State:
    """The domain may bind the line of the function (xc_domain_irq_permission)."""
    number, lines = request.to(state).number, request.device(state).interrupts
    return replace(state, permitted_lines=state.permitted_lines | {(number, line) for line in lines})


@effect(_GRANTS)
def opened(state: State, request: Request) -> State:
    """A function whose entry says so is made permissive."""
    answer = pciback.write_file(state, "permissive", request.function) if request.permissive else state
    return state if isinstance(answer, Refused) else answer  # pciback has the function, so nothing refuses


@effect("QEMU, hw/xen/xen_pt.c, xen_pt_realize")
def plugged(state: State, request: Request) -> State:
    """The device model of a guest that has one offers it the function, permissive only where its entry says so."""
    if request.to(state).options.kind is not Kind.HVM:
        return state
    return pciback.plugged(state, request.function, permissive=request.permissive)


@check("drivers/passthrough/pci.c, iommu_do_pci_domctl")
def xen_agrees(state: State, request: Request) -> Refused | None:
    """Xen lets the domain have the function; it is asked last, when all else is granted (xc_assign_device)."""
    asked = atomically("iommu call", IOMMU_CALL, state, Call(request.domain, request.function))
    if isinstance(asked, Refused):
        return asked
    given = atomically("pci-attach assignment", ASSIGNMENT, state, _claim(state, request))
    answer = given if isinstance(given, Refused) else atomically("completion", COMPLETION, given, request.to(state))
    return answer if isinstance(answer, Refused) else None


@effect("drivers/passthrough/pci.c, assign_device")
def assigned(state: State, request: Request) -> State:
    """The function belongs to the domain, and its requests see the domain's memory; none is sent until it lets them."""
    reached = follow("pci-attach assignment", ASSIGNMENT, state, _claim(state, request))
    return replace(reached.state, masters=reached.state.masters - {request.function})


@effect("tools/libs/light/libxl_pci.c, libxl__device_pci_add_xenstore")
def announced(state: State, request: Request) -> State:
    """The frontend is told of the function, and it is remembered who uses it."""
    record = state.toolstack
    attached = {**record.attached, request.function: request.to(state).number}
    return with_record(
        state, replace(record, attached=attached, users={**record.users, request.function: request.domain})
    )


@effect("Linux, xen-pciback/vpci.c, __xen_pcibk_add_pci_dev; QEMU, hw/xen/xen_pt.c")
def placed(state: State, request: Request) -> State:
    """The domain sees the function at its place, with those of the same device and under its own number."""
    place = places.place(state, request)
    if place is None:
        return state
    record = state.toolstack
    return with_record(state, replace(record, places={**record.places, request.function: place}))


ATTACH: Book[Request] = (
    domain_there,
    tested,
    seizable,
    seized,
    assignable,
    attached_nowhere,
    nothing_left_in_it,
    reset,
    plugged,
    ports_granted,
    registers_granted,
    interrupt_mapped,
    interrupt_granted,
    opened,
    xen_agrees,
    assigned,
    placed,
    announced,
)
"""How a function is attached."""


def attach_function(state: State, request: Request) -> Reached:
    """Attach a function to a domain, or refuse and change nothing; with D-13, what was granted by then stays."""
    reached = follow("pci-attach", ATTACH, state, request)
    if reached.refused is None or state.xen.has(Finding.D_13):
        return reached
    return Reached(state, reached.refused)


def _claim(state: State, request: Request) -> Claim:
    return claim_function(state.host, request.to(state), request.function, forced=False)
