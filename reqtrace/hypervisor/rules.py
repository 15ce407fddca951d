# SPDX-License-Identifier: Apache-2.0
"""The rule books of assignment: what is checked and done, in the order in which Xen does it."""

from __future__ import annotations

from reqtrace.hypervisor.assignment import creation, form, interrupt, iommu, mmio, ownership, pci_rules
from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.assignment.creation import Wish
from reqtrace.hypervisor.control import permissions
from reqtrace.hypervisor.isolation import rules as isolation
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.rule import Book
from reqtrace.hypervisor.x86 import features as x86_features
from reqtrace.hypervisor.x86 import lines, messages, reserved, stubs

CREATION: Book[Wish] = (
    creation.asked_by_the_control_domain,
    creation.name_free,
    creation.allocated_statically,
    creation.memory_left,
    creation.passthrough_enabled,
    creation.phandles_left,
    creation.make,
)
"""What makes a domain that has no devices yet."""

# [impl->dsn~rule_books_in_order~1]
COPY: Book[Claim] = (form.iommu_hidden,)
"""What holds for every node that is copied to a domain."""

PLATFORM: Book[Claim] = (
    form.said_enough,
    form.cells_sensible,
    form.tuples_whole,
    form.pages_aligned,
    form.pages_named,
    mmio.named_not_reserved,
    mmio.not_reserved,
    mmio.offered,
    mmio.neighbours_offered,
    mmio.within_the_node,
    mmio.something_there,
    mmio.guest_range_free,
    mmio.permit,
    mmio.within_the_ipa_space,
    mmio.map_pages,
    ownership.node_found,
    interrupt.triggers_agree,
    interrupt.lines_within_range,
    interrupt.uart_line_unused,
    interrupt.permit_lines,
    interrupt.lines_not_xens,
    interrupt.lines_free,
    interrupt.neighbours_lines_free,
    interrupt.route,
    ownership.unlisted,
    ownership.not_a_guests,
    ownership.not_dom0s,
    permissions.pages_permitted_to_no_other,
    iommu.one_iommu,
    iommu.streams_in_range,
    iommu.streams_in_table,
    iommu.entries_apart,
    iommu.streams_free,
    iommu.entries_left,
    iommu.consented,
    iommu.directly_mapped,
    iommu.trusted,
    iommu.warned,
    iommu.attach,
    ownership.own,
)
"""What gives a platform device to a domain that is being made: registers, interrupts, IOMMU."""

PCI_LIST: Book[Claim] = (form.functions_listed, form.triples_whole, form.numbers_in_range)
"""What holds for a list of PCI functions."""

PCI: Book[Claim] = (
    pci_rules.iommu_in_use,
    pci_rules.kind_supported,
    pci_rules.bus_for_guests,
    pci_rules.known,
    pci_rules.endpoint,
    pci_rules.not_hidden,
    pci_rules.function_free,
    x86_features.not_on_demand,
    x86_features.memory_its_own,
    x86_features.one_view,
    x86_features.unwatched,
    pci_rules.not_broken,
    pci_rules.context_changes,
    pci_rules.no_host_bridge,
    pci_rules.has_unit,
    pci_rules.well_described,
    reserved.reserved_apart,
    reserved.reserved_behind_no_bridge,
    reserved.reserved_fits,
    reserved.reserved_as_mapped,
    mmio.not_reserved,
    mmio.guest_range_free,
    mmio.within_the_ipa_space,
    interrupt.lines_within_range,
    interrupt.uart_line_unused,
    interrupt.lines_not_xens,
    lines.line_unshared,
    pci_rules.pages_free,
    permissions.pages_permitted_to_no_other,
    isolation.bridges_seen,
    isolation.group_undivided,
    iommu.streams_in_range,
    iommu.streams_in_table,
    iommu.entries_apart,
    iommu.streams_free,
    iommu.entries_left,
    isolation.policy_is_no_iommu,
    iommu.consented,
    iommu.directly_mapped,
    iommu.trusted,
    iommu.warned,
    isolation.audited,
    reserved.risk_noted,
    messages.distrusted,
    messages.distrust_said,
    mmio.permit,
    mmio.map_pages,
    interrupt.permit_lines,
    lines.bind_lines,
    stubs.stub_pages,
    stubs.stub_ports,
    stubs.stub_lines,
    iommu.attach,
    ownership.own,
)
"""What gives a PCI function to a domain."""

COMPLETION: Book[Domain] = (iommu.told_apart,)
"""What holds once a domain has all that it asked for."""

DOMCTL: Book[Claim] = (
    mmio.named_not_reserved,
    mmio.offered,
    ownership.unlisted,
    ownership.not_a_guests,
    ownership.not_dom0s,
    permissions.pages_permitted_to_no_other,
    interrupt.lines_not_xens,
    interrupt.neighbours_lines_free,
    iommu.one_iommu,
    iommu.streams_in_range,
    iommu.streams_in_table,
    iommu.entries_apart,
    iommu.streams_free,
    iommu.entries_left,
    iommu.attach,
    ownership.own,
)
"""What lets the control domain assign a platform device: its registers and interrupts are other calls."""
