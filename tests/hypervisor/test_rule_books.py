# SPDX-License-Identifier: Apache-2.0
"""Every rule of every rule book counts: without it, a request that it refuses is answered differently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from machines import BRIDGE, DISK, GPIO, MARKED, NIC, OTHER_SMMU, RTC, asked, function, given, machine, sound
from machines import passthrough as tree_with

from reqtrace.hypervisor import (
    DomainSpec,
    Errno,
    Mutation,
    PciFunction,
    Refused,
    Region,
    State,
    Way,
    Xen,
    assign,
    create,
)
from reqtrace.hypervisor.control.permissions import permit_pages
from reqtrace.hypervisor.rules import COPY, DOMCTL, PCI, PLATFORM

Answer = State | Refused
BOOKS = {"platform": (*COPY, *PLATFORM), "pci": PCI, "domctl": DOMCTL}
RULES = [(book, rule.name) for book, rules in BOOKS.items() for rule in rules if rule.checks and book == "platform"]

XEN = Xen()
"""What runs on every machine here; a test runs another."""

NO_MAP = "&pcie { /delete-property/ iommu-map; };"
SIBLING = "0000:00:01.1"
SEVENTEEN = ", ".join(f"<&smmu {n:#x}>" for n in range(0x40, 0x51))


def behind(path: str, *streams: str) -> str:
    """A marked device with these entries in `iommus`."""
    return f"&{{{path}}} {{ xen,passthrough; iommus = {', '.join(f'<{each}>' for each in streams)}; }};\n"


def mapped(host: int, guest: int, more: str = "", fragment: str = MARKED, **spec: bool) -> Answer:
    """A domain that asks for one page, without naming a node unless `more` does."""
    node = f"d {{ xen,reg = <{host >> 32:#x} {host & 0xFFFFFFFF:#x} 0 0x1000 {guest >> 32:#x} {guest & 0xFFFFFFFF:#x}>;"
    return asked(
        machine(fragment, iommu="smmuv2", xen=XEN), "a", f"{node} xen,force-assign-without-iommu; {more} }};", **spec
    )


def page(base: int) -> Answer:
    return mapped(base, base)


def platform(fragment: str, *, forced: bool = False, **spec: bool) -> Answer:
    """The timer, on a host with the fragment."""
    return given(machine(fragment, iommu="smmuv2", xen=XEN), "a", RTC, forced=forced, **spec)


def after(fragment: str, first: str, second: str, *, forced: bool = True, **more) -> Answer:
    """What b is answered once a has its device."""
    state = sound(given(machine(fragment, iommu="smmuv2", xen=XEN, **more), "a", first, forced=forced, direct_map=True))
    return given(state, "b", second, forced=forced, direct_map=True)


def pci(one: PciFunction, fragment: str = "", *, forced: bool = False, **spec: bool) -> Answer:
    """One function, on a host with the fragment."""
    return given(machine(fragment, iommu="smmuv2", xen=XEN, pci=(one,)), "a", str(one.sbdf), forced=forced, **spec)


def pair(first: PciFunction, second: PciFunction, fragment: str = "") -> Answer:
    """The second function, once another domain has the first."""
    return after(fragment, str(first.sbdf), str(second.sbdf), pci=(first, second))


def called(fragment: str, device: str = RTC, *, holding: str | None = None) -> Answer:
    """What an assignment to b is answered, where a was created with `holding`."""
    state = machine(fragment, iommu="smmuv2", xen=XEN, dom0=True)
    state = sound(given(state, "a", holding)) if holding else sound(create(state, DomainSpec("a", tree_with(""))))
    return assign(sound(create(state, DomainSpec("b", tree_with("")))), device, "b")


def permitted_to_another() -> Answer:
    """What b is answered that asks for the timer, once its page was permitted to a."""
    state = sound(create(machine(MARKED, xen=XEN, dom0=True), DomainSpec("a")))
    return given(sound(permit_pages(state, "a", Region(0x9010000, 0x1000))), "b", RTC, forced=True)


SHARED_LINE = behind(RTC, "&smmu 0x10") + behind(GPIO, "&smmu 0x20") + f"&{{{GPIO}}} {{ interrupts = <0 2 4>; }};"
SHARED_STREAM = behind(RTC, "&smmu 0x10") + behind(GPIO, "&smmu 0x10")
MASTER = f"&{{{RTC}}} {{ xen,passthrough; dma-coherent; }};"


def node(text: str, fragment: str = MARKED, *, dom0: bool = False, uart: bool = False, **more) -> Answer:
    """A domain whose tree has this node."""
    return asked(machine(fragment, xen=XEN, dom0=dom0), "a", f"d {{ {text} }};", uart=uart, **more)


FORCED = "xen,force-assign-without-iommu;"
NO_LINE = f"{MARKED}&{{{RTC}}} {{ /delete-property/ interrupts; }};"
HALF = behind(RTC, "&smmu 0x10").replace("iommus", "/delete-property/ interrupts; iommus")
NEIGHBOUR = f"{MARKED}/ {{ second@9010800 {{ reg = <0 0x9010800 0 0x100>; INTERRUPTS }}; }};"
UNMARKED, HELD = (
    NEIGHBOUR.replace("INTERRUPTS", ""),
    NEIGHBOUR.replace("INTERRUPTS", "xen,passthrough; interrupts = <0 7 4>;"),
)
WITH_PATH = f'{FORCED} xen,path = "{RTC}";'


REFUSED: dict[tuple[str, str], tuple[str, Callable[[], Answer]]] = {
    ("platform", "assignment.form.iommu_hidden"): ("EINVAL", lambda: node("iommus = <1 2>;")),
    ("platform", "assignment.form.said_enough"): (
        "EINVAL",
        lambda: node("xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>;"),
    ),
    ("platform", "assignment.form.cells_sensible"): (
        "EINVAL",
        lambda: node(f"#address-cells = <3>; e {{ xen,reg = <0 0>; {WITH_PATH} }};"),
    ),
    ("platform", "assignment.form.tuples_whole"): ("EINVAL", lambda: node(f"xen,reg = <0 0>; {WITH_PATH}")),
    ("platform", "assignment.form.pages_aligned"): (
        "EINVAL",
        lambda: node(f"xen,reg = <0 0x9010000 0 0x800 0 0x9010000>; {WITH_PATH}"),
    ),
    ("platform", "assignment.form.pages_named"): (
        "EINVAL",
        lambda: node(f"xen,reg = <0 0x9010000 0 0 0 0x9010000>; {WITH_PATH}"),
    ),
    ("platform", "assignment.mmio.named_not_reserved"): (
        "EPERM",
        lambda: node(f'xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>; {FORCED} xen,path = "/intc@8000000";'),
    ),
    ("platform", "assignment.mmio.neighbours_offered"): (
        "EINVAL",
        lambda: node(f"xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>; {WITH_PATH}", UNMARKED),
    ),
    ("platform", "assignment.ownership.node_found"): (
        "EINVAL",
        lambda: node(f'xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>; {FORCED} xen,path = "/none";'),
    ),
    ("platform", "assignment.interrupt.lines_within_range"): (
        "EINVAL",
        lambda: given(
            machine(MARKED + f"&{{{RTC}}} {{ interrupts = <0 40 4>; }};", xen=XEN), "a", RTC, forced=True, spis=32
        ),
    ),
    ("platform", "assignment.interrupt.triggers_agree"): (
        "EBUSY",
        lambda: platform(f"&{{{RTC}}} {{ xen,passthrough; interrupts = <0 2 4>, <0 2 1>; }};", forced=True),
    ),
    ("platform", "assignment.interrupt.uart_line_unused"): (
        "EBUSY",
        lambda: given(
            machine(MARKED + f"&{{{RTC}}} {{ interrupts = <0 0 4>; }};", xen=XEN), "a", RTC, forced=True, uart=True
        ),
    ),
    ("platform", "assignment.interrupt.lines_not_xens"): (
        "EBUSY",
        lambda: given(machine(MARKED + f"&{{{RTC}}} {{ interrupts = <0 1 4>; }};", xen=XEN), "a", RTC, forced=True),
    ),
    ("platform", "assignment.interrupt.lines_free"): (
        "EBUSY",
        lambda: given(
            machine(
                MARKED
                + f"&{{{RTC}}} {{ interrupts = <0 7 4>; }};&{{{GPIO}}} {{ /delete-property/ xen,passthrough; }};",
                xen=XEN,
                dom0=True,
            ),
            "a",
            RTC,
            forced=True,
        ),
    ),
    ("platform", "assignment.interrupt.neighbours_lines_free"): (
        "EBUSY",
        lambda: given(
            sound(given(machine(HELD + f"&{{{GPIO}}} {{ xen,passthrough; }};", xen=XEN), "b", GPIO, forced=True)),
            "a",
            RTC,
            forced=True,
        ),
    ),
    ("platform", "assignment.ownership.unlisted"): ("EBUSY", lambda: after(HALF, RTC, RTC, forced=False)),
    ("platform", "assignment.ownership.not_dom0s"): (
        "EBUSY",
        lambda: given(replace(machine(NO_LINE, xen=XEN), holder={RTC: 0}), "a", RTC, forced=True),
    ),
    ("platform", "assignment.iommu.entries_apart"): (
        "EINVAL",
        lambda: after(behind(RTC, "&smmu 0x10") + behind(GPIO, "&smmu 0x30010"), RTC, GPIO, forced=False),
    ),
    ("platform", "assignment.mmio.not_reserved"): ("EPERM", lambda: page(0x9000000)),
    ("platform", "assignment.mmio.offered"): ("EINVAL", lambda: mapped(0x9010000, 0x9010000, fragment="")),
    ("platform", "assignment.mmio.within_the_node"): (
        "EINVAL",
        lambda: mapped(0x9030000, 0x9030000, f'xen,path = "{RTC}";'),
    ),
    ("platform", "assignment.mmio.something_there"): ("EINVAL", lambda: page(0x9800000)),
    ("platform", "assignment.mmio.guest_range_free"): ("EINVAL", lambda: mapped(0x9010000, 0x22000000)),
    ("platform", "assignment.mmio.within_the_ipa_space"): ("EFAULT", lambda: mapped(0x9010000, 1 << 44)),
    ("platform", "assignment.ownership.not_a_guests"): (
        "EBUSY",
        lambda: after(f"{MARKED}&{{{RTC}}} {{ /delete-property/ interrupts; }};", RTC, RTC),
    ),
    ("platform", "control.permissions.pages_permitted_to_no_other"): ("EBUSY", permitted_to_another),
    ("platform", "assignment.iommu.one_iommu"): (
        "EINVAL",
        lambda: platform(OTHER_SMMU + behind(RTC, "&smmu 1", "&other 1")),
    ),
    ("platform", "assignment.iommu.streams_in_range"): ("ERANGE", lambda: platform(behind(RTC, "&smmu 0x8010"))),
    ("platform", "assignment.iommu.streams_in_table"): (
        "ERANGE",
        lambda: given(
            machine(f"&{{{RTC}}} {{ xen,passthrough; iommus = <&smmu 0x10010>; }};", iommu="smmuv3", xen=XEN), "a", RTC
        ),
    ),
    ("platform", "assignment.iommu.streams_free"): ("EBUSY", lambda: after(SHARED_STREAM, RTC, GPIO, forced=False)),
    ("platform", "assignment.iommu.entries_left"): (
        "ENOSPC",
        lambda: platform(f"&{{{RTC}}} {{ xen,passthrough; iommus = {SEVENTEEN}; }};"),
    ),
    ("platform", "assignment.iommu.consented"): ("EINVAL", lambda: platform(MARKED)),
    ("platform", "assignment.iommu.directly_mapped"): ("EPERM", lambda: platform(MASTER, forced=True)),
    ("platform", "assignment.iommu.trusted"): (
        "EPERM",
        lambda: platform(MASTER, forced=True, direct_map=True, trusted=False),
    ),
    ("pci", "assignment.pci_rules.endpoint"): ("EINVAL", lambda: pci(function(BRIDGE, bridge=True))),
    ("pci", "assignment.pci_rules.function_free"): ("EBUSY", lambda: pair(function(NIC), function(NIC))),
    ("pci", "assignment.mmio.not_reserved"): ("EPERM", lambda: pci(function(NIC, bar=0x9000000, size=0x1000))),
    ("pci", "assignment.mmio.guest_range_free"): ("EINVAL", lambda: pci(function(NIC, bar=0x22000000, size=0x1000))),
    ("pci", "assignment.mmio.within_the_ipa_space"): ("EFAULT", lambda: pci(function(NIC, bar=1 << 44))),
    ("pci", "x86.lines.line_unshared"): ("EBUSY", lambda: pair(function(NIC, line=35), function(DISK, line=35))),
    ("pci", "assignment.pci_rules.pages_free"): (
        "EBUSY",
        lambda: pair(function(NIC, bar=0x10000000, size=0x800), function(DISK, bar=0x10000800, size=0x800)),
    ),
    ("pci", "isolation.rules.group_undivided"): ("EBUSY", lambda: pair(function(NIC), function(SIBLING))),
    ("pci", "assignment.iommu.streams_in_range"): (
        "ERANGE",
        lambda: pci(function(NIC), "&pcie { iommu-map = <0 &smmu 0x8000 0x1000>; };"),
    ),
    ("pci", "assignment.iommu.streams_free"): (
        "EBUSY",
        lambda: after(behind(RTC, "&smmu 0x8"), RTC, NIC, forced=False, pci=(function(NIC),)),
    ),
    ("pci", "assignment.iommu.entries_left"): (
        "ENOSPC",
        lambda: after(
            behind(RTC, *(f"&smmu {n:#x}" for n in range(0x40, 0x50))), RTC, NIC, forced=False, pci=(function(NIC),)
        ),
    ),
    ("pci", "assignment.iommu.consented"): ("EINVAL", lambda: pci(function(NIC), NO_MAP)),
    ("pci", "assignment.iommu.directly_mapped"): ("EPERM", lambda: pci(function(NIC), NO_MAP, forced=True)),
    ("pci", "assignment.iommu.trusted"): (
        "EPERM",
        lambda: pci(function(NIC), NO_MAP, forced=True, direct_map=True, trusted=False),
    ),
    ("domctl", "assignment.mmio.offered"): ("EINVAL", lambda: called(f"&{{{RTC}}} {{ iommus = <&smmu 0x10>; }};")),
    ("domctl", "assignment.ownership.unlisted"): ("EBUSY", lambda: called(behind(RTC, "&smmu 0x10"), holding=RTC)),
    ("domctl", "assignment.interrupt.neighbours_lines_free"): ("EBUSY", lambda: called(SHARED_LINE, GPIO, holding=RTC)),
    ("domctl", "assignment.iommu.one_iommu"): (
        "EINVAL",
        lambda: called(OTHER_SMMU + behind(RTC, "&smmu 1", "&other 1")),
    ),
    ("domctl", "assignment.iommu.streams_in_range"): ("ERANGE", lambda: called(behind(RTC, "&smmu 0x8010"))),
    ("domctl", "assignment.iommu.streams_free"): (
        "EBUSY",
        lambda: called(SHARED_STREAM, GPIO, holding=RTC),
    ),
    ("domctl", "assignment.iommu.entries_left"): (
        "ENOSPC",
        lambda: called(f"&{{{RTC}}} {{ xen,passthrough; iommus = {SEVENTEEN}; }};"),
    ),
}
"""For each rule a request that it refuses, and the error."""


# [utest->dsn~rule_books_in_order~1]
@pytest.mark.parametrize(("book", "rule"), RULES)
def test_a_request_is_answered_differently_without_the_rule(
    book: str, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    errno, ask = REFUSED[book, rule]
    with_it = ask()
    assert isinstance(with_it, Refused), "it was granted"
    assert with_it.errno.name == errno
    monkeypatch.setattr(f"{__name__}.XEN", Xen(mutation=Mutation(rule, Way.SWAP_ERRNO)))
    swapped = ask()
    assert isinstance(swapped, Refused)
    assert swapped == replace(with_it, errno=Errno.EIO if errno == "EPERM" else Errno.EPERM, logged=swapped.logged)
    monkeypatch.setattr(f"{__name__}.XEN", Xen(mutation=Mutation(rule, Way.DROP_CHECK)))
    assert ask() != with_it


def test_no_request_is_left_whose_rule_is_gone() -> None:
    assert set(REFUSED) <= {(book, rule.name) for book, rules in BOOKS.items() for rule in rules}
