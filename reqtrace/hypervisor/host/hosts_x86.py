# SPDX-License-Identifier: Apache-2.0
"""The x86 host that has a name, written as a tree: what its ACPI tables say, as far as device assignment sees it."""

from __future__ import annotations

VTD, AMDVI = "intel,vt-d", "amd,iommu"
"""What the nodes of the two kinds of IOMMU are called here; no tree of a real machine has either."""

IOAPIC = "intel,ioapic"
"""What the node of the interrupt controller is called here."""

Q35 = f"""\
/dts-v1/;
/ {{
    model = "QEMU q35"; compatible = "pc-q35";
    #address-cells = <2>; #size-cells = <2>; interrupt-parent = <&ioapic>;
    chosen {{ }};
    memory@0 {{ device_type = "memory"; reg = <0 0 0 0x80000000>; }};
    ioapic: ioapic@fec00000 {{
        compatible = "{IOAPIC}"; interrupt-controller; #interrupt-cells = <1>; reg = <0 0xfec00000 0 0x1000>;
    }};
    pcie: pcie@b0000000 {{
        compatible = "pci-host-ecam-generic"; device_type = "pci"; dma-coherent;
        #address-cells = <3>; #size-cells = <2>; bus-range = <0 0xff>; linux,pci-domain = <0>;
        reg = <0 0xb0000000 0 0x10000000>;
        ranges = <0x2000000 0 0xc0000000 0 0xc0000000 0 0x3ec00000>;
    }};
}};
"""
"""QEMU's ``q35`` board: memory below 2 GiB, the configuration space of PCI at 0xb0000000, BARs from 0xc0000000 on."""

VTD_UNIT = f"""\
/ {{ vtd: iommu@fed90000 {{ compatible = "{VTD}"; reg = <0 0xfed90000 0 0x1000>; #iommu-cells = <1>; }}; }};
&pcie {{ iommu-map = <0 &vtd 0 0x10000>; }};
"""
"""What ``-device intel-iommu`` adds: one remapping unit (DRHD) for all functions, which the DMAR table describes."""

AMDVI_UNIT = f"""\
/ {{ amdvi: iommu@fed80000 {{ compatible = "{AMDVI}"; reg = <0 0xfed80000 0 0x4000>; #iommu-cells = <1>; }}; }};
&pcie {{ iommu-map = <0 &amdvi 0 0x10000>; }};
"""
"""What ``-device amd-iommu`` adds: one IOMMU for all functions, which the IVRS table describes."""
