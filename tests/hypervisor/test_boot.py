# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from machines import BEHIND, BRIDGE, DISK, FW_CFG, GPIO, NIC, PCI, RTC, function, host, machine, no, sound

from reqtrace.hypervisor import boot, dma_reaches, knows, owner_of, reads, routed_to, runs, sees, stages, translated_for
from reqtrace.hypervisor.host.platform import Role


def test_without_dom0_nothing_is_given_to_anybody() -> None:
    state = machine("")
    assert not runs(state, "dom0")
    assert str(owner_of(state, RTC)) == ""
    assert routed_to(state, 34) is None
    assert routed_to(state, 33) is None


def test_dom0_has_what_is_not_marked() -> None:
    state = machine(f"&{{{RTC}}} {{ xen,passthrough; }};", dom0=True)
    assert (str(owner_of(state, RTC)), str(owner_of(state, GPIO))) == ("", "dom0")
    assert (reads(state, "dom0", 0x9010000), reads(state, "dom0", 0x9030000)) == (False, True)
    assert (routed_to(state, 34), routed_to(state, 39)) == (None, "dom0")
    assert not reads(state, "dom0", 0x9000000)
    assert not reads(state, "dom0", 0x8000000)
    assert dma_reaches(state, FW_CFG, "dom0")


def test_dom0_may_delegate_what_it_does_not_reach() -> None:
    state = machine(f"&{{{RTC}}} {{ xen,passthrough; }};", dom0=True)
    assert {region.base for number, region in state.permitted if number == 0} >= {0x9010000, 0x9030000}
    assert (0, 34) in state.permitted_lines


def test_a_page_with_a_marked_device_is_withheld_from_dom0() -> None:
    state = machine("&{/virtio_mmio@a000200} { xen,passthrough; };", dom0=True)
    assert not reads(state, "dom0", 0xA000000)
    assert reads(state, "dom0", 0xA001000)


def test_dom0s_own_devices_are_translated_for_it() -> None:
    state = machine(BEHIND + f"&{{{GPIO}}} {{ /delete-property/ xen,passthrough; }};", iommu="smmuv2", dom0=True)
    assert (translated_for(state, 0x10), translated_for(state, 0x20)) == (None, "dom0")
    assert str(owner_of(state, RTC)) == "DOMID_IO"


def test_dom0_announces_every_function() -> None:
    state = machine("", iommu="smmuv2", pci=PCI, dom0=True)
    assert all(knows(state, name) and sees(state, "dom0", name) for name in (NIC, DISK, BRIDGE))
    assert translated_for(state, 8) == "dom0"


def test_xen_finds_the_functions_where_there_is_no_dom0() -> None:
    state = machine(
        "", iommu="smmuv2", pci=(*PCI, function("0000:00:06.1"), function("0000:00:07.0"), function("0000:00:07.1"))
    )
    assert [str(each.sbdf) for each in state.host.functions if knows(state, str(each.sbdf))] == [
        NIC, DISK, BRIDGE, "0000:00:07.0", "0000:00:07.1",
    ]  # fmt: skip
    assert str(owner_of(state, NIC)) == "DOMID_IO"
    assert str(owner_of(state, "0000:00:06.1")) == ""
    assert translated_for(state, 8) is None


def test_scan_and_announcement_find_the_same() -> None:
    assert machine("", pci=PCI).known == machine("", pci=PCI, dom0=True).known


def test_a_host_without_memory_for_dom0_does_not_boot_with_it() -> None:
    small = host("&{/memory@40000000} { reg = <0 0x40000000 0 0x8100000>; };")
    assert no(boot(small, dom0="dom0")) == "ENOMEM: no memory is left for dom0"
    assert not runs(sound(boot(small, dom0=None)), "dom0")


def test_dom0_is_called_as_the_caller_wants() -> None:
    assert runs(sound(boot(host(""), dom0="control")), "control")


def test_xen_is_alone_before_dom0_is_there() -> None:
    states = stages(host("", pci=PCI), dom0="dom0")
    assert isinstance(states, tuple)
    assert (runs(states[0], "dom0"), knows(states[0], NIC)) == (False, False)
    assert states[-1] == boot(host("", pci=PCI), dom0="dom0")


def test_nobody_is_given_what_is_xens_and_no_guest_the_host_bridge() -> None:
    assert {role for role in Role if role.reserved and not role.xens_own} == {Role.PCI_HOST_BRIDGE}
    state = machine("", iommu="smmuv2", dom0=True)
    for device in state.host.devices.values():
        if device.role.xens_own:
            assert str(owner_of(state, device.name)) != "dom0"
    assert str(owner_of(state, "/pcie@10000000")) == "dom0"


@pytest.mark.parametrize(("iommu", "stops"), [("", True), ("smmuv2", False)])
@pytest.mark.parametrize("word", ["force", "required"])
def test_a_host_that_demands_an_iommu_stops_without_one(word: str, iommu: str, stops: bool) -> None:
    state = machine("", iommu=iommu, command_line=f"iommu={word}", dom0=True)
    assert (state.panic == "Couldn't enable IOMMU and iommu=required/force") is stops
    assert bool(state.domains) is not stops
