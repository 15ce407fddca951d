# SPDX-License-Identifier: Apache-2.0
"""Rules on ownership: a device, and all that can not be told apart from it, is held by one domain at a time."""

from __future__ import annotations

from reqtrace.hypervisor.claim import Claim
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.platform import Role
from reqtrace.hypervisor.state import DOM0, State

_PLATFORM = "XenSSR~forbid_same_platform_device_assignment~1"
_PCI = "XenSSR~forbid_same_pci_device_assignment~1"


def devices_free(state: State, claim: Claim) -> Refused | None:
    """No other domain, the hardware domain included, holds a platform device that would be given (PLAT-X, A-6)."""
    for device in claim.given:
        number = state.holder.get(device.name, claim.domain.number)
        if number != claim.domain.number:
            return Refused(Errno.EBUSY, f"{device.name} is already assigned to domain {number}", _PLATFORM)
    return None


def function_free(state: State, claim: Claim) -> Refused | None:
    """A PCI function comes from the hardware domain or from quarantine, never from a guest (pci.c, device_assigned)."""
    for device in claim.given:
        number = state.holder.get(device.name, DOM0)
        if number != DOM0:
            return Refused(Errno.EBUSY, f"{device.name} is already assigned to domain {number}", _PCI)
    return None


def endpoint(_: State, claim: Claim) -> Refused | None:
    """Only an endpoint is given away: header type 0."""
    if claim.named is not None and claim.named.role is Role.PCI_BRIDGE:
        words = f"{claim.named.name} is a bridge"
        return Refused(Errno.EINVAL, words, claim.requirement)
    return None


def group_undivided(state: State, claim: Claim) -> Refused | None:
    """The functions of one isolation group, as far as guests hold them, have one holder."""
    for device in claim.given:
        for other in state.host.isolation_group(device):
            number = state.holder.get(other.name, DOM0)
            if number not in {DOM0, claim.domain.number}:
                words = f"{other.name}, of the same isolation group as {device.name}, belongs to domain {number}"
                return Refused(Errno.EBUSY, words, _PCI)
    return None


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
