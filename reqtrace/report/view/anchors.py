# SPDX-License-Identifier: Apache-2.0
"""What an item is called in the address of a document, before anything is concluded of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reqtrace.ident import ItemId
from reqtrace.item import Item
from reqtrace.span import Span


def rank(item: Item) -> tuple[ItemId, Span]:
    """What orders items: their id, then their place."""
    return item.id, item.span


def by_rank(items: Sequence[Item]) -> list[int]:
    """The positions of `items` by id and place."""
    return sorted(range(len(items)), key=lambda position: rank(items[position]))


def anchors(items: Sequence[Item]) -> tuple[str, ...]:
    """An anchor for every item, made of its id, by position; a second item of the same id gets a number."""
    seen: Counter[ItemId] = Counter()
    named = [""] * len(items)
    for position in by_rank(items):
        id_ = items[position].id
        seen[id_] += 1
        twin = f"-{seen[id_]}" if seen[id_] > 1 else ""
        named[position] = f"{id_}".replace("~", ".") + twin
    return tuple(named)
