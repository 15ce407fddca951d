# SPDX-License-Identifier: Apache-2.0
"""Every rule of every rule book counts: without it, a request that it refuses is answered differently."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from machines import BRIDGE, DISK, GPIO, MARKED, NIC, OTHER_SMMU, RTC, asked, function, given, machine, sound
from machines import passthrough as tree_with

from reqtrace.hypervisor import DomainSpec, PciFunction, Refused, State, assign, create
from reqtrace.hypervisor.rules import DOMCTL_CHECKS, PCI_CHECKS, PLATFORM_CHECKS

Answer = State | Refused
BOOKS = {"PLATFORM_CHECKS": PLATFORM_CHECKS, "PCI_CHECKS": PCI_CHECKS, "DOMCTL_CHECKS": DOMCTL_CHECKS}
RULES = [
    (book, f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}") for book, rules in BOOKS.items() for rule in rules
]

NO_MAP = "&pcie { /delete-property/ iommu-map; };"
SIBLING = "0000:00:01.1"
SEVENTEEN = ", ".join(f"<&smmu {n:#x}>" for n in range(0x40, 0x51))


def behind(path: str, *streams: str) -> str:
    """A marked device with these entries in `iommus`."""
    return f"&{{{path}}} {{ xen,passthrough; iommus = {', '.join(f'<{each}>' for each in streams)}; }};\n"


def mapped(host: int, guest: int, more: str = "", fragment: str = MARKED, **spec: bool) -> Answer:
    """A domain that asks for one page, without naming a node unless `more` does."""
    node = f"d {{ xen,reg = <{host >> 32:#x} {host & 0xFFFFFFFF:#x} 0 0x1000 {guest >> 32:#x} {guest & 0xFFFFFFFF:#x}>;"
    return asked(machine(fragment, iommu="smmuv2"), "a", f"{node} xen,force-assign-without-iommu; {more} }};", **spec)


def page(base: int) -> Answer:
    return mapped(base, base)


def platform(fragment: str, *, forced: bool = False, **spec: bool) -> Answer:
    """The timer, on a host with the fragment."""
    return given(machine(fragment, iommu="smmuv2"), "a", RTC, forced=forced, **spec)


def after(fragment: str, first: str, second: str, *, forced: bool = True, **more) -> Answer:
    """What b is answered once a has its device."""
    state = sound(given(machine(fragment, iommu="smmuv2", **more), "a", first, forced=forced, direct_map=True))
    return given(state, "b", second, forced=forced, direct_map=True)


def pci(one: PciFunction, fragment: str = "", *, forced: bool = False, **spec: bool) -> Answer:
    """One function, on a host with the fragment."""
    return given(machine(fragment, iommu="smmuv2", pci=(one,)), "a", str(one.sbdf), forced=forced, **spec)


def pair(first: PciFunction, second: PciFunction, fragment: str = "") -> Answer:
    """The second function, once another domain has the first."""
    return after(fragment, str(first.sbdf), str(second.sbdf), pci=(first, second))


def called(fragment: str, device: str = RTC, *, holding: str | None = None) -> Answer:
    """What an assignment to b is answered, where a was created with `holding`."""
    state = machine(fragment, iommu="smmuv2", dom0=True)
    state = sound(given(state, "a", holding)) if holding else sound(create(state, DomainSpec("a", tree_with(""))))
    return assign(sound(create(state, DomainSpec("b", tree_with("")))), device, "b")


SHARED_LINE = behind(RTC, "&smmu 0x10") + behind(GPIO, "&smmu 0x20") + f"&{{{GPIO}}} {{ interrupts = <0 2 4>; }};"
SHARED_STREAM = behind(RTC, "&smmu 0x10") + behind(GPIO, "&smmu 0x10")
MASTER = f"&{{{RTC}}} {{ xen,passthrough; dma-coherent; }};"

REFUSED: dict[tuple[str, str], tuple[str, Callable[[], Answer]]] = {
    ("PLATFORM_CHECKS", "mmio.not_reserved"): ("EPERM", lambda: page(0x9000000)),
    ("PLATFORM_CHECKS", "mmio.offered"): ("EINVAL", lambda: mapped(0x9010000, 0x9010000, fragment="")),
    ("PLATFORM_CHECKS", "mmio.within_the_node"): (
        "EINVAL",
        lambda: mapped(0x9030000, 0x9030000, f'xen,path = "{RTC}";'),
    ),
    ("PLATFORM_CHECKS", "mmio.something_there"): ("EINVAL", lambda: page(0x9800000)),
    ("PLATFORM_CHECKS", "mmio.guest_range_free"): ("EINVAL", lambda: mapped(0x9010000, 0x22000000)),
    ("PLATFORM_CHECKS", "mmio.within_the_ipa_space"): ("EFAULT", lambda: mapped(0x9010000, 1 << 44)),
    ("PLATFORM_CHECKS", "interrupt.lines_free"): ("EBUSY", lambda: after(SHARED_LINE, RTC, GPIO, forced=False)),
    ("PLATFORM_CHECKS", "ownership.devices_free"): (
        "EBUSY",
        lambda: after(f"{MARKED}&{{{RTC}}} {{ /delete-property/ interrupts; }};", RTC, RTC),
    ),
    ("PLATFORM_CHECKS", "iommu.one_iommu"): (
        "EINVAL",
        lambda: platform(OTHER_SMMU + behind(RTC, "&smmu 1", "&other 1")),
    ),
    ("PLATFORM_CHECKS", "iommu.streams_in_range"): ("ERANGE", lambda: platform(behind(RTC, "&smmu 0x8010"))),
    ("PLATFORM_CHECKS", "iommu.streams_free"): ("EBUSY", lambda: after(SHARED_STREAM, RTC, GPIO, forced=False)),
    ("PLATFORM_CHECKS", "iommu.entries_left"): (
        "ENOSPC",
        lambda: platform(f"&{{{RTC}}} {{ xen,passthrough; iommus = {SEVENTEEN}; }};"),
    ),
    ("PLATFORM_CHECKS", "iommu.consented"): ("EINVAL", lambda: platform(MARKED)),
    ("PLATFORM_CHECKS", "iommu.directly_mapped"): ("EPERM", lambda: platform(MASTER, forced=True)),
    ("PLATFORM_CHECKS", "iommu.trusted"): (
        "EPERM",
        lambda: platform(MASTER, forced=True, direct_map=True, trusted=False),
    ),
    ("PCI_CHECKS", "ownership.endpoint"): ("EINVAL", lambda: pci(function(BRIDGE, bridge=True))),
    ("PCI_CHECKS", "ownership.function_free"): ("EBUSY", lambda: pair(function(NIC), function(NIC))),
    ("PCI_CHECKS", "mmio.not_reserved"): ("EPERM", lambda: pci(function(NIC, bar=0x9000000, size=0x1000))),
    ("PCI_CHECKS", "mmio.guest_range_free"): ("EINVAL", lambda: pci(function(NIC, bar=0x22000000, size=0x1000))),
    ("PCI_CHECKS", "mmio.within_the_ipa_space"): ("EFAULT", lambda: pci(function(NIC, bar=1 << 44))),
    ("PCI_CHECKS", "interrupt.lines_free"): ("EBUSY", lambda: pair(function(NIC, line=35), function(DISK, line=35))),
    ("PCI_CHECKS", "ownership.pages_free"): (
        "EBUSY",
        lambda: pair(function(NIC, bar=0x10000000, size=0x800), function(DISK, bar=0x10000800, size=0x800)),
    ),
    ("PCI_CHECKS", "ownership.group_undivided"): ("EBUSY", lambda: pair(function(NIC), function(SIBLING))),
    ("PCI_CHECKS", "iommu.streams_in_range"): (
        "ERANGE",
        lambda: pci(function(NIC), "&pcie { iommu-map = <0 &smmu 0x8000 0x1000>; };"),
    ),
    ("PCI_CHECKS", "iommu.streams_free"): (
        "EBUSY",
        lambda: after(behind(RTC, "&smmu 0x8"), RTC, NIC, forced=False, pci=(function(NIC),)),
    ),
    ("PCI_CHECKS", "iommu.entries_left"): (
        "ENOSPC",
        lambda: after(
            behind(RTC, *(f"&smmu {n:#x}" for n in range(0x40, 0x50))), RTC, NIC, forced=False, pci=(function(NIC),)
        ),
    ),
    ("PCI_CHECKS", "iommu.consented"): ("EINVAL", lambda: pci(function(NIC), NO_MAP)),
    ("PCI_CHECKS", "iommu.directly_mapped"): ("EPERM", lambda: pci(function(NIC), NO_MAP, forced=True)),
    ("PCI_CHECKS", "iommu.trusted"): (
        "EPERM",
        lambda: pci(function(NIC), NO_MAP, forced=True, direct_map=True, trusted=False),
    ),
    ("DOMCTL_CHECKS", "mmio.offered"): ("EINVAL", lambda: called(f"&{{{RTC}}} {{ iommus = <&smmu 0x10>; }};")),
    ("DOMCTL_CHECKS", "ownership.devices_free"): ("EBUSY", lambda: called(behind(RTC, "&smmu 0x10"), holding=RTC)),
    ("DOMCTL_CHECKS", "interrupt.lines_free"): ("EBUSY", lambda: called(SHARED_LINE, GPIO, holding=RTC)),
    ("DOMCTL_CHECKS", "iommu.one_iommu"): (
        "EINVAL",
        lambda: called(OTHER_SMMU + behind(RTC, "&smmu 1", "&other 1")),
    ),
    ("DOMCTL_CHECKS", "iommu.streams_in_range"): ("ERANGE", lambda: called(behind(RTC, "&smmu 0x8010"))),
    ("DOMCTL_CHECKS", "iommu.streams_free"): (
        "EBUSY",
        lambda: called(SHARED_STREAM, GPIO, holding=RTC),
    ),
    ("DOMCTL_CHECKS", "iommu.entries_left"): (
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
    without = tuple(each for each in BOOKS[book] if not f"{each.__module__}.{each.__name__}".endswith(f".{rule}"))
    assert len(without) == len(BOOKS[book]) - 1
    for module in ("construct", "operations"):
        monkeypatch.setattr(f"reqtrace.hypervisor.{module}.{book}", without, raising=False)
    assert ask() != with_it


def test_no_request_is_left_whose_rule_is_gone() -> None:
    assert set(REFUSED) == set(RULES)
