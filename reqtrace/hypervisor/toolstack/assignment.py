# SPDX-License-Identifier: Apache-2.0
"""What Xen itself does when the toolstack has granted all the rest: XEN_DOMCTL_assign_device for a PCI function."""

from __future__ import annotations

from reqtrace.hypervisor.assignment import interrupt, mmio
from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.rule import Book
from reqtrace.hypervisor.rules import PCI
from reqtrace.hypervisor.x86 import lines

_NOT_XENS = (
    mmio.guest_range_free,
    mmio.permit,
    mmio.map_pages,
    interrupt.permit_lines,
    lines.bind_lines,
)
"""What the toolstack has done by calls of their own."""

ASSIGNMENT: Book[Claim] = tuple(rule for rule in PCI if rule not in _NOT_XENS)
"""The rules of an assignment but for what is done by then."""
