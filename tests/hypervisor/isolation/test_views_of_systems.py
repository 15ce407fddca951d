# SPDX-License-Identifier: Apache-2.0
"""Linux, Xen and libvirt, case by case: quirks, overrides, virtual functions, parents that are missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from trees import machine, names, sbdf

from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.isolation import (
    Libvirt,
    Override,
    Setting,
    Topology,
    libvirt_refuses,
    linux_groups,
    strict_groups,
    xen_groups,
    xen_groups_amd,
)

NICS = """
00:01.0 root port, 01-01, acs
01:00.0 endpoint, {id}
01:00.1 endpoint, {id}
"""
SWITCH = """
00:01.0 root port, 01-04, acs
01:00.0 upstream port, 02-04
02:00.0 downstream port, 03-03
02:01.0 downstream port, 04-04
03:00.0 endpoint
04:00.0 endpoint
"""
LEGACY = """
00:1c.0 root port, 01-02, acs
00:1e.0 conventional bridge, 03-04
01:00.0 PCIe-to-PCI bridge, 02-02
02:01.0 conventional
02:02.0 conventional
03:01.0 conventional bridge, 04-04
03:02.0 conventional
04:00.0 conventional
"""


def linux(text: str, setting: Setting = Setting.AS_FOUND, override: Override | None = None) -> list[str]:
    return names(linux_groups(machine(text), setting, override))


def test_functions_that_their_maker_vouches_for_are_apart() -> None:
    assert linux(NICS.format(id="1af4:1041")) == ["00:01.0", "01:00.0 01:00.1"]
    assert linux(NICS.format(id="8086:10c9")) == ["00:01.0", "01:00.0", "01:00.1"]


def test_a_switch_in_the_chipset_is_turned_on_by_the_operating_system() -> None:
    ports = "00:1c.0 root port, 01-01, 8086:1c10\n00:1c.1 root port, 02-02, 8086:1c12\n01:00.0 endpoint"
    assert linux(ports) == ["00:1c.0 00:1c.1 01:00.0"]
    assert linux(ports, Setting.ENABLED_BY_OS) == ["00:1c.0", "00:1c.1", "01:00.0"]


@pytest.mark.parametrize(
    ("override", "groups"),
    [
        (None, 1),
        (Override(downstream=True), 6),
        (Override(multifunction=True), 1),
        (Override(ids=frozenset({(0x1AF4, 0x1041)})), 6),
    ],
)
def test_the_override_speaks_of_ports_without_the_capability(override: Override | None, groups: int) -> None:
    # The root port has the capability, switched off: no override believes otherwise.
    found = linux(SWITCH.replace("01-04, acs", "01-04"), override=override)
    assert len(found) == groups
    assert len(linux(SWITCH.replace("01-04, acs", "01-04, off"), override=override)) == 1


def test_the_override_is_none_for_conventional_pci() -> None:
    assert linux(LEGACY, override=Override(downstream=True, multifunction=True)) == linux(LEGACY)


def test_an_amd_south_bridge_isolates_beside_an_amd_iommu() -> None:
    bridge = "00:14.0 conventional, 1002:4385\n00:14.2 conventional, 1002:4383"
    assert linux(bridge) == ["00:14.0 00:14.2"]
    assert linux(f"00:00.2 conventional, 0806, 1002:5a23\n{bridge}")[1:] == ["00:14.0", "00:14.2"]


def test_one_function_that_uses_the_name_of_another_is_grouped_with_it() -> None:
    assert linux(NICS.format(id="1b4b:9123").replace("endpoint,", "endpoint, acs,"))[1:] == ["01:00.0 01:00.1"]


def test_virtual_functions_are_apart_and_their_buses_belong_to_the_link() -> None:
    topology = machine("00:01.0 root port, 01-02, acs\n01:00.0 endpoint\n01:10.0 endpoint\n02:00.1 endpoint")
    owner = sbdf("01:00.0")
    virtual = [
        replace(each, physical=owner) if each.sbdf in {sbdf("01:10.0"), sbdf("02:00.1")} else each
        for each in topology.functions
    ]
    found = Topology.of(virtual)
    assert found.unknown == frozenset()
    assert names(linux_groups(found)) == ["00:01.0", "01:00.0", "01:10.0", "02:00.1"]
    assert names(linux_groups(Topology.of(virtual[1:])))[-1] == "02:00.1"


def test_behind_bridges_to_conventional_pci_everybody_is_one() -> None:
    legacy = ["00:1e.0 03:01.0 03:02.0 04:00.0", "01:00.0 02:01.0 02:02.0"]
    assert linux(LEGACY) == ["00:1c.0", *legacy]
    assert names(xen_groups(machine(LEGACY))) == ["00:1c.0", *legacy]
    assert names(xen_groups_amd(machine(LEGACY))) == ["00:1c.0", legacy[0], "01:00.0", "02:01.0 02:02.0"]


def test_libvirt_looks_at_downstream_ports_only() -> None:
    assert [str(each)[5:] for each in libvirt_refuses(machine(SWITCH))] == ["03:00.0", "04:00.0"]
    assert libvirt_refuses(machine(SWITCH.replace("downstream port, 0", "root port, 0"))) == ()
    assert libvirt_refuses(machine(NICS.format(id="1af4:1041"))) == ()


def test_libvirt_wants_every_bit_also_those_the_hardware_lacks() -> None:
    guarded = machine(SWITCH.replace("03-03", "03-03, acs").replace("04-04", "04-04, acs"))
    assert libvirt_refuses(guarded) == ()
    poor = Topology.of(
        replace(each, acs=replace(each.acs, capability=0x0F, control=0x0D)) if each.acs else each
        for each in guarded.functions
    )
    assert len(libvirt_refuses(poor)) == 2


def test_libvirt_misses_the_parent_of_a_bus_that_nobody_leads_to() -> None:
    gap = machine("00:01.0 root port, 01-01, acs\n05:00.0 endpoint\n80:00.0 conventional, 0600")
    check = Libvirt(gap, relaxed=True)
    assert check.refuses(gap.by_sbdf[sbdf("05:00.0")]) == "Failed to find parent device for 0000:05:00.0"
    assert check.refuses(gap.by_sbdf[sbdf("80:00.0")]) is None
    relaxed = machine(SWITCH)
    assert Libvirt(relaxed, relaxed=True).refuses(relaxed.by_sbdf[sbdf("03:00.0")]) is None


def test_two_bridges_that_claim_one_bus_leave_it_unknown() -> None:
    topology = machine("00:01.0 root port, 01-01, acs\n00:02.0 root port, 01-01, acs\n01:00.0 endpoint")
    assert topology.unknown == {sbdf("01:00.0")}


def test_what_a_device_has_made_a_segment_of_speaks_in_its_name() -> None:
    volume = machine("00:0e.0 root complex endpoint, 0104, 8086:467f\n00:1c.0 root port, 01-01, acs\n01:00.0 endpoint")
    port = replace(volume.by_sbdf[sbdf("00:1c.0")], sbdf=Sbdf(0x10000, 0xE0, 6, 0), buses=(0xE1, 0xE1))
    disk = replace(volume.by_sbdf[sbdf("01:00.0")], sbdf=Sbdf(0x10000, 0xE1, 0, 0))
    topology = Topology.of([*volume.functions, port, disk])
    together = (sbdf("00:0e.0"), port.sbdf, disk.sbdf)
    assert together in linux_groups(topology)
    assert together in strict_groups(topology)
