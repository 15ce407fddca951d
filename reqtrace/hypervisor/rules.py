# SPDX-License-Identifier: Apache-2.0
"""The rule books: which checks a request must pass, in the order in which Xen would find fault with it."""

from __future__ import annotations

from reqtrace.hypervisor import interrupt, iommu, mmio, ownership
from reqtrace.hypervisor.claim import Check

# [impl->dsn~rule_books_in_order~1]
PLATFORM_CHECKS: tuple[Check, ...] = (
    mmio.not_reserved,
    mmio.offered,
    mmio.within_the_node,
    mmio.something_there,
    mmio.guest_range_free,
    mmio.within_the_ipa_space,
    interrupt.lines_free,
    ownership.devices_free,
    iommu.one_iommu,
    iommu.streams_in_range,
    iommu.streams_free,
    iommu.entries_left,
    iommu.consented,
    iommu.directly_mapped,
    iommu.trusted,
)
"""What must hold before a platform device is given, in Xen's order: registers, interrupts, IOMMU."""

PCI_CHECKS: tuple[Check, ...] = (
    ownership.endpoint,
    ownership.function_free,
    mmio.not_reserved,
    mmio.guest_range_free,
    mmio.within_the_ipa_space,
    interrupt.lines_free,
    ownership.pages_free,
    ownership.group_undivided,
    iommu.streams_in_range,
    iommu.streams_free,
    iommu.entries_left,
    iommu.consented,
    iommu.directly_mapped,
    iommu.trusted,
)
"""What must hold before a PCI function is given."""

DOMCTL_CHECKS: tuple[Check, ...] = (
    mmio.offered,
    ownership.devices_free,
    interrupt.lines_free,
    iommu.one_iommu,
    iommu.streams_in_range,
    iommu.streams_free,
    iommu.entries_left,
)
"""What must hold before the control domain assigns a platform device."""
