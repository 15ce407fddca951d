# SPDX-License-Identifier: Apache-2.0
"""Memory that the firmware reserves for functions: RMRR on Intel, unity ranges on AMD."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.assignment.pci_rules import function_of
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.host.pci import PciFunction
from reqtrace.hypervisor.host.requester import LEGACY_BRIDGES, bridges_above
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.rule import check, effect

_ASSIGN = "drivers/passthrough/vtd/iommu.c, intel_iommu_assign_device"
_IDENTITY = "drivers/passthrough/x86/iommu.c, iommu_identity_mapping"


@check(_ASSIGN)
def reserved_apart(state: State, claim: Claim) -> Refused | None:
    """No memory is reserved for the function and for one of another guest, unless the domain relaxes the rule."""
    shared = _shared(state, claim)
    if shared is None or claim.domain.options.relaxed_rmrr:
        return None
    words = f"It's disallowed to assign {claim.wanted} with shared RMRR at {shared.base:x} for d{claim.domain.number}."
    return Refused(Errno.EPERM, words, _ASSIGN)


@check("drivers/passthrough/vtd/iommu.c, domain_context_mapping")
def reserved_behind_no_bridge(state: State, claim: Claim) -> Refused | None:
    """No memory is reserved for a function behind a bridge to conventional PCI: others send under its ids."""
    function = function_of(state, claim)
    above = () if function is None else bridges_above(function, state.host.functions)
    if function is not None and function.reserved and any(bridge.port in LEGACY_BRIDGES for bridge in above):
        words = f"{function.sbdf} has an RMRR and stands behind a bridge to conventional PCI"
        return Refused(Errno.EOPNOTSUPP, words, "drivers/passthrough/vtd/iommu.c, domain_context_mapping")
    return None


@check(_IDENTITY)
def reserved_fits(state: State, claim: Claim) -> Refused | None:
    """Where reserved memory must be seen, at its own address, the domain sees neither its own memory nor registers."""
    function, number = function_of(state, claim), claim.domain.number
    memory = Region(claim.domain.ram_base, claim.domain.ram.size)
    moved = (window for window in state.windows if window.domain == number and window.guest != window.host.base)
    seen = (memory, *(window.seen for window in moved))
    for region in () if function is None or claim.domain.options.relaxed_rmrr else function.reserved:
        if any(map(region.pages.overlaps, seen)):
            words = f"RMRR at {region.base:x} of {claim.wanted} is where d{number} has memory"
            return Refused(Errno.EBUSY, words, _IDENTITY)
    return None


@check(_IDENTITY)
def reserved_as_mapped(state: State, claim: Claim) -> Refused | None:
    """Memory that is reserved for several functions of a domain is the same for all of them, and not only in part."""
    function, number = function_of(state, claim), claim.domain.number
    others = (each for each in state.host.functions if state.holder.get(str(each.sbdf)) == number)
    mapped = [region.pages for other in others for region in other.reserved]
    for region in () if function is None else function.reserved:
        if any(each != region.pages and each.overlaps(region.pages) for each in mapped):
            words = f"RMRR at {region.base:x} of {claim.wanted} overlaps one that d{number} has already"
            return Refused(Errno.EADDRINUSE, words, _IDENTITY)
        mapped.append(region.pages)
    return None


@effect(_ASSIGN)
def risk_noted(state: State, claim: Claim) -> State:
    """A function that was given although its reserved memory is shared is remembered, and Xen calls it risky."""
    shared, record = _shared(state, claim), state.pci
    given = {device.name for device in claim.given}
    if shared is None:
        return replace(state, pci=replace(record, risky=record.risky - given))
    words = f"It's risky to assign {claim.wanted} with shared RMRR at {shared.base:x} for d{claim.domain.number}."
    return replace(state, log=(*state.log, words), pci=replace(record, risky=record.risky | given))


def _shared(state: State, claim: Claim) -> Region | None:
    """Memory that is reserved for the function and for one that another guest holds."""
    function = function_of(state, claim)
    if function is None:
        return None
    for other in state.host.functions:
        if state.holder.get(str(other.sbdf), DOM0) not in {DOM0, claim.domain.number}:
            for region in _common(function, other):
                return region
    return None


def _common(one: PciFunction, other: PciFunction) -> tuple[Region, ...]:
    return tuple(region for region in one.reserved if any(map(region.overlaps, other.reserved)))
