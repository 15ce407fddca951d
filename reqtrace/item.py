# SPDX-License-Identifier: Apache-2.0
"""What an author declared: facts only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from itertools import chain

from msgspec import Struct

from reqtrace.ident import ItemId
from reqtrace.span import Span


# [impl->dsn~rejected_covers_nothing~1]
class Status(StrEnum):
    """How far the author says an item has come."""

    APPROVED = "approved"
    PROPOSED = "proposed"
    DRAFT = "draft"
    REJECTED = "rejected"


class Reference(Struct, frozen=True, gc=False, array_like=True):
    """An id as it was cited, and where."""

    id: ItemId
    span: Span


class Need(Struct, frozen=True, gc=False, array_like=True):
    """A kind of item that must cover the one that states it, and where that is stated."""

    kind: str
    span: Span


class Block(Struct, frozen=True, gc=False, array_like=True):
    """A ``code-block`` that belongs to an item; `text` without its indentation, `span` at its first character."""

    language: str
    text: str
    span: Span


class Item(Struct, frozen=True, gc=False, array_like=True):
    """One requirement, test case or other thing that is traced.

    `digest` is that of all of it as it was written, by which evidence says what exactly was executed.
    """

    id: ItemId
    span: Span
    title: str = ""
    status: Status = Status.APPROVED
    description: str = ""
    rationale: str = ""
    comment: str = ""
    tags: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    covers: tuple[Reference, ...] = ()
    depends: tuple[Reference, ...] = ()
    forwards: bool = False
    blocks: tuple[Block, ...] = ()
    digest: str = ""


class Outline(Struct, frozen=True, gc=False, array_like=True):
    """What linking needs to know of items, in columns: the n-th entry of each is that of the n-th item.

    Ids are written out. A rejected item covers nothing, whatever it says.
    """

    ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    covers: tuple[tuple[str, ...], ...] = ()
    depends: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, items: Sequence[Item]) -> Outline:
        """The outline of `items`."""
        return cls(
            tuple(str(item.id) for item in items),
            tuple(item.id.kind for item in items),
            tuple(tuple(need.kind for need in item.needs) for item in items),
            tuple(
                () if item.status is Status.REJECTED else tuple(str(reference.id) for reference in item.covers)
                for item in items
            ),
            tuple(tuple(str(reference.id) for reference in item.depends) for item in items),
        )

    @classmethod
    def joined(cls, outlines: Sequence[Outline]) -> Outline:
        """The outline of all items that `outlines` are of, in their order."""
        return cls(
            tuple(chain.from_iterable(each.ids for each in outlines)),
            tuple(chain.from_iterable(each.kinds for each in outlines)),
            tuple(chain.from_iterable(each.needs for each in outlines)),
            tuple(chain.from_iterable(each.covers for each in outlines)),
            tuple(chain.from_iterable(each.depends for each in outlines)),
        )


def digest_of(text: str) -> str:
    """The SHA-256 of an item that is written as `text`."""
    return hashlib.sha256(text.encode()).hexdigest()
