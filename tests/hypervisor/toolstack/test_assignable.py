# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest
from driver_domains import NIC, given, machine, sound, with_guests

from reqtrace.hypervisor import PciFunction, Region, Sbdf, State, boot, dma_reaches, owner_of, read_host
from reqtrace.hypervisor.control.pci_failure import stick
from reqtrace.hypervisor.host.pci import Port
from reqtrace.hypervisor.toolstack import (
    Request,
    assignable_add,
    assignable_remove,
    attach,
    detach,
    dom0_started,
    driver_of,
)


def test_an_assignable_function_is_quarantined_and_its_driver_remembered() -> None:
    before = machine()
    state = sound(assignable_add(before, NIC))
    assert (driver_of(before, NIC), driver_of(state, NIC)) == ("e1000e", "pciback")
    assert str(owner_of(state, NIC)) == "DOMID_IO"
    assert NIC not in state.masters
    assert dma_reaches(before, NIC, "dom0")
    assert not dma_reaches(state, NIC, "dom0")


def test_twice_is_as_good_as_once() -> None:
    once = sound(assignable_add(machine(), NIC))
    twice = sound(assignable_add(once, NIC))
    assert twice.log[-1] == f"{NIC} already assigned to pciback"
    assert replace(twice, log=once.log) == once


def test_what_is_not_there_or_in_use_is_not_made_assignable() -> None:
    state = machine()
    assert str(assignable_add(state, "0000:09:00.0")).startswith(
        "ENODEV, Couldn't lstat /sys/bus/pci/devices/0000:09:00.0"
    )
    used = sound(given(with_guests(state, "d"), "d"))
    assert str(assignable_add(used, NIC)).startswith(f"EBUSY, failed to quarantine {NIC}: domain 1 has it")
    unloaded = machine(words="xen-pciback.hide=(nonsense)")
    assert str(assignable_add(unloaded, NIC)).startswith(f"ENODEV, Couldn't bind {NIC} to pciback")
    assert driver_of(unloaded, NIC) == "e1000e"


def test_removed_it_is_dom0s_again_and_its_drivers_on_request() -> None:
    state = sound(assignable_add(machine(), NIC))
    for rebind, driver in ((True, "e1000e"), (False, "")):
        back = sound(assignable_remove(state, NIC, rebind=rebind))
        assert driver_of(back, NIC) == driver
        assert str(owner_of(back, NIC)) == "dom0"
        assert dma_reaches(back, NIC, "dom0") is rebind
        assert not back.toolstack.stored
        assert str(assignable_remove(back, NIC)).startswith(f"ENODEV, failed to de-quarantine {NIC}")


def test_what_a_guest_has_is_not_taken_back() -> None:
    used = sound(given(with_guests(machine(), "d"), "d"))
    assert str(assignable_remove(used, NIC)).startswith("ENODEV, failed to de-quarantine")


def test_a_hidden_function_never_had_a_driver() -> None:
    state = machine(words="xen-pciback.hide=(03:00.0)")
    assert driver_of(state, NIC) == "pciback"
    back = sound(assignable_remove(sound(assignable_add(state, NIC)), NIC, rebind=True))
    assert driver_of(back, NIC) == ""


LEGACY = (
    PciFunction(Sbdf(0, 0, 1, 0), bridge=True, port=Port.TO_PCI, buses=(1, 1)),
    PciFunction(Sbdf(0, 1, 0, 0), bars=(Region(0xC0000000, 0x800),), port=Port.CONVENTIONAL, driver="e1000"),
    PciFunction(Sbdf(0, 1, 1, 0), bars=(Region(0xC0000800, 0x800),), port=Port.CONVENTIONAL, driver="e1000"),
)
ONE, OTHER = "0000:01:00.0", "0000:01:01.0"
"""Two cards behind a bridge: their requests carry its id, and their registers stand in one page."""


def both_with_one_guest() -> State:
    booted = sound(boot(read_host("q35", iommu="vtd", pci=LEGACY), dom0="dom0"))
    state = sound(assignable_add(with_guests(dom0_started(booted, ""), "a"), OTHER))
    return sound(given(sound(given(state, "a", ONE)), "a", OTHER))


def test_what_another_function_of_the_guest_needs_stays_when_one_is_detached() -> None:
    before = both_with_one_guest()
    left = sound(detach(before, Request(OTHER, "a")))
    gone = {stream for stream in before.streams if stream not in left.streams}
    assert {stream.id for stream in gone} == {0x108}
    assert left.windows == before.windows
    assert {stream.id for stream in sound(detach(left, Request(ONE, "a"))).streams} == set()


def test_dom0_gets_nothing_back_that_a_guest_can_still_use() -> None:
    left = sound(detach(both_with_one_guest(), Request(OTHER, "a")))
    assert str(assignable_remove(left, OTHER, rebind=True)).startswith(
        f"EBUSY, stream 0x8 of {OTHER} is already used by domain 1"
    )
    free = sound(detach(left, Request(ONE, "a")))
    assert OTHER in sound(assignable_remove(free, OTHER, rebind=True)).masters


@pytest.mark.parametrize("name", ["add", "remove", "attach", "detach"])
def test_a_function_whose_context_is_stuck_goes_nowhere(name: str) -> None:
    state = with_guests(machine(), "a")
    if name in {"remove", "attach"}:
        state = sound(assignable_add(state, NIC))
    if name == "detach":
        state = sound(given(state, "a"))
    state = stick(state, NIC)
    answers = {
        "add": lambda: assignable_add(state, NIC),
        "remove": lambda: assignable_remove(state, NIC),
        "attach": lambda: attach(state, Request(NIC, "a")).refused,
        "detach": lambda: detach(state, Request(NIC, "a")),
    }
    done = "assign" if name == "attach" else "deassign"
    assert str(answers[name]()).startswith(f"EIO, {NIC}: {done} failed (-5)")
