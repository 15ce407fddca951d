# SPDX-License-Identifier: Apache-2.0
"""Taking a function back from a domain, be it alive or gone (tools/libs/light/libxl_pci.c)."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.control.holding import left_with, streams_fault, windows_reaching
from reqtrace.hypervisor.control.pci_release import unchangeable
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import Book, atomically, check, effect, follow
from reqtrace.hypervisor.toolstack.request import Request, cleaned, with_record

_REMOVE = "tools/libs/light/libxl_pci.c, do_pci_remove"
_AFTER = "tools/libs/light/libxl_pci.c, pci_remove_detached"


@check(_REMOVE)
def attached_here(state: State, request: Request) -> Refused | None:
    """The function is attached to the domain."""
    found = state.domain(request.domain)
    if found is not None and state.toolstack.attached.get(request.function) == found.number:
        return None
    return Refused(Errno.EINVAL, "PCI device not attached to this domain", _REMOVE)


@check("drivers/passthrough/pci.c, deassign_device")
def context_changes(state: State, request: Request) -> Refused | None:
    """The IOMMU does what it is told about the function."""
    return unchangeable(state, request.device(state))


@effect(_REMOVE)
def interrupt_unmapped(state: State, request: Request) -> State:
    """The line of the function arrives nowhere, unless another function of the domain has it."""
    number, lines = request.to(state).number, _lines(state, request)
    routes = {line: user for line, user in state.routes.items() if line not in lines or user != number}
    joined = state.pci.joined - {(line, number) for line in lines}
    return replace(state, routes=routes, pci=replace(state.pci, joined=joined))


@effect(_REMOVE)
def interrupt_denied(state: State, request: Request) -> State:
    """The domain may not bind the line any more."""
    number, lines = request.to(state).number, _lines(state, request)
    return replace(state, permitted_lines=state.permitted_lines - {(number, line) for line in lines})


@effect(_REMOVE)
def registers_denied(state: State, request: Request) -> State:
    """The domain reaches the registers of the function no more, but for pages that another one of its own needs."""
    number, device = request.to(state).number, request.device(state)
    left = left_with(state, number, device)
    reaching = windows_reaching(state, number, device)
    gone = {window for window in reaching if not any(each.touches(window.host) for each in left)}
    pages = {(number, window.host) for window in gone}
    return replace(state, windows=state.windows - gone, permitted=state.permitted - pages)


@effect(_REMOVE)
def ports_denied(state: State, request: Request) -> State:
    """The domain may not use the I/O ports of the function any more."""
    number = request.to(state).number
    ports = state.toolstack.ports - {(number, region) for region in request.about(state).ports}
    return with_record(state, replace(state.toolstack, ports=ports))


@effect("tools/libs/light/libxl_pci.c, libxl__device_pci_remove_common")
def stub_denied(state: State, request: Request) -> State:
    """The stub domain that runs the domain's device model may use the function no more, either."""
    domain, device, record = request.to(state), request.device(state), state.toolstack
    numbers = {each.number for each in state.domains.values() if each.options.stub_of == domain.name}
    kept = left_with(state, domain.number, device)
    pages = {
        (number, region)
        for number, region in state.permitted
        if number in numbers and device.touches(region) and not any(each.touches(region) for each in kept)
    }
    ports = {(number, region) for number in numbers for region in request.about(state).ports}
    lines = {(number, line) for number in numbers for line in _lines(state, request)}
    state = with_record(state, replace(record, ports=record.ports - ports))
    lent = replace(state.pci, lent=state.pci.lent - lines)
    return replace(state, permitted=state.permitted - pages, delegated=state.delegated - pages, pci=lent)


@effect(_AFTER)
def reset(state: State, request: Request) -> State:
    """The function is reset and its configuration restored, as far as it can be."""
    return cleaned(state, request.function)


@effect("drivers/passthrough/pci.c, deassign_device")
def deassigned(state: State, request: Request) -> State:
    """The function goes back into quarantine: its requests reach nobody, but those of others under its id do."""
    device, number = request.device(state), request.to(state).number
    shared = {stream for each in left_with(state, number, device) for stream in each.streams}
    state = streams_fault(state, number, set(device.streams) - shared)
    return replace(state, holder={name: user for name, user in state.holder.items() if name != request.function})


@effect("tools/libs/light/libxl_pci.c, libxl__device_pci_remove_xenstore")
def forgotten(state: State, request: Request) -> State:
    """The function is attached nowhere, and can be attached again."""
    attached = {name: number for name, number in state.toolstack.attached.items() if name != request.function}
    return _only_attached(with_record(state, replace(state.toolstack, attached=attached)))


DETACH: Book[Request] = (
    attached_here,
    context_changes,
    interrupt_unmapped,
    interrupt_denied,
    registers_denied,
    ports_denied,
    stub_denied,
    reset,
    deassigned,
    forgotten,
)
"""How a function is taken from a living domain."""


@effect("tools/libs/light/libxl_pci.c, libxl__device_pci_destroy_all")
def functions_cleaned(state: State, number: int) -> State:
    """What was attached to a dead domain is reset, and its configuration restored, as far as it can be."""
    for function in sorted(name for name, user in state.toolstack.attached.items() if user == number):
        state = cleaned(state, function)
    return state


@effect("tools/libs/light/libxl_pci.c, libxl__device_pci_destroy_all")
def all_forgotten(state: State, number: int) -> State:
    """Nothing is attached to a dead domain, it may use no ports, and it does not wait to be started."""
    record = state.toolstack
    attached = {name: user for name, user in record.attached.items() if user != number}
    ports = frozenset(each for each in record.ports if each[0] != number)
    left = replace(record, attached=attached, ports=ports, paused=record.paused - {number})
    return _only_attached(with_record(state, left))


SETTLEMENT: Book[int] = (functions_cleaned, all_forgotten)
"""What the toolstack does after a domain that had functions."""


def detach_function(state: State, request: Request) -> State | Refused:
    """Take a function from a living domain; it stays assignable."""
    return atomically("pci-detach", DETACH, state, request)


def settled(state: State) -> State:
    """The state once the toolstack has cleared up after every domain that is gone."""
    record = state.toolstack
    numbers = {*record.attached.values(), *record.paused, *(number for number, _ in record.ports)}
    for number in sorted(numbers - state.domains.keys()):
        state = follow("settlement", SETTLEMENT, state, number).state
    return state


def _only_attached(state: State) -> State:
    """The same without places and device models of functions that are attached nowhere."""
    record = state.toolstack
    places = {name: place for name, place in record.places.items() if name in record.attached}
    models = {name: model for name, model in state.pciback.models.items() if name in record.attached}
    state = with_record(state, replace(record, places=places))
    return replace(state, pciback=replace(state.pciback, models=models))


def _lines(state: State, request: Request) -> frozenset[int]:
    """The lines of the function that no other function of the domain has."""
    others = left_with(state, request.to(state).number, request.device(state))
    return frozenset(request.device(state).interrupts) - {line for each in others for line in each.interrupts}
