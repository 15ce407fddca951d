# SPDX-License-Identifier: Apache-2.0
"""Rules on PCI functions: which may be given away, and what else must not be divided with them."""

from __future__ import annotations

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.control.holding import sticks
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.pci import PciFunction
from reqtrace.hypervisor.host.platform import Arch, IommuKind, Role
from reqtrace.hypervisor.machine.domain import Kind
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import check

_PCI = "XenSSR~forbid_same_pci_device_assignment~1"
_ASSIGNED = "drivers/passthrough/pci.c, device_assigned"
_HOST_BRIDGE = 0x0600
_SETTING = "tools/libs/light/libxl_create.c, initiate_domain_create"
_TOOLSTACK = "tools/libs/light/libxl_x86.c, libxl__arch_passthrough_mode_setdefault"


@check(_SETTING)
def iommu_in_use(state: State, claim: Claim) -> Refused | None:
    """An x86 machine that passes a function through has an IOMMU in use."""
    if state.host.arch is Arch.X86_64 and not state.host.iommu_enabled:
        return Refused(Errno.EINVAL, "passthrough not supported on this platform", _SETTING)
    return None


@check(_TOOLSTACK)
def kind_supported(state: State, claim: Claim) -> Refused | None:
    """The toolstack knows how to give a function to a domain of this kind; with D-09, not to a PVH domain."""
    if claim.domain.options.kind is Kind.PVH and state.xen.has(Finding.D_09):
        return Refused(Errno.EINVAL, "passthrough not yet supported for x86 PVH guests", _TOOLSTACK)
    return None


@check("arch/arm/include/asm/domain.h, has_vpci")
def bus_for_guests(state: State, claim: Claim) -> Refused | None:
    """A guest finds the function on a virtual PCI bus; with D-09b, guests on Arm have none."""
    if state.host.arch is Arch.ARM64 and state.xen.has(Finding.D_09B):
        words = f"d{claim.domain.number} has no virtual PCI bus"
        return Refused(Errno.EOPNOTSUPP, words, "arch/arm/include/asm/domain.h, has_vpci")
    return None


@check(_ASSIGNED)
def known(state: State, claim: Claim) -> Refused | None:
    """Xen knows the function that is asked for."""
    if claim.named is None or claim.named.name not in state.known:
        return Refused(Errno.ENODEV, f"{claim.wanted} is not known", _ASSIGNED)
    return None


@check("XenSSR~assign_pci_device_with_iommu~1")
def endpoint(_: State, claim: Claim) -> Refused | None:
    """Only an endpoint is given away: header type 0."""
    if claim.named is not None and claim.named.role is Role.PCI_BRIDGE:
        return Refused(Errno.EINVAL, f"{claim.named.name} is a bridge", claim.requirement)
    return None


@check("drivers/passthrough/vtd/iommu.c, domain_context_mapping")
def no_host_bridge(state: State, claim: Claim) -> Refused | None:
    """The host bridge stays with the hardware domain."""
    function = function_of(state, claim)
    if function is not None and function.class_code == _HOST_BRIDGE:
        words = f"{function.sbdf} is a host bridge"
        return Refused(Errno.EPERM, words, "drivers/passthrough/vtd/iommu.c, domain_context_mapping")
    return None


@check("drivers/passthrough/pci.c, pci_hide_device")
def not_hidden(state: State, claim: Claim) -> Refused | None:
    """A function that Xen uses itself, such as the card of its console, belongs to DOMID_XEN for good."""
    function = function_of(state, claim)
    if function is not None and function.hidden:
        words = f"{function.sbdf} is already assigned to DOMID_XEN"
        return Refused(Errno.EBUSY, words, _ASSIGNED)
    return None


@check(_ASSIGNED)
def function_free(state: State, claim: Claim) -> Refused | None:
    """A function comes from the hardware domain or from quarantine, never from a guest."""
    for device in claim.given:
        number = state.holder.get(device.name, DOM0)
        if number != DOM0:
            return Refused(Errno.EBUSY, f"{device.name} is already assigned to domain {number}", _PCI)
    return None


@check("drivers/passthrough/pci.c, assign_device")
def not_broken(state: State, claim: Claim) -> Refused | None:
    """A function that has failed is given to nobody."""
    for device in claim.given:
        if device.name in state.broken:
            return Refused(Errno.EBADF, f"{device.name} is broken", "drivers/passthrough/pci.c, assign_device")
    return None


@check("drivers/passthrough/pci.c, assign_device")
def context_changes(state: State, claim: Claim) -> Refused | None:
    """The IOMMU does what it is told about the function."""
    for device in claim.given:
        if sticks(state, device):
            words = f"{device.name}: assign failed (-{Errno.EIO.value})"
            return Refused(Errno.EIO, words, "drivers/passthrough/pci.c, assign_device")
    return None


@check("drivers/passthrough/vtd/iommu.c, intel_iommu_assign_device; amd/pci_amd_iommu.c, reassign_device")
def has_unit(state: State, claim: Claim) -> Refused | None:
    """On x86, some IOMMU is responsible for the function: there is no way to force one that none is."""
    for device in claim.given:
        if state.host.arch is Arch.X86_64 and not device.protected:
            source = "drivers/passthrough/vtd/iommu.c, domain_context_mapping"
            return Refused(Errno.ENODEV, f"no IOMMU is responsible for {device.name}", source)
    return None


@check("drivers/passthrough/amd/pci_amd_iommu.c, amd_iommu_assign_device")
def well_described(state: State, claim: Claim) -> Refused | None:
    """The firmware describes the function to the AMD IOMMU in a way that makes sense (IVRS)."""
    function = function_of(state, claim)
    units = {iommu.path for iommu in state.host.iommus if iommu.kind is IommuKind.AMDVI}
    if function is not None and not function.described and any(device.behind & units for device in claim.given):
        source = "drivers/passthrough/amd/pci_amd_iommu.c, amd_iommu_assign_device"
        return Refused(Errno.EPERM, f"the IVRS entry of {function.sbdf} is invalid", source)
    return None


@check(_PCI, lacking=Finding.D_01)
def pages_free(state: State, claim: Claim) -> Refused | None:
    """No page of a BAR is mapped into another guest, or holds registers of somebody else's platform device."""
    for device in claim.reached:
        if device.is_platform and state.holder.get(device.name) != claim.domain.number:
            return Refused(Errno.EBUSY, f"{device.name} stands in a page of {claim.given[0].name}", _PCI)
    for window in claim.windows:
        for other in sorted(state.windows):
            if other.domain not in {DOM0, claim.domain.number} and other.host.overlaps(window.host):
                words = f"{other.host.base:#x}+{other.host.size:#x} is already mapped into domain {other.domain}"
                return Refused(Errno.EBUSY, words, _PCI)
    return None


def function_of(state: State, claim: Claim) -> PciFunction | None:
    """The function that is asked for, as its configuration space describes it."""
    name = None if claim.named is None else claim.named.name
    return next((each for each in state.host.functions if str(each.sbdf) == name), None)
