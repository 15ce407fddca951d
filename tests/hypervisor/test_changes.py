# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from machines import BEHIND, NIC, PCI, RTC, given, machine, sound

from reqtrace.hypervisor import changes, destroy, withdraw


def test_an_operation_is_told_by_its_effects() -> None:
    before = machine(BEHIND, iommu="smmuv2", dom0=True)
    after = sound(given(before, "a", RTC))
    assert changes(before, after) == (
        "d1 a created",
        "frames 0x9010+1 mapped into d1 at 0x9010",
        "IRQ 34 routed to d1",
        "stream 0x10 translated for d1",
        "/pl031@9010000 able to send requests",
        "/pl031@9010000 given to d1",
    )
    assert changes(after, sound(destroy(after, "a"))) == (
        "stream 0x10 faults, no longer translated for d1",
        "/pl031@9010000 stopped: it sends no requests any more",
        "frames 0x9010+1 unmapped from d1 at 0x9010",
        "IRQ 34 routed to nobody",
        "/pl031@9010000 taken from d1",
        "d1 a destroyed",
    )


def test_a_function_changes_hands() -> None:
    before = machine("", iommu="smmuv2", pci=PCI, dom0=True)
    assert changes(before, sound(given(before, "a", NIC))) == (
        "d1 a created",
        "frames 0x10000+4 unmapped from d0 at 0x10000",
        "frames 0x10000+4 mapped into d1 at 0x10000",
        "IRQ 35 routed to d1",
        "stream 0x8 translated for d1",
        "0000:00:01.0 given to d1",
    )
    assert "PCI function 0000:00:01.0 no longer known" in changes(before, sound(withdraw(before, "dom0", NIC)))


def test_nothing_happened_where_nothing_changed() -> None:
    assert changes(machine(), machine()) == ()
