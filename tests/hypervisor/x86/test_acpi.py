# SPDX-License-Identifier: Apache-2.0
"""No domain finds the table of an IOMMU, which the machine has."""

from __future__ import annotations

import pytest
from q35 import guest, machine

from reqtrace.hypervisor.x86.acpi import acpi_tables, machine_tables


@pytest.mark.parametrize(("iommu", "table"), [("vtd", "DMAR"), ("amdvi", "IVRS")])
def test_the_table_of_the_iommu_is_the_machines_alone(iommu: str, table: str) -> None:
    state = guest(machine(iommu=iommu), "a")
    assert table in machine_tables(state.host)
    assert acpi_tables(state, "dom0") == {"APIC", "FACP", "HPET", "MCFG"}
    assert acpi_tables(state, "a") == {"APIC", "FACP", "HPET"}
    assert acpi_tables(state, "nobody") == frozenset()
