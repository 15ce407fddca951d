# SPDX-License-Identifier: Apache-2.0
"""Says what other projects, whose inventories are used, offer for the ids that pages cite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sphinx.environment import BuildEnvironment


# [impl->dsn~pages_follow_items~1]
def offered(env: BuildEnvironment, ids: Iterable[str]) -> list[tuple[str, str]]:
    """What inventories have for `ids`, in an order of their own: for the same ids the same while they say the same.

    An id may name the inventory before it, and what others have of another revision is told where an id is missing.
    """
    inventories: Mapping[str, Mapping[str, Mapping[str, object]]] = getattr(env, "intersphinx_named_inventory", {})
    items = [found for _, each in sorted(inventories.items()) if (found := each.get("req:item"))]
    if not items:
        return []
    names = sorted({name for id_ in ids for name in (id_, id_.partition(":")[2], id_.rpartition("~")[0])})
    return [(name, repr(each[name])) for each in items for name in names if name in each]
