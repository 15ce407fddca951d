# SPDX-License-Identifier: Apache-2.0
"""How a domain ends: first no device sends requests for it any more, then its rights go, its memory last."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.control import attachment, pci_release
from reqtrace.hypervisor.control.holding import streams_fault
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import Device
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import Book, atomically, check, effect, follow
from reqtrace.hypervisor.x86 import lines, stubs

_RELINQUISH = "arch/arm/domain.c, domain_relinquish_resources"


@effect("drivers/passthrough/device_tree.c, iommu_release_dt_devices; pci.c, pci_release_devices")
def streams_end(state: State, domain: Domain) -> State:
    """Every stream of the domain faults, but for those of a function whose context the IOMMU does not change."""
    stuck = {stream for device in _stuck(state, domain) for stream in device.streams}
    return streams_fault(state, domain.number, state.streams.keys() - stuck)


@effect("drivers/passthrough/device_tree.c, iommu_release_dt_devices; pci.c, pci_release_devices")
def protected_devices_end(state: State, domain: Domain) -> State:
    """No request of a device behind an enabled IOMMU goes anywhere any more."""
    ended = {device.name for device in state.held_by(domain.number) if device.protected}
    return _silenced(state, ended - {device.name for device in _stuck(state, domain)})


@effect("XenSSR~deassign_dma_platform_device_without_iommu~1", lacking=Finding.D_21)
def unprotected_devices_end(state: State, domain: Domain) -> State:
    """A device that no IOMMU stops is quiesced: reset, or its bus mastering is off."""
    return _silenced(state, {device.name for device in state.held_by(domain.number) if not device.protected})


@effect("drivers/passthrough/device_tree.c, iommu_deassign_dt_device; pci.c, deassign_device")
def devices_return(state: State, domain: Domain) -> State:
    """The devices go to nobody: PCI functions, and whatever an enabled IOMMU protects, to quarantine."""
    stuck = {device.name for device in _stuck(state, domain)}
    left = {name: user for name, user in state.holder.items() if user != domain.number or name in stuck}
    return state.but(holder=left, listed=state.listed.intersection(left))


@effect("common/domain.c, domain_kill")
def stays_dying(state: State, domain: Domain) -> State:
    """A domain of which something can not be taken back is dying all the same, and stays so."""
    dying = {**state.domains, domain.number: replace(domain, dying=True)} if _stuck(state, domain) else state.domains
    return state.but(domains=dying)


@check("drivers/passthrough/pci.c, pci_release_devices; common/domain.c, domain_kill")
def all_returned(state: State, domain: Domain) -> Refused | None:
    """The memory of the domain stays its own until the last of its functions has been taken back."""
    for device in _stuck(state, domain):
        return Refused(Errno.EIO, f"{device.name}: deassign failed", _RELINQUISH)
    return None


@effect("arch/arm/vgic.c, domain_vgic_free")
def lines_return(state: State, domain: Domain) -> State:
    """No interrupt is routed to the domain any more; with D-14, only once nobody refers to it."""
    if state.xen.has(Finding.D_14) and is_referred_to(state, domain.number):
        return state
    return state.but(routes={line: user for line, user in state.routes.items() if user != domain.number})


@effect("arch/arm/irq.c, release_guest_irq")
def interrupts_are_dropped(state: State, domain: Domain) -> State:
    """An interrupt that was on its way to the domain does not come to the next one."""
    lines = {line for line, user in state.routes.items() if user == domain.number}
    return state.but(pending=state.pending - lines)


@effect("arch/arm/mmu/p2m.c, p2m_final_teardown")
def registers_return(state: State, domain: Domain) -> State:
    """The domain's mappings of registers are gone."""
    return state.but(windows=frozenset(each for each in state.windows if each.domain != domain.number))


@effect("common/rangeset.c, rangeset_domain_destroy")
def permissions_end(state: State, domain: Domain) -> State:
    """The domain's permissions to registers and interrupts are gone."""
    return state.but(
        permitted=frozenset(each for each in state.permitted if each[0] != domain.number),
        delegated=frozenset(each for each in state.delegated if each[0] != domain.number),
        permitted_lines=frozenset(each for each in state.permitted_lines if each[0] != domain.number),
    )


@effect(_RELINQUISH)
def memory_returns(state: State, domain: Domain) -> State:
    """The domain is gone and its memory free for others, but for what somebody still refers to."""
    zombies = {**state.zombies, domain.number: domain} if is_referred_to(state, domain.number) else state.zombies
    domains = {number: each for number, each in state.domains.items() if number != domain.number}
    return state.but(domains=domains, zombies=zombies)


@effect("common/domain.c, domain_destroy; arch/arm/domain.c, arch_domain_destroy")
def references_end(state: State, domain: Domain) -> State:
    """What the domain mapped of others it maps no more; a dead one that nobody refers to then is gone for good."""
    return forgotten(state, frozenset(each for each in state.foreign if each[0] != domain.number))


RELEASE: Book[Domain] = (
    streams_end,
    protected_devices_end,
    unprotected_devices_end,
    devices_return,
    stays_dying,
)
"""How the devices of a domain are taken back, each by itself: one that fails keeps no other."""

RELEASED: Book[Domain] = (all_returned,)
"""What must hold before anything else of the domain is taken down."""

DESTRUCTION: Book[Domain] = (
    interrupts_are_dropped,
    lines.unbind_lines,
    lines.pass_lines_on,
    lines_return,
    registers_return,
    permissions_end,
    attachment.overlays_return,
    stubs.stub_ends,
    pci_release.functions_go_home,
    memory_returns,
    references_end,
)
"""The other steps in their order; it is what keeps DMA from memory that may already be another's (I-10)."""


def stages_of(state: State, domain: Domain) -> tuple[State, ...] | Refused:
    """Every state that Xen really passes through while it takes the domain down, the last one without it.

    Where a function can not be taken back, the domain is still there in the last one, and dying.
    """
    states = [state]
    reached = follow("release", RELEASE, state, domain, states.append)
    if reached.refused is not None:
        return reached.refused
    failed = atomically("released", RELEASED, reached.state, domain)
    if isinstance(failed, Refused):
        line = f"{failed.words} (-{failed.errno.value})"
        return (*states, replace(reached.state, log=(*reached.state.log, line)))
    reached = follow("destruction", DESTRUCTION, reached.state, domain, states.append)
    return tuple(states) if reached.refused is None else reached.refused


def _stuck(state: State, domain: Domain) -> tuple[Device, ...]:
    """The functions of the domain whose context the IOMMU does not change."""
    return tuple(device for device in state.held_by(domain.number) if device.name in state.pci.stuck)


def is_referred_to(state: State, number: int) -> bool:
    """Whether another domain still has a page of domain `number` mapped."""
    return any(owner == number for _, owner in state.foreign)


def forgotten(state: State, foreign: frozenset[tuple[int, int]]) -> State:
    """The state with these references left; dead domains without any give back the rest of what they had."""
    owners = {owner for _, owner in foreign}
    gone = state.zombies.keys() - owners
    return state.but(
        foreign=frozenset(foreign),
        zombies={number: each for number, each in state.zombies.items() if number not in gone},
        routes={line: user for line, user in state.routes.items() if user not in gone},
    )


def _silenced(state: State, names: set[str]) -> State:
    return state.but(masters=state.masters - names)
