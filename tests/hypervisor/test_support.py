# SPDX-License-Identifier: Apache-2.0
"""How far the support statement goes, and that no caveat ever raises it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machines import MARKED, NIC, RTC, function, host, machine, tree

from reqtrace.hypervisor import DomainSpec, Finding, Host, Kind, Options, State, Xen, read_host, usual_tree
from reqtrace.hypervisor.machine.record_pci import PciRecord
from reqtrace.hypervisor.observation.support import (
    CLAUSES,
    Caveat,
    Configuration,
    Level,
    Support,
    configuration,
    support_level,
)

caveats = st.builds(Caveat, st.sampled_from(Level), st.sampled_from(["a", "b", "c"]))


@given(st.lists(caveats), caveats)
def test_a_caveat_never_raises_the_level(before: list[Caveat], added: Caveat) -> None:
    assert Support.of((*before, added)).level >= Support.of(tuple(before)).level


@given(st.permutations([Caveat(level, level.name) for level in Level]))
def test_the_order_of_caveats_is_irrelevant(some: list[Caveat]) -> None:
    assert Support.of(tuple(some)) == Support.of(tuple(reversed(some)))
    assert Support.of(tuple(some)).level is Level.UNSUPPORTED


def x86(*, iommu: str = "vtd", xen: Xen | None = None, **record: object) -> State:
    """An x86 machine with one card."""
    found = read_host("q35", iommu=iommu, pci=(function(NIC, bar=0xC0000000, line=16),))
    assert isinstance(found, Host)
    return State(found, xen=xen or Xen(), known=frozenset({NIC}), pci=PciRecord(**record))


def asked(state: State, *devices: str, **options: object) -> Support:
    """How far a domain with these devices, which was never created, is supported."""
    text = usual_tree(state.host, [(device, True) for device in devices])
    assert isinstance(text, str)
    spec = DomainSpec("a", tree(text), replace(Options(), **options))
    return support_level(configuration(state, "a", spec))


LEVELS = [
    (x86(), {}, Level.WITH_CAVEATS),
    (x86(iommu="amdvi"), {"kind": Kind.PV}, Level.WITH_CAVEATS),
    (x86(iommu=""), {}, Level.UNSUPPORTED),
    (x86(), {"kind": Kind.PVH}, Level.UNSUPPORTED),
    (x86(untrusted=frozenset({NIC})), {}, Level.NOT_SECURITY),
    (x86(risky=frozenset({NIC})), {}, Level.NOT_SECURITY),
    (x86(), {"trusted": False, "driver_domain": True, "stub_of": "b"}, Level.WITH_CAVEATS),
]


@pytest.mark.parametrize(("state", "options", "level"), LEVELS)
def test_a_function_on_x86_is_supported_so_far(state: State, options: dict[str, object], level: Level) -> None:
    assert asked(state, NIC, **options).level is level


def test_every_caveat_has_words_of_its_own() -> None:
    words = {caveat.words for caveat in asked(x86(), NIC, trusted=False, driver_domain=True, stub_of="b").caveats}
    assert len(words) == 4


@pytest.mark.parametrize(
    ("fragment", "level"),
    [(MARKED, Level.NOT_SECURITY), (MARKED + f"&{{{RTC}}} {{ dma-coherent; }};", Level.UNSUPPORTED)],
)
def test_a_platform_device_is_supported_so_far(fragment: str, level: Level) -> None:
    assert asked(State(host(fragment)), RTC).level is level


def test_xen_does_not_tell_that_dma_is_outside_of_the_statement() -> None:
    silent = Xen(frozenset({Finding.D_10}))
    fragment = MARKED + f"&{{{RTC}}} {{ dma-coherent; }};"
    assert asked(State(host(fragment), xen=silent), RTC).level is Level.NOT_SECURITY


def test_without_a_device_there_is_nothing_to_say() -> None:
    assert support_level(configuration(machine(), "a", None)) == Support(Level.SUPPORTED, ())
    assert support_level(Configuration(x86(iommu=""), Options(trusted=False), ())) == Support(Level.SUPPORTED, ())


@pytest.mark.parametrize("clause", CLAUSES)
def test_every_clause_says_what_it_is_about(clause: object) -> None:
    assert (getattr(clause, "__doc__", "") or "").endswith(".")
