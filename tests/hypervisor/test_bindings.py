# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from machines import GPIO, RTC, asked, given, machine, no, sound

from reqtrace.hypervisor import DomainSpec, Options, State, create, destroy, routed_to
from reqtrace.hypervisor.control.bindings import bind, unbind
from reqtrace.hypervisor.control.delivery import raise_line, waiting_for

REGISTERS = "rtc { xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>; xen,force-assign-without-iommu; };"


def two() -> State:
    """A domain a with the clock, and b without devices."""
    return sound(create(sound(given(machine(dom0=True), "a", RTC, forced=True)), DomainSpec("b")))


def test_a_line_is_bound_until_the_end_of_its_domain() -> None:
    state = sound(bind(two(), "b", 39))
    assert routed_to(state, 39) == "b"
    assert no(bind(state, "a", 39)) == "EBUSY: IRQ 39 is already used by domain 2"
    assert no(unbind(state, "b", 39)) == "EBUSY: domain 2 lives, and IRQ 39 with it"
    assert routed_to(sound(destroy(state, "b")), 39) is None


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (34, "EBUSY: IRQ 34 is already used by domain 1"),
        (33, "EPERM: dom0 is not permitted IRQ 33"),
        (48, "EBUSY: IRQ 48 is already used by domain 0"),
    ],
)
def test_what_is_not_bound(line: int, answer: str) -> None:
    assert no(bind(two(), "b", line)) == answer


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (32, "EINVAL: invalid vIRQ number 64 for domain d1"),
        (0, "EBUSY: vIRQ 32 of d1 is that of its virtual UART"),
    ],
)
def test_a_line_is_one_the_domain_can_have(number: int, answer: str) -> None:
    state = machine(f"&{{{GPIO}}} {{ xen,passthrough; interrupts = <0 {number} 4>; }};", dom0=True)
    state = sound(create(state, DomainSpec("a", options=Options(spis=32, uart=True))))
    assert no(bind(state, "a", 32 + number)) == answer


def test_a_line_is_bound_once() -> None:
    assert no(bind(two(), "a", 34)) == "EBUSY: vIRQ 34 of d1 is taken already"


def test_a_line_goes_with_its_device() -> None:
    state = sound(create(sound(asked(machine(dom0=True), "a", REGISTERS)), DomainSpec("b")))
    assert no(bind(state, "b", 34)) == f"EBUSY: IRQ 34 is that of {RTC} of domain 1"
    assert routed_to(sound(bind(state, "a", 34)), 34) == "a"


def test_what_does_not_arrive_is_not_taken() -> None:
    assert no(unbind(two(), "b", 34)) == "EINVAL: IRQ 34 is not routed to domain 2"
    assert no(unbind(two(), "b", 16)) == "EPERM: dom0 is not permitted IRQ 16"


@pytest.mark.parametrize("call", [bind, unbind])
def test_somebody_asks_for_somebody_who_lives(call) -> None:
    assert no(call(two(), "nobody", 34)) == "ESRCH: there is no domain nobody"
    alone = sound(given(machine(), "a", RTC, forced=True))
    assert no(call(alone, "a", 34)) == "EPERM: dom0 is not permitted IRQ 34"


def test_an_interrupt_waits_for_the_domain_that_lives() -> None:
    state = sound(raise_line(two(), 34))
    assert waiting_for(state, 34) == "a"
    assert waiting_for(state, 39) is None
    state = sound(given(sound(destroy(state, "a")), "c", RTC, GPIO, forced=True))
    assert routed_to(state, 34) == "c"
    assert waiting_for(state, 34) is None
    assert no(raise_line(state, 200)) == "ENOENT: IRQ 200 is disabled"
