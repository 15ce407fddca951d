# SPDX-License-Identifier: Apache-2.0
"""The items of one kind, counted by what they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reqtrace.report.view.chip import CHIPS
from reqtrace.report.view.records import Entry, Tally
from reqtrace.trace.coverage import Deep


def tally(entries: Sequence[Entry]) -> Tally:
    """Count `entries`, one at least and all of one kind."""
    words = list(CHIPS)
    parts = Counter(entry.chip for entry in entries)
    return Tally(
        kind=entries[0].id.kind,
        title=entries[0].kind_title,
        executable=entries[0].executable,
        items=len(entries),
        covered=sum(entry.coverage.deep is Deep.COVERED for entry in entries),
        defects=sum(entry.coverage.defect for entry in entries),
        apart=sum(entry.rejected or entry.assumed for entry in entries),
        parts=tuple(sorted(parts.items(), key=lambda part: words.index(part[0].word))),
    )
