# SPDX-License-Identifier: Apache-2.0
"""The devices of an overlay given to a domain that runs, all or none, and given back when it ends."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.assignment import interrupt, iommu, mmio, ownership
from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.control import permissions
from reqtrace.hypervisor.control.overlays import Overlay, asked_by_the_control_domain, was_added
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import Device, Host
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State, Window
from reqtrace.hypervisor.region import merge
from reqtrace.hypervisor.rule import Book, Reached, check, effect, follow

_ATTACH = "common/device-tree/dt-overlay.c, handle_attach_overlay_nodes"


@check("common/device-tree/dt-overlay.c, dt_overlay_domctl")
def receiver_lives(state: State, overlay: Overlay) -> Refused | None:
    """The domain that is meant lives."""
    if state.domain(overlay.domain) is None:
        return Refused(Errno.ESRCH, f"there is no domain {overlay.domain}", "common/domctl.c, do_domctl")
    return None


@check("common/device-tree/dt-overlay.c, dt_overlay_domctl")
def directly_mapped(state: State, overlay: Overlay) -> Refused | None:
    """The domain is direct-mapped: the nodes say where the machine has the registers, and nothing else."""
    domain = state.domain(overlay.domain)
    if domain is not None and not domain.direct_map:
        return Refused(Errno.EOPNOTSUPP, f"domain {domain.number} is not direct-mapped", _ATTACH)
    return None


@check(_ATTACH)
def not_attached(state: State, overlay: Overlay) -> Refused | None:
    """The overlay is attached once."""
    if overlay.name in state.overlays.attached:
        return Refused(Errno.EEXIST, "Overlay is already attached", _ATTACH)
    return None


@check("arch/arm/device.c, handle_device")
def not_withheld(_: State, claim: Claim) -> Refused | None:
    """The hardware domain is not given what is marked `xen,passthrough`: the mark says that it is for others."""
    if claim.named is not None and claim.named.marked and claim.domain.number == DOM0:
        words = f"{claim.named.name} is marked xen,passthrough"
        return Refused(Errno.EINVAL, words, "arch/arm/device.c, handle_device")
    return None


@check("drivers/passthrough/device_tree.c, iommu_assign_dt_device")
def has_a_context(_: State, claim: Claim) -> Refused | None:
    """A device that an IOMMU protects goes to a domain with an IOMMU context only."""
    if claim.named is not None and claim.named.protected and not claim.domain.iommu:
        words = f"domain {claim.domain.number} has no IOMMU context"
        return Refused(Errno.EINVAL, words, "drivers/passthrough/device_tree.c, iommu_assign_dt_device")
    return None


@effect(_ATTACH)
def attached(state: State, overlay: Overlay) -> State:
    """The overlay is the domain's."""
    domain = state.domain(overlay.domain)
    if domain is None:
        return state
    owners = {**state.overlays.attached, overlay.name: domain.number}
    return replace(state, overlays=replace(state.overlays, attached=owners))


@effect("XenSSR~deassign_non_dma_platform_device~1", lacking=Finding.D_15)
def overlays_return(state: State, domain: Domain) -> State:
    """What overlays the domain was given, another one can be given."""
    left = {name: number for name, number in state.overlays.attached.items() if number != domain.number}
    return state.but(overlays=replace(state.overlays, attached=left))


ATTACHABLE: Book[Overlay] = (
    asked_by_the_control_domain,
    was_added,
    receiver_lives,
    directly_mapped,
    not_attached,
    attached,
)
"""What lets a domain be given the devices of an overlay."""

ATTACHMENT: Book[Claim] = (
    not_withheld,
    mmio.named_not_reserved,
    mmio.not_reserved,
    mmio.guest_range_free,
    interrupt.permit_lines,
    interrupt.triggers_agree,
    interrupt.lines_within_range,
    interrupt.uart_line_unused,
    interrupt.lines_not_xens,
    interrupt.lines_free,
    interrupt.neighbours_lines_free,
    interrupt.route,
    mmio.permit,
    mmio.map_pages,
    has_a_context,
    ownership.unlisted,
    ownership.not_a_guests,
    ownership.not_dom0s,
    permissions.pages_permitted_to_no_other,
    iommu.one_iommu,
    iommu.streams_in_range,
    iommu.streams_in_table,
    iommu.entries_apart,
    iommu.streams_free,
    iommu.entries_left,
    iommu.directly_mapped,
    iommu.trusted,
    iommu.warned,
    iommu.attach,
    ownership.own,
)
"""What gives one device of an overlay to the domain: interrupts before registers, no consent asked for."""


def attach_overlay(state: State, name: str, domain: str) -> Reached:
    """Let the control domain give the devices of an overlay to a domain, all or none.

    With D-15, what was given before a device is refused stays with the domain.
    """
    overlay = Overlay(name, domain)
    reached = follow("overlay attachable", ATTACHABLE, state, overlay)
    if reached.refused is not None:
        return Reached(state, reached.refused)
    receiver = state.domain(domain)
    if receiver is None:  # only where the rule that looks for it is broken on purpose
        return reached
    for device in overlay.devices(state):
        reached = follow("overlay attachment", ATTACHMENT, reached.state, _claim(state.host, device, receiver))
        if reached.refused is not None:
            return reached if state.xen.has(Finding.D_15) else Reached(state, reached.refused)
    return reached


def _claim(host: Host, device: Device, domain: Domain) -> Claim:
    """The claim to a device, its registers seen where the machine has them."""
    pages = merge(region.pages for region in device.registers)
    windows = tuple(Window(domain.number, region, region.base) for region in pages)
    touched = host.touched(pages)
    reached = touched if device in touched else (device, *touched)
    return Claim(domain, windows, reached, device, device.interrupts, True, device.name)
