# SPDX-License-Identifier: Apache-2.0
"""Stub domains: each runs the device model of one HVM domain, and may touch what that domain was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.assignment.pci_rules import function_of
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import effect

_GRANT = "tools/libs/light/libxl_pci.c, pci_add_dm_done"


@effect(_GRANT)
def stub_pages(state: State, claim: Claim) -> State:
    """The stub domain of the domain is permitted the registers of the function."""
    pages = {(stub.number, window.host) for stub in _stubs(state, claim.domain) for window in claim.windows}
    return replace(state, permitted=state.permitted | pages, delegated=state.delegated | pages)


@effect(_GRANT)
def stub_ports(state: State, claim: Claim) -> State:
    """The stub domain of the domain is permitted the I/O ports of the function."""
    function, record = function_of(state, claim), state.toolstack
    regions = () if function is None else function.ports
    ports = {(stub.number, region) for stub in _stubs(state, claim.domain) for region in regions}
    return replace(state, toolstack=replace(record, ports=record.ports | ports))


@effect(_GRANT)
def stub_lines(state: State, claim: Claim) -> State:
    """The stub domain of the domain is permitted the interrupt of the function, which arrives at the domain."""
    lines = {(stub.number, line) for stub in _stubs(state, claim.domain) for line in claim.lines}
    return replace(state, pci=replace(state.pci, lent=state.pci.lent | lines))


@effect("tools/libs/light/libxl_domain.c, libxl__destroy_domid")
def stub_ends(state: State, domain: Domain) -> State:
    """With the domain, all that its stub domain was permitted ends, and what a stub domain itself was lent."""
    stubs = {stub.number for stub in _stubs(state, domain)}
    numbers, record = {domain.number, *stubs}, state.toolstack
    return replace(
        state,
        permitted=frozenset(each for each in state.permitted if each[0] not in stubs),
        delegated=frozenset(each for each in state.delegated if each[0] not in stubs),
        toolstack=replace(record, ports=frozenset(each for each in record.ports if each[0] not in numbers)),
        pci=replace(state.pci, lent=frozenset(each for each in state.pci.lent if each[0] not in numbers)),
    )


def may_use(state: State, name: str, device: str) -> bool | None:
    """Whether a domain is permitted all that a device has: pages, ports and interrupts; None for some of it only."""
    domain, found = state.domain(name), state.host.find(device)
    if domain is None or found is None:
        return False
    function = next((each for each in state.host.functions if str(each.sbdf) == found.name), None)
    lines = {line for number, line in (*state.permitted_lines, *state.pci.lent) if number == domain.number}
    mine = [region for number, region in state.permitted if number == domain.number]
    ports = {region for number, region in state.toolstack.ports if number == domain.number}
    has = [
        *(any(each.contains(region.pages) for each in mine) for region in found.registers),
        *(line in lines for line in found.interrupts),
        *(region in ports for region in (function.ports if function else ())),
    ]
    return True if has and all(has) else None if any(has) else False


def _stubs(state: State, domain: Domain) -> Iterator[Domain]:
    """The living stub domains of the domain; there is one at most."""
    return (each for each in state.domains.values() if each.options.stub_of == domain.name)
