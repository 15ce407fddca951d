# SPDX-License-Identifier: Apache-2.0
"""What Xen itself does when the toolstack has granted all the rest: XEN_DOMCTL_assign_device for a PCI function."""

from __future__ import annotations

from reqtrace.hypervisor import interrupt, mmio
from reqtrace.hypervisor.claim import Claim
from reqtrace.hypervisor.rule import Book
from reqtrace.hypervisor.rules import PCI

_DONE = (mmio.guest_range_free, mmio.permit, mmio.map_pages, interrupt.permit_lines, interrupt.route)

ASSIGNMENT: Book[Claim] = tuple(rule for rule in PCI if rule not in _DONE)
"""The rules of an assignment but for the grants, which are calls of their own, and made by now."""
