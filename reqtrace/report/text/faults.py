# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the links of an item, in words."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.report.view import Entry, misfit
from reqtrace.trace.graph import Condition

_NAMED = 3
"""How many of the items that a fault comes from are named."""


def faults(entry: Entry) -> Iterator[str]:
    """What an item lacks, and which of its links are in a bad condition."""
    for kind in entry.missing:
        yield f"it needs {kind}, and nothing of that kind covers it"
    for each in entry.misfits:
        place = f": {each.span}" if each.condition is Condition.DUPLICATE else ""
        yield misfit(each) + place
    for objection in entry.objections:
        yield objection.message


def inherited(entry: Entry) -> str:
    """Through which requirements a fault came up to an item; empty where it came through none."""
    names = [str(each.id) for each in entry.culprits]
    more = f", and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"because of {', '.join(names[:_NAMED])}{more}" if names else ""
