# SPDX-License-Identifier: Apache-2.0
"""How a domain ends: first no device sends requests for it any more, then its rights go, its memory last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reqtrace.hypervisor.holding import streams_fault
from reqtrace.hypervisor.state import State

Stage = Callable[[State, int], State]
"""One step on the way; the state between two steps is one that Xen really passes through."""


def streams_end(state: State, number: int) -> State:
    """Every stream of the domain faults (drivers/passthrough/device_tree.c, iommu_release_dt_devices)."""
    return streams_fault(state, number, state.streams)


def masters_end(state: State, number: int) -> State:
    """No device of the domain sends requests any more: bus mastering is off, a platform device is quiesced.

    Xen does not do this for unprotected devices; XenSSR~deassign_dma_platform_device_without_iommu~1 demands it.
    """
    return replace(state, masters=state.masters - {device.name for device in state.held_by(number)})


def devices_return(state: State, number: int) -> State:
    """The devices go to nobody: PCI functions, and whatever an enabled IOMMU protects, to quarantine."""
    return replace(state, holder={name: user for name, user in state.holder.items() if user != number})


def lines_return(state: State, number: int) -> State:
    """No interrupt is routed to the domain any more (arch/arm/vgic.c, domain_vgic_free)."""
    return replace(state, routes={line: user for line, user in state.routes.items() if user != number})


def registers_return(state: State, number: int) -> State:
    """The domain's mappings of registers are gone (arch/arm/mmu/p2m.c, p2m_final_teardown)."""
    return replace(state, windows=frozenset(each for each in state.windows if each.domain != number))


def permissions_end(state: State, number: int) -> State:
    """The domain's permissions to registers and interrupts are gone (common/rangeset.c, rangeset_domain_destroy)."""
    return replace(
        state,
        permitted=frozenset(each for each in state.permitted if each[0] != number),
        permitted_lines=frozenset(each for each in state.permitted_lines if each[0] != number),
    )


def memory_returns(state: State, number: int) -> State:
    """The domain is gone and its memory free for others (arch/arm/domain.c, domain_relinquish_resources)."""
    return replace(state, domains={each: domain for each, domain in state.domains.items() if each != number})


DESTRUCTION: tuple[Stage, ...] = (
    streams_end,
    masters_end,
    devices_return,
    lines_return,
    registers_return,
    permissions_end,
    memory_returns,
)
"""The steps in their order; it is what keeps DMA from memory that may already be another's (I-10)."""
