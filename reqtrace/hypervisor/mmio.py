# SPDX-License-Identifier: Apache-2.0
"""Rules on registers: which pages of the machine a domain may be given, and where it may see them."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.claim import Claim
from reqtrace.hypervisor.domain import Domain
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.platform import IPA_BITS, Device, Host, Role
from reqtrace.hypervisor.region import Region, merge
from reqtrace.hypervisor.state import State, Window

GUEST_GIC = (Region(0x3001000, 0x10000), Region(0x3020000, 0x1000000))
"""Where a domain sees its interrupt controller (public/arch-arm.h, GUEST_GICV3_GICD_BASE and _GICR0_BASE)."""

GUEST_UART = Region(0x22000000, 0x1000)
"""Where a domain sees its virtual UART (public/arch-arm.h, GUEST_PL011_BASE)."""


def not_reserved(state: State, claim: Claim) -> Refused | None:
    """No domain is given memory, nor the registers of what Xen keeps: interrupt controller, IOMMU, console."""
    for window in claim.windows:
        for device in state.host.devices.values():
            if device.role.reserved and device.touches(window.host):
                why = f"{device.name} is {device.role.value}"
                return _forbidden(claim, window, Errno.EPERM, why, _keeper(claim, device))
    return None


def offered(_: State, claim: Claim) -> Refused | None:
    """Every device that would be given is marked `xen,passthrough` in the host tree; so are its page neighbours."""
    for device in claim.reached:
        if device is claim.named and device.role.reserved:
            words = f"{device.name} is {device.role.value}"
            return Refused(Errno.EPERM, words, _keeper(claim, device))
        if not device.marked:
            neighbour = "" if device is claim.named or claim.named is None else f", in a page of {claim.named.name},"
            words = f"{device.name}{neighbour} is not marked xen,passthrough"
            return Refused(Errno.EINVAL, words, claim.requirement)
    return None


def within_the_node(_: State, claim: Claim) -> Refused | None:
    """Registers named together with a path belong to the node at that path."""
    if claim.named is None:
        return None
    own = merge(registers.pages for registers in claim.named.registers)
    for window in claim.windows:
        if not any(region.contains(window.host) for region in own):
            return _forbidden(claim, window, Errno.EINVAL, f"it is not part of {claim.named.name}", claim.mapping)
    return None


def something_there(_: State, claim: Claim) -> Refused | None:
    """Registers named without a path belong to some device of the host, page by page."""
    there = merge(registers.pages for device in claim.reached for registers in device.registers)
    for window in claim.windows:
        if not any(region.contains(window.host) for region in there):
            return _forbidden(claim, window, Errno.EINVAL, "the host has no device there", claim.mapping)
    return None


def guest_range_free(state: State, claim: Claim) -> Refused | None:
    """The domain sees registers neither over its memory, interrupt controller or UART, nor over one another."""
    mine = state.windows_of(claim.domain.number)
    for at, window in enumerate(claim.windows):
        for what, region in guest_layout(state.host, claim.domain):
            if region.overlaps(window.seen):
                return _unmapped(claim, window, Errno.EINVAL, f"{what} is there")
        for other in (*mine, *claim.windows[:at]):
            if conflicting(window, other):
                return _unmapped(claim, window, Errno.EINVAL, f"{other.host.base:#x} is there")
    return None


def within_the_ipa_space(_: State, claim: Claim) -> Refused | None:
    """Guest addresses end where the second stage of translation ends (map_mmio_regions fails)."""
    for window in claim.windows:
        if window.seen.end > 1 << IPA_BITS:
            return _unmapped(claim, window, Errno.EFAULT)
    return None


def guest_layout(host: Host, domain: Domain) -> Iterator[tuple[str, Region]]:
    """What stands in the domain's address space before any device does.

    A direct-mapped domain sees interrupt controller and UART where the host has them (arch/arm/vgic-v2.c).
    """
    yield "its memory", Region(domain.ram_base, domain.ram.size)
    controller = tuple(each for device in host.of_role(Role.INTERRUPT_CONTROLLER) for each in device.registers)
    console = tuple(each for device in host.of_role(Role.CONSOLE) for each in device.registers)
    for region in controller if domain.direct_map else GUEST_GIC:
        yield "its interrupt controller", region
    for region in console if domain.direct_map else (GUEST_UART,):
        yield "its UART", region


def conflicting(one: Window, other: Window) -> bool:
    """Whether one guest address would mean two host addresses; saying the same twice does no harm."""
    return one.seen.overlaps(other.seen) and one.guest - one.host.base != other.guest - other.host.base


def _keeper(claim: Claim, device: Device) -> str:
    """The requirement by which nobody is given what Xen keeps."""
    return "XenSSR~hide_iommu_from_domain~1" if device.role is Role.IOMMU else claim.mapping


def _forbidden(claim: Claim, window: Window, errno: Errno, why: str, source: str) -> Refused:
    host = window.host
    words = f"Unable to permit to dom{claim.domain.number} access to {host.base:#x} - {host.end - 1:#x}: {why}"
    return Refused(errno, words, source)


def _unmapped(claim: Claim, window: Window, errno: Errno, why: str = "") -> Refused:
    words = f"Failed to map {window.host.base:016x} to the guest at{window.guest:016x}"
    return Refused(errno, f"{words}: {why}" if why else words, claim.placing(window))
