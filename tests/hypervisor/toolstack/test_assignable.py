# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

from driver_domains import NIC, given, machine, sound, with_guests

from reqtrace.hypervisor import dma_reaches, owner_of
from reqtrace.hypervisor.toolstack import assignable_add, assignable_remove, driver_of


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
