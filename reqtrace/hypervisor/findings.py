# SPDX-License-Identifier: Apache-2.0
"""How Xen deviates from what is required: one switch for each finding, and the table of what each version shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Severity(Enum):
    """What a finding endangers."""

    SAFETY = "safety"
    ROBUSTNESS = "robustness"
    DIAGNOSTICS = "documentation and diagnostics"
    SCOPE = "scope"


class Consequence(Enum):
    """What a requirement is on a Xen that shows the finding."""

    DEVIATES = "deviates"
    NOT_IMPLEMENTED = "not implemented"
    NOT_OBSERVABLE = "not observable"


class Finding(Enum):
    """A way in which some Xen deviates; D-… are the findings, V-… what only some versions of Xen do."""

    D_01 = "D-01"
    D_02 = "D-02"
    D_03 = "D-03"
    D_04 = "D-04"
    D_05 = "D-05"
    D_06 = "D-06"
    D_07 = "D-07"
    D_08 = "D-08"
    D_09 = "D-09"
    D_09B = "D-09b"
    D_10 = "D-10"
    D_11 = "D-11"
    D_12 = "D-12"
    D_12B = "D-12b"
    D_13 = "D-13"
    D_14 = "D-14"
    D_15 = "D-15"
    D_16 = "D-16"
    D_16B = "D-16b"
    D_16C = "D-16c"
    D_17 = "D-17"
    D_17B = "D-17b"
    D_18 = "D-18"
    D_19 = "D-19"
    D_20 = "D-20"
    D_21 = "D-21"
    D_22 = "D-22"
    D_23 = "D-23"
    D_24 = "D-24"
    D_25 = "D-25"
    D_26 = "D-26"
    D_27 = "D-27"
    D_28 = "D-28"
    D_29 = "D-29"
    D_30 = "D-30"
    D_31 = "D-31"
    V_1 = "V-1"
    V_2 = "V-2"
    V_3 = "V-3"
    V_4 = "V-4"
    V_5 = "V-5"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Description:
    """What a finding says: its severity, what Xen does, where that stands, and the requirements it concerns.

    One that `hides` keeps whole situations from arising on a stock build, and with them whatever else would show there.
    One that `amends` others changes what these do, and nothing where they are not shown.
    """

    severity: Severity
    title: str
    source: str
    affects: tuple[str, ...] = ()
    consequence: Consequence = Consequence.DEVIATES
    hides: bool = False
    amends: tuple[Finding, ...] = ()


def _ssr(*names: str) -> tuple[str, ...]:
    return tuple(f"XenSSR~{name}~1" for name in names)


_HIDE = "hide_iommu_from_domain"
_DISC_HW, _DISC_XEN = "discover_pci_devices_from_hwdom", "discover_pci_devices_from_xen"
_PCI_A, _PCI_D = "assign_pci_device_with_iommu", "deassign_pci_device_with_iommu"
_PCI_X = "forbid_same_pci_device_assignment"
_IL_A, _IL_D = "assign_interrupt_less_platform_device", "deassign_interrupt_less_platform_device"
_ND_A, _ND_D = "assign_non_dma_platform_device", "deassign_non_dma_platform_device"
_DI_A, _DI_D = "assign_dma_platform_device_with_iommu", "deassign_dma_platform_device_with_iommu"
_DN_A, _DN_D = "assign_dma_platform_device_without_iommu", "deassign_dma_platform_device_without_iommu"
_MI, _MN = "map_platform_device_mmio_region_ident", "map_platform_device_mmio_region_non_ident"
_PN_A, _PN_D = "assign_pci_device_without_iommu", "deassign_pci_device_without_iommu"
_PLAT_X = "forbid_same_platform_device_assignment"
_BOOT_ASSIGNED = (_IL_A, _ND_A, _DI_A, _DN_A)

_PARTIAL = "arch/arm/dom0less-build.c, handle_passthrough_prop"

S, R, D = Severity.SAFETY, Severity.ROBUSTNESS, Severity.DIAGNOSTICS

FINDINGS: Mapping[Finding, Description] = MappingProxyType({
    Finding.D_01: Description(
        S, "xen,reg is not checked: any page of the machine is mapped, at any guest address",
        _PARTIAL, _ssr(_PLAT_X, _IL_A, _MI, _MN, _HIDE, "forbid_shared_resource_pci_passthrough"),
    ),
    Finding.D_02: Description(
        S, "an unprotected device with DMA goes to a domain that is not direct-mapped, trusted or not",
        _PARTIAL, _ssr(_DN_A, _PN_A, _DN_D, _IL_A, _ND_A, _MI, _MN),
    ),
    Finding.D_03: Description(
        S, "a failed assignment at boot stops the whole machine instead of the domain alone",
        "arch/arm/dom0less-build.c, create_domUs",
        _ssr(_PLAT_X, _PCI_X, *_BOOT_ASSIGNED, _PCI_A, _PN_A, _HIDE, _MI, _MN),
    ),
    Finding.D_04: Description(
        S, "the permission to registers covers one page too many",
        _PARTIAL, _ssr(_IL_A, _ND_A, _PLAT_X),
    ),
    Finding.D_05: Description(
        S, "what shares a stream or a context entry with a domain's device is re-pointed to the last domain",
        "drivers/passthrough/arm/smmu.c, arm_smmu_domain_add_master; vtd/iommu.c, domain_context_mapping",
        _ssr(_PLAT_X, _PCI_X, _DI_A),
    ),
    Finding.D_06: Description(
        R, 'passthrough = "disabled" is ignored for a domain that has a partial device tree',
        "common/device-tree/dom0less-bindings.c", _ssr(_DI_A),
    ),
    Finding.D_07: Description(
        R, "a domain without a partial tree gets an IOMMU context if one behind it in the host tree has one",
        "common/device-tree/dom0less-bindings.c; device-tree.c, dt_find_compatible_node", _ssr(_DI_A),
    ),
    Finding.D_08: Description(
        S, "a device that is not marked xen,passthrough, even one in use by dom0, is given away",
        "arch/arm/dom0less-build.c", _ssr(*_BOOT_ASSIGNED, _PLAT_X),
    ),
    Finding.D_09: Description(
        Severity.SCOPE, "a PVH guest is given no PCI device, neither at boot nor by the toolstack",
        "tools/libs/light/libxl_x86.c", _ssr(_PCI_A, _PCI_D), Consequence.NOT_IMPLEMENTED, hides=True,
    ),
    Finding.D_09B: Description(
        Severity.SCOPE, "on Arm no guest is given a PCI device, and Xen does not look for any",
        "arch/arm/include/asm/domain.h, has_vpci", _ssr(_PCI_A, _PCI_D, _PCI_X, _PN_A, _PN_D, _DISC_XEN),
        Consequence.NOT_IMPLEMENTED, hides=True,
    ),
    Finding.D_10: Description(
        D, "nobody is told that DMA without an IOMMU lies outside the support statement",
        "SUPPORT.md, passthrough on Arm", _ssr(_DN_A, _PN_A, "arm_platform_support_scope"),
    ),
    Finding.D_11: Description(
        S, "altp2m, introspection and saving a stopped domain are not excluded for a domain with a device",
        "common/domain.c; common/vm_event.c; tools/libs/guest/xg_sr_save.c",
        _ssr("forbid_passthrough_with_altp2m", "forbid_passthrough_with_introspection",
             "forbid_passthrough_with_migration"),
    ),
    Finding.D_12: Description(
        S, "devices of two domains may share an interrupt line on x86",
        "drivers/passthrough/x86/hvm.c, pt_irq_create_bind", _ssr(_PCI_X, "forbid_shared_resource_pci_passthrough"),
    ),
    Finding.D_12B: Description(
        S, "isolation groups know neither ACS nor switches nor multifunction devices, bind nobody, and have no policy",
        "drivers/passthrough/vtd/iommu.c, intel_iommu_group_id",
        _ssr(_PCI_X, "assign_isolation_group_to_one_domain", "isolate_peer_to_peer_dma",
             "acs_errata_treated_as_no_acs", "detect_hidden_bridge", "isolation_relaxation_by_device_id",
             "isolation_policy_single_store", "no_silent_isolation_bypass"),
    ),
    Finding.D_13: Description(
        R, "a failed pci-attach leaves the permissions it had granted",
        "tools/libs/light/libxl_pci.c, pci_add_dm_done", _ssr(_PCI_A, "driver_domain_permissions_before_start"),
    ),
    Finding.D_14: Description(
        R, "the interrupts of a dead domain come back only when the last reference to it is dropped",
        "arch/arm/vgic.c, domain_vgic_free", _ssr(_ND_D, _DI_D),
    ),
    Finding.D_15: Description(
        S, "an overlay takes an unprotected device away from under its domain, and leaves traces where it fails",
        "common/device-tree/dt-overlay.c, check_nodes", _ssr(_ND_A, _IL_A, _DN_A, _DN_D),
    ),
    Finding.D_16: Description(
        R, "an incomplete tuple of xen,reg is dropped without a word, and the device comes without registers",
        _PARTIAL, _ssr(_IL_A, _MI, _MN),
    ),
    Finding.D_16B: Description(
        D, "the code that is logged for a domain that could not be set up is always EINVAL, whatever the cause",
        "arch/arm/dom0less-build.c, prepare_dtb_domU",
    ),
    Finding.D_16C: Description(
        D, "a failed deassignment is logged as an assignment",
        "drivers/passthrough/device_tree.c, iommu_do_dt_domctl", _ssr(_IL_D, _ND_D, _DI_D, _DN_D),
    ),
    Finding.D_17: Description(
        S, "an IOMMU that this build has no driver for stays visible to dom0",
        "arch/arm/domain_build.c, handle_node", _ssr(_HIDE),
    ),
    Finding.D_17B: Description(
        S, "an IOMMU node or property written into a partial tree is copied to the guest",
        "arch/arm/dom0less-build.c, handle_prop_pfdt", _ssr(_HIDE),
    ),
    Finding.D_18: Description(
        S, "the hardware domain removes a PCI function that a guest still owns",
        "drivers/passthrough/pci.c, pci_remove_device", _ssr(_DISC_HW, _PCI_X),
    ),
    Finding.D_19: Description(
        R, "what a domain gave back belongs to DOMID_IO, and the hardware domain can not use it again by itself",
        "drivers/passthrough/device_tree.c, iommu_deassign_dt_device", _ssr(_IL_D, _ND_D, _DI_D, _DN_D),
    ),
    Finding.D_20: Description(
        S, "a stream id beyond the stream space is cut down and programs another device's stream",
        "drivers/passthrough/arm/smmu.c, arm_smmu_dt_add_device_generic", _ssr(_DI_A),
    ),
    Finding.D_21: Description(
        S, "an unprotected device goes on with its DMA when its domain is destroyed",
        "arch/arm/domain.c, domain_relinquish_resources", _ssr(_DN_D, _PN_D, _IL_D),
    ),
    Finding.D_22: Description(
        R, "to ask whether a device can be assigned gives another error than to assign it",
        "drivers/passthrough/pci.c, iommu_do_pci_domctl", _ssr(_PCI_X),
    ),
    Finding.D_23: Description(
        R, "a tuple of xen,reg with size 0 permits a page and maps none",
        "common/rangeset.c, rangeset_add_range", _ssr(_MI, _MN),
    ),
    Finding.D_24: Description(
        D, "without a control domain no domain is ever taken down, so nothing is given back",
        "arch/arm/domain.c", _ssr(_IL_D, _ND_D, _DI_D, _DN_D, _PCI_D, _PN_D), Consequence.NOT_OBSERVABLE, hides=True,
    ),
    Finding.D_25: Description(
        R, "an interrupt that the virtual UART of the domain uses is given to a device as well",
        "arch/arm/device.c, map_irq_to_domain", _ssr(_ND_A, _PCI_A),
    ),
    Finding.D_26: Description(
        R, "the control domain may permit one page or interrupt to two domains",
        "common/domctl.c, XEN_DOMCTL_iomem_permission", _ssr(_PLAT_X),
    ),
    Finding.D_27: Description(
        S, "a stock build creates no direct-mapped domain, because static memory is compiled out",
        "common/Kconfig, STATIC_MEMORY", _ssr(_DN_A, _PN_A, _DN_D), hides=True,
    ),
    Finding.D_28: Description(
        D, "a stock build has no driver for an SMMUv3 and protects no device behind one",
        "drivers/passthrough/Kconfig, ARM_SMMU_V3", _ssr(_DI_A), hides=True,
    ),
    Finding.D_29: Description(
        S, "a function that can not be reset is handed to the next guest as the last one left it",
        "tools/libs/light/libxl_pci.c, libxl__device_pci_reset", _ssr("reset_device_between_owners"),
    ),
    Finding.D_30: Description(
        S, "the next guest reads in the command register of a function what the last one wrote there",
        "Linux, xen-pciback/conf_space_header.c, header_common", _ssr("reset_device_between_owners"),
    ),
    Finding.D_31: Description(
        S, "one word on dom0's command line makes every function permissive, and nobody is warned",
        "Linux, xen-pciback/conf_space.c, xen_pcibk_permissive", _ssr("permissive_config_space_opt_in"),
    ),
    Finding.V_1: Description(
        S, "where D-03 would stop the machine, the domain is started all the same, with what it had got by then",
        "arch/arm/dom0less-build.c before commit f51c92383b", amends=(Finding.D_03,),
    ),
    Finding.V_2: Description(
        R, "the property passthrough of a domain is not known",
        "common/device-tree/dom0less-bindings.c before commit 1d2b4f3049", _ssr(_DI_A),
    ),
    Finding.V_3: Description(
        R, "the extended regions of a domain overlap the registers of its devices",
        "arch/arm/domain_build.c before commit fba1b0974d", _ssr(_MN),
    ),
    Finding.V_4: Description(
        R, "cell counts of zero in a partial tree make the hypervisor divide by zero",
        "arch/arm/dom0less-build.c before commit b83e1d9a1a", _ssr(_MI),
    ),
    Finding.V_5: Description(
        R, "a partial tree may use up the phandles that the guest's interrupt controller needs",
        "arch/arm/dom0less-build.c before commit a010efd323", _ssr(_ND_A),
    ),
})  # fmt: skip
"""What is known of each; the numbers are those of the findings page of the requirements."""

_OF_ALL = frozenset(finding for finding in Finding if finding.value.startswith("D"))

# [impl->dsn~findings_are_switches~1]
PROFILES: Mapping[str, frozenset[Finding]] = MappingProxyType(
    {
        "required": frozenset(),
        "xen-4.17": _OF_ALL | {Finding.V_1, Finding.V_2, Finding.V_3, Finding.V_4, Finding.V_5},
        "xen-4.20": _OF_ALL | {Finding.V_3, Finding.V_4, Finding.V_5},
        "xen-head": _OF_ALL,
    }
)
"""What each profile deviates in, the usual one first; profiles differ in nothing else."""
