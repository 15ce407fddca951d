# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.hypervisor import PciFunction, Refused, Region, Sbdf, State, boot, read_host
from reqtrace.hypervisor.host.pci import Port
from reqtrace.hypervisor.machine.domain import Domain, Kind, Options
from reqtrace.hypervisor.pciback import Access, plugged, read, register, seize, violations, write
from reqtrace.hypervisor.tree.devicetree import Node, Tree

NIC = "0000:03:00.0"


def guest_with_model(*, permissive: bool = False) -> State:
    """A machine with a card that the device model of guest "win" offers."""
    card = PciFunction(
        Sbdf(0, 3, 0, 0), bars=(Region(0xF0000000, 0x4000), Region(0x4000000000, 0x100000)),
        ports=(Region(0xE000, 0x20),), port=Port.ENDPOINT, interrupt=40, msi=True,
    )  # fmt: skip
    state = boot(read_host("q35", pci=(card,)), dom0="dom0")
    assert isinstance(state, State), state
    win = Domain(1, "win", Region(0x50000000, 0x1000000), 0, Tree(Node("/", {})), options=Options(kind=Kind.HVM))
    taken = seize(replace(state, domains={**state.domains, 1: win}), NIC)
    assert isinstance(taken, State), taken
    attached = replace(taken, toolstack=replace(taken.toolstack, attached={NIC: 1}))
    return plugged(attached, NIC, permissive=permissive)


def written(state: State, offset: int, size: int, value: int) -> State:
    """The state after a write."""
    answer = write(state, Access("win", NIC, offset, size, value))
    assert isinstance(answer, State), answer
    return answer


def seen(state: State, offset: int, size: int) -> int:
    """What the guest reads."""
    answer = read(state, Access("win", NIC, offset, size))
    assert isinstance(answer, int), answer
    return answer


@pytest.mark.parametrize(
    ("offset", "size", "value", "sees", "holds"),
    [
        (0x10, 4, 0xD0000000, 0xD0000000, 0xF0000000),
        (0x10, 4, 0xFFFFFFFF, 0xFFFFC000, 0xF0000000),
        (0x14, 4, 0xFFFFFFFF, 0xFFF00004, 0x4),
        (0x18, 4, 0xFFFFFFFF, 0xFFFFFFFF, 0x40),
        (0x1C, 4, 0xFFFFFFFF, 0xFFFFFFE1, 0xE001),
        (0x04, 2, 0x0547, 0x0547, 0x0407),
        (0x0C, 1, 0x10, 0x10, 0x0),
        (0x44, 2, 0x1E03, 0x1E0B, 0x1E00),
        (0x52, 2, 0x0071, 0x0071, 0x1),
        (0xE0, 2, 0x1234, 0x0, 0x0),
    ],
)
def test_what_is_emulated_is_seen_and_what_is_harmless_arrives(
    offset: int, size: int, value: int, sees: int, holds: int
) -> None:
    state = written(guest_with_model(), offset, size, value)
    assert seen(state, offset, size) == sees
    assert register(state, NIC, offset, size) == holds


def test_what_is_dropped_is_logged_once() -> None:
    state = written(written(guest_with_model(), 0xE0, 2, 1), 0xE4, 4, 1)
    assert state.log[-2:] == (
        f"pciback {NIC}: seizing device",
        f"qemu {NIC}: Write-back to unknown field 0xe0 (partially) inhibited",
    )
    assert not register(written(guest_with_model(), 0xE0, 2, 1), NIC, 0xE0, 2)
    assert register(written(guest_with_model(permissive=True), 0xE0, 2, 1), NIC, 0xE0, 2) == 1


@pytest.mark.parametrize(("offset", "size"), [(0x0, 3), (0x2, 4), (0xFF, 2), (0x100, 4)])
def test_what_no_bus_offers_reads_as_nothing(offset: int, size: int) -> None:
    state = guest_with_model(permissive=True)
    assert seen(state, offset, size) == 0
    assert written(state, offset, size, 0xFFFFFFFF) == state


def test_only_its_own_functions_are_reached() -> None:
    state = guest_with_model()
    apart = replace(state, toolstack=replace(state.toolstack, attached={}))
    answer = read(apart, Access("win", NIC, 0, 2))
    assert isinstance(answer, Refused)
    assert answer.words == f"dev_not_found: {NIC}"


WRITES = st.tuples(st.integers(0, 0x104), st.sampled_from((1, 2, 3, 4)), st.integers(0, 0xFFFFFFFF))


@given(st.lists(WRITES, max_size=8))
def test_no_writes_move_the_function_or_reach_what_is_unknown(writes: list[tuple[int, int, int]]) -> None:
    state = guest_with_model()
    for offset, size, value in writes:
        state = written(state, offset, size, value)
    assert list(violations(state)) == []
