# SPDX-License-Identifier: Apache-2.0
"""Dumps of lspci: what is read of them, and what is said of those that are damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spaces import dump, put, rows, space

from reqtrace.hypervisor.host.pci import Acs, PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation import Complaint, Topology, linux_groups, read_dump

NIC = space(acs=(0x1D, 0x05))


def function(text: str) -> PciFunction:
    """The only function of a dump."""
    (found,) = read_dump(text).topology.functions
    return found


def complaints(text: str) -> list[tuple[int | str, str]]:
    return [(each.place, each.message) for each in read_dump(text).complaints]


def test_a_function_is_read_whole() -> None:
    found = function(dump(f_01_00_1=NIC))
    assert (found.sbdf, found.port, found.acs) == (Sbdf(0, 1, 0, 1), Port.ENDPOINT, Acs(0x1D, 0x05))
    assert (found.vendor, found.device, found.class_code, found.bridge) == (0x8086, 0x10C9, 0x0200, False)


@pytest.mark.parametrize(
    "head",
    [
        "01:00.1 Ethernet controller: Intel",
        "0000:01:00.1 0200: 8086:10c9 (rev 01)",
        "01:00.1 Ethernet controller [0200]: Intel [8086:10c9]",
        "0000:01:00.1",
        "  01:00.1 indented, as in a letter",
    ],
)
def test_the_line_of_a_function_may_be_written_in_many_ways(head: str) -> None:
    assert function(f"{head}\r\n{rows(NIC)}\r\n".replace("\n", "\r\n")).sbdf == Sbdf(0, 1, 0, 1)


def test_a_segment_may_have_more_than_four_digits() -> None:
    assert str(function(f"10000:e1:00.0 Disk\n{rows(NIC)}").sbdf) == "10000:e1:00.0"


def test_a_bridge_has_buses_and_a_type() -> None:
    found = function(dump(f_00_1c_0=space(4, kind=0x0604, header=0x81, buses=(2, 5))))
    assert (found.port, found.bridge, found.buses, found.multifunction) == (Port.ROOT_PORT, True, (2, 5), True)


def test_wide_registers_have_control_further_behind() -> None:
    content = bytearray(space(4, ids=(0x8086, 0xA110), kind=0x0604, header=1, buses=(1, 1), acs=(0x0F, 0)))
    put(content, 0x108, 0x0D)
    assert function(dump(f_00_1c_0=bytes(content))).acs == Acs(0x0F, 0x0D)


def test_virtual_functions_are_told_by_the_range_of_their_physical_one() -> None:
    physical = space(acs=(0, 0), virtual=(2, 0x80, 2), header=0x80)
    hidden = bytearray(space())
    put(hidden, 0, 0xFFFF, 0xFFFF)
    machine = read_dump(dump(f_00_01_0=space(4, kind=0x0604, header=1, buses=(1, 1), acs=(0x1D, 0x1D)),
                             f_01_00_0=physical, f_01_10_0=bytes(hidden), f_01_10_2=bytes(hidden)))  # fmt: skip
    assert machine.complaints == ()
    owners = [each.physical for each in machine.topology.functions]
    assert owners == [None, None, Sbdf(0, 1, 0, 0), Sbdf(0, 1, 0, 0)]
    assert len(linux_groups(machine.topology)) == 4


def test_text_for_people_is_passed_over() -> None:
    text = f"lspci of a machine\n\n{dump(f_01_00_0=NIC)}\n\tCapabilities: [100] ...\nand nothing more\n"
    assert complaints(text) == [(3, "0000:01:00.0: no bridge leads to its bus, so its isolation is unknown, and it "
                                    "counts as not isolated")]  # fmt: skip


def test_without_the_extended_space_acs_is_not_seen() -> None:
    assert read_dump(dump(f_00_1c_0=space(4, header=1, buses=(1, 1), length=0x100))).complaints == (
        Complaint(
            1,
            "0000:00:1c.0: its extended configuration space was not seen, so it counts as one without ACS",
            help="make the dump as root with: lspci -xxxx",
        ),
    )


def test_a_short_dump_does_not_even_show_pci_express() -> None:
    found = read_dump(dump(f_00_1c_0=space(4, length=0x40)))
    assert [each.message for each in found.complaints] == ["0000:00:1c.0: its capability at 0x40 was not seen"]
    assert found.topology.functions[0].port is Port.CONVENTIONAL


@pytest.mark.parametrize(
    ("at", "word", "said"),
    [
        (0x50, 0x0010, None),
        (0x50, 0x4005, "its capabilities run in a circle at 0x40"),
        (0x52, 0x00F2, "no device of PCI Express has the type 0xf"),
        (0x102, 0x1001, "its extended capabilities run in a circle at 0x100"),
    ],
)
def test_lists_that_lie_are_told(at: int, word: int, said: str | None) -> None:
    content = bytearray(space())
    put(content, 0x100, 0x0001, 1)
    put(content, at, word)
    expected = [] if said is None else [(1, f"0000:00:01.0: {said}")]
    assert complaints(dump(f_00_01_0=bytes(content))) == expected


def test_a_damaged_row_ends_what_is_used_of_the_function() -> None:
    text = dump(f_00_01_0=NIC).replace("\n20: 00 00", "\n20: 00 xx", 1)
    assert complaints(text) == [
        (1, "0000:00:01.0: 32 bytes of its configuration space are too few to know it"),
        (5, "0000:00:01.0: this row can not be read, and what follows it is not used"),
    ]


def test_a_missing_row_is_noticed() -> None:
    lines = dump(f_00_01_0=NIC, f_00_02_0=NIC).split("\n")
    del lines[20]
    assert complaints("\n".join(lines))[0] == (
        21, "0000:00:01.0: a row for 120 was due, and from here on nothing is used"
    )  # fmt: skip
    assert len(read_dump("\n".join(lines)).topology.functions) == 2


def test_a_row_that_is_cut_off_is_noticed() -> None:
    text = dump(f_00_01_0=space(length=0x100))[:-6]
    assert (18, "0000:00:01.0: this row is cut off, and what follows it is not used") in complaints(text)


@pytest.mark.parametrize("length", [0x50, 0x90, 0x110, 0x310, 0xFF0])
def test_rows_that_end_where_lspci_ends_none_are_cut_off(length: int) -> None:
    words = f"0000:00:01.0: its rows end at {length:#x}, where lspci ends none: they are cut off"
    seen = read_dump(dump(f_00_01_0=space(None, length=length))).complaints
    assert [(each.message, each.lost) for each in seen] == [(words, True)]


@pytest.mark.parametrize("length", [64, 128, 256, 4096])
def test_rows_may_end_where_lspci_ends_them(length: int) -> None:
    assert complaints(dump(f_00_01_0=space(None, length=length))) == []


@pytest.mark.parametrize(
    ("last", "cut"), [(space(None, length=256), False), (space(None, length=0x110), True), (space(length=256), True)]
)
def test_a_bridge_that_leads_nowhere_is_told_where_the_dump_ends_early(last: bytes, cut: bool) -> None:
    port = space(4, kind=0x0604, header=1, buses=(1, 2), acs=(0x1D, 0x1D))
    words = "0000:00:1c.0: the dump ends early, and shows no function behind this bridge, on bus 01 to 02"
    assert ((1, words) in complaints(dump(f_00_1c_0=port, f_00_1d_0=last))) is cut
    assert (1, words) not in complaints(dump(f_00_1c_0=port, f_00_1d_0=last, f_02_00_0=last))


@given(st.lists(st.tuples(st.integers(1, 255), st.integers(0, 31), st.integers(0, 7)), unique=True, max_size=600))
def test_however_many_functions_are_hidden_few_words_are_said_of_them(places: list[tuple[int, int, int]]) -> None:
    text = "\n".join(
        f"{bus:02x}:{slot:02x}.{number} Card\n{rows(space(None, length=64))}" for bus, slot, number in places
    )
    seen = read_dump(text)
    assert len(seen.topology.unknown) == len(places)
    assert bool(places) <= len(seen.complaints) <= 8 * 3


def test_what_stands_twice_counts_once() -> None:
    text = f"{dump(f_00_01_0=NIC)}\n\n{dump(f_00_01_0=space(4))}"
    assert (260, "0000:00:01.0 stands in the dump twice; the first one counts") in complaints(text)
    assert function(text).port is Port.ENDPOINT


def test_what_is_no_address_is_told() -> None:
    assert complaints("00:3f.0 Nothing: none\n") == [(1, "00:3f.0 is no PCI function: devices end at 1f")]


def test_a_function_without_any_row_is_kept_and_told() -> None:
    assert complaints("00:01.0 Bridge: something\n") == [(1, "0000:00:01.0: no configuration space stands below it")]


def test_a_function_that_has_gone_is_kept_and_told() -> None:
    assert complaints(dump(f_00_01_0=b"\xff" * 0x100)) == [
        (1, "0000:00:01.0: its configuration space reads as all ones")
    ]


@given(st.binary(max_size=0x1000), st.integers(0, 0x1000))
def test_no_configuration_space_is_too_strange(content: bytes, length: int) -> None:
    machine = read_dump(f"00:01.0 Strange\n{rows(content[:length])}\n01:00.0 Other\n{rows(NIC)}").topology
    assert isinstance(machine, Topology)
    assert len([each for group in linux_groups(machine) for each in group]) == 2


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    assert isinstance(read_dump(f"{text}\n{dump(f_00_01_0=NIC)}").topology, Topology)
