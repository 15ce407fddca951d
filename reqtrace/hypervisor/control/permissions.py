# SPDX-License-Identifier: Apache-2.0
"""What the toolstack gives page by page: the permission to registers, and their mapping."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.assignment.interrupt import line_in_use, users_of
from reqtrace.hypervisor.assignment.mmio import conflicting, guest_layout
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import IPA_BITS
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State, Window
from reqtrace.hypervisor.region import PAGE, Region, merge
from reqtrace.hypervisor.rule import Book, atomically, check, effect

_DOMCTL = "common/domctl.c, do_domctl"
_PERMISSION = "common/domctl.c, XEN_DOMCTL_iomem_permission"
_MAPPING = "common/domctl.c, XEN_DOMCTL_memory_mapping"
_EXCLUSIVE = "XenSSR~forbid_same_platform_device_assignment~1"
_UNPROTECTED = "XenSSR~assign_dma_platform_device_without_iommu~1"
_NON_IDENTITY = "XenSSR~map_platform_device_mmio_region_non_ident~1"

MOST_PAGES = 64
"""How many pages one call maps on Arm; a toolstack calls again for more."""

ADDRESS_BITS = 64


NO_PAGES = Region(0, 0)


@dataclass(frozen=True, slots=True)
class Grant:
    """What is given to a domain: pages, to be seen from `guest` on where they are mapped."""

    domain: str
    pages: Region = NO_PAGES
    guest: int = 0

    def receiver(self, state: State) -> Domain | None:
        """The domain that is meant."""
        return state.domain(self.domain)


@check(_DOMCTL)
def receiver_lives(state: State, grant: Grant) -> Refused | None:
    """The domain that is meant lives."""
    if grant.receiver(state) is None:
        return Refused(Errno.ESRCH, f"there is no domain {grant.domain}", _DOMCTL)
    return None


@check(_PERMISSION)
def pages_in_order(_: State, grant: Grant) -> Refused | None:
    """The pages do not run over the end of all addresses, and there is one at least."""
    if grant.pages.size <= 0 or grant.pages.end > 1 << ADDRESS_BITS:
        return Refused(Errno.EINVAL, f"{grant.pages} is no range of pages", _PERMISSION)
    return None


@check(_PERMISSION)
def caller_permitted(state: State, grant: Grant) -> Refused | None:
    """The caller is permitted the pages itself; where nobody asks, nobody is."""
    if not _permitted(state, DOM0, grant.pages):
        return Refused(Errno.EPERM, f"dom{DOM0} is not permitted {grant.pages}", _PERMISSION)
    return None


@check(_EXCLUSIVE, lacking=Finding.D_26)
def permitted_to_no_other(state: State, grant: Grant) -> Refused | None:
    """No other guest is permitted a page of these."""
    domain = grant.receiver(state)
    for number, region in sorted(state.permitted):
        if domain is not None and number not in {DOM0, domain.number} and region.overlaps(grant.pages):
            return Refused(Errno.EBUSY, f"{region} is permitted to domain {number}", _EXCLUSIVE)
    return None


@check(_EXCLUSIVE, lacking=Finding.D_26)
def held_by_no_other(state: State, grant: Grant) -> Refused | None:
    """No other guest has a device in the pages, whether it sees its registers or not."""
    domain = grant.receiver(state)
    for device in state.host.touched((grant.pages,)):
        holder = state.holder.get(device.name, DOM0)
        if domain is not None and holder not in {DOM0, domain.number}:
            return Refused(Errno.EBUSY, f"{device.name} is already assigned to domain {holder}", _EXCLUSIVE)
    return None


@check(_EXCLUSIVE, lacking=Finding.D_26)
def pages_permitted_to_no_other(state: State, claim: Claim) -> Refused | None:
    """The control domain has permitted no page of the device to another guest, which need not see it yet."""
    named = () if claim.named is None else claim.named.registers
    pages = (*(window.host for window in claim.windows), *(region.pages for region in named))
    for number, region in sorted(state.delegated):
        if number != claim.domain.number and any(map(region.overlaps, pages)):
            return Refused(Errno.EBUSY, f"{region} is permitted to domain {number}", claim.exclusion)
    return None


@effect(_PERMISSION)
def permit(state: State, grant: Grant) -> State:
    """The domain is permitted the pages."""
    domain = grant.receiver(state)
    added = frozenset() if domain is None else frozenset({(domain.number, grant.pages)})
    return replace(state, permitted=state.permitted | added, delegated=state.delegated | added)


@check(_MAPPING)
def few_enough(_: State, grant: Grant) -> Refused | None:
    """One call maps no more pages than can be done without a break."""
    if grant.pages.size > MOST_PAGES * PAGE:
        return Refused(Errno.E2BIG, f"{grant.pages.size // PAGE} pages are more than {MOST_PAGES}", _MAPPING)
    return None


@check(_MAPPING)
def receiver_permitted(state: State, grant: Grant) -> Refused | None:
    """The domain is permitted the pages that it shall see."""
    domain = grant.receiver(state)
    if domain is not None and not _permitted(state, domain.number, grant.pages):
        return Refused(Errno.EPERM, f"dom{domain.number} is not permitted {grant.pages}", _MAPPING)
    return None


@check(_EXCLUSIVE, lacking=Finding.D_26)
def registers_not_kept(state: State, grant: Grant) -> Refused | None:
    """The pages hold no registers of what Xen keeps, nor of the PCI host bridge, which reaches every function."""
    for device in state.host.touched((grant.pages,)):
        if device.role.reserved:
            return Refused(Errno.EPERM, f"{device.name} is {device.role.value}", _EXCLUSIVE)
    return None


@check(_EXCLUSIVE, lacking=Finding.D_26)
def registers_to_give(state: State, grant: Grant) -> Refused | None:
    """Nobody else has a device in the pages, and one with streams, or on a PCI bus, was assigned to the domain."""
    domain = grant.receiver(state)
    for device in () if domain is None else state.host.touched((grant.pages,)):
        holder = state.holder.get(device.name)
        if domain is None or holder == domain.number:
            continue
        if holder is not None:
            return Refused(Errno.EBUSY, f"{device.name} is already assigned to domain {holder}", _EXCLUSIVE)
        if device.streams or not device.is_platform:
            return Refused(Errno.EPERM, f"{device.name} is not assigned to domain {domain.number}", _EXCLUSIVE)
    return None


@check(_EXCLUSIVE, lacking=Finding.D_26)
def lines_to_give(state: State, grant: Grant) -> Refused | None:
    """No interrupt of a device in the pages is another domain's, be it routed or not."""
    domain = grant.receiver(state)
    lines = {line for device in state.host.touched((grant.pages,)) for line in device.interrupts}
    for line in sorted(lines):
        users = users_of(state, line) - {DOM0 if domain is None else domain.number}
        if users:
            return line_in_use(line, min(users))
    return None


@check(_UNPROTECTED, lacking=Finding.D_02)
def dma_tolerable(state: State, grant: Grant) -> Refused | None:
    """Registers of a device with DMA that no IOMMU stops go to a trusted, direct-mapped domain only."""
    domain = grant.receiver(state)
    for device in state.host.touched((grant.pages,)):
        if domain and device.dma_capable and not device.protected and not (domain.direct_map and domain.trusted):
            words = f"{device.name} has DMA without an IOMMU, and d{domain.number} is not direct-mapped and trusted"
            return Refused(Errno.EPERM, words, _UNPROTECTED)
    return None


@check(_NON_IDENTITY, lacking=Finding.D_01)
def place_free(state: State, grant: Grant) -> Refused | None:
    """The domain sees nothing else at the guest addresses."""
    domain = grant.receiver(state)
    if domain is None:
        return None
    wanted = Window(domain.number, grant.pages, grant.guest)
    taken = [region for _, region in guest_layout(state.host, domain)]
    taken += [each.seen for each in state.windows_of(domain.number) if conflicting(wanted, each)]
    if any(map(wanted.seen.overlaps, taken)):
        return Refused(Errno.EINVAL, f"dom{domain.number} sees something else at {grant.guest:#x}", _NON_IDENTITY)
    return None


@check("arch/arm/mmu/p2m.c, p2m_set_entry")
def within_reach(_: State, grant: Grant) -> Refused | None:
    """The guest addresses end where the second stage of translation ends."""
    if grant.guest + grant.pages.size > 1 << IPA_BITS:
        words = f"{grant.guest:#x} is beyond the {IPA_BITS} bits of a guest address"
        return Refused(Errno.EFAULT, words, "arch/arm/mmu/p2m.c, p2m_set_entry")
    return None


@effect(_MAPPING)
def map_pages(state: State, grant: Grant) -> State:
    """The domain sees the pages."""
    domain = grant.receiver(state)
    added = set() if domain is None else {Window(domain.number, grant.pages, grant.guest)}
    delegated = {(each.domain, each.host) for each in added}
    return replace(
        state,
        windows=state.windows | added,
        permitted=state.permitted | delegated,
        delegated=state.delegated | delegated,
    )


@effect(_EXCLUSIVE, lacking=Finding.D_26)
def own_registers(state: State, grant: Grant) -> State:
    """The domain has the devices whose registers it sees, so that nobody else is given them."""
    domain = grant.receiver(state)
    found = () if domain is None else state.host.touched((grant.pages,))
    held = {} if domain is None else {device.name: domain.number for device in found}
    masters = {device.name for device in found if device.dma_capable}
    return replace(state, holder={**state.holder, **held}, masters=state.masters | masters)


PERMISSION: Book[Grant] = (
    receiver_lives,
    pages_in_order,
    caller_permitted,
    permitted_to_no_other,
    held_by_no_other,
    permit,
)
"""What permits a domain pages."""

MAPPING: Book[Grant] = (
    receiver_lives,
    pages_in_order,
    few_enough,
    caller_permitted,
    receiver_permitted,
    registers_not_kept,
    registers_to_give,
    lines_to_give,
    dma_tolerable,
    place_free,
    within_reach,
    map_pages,
    own_registers,
)
"""What lets a domain see pages it is permitted."""


def permit_pages(state: State, name: str, pages: Region) -> State | Refused:
    """Let the control domain permit pages of registers to a domain."""
    return atomically("page permission", PERMISSION, state, Grant(name, pages))


def show_pages(state: State, name: str, pages: Region, guest: int) -> State | Refused:
    """Let the control domain map pages into a domain, from the guest address `guest` on."""
    return atomically("page mapping", MAPPING, state, Grant(name, pages, guest))


def _permitted(state: State, number: int, pages: Region) -> bool:
    """Whether every page of these is permitted to domain `number`."""
    mine = merge(region for owner, region in state.permitted if owner == number)
    return any(region.contains(pages) for region in mine)
