# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reqtrace.hypervisor import PciFunction, Refused, Region, Sbdf, State, boot, read_host
from reqtrace.hypervisor.host.pci import Port
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.pciback import Access, PciError, read, register, seize, violations, write, write_file
from reqtrace.hypervisor.tree.devicetree import Node, Tree

NIC, OTHER = "0000:03:00.0", "0000:03:01.0"
BAR, WIDE, PORTS = Region(0xF0000000, 0x4000), Region(0x4000000000, 0x100000), Region(0xE000, 0x20)


def driver_domain(**more) -> State:
    """A machine on which pciback has two functions, the first attached to domain "d"."""
    functions = tuple(
        PciFunction(sbdf, bars=(BAR, WIDE), ports=(PORTS,), port=Port.ENDPOINT, interrupt=40, msi=True, **more)
        for sbdf in (Sbdf(0, 3, 0, 0), Sbdf(0, 3, 1, 0))
    )
    state = boot(read_host("qemu-virt", pci=functions), dom0="dom0")
    assert isinstance(state, State), state
    guest = Domain(1, "d", Region(0x50000000, 0x1000000), 0x40000000, Tree(Node("/", {})))
    state = replace(state, domains={**state.domains, 1: guest})
    for name in (NIC, OTHER):
        state = seize(state, name)
        assert isinstance(state, State), state
    return replace(state, toolstack=replace(state.toolstack, attached={NIC: 1}))


def written(state: State, offset: int, size: int, value: int) -> State:
    """The state after a write that goes through."""
    answer = write(state, Access("d", NIC, offset, size, value))
    assert isinstance(answer, State), answer
    return answer


def seen(state: State, offset: int, size: int) -> int:
    """What the guest reads."""
    answer = read(state, Access("d", NIC, offset, size))
    assert isinstance(answer, int), answer
    return answer


def error(answer: object) -> PciError:
    """The error that the guest is told."""
    assert isinstance(answer, Refused), answer
    return PciError.of(answer)


@pytest.mark.parametrize(("offset", "size"), [(1, 2), (2, 4), (0, 3), (0, 8), (0x1000, 1), (0xFFE, 4)])
def test_an_access_is_aligned_and_within(offset: int, size: int) -> None:
    state = driver_domain()
    assert error(read(state, Access("d", NIC, offset, size))) is PciError.invalid_offset
    assert error(write(state, Access("d", NIC, offset, size))) is PciError.invalid_offset


def test_a_guest_reaches_its_own_functions_only() -> None:
    state = driver_domain()
    assert error(read(state, Access("d", OTHER, 0, 4))) is PciError.dev_not_found
    assert error(write(state, Access("d", OTHER, 0, 4))) is PciError.dev_not_found
    assert error(read(state, Access("dom0", NIC, 0, 4))) is PciError.dev_not_found


@pytest.mark.parametrize(
    ("bar", "address", "length"),
    [
        (0x10, 0xF0000000, 0xFFFFC000),
        (0x14, 0x00000004, 0xFFF00004),
        (0x18, 0x40, 0xFFFFFFFF),
        (0x1C, 0xE001, 0xFFFFFFE1),
        (0x20, 0, 0),
        (0x30, 0, 0),
    ],
)
def test_all_ones_ask_for_the_size(bar: int, address: int, length: int) -> None:
    state = driver_domain()
    assert seen(state, bar, 4) == address
    state = written(state, bar, 4, 0xFFFFFFFF)
    assert (seen(state, bar, 4), register(state, NIC, bar, 4)) == (length, address)
    state = written(state, bar, 4, 0xD0000000)
    assert (seen(state, bar, 4), register(state, NIC, bar, 4)) == (address, address)


def test_half_a_register_of_ones_asks_for_nothing() -> None:
    state = written(written(driver_domain(), 0x10, 2, 0xFFFF), 0x12, 2, 0xFFFF)
    assert seen(state, 0x10, 4) == 0xF0000000


def test_decoding_is_for_dom0_to_decide() -> None:
    state = driver_domain()
    assert (seen(state, 4, 2), register(state, NIC, 4, 2)) == (0x0, 0x3)
    state = written(state, 4, 2, 0x7)
    assert (seen(state, 4, 2), register(state, NIC, 4, 2)) == (0x7, 0x7)
    state = written(state, 4, 2, 0x0)
    assert (seen(state, 4, 2), register(state, NIC, 4, 2)) == (0x0, 0x3)
    assert NIC not in state.masters


def test_permissive_passes_harmless_bits_only() -> None:
    state = write_file(driver_domain(), "permissive", NIC)
    assert isinstance(state, State)
    assert register(written(state, 4, 2, 0x140), NIC, 4, 2) == 0x3
    conventional = write_file(_conventional(), "permissive", NIC)
    assert isinstance(conventional, State)
    assert register(written(conventional, 4, 2, 0x748), NIC, 4, 2) == 0x208 | 0x3
    assert register(written(_conventional(), 4, 2, 0x748), NIC, 4, 2) == 0x3


def _conventional() -> State:
    state = driver_domain()
    functions = tuple(replace(each, port=Port.CONVENTIONAL) for each in state.host.functions)
    return replace(state, host=replace(state.host, functions=functions))


def test_an_unlisted_write_is_dropped_and_logged_once() -> None:
    state = written(written(driver_domain(), 0xE0, 4, 0x1234), 0xE4, 2, 1)
    assert register(state, NIC, 0xE0, 4) == 0
    words = "Driver tried to write to a read-only configuration space field at offset 0xe0, size 4"
    assert [line for line in state.log if "read-only" in line] == [f"pciback {NIC}: {words}"]


def test_an_opened_register_is_written() -> None:
    state = write_file(driver_domain(), "quirks", f"{NIC}-e0:2:ffff")
    assert isinstance(state, State)
    state = written(state, 0xE0, 4, 0x12345678)
    assert register(state, NIC, 0xE0, 4) == 0x5678


@pytest.mark.parametrize("line", ["0000:03:00.0-1000:2:ff", "0000:03:00.0-e0:3:ff", "0000:03:00.0-e0:1:1ff"])
def test_a_register_that_is_none_is_not_opened(line: str) -> None:
    answer = write_file(driver_domain(), "quirks", line)
    assert isinstance(answer, Refused)
    assert answer.words.startswith("no register of")


def test_capabilities_are_mediated() -> None:
    state = driver_domain()
    assert seen(state, 0x42, 2) == 0x0003
    assert error(write(state, Access("d", NIC, 0x62, 2, 0x8000))) is PciError.access_denied
    assert register(written(state, 0x62, 2, 0x10), NIC, 0x62, 2) == 0x10
    assert error(write(state, Access("d", NIC, 0x44, 2, 0x1))) is PciError.access_denied
    assert register(written(state, 0x44, 2, 0xFFFF), NIC, 0x44, 2) == 0x9E03


def test_interrupts_are_the_toolstacks_unless_given() -> None:
    state = driver_domain()
    assert error(write(state, Access("d", NIC, 0x52, 2, 0x1))) is PciError.access_denied
    given_ = write_file(state, "allow_interrupt_control", NIC)
    assert isinstance(given_, State)
    assert error(write(given_, Access("d", NIC, 0x52, 2, 0x1))) is PciError.access_denied  # the line is still on
    quiet = written(given_, 4, 2, 0x400)
    with_msi = written(quiet, 0x52, 2, 0x1)
    assert register(with_msi, NIC, 0x52, 2) == 0x1
    assert error(write(with_msi, Access("d", NIC, 0xB2, 2, 0x8000))) is PciError.access_denied
    assert error(write(with_msi, Access("d", NIC, 0x52, 2, 0x11))) is PciError.access_denied
    assert error(write(with_msi, Access("d", NIC, 4, 2, 0x0))) is PciError.access_denied


WRITES = st.tuples(st.integers(0, 0x103), st.sampled_from([1, 2, 3, 4]), st.integers(0, 0xFFFFFFFF))


@settings(max_examples=60, deadline=None)
@given(st.lists(WRITES, max_size=12), st.booleans())
def test_no_sequence_of_writes_moves_what_a_function_answers_to(writes, permissive: bool) -> None:
    state = driver_domain()
    if permissive:
        state = write_file(state, "permissive", NIC)
    for offset, size, value in writes:
        answer = write(state, Access("d", NIC, offset, size, value))
        state = state if isinstance(answer, Refused) else answer
        assert not [*violations(state)]
        for bar, real in ((0x10, 0xF0000000), (0x14, 4), (0x18, 0x40), (0x1C, 0xE001)):
            assert register(state, NIC, bar, 4) == real
        assert register(state, NIC, 4, 2) & 0x3 == 0x3


def test_a_moved_address_is_noticed() -> None:
    state = driver_domain()
    spaces = dict(state.pciback.spaces)
    spaces[NIC] = spaces[NIC][:0x10] + b"\0\0\0\xd0" + spaces[NIC][0x14:]
    moved = replace(state, pciback=replace(state.pciback, spaces=spaces))
    assert [*violations(moved)] == [f"the address register 0x10 of {NIC} was moved"]
