# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reqtrace.hypervisor.region import PAGE, Region, merge

regions = st.builds(Region, st.integers(0, 40), st.integers(0, 10))


def members(region: Region) -> set[int]:
    return set(range(region.base, region.end))


@given(regions, regions)
def test_overlap_and_containment_are_those_of_sets(one: Region, other: Region) -> None:
    assert one.overlaps(other) == bool(members(one) & members(other))
    assert not one.contains(other) or members(other) <= members(one)


@given(st.lists(regions))
def test_merging_keeps_every_address_and_leaves_gaps_between(some: list[Region]) -> None:
    merged = merge(some)
    assert set().union(*map(members, merged)) == set().union(*map(members, some))
    assert all(one.end < other.base for one, other in pairwise(merged))


@given(st.integers(0, 1 << 50), st.integers(0, 1 << 30))
def test_pages_hold_the_region_and_no_whole_page_more(base: int, size: int) -> None:
    region = Region(base, size)
    pages = region.pages
    assert pages.base % PAGE == 0
    assert pages.size % PAGE == 0
    assert pages.contains(region)
    assert region.base - pages.base < PAGE
    assert pages.end - region.end < PAGE


def test_a_region_without_size_overlaps_nothing() -> None:
    assert not Region(5, 0).overlaps(Region(0, 10))
