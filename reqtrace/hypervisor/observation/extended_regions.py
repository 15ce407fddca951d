# SPDX-License-Identifier: Apache-2.0
"""Where a domain may map pages of others: the extended regions, which Xen leaves free in its address space."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.region import Region, merge

BANKS = (Region(0x40000000, 0xC0000000), Region(0x200000000, 0xFE00000000))
"""Where the memory of a guest can stand (public/arch-arm.h, GUEST_RAM0_BASE and GUEST_RAM1_BASE)."""

BLOCK = 2 << 20
"""The regions begin and end at multiples of this (arch/arm/domain_build.c, EXT_REGION_MIN_SIZE and alignment)."""


def extended_regions(state: State, domain: Domain) -> tuple[Region, ...]:
    """The banks but for the domain's memory and the registers it sees; with V-3, those are not left out.

    Source: arch/arm/domain_build.c, find_domU_holes and remove_shm_holes_for_domU; commit fba1b0974d.
    """
    taken = [Region(domain.ram_base, domain.ram.size)]
    if not state.xen.has(Finding.V_3):
        taken += [window.seen for window in state.windows_of(domain.number)]
    return tuple(part for bank in BANKS for part in _left(bank, merge(map(_blocks, taken))))


def is_extended(state: State, name: str, address: int) -> bool:
    """Whether the domain lives and the guest address stands in one of its extended regions."""
    domain = state.domain(name)
    regions = () if domain is None else extended_regions(state, domain)
    return any(region.base <= address < region.end for region in regions)


def _left(bank: Region, taken: tuple[Region, ...]) -> Iterator[Region]:
    """The parts of `bank` that none of the `taken` regions, in rising order, has."""
    at = bank.base
    for region in taken:
        if not region.overlaps(bank):
            continue
        if at < region.base:
            yield Region(at, region.base - at)
        at = max(at, region.end)
    if at < bank.end:
        yield Region(at, bank.end - at)


def _blocks(region: Region) -> Region:
    """The region rounded out to whole blocks."""
    base = region.base - region.base % BLOCK
    return Region(base, -(-region.end // BLOCK) * BLOCK - base)
