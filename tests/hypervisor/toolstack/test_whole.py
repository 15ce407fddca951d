# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest
from driver_domains import sound, spec

from reqtrace.hypervisor import Finding, PciFunction, Refused, Region, Sbdf, State, Xen, boot, read_host
from reqtrace.hypervisor.host.pci import Port
from reqtrace.hypervisor.machine.domain import Kind
from reqtrace.hypervisor.toolstack import Request, assignable_remove, attach, detach, dom0_started, start
from reqtrace.hypervisor.xen import Fault

FIRST, SECOND, ALL = "0000:03:00.0", "0000:03:00.3", "0000:03:00.*"


def machine(*findings: Finding, fault: Fault | None = None, kind: Kind = Kind.PV) -> State:
    """A card of two functions that pciback has, and a guest."""
    functions = tuple(
        PciFunction(
            Sbdf(0, 3, 0, number), bars=(Region(0xC0000000 + 0x4000 * number, 0x4000),), interrupt=17 + number,
            port=Port.ENDPOINT, multifunction=True,
        )
        for number in (0, 3)
    )  # fmt: skip
    xen = Xen(frozenset(findings))
    state = sound(boot(read_host("q35", iommu="vtd", pci=functions, xen=xen), dom0="dom0", xen=xen))
    guest = sound(start(dom0_started(state, "xen-pciback.hide=(03:*.*)"), spec("a", kind), ()))
    return replace(guest, xen=replace(xen, fault=fault))


@pytest.mark.parametrize(
    ("kind", "slot", "places"),
    [(Kind.PV, 5, ("00:00.0", "00:00.3")), (Kind.HVM, 5, ("00:05.0", "00:05.3"))],
)
def test_all_functions_come_together_and_go_together(kind: Kind, slot: int, places: tuple[str, ...]) -> None:
    state = sound(attach(machine(kind=kind), Request(ALL, "a", slot=slot)))
    assert state.toolstack.attached == {FIRST: 1, SECOND: 1}
    assert {name: str(place) for name, place in state.toolstack.places.items()} == {
        FIRST: f"0000:{places[0]}", SECOND: f"0000:{places[1]}",
    }  # fmt: skip
    gone = sound(detach(state, Request(ALL, "a")))
    assert not gone.toolstack.attached
    assert not gone.toolstack.places


@pytest.mark.parametrize(("request_", "words"), [
    (Request(ALL, "a"), "Must specify a v-slot for multi-function devices"),
    (Request(ALL, "a", slot=0), "Must specify a v-slot for multi-function devices"),
    (Request("0000:09:00.*", "a", slot=5), "no function of 0000:09:00.* is there"),
])  # fmt: skip
def test_what_can_not_come_together_does_not_come_at_all(request_: Request, words: str) -> None:
    state = machine()
    reached = attach(state, request_)
    assert reached.state == state
    assert reached.refused is not None
    assert reached.refused.words == words


def test_pciback_must_have_them_all() -> None:
    bound = machine()
    reduced = sound(assignable_remove(sound(detach_of_first(bound)), FIRST))
    reached = attach(reduced, Request(ALL, "a", slot=5))
    assert reached.state == reduced
    assert reached.refused is not None
    assert reached.refused.words == f"{FIRST} is not assigned to pciback driver"


def detach_of_first(state: State) -> State | Refused:
    """The first function attached once and taken back, so that it waits in quarantine."""
    return detach(sound(attach(state, Request(FIRST, "a"))), Request(FIRST, "a"))


@pytest.mark.parametrize(("findings", "left"), [((), set()), ((Finding.D_13,), {SECOND})])
def test_a_failure_half_way_leaves_nothing_but_with_d_13(findings: tuple[Finding, ...], left: set[str]) -> None:
    state = sound(attach(machine(*findings), Request(FIRST, "a")))
    reached = attach(state, Request(ALL, "a", slot=5))
    assert reached.refused is not None
    assert set(reached.state.toolstack.attached) == {FIRST} | left
