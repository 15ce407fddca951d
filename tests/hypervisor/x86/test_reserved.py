# SPDX-License-Identifier: Apache-2.0
"""Reserved memory is that of one guest, unless the integrator says otherwise."""

from __future__ import annotations

import pytest
from q35 import DISK, NIC, card, done, guest, machine, no

from reqtrace.hypervisor import Region, State, assign

PAGE = (Region(0x7D000000, 0x1000),)
PAIR = (card(NIC, reserved=PAGE), card(DISK, bar=0xC0010000, reserved=PAGE))


def test_the_second_of_two_with_common_memory_goes_to_the_same_guest_only() -> None:
    state = done(assign(guest(guest(machine(*PAIR), "a"), "b"), NIC, "a"))
    answer = assign(state, DISK, "b")
    assert no(answer) == "EPERM"
    assert "It's disallowed to assign 0000:00:02.0 with shared RMRR at 7d000000 for d2." in str(answer)
    assert not done(assign(state, DISK, "a")).pci.risky


def test_a_relaxed_guest_takes_the_risk_and_is_told_until_it_is_over() -> None:
    state = done(assign(guest(guest(machine(*PAIR), "a"), "b", relaxed_rmrr=True), NIC, "a"))
    risky = done(assign(state, DISK, "b"))
    assert risky.pci.risky == {DISK}
    assert risky.log[-1] == "It's risky to assign 0000:00:02.0 with shared RMRR at 7d000000 for d2."


def test_memory_of_a_guest_is_not_where_reserved_memory_must_be() -> None:
    low = (card(NIC, reserved=(Region(0x40000000, 0x10),)),)
    assert no(assign(guest(machine(*low), "a"), NIC, "a")) == "EBUSY"
    done(assign(guest(machine(*low), "a", relaxed_rmrr=True), NIC, "a"))


def test_reserved_memory_of_one_guest_overlaps_as_a_whole_or_not_at_all() -> None:
    two = Region(0x7C000000, 0x2000)
    cards = (card(NIC, reserved=(two,)), card(DISK, bar=0xC0010000, reserved=(Region(0x7C001000, 0x1000),)))
    assert no(assign(done(assign(guest(machine(*cards), "a"), NIC, "a")), DISK, "a")) == "EADDRINUSE"
    alike = (cards[0], card(DISK, bar=0xC0010000, reserved=(two,)))
    done(assign(done(assign(guest(machine(*alike), "a"), NIC, "a")), DISK, "a"))
    itself = card(NIC, reserved=(two, Region(0x7C001000, 0x1000)))
    assert no(assign(guest(machine(itself), "a"), NIC, "a")) == "EADDRINUSE"


@pytest.mark.parametrize(("iommu", "granted"), [("vtd", True), ("amdvi", False)])
def test_an_invalid_entry_matters_to_an_amd_iommu_only(iommu: str, granted: bool) -> None:
    answer = assign(guest(machine(card(NIC, described=False), iommu=iommu), "a"), NIC, "a")
    assert isinstance(answer, State) is granted
    assert granted or "EPERM, the IVRS entry of 0000:00:01.0 is invalid" in str(answer)
