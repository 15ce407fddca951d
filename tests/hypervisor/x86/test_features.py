# SPDX-License-Identifier: Apache-2.0
"""A domain has either a feature under which memory moves or a function, whichever comes first."""

from __future__ import annotations

import pytest
from q35 import NIC, done, guest, machine, no

from reqtrace.hypervisor import Feature, Finding, Region, Xen, assign
from reqtrace.hypervisor.control.permissions import permit_pages
from reqtrace.hypervisor.x86.features import disable, enable

REFUSED = {
    Feature.POD: "ENOTEMPTY",
    Feature.SHARING: "EXDEV",
    Feature.PAGING: "EMLINK",
    Feature.LOG_DIRTY: "EINVAL",
    Feature.ALTP2M: "EXDEV",
    Feature.INTROSPECTION: "EXDEV",
}


IN_THE_CONTEXT = {Feature.SHARING: "EXDEV", Feature.PAGING: "EMLINK"}
"""What a domain does not get that has an IOMMU context, be it used or not."""


@pytest.mark.parametrize("feature", [feature for feature in Feature if feature not in IN_THE_CONTEXT])
def test_no_function_comes_to_a_domain_with_a_feature(feature: Feature) -> None:
    state = done(enable(guest(machine(), "a"), "a", feature))
    assert no(assign(state, NIC, "a")) == "EXDEV"
    assert assign(done(disable(state, "a", feature)), NIC, "a") == done(assign(guest(machine(), "a"), NIC, "a"))


@pytest.mark.parametrize(("feature", "errno"), REFUSED.items())
def test_no_feature_comes_to_a_domain_with_a_function(feature: Feature, errno: str) -> None:
    state = done(assign(guest(machine(), "a"), NIC, "a"))
    assert no(enable(state, "a", feature)) == errno


@pytest.mark.parametrize(("feature", "errno"), IN_THE_CONTEXT.items())
def test_memory_stays_where_an_iommu_context_shows_it(feature: Feature, errno: str) -> None:
    assert no(enable(guest(machine(), "a"), "a", feature)) == errno
    plain = done(enable(guest(machine(), "a", passthrough=""), "a", feature))
    assert no(assign(plain, NIC, "a")) == "EOPNOTSUPP"


def test_memory_on_demand_and_registers_exclude_each_other() -> None:
    state = done(permit_pages(guest(machine(), "a", passthrough=""), "a", Region(0xC0000000, 0x1000)))
    assert no(enable(state, "a", Feature.POD)) == "ENOTEMPTY"


@pytest.mark.parametrize("feature", [Feature.ALTP2M, Feature.INTROSPECTION])
def test_xen_excludes_neither_views_nor_watchers(feature: Feature) -> None:
    state = guest(machine(xen=Xen(frozenset({Finding.D_11}))), "a")
    done(enable(done(assign(state, NIC, "a")), "a", feature))
    done(assign(done(enable(state, "a", feature)), NIC, "a"))


def test_forks_that_know_of_the_context_may_share() -> None:
    state = done(assign(guest(machine(), "a"), NIC, "a"))
    assert done(enable(state, "a", Feature.FORKS)).domains[1].features == {Feature.FORKS}


@pytest.mark.parametrize(("name", "errno"), [("b", "ESRCH"), ("dom0", "EINVAL")])
def test_the_call_is_about_a_guest(name: str, errno: str) -> None:
    assert no(enable(guest(machine(), "a"), name, Feature.PAGING)) == errno
    assert no(disable(guest(machine(), "a"), name, Feature.PAGING)) == errno
