# SPDX-License-Identifier: Apache-2.0
"""Which items are selected by kind and by tag, and what selecting leaves of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import ItemId
from reqtrace.item import Item, Need, Reference
from reqtrace.read.rst import read_rst
from reqtrace.read.selection import select
from reqtrace.span import Span

TEXT = """\
`feat~a~1`
Tags: safety
Needs: req, dsn

`req~a~1`
Covers:
 - feat~a~1

Depends:
 - dsn~z~1
 - req~z~1

Needs: dsn

`dsn~a~1`
Tags: safety, timing
Covers:
 - req~a~1
"""
ITEMS, _ = read_rst(TEXT, "a.rst")


def names(items: tuple[Item, ...]) -> list[str]:
    return [str(item.id) for item in items]


@pytest.mark.parametrize(
    ("tags", "selected"),
    [
        ({"safety"}, ["feat~a~1", "dsn~a~1"]),
        ({"timing", "other"}, ["dsn~a~1"]),
        ({"_"}, ["req~a~1"]),
        ({"_", "timing"}, ["req~a~1", "dsn~a~1"]),
        ({"Safety"}, []),
        (set(), []),
    ],
)
def test_tags_select_items_that_have_one_of_them(tags: set[str], selected: list[str]) -> None:
    assert names(select(ITEMS, None, frozenset(tags))) == selected


def test_tags_leave_the_links_of_an_item_alone() -> None:
    (item,) = select(ITEMS, None, frozenset({"timing"}))
    assert item == ITEMS[2]


# [utest->dsn~selection_by_kind_and_tag~1]
def test_kinds_select_items_and_strip_what_they_say_of_other_kinds() -> None:
    feat, req = select(ITEMS, frozenset({"feat", "req"}), None)
    assert [need.kind for need in feat.needs] == ["req"]
    assert [str(each.id) for each in req.covers] == ["feat~a~1"]
    assert [str(each.id) for each in req.depends] == ["req~z~1"]
    assert req.needs == ()


def test_kinds_leave_the_digest_alone() -> None:
    (dsn,) = select(ITEMS, frozenset({"dsn"}), None)
    assert dsn.covers == ()
    assert dsn.digest == ITEMS[2].digest


def test_kinds_and_tags_must_both_fit() -> None:
    assert names(select(ITEMS, frozenset({"feat", "req"}), frozenset({"safety"}))) == ["feat~a~1"]


KINDS = st.sampled_from(["feat", "req", "dsn"])
TAGS = st.sampled_from(["a", "b", "c"])
IDS = st.builds(ItemId, KINDS, st.just("x"), st.integers(0, 3))
PLACE = Span("a.rst", 1, 1)
REFERENCES = st.lists(st.builds(Reference, IDS, st.just(PLACE)), max_size=3).map(tuple)
NEEDS = st.lists(st.builds(Need, KINDS, st.just(PLACE)), max_size=3).map(tuple)
DRAWN = st.lists(
    st.builds(
        Item,
        IDS,
        st.just(PLACE),
        tags=st.lists(TAGS, max_size=2).map(tuple),
        needs=NEEDS,
        covers=REFERENCES,
        depends=REFERENCES,
    ),
    max_size=6,
)
WANTED_KINDS = st.none() | st.frozensets(KINDS)
WANTED_TAGS = st.none() | st.frozensets(TAGS | st.just("_"))


@given(DRAWN)
def test_none_changes_nothing(items: list[Item]) -> None:
    assert select(items, None, None) is items


@given(DRAWN, WANTED_KINDS, WANTED_TAGS)
def test_selecting_twice_selects_no_less(
    items: list[Item], kinds: frozenset[str] | None, tags: frozenset[str] | None
) -> None:
    once = select(items, kinds, tags)
    assert select(once, kinds, tags) == once


@given(DRAWN, WANTED_KINDS, WANTED_TAGS)
def test_kinds_and_tags_are_independent(
    items: list[Item], kinds: frozenset[str] | None, tags: frozenset[str] | None
) -> None:
    assert select(select(items, kinds, None), None, tags) == select(select(items, None, tags), kinds, None)
    assert select(items, kinds, tags) == select(select(items, kinds, None), None, tags)


@given(DRAWN, st.frozensets(KINDS))
def test_nothing_of_another_kind_is_left(items: list[Item], kinds: frozenset[str]) -> None:
    for item in select(items, kinds, None):
        cited = (each.id.kind for each in (*item.covers, *item.depends))
        assert {item.id.kind, *(need.kind for need in item.needs), *cited} <= kinds


@given(DRAWN)
def test_all_kinds_and_all_tags_leave_nothing_out(items: list[Item]) -> None:
    assert select(items, frozenset({"feat", "req", "dsn"}), frozenset({"a", "b", "c", "_"})) == tuple(items)
