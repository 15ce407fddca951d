# SPDX-License-Identifier: Apache-2.0
"""Rules on isolation: what can reach one another past the IOMMU has one guest, unless the policy knows better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.pci import PciFunction
from reqtrace.hypervisor.isolation.of_machine import Isolation, isolation_of
from reqtrace.hypervisor.machine.record_isolation import Bypass, Entry, IsolationPolicy
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import check, effect

_GROUP = "XenSSR~assign_isolation_group_to_one_domain~1"
_HIDDEN = "XenSSR~detect_hidden_bridge~1"
_NEVER_SILENT = "XenSSR~no_silent_isolation_bypass~1"


@dataclass(frozen=True, slots=True)
class Crossing:
    """A function that would be given to one guest, and one of its isolation group that another guest holds."""

    function: PciFunction
    other: PciFunction
    holder: int

    def entries(self, policy: IsolationPolicy) -> tuple[Entry, ...]:
        """The entries that let the two share a path: both devices have to be allowed, for each may reach the other."""
        found = (policy.allowing(each.vendor, each.device) for each in (self.function, self.other))
        entries = tuple(dict.fromkeys(entry for entry in found if entry is not None))
        ids = {(each.vendor, each.device) for each in (self.function, self.other)}
        return entries if len(entries) == len(ids) else ()


@check(_HIDDEN, lacking=Finding.D_12B)
def bridges_seen(state: State, claim: Claim) -> Refused | None:
    """What lies behind a bridge that nobody sees counts as one group, and has one guest."""
    isolation = isolation_of(state) if claim.is_pci else None
    for crossing in crossings(state, claim):
        blind = [each for each in (crossing.function, crossing.other) if isolation and not isolation.is_known(each)]
        if blind and not crossing.entries(state.isolation):
            bus = f"{blind[0].sbdf.segment:04x}:{blind[0].sbdf.bus:02x}"
            words = (
                f"the bridge that leads to bus {bus} is missing, so {crossing.function.sbdf} is not isolated from "
                f"{crossing.other.sbdf}, which belongs to domain {crossing.holder}"
            )
            return Refused(Errno.EBUSY, words, _HIDDEN)
    return None


@check(_GROUP, lacking=Finding.D_12B)
def group_undivided(state: State, claim: Claim) -> Refused | None:
    """The functions of one isolation group, as far as guests hold them, have one holder."""
    isolation = isolation_of(state) if claim.is_pci else None
    for crossing in crossings(state, claim):
        seen = isolation is not None and isolation.is_known(crossing.function) and isolation.is_known(crossing.other)
        if seen and not crossing.entries(state.isolation):
            words = (
                f"{crossing.other.sbdf}, of the same isolation group as {crossing.function.sbdf}, "
                f"belongs to domain {crossing.holder}"
            )
            return Refused(Errno.EBUSY, words, _GROUP)
    return None


@check(_NEVER_SILENT, lacking=Finding.D_12B)
def policy_is_no_iommu(state: State, claim: Claim) -> Refused | None:
    """No entry of the policy stands in for an IOMMU, nor for the consent to do without one."""
    if not claim.is_pci or claim.forced:
        return None
    isolation = isolation_of(state)
    for device in claim.given:
        function = isolation.by_name.get(device.name)
        if function is None or device.protected:
            continue
        entry = state.isolation.allowing(function.vendor, function.device)
        if entry is not None:
            words = f"no IOMMU protects {device.name}, and {entry} does not replace one"
            return Refused(Errno.EPERM, words, _NEVER_SILENT)
    return None


@effect(_NEVER_SILENT, lacking=Finding.D_12B)
def audited(state: State, claim: Claim) -> State:
    """An assignment that only the policy lets happen leaves one record: what, to whom, and by which entries."""
    used = dict.fromkeys(entry for each in crossings(state, claim) for entry in each.entries(state.isolation))
    if not used:
        return state
    name, number = claim.given[0].name, claim.domain.number
    bypass = Bypass(name, number, tuple(used))
    told = f"isolation bypassed: {name} goes to domain {number} by {', '.join(map(str, used))}"
    isolation = replace(state.isolation, record=(*state.isolation.record, bypass))
    return replace(state, isolation=isolation, log=(*state.log, told))


def crossings(state: State, claim: Claim) -> Iterator[Crossing]:
    """The guests' borders that would run through isolation groups, in the order of the functions.

    Bridges are nobody's, and what the hardware domain keeps is none of a guest's.
    """
    if not claim.is_pci:
        return
    isolation = isolation_of(state)
    for device in claim.given:
        yield from _around(state, isolation, device.name, claim.domain.number)


def _around(state: State, isolation: Isolation, name: str, number: int) -> Iterator[Crossing]:
    function = isolation.by_name.get(name)
    for other in sorted(isolation.classes.get(name, ())):
        holder = state.holder.get(other, DOM0)
        if function is not None and other != name and holder not in {DOM0, number}:
            yield Crossing(function, isolation.by_name[other], holder)
