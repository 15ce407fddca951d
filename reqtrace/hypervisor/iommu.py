# SPDX-License-Identifier: Apache-2.0
"""Rules on DMA: whose requests an IOMMU translates for whom, and what must hold where no IOMMU stands."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.hypervisor.claim import Claim
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.platform import Device, Role, Stream
from reqtrace.hypervisor.state import DOM0, State

_SMMU = "drivers/passthrough/arm/smmu.c, arm_smmu_master_alloc_smes"


def one_iommu(_: State, claim: Claim) -> Refused | None:
    """A device stands behind one IOMMU at most, be the other enabled or not (arm/iommu_fwspec.c)."""
    for device in claim.given:
        if device.streams and len(device.behind) > 1:
            words = f"{device.name} is behind more than one IOMMU"
            return Refused(Errno.EINVAL, words, "drivers/passthrough/arm/iommu_fwspec.c, iommu_fwspec_init")
    return None


def streams_in_range(state: State, claim: Claim) -> Refused | None:
    """A stream id fits the id space of its IOMMU, else it would be cut down to that of another device."""
    bits = {iommu.path: iommu.stream_bits for iommu in state.host.iommus}
    for device, stream in _streams(claim):
        if stream.id >> bits[stream.iommu] or stream.mask >> bits[stream.iommu]:
            words = f"{stream} of {device.name} is beyond the {bits[stream.iommu]} bits of {stream.iommu}"
            return Refused(Errno.ERANGE, words, claim.requirement)
    return None


def streams_free(state: State, claim: Claim) -> Refused | None:
    """A stream is translated for one domain, and no request belongs to two stream mapping entries.

    PCI functions come from the hardware domain, which may keep another one behind the same requester id.
    """
    taken = dict(state.streams)
    for device, stream in _streams(claim):
        for other, number in sorted(taken.items()):
            if not stream.overlaps(other) or (number == DOM0 and not device.is_platform):
                continue
            if number != claim.domain.number:
                words = f"{stream} of {device.name} is already used by domain {number}"
                return Refused(Errno.EBUSY, words, claim.exclusion)
            if stream != other:
                words = f"{stream} of {device.name} overlaps {other}"
                return Refused(Errno.EINVAL, words, f"{_SMMU}, arm_smmu_find_sme")
        taken[stream] = claim.domain.number
    return None


def told_apart(state: State, number: int) -> Refused | None:
    """The IOMMU tells the requests of domain `number` from those of any PCI function that is not the domain's.

    A function that the hardware domain keeps would otherwise send its requests as the domain's; one in quarantine
    sends none. It is judged once the domain has all it asked for: functions with one requester id may go together.
    """
    strangers = [
        device
        for device in state.host.of_role(Role.PCI_FUNCTION, Role.PCI_BRIDGE)
        if device.name in state.masters and state.holder.get(device.name) != number
    ]
    for device in state.held_by(number):
        for stream in device.streams:
            for other in strangers:
                if any(map(stream.overlaps, other.streams)):
                    words = f"{stream} of {device.name} is that of {other.name} too"
                    return Refused(Errno.ERANGE, words, "XenSSR~assign_pci_device_with_iommu~1")
    return None


def entries_left(state: State, claim: Claim) -> Refused | None:
    """Every new stream takes one of the stream mapping entries of its IOMMU."""
    for iommu in state.host.iommus:
        wanted = {stream for _, stream in _streams(claim) if stream.iommu == iommu.path} - state.streams.keys()
        used = sum(stream.iommu == iommu.path for stream in state.streams)
        if wanted and used + len(wanted) > iommu.groups:
            return Refused(Errno.ENOSPC, f"{iommu.path} has no stream mapping entry left", _SMMU)
    return None


def consented(_: State, claim: Claim) -> Refused | None:
    """A device that no enabled IOMMU protects is given only where the integrator forces it (iommu_assign_dt_device)."""
    for device in _unprotected(claim):
        if not claim.forced:
            words = f"Failed to assign device to d{claim.domain.number}: no enabled IOMMU protects {device.name}"
            return Refused(Errno.EINVAL, words, "drivers/passthrough/device_tree.c, iommu_assign_dt_device")
    return None


def directly_mapped(_: State, claim: Claim) -> Refused | None:
    """An unprotected device with DMA goes only to a direct-mapped domain: it takes guest addresses as the machine's."""
    for device in _unprotected(claim):
        if device.dma_capable and not claim.domain.direct_map:
            words = f"{device.name} has DMA without an IOMMU, and d{claim.domain.number} is not direct-mapped"
            return Refused(Errno.EPERM, words, claim.requirement)
    return None


def trusted(_: State, claim: Claim) -> Refused | None:
    """An unprotected device with DMA goes only to a domain the integrator trusts: it reaches all memory."""
    for device in _unprotected(claim):
        if device.dma_capable and not claim.domain.trusted:
            words = f"{device.name} has DMA without an IOMMU, and d{claim.domain.number} is not trusted"
            return Refused(Errno.EPERM, words, claim.requirement)
    return None


def _streams(claim: Claim) -> Iterator[tuple[Device, Stream]]:
    return ((device, stream) for device in claim.given for stream in device.streams)


def _unprotected(claim: Claim) -> Iterator[Device]:
    return (device for device in claim.given if not device.protected)
