# SPDX-License-Identifier: Apache-2.0
"""What changed between two states as a document for machines: one JSON object."""

from __future__ import annotations

from typing import Final

import msgspec

from reqtrace.diagnostic import Diagnostic
from reqtrace.trace.change import Change, FieldChange, ItemChange, Suspect
from reqtrace.trace.verdict import Verdict

CHANGE_SCHEMA: Final = "reqtrace-change/1"


class ChangedField(msgspec.Struct, frozen=True):
    """A field as it was and as it is."""

    name: str
    before: str
    after: str


class ChangedItem(msgspec.Struct, frozen=True):
    """What became of one item; `file` and `line` are where it stands, or stood if it was removed."""

    id: str
    before: str | None
    after: str | None
    title: str
    edits: tuple[str, ...]
    defect: bool
    file: str
    line: int
    fields: tuple[ChangedField, ...]
    links_added: tuple[str, ...]
    links_removed: tuple[str, ...]
    verdict_before: Verdict | None
    verdict_after: Verdict | None


class SuspectItem(msgspec.Struct, frozen=True):
    """An item that did not change and has to be looked at because of one that did; `near` by one link."""

    id: str
    title: str
    direction: str
    because: str
    near: bool
    file: str
    line: int


class ChangedVerdict(msgspec.Struct, frozen=True):
    """A verdict as it was and as it is."""

    before: Verdict | None
    after: Verdict | None


class ChangeRemark(msgspec.Struct, frozen=True):
    """What has to be known of the comparison: where it may not show what it seems to show."""

    code: str
    severity: str
    message: str
    file: str
    line: int


class Figures(msgspec.Struct, frozen=True):
    """How many there are of each."""

    items: int
    defects: int
    suspects: int
    rerun: int
    rejudge: int
    verdicts: int
    incomparable: int


class ChangeDocument(msgspec.Struct, frozen=True):
    """What changed from one state to another; `verdicts` says nothing unless the cases of both were `executed`.

    Of those that are `incomparable` a verdict is not known in one of the states called `untold`, for it is not known
    what was tested or inspected elsewhere there.
    """

    schema: str
    before: str
    after: str
    ok: bool
    executed: bool
    qualifier: str
    summary: Figures
    items: tuple[ChangedItem, ...]
    suspects: tuple[SuspectItem, ...]
    rerun: tuple[str, ...]
    rejudge: tuple[str, ...]
    verdicts: dict[str, ChangedVerdict]
    incomparable: tuple[str, ...]
    untold: tuple[str, ...]
    remarks: tuple[ChangeRemark, ...]


# [impl->dsn~change_in_every_form~1]
def change_json(change: Change) -> str:
    """What changed; the same input gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(change_document(change)), indent=2).decode() + "\n"


def change_document(change: Change) -> ChangeDocument:
    """What changed, as it is written."""
    figures = Figures(
        items=len(change.items),
        defects=len(change.defects),
        suspects=len(change.suspects),
        rerun=len(change.rerun),
        rejudge=len(change.rejudge),
        verdicts=len(change.verdicts),
        incomparable=len(change.incomparable),
    )
    return ChangeDocument(
        CHANGE_SCHEMA,
        change.before,
        change.after,
        change.sound,
        change.executed,
        change.qualifier,
        figures,
        tuple(map(_item, change.items)),
        tuple(map(_suspect, change.suspects)),
        tuple(map(str, change.rerun)),
        tuple(map(str, change.rejudge)),
        {str(id_): ChangedVerdict(*verdicts) for id_, verdicts in change.verdicts.items()},
        tuple(map(str, change.incomparable)),
        change.untold,
        tuple(map(_remark, (each.diagnostic for each in change.remarks))),
    )


def _remark(told: Diagnostic) -> ChangeRemark:
    return ChangeRemark(told.code.value, told.severity.value, told.message, told.span.file, told.span.line)


def _item(item: ItemChange) -> ChangedItem:
    return ChangedItem(
        str(item.id),
        str(item.before) if item.before else None,
        str(item.after) if item.after else None,
        item.title,
        tuple(edit.value for edit in item.edits),
        any(edit.defect for edit in item.edits),
        item.span.file,
        item.span.line,
        tuple(map(_field, item.fields)),
        item.links_added,
        item.links_removed,
        item.verdict_before,
        item.verdict_after,
    )


def _field(field: FieldChange) -> ChangedField:
    return ChangedField(field.name, field.before, field.after)


def _suspect(suspect: Suspect) -> SuspectItem:
    return SuspectItem(
        str(suspect.id),
        suspect.title,
        suspect.direction.value,
        str(suspect.because),
        suspect.near,
        suspect.span.file,
        suspect.span.line,
    )
