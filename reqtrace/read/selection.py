# SPDX-License-Identifier: Apache-2.0
"""Which of the items that were read are traced: those of some kinds, or with some tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from reqtrace.item import Item

UNTAGGED: Final = "_"
"""Stands among the tags that are wanted for all items that have none."""


# [impl->dsn~selection_by_kind_and_tag~1]
def select(items: Sequence[Item], kinds: frozenset[str] | None, tags: frozenset[str] | None) -> Sequence[Item]:
    """The items of these kinds that have at least one of these tags, in their order; None leaves nothing out.

    A selection by kind traces a part of a project as if there were no more: needs, covers and depends on other kinds
    go with the items of these. One by tag keeps every link, so that what is cut off shows as a defect.
    """
    if kinds is None and tags is None:
        return items
    wanted = (item for item in items if tags is None or _has_one_of(tags, item))
    if kinds is None:
        return tuple(wanted)
    return tuple(_confined(item, kinds) for item in wanted if item.id.kind in kinds)


def _has_one_of(tags: frozenset[str], item: Item) -> bool:
    return not tags.isdisjoint(item.tags or (UNTAGGED,))


def _confined(item: Item, kinds: frozenset[str]) -> Item:
    """The item without what it says of other kinds; its text, and so its digest, stay."""
    return replace(
        item,
        needs=tuple(need for need in item.needs if need.kind in kinds),
        covers=tuple(reference for reference in item.covers if reference.id.kind in kinds),
        depends=tuple(reference for reference in item.depends if reference.id.kind in kinds),
    )
