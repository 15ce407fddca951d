# SPDX-License-Identifier: Apache-2.0
"""Ids: what is one, and how they compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import GREATEST_REVISION, ItemId

letters = st.characters(categories=["L"])
words = st.text(st.characters(categories=["L", "Nd"]) | st.sampled_from("-_"), max_size=5)
segments = st.text(st.characters(categories=["L", "Nd"]) | st.sampled_from("-_"), min_size=1, max_size=5)
names = st.builds(
    lambda first, rest, more: ".".join([first + rest, *more]), letters, words, st.lists(segments, max_size=2)
)
kinds = st.text("ABCXYZabcxyz", min_size=1, max_size=8)
ids = st.builds(ItemId, kinds, names, st.integers(0, GREATEST_REVISION))


# [utest->dsn~id_reads_back~1]
@given(ids)
def test_an_id_is_read_as_it_is_written(id_: ItemId) -> None:
    assert ItemId.parse(str(id_)) == id_


@given(st.text() | st.from_regex(r"[\w~.-]+", fullmatch=True))
def test_whatever_is_read_is_written_the_same_but_for_zeros(text: str) -> None:
    id_ = ItemId.parse(text)
    if id_ is not None:
        kind, name, revision = text.split("~")
        assert str(id_) == f"{kind}~{name}~{int(revision)}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a~b~0", ItemId("a", "b", 0)),
        ("XenSSR~hide_iommu~1", ItemId("XenSSR", "hide_iommu", 1)),
        ("req~a.1.b-~007", ItemId("req", "a.1.b-", 7)),
        ("req~größe~2", ItemId("req", "größe", 2)),
        ("req~a~2147483647", ItemId("req", "a", 2147483647)),
        (f"req~a~{'0' * 5000}1", ItemId("req", "a", 1)),
    ],
)
def test_what_is_an_id(text: str, expected: ItemId) -> None:
    assert ItemId.parse(text) == expected


# [utest->dsn~id_reads_back~1]
@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a~b", "a~b~", "a~~1", "~b~1", "a~b~-1", "a~b~1.0", "a~b~1 ", " a~b~1", "a b~c~1", "a~b c~1", "a1~b~1",
        "ä~b~1", "a~1b~1", "a~-b~1", "a~_b~1", "a~.b~1", "a~b.~1", "a~b..c~1", "a~b~١", "a~b~1\n", "`a~b~1`", "a~b~c~1",
        "a~b~2147483648", f"a~b~{'9' * 5000}",
    ],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    assert ItemId.parse(text) is None


@given(ids, ids)
def test_ids_are_ordered_by_kind_then_name_then_revision_as_a_number(one: ItemId, two: ItemId) -> None:
    assert (one < two) is ((one.kind, one.name, one.revision) < (two.kind, two.name, two.revision))
    assert (one == two) is (str(one) == str(two))


def test_revisions_are_compared_as_numbers_and_case_counts() -> None:
    assert ItemId("a", "b", 9) < ItemId("a", "b", 10)
    assert ItemId("a", "b", 1) != ItemId("A", "b", 1)
