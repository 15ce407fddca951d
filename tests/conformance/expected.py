# SPDX-License-Identifier: Apache-2.0
"""An item as the cases of OpenFastTrace state it."""

from __future__ import annotations

import msgspec

from reqtrace.item import Item


class ExpectedItem(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    id: str
    line: int
    title: str = ""
    description: str = ""
    rationale: str = ""
    comment: str = ""
    status: str = "approved"
    covers: list[str] = []
    depends: list[str] = []
    needs: list[str] = []
    tags: list[str] = []
    forwards: bool = False


def seen(item: Item) -> ExpectedItem:
    return ExpectedItem(
        id=str(item.id),
        line=item.span.line,
        title=item.title,
        description=item.description,
        rationale=item.rationale,
        comment=item.comment,
        status=item.status.value,
        covers=[str(reference.id) for reference in item.covers],
        depends=[str(reference.id) for reference in item.depends],
        needs=[need.kind for need in item.needs],
        tags=list(item.tags),
        forwards=item.forwards,
    )
