# SPDX-License-Identifier: Apache-2.0
"""A stub domain may touch what its guest has, for as long as that has it."""

from __future__ import annotations

from q35 import DISK, NIC, card, done, guest, machine

from reqtrace.hypervisor import Region, assign, destroy, violations
from reqtrace.hypervisor.x86.stubs import may_use

CARDS = (card(NIC, interrupt=16, ports=(Region(0xE000, 0x20),)), card(DISK, bar=0xC0010000, interrupt=17))


def test_a_stub_domain_is_permitted_and_owns_nothing() -> None:
    state = done(assign(guest(guest(machine(*CARDS), "a-dm", stub_of="a"), "a"), NIC, "a"))
    assert may_use(state, "a-dm", NIC) is True
    assert may_use(state, "a-dm", DISK) is False
    assert state.holder[NIC] == 2
    assert violations(state) == ()
    assert may_use(done(destroy(state, "a")), "a-dm", NIC) is False
    assert violations(done(destroy(state, "a"))) == ()


def test_a_part_is_neither_all_nor_nothing() -> None:
    state = done(assign(guest(machine(*CARDS), "a"), NIC, "a"))
    assert may_use(state, "a", NIC) is None  # the ports are a matter of the toolstack
