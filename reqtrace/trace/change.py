# SPDX-License-Identifier: Apache-2.0
"""What changed between two states of a project, and what has to be looked at again because of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from reqtrace.evidence import Evidence
from reqtrace.ident import ItemId
from reqtrace.span import Span
from reqtrace.trace.graph import Graph
from reqtrace.trace.verdict import Judgement, Verdict


class State(Struct, frozen=True):
    """A project at one moment; `name` is what people call it, such as a commit. `judgements` are by position."""

    name: str
    graph: Graph
    judgements: tuple[Judgement, ...] | None = None
    evidence: Evidence | None = None


class Edit(StrEnum):
    """What was done to an item."""

    ADDED = "added"
    REMOVED = "removed"
    REVISED = "revised"
    """Its text was changed, and its revision raised."""
    REWRITTEN = "rewritten"
    """Its text was changed and its revision was not: whoever cites it was not told. A defect."""
    RENUMBERED = "renumbered"
    """Its revision was changed, and its text was not."""
    LOWERED = "lowered"
    """Its revision is lower than it was. A defect."""
    RELINKED = "relinked"
    """What it covers, needs or depends on was changed."""
    RELABELLED = "relabelled"
    """Its title, rationale, comment, status or tags were changed, and nothing that is verified."""

    @property
    def defect(self) -> bool:
        """Whether it must not happen."""
        return self in (Edit.REWRITTEN, Edit.LOWERED)


class FieldChange(Struct, frozen=True):
    """A field of an item, such as ``description``, as it was and as it is."""

    name: str
    before: str
    after: str


class ItemChange(Struct, frozen=True):
    """What became of one item. `before` and `after` are its ids, None where it did not exist; `span` where it stands.

    Links are written as in ``covers XenPRQ~a~1``. Verdicts are None where nothing was executed, or there is no item.
    """

    before: ItemId | None
    after: ItemId | None
    title: str
    edits: tuple[Edit, ...]
    span: Span
    fields: tuple[FieldChange, ...] = ()
    links_added: tuple[str, ...] = ()
    links_removed: tuple[str, ...] = ()
    verdict_before: Verdict | None = None
    verdict_after: Verdict | None = None


class Direction(StrEnum):
    """Which way suspicion goes."""

    DOWN = "down"
    """From a changed item to those that cover it: they were written for another text."""
    UP = "up"
    """From a changed item to those that it covers: their verdicts may change."""


class Suspect(Struct, frozen=True):
    """An item that did not change and has to be looked at, because of one that did."""

    id: ItemId
    title: str
    direction: Direction
    because: ItemId
    """The nearest item that changed."""
    span: Span


class Change(Struct, frozen=True):
    """What changed from the state called `before` to that called `after`; everything by id.

    `rerun` are the test cases that have to be executed again, and `verdicts` those whose verdict is another one,
    whether their text changed or not.
    """

    before: str
    after: str
    items: tuple[ItemChange, ...]
    suspects: tuple[Suspect, ...]
    rerun: tuple[ItemId, ...]
    verdicts: Mapping[ItemId, tuple[Verdict | None, Verdict | None]]

    @property
    def defects(self) -> tuple[ItemChange, ...]:
        """The changes that must not happen."""
        return tuple(each for each in self.items if any(edit.defect for edit in each.edits))

    @property
    def sound(self) -> bool:
        """Whether nothing happened that must not."""
        return not self.defects
