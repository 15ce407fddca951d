# SPDX-License-Identifier: Apache-2.0
"""What happens when a PCI function fails, or the IOMMU no longer heeds what it is told about one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor.control.operations import shutdown
from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import Book, effect, follow


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that goes wrong with a PCI function."""

    function: str


@effect("drivers/passthrough/pci.c, pci_check_disable_device")
def mastering_ends(state: State, failure: Failure) -> State:
    """A function that floods the IOMMU with faults sends no requests any more."""
    return replace(state, masters=state.masters - {failure.function})


@effect("drivers/passthrough/pci.c, iommu_dev_iotlb_flush_timeout")
def marked_broken(state: State, failure: Failure) -> State:
    """Xen remembers that the function has failed."""
    return replace(state, broken=state.broken | {failure.function})


@effect("drivers/passthrough/pci.c, iommu_dev_iotlb_flush_timeout")
def owner_crashes(state: State, failure: Failure) -> State:
    """The guest that holds the function crashes, and is taken down."""
    owner = state.domains.get(state.holder.get(failure.function, DOM0))
    if owner is None or owner.number == DOM0:
        return state
    states = shutdown(state, owner.name)
    return state if isinstance(states, Refused) else states[-1]  # it lives, so it can shut down


@effect("drivers/passthrough/vtd/qinval.c, queue_invalidate_wait")
def context_sticks(state: State, failure: Failure) -> State:
    """The IOMMU changes the context of the function no more."""
    return replace(state, pci=replace(state.pci, stuck=state.pci.stuck | {failure.function}))


FAILURE: Book[Failure] = (mastering_ends, marked_broken, owner_crashes)
"""What Xen does when a function floods it with faults, or does not answer the IOMMU (ATS)."""

SEIZURE: Book[Failure] = (context_sticks,)
"""What happens when the IOMMU does not complete what it is told about a function."""


def flood(state: State, function: str) -> State:
    """Let a function flood the IOMMU with faults."""
    return follow("failure", FAILURE, state, Failure(function)).state


def stick(state: State, function: str) -> State:
    """Let the IOMMU heed nothing any more that concerns a function."""
    return follow("seizure", SEIZURE, state, Failure(function)).state
