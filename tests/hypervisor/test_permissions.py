# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from machines import BEHIND, GPIO, MARKED, NIC, PCI, RTC, given, machine, no, sound

from reqtrace.hypervisor import (
    DomainSpec,
    Finding,
    Options,
    Region,
    State,
    Xen,
    assign,
    create,
    deassign,
    destroy,
    reads,
    violations,
)
from reqtrace.hypervisor.control.bindings import bind
from reqtrace.hypervisor.control.operations import reclaim
from reqtrace.hypervisor.control.permissions import MOST_PAGES, permit_pages, show_pages
from reqtrace.hypervisor.region import PAGE

PAGE_OF_RTC = Region(0x9010000, PAGE)
FLASH = "&{/flash@0} { xen,passthrough; };\n"


def two(fragment: str = "", **more) -> State:
    """The domains a and b without devices, both created by a control domain."""
    marked = fragment or f"&{{{RTC}}} {{ xen,passthrough; }};\n"
    state = machine(marked, dom0=True, **more)
    for name in "ab":
        state = sound(create(state, DomainSpec(name)))
    return state


def test_what_is_permitted_can_be_mapped_and_comes_back() -> None:
    state = sound(permit_pages(two(), "a", PAGE_OF_RTC))
    state = sound(show_pages(state, "a", PAGE_OF_RTC, 0x50000000))
    assert reads(state, "a", 0x50000000)
    assert not reads(state, "a", 0x9010000)
    state = sound(destroy(state, "a"))
    assert not state.delegated
    sound(show_pages(sound(permit_pages(state, "b", PAGE_OF_RTC)), "b", PAGE_OF_RTC, 0x9010000))


def test_what_was_mapped_is_given_to_nobody_else() -> None:
    state = sound(show_pages(sound(permit_pages(two(), "a", PAGE_OF_RTC)), "a", PAGE_OF_RTC, 0x9010000))
    assert no(given(state, "c", RTC, forced=True)) == "EBUSY: IRQ 34 is already used by domain 1"


@pytest.mark.parametrize(
    ("pages", "guest", "answer"),
    [
        (Region(0x9010000, 0), 0x9010000, "EINVAL: 0x9010000+0x0 is no range of pages"),
        (Region(2**64 - PAGE, 2 * PAGE), 0, "EINVAL: 0xfffffffffffff000+0x2000 is no range of pages"),
        (Region(0x9030000, PAGE), 0x9030000, "EPERM: dom1 is not permitted 0x9030000+0x1000"),
        (Region(0x8000000, PAGE), 0x8000000, "EPERM: dom0 is not permitted 0x8000000+0x1000"),
        (PAGE_OF_RTC, 0x40000000, "EINVAL: dom1 sees something else at 0x40000000"),
        (PAGE_OF_RTC, 1 << 44, "EFAULT: 0x100000000000 is beyond the 44 bits of a guest address"),
    ],
)
def test_what_is_not_mapped(pages: Region, guest: int, answer: str) -> None:
    state = sound(permit_pages(two(), "a", PAGE_OF_RTC))
    assert no(show_pages(state, "a", pages, guest)) == answer


def test_a_page_is_permitted_to_one_domain_unless_xen_does_not_care() -> None:
    state = sound(permit_pages(two(), "a", PAGE_OF_RTC))
    assert no(permit_pages(state, "b", PAGE_OF_RTC)) == "EBUSY: 0x9010000+0x1000 is permitted to domain 1"
    careless = two(xen=Xen(frozenset({Finding.D_26})))
    for name in "ab":
        careless = permit_pages(careless, name, PAGE_OF_RTC)
        assert isinstance(careless, State)
        careless = show_pages(careless, name, PAGE_OF_RTC, 0x9010000)
        assert isinstance(careless, State)
    assert [each[:4] for each in violations(careless)][:1] == ["I-2:"]


def test_a_page_goes_to_one_domain_in_whichever_order() -> None:
    state = sound(permit_pages(two(), "a", PAGE_OF_RTC))
    assert no(given(state, "c", RTC, forced=True)) == "EBUSY: 0x9010000+0x1000 is permitted to domain 1"
    assert no(reclaim(state, RTC)) == "EBUSY: 0x9010000+0x1000 is permitted to domain 1"
    state = sound(given(two(), "c", RTC, forced=True))
    assert no(permit_pages(state, "a", PAGE_OF_RTC)) == "EBUSY: 0x9010000+0x1000 is permitted to domain 3"


def test_a_permission_ends_with_the_assignment() -> None:
    state = machine(BEHIND, dom0=True, iommu="smmuv2")
    for name in "ab":
        state = sound(create(state, DomainSpec(name, options=Options(passthrough="enabled"))))
    state = sound(assign(state, RTC, "a"))
    assert no(permit_pages(state, "b", PAGE_OF_RTC)) == f"EBUSY: {RTC} is already assigned to domain 1"
    state = sound(deassign(sound(permit_pages(state, "a", PAGE_OF_RTC)), RTC, "a"))
    assert not state.delegated
    assert (1, PAGE_OF_RTC) not in state.permitted
    sound(assign(state, RTC, "b"))


@pytest.mark.parametrize("first", ["line", "device"])
def test_registers_whose_interrupt_another_has_are_not_shown(first: str) -> None:
    state = two(f"{MARKED}&{{{GPIO}}} {{ interrupts = <0 2 4>; }};\n")
    state = sound(bind(state, "a", 34) if first == "line" else given(state, "c", RTC, forced=True))
    state = sound(permit_pages(state, "b", Region(0x9030000, PAGE)))
    words = f"EBUSY: IRQ 34 is already used by domain {1 if first == 'line' else 3}"
    assert no(show_pages(state, "b", Region(0x9030000, PAGE), 0x9030000)) == words


def test_registers_of_a_function_wait_for_its_assignment() -> None:
    state = two(BEHIND, pci=PCI, iommu="smmuv2")
    state = sound(destroy(sound(given(state, "c", NIC)), "c"))
    bar = Region(0x10000000, PAGE)
    state = sound(permit_pages(state, "a", bar))
    assert no(show_pages(state, "a", bar, bar.base)) == f"EPERM: {NIC} is not assigned to domain 1"


def test_the_registers_of_the_bus_are_shown_to_nobody() -> None:
    state = two("&{/pcie@10000000} { xen,passthrough; };\n")
    pages = Region(0x4010000000, PAGE)
    state = sound(permit_pages(state, "a", pages))
    assert no(show_pages(state, "a", pages, 0x10000000)) == "EPERM: /pcie@10000000 is the PCI host bridge"


@examples(st.integers(1, 200))
def test_a_call_maps_sixty_four_pages_at_most(count: int) -> None:
    state = sound(permit_pages(two(FLASH), "a", Region(0, 256 * PAGE)))
    answer = show_pages(state, "a", Region(0, count * PAGE), 0x10000000)
    if count <= MOST_PAGES:
        assert reads(sound(answer), "a", 0x10000000 + count * PAGE - 1)
    else:
        assert no(answer) == f"E2BIG: {count} pages are more than {MOST_PAGES}"


def test_registers_of_a_protected_device_wait_for_its_assignment() -> None:
    behind = f"&{{{RTC}}} {{ xen,passthrough; iommus = <&smmu 0x10>; }};\n"
    state = sound(permit_pages(two(behind, iommu="smmuv2"), "a", PAGE_OF_RTC))
    assert no(show_pages(state, "a", PAGE_OF_RTC, 0x9010000)) == f"EPERM: {RTC} is not assigned to domain 1"


def test_a_device_of_dom0_is_shown_to_nobody() -> None:
    state = sound(permit_pages(two(), "a", Region(0x9030000, PAGE)))
    words = f"EBUSY: {GPIO} is already assigned to domain 0"
    assert no(show_pages(state, "a", Region(0x9030000, PAGE), 0x9030000)) == words


def test_dma_is_shown_to_a_direct_mapped_domain_only() -> None:
    dma = '/ { dma@9011000 { compatible = "arm,pl330"; reg = <0 0x9011000 0 0x1000>; xen,passthrough; }; };'
    pages = Region(0x9011000, PAGE)
    state = sound(permit_pages(two(dma), "a", pages))
    words = "EPERM: /dma@9011000 has DMA without an IOMMU, and d1 is not direct-mapped and trusted"
    assert no(show_pages(state, "a", pages, 0x9011000)) == words


@pytest.mark.parametrize("call", [permit_pages, lambda *asked: show_pages(*asked, 0)])
def test_somebody_asks_for_somebody_who_lives(call) -> None:
    assert no(call(two(), "nobody", PAGE_OF_RTC)) == "ESRCH: there is no domain nobody"
    alone = sound(create(machine(), DomainSpec("a")))
    assert no(call(alone, "a", PAGE_OF_RTC)) == "EPERM: dom0 is not permitted 0x9010000+0x1000"
