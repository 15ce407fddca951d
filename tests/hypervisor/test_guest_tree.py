# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from machines import BEHIND, MARKED, NIC, PCI, RTC, given, host, machine, sound, tree

from reqtrace.hypervisor import DomainSpec, Node, Refused, Tree, create, read_tree, tree_of, usual_tree

SMMUV3 = (
    '/ { v3: smmuv3@9050000 { compatible = "arm,smmu-v3"; reg = <0 0x9050000 0 0x20000>; #iommu-cells = <1>; }; };\n'
    "&pcie { iommu-map = <0 &v3 0 0x10000>; iommu-map-mask = <0xffff>; };"
)


@pytest.mark.parametrize(
    ("fragment", "more"),
    [
        (BEHIND, {"iommu": "smmuv2"}),
        (BEHIND, {"iommu": "smmuv2", "command_line": "iommu=no"}),
        (BEHIND + '&smmu { status = "disabled"; };', {"iommu": "smmuv2"}),
        (SMMUV3, {}),
    ],
)
def test_dom0_sees_no_iommu(fragment: str, more: dict) -> None:
    seen = tree_of(machine(fragment, dom0=True, **more), "dom0")
    assert seen.node("/smmu@5f000000") is None
    assert seen.node("/smmuv3@9050000") is None
    assert seen.node(RTC) is not None
    assert not [name for name in ("iommus", "iommu-map", "iommu-map-mask") if seen.has_property(name)]


def test_dom0_sees_a_marked_device_as_disabled_and_no_console_of_xen() -> None:
    seen = tree_of(machine(MARKED, dom0=True), "dom0")
    rtc = seen.node(RTC)
    assert rtc is not None
    assert rtc.text("status") == "disabled"
    assert not seen.has_property("xen,passthrough")
    assert seen.node("/pl011@9000000") is None


def test_a_guest_sees_its_devices_without_what_is_meant_for_xen() -> None:
    seen = tree_of(sound(given(machine(), "a", RTC, forced=True)), "a")
    node = seen.node("/passthrough/pl031@9010000")
    assert node is not None
    assert node.strings("compatible") == ("arm,pl031", "arm,primecell")
    assert not [name for name in ("xen,reg", "xen,path", "xen,force-assign-without-iommu") if seen.has_property(name)]
    assert {child.name for child in seen.root.children} == {
        "chosen", "psci", "cpus", "memory@40000000", "interrupt-controller@3001000", "timer", "passthrough",
    }  # fmt: skip


def test_only_passthrough_and_aliases_are_copied() -> None:
    read = 'gic { phandle = <0x99>; }; aliases { x = "/passthrough"; }; passthrough { b { c; }; };'
    text = f"/dts-v1/; / {{ other {{ }}; {read} }};"
    seen = tree_of(sound(create(machine(), DomainSpec("a", tree(text)))), "a")
    assert seen.node("/other") is None
    assert seen.node("x/b") is not None
    controller = seen.node("/interrupt-controller@3001000")
    assert controller is not None
    assert controller.cell("phandle", 0) == 0x99


def test_a_guest_with_a_function_sees_a_host_bridge() -> None:
    seen = tree_of(sound(given(machine("", iommu="smmuv2", pci=PCI), "a", NIC)), "a")
    assert seen.node("/pcie@10000000") is not None
    assert not seen.has_property("xen,pci-assigned")


def test_a_domain_that_does_not_live_sees_nothing() -> None:
    assert tree_of(machine(), "a") == Tree(Node("/", {}))


# --- the usual tree ---


def test_the_usual_tree_reads_like_an_integrators() -> None:
    assert usual_tree(host(), [(RTC, True)]) == (
        "/dts-v1/;\n/ {\n    #address-cells = <2>; #size-cells = <2>;\n    passthrough {\n"
        '        compatible = "simple-bus"; ranges; #address-cells = <2>; #size-cells = <2>;\n'
        "        pl031@9010000 {\n"
        '            compatible = "arm,pl031", "arm,primecell";\n'
        "            reg = <0x0 0x9010000 0x0 0x1000>;\n"
        "            interrupt-parent = <0xfde8>;\n"
        "            interrupts = <0 2 4>;\n"
        "            xen,reg = <0x0 0x9010000 0x0 0x1000 0x0 0x9010000>;\n"
        '            xen,path = "/pl031@9010000";\n'
        "            xen,force-assign-without-iommu;\n"
        "        };\n    };\n};\n"
    )


def test_the_usual_tree_rounds_out_to_pages_and_names_functions() -> None:
    text = usual_tree(host(pci=PCI), [("/virtio_mmio@a000200", False), (NIC, False), ("0000:01:00.1", True)])
    assert isinstance(text, str)
    assert "xen,reg = <0x0 0xa000000 0x0 0x1000 0x0 0xa000000>;" in text
    assert "        xen,pci-assigned = <0x0 0x0 0x8>;\n" in text
    assert "forced-functions { xen,pci-assigned = <0x0 0x1 0x1>; xen,force-assign-without-iommu; };" in text
    assert isinstance(read_tree(text), Tree)


@pytest.mark.parametrize(
    ("name", "errno", "words"),
    [("/nosuch@1", "ENODEV", "the host has no device /nosuch@1"), ("/psci", "EINVAL", "/psci has no registers to map")],
)
def test_the_usual_tree_needs_a_device_with_registers(name: str, errno: str, words: str) -> None:
    answer = usual_tree(host(), [(name, False)])
    assert isinstance(answer, Refused)
    assert (answer.errno.name, answer.words) == (errno, words)


def test_what_a_host_says_about_itself_can_not_break_out_of_a_string() -> None:
    board = host(f'&{{{RTC}}} {{ compatible = "a\\"; }}; /include/ \\"x"; }};')
    text = usual_tree(board, [(RTC, True)])
    assert isinstance(text, str)
    node = tree(text).node("/passthrough/pl031@9010000")
    assert node is not None
    assert node.strings("compatible") == ('a"; }; /include/ "x',)
