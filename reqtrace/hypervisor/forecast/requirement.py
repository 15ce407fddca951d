# SPDX-License-Identifier: Apache-2.0
"""By which requirement something is refused, where the rule itself names a function of Xen."""

from __future__ import annotations

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.forecast.guest import Want, Way

_IDENTITY = "XenSSR~map_platform_device_mmio_region_ident~1"
_MOVED = "XenSSR~map_platform_device_mmio_region_non_ident~1"


def requirement_of(refused: Refused, rule: str, claim: Claim, want: Want, *, dma: bool) -> str:
    """The requirement behind a refusal of `rule`; `dma` says whether the node of the guest's tree looks like a master.

    A resource that somebody else has is a matter of exclusion; how registers are written is one of mapping; who says
    too little could only mean a device without interrupts. All else is a matter of the assignment, which is known by
    the device, or, where the host has none, by how it is asked for.
    """
    if refused.source.startswith("XenSSR~"):
        return refused.source
    if refused.errno is Errno.EBUSY:
        return claim.exclusion
    if rule in {"assignment.form.cells_sensible", "assignment.form.pages_aligned"}:
        moved = any(each.guest != each.host.base for each in want.asked.ranges)
        return _MOVED if moved else _IDENTITY
    if rule == "assignment.form.said_enough":
        return "XenSSR~assign_interrupt_less_platform_device~1"
    if claim.reached:
        return claim.requirement
    return f"XenSSR~assign_{_kind(want, dma=dma)}~1"


def _kind(want: Want, *, dma: bool) -> str:
    if want.asked.path is None and want.way is not Way.IRQS:
        return "interrupt_less_platform_device"
    if not want.asked.forced and want.asked.registers:
        return "dma_platform_device_with_iommu"
    return "dma_platform_device_without_iommu" if dma else "non_dma_platform_device"


def requirement_of_guest(refused: Refused, rule: str) -> str:
    """The requirement behind a refusal of the guest as a whole."""
    if refused.source.startswith("XenSSR~"):
        return refused.source
    direct = rule == "assignment.creation.allocated_statically"
    return f"XenSSR~assign_{'dma_platform_device_without_iommu' if direct else 'non_dma_platform_device'}~1"
