# SPDX-License-Identifier: Apache-2.0
"""A line interrupt is that of one guest; with D-12 it is bound to several, and passed on."""

from __future__ import annotations

from q35 import DISK, NIC, card, done, guest, machine, no

from reqtrace.hypervisor import Finding, Xen, assign, destroy, routed_to

PAIR = (card(NIC, interrupt=16), card(DISK, bar=0xC0010000, interrupt=16))


def test_a_line_is_not_shared_by_guests_but_with_dom0() -> None:
    state = done(assign(guest(guest(machine(*PAIR), "a"), "b"), NIC, "a"))
    assert no(assign(state, DISK, "b")) == "EBUSY"
    assert routed_to(done(assign(state, DISK, "a")), 16) == "a"


def test_xen_binds_a_line_to_both_and_passes_it_on() -> None:
    state = guest(guest(machine(*PAIR, xen=Xen(frozenset({Finding.D_12}))), "a"), "b")
    both = done(assign(done(assign(state, NIC, "a")), DISK, "b"))
    assert (routed_to(both, 16), both.pci.joined) == ("a", {(16, 2)})
    assert (routed_to(done(destroy(both, "a")), 16), done(destroy(both, "a")).pci.joined) == ("b", frozenset())
    assert (routed_to(done(destroy(both, "b")), 16), done(destroy(both, "b")).pci.joined) == ("a", frozenset())
