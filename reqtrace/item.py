# SPDX-License-Identifier: Apache-2.0
"""What an author declared: facts only."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from msgspec import Struct

from reqtrace.ident import ItemId
from reqtrace.span import Span


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


def digest_of(text: str) -> str:
    """The SHA-256 of an item that is written as `text`."""
    return hashlib.sha256(text.encode()).hexdigest()
