# SPDX-License-Identifier: Apache-2.0
"""Rules on the form of a node: what stands in a passthrough tree is whole, aligned and says enough."""

from __future__ import annotations

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.assignment.passthrough import PCI_ASSIGNED
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.region import PAGE
from reqtrace.hypervisor.rule import check
from reqtrace.hypervisor.tree.addresses import WIDEST

_NODE = "arch/arm/dom0less-build.c, handle_prop_pfdt"
_PROPERTY = "arch/arm/dom0less-build.c, handle_passthrough_prop"
_HIDE = "XenSSR~hide_iommu_from_domain~1"
_IDENTITY = "XenSSR~map_platform_device_mmio_region_ident~1"
_PCI = "XenSSR~assign_pci_device_with_iommu~1"

_TRIPLE = 3
"""Segment, bus and devfn name a function (an assumption of this model)."""


@check(_HIDE, lacking=Finding.D_17B)
def iommu_hidden(_: State, claim: Claim) -> Refused | None:
    """No IOMMU and no tie to one is written into a domain's tree."""
    if claim.asked.shows:
        return Refused(Errno.EINVAL, f"{claim.asked.shows}, which no domain may see", _HIDE)
    return None


@check(_NODE)
def said_enough(_: State, claim: Claim) -> Refused | None:
    """A node that names a device names registers, and a path as well unless it is forced."""
    asked = claim.asked
    if not asked.registers or (asked.path is None and not asked.forced):
        return Refused(Errno.EINVAL, f"xen,reg or xen,path missing for d{claim.domain.number}", _NODE)
    return None


@check(_PROPERTY)
def cells_sensible(state: State, claim: Claim) -> Refused | None:
    """Addresses and sizes take one cell or two each."""
    if _sensible(claim):
        return None
    address, size = claim.asked.cells
    if address == size == 0 and state.xen.has(Finding.V_4):
        return Refused(Errno.EINVAL, "the hypervisor divides by zero", _PROPERTY, fatal=True)
    return Refused(Errno.EINVAL, f"Invalid address_cells {address} or size_cells {size}", _PROPERTY)


@check(_IDENTITY, lacking=Finding.D_16)
def tuples_whole(_: State, claim: Claim) -> Refused | None:
    """Registers are named by whole tuples, and by one at least."""
    asked = claim.asked
    if asked.left_over:
        words = f"{asked.node}: the last tuple of xen,reg is incomplete, {asked.left_over} bytes of it are there"
        return Refused(Errno.EINVAL, words, _IDENTITY)
    if not asked.ranges and _sensible(claim):
        return Refused(Errno.EINVAL, f"{asked.node}: xen,reg is empty", _IDENTITY)
    return None


@check(_PROPERTY)
def pages_aligned(_: State, claim: Claim) -> Refused | None:
    """Addresses and sizes are those of whole pages."""
    for each in claim.asked.ranges:
        if each.host.base % PAGE or each.host.size % PAGE or each.guest % PAGE:
            words = "DomU passthrough config has not page aligned addresses/sizes"
            return Refused(Errno.EINVAL, words, _PROPERTY)
    return None


@check(_IDENTITY, lacking=Finding.D_23)
def pages_named(_: State, claim: Claim) -> Refused | None:
    """Every tuple names a page at least."""
    for each in claim.asked.ranges:
        if each.host.size == 0:
            return Refused(Errno.EINVAL, f"{claim.asked.node}: xen,reg names no page at {each.host.base:#x}", _IDENTITY)
    return None


@check(_PCI)
def functions_listed(_: State, claim: Claim) -> Refused | None:
    """A list of PCI functions is not empty."""
    if not claim.asked.functions:
        return Refused(Errno.EINVAL, f"{PCI_ASSIGNED} property cannot be empty.", _PCI)
    return None


@check(_PCI)
def triples_whole(_: State, claim: Claim) -> Refused | None:
    """Each function is named by segment, bus and devfn."""
    if any(len(each) != _TRIPLE for each in claim.asked.functions or ()):
        return Refused(Errno.EINVAL, f"{claim.asked.node}: {PCI_ASSIGNED} is no list of <segment bus devfn>", _PCI)
    return None


@check(_PCI)
def numbers_in_range(_: State, claim: Claim) -> Refused | None:
    """Segment, bus and devfn are numbers that PCI has."""
    for each in claim.asked.functions or ():
        if len(each) == _TRIPLE and Sbdf.decode(*each) is None:
            shown = " ".join(f"{number:#x}" for number in each)
            return Refused(Errno.EINVAL, f"{claim.asked.node}: {PCI_ASSIGNED} names no function by <{shown}>", _PCI)
    return None


def _sensible(claim: Claim) -> bool:
    """Whether addresses and sizes have cells that a tuple can be read by."""
    return all(1 <= cells <= WIDEST for cells in claim.asked.cells)
