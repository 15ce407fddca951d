# SPDX-License-Identifier: Apache-2.0
"""Rules on DMA: whose requests an IOMMU translates for whom, and what must hold where no IOMMU stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.assignment.ownership import concerned, listed
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import Device, Iommu, IommuKind, Role, Stream
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import check, effect

_SMMU = "drivers/passthrough/arm/smmu.c, arm_smmu_master_alloc_smes"


@check("drivers/passthrough/arm/iommu_fwspec.c, iommu_fwspec_init")
def one_iommu(state: State, claim: Claim) -> Refused | None:
    """A device stands behind one IOMMU at most, be the other enabled or not."""
    for device in concerned(state, claim):
        if device.streams and len(device.behind) > 1:
            words = f"{device.name} is behind more than one IOMMU"
            return Refused(Errno.EINVAL, words, "drivers/passthrough/arm/iommu_fwspec.c, iommu_fwspec_init")
    return None


@check("XenSSR~assign_dma_platform_device_with_iommu~1", lacking=Finding.D_20)
def streams_in_range(state: State, claim: Claim) -> Refused | None:
    """A stream id fits the id space of an SMMUv2, else it would be cut down to that of another device."""
    return _beyond(state, claim, (iommu for iommu in state.host.iommus if iommu.kind is IommuKind.SMMUV2))


@check("drivers/passthrough/arm/smmu-v3.c, arm_smmu_sid_in_range")
def streams_in_table(state: State, claim: Claim) -> Refused | None:
    """A stream id has an entry in the table of any other IOMMU."""
    return _beyond(state, claim, (iommu for iommu in state.host.iommus if iommu.kind is not IommuKind.SMMUV2))


def _beyond(state: State, claim: Claim, iommus: Iterable[Iommu]) -> Refused | None:
    """Refuse a stream id or a mask that one of these IOMMUs has not enough bits for."""
    bits = {iommu.path: iommu.stream_bits for iommu in iommus}
    for device, stream in _streams(state, claim):
        if stream.iommu in bits and (stream.id | stream.mask) >> bits[stream.iommu]:
            words = f"{stream} of {device.name} is beyond the {bits[stream.iommu]} bits of {stream.iommu}"
            return Refused(Errno.ERANGE, words, claim.requirement)
    return None


@check(f"{_SMMU}, arm_smmu_find_sme")
def entries_apart(state: State, claim: Claim) -> Refused | None:
    """No request belongs to two stream mapping entries."""
    taken = set(state.streams)
    for device, stream in _streams(state, claim):
        for other in sorted(taken):
            if stream.overlaps(other) and stream != other and not _ceded(state, other, device):
                words = f"{stream} of {device.name} overlaps {other}"
                return Refused(Errno.EINVAL, words, f"{_SMMU}, arm_smmu_find_sme")
        taken.add(stream)
    return None


@check("XenSSR~forbid_same_platform_device_assignment~1", lacking=Finding.D_05)
def streams_free(state: State, claim: Claim) -> Refused | None:
    """A stream is translated for one domain, whichever of its devices brought it.

    Whether another domain has the very device Xen knows from its list. PCI functions come from the hardware domain,
    which may keep another one behind the same requester id.
    """
    for device, stream in _streams(state, claim):
        its = {claim.domain.number, *((state.holder.get(device.name),) if device in listed(claim) else ())}
        for other, number in sorted(state.streams.items()):
            if stream.overlaps(other) and number not in its and not _ceded(state, other, device):
                words = f"{stream} of {device.name} is already used by domain {number}"
                return Refused(Errno.EBUSY, words, claim.exclusion)
    return None


def _ceded(state: State, stream: Stream, device: Device) -> bool:
    """Whether the hardware domain cedes the stream to a device that is given away: a PCI function it is using."""
    return state.streams.get(stream) == DOM0 and not device.is_platform


@check("drivers/passthrough/arm/smmu.c, arm_smmu_master_alloc_smes")
def entries_left(state: State, claim: Claim) -> Refused | None:
    """Every new stream takes one of the stream mapping entries of its IOMMU."""
    for iommu in state.host.iommus:
        wanted = {stream for _, stream in _streams(state, claim) if stream.iommu == iommu.path} - state.streams.keys()
        used = sum(stream.iommu == iommu.path for stream in state.streams)
        if wanted and used + len(wanted) > iommu.groups:
            return Refused(Errno.ENOSPC, f"{iommu.path} has no stream mapping entry left", _SMMU)
    return None


@check("drivers/passthrough/device_tree.c, iommu_assign_dt_device")
def consented(state: State, claim: Claim) -> Refused | None:
    """A device that no enabled IOMMU protects is given only where the integrator forces it."""
    for device in _unprotected(state, claim):
        if not claim.forced:
            words = f"Failed to assign device to d{claim.domain.number}: no enabled IOMMU protects {device.name}"
            return Refused(Errno.EINVAL, words, "drivers/passthrough/device_tree.c, iommu_assign_dt_device")
    return None


@check("XenSSR~assign_dma_platform_device_without_iommu~1", lacking=Finding.D_02)
def directly_mapped(state: State, claim: Claim) -> Refused | None:
    """An unprotected device with DMA goes only to a direct-mapped domain: it takes guest addresses as the machine's."""
    for device in _unprotected(state, claim):
        if device.dma_capable and not claim.domain.direct_map:
            words = f"{device.name} has DMA without an IOMMU, and d{claim.domain.number} is not direct-mapped"
            return Refused(Errno.EPERM, words, claim.requirement)
    return None


@check("XenSSR~assign_dma_platform_device_without_iommu~1", lacking=Finding.D_02)
def trusted(state: State, claim: Claim) -> Refused | None:
    """An unprotected device with DMA goes only to a domain the integrator trusts: it reaches all memory."""
    for device in _unprotected(state, claim):
        if device.dma_capable and not claim.domain.trusted:
            words = f"{device.name} has DMA without an IOMMU, and d{claim.domain.number} is not trusted"
            return Refused(Errno.EPERM, words, claim.requirement)
    return None


@effect("XenSSR~arm_platform_support_scope~1", lacking=Finding.D_10)
def warned(state: State, claim: Claim) -> State:
    """Xen says that DMA without an IOMMU lies outside the support statement."""
    names = [device.name for device in _unprotected(state, claim) if device.dma_capable]
    lines = (f"{name} has DMA without an IOMMU: outside the support statement" for name in names)
    return state.but(log=(*state.log, *lines))


@effect("drivers/passthrough/arm/smmu.c, arm_smmu_domain_add_master")
def attach(state: State, claim: Claim) -> State:
    """The streams are translated by the tables of the domain, whoever had them before."""
    ids = {iommu.path: (1 << iommu.stream_bits) - 1 for iommu in state.host.iommus}
    streams = {
        replace(stream, id=stream.id & ids[stream.iommu], mask=stream.mask & ids[stream.iommu])
        for _, stream in _streams(state, claim)
    }
    return state.but(streams={**state.streams, **dict.fromkeys(sorted(streams), claim.domain.number)})


@check("XenSSR~assign_pci_device_with_iommu~1", lacking=Finding.D_05)
def told_apart(state: State, domain: Domain) -> Refused | None:
    """The IOMMU tells the requests of a domain from those of any PCI function that is not the domain's.

    A function that the hardware domain keeps would otherwise send its requests as the domain's; one in quarantine
    sends none. It is judged once the domain has all it asked for: functions with one requester id may go together.
    """
    strangers = [
        device
        for device in state.host.of_role(Role.PCI_FUNCTION, Role.PCI_BRIDGE)
        if device.name in state.masters and state.holder.get(device.name) != domain.number
    ]
    for device in state.held_by(domain.number):
        for stream in device.streams:
            for other in strangers:
                if any(map(stream.overlaps, other.streams)):
                    words = f"{stream} of {device.name} is that of {other.name} too"
                    return Refused(Errno.ERANGE, words, "XenSSR~assign_pci_device_with_iommu~1")
    return None


def _streams(state: State, claim: Claim) -> Iterator[tuple[Device, Stream]]:
    return ((device, stream) for device in concerned(state, claim) for stream in device.streams)


def _unprotected(state: State, claim: Claim) -> Iterator[Device]:
    return (device for device in concerned(state, claim) if not device.protected)
