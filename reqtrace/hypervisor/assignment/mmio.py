# SPDX-License-Identifier: Apache-2.0
"""Rules on registers: which pages of the machine a domain may be given, and where it may see them."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import IPA_BITS, Device, Host, Role
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State, Window
from reqtrace.hypervisor.region import PAGE, Region, merge
from reqtrace.hypervisor.rule import check, effect

GUEST_GIC = (Region(0x3001000, 0x10000), Region(0x3020000, 0x1000000))
"""Where a domain sees its interrupt controller (public/arch-arm.h, GUEST_GICV3_GICD_BASE and _GICR0_BASE)."""

GUEST_UART = Region(0x22000000, 0x1000)
"""Where a domain sees its virtual UART (public/arch-arm.h, GUEST_PL011_BASE)."""


@check("XenSSR~map_platform_device_mmio_region_ident~1", lacking=Finding.D_01)
def not_reserved(state: State, claim: Claim) -> Refused | None:
    """No domain is given memory, nor the registers of what Xen keeps: interrupt controller, IOMMU, console."""
    for window in claim.windows:
        for device in state.host.devices.values():
            if device.role.reserved and device.touches(window.host):
                why = f"{device.name} is {device.role.value}"
                return _forbidden(claim, window, Errno.EPERM, why, _keeper(claim, device))
    return None


@check("XenSSR~hide_iommu_from_domain~1", lacking=Finding.D_01)
def named_not_reserved(_: State, claim: Claim) -> Refused | None:
    """What Xen keeps for itself is no device that a path could give away."""
    if claim.named is not None and claim.named.role.reserved:
        words = f"{claim.named.name} is {claim.named.role.value}"
        return Refused(Errno.EPERM, words, _keeper(claim, claim.named))
    return None


@check("arch/arm/device.c, handle_device; assumption A-6", lacking=Finding.D_08)
def offered(_: State, claim: Claim) -> Refused | None:
    """A device that is asked for is marked `xen,passthrough` in the host tree."""
    for device in claim.reached if claim.named is None else (claim.named,):
        if not device.marked:
            return Refused(Errno.EINVAL, f"{device.name} is not marked xen,passthrough", claim.requirement)
    return None


@check("XenSSR~map_platform_device_mmio_region_ident~1", lacking=Finding.D_01)
def neighbours_offered(_: State, claim: Claim) -> Refused | None:
    """Whatever else stands in the pages of a device is marked `xen,passthrough` too."""
    for device in claim.reached if claim.named is not None else ():
        if claim.named is not None and not device.marked and device.name != claim.named.name:
            words = f"{device.name}, in a page of {claim.named.name}, is not marked xen,passthrough"
            return Refused(Errno.EINVAL, words, claim.requirement)
    return None


@check("XenSSR~map_platform_device_mmio_region_ident~1", lacking=Finding.D_01)
def within_the_node(_: State, claim: Claim) -> Refused | None:
    """Registers named together with a path belong to the node at that path."""
    if claim.named is None:
        return None
    own = merge(registers.pages for registers in claim.named.registers)
    for window in claim.windows:
        if not any(region.contains(window.host) for region in own):
            return _forbidden(claim, window, Errno.EINVAL, f"it is not part of {claim.named.name}", claim.mapping)
    return None


@check("XenSSR~assign_interrupt_less_platform_device~1", lacking=Finding.D_01)
def something_there(_: State, claim: Claim) -> Refused | None:
    """Registers named without a path belong to some device of the host, page by page."""
    there = merge(registers.pages for device in claim.reached for registers in device.registers)
    for window in claim.windows:
        if not any(region.contains(window.host) for region in there):
            return _forbidden(claim, window, Errno.EINVAL, "the host has no device there", claim.mapping)
    return None


@check("XenSSR~map_platform_device_mmio_region_non_ident~1", lacking=Finding.D_01)
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


@effect("arch/arm/dom0less-build.c, handle_passthrough_prop, iomem_permit_access")
def permit(state: State, claim: Claim) -> State:
    """The domain is permitted the pages."""
    more = PAGE if state.xen.has(Finding.D_04) else 0
    number = claim.domain.number
    regions = {Region(window.host.base, window.host.size + more or PAGE) for window in claim.windows}
    return state.but(permitted=state.permitted | {(number, region) for region in regions})


@check("arch/arm/mmu/p2m.c, map_mmio_regions")
def within_the_ipa_space(_: State, claim: Claim) -> Refused | None:
    """Guest addresses end where the second stage of translation ends."""
    for window in claim.windows:
        if window.seen.end > 1 << IPA_BITS:
            return _unmapped(claim, window, Errno.EFAULT)
    return None


@effect("arch/arm/dom0less-build.c, handle_passthrough_prop, map_mmio_regions")
def map_pages(state: State, claim: Claim) -> State:
    """The domain sees the registers; what it saw at these addresses before is replaced.

    Registers of a PCI function that the hardware domain sees are taken from it.
    """
    hosts = [window.host for window in claim.windows] if claim.is_pci else []
    windows = {each for each in state.windows if each.domain != DOM0 or not any(map(each.host.overlaps, hosts))}
    for window in claim.windows:
        hidden = {each for each in windows if each.domain == window.domain and conflicting(each, window)}
        windows = windows - hidden | {part for each in hidden for part in _beside(each, window)}
        windows |= {window} if window.host.size else set()
    return state.but(windows=frozenset(windows))


def _beside(window: Window, cover: Window) -> Iterator[Window]:
    """What is left of a window where another one covers a part of it."""
    before, behind = cover.guest - window.guest, window.seen.end - cover.seen.end
    if before > 0:
        yield Window(window.domain, Region(window.host.base, before), window.guest)
    if behind > 0:
        yield Window(window.domain, Region(window.host.end - behind, behind), cover.seen.end)


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
