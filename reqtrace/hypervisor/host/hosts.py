# SPDX-License-Identifier: Apache-2.0
"""The hosts that have a name: their device trees, written down from what the boards offer."""

from __future__ import annotations

from collections.abc import Mapping

from reqtrace.hypervisor.host.board_zynqmp import ZYNQMP, ZYNQMP_SMMU
from reqtrace.hypervisor.host.hosts_x86 import AMDVI_UNIT, Q35, VTD_UNIT
from reqtrace.hypervisor.host.platform import Arch

_VIRTIO = "".join(
    f"""\
    virtio_mmio@{0xA000000 + n * 0x200:x} {{
        compatible = "virtio,mmio"; dma-coherent;
        reg = <0 {0xA000000 + n * 0x200:#x} 0 0x200>; interrupts = <0 {16 + n} 1>;
    }};
"""
    for n in range(32)
)

QEMU_VIRT = f"""\
/dts-v1/;
/ {{
    model = "linux,dummy-virt"; compatible = "linux,dummy-virt";
    #address-cells = <2>; #size-cells = <2>; interrupt-parent = <&gic>;
    chosen {{ stdout-path = "/pl011@9000000"; }};
    psci {{ compatible = "arm,psci-1.0", "arm,psci-0.2"; method = "smc"; }};
    cpus {{
        #address-cells = <1>; #size-cells = <0>;
        cpu@0 {{ device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <0>; enable-method = "psci"; }};
    }};
    timer {{ compatible = "arm,armv8-timer"; interrupts = <1 13 0xf04>, <1 14 0xf04>, <1 11 0xf04>, <1 10 0xf04>; }};
    memory@40000000 {{ device_type = "memory"; reg = <0 0x40000000 0 0x80000000>; }};
    flash@0 {{ compatible = "cfi-flash"; reg = <0 0 0 0x4000000>, <0 0x4000000 0 0x4000000>; bank-width = <4>; }};
    gic: intc@8000000 {{
        compatible = "arm,cortex-a15-gic"; interrupt-controller; #interrupt-cells = <3>;
        #address-cells = <2>; #size-cells = <2>; ranges; interrupts = <1 9 4>;
        reg = <0 0x8000000 0 0x10000>, <0 0x8010000 0 0x10000>, <0 0x8030000 0 0x10000>, <0 0x8040000 0 0x10000>;
        v2m@8020000 {{ compatible = "arm,gic-v2m-frame"; msi-controller; reg = <0 0x8020000 0 0x1000>; }};
    }};
    pl011@9000000 {{ compatible = "arm,pl011", "arm,primecell"; reg = <0 0x9000000 0 0x1000>; interrupts = <0 1 4>; }};
    pl031@9010000 {{ compatible = "arm,pl031", "arm,primecell"; reg = <0 0x9010000 0 0x1000>; interrupts = <0 2 4>; }};
    fw-cfg@9020000 {{ compatible = "qemu,fw-cfg-mmio"; dma-coherent; reg = <0 0x9020000 0 0x18>; }};
    pl061@9030000 {{ compatible = "arm,pl061", "arm,primecell"; reg = <0 0x9030000 0 0x1000>; interrupts = <0 7 4>; }};
{_VIRTIO}\
    pcie: pcie@10000000 {{
        compatible = "pci-host-ecam-generic"; device_type = "pci"; dma-coherent;
        #address-cells = <3>; #size-cells = <2>; bus-range = <0 0xff>; linux,pci-domain = <0>;
        reg = <0x40 0x10000000 0 0x10000000>;
        ranges = <0x2000000 0 0x10000000 0 0x10000000 0 0x2eff0000>, <0x3000000 0x80 0 0x80 0 0x80 0>;
    }};
}};
"""
"""QEMU's ``virt`` board with a GICv2, as far as device assignment sees it."""

_HOLE = """\
&{/memory@40000000} { reg = <0 0x40000000 0 0x1f000000>, <0 0x60000000 0 0x60000000>; };
&pcie { iommu-map = <0 &smmu 0 0x10000>; };
"""
"""Where an IOMMU of that board stands: in a hole that the memory leaves for it, and before the PCI bus."""

SMMUV2 = f"""\
/ {{
    smmu: smmu@5f000000 {{
        compatible = "arm,mmu-500"; reg = <0 0x5f000000 0 0x10000>; #iommu-cells = <1>; #global-interrupts = <1>;
        interrupts = <0 128 4>, <0 129 4>;
    }};
}};
{_HOLE}"""

SMMUV3 = f"""\
/ {{
    smmu: smmuv3@5f000000 {{
        compatible = "arm,smmu-v3"; reg = <0 0x5f000000 0 0x20000>; #iommu-cells = <1>; dma-coherent;
        interrupts = <0 74 1>, <0 75 1>, <0 76 1>, <0 77 1>; interrupt-names = "eventq", "priq", "cmdq-sync", "gerror";
    }};
}};
{_HOLE}"""

IPMMU = f"""\
/ {{
    smmu: iommu@5f000000 {{
        compatible = "renesas,ipmmu-r8a7795"; reg = <0 0x5f000000 0 0x1000>; #iommu-cells = <1>;
        interrupts = <0 196 4>, <0 197 4>;
    }};
}};
{_HOLE}"""

SOURCES: Mapping[str, str] = {"qemu-virt": QEMU_VIRT, "zynqmp": ZYNQMP, "q35": Q35}
"""The device tree of each host that has a name."""

ARCHS: Mapping[str, Arch] = {"q35": Arch.X86_64}
"""The hosts that are no Arm machines."""

IOMMUS: Mapping[str, Mapping[str, str]] = {
    "qemu-virt": {"smmuv2": SMMUV2, "smmuv3": SMMUV3, "ipmmu": IPMMU},
    "zynqmp": {"smmuv2": ZYNQMP_SMMU},
    "q35": {"vtd": VTD_UNIT, "amdvi": AMDVI_UNIT},
}
"""What is added to a host's tree for an IOMMU of each kind it can have."""

HOSTS = tuple(sorted(SOURCES))
"""The names of the hosts."""
