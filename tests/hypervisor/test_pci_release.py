# SPDX-License-Identifier: Apache-2.0
"""Where a function goes that a domain gives back, and what becomes of one that fails or is stuck."""

from __future__ import annotations

import pytest
from machines import DISK, NIC, PCI, given, machine, no, sound

from reqtrace.hypervisor import Refused, State, assign, deassign, destroy, destruction, lapses, owner_of
from reqtrace.hypervisor.control.pci_failure import flood, stick
from reqtrace.hypervisor.control.pci_release import in_scratch
from reqtrace.hypervisor.control.saving import save

MODES = [
    ("iommu=quarantine=no", "dom0", False),
    ("iommu=quarantine=yes", "DOMID_IO", False),
    ("iommu=quarantine=scratch-page", "DOMID_IO", True),
]


def held(words: str = "", *devices: str) -> State:
    """A machine with dom0 and a domain that has these functions."""
    state = machine("", iommu="smmuv2", pci=PCI, dom0=True, command_line=words)
    return sound(given(state, "a", *(devices or (NIC,))))


@pytest.mark.parametrize(("words", "owner", "scratch"), MODES)
def test_the_mode_says_where_it_goes(words: str, owner: str, scratch: bool) -> None:
    for after in (deassign(held(words), NIC, "a"), destroy(held(words), "a")):
        state = sound(after)
        assert str(owner_of(state, NIC)) == owner
        assert in_scratch(state, state.host.devices[NIC]) is scratch
        assert NIC not in state.masters


def test_a_function_that_floods_takes_its_owner_down_and_goes_to_nobody() -> None:
    state = sound(flood(held(), NIC))
    assert state.domain("a") is None
    state = sound(given(state, "b", DISK))
    assert no(assign(state, NIC, "b")) == f"EBADF: {NIC} is broken"


def test_dom0_survives_a_function_that_floods() -> None:
    assert sound(flood(held(), DISK)).broken == {DISK}


def test_one_that_is_stuck_keeps_the_domain_and_no_other_function() -> None:
    state = stick(held("", NIC, DISK), NIC)
    assert no(deassign(state, NIC, "a")) == f"EIO: {NIC}: deassign failed (-5)"
    states = destruction(state, "a")
    assert not isinstance(states, Refused)
    assert [lapses(each) for each in states] == [()] * len(states)
    last = states[-1]
    assert (last.domains[1].dying, last.holder.get(NIC), last.holder.get(DISK)) == (True, 1, None)
    assert last.log[-1] == f"{NIC}: deassign failed (-5)"
    assert no(assign(last, DISK, "a")).startswith("EINVAL: ")


@pytest.mark.parametrize("live", [True, False])
def test_a_domain_with_a_function_is_not_saved_and_one_without_is_gone(live: bool) -> None:
    assert no(save(held(), "a", live=live)).startswith("EINVAL: ")
    assert sound(save(sound(deassign(held(), NIC, "a")), "a", live=live)).domain("a") is None
