# SPDX-License-Identifier: Apache-2.0
"""What the hardware domain uses again is coupled to nothing that a guest has."""

from __future__ import annotations

import pytest
from machines import GPIO, MARKED, NIC, PCI, RTC, given, machine, no, sound

from reqtrace.hypervisor import DomainSpec, Options, create, routed_to
from reqtrace.hypervisor.control.operations import assign, reclaim


def with_clock(more: str = "", **how):
    """A guest a has the clock, nobody the GPIO controller."""
    return sound(given(machine(MARKED + more, dom0=True, **how), "a", RTC, forced=True))


@pytest.mark.parametrize(
    ("clock", "gpio", "answer"),
    [
        ("0x10", "0x10", f"EBUSY: stream 0x10 of {GPIO} is already used by domain 1"),
        ("0xf00010", "0x10", f"EINVAL: stream 0x10 of {GPIO} overlaps stream 0x10 with mask 0xf0"),
        ("0x10", "0x8020", f"ERANGE: stream 0x8020 of {GPIO} is beyond the 15 bits of /smmu@5f000000"),
    ],
)
def test_a_stream_that_a_guest_has_is_not_taken_back(clock: str, gpio: str, answer: str) -> None:
    streams = f"&{{{RTC}}} {{ iommus = <&smmu {clock}>; }};\n&{{{GPIO}}} {{ iommus = <&smmu {gpio}>; }};\n"
    assert no(reclaim(with_clock(streams, iommu="smmuv2"), GPIO)) == answer


def test_an_interrupt_that_a_guest_has_is_not_taken_back() -> None:
    state = with_clock(f"&{{{GPIO}}} {{ interrupts = <0 2 4>; }};\n")
    assert no(reclaim(state, GPIO)) == "EBUSY: IRQ 34 is already used by domain 1"


def test_a_page_that_a_guest_has_is_not_taken_back() -> None:
    near = "/ { near@9010800 { reg = <0 0x9010800 0 0x100>; iommus = <&smmu 0x30>; xen,passthrough; }; };\n"
    state = machine(f"{MARKED}&{{{RTC}}} {{ reg = <0 0x9010000 0 0x100>; }};\n{near}", dom0=True, iommu="smmuv2")
    assert routed_to(sound(reclaim(state, RTC)), 34) == "dom0"
    state = sound(create(state, DomainSpec("a", options=Options(passthrough="enabled"))))
    state = sound(assign(state, "/near@9010800", "a"))
    words = f"EBUSY: /near@9010800, in a page of {RTC}, is already assigned to domain 1"
    assert no(reclaim(state, RTC)) == words


@pytest.mark.parametrize("name", ["/pl011@9000000", "/intc@8000000", "/smmu@5f000000", "/memory@40000000"])
def test_what_xen_keeps_is_not_taken_back(name: str) -> None:
    assert no(reclaim(machine(dom0=True, iommu="smmuv2"), name)).startswith(f"EPERM: {name} is ")


def test_a_function_is_not_taken_back() -> None:
    assert no(reclaim(machine(dom0=True, pci=PCI), NIC)) == f"ENODEV: {NIC} is no node of the host tree"
