# SPDX-License-Identifier: Apache-2.0
"""What somebody who inspects an item has before them: its text, and that of everything it covers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reqtrace.ident import ItemId
from reqtrace.item import Item, digest_of


# [impl->dsn~inspections_are_of_what_is_covered~1]
def inspectable(item: Item, known: Callable[[ItemId], Iterable[Item]]) -> str:
    """The SHA-256 that a record of an inspection of `item` has to name; `known` gives the items of an id.

    An item that covers nothing is inspected alone, and its own digest is meant. Else it is that of one line for the
    item and for each that it covers, in the order of their ids: digest, blank, id. What does not exist has none.
    """
    covered = sorted({reference.id for reference in item.covers})
    if not covered:
        return item.digest
    lines = [f"{item.digest} {item.id}\n"]
    for id_ in covered:
        lines += [f"{digest} {id_}\n" for digest in sorted(each.digest for each in known(id_)) or [""]]
    return digest_of("".join(lines))
