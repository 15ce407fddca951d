# SPDX-License-Identifier: Apache-2.0
"""The rules on isolation: what may not be divided, what the policy lets pass, and what is on record then."""

from __future__ import annotations

from dataclasses import replace

from reqtrace import hypervisor
from reqtrace.hypervisor import DomainSpec, Errno, Finding, Host, Refused, State, Xen
from reqtrace.hypervisor.host.pci import Acs, PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation.policy import load_policy
from reqtrace.hypervisor.isolation.rules import group_undivided
from reqtrace.hypervisor.machine.domain import Kind, Options
from reqtrace.hypervisor.machine.record_isolation import IsolationPolicy
from reqtrace.hypervisor.xen import REQUIRED

FIRST, SECOND, THIRD = "0000:03:00.0", "0000:04:00.0", "0000:05:00.0"


def switch(acs: Acs | None = None) -> tuple[PciFunction, ...]:
    """A switch of three ports with a card behind each, the last one of another kind."""

    def bridge(bus: int, device: int, port: Port, buses: tuple[int, int], acs: Acs | None) -> PciFunction:
        address = Sbdf(0, bus, device, 0)
        return PciFunction(address, True, port=port, class_code=0x0604, buses=buses, acs=acs)

    def card(bus: int, device: int) -> PciFunction:
        return PciFunction(Sbdf(0, bus, 0, 0), port=Port.ENDPOINT, vendor=0x8086, device=device, class_code=0x0200)

    return (
        bridge(0, 2, Port.ROOT_PORT, (1, 5), Acs(0x1D, 0)),
        bridge(1, 0, Port.UPSTREAM, (2, 5), None),
        *(bridge(2, number, Port.DOWNSTREAM, (3 + number, 3 + number), acs) for number in range(3)),
        card(3, 0x10C9),
        card(4, 0x10C9),
        card(5, 0x10FB),
    )


def machine(*policy: str, acs: Acs | None = None, xen: Xen = REQUIRED) -> State:
    """A running machine with three domains that can be given devices."""
    host = hypervisor.read_host("q35", iommu="vtd", pci=switch(acs), xen=xen)
    assert isinstance(host, Host)
    state = hypervisor.boot(host, dom0="dom0", xen=xen)
    assert isinstance(state, State)
    loaded = load_policy(replace(state, isolation=replace(state.isolation, store=policy)))
    assert isinstance(loaded, State)
    for name in "abc":
        made = hypervisor.create(
            loaded, DomainSpec(name, options=Options(kind=Kind.HVM, passthrough="enabled")), at_boot=False
        )
        assert isinstance(made, State)
        loaded = made
    return loaded


def assigned(state: State, *pairs: tuple[str, str]) -> State | Refused:
    """The machine after these assignments; the first refusal is the answer."""
    for device, domain in pairs:
        answer = hypervisor.assign(state, device, domain)
        if isinstance(answer, Refused):
            return answer
        state = answer
    return state


def test_the_second_guest_is_refused() -> None:
    answer = assigned(machine(), (FIRST, "a"), (SECOND, "b"))
    assert isinstance(answer, Refused)
    assert (answer.errno, answer.words) == (
        Errno.EBUSY,
        "0000:03:00.0, of the same isolation group as 0000:04:00.0, belongs to domain 1",
    )


def test_one_guest_may_have_the_whole_group() -> None:
    answer = assigned(machine(), (FIRST, "a"), (SECOND, "a"), (THIRD, "a"))
    assert isinstance(answer, State)
    assert answer.isolation.record == ()


def test_ports_that_xen_lets_redirect_divide_nothing() -> None:
    answer = assigned(machine(acs=Acs(0x1F, 0)), (FIRST, "a"), (SECOND, "b"), (THIRD, "c"))
    assert isinstance(answer, State)
    assert answer.isolation.record == ()


def test_both_devices_have_to_be_allowed() -> None:
    half = machine("allow 8086:10c9")
    assert isinstance(assigned(half, (FIRST, "a"), (SECOND, "b")), State)
    for pairs in (((FIRST, "a"), (THIRD, "b")), ((THIRD, "b"), (FIRST, "a"))):
        assert isinstance(assigned(half, *pairs), Refused)
        assert isinstance(assigned(machine("allow 8086:10c9", "allow 8086:10fb"), *pairs), State)


def test_each_bypass_leaves_one_record_that_names_all() -> None:
    state = machine("allow 8086:10c9", "allow 8086:10fb")
    answer = assigned(state, (FIRST, "a"), (SECOND, "b"), (THIRD, "c"))
    assert isinstance(answer, State)
    assert [(each.function, each.domain) for each in answer.isolation.record] == [(SECOND, 2), (THIRD, 3)]
    assert [line for line in answer.log if "bypassed" in line] == [
        "isolation bypassed: 0000:04:00.0 goes to domain 2 by allow 8086:10c9 (line 1)",
        "isolation bypassed: 0000:05:00.0 goes to domain 3 by allow 8086:10fb (line 2), allow 8086:10c9 (line 1)",
    ]


def test_a_xen_with_the_finding_divides_and_tells_nobody() -> None:
    careless = Xen(frozenset({Finding.D_12B}))
    answer = assigned(machine("allow nothing", xen=careless), (FIRST, "a"), (SECOND, "b"))
    assert isinstance(answer, State)
    assert answer.isolation.record == ()
    assert Finding.D_12B in group_undivided.lacking
    assert answer.isolation == IsolationPolicy(("allow nothing",), redirecting=answer.isolation.redirecting)


def test_what_redirects_goes_on_doing_so_when_xen_forgets_it() -> None:
    state = machine(acs=Acs(0x1F, 0))
    forgotten = hypervisor.withdraw(state, "dom0", "0000:02:00.0")
    assert isinstance(forgotten, State)
    assert isinstance(assigned(forgotten, (FIRST, "a"), (SECOND, "b")), State)
