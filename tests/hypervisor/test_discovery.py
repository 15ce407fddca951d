# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from machines import BEHIND, BRIDGE, DISK, FW_CFG, GPIO, NIC, OTHER_SMMU, PCI, RTC, function, host, tree

from reqtrace.hypervisor import Finding, Host, Region, Xen, read_host
from reqtrace.hypervisor.host.discovery import discover
from reqtrace.hypervisor.host.pci import Port
from reqtrace.hypervisor.host.platform import Device, Role, Stream

SMMU = "/smmu@5f000000"


def device(name: str, fragment: str = "", **more) -> Device:
    found = host(fragment, **more).find(name)
    assert found is not None
    return found


def test_the_board_offers_what_qemu_offers() -> None:
    board = host("")
    assert device(RTC).registers == (Region(0x9010000, 0x1000),)
    assert device(RTC).interrupts == (34,)
    assert device(FW_CFG).registers == (Region(0x9020000, 0x18),)
    assert device("/virtio_mmio@a003e00").interrupts == (79,)
    assert board.ram == (Region(0x40000000, 0x80000000),)
    assert not board.iommu_enabled
    assert {each.role for each in board.devices.values() if each.name in {"/pl011@9000000"}} == {Role.CONSOLE}
    assert [each.name for each in board.of_role(Role.INTERRUPT_CONTROLLER)] == [
        "/intc@8000000",
        "/intc@8000000/v2m@8020000",
    ]


@pytest.mark.parametrize(
    ("path", "dma"),
    [(RTC, False), (GPIO, False), (FW_CFG, True), ("/virtio_mmio@a000000", True), ("/pcie@10000000", True)],
)
def test_dma_is_told_by_signs(path: str, dma: bool) -> None:
    assert device(path).dma_capable is dma


def test_dma_is_told_by_known_masters() -> None:
    gpu = '/ { gpu@70000000 { compatible = "arm,mali-400"; reg = <0 0x70000000 0 0x1000>; }; };'
    assert device("/gpu@70000000", gpu).dma_capable


def test_an_address_is_seen_through_the_buses_above() -> None:
    bus = (
        "/ { bus@c000000 { #address-cells = <1>; #size-cells = <1>; ranges = <0x100 0 0xc000000 0x1000>;"
        " in@200 { reg = <0x200 0x10>; }; out@2000 { reg = <0x2000 0x10>; }; }; };"
    )
    assert device("/bus@c000000/in@200", bus).registers == (Region(0xC000100, 0x10),)
    assert device("/bus@c000000/out@2000", bus).registers == ()
    assert device("/cpus/cpu@0").registers == ()


@pytest.mark.parametrize(
    ("interrupts", "lines"),
    [
        ("interrupts = <0 2 4>, <0 2 4>;", (34,)),
        ("interrupts = <0 5 4>, <0 3 4>;", (35, 37)),
        ("interrupts = <1 13 4>;", ()),
        ("interrupts-extended = <&gic 0 9 4>;", (41,)),
        ("/delete-property/ interrupts;", ()),
        ("interrupt-parent = <&gpio>; interrupts = <3 4>;", ()),
    ],
)
def test_only_shared_lines_of_the_primary_controller_are_routed(interrupts: str, lines: tuple[int, ...]) -> None:
    gpio = "gpio: &{/pl061@9030000} { interrupt-controller; #interrupt-cells = <2>; };\n"
    assert device(RTC, gpio + f"&{{{RTC}}} {{ {interrupts} }};").interrupts == lines


@pytest.mark.parametrize(
    ("iommus", "streams"),
    [
        ("<&smmu 0x10>", (Stream(SMMU, 0x10),)),
        ("<&smmu 0x12>, <&smmu 0x11>", (Stream(SMMU, 0x11), Stream(SMMU, 0x12))),
        ("<&smmu 0x30010>", (Stream(SMMU, 0x10, 3),)),
        ("<&smmu 0x8010>", (Stream(SMMU, 0x8010),)),
    ],
)
def test_streams_are_read_from_iommus(iommus: str, streams: tuple[Stream, ...]) -> None:
    assert device(RTC, f"&{{{RTC}}} {{ iommus = {iommus}; }};", iommu="smmuv2").streams == streams


@pytest.mark.parametrize(
    ("status", "enabled"),
    [
        ("", True),
        ('status = "ok";', True),
        ('status = "okay";', True),
        ('status = "disabled";', False),
        ('status = "fail";', False),
        ('status = "Disabled";', False),
        ('status = "";', False),
        ("xen,passthrough;", False),
    ],
)
def test_an_iommu_is_enabled_by_the_literal_word(status: str, enabled: bool) -> None:
    found = host(f"{BEHIND} &smmu {{ {status} }};", iommu="smmuv2")
    assert found.iommu_enabled is enabled
    assert found.devices[RTC].protected is enabled


@pytest.mark.parametrize(
    ("command_line", "enabled"),
    [
        ("", True),
        ("iommu=no", False),
        ("console=dtuart iommu=off", False),
        ("no-iommu", False),
        ("iommu=verbose", True),
        ("iommu=no iommu=on", True),
        ("iommu=verbose,off", False),
        ("iommux=no", True),
    ],
)
def test_the_command_line_turns_the_iommu_off(command_line: str, enabled: bool) -> None:
    assert host(BEHIND, iommu="smmuv2", command_line=command_line).iommu_enabled is enabled


def test_a_device_is_protected_by_its_own_iommu_only() -> None:
    two = (
        f'{OTHER_SMMU}&smmu {{ status = "disabled"; }};\n'
        f"&{{{RTC}}} {{ iommus = <&smmu 1>; }};\n&{{{GPIO}}} {{ iommus = <&other 1>; }};"
    )
    assert not device(RTC, two, iommu="smmuv2").protected
    assert device(GPIO, two, iommu="smmuv2").protected


OTHER = '/ { iommu@9050000 { compatible = "vendor,iommu"; reg = <0 0x9050000 0 0x1000>; #iommu-cells = <1>; }; };'


def test_an_iommu_without_a_driver_is_still_an_iommu() -> None:
    found = host(OTHER)
    assert [each.name for each in found.of_role(Role.IOMMU)] == ["/iommu@9050000"]
    assert not found.iommu_enabled


def test_with_d_17_an_iommu_without_a_driver_is_any_device() -> None:
    found = host(OTHER, xen=Xen(frozenset({Finding.D_17})))
    assert found.devices["/iommu@9050000"].role is Role.PERIPHERAL
    assert not found.iommus


@pytest.mark.parametrize(("findings", "driven"), [((), True), ((Finding.D_28,), False)])
def test_a_stock_build_drives_no_smmuv3(findings: tuple[Finding, ...], driven: bool) -> None:
    found = host("", iommu="smmuv3", xen=Xen(frozenset(findings)))
    assert found.iommu_enabled is driven
    assert [each.name for each in found.of_role(Role.IOMMU)] == ["/smmuv3@5f000000"]


@pytest.mark.parametrize(
    ("iommu", "stream"),
    [("smmuv2", "stream 0x10 with mask 0x1"), ("smmuv3", "stream 0x10010"), ("ipmmu", "stream 0x10010")],
)
def test_only_an_smmuv2_has_masks(iommu: str, stream: str) -> None:
    behind = device(RTC, f"&{{{RTC}}} {{ iommus = <&smmu 0x10010>; }};", iommu=iommu)
    assert [str(each) for each in behind.streams] == [stream]


def test_a_device_with_an_interrupt_private_to_a_cpu_is_told() -> None:
    assert device(RTC, f"&{{{RTC}}} {{ interrupts = <1 5 4>, <0 2 4>; }};").private
    assert not device(RTC).private


def test_zynqmp_offers_what_the_chip_offers() -> None:
    found = read_host("zynqmp", iommu="smmuv2")
    assert isinstance(found, Host)
    sata, gem = found.devices["/axi/ahci@fd0c0000"], found.devices["/axi/ethernet@ff0e0000"]
    assert [each.id for each in sata.streams] == [0x4C0, 0x4C1, 0x4C2, 0x4C3]
    assert gem.interrupts == (95,)
    masters = {name for name, each in found.devices.items() if each.dma_capable and not each.protected}
    assert masters == {"/axi/gpu@fd4b0000", "/axi/pcie@fd0e0000", "/axi/dma@fd4c0000"}
    page = Region(0xFFA50000, 0x1000)
    assert [each.name for each in found.touched([page])] == [
        f"/axi/{n}" for n in ("ams@ffa50000", "ams-ps@ffa50800", "ams-pl@ffa50c00")
    ]


def test_the_smmu_of_zynqmp_is_off_as_its_tree_says() -> None:
    found = read_host("zynqmp")
    assert isinstance(found, Host)
    assert not found.iommu_enabled
    assert found.devices["/smmu@fd800000"].role is Role.IOMMU


def test_a_function_sends_under_its_requester_id() -> None:
    board = host("", iommu="smmuv2", pci=PCI)
    assert board.devices[NIC].streams == (Stream(SMMU, 8),)
    assert board.devices[DISK].streams == (Stream(SMMU, 16),)
    assert board.find("0000:00:01.0") == board.devices[NIC]


def test_a_mask_and_a_base_change_the_stream_of_a_function() -> None:
    fragment = "&pcie { iommu-map = <0 &smmu 0x100 0x10>, <0x10 &smmu 0x400 0x10>; iommu-map-mask = <0xfff8>; };"
    two = (function("0000:00:01.3"), function("0000:00:02.0"), function("0000:01:00.0"))
    board = host(fragment, iommu="smmuv2", pci=two)
    assert [board.devices[str(each.sbdf)].streams for each in two] == [
        (Stream(SMMU, 0x108),),
        (Stream(SMMU, 0x400),),
        (),
    ]


def test_a_stream_without_an_iommu_protects_nothing() -> None:
    assert not device(NIC, pci=PCI).protected


def test_our_board_is_the_board_qemu_describes(shared: Path) -> None:
    real = discover(tree((shared / "corpora/hostdt/qemu-virt-gicv2.dts").read_text()), ())
    ours = host("")
    for name, found in ours.devices.items():
        if found.registers and found.role is not Role.MEMORY:
            assert found == real.devices[name]
    assert ours.ram == real.ram


@pytest.mark.parametrize(("length", "protected"), [(0x19, False), (0x1F, False), (0x20, True)])
def test_a_function_is_protected_only_if_every_id_of_it_is_mapped(length: int, protected: bool) -> None:
    sending = replace(function(BRIDGE, bar=0x10000000), phantom=1)  # 00:03.0 to 00:03.7: ids 0x18 to 0x1f
    mapped = f"&{{/pcie@10000000}} {{ iommu-map = <0 &smmu 0 {length:#x}>; }};"
    found = device(BRIDGE, mapped, iommu="smmuv3", pci=(sending,))
    assert 0x18 in {stream.id for stream in found.streams}
    assert found.protected is protected


def test_a_function_behind_a_bridge_is_protected_only_if_the_ids_of_the_bridge_are_mapped() -> None:
    bridge = replace(function("0000:00:02.0", bridge=True), port=Port.TO_PCI, buses=(1, 1))
    card = replace(function("0000:01:01.0", bar=0x10000000), port=Port.CONVENTIONAL)
    only_its_own = "&{/pcie@10000000} { iommu-map = <0x108 &smmu 0x108 1>; };"
    found = device("0000:01:01.0", only_its_own, iommu="smmuv3", pci=(bridge, card))
    assert [stream.id for stream in found.streams] == [0x108]
    assert not found.protected


@pytest.mark.parametrize(("iommu", "shared"), [("", True), ("smmuv2", True), ("smmuv3", False)])
def test_a_host_is_found_once_for_every_xen_that_finds_the_same(iommu: str, shared: bool) -> None:
    head = read_host("qemu-virt", iommu=iommu, xen=Xen.of("xen-head"))
    required = read_host("qemu-virt", iommu=iommu)
    assert (head is required) == (head == required) == shared
