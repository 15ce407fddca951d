# SPDX-License-Identifier: Apache-2.0
"""What two guests share: pages, interrupts and streams, with a host and without."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from drafts import FORCED, GPIO, MARKS, RTC, SMMU, guest, host, node, told, tree

from reqtrace.hypervisor.forecast import Forecast, Guest, forecast
from reqtrace.hypervisor.tree.tree_source import Place

OTHER = "0 0x9010000 0 0x1000 0 0x50000000"


def found(answer: Forecast) -> list[tuple[tuple[str, str], str, str]]:
    return [(each.guests, each.resource.value, each.detail) for each in answer.conflicts]


def test_guests_that_ask_for_different_devices_share_nothing() -> None:
    answer = told(guest("a", node(RTC)), guest("b", node(GPIO)), on=host())
    assert (found(answer), answer.ok) == ([], True)


def test_a_page_is_shared_whoever_sees_it_where() -> None:
    answer = told(guest("a", node("x@9010000")), guest("b", node(GPIO), node("y@9010000", OTHER)))
    assert found(answer) == [
        (("a", "b"), "mmio", "registers 0x9010000 - 0x9010fff (/passthrough/x@9010000, /passthrough/y@9010000)")
    ]
    column = node("x@9010000").index("xen,reg") + 1
    assert answer.conflicts[0].places == (Place("a.dts", 5, column), Place("b.dts", 6, column))


def test_of_very_many_pairs_only_some_are_told() -> None:
    nodes = [node(RTC).replace("pl031", f"x{number}", 1) for number in range(4)]
    answer = told(guest("a", *nodes), guest("b", *nodes))
    detail = answer.conflicts[0].detail
    assert (detail.count("registers"), detail[-12:]) == (8, "; and 8 more")


def test_a_device_is_shared_even_page_by_page() -> None:
    machine = host(MARKS + f"&{{{RTC}}} {{ reg = <0 0x9010000 0 0x2000>; }};")
    halves = [node(RTC, f"0 {base} 0 0x1000 0 {base}") for base in ("0x9010000", "0x9011000")]
    answer = told(*(guest(name, half) for name, half in zip("ab", halves, strict=True)), on=machine)
    assert found(answer)[0] == (("a", "b"), "mmio", f"device {RTC} (/passthrough{RTC}, /passthrough{RTC})")


def test_an_interrupt_of_two_devices_is_shared() -> None:
    machine = host(MARKS + f"&{{{GPIO}}} {{ interrupts = <0 2 4>, <0 3 4>; }};")
    answer = told(guest("a", node(RTC)), guest("b", node(GPIO)), on=machine)
    assert found(answer) == [(("a", "b"), "irq", f"interrupt 34 (/passthrough{RTC}, /passthrough{GPIO})")]


def test_the_interrupts_of_a_device_that_is_shared_are_no_matter_of_their_own_unless_they_are_routed() -> None:
    answer = told(guest("a", node("x@9010000")), guest("b", node(RTC)), on=host())
    assert [what for _, what, _ in found(answer)] == ["mmio"]
    routed = told(guest("a", node(RTC)), guest("b", node(RTC)), on=host())
    assert [what for _, what, _ in found(routed)] == ["mmio", "irq"]


def test_a_stream_of_two_devices_is_shared() -> None:
    behind = "".join(f"&{{{path}}} {{ iommus = <&smmu 0x10>; }};" for path in (RTC, GPIO))
    answer = told(guest("a", node(RTC)), guest("b", node(GPIO)), on=host(MARKS + SMMU + behind))
    assert found(answer) == [
        (("a", "b"), "stream", f"stream 0x10 of /smmu@5f000000 (/passthrough{RTC}, /passthrough{GPIO})")
    ]


def test_without_a_host_the_interrupts_that_the_nodes_state_count() -> None:
    lines = [f"{FORCED} interrupts = <{cells}>;" for cells in ("0 2 4 0 3 4", "0 3 1 1 2 4")]
    answer = told(guest("a", node(RTC, more=lines[0])), guest("b", node(GPIO, more=lines[1])))
    assert found(answer) == [(("a", "b"), "irq", f"interrupt 35 (/passthrough{RTC}, /passthrough{GPIO})")]


def test_a_pci_function_is_shared() -> None:
    pci = "p { xen,pci-assigned = <0 3 0>; };"
    answer = told(guest("a", pci), guest("b", config='name = "b"\npci = [ "0000:03:00.0" ]'))
    assert found(answer) == [(("a", "b"), "stream", "PCI function 0000:03:00.0 (/passthrough/p, pci 0000:03:00.0)")]
    assert answer.guests[1].refusals[0].requirement == "XenSSR~forbid_same_pci_device_assignment~1"


@pytest.mark.parametrize("entry", ["03:00.0", "3:0.0@7", "0000:03:00.*", "bdf=03:00.0,permissive=1"])
def test_a_function_is_shared_however_it_is_written(entry: str) -> None:
    other = guest("b", config=f'name = "b"\npci = [ "{entry}" ]')
    assert not told(guest("a", "p { xen,pci-assigned = <0 3 0>; };"), other).ok


@pytest.mark.parametrize(
    ("config", "resource"),
    [('iomem = [ "9010,1" ]', "mmio"), ("irqs = [ 34 ]", "irq"), (f'dtdev = [ "{RTC}" ]', "mmio")],
)
def test_what_a_configuration_names_is_shared(config: str, resource: str) -> None:
    answer = told(guest("a", node(RTC)), guest("b", config=f'name = "b"\n{config}'), on=host())
    assert (("a", "b"), resource) in [(who, what) for who, what, _ in found(answer)]
    assert not answer.guests[1].created


TIMERS = {"mmc@ff170000", "serial@ff000000", "serial@ff010000", "spi@ff0f0000", "timer@ff110000"}


# [utest->dsn~conflicts_are_pairs~1]
def test_ten_pairs_of_the_trees_for_a_board_map_the_same_timers(shared: Path) -> None:
    folder = shared / "corpora" / "partial-dts" / "device-trees-2021.2" / "zcu102"
    wanted = [Guest(path.stem, tree(path.name, path.read_text())) for path in sorted(folder.glob("*.dts"))]
    answer = forecast(None, wanted)
    assert len(wanted) == 7
    assert [each.guests for each in answer.conflicts] == list(combinations(sorted(TIMERS), 2))
    assert {each.resource.value for each in answer.conflicts} == {"mmio"}
    for pair in combinations(wanted, 2):
        clash = TIMERS.issuperset(each.name for each in pair)
        assert forecast(None, pair).ok is not clash
