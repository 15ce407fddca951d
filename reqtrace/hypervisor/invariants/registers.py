# SPDX-License-Identifier: Apache-2.0
"""Invariants on registers: who reaches which, where a domain sees them, and what it is permitted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from reqtrace.hypervisor.host.platform import Role
from reqtrace.hypervisor.invariants.facts import Facts, number_of
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0
from reqtrace.hypervisor.region import PAGE, Region


def i_2(facts: Facts) -> Iterator[str]:
    """I-2: registers are reached by one domain at most, the one that holds the device, and those of Xen by no guest."""
    windows = sorted(facts.windows, key=lambda window: (window.host.base, window.domain, window.guest))
    for at, one in enumerate(windows):
        for other in windows[at + 1 :]:
            if other.host.base >= one.host.end:
                break
            if one.domain != other.domain and one.host.overlaps(other.host):
                first, second = sorted((one, other))
                yield f"{first.host} is mapped into d{first.domain}, and {second.host} into d{second.domain}"
    for window, device in facts.reached:
        holder = facts.state.holder.get(device.name)
        if device.role.reserved and window.domain != DOM0:
            yield f"d{window.domain} reaches {device.name}, which Xen keeps"
        elif device.is_platform and holder != window.domain:
            yield f"d{window.domain} reaches {device.name}, held by {number_of(holder)}"


def i_8(facts: Facts) -> Iterator[str]:
    """I-8: a domain reaches only what it is permitted, and a guest is permitted nothing but that and by dom0 itself.

    What dom0 itself permits to a guest is no page that another one has, but for the stub domain that serves it.
    """
    state = facts.state
    for window in facts.windows:
        if (window.domain, window.host) not in state.permitted:
            yield f"d{window.domain} reaches {window.host} without permission"
    mapped = {(window.domain, window.host) for window in state.windows}
    for number, region in sorted(state.permitted - mapped - state.delegated):
        if number != DOM0:
            yield f"d{number} is permitted {region}, which it was not given"
    for number, region in sorted(state.delegated):
        for device in facts.layout.touched(region):
            guest = facts.guest_of(device)
            if guest is not None and not _one_user(facts, guest, number):
                yield f"d{number} is permitted {region}, where {device.name} of d{guest} is"
    for (number, region), (other, region_) in combinations(sorted(state.delegated), 2):
        if region.overlaps(region_) and not _one_user(facts, number, other):
            yield f"d{number} is permitted {region}, and d{other} {region_}"
    for number, line in sorted(state.permitted_lines):
        if number != DOM0 and state.routes.get(line) != number:
            yield f"d{number} is permitted IRQ {line}, which it was not given"


def i_16(facts: Facts) -> Iterator[str]:
    """I-16: registers are mapped page by page, without a gap, and keep their offset in the page."""
    for window in facts.windows:
        if window.guest % PAGE or window.host.base % PAGE or window.host.size % PAGE or window.host.size <= 0:
            yield f"{window.host} of d{window.domain} at {window.guest:#x}"


def i_17(facts: Facts) -> Iterator[str]:
    """I-17: registers a guest sees stand neither over its memory, interrupt controller or UART, nor over others."""
    guests = [window for window in facts.windows if window.domain != DOM0]
    occupied = {domain.number: _occupied(facts, domain) for domain in facts.state.domains.values()}
    for window in guests:
        seen = window.seen
        for region in occupied.get(window.domain, ()):
            if region.overlaps(seen):
                yield f"d{window.domain} sees {window.host} at {window.guest:#x}, where {region} is"
    for one, other in combinations(guests, 2):
        apart = one.domain != other.domain or one.host.base - one.guest == other.host.base - other.guest
        if not apart and one.seen.overlaps(other.seen):
            yield f"d{one.domain} sees {one.host} and {other.host} at {max(one.guest, other.guest):#x}"


def _one_user(facts: Facts, one: int, other: int) -> bool:
    """Whether two domains are the same, or one is the stub domain that serves the other."""
    first, second = facts.state.domains.get(one), facts.state.domains.get(other)
    if one == other or first is None or second is None:
        return True
    return first.name == second.options.stub_of or second.name == first.options.stub_of


def _occupied(facts: Facts, domain: Domain) -> tuple[Region, ...]:
    """What every guest's address space holds already, written down a second time on purpose."""
    ram = Region(domain.ram_base, domain.ram.size)
    if not domain.direct_map:
        return ram, Region(0x3001000, 0x10000), Region(0x3020000, 0x1000000), Region(0x22000000, 0x1000)
    kept = (Role.INTERRUPT_CONTROLLER, Role.CONSOLE)
    return ram, *(each for device in facts.layout.devices if device.role in kept for each in device.registers)
