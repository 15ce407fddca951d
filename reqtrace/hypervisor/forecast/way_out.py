# SPDX-License-Identifier: Apache-2.0
"""What to do about a refusal, and which property of the node it is about, by the rule that refuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol


class Told(Protocol):
    """A rule, as far as it is told of: what it is called and what it demands."""

    @property
    def name(self) -> str:
        """Area and name."""

    @property
    def meaning(self) -> str:
        """What it demands, a sentence."""


_ONE_GUEST = "give each device, and all that can not be told apart from it, to one guest only"
_OWN = "name the pages of the device itself, as `reg` of its node in the host tree has them"

_REG, _PATH, _FORCE = ("xen,reg",), ("xen,path", "xen,reg"), ("xen,force-assign-without-iommu", "xen,path", "xen,reg")
_LINES = ("interrupts", "xen,path")

_WAYS_OUT: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "assignment.form.iommu_hidden": (
            ("iommus", "iommu-map", "iommu-map-mask"),
            "leave the IOMMU out of the guest's tree: Xen takes the stream ids from the host's",
        ),
        "assignment.form.said_enough": (
            _PATH,
            "write xen,reg and xen,path; a device without interrupts may do with xen,reg and "
            "xen,force-assign-without-iommu",
        ),
        "assignment.form.cells_sensible": (_REG, "write #address-cells and #size-cells, 1 or 2, into the node above"),
        "assignment.form.tuples_whole": (
            _REG,
            "write whole tuples <host size guest>, each by the #address-cells and #size-cells of the node above",
        ),
        "assignment.form.pages_aligned": (_REG, "round address and size to pages of 0x1000 bytes"),
        "assignment.form.pages_named": (_REG, "name a page at least, or leave the tuple out"),
        "assignment.form.functions_listed": (("xen,pci-assigned",), "name a function, or leave the property out"),
        "assignment.form.triples_whole": (("xen,pci-assigned",), "write <segment bus devfn> for each function"),
        "assignment.form.numbers_in_range": (
            ("xen,pci-assigned",),
            "a bus and a devfn go up to 0xff, a segment up to 0xffff",
        ),
        "assignment.mmio.named_not_reserved": (_PATH, "name another device: Xen keeps this one"),
        "assignment.mmio.not_reserved": (_REG, "name the pages of a device that Xen does not keep"),
        "assignment.mmio.offered": (_PATH, "write `xen,passthrough;` into the node of the device in the host tree"),
        "assignment.mmio.neighbours_offered": (
            _REG,
            "write `xen,passthrough;` into all devices of the page, and give them to one guest, or give none of them",
        ),
        "assignment.mmio.within_the_node": (_REG, _OWN),
        "assignment.mmio.something_there": (_REG, _OWN),
        "assignment.mmio.guest_range_free": (
            _REG,
            "let the guest see the registers elsewhere: the third part of the tuple",
        ),
        "assignment.mmio.within_the_ipa_space": (_REG, "let the guest see the registers below 1 << 44"),
        "assignment.interrupt.lines_within_range": (_LINES, "raise nr_spis of the domain in the host tree"),
        "assignment.interrupt.uart_line_unused": (_LINES, "leave out the virtual UART, vpl011 or vuart, of the guest"),
        "assignment.interrupt.lines_not_xens": (
            _LINES,
            "give away a device that shares no interrupt with Xen's console",
        ),
        "assignment.interrupt.lines_free": (_LINES, _ONE_GUEST),
        "assignment.interrupt.neighbours_lines_free": (_LINES, _ONE_GUEST),
        "assignment.ownership.node_found": (_PATH, "write the path as the host tree has it"),
        "assignment.ownership.unlisted": (_PATH, _ONE_GUEST),
        "assignment.ownership.not_a_guests": (_PATH, _ONE_GUEST),
        "assignment.ownership.not_dom0s": (
            _PATH,
            "write `xen,passthrough;` into the node of the device in the host tree",
        ),
        "assignment.iommu.one_iommu": (_PATH, "no Xen can give this device away: it stands behind two IOMMUs"),
        "assignment.iommu.streams_in_range": (_PATH, "correct the stream id in `iommus` of the host tree"),
        "assignment.iommu.streams_in_table": (_PATH, "correct the stream id in `iommus` of the host tree"),
        "assignment.iommu.entries_apart": (_PATH, "correct the masks in `iommus` of the host tree: they overlap"),
        "assignment.iommu.streams_free": (_PATH, _ONE_GUEST),
        "assignment.iommu.entries_left": (_PATH, "give away fewer devices behind this IOMMU"),
        "assignment.iommu.consented": (
            _FORCE,
            "enable the IOMMU in the host tree and tie the device to it by `iommus`, or consent with "
            "xen,force-assign-without-iommu",
        ),
        "assignment.iommu.directly_mapped": (
            _FORCE,
            "enable the IOMMU for the device, or make the domain direct-mapped: direct-map and xen,static-mem in "
            "/chosen of the host tree",
        ),
        "assignment.iommu.trusted": (_FORCE, "enable the IOMMU for the device, or give it to a guest that is trusted"),
        "control.permissions.caller_permitted": (("iomem",), "name the pages of a device that Xen does not keep"),
        "control.permissions.permitted_to_no_other": (("iomem",), _ONE_GUEST),
        "control.permissions.held_by_no_other": (("iomem",), _ONE_GUEST),
        "control.permissions.pages_permitted_to_no_other": (_REG, _ONE_GUEST),
        "control.permissions.registers_not_kept": (("iomem",), "name the pages of a device that Xen does not keep"),
        "control.permissions.lines_to_give": (("iomem",), _ONE_GUEST),
        "control.permissions.registers_to_give": (
            ("iomem",),
            "mark the device xen,passthrough in the host tree, give it to this guest only, and name it in dtdev as "
            "well if an IOMMU protects it",
        ),
        "control.permissions.dma_tolerable": (
            ("iomem",),
            "protect the device by an IOMMU, or give it to a guest that is direct-mapped and trusted",
        ),
        "control.permissions.place_free": (("iomem",), "let the guest see the registers elsewhere: first,number@guest"),
        "control.permissions.within_reach": (("iomem",), "let the guest see the registers below 1 << 44"),
        "control.bindings.caller_permitted_line": (("irqs",), "name the interrupt of a device that Xen does not keep"),
        "control.bindings.line_within_range": (
            ("irqs",),
            "name the number of an interrupt as the GIC counts, SPI 0 is 32",
        ),
        "control.bindings.line_not_the_uarts": (("irqs",), "leave out the virtual UART of the guest"),
        "control.bindings.line_not_taken": (("irqs",), "name each interrupt once"),
        "control.bindings.line_free": (("irqs",), _ONE_GUEST),
        "control.bindings.line_of_no_other": (("irqs",), _ONE_GUEST),
        "control.domctl.node_found": (("dtdev",), "write the path as the host tree has it"),
        "control.domctl.node_protected": (
            ("dtdev",),
            "enable the IOMMU in the host tree and tie the device to it by `iommus`; a device without DMA is given by "
            "iomem and irqs alone",
        ),
        "control.domctl.has_a_context": (("dtdev",), 'write passthrough = "enabled"'),
        "assignment.pci_rules.known": (("dtdev",), "name a node of the host tree; PCI functions are named in pci"),
        "assignment.creation.asked_by_the_control_domain": ((), "let Xen boot a domain 0, in which xl runs"),
        "assignment.creation.name_free": ((), "give the guest another name"),
        "assignment.creation.allocated_statically": ((), "write xen,static-mem for the domain in the host tree"),
        "assignment.creation.passthrough_enabled": (
            ("passthrough",),
            'write passthrough = "enabled" for the domain, or leave out its devices',
        ),
        "assignment.creation.phandles_left": (
            (),
            "let dtc number the phandles anew, from 1 on; 0xfde8 is the guest's GIC",
        ),
        "forecast.settings.passthrough_possible": (
            ("dtdev", "pci", "passthrough"),
            "enable the IOMMU in the host tree, or leave out dtdev and pci",
        ),
        "forecast.settings.passthrough_wanted": (
            ("passthrough",),
            'write passthrough = "enabled", or leave out dtdev and pci',
        ),
        "forecast.settings.uart_line_unused": (("irqs",), "leave out the virtual UART, vuart, of the guest"),
        "forecast.functions.address_read": (("pci",), "write domain:bus:device.function in hexadecimal digits"),
        "forecast.functions.named_once": (("pci", "xen,pci-assigned"), "name each function once"),
        "forecast.settings.tables_shared": (("passthrough",), 'write passthrough = "share_pt" or "default"'),
    }
)


KNOWN = frozenset(_WAYS_OUT)
"""The rules of which more can be said than what they demand."""


def way_out(rule: Told) -> str:
    """What to do about a refusal of `rule`: at the least, see to what it demands."""
    return _WAYS_OUT[rule.name][1] if rule.name in _WAYS_OUT else f"see to it: {rule.meaning.rstrip('.')}"


def property_of(rule: Told) -> tuple[str, ...]:
    """The properties, or settings, that a refusal of `rule` is about, the best known first."""
    return _WAYS_OUT[rule.name][0] if rule.name in _WAYS_OUT else ("xen,path", "xen,reg")
