# SPDX-License-Identifier: Apache-2.0
"""Rules on ownership: a device, and all that can not be told apart from it, is held by one domain at a time."""

from __future__ import annotations

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import Device
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import check, effect

_PLATFORM = "XenSSR~forbid_same_platform_device_assignment~1"


@check("arch/arm/dom0less-build.c, handle_passthrough_prop")
def node_found(_: State, claim: Claim) -> Refused | None:
    """The path of a node leads to a node of the host."""
    if claim.wanted is not None and claim.named is None:
        words = f"Couldn't find node {claim.wanted} in host_dt!"
        return Refused(Errno.EINVAL, words, "arch/arm/dom0less-build.c, handle_passthrough_prop")
    return None


@check("drivers/passthrough/device_tree.c, iommu_assign_dt_device")
def unlisted(state: State, claim: Claim) -> Refused | None:
    """A protected device stands on one list, of any domain, the hardware domain and the one that asks included."""
    for device in listed(claim):
        if device.name in state.listed and state.holder.get(device.name) == claim.domain.number:
            words = f"{device.name} is already assigned to domain {claim.domain.number}"
            return Refused(Errno.EBUSY, words, _PLATFORM)
    return _held(state, claim, listed(claim))


@check(_PLATFORM, lacking=Finding.D_01)
def not_a_guests(state: State, claim: Claim) -> Refused | None:
    """No other guest holds a device that would be given, be it named or only reached (assumption A-5)."""
    others = (device for device in claim.given if device not in listed(claim))
    return _held(state, claim, tuple(each for each in others if state.holder.get(each.name, DOM0) != DOM0))


@check(_PLATFORM, lacking=Finding.D_08)
def not_dom0s(state: State, claim: Claim) -> Refused | None:
    """The hardware domain does not use a device that would be given (assumption A-6)."""
    others = (device for device in claim.given if device not in listed(claim))
    return _held(state, claim, tuple(each for each in others if state.holder.get(each.name) == DOM0))


def listed(claim: Claim) -> tuple[Device, ...]:
    """What Xen itself keeps a list of: the device a path names, if an IOMMU protects it."""
    device = claim.named
    return (device,) if device is not None and device.is_platform and device.protected else ()


def _held(state: State, claim: Claim, devices: tuple[Device, ...]) -> Refused | None:
    for device in devices:
        number = state.holder.get(device.name, claim.domain.number)
        if number != claim.domain.number:
            return Refused(Errno.EBUSY, f"{device.name} is already assigned to domain {number}", _PLATFORM)
    return None


@effect("drivers/passthrough/device_tree.c, iommu_assign_dt_device")
def own(state: State, claim: Claim) -> State:
    """The domain holds the devices, and may let those send requests that are able to."""
    number = claim.domain.number
    devices = concerned(state, claim) if claim.named is not None else claim.given
    return state.but(
        holder={**state.holder, **{device.name: number for device in devices}},
        masters=state.masters | {device.name for device in devices if device.dma_capable},
        listed=state.listed | {device.name for device in listed(claim)},
    )


def concerned(state: State, claim: Claim) -> tuple[Device, ...]:
    """The devices that are dealt with: all that are given, or, with D-01, the one that is named.

    A Xen with that finding does not look what else stands in the pages (handle_passthrough_prop knows one node).
    """
    if not state.xen.has(Finding.D_01):
        return claim.given
    return () if claim.named is None else (claim.named,)
