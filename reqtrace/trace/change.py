# SPDX-License-Identifier: Apache-2.0
"""What changed between two states of a project, and what has to be looked at again because of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Evidence
from reqtrace.ident import ItemId
from reqtrace.span import Span
from reqtrace.trace.graph import Graph
from reqtrace.trace.verdict import Judgement, Verdict


class State(Struct, frozen=True):
    """A project at one moment; `name` is what people call it, such as a commit. `judgements` are by position.

    `config` is what the project had decided by then. Where nothing was executed there are no judgements. `base` is the
    folder below which places are shown.
    """

    name: str
    graph: Graph
    config: Config = Config()
    judgements: tuple[Judgement, ...] | None = None
    evidence: Evidence | None = None
    base: str = ""


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
    """Its revision is lower than it was, whatever became of its text. A defect."""
    RELINKED = "relinked"
    """What it covers, needs or depends on was changed, or whether that counts: it was rejected, or is no more."""
    RELABELLED = "relabelled"
    """Its title, rationale, comment, status or tags were changed, and nothing that is verified."""
    UNREAD = "changed in what is not read"
    """It is written otherwise, and nothing that is read of it says so: a field of a format that has more of them."""

    @property
    def defect(self) -> bool:
        """Whether it must not happen."""
        return self in (Edit.REWRITTEN, Edit.LOWERED)

    @property
    def of_substance(self) -> bool:
        """Whether a verdict may be another one because of it: all but what only relabels, or nobody reads."""
        return self not in (Edit.RELABELLED, Edit.UNREAD)

    @property
    def of_text(self) -> bool:
        """Whether those that cover the item were written for another text, or cite what is gone."""
        return self in (Edit.REMOVED, Edit.REVISED, Edit.REWRITTEN, Edit.RENUMBERED, Edit.LOWERED)


class FieldChange(Struct, frozen=True):
    """A field of an item, such as ``description``, as it was and as it is."""

    name: str
    before: str
    after: str


class ItemChange(Struct, frozen=True):
    """What became of one item. `before` and `after` are its ids, None where it did not exist.

    `span` is where it stands, or where it stood in the state before if it was removed. Links are written as in
    ``covers XenPRQ~a~1``. Verdicts are None where nothing was executed, where there is no item, or where nobody knows.
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

    @property
    def id(self) -> ItemId:
        """What the item is called now, or was called last."""
        id_ = self.after or self.before
        if id_ is None:
            raise ValueError("an item that changed was there before or is there now")
        return id_


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
    near: bool = True
    """Whether a link leads from it to that item, and not only a chain of them."""


class Remark(Struct, frozen=True):
    """What has to be said of a comparison; of which items, as they are called or were, or of none in particular."""

    diagnostic: Diagnostic
    ids: tuple[ItemId, ...] = ()


class Change(Struct, frozen=True):
    """What changed from the state called `before` to that called `after`; everything by id, as in the state after.

    `items` are those that changed, and `suspects` those that did not. `rerun` are the test cases that have to be
    executed again, and `rejudge` the others whose verdict may be another one, for they or what stands below them was
    changed. `verdicts` are those that are another one, of items that were there before and are there now; none is
    known unless the cases were `executed` in both states. `incomparable` are the items among these with a verdict that
    nobody knows in one of the states called `untold`, for it is not known what was observed elsewhere.
    """

    before: str
    after: str
    items: tuple[ItemChange, ...]
    suspects: tuple[Suspect, ...]
    rerun: tuple[ItemId, ...]
    verdicts: Mapping[ItemId, tuple[Verdict | None, Verdict | None]]
    rejudge: tuple[ItemId, ...] = ()
    executed: bool = True
    qualifier: str = ""
    """What the verdicts rest on, without which none is shown."""
    incomparable: tuple[ItemId, ...] = ()
    untold: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """What else has to be said of the comparison."""
    reconfigured: bool = False
    """Whether the configuration takes items or verdicts for something else."""

    @property
    def worse(self) -> tuple[ItemId, ...]:
        """The items that were verified and are not any more."""
        return tuple(id_ for id_, (was, is_) in self.verdicts.items() if was is Verdict.VERIFIED and is_ is not was)

    @property
    def failed(self) -> tuple[ItemId, ...]:
        """The items that were verified and have failed, which must not be."""
        return tuple(id_ for id_ in self.worse if self.verdicts[id_][1] is Verdict.FAILED)

    @property
    def defects(self) -> tuple[ItemChange, ...]:
        """The changes that must not happen."""
        return tuple(each for each in self.items if any(edit.defect for edit in each.edits))

    @property
    def sound(self) -> bool:
        """Whether nothing happened that must not."""
        return not (self.defects or self.failed)

    @property
    def empty(self) -> bool:
        """Whether nothing changed, as far as it was compared, and all that was compared is known."""
        return not (self.items or self.verdicts or self.untold or self.reconfigured)

    @property
    def unchanged(self) -> bool:
        """Whether nothing changed at all, no text and no verdict: both were compared."""
        return self.executed and self.empty
