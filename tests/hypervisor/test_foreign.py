# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from machines import RTC, given, machine, no, sound

from reqtrace.hypervisor import DomainSpec, Finding, State, Xen, create, destroy, routed_to
from reqtrace.hypervisor.control.foreign import map_foreign, unmap_foreign

LATE = Xen(frozenset({Finding.D_14}))


def dead(xen: Xen = Xen()) -> State:  # noqa: B008 - a value
    """The domain a, which had the clock, is dead; b still maps a page of it."""
    state = sound(create(sound(given(machine(dom0=True, xen=xen), "a", RTC, forced=True)), DomainSpec("b")))
    answer = destroy(sound(map_foreign(state, "b", "a")), "a")
    assert isinstance(answer, State)
    return answer


def test_a_dead_domain_keeps_its_memory_while_somebody_maps_it() -> None:
    state = dead()
    (zombie,) = state.zombies.values()
    third = sound(create(state, DomainSpec("c")))
    assert not third.domains[3].ram.overlaps(zombie.ram)
    gone = sound(unmap_foreign(state, "b", "a"))
    assert not gone.zombies
    assert sound(create(gone, DomainSpec("c"))).domains[3].ram == zombie.ram


def test_a_dead_domain_keeps_no_interrupt() -> None:
    assert 34 not in dead().routes
    assert routed_to(sound(given(dead(), "c", RTC, forced=True)), 34) == "c"


@pytest.mark.parametrize("release", [lambda state: unmap_foreign(state, "b", "a"), lambda state: destroy(state, "b")])
def test_with_d_14_it_does_until_nobody_refers_to_it(release) -> None:
    state = dead(LATE)
    assert no(given(state, "c", RTC, forced=True)) == "EBUSY: IRQ 34 is already used by domain 1"
    assert routed_to(sound(given(sound(release(state)), "c", RTC, forced=True)), 34) == "c"


def test_only_what_is_mapped_is_unmapped() -> None:
    assert no(unmap_foreign(sound(unmap_foreign(dead(), "b", "a")), "b", "a")) == "EINVAL: b maps no page of a"
    assert no(map_foreign(dead(), "b", "a")) == "ESRCH: there is no domain a"
