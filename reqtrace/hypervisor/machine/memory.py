# SPDX-License-Identifier: Apache-2.0
"""Where the memory of a domain comes from: the first place of the machine that is free and large enough."""

from __future__ import annotations

from reqtrace.hypervisor.host.platform import Host
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.region import Region

XEN_MEMORY = 128 << 20
"""What Xen and its boot modules occupy at the start of the memory."""

DOM0_MEMORY = 64 << 20
GUEST_MEMORY = 64 << 20

GUEST_RAM_BASE = 0x40000000
"""Where a domain that is not direct-mapped sees its memory (public/arch-arm.h, GUEST_RAM0_BASE)."""


def free_memory(state: State, size: int) -> Region | None:
    """The lowest `size` bytes that no domain has, nor a dead one that somebody refers to; None where there are none."""
    living = [domain.ram for domain in (*state.domains.values(), *state.zombies.values())]
    taken = sorted([(ram.base, ram.end) for ram in (*xen_memory(state.host), *living) if ram.size > 0])
    for bank in state.host.ram:
        start, behind = bank.base, bank.end
        for base, end in taken:
            if base >= behind or end <= bank.base:
                continue
            if base - start >= size:
                break
            start = max(start, end)
        if behind - start >= size:
            return Region(start, size)
    return None


def xen_memory(host: Host) -> tuple[Region, ...]:
    """What Xen itself occupies."""
    return tuple(Region(bank.base, min(XEN_MEMORY, bank.size)) for bank in host.ram[:1])
