# SPDX-License-Identifier: Apache-2.0
"""The ACPI tables that domains of an x86 machine find, by their signatures: never those of an IOMMU."""

from __future__ import annotations

from reqtrace.hypervisor.host.hosts_x86 import AMDVI, VTD
from reqtrace.hypervisor.host.platform import Arch, Host
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State

OF_IOMMUS = {VTD: "DMAR", AMDVI: "IVRS"}
"""The table that describes each kind of IOMMU."""

FIRMWARE = ("APIC", "FACP", "HPET", "MCFG", "SRAT")
"""What the firmware of the machine describes besides: processors, power, timer, configuration space, memory."""

ALLOWED = ("APIC", "FACP", "HPET", "MCFG")
"""What the hardware domain is let see of it (arch/x86/hvm/dom0_build.c, pvh_acpi_table_allowed; no SRAT)."""

OF_GUESTS = ("APIC", "FACP", "HPET")
"""What the toolstack builds for a guest (tools/libacpi/build.c)."""

SIGNATURES = tuple(sorted({*FIRMWARE, *OF_IOMMUS.values()}))
"""Every table that is spoken of."""


def machine_tables(host: Host) -> frozenset[str]:
    """The tables of the machine, which Xen alone reads."""
    if host.arch is not Arch.X86_64:
        return frozenset()
    kinds = {kind for node in host.tree.walk() for kind in node.strings("compatible")}
    return frozenset({*FIRMWARE, *(table for kind, table in OF_IOMMUS.items() if kind in kinds)})


def acpi_tables(state: State, name: str) -> frozenset[str]:
    """The tables that a domain finds: an allow-list of the machine's for dom0, built ones for a guest.

    An IOMMU is in neither list, whether it is in use or not (drivers/passthrough/vtd/dmar.c, acpi_dmar_zap).
    """
    domain: Domain | None = state.domain(name)
    if domain is None or state.host.arch is not Arch.X86_64:
        return frozenset()
    return machine_tables(state.host) & frozenset(ALLOWED if domain.number == DOM0 else OF_GUESTS)
