# SPDX-License-Identifier: Apache-2.0
"""What files say, packed and unpacked again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import ItemId
from reqtrace.item import Item, Outline
from reqtrace.read.reading import Shelf, pack, unpack_items, unpack_reading
from reqtrace.read.rst import read_rst
from reqtrace.span import Span

TEXT = "T\n-\n`req~a~1`\nStatus: draft\n\nText.\n\nNeeds: dsn, x2\nTags: t\nCovers:\n - a~b~1\n\nDepends:\n - c~d~2\n"


def item(number: int) -> Item:
    return Item(ItemId("req", "n", number), Span("a.rst", number + 1))


def test_what_is_packed_is_unpacked_and_the_same_bytes_each_time() -> None:
    items, diagnostics = read_rst(TEXT, "a.rst")
    assert diagnostics
    reading, packed = pack(items, diagnostics)
    assert (reading, packed) == pack(items, diagnostics)
    assert unpack_items(packed) == items
    assert unpack_reading(reading).diagnostics == diagnostics
    assert unpack_reading(reading).outline == Outline.of(items)


def test_an_outline_holds_what_linking_needs() -> None:
    assert Outline.of(read_rst(TEXT, "a.rst")[0]) == Outline(
        ids=("req~a~1",), kinds=("req",), needs=(("dsn", "x2"),), covers=(("a~b~1",),), depends=(("c~d~2",),)
    )


def test_a_rejected_item_covers_nothing() -> None:
    assert Outline.of(read_rst(TEXT.replace("draft", "rejected"), "a.rst")[0]).covers == ((),)


@given(st.lists(st.integers(0, 3), max_size=5), st.data())
def test_a_shelf_is_the_sequence_of_all_items_and_unpacks_only_what_is_asked_for(
    counts: list[int], data: st.DataObject
) -> None:
    parts: list[tuple[Item, ...]] = []
    for count in counts:
        first = sum(map(len, parts))
        parts.append(tuple(item(first + each) for each in range(count)))
    whole = [each for part in parts for each in part]
    asked: list[int] = []

    def taken(number: int) -> tuple[Item, ...]:
        asked.append(number)
        return parts[number]

    shelf = Shelf(counts, taken)
    assert len(shelf) == len(whole)
    if whole:
        position = data.draw(st.integers(-len(whole), len(whole) - 1))
        assert shelf[position] == shelf[position] == whole[position]
        assert len(asked) == 1
    assert list(shelf) == whole
    assert [shelf[position] for position in range(len(whole))] == whole
    assert sorted(asked) == list(range(len(counts)))
    assert list(shelf[1:]) == whole[1:]
