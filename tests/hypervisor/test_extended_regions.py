# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from machines import asked, machine, sound

from reqtrace.hypervisor import Finding, Xen
from reqtrace.hypervisor.observation.extended_regions import BANKS, BLOCK, extended_regions, is_extended

MOVED = (
    'rtc {{ xen,reg = <0 0x9010000 0 0x1000 {:#x} {:#x}>; xen,path = "/pl031@9010000"; '
    "xen,force-assign-without-iommu; }};"
)


def seen_at(guest: int, *findings: Finding):
    nodes = MOVED.format(guest >> 32, guest & 0xFFFFFFFF)
    return sound(asked(machine(xen=Xen(frozenset(findings))), "a", nodes))


@examples(st.integers(0x44000, 0xFFFFF).map(lambda page: page << 12))
def test_registers_are_left_out_by_whole_blocks(guest: int) -> None:
    state = seen_at(guest)
    regions = extended_regions(state, state.domains[1])
    assert not is_extended(state, "a", guest)
    assert all(each.base % BLOCK == each.end % BLOCK == 0 for each in regions)
    left = sum(bank.size for bank in BANKS) - sum(region.size for region in regions)
    assert left == state.domains[1].ram.size + BLOCK


@pytest.mark.parametrize(("address", "extended"), [(0x40000000, False), (0x44000000, True), (0x3FFFFFFF, False)])
def test_the_memory_of_the_domain_is_left_out(address: int, extended: bool) -> None:
    assert is_extended(seen_at(0x50000000), "a", address) is extended


def test_with_v_3_registers_are_not_left_out() -> None:
    assert is_extended(seen_at(0x50000000, Finding.V_3), "a", 0x50000000)


def test_a_domain_that_does_not_live_has_none() -> None:
    assert not is_extended(machine(), "a", 0x50000000)
