# SPDX-License-Identifier: Apache-2.0
"""Which ids stand in the names of tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import NAME, ItemId
from reqtrace.read.results.naming import Spelling, newest, spelled


def ids(*written: str) -> list[ItemId]:
    return [id_ for each in written if (id_ := ItemId.parse(each))]


SPELLING = Spelling(
    ids("Case~hide_iommu~1", "Case~hide-irq~3", "Case~map.memory~1", "Case~a__1~2", "Test~a-b~1", "Test~a.b~1")
)


# [utest->dsn~results_name_items~1]
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Case~hide_iommu~1", ["Case~hide_iommu~1"]),
        ("the domain (Case~hide_iommu~1) runs", ["Case~hide_iommu~1"]),
        ("Case~hide_iommu~1, Case~hide-irq~3; Other~x~2.", ["Case~hide_iommu~1", "Case~hide-irq~3", "Other~x~2"]),
        ("xCase~hide_iommu~1", ["xCase~hide_iommu~1"]),
        ("Case~hide_iommu~12a", []),
        ("Case~hide_iommu~1~2", []),
        ("a.Case~hide_iommu~1", []),
        ("Case~hide_iommu", []),
        ("Case~hide_iommu~99999999999", []),
        ("test_Case__hide_iommu__1", ["Case~hide_iommu~1"]),
        ("Irq.Case__hide_irq__3", ["Case~hide-irq~3"]),
        ("test_Case__map_memory__1[arm64-1]", ["Case~map.memory~1"]),
        ("Case__hide_iommu__7", ["Case~hide_iommu~7"]),
        ("Case__hide_iommu__1_again", ["Case~hide_iommu~1"]),
        ("Case__a__1__2", ["Case~a__1~2"]),
        ("Case__new__1__2", ["Case~new~1"]),
        ("Case__hide_iommu__1_and_Case__hide_irq__3", ["Case~hide_iommu~1", "Case~hide-irq~3"]),
        ("Case__hide_iommu__1x", []),
        ("MyCase__hide_iommu__1", []),
        ("test__init__1", []),
        ("Test__a_b__1", []),
        ("case__hide_iommu__1", []),
    ],
)
def test_the_ids_in_a_text(text: str, found: list[str]) -> None:
    assert [str(id_) for id_ in SPELLING.found(text)] == found


IDS = st.builds(ItemId, st.sampled_from(["Case", "Test"]), st.from_regex(NAME, fullmatch=True), st.integers(0, 99))


@given(IDS)
def test_an_id_is_found_as_it_is_spelled(id_: ItemId) -> None:
    assert id_ in Spelling([id_]).found(spelled(id_))
    assert Spelling([id_]).found(str(id_))[0] == id_


@given(st.lists(IDS, max_size=5), st.text(max_size=40))
def test_what_is_found_stands_in_the_text(known: list[ItemId], text: str) -> None:
    for id_ in Spelling(known).found(text):
        assert str(id_) in text or spelled(id_).rpartition("__")[0] in text


def test_the_greatest_revision_is_the_newest() -> None:
    assert newest(ids("Case~a~2", "Case~a~10", "Case~b~1")) == {
        ("Case", "a"): ItemId("Case", "a", 10),
        ("Case", "b"): ItemId("Case", "b", 1),
    }
