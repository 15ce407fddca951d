# SPDX-License-Identifier: Apache-2.0
"""The place of a diagnostic as one names it from where the command was given."""

from __future__ import annotations

from typing import Final

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

FOUND: Final = frozenset(
    {
        Code.UNREADABLE_FILE,
        Code.UNDECODABLE_TEXT,
        Code.UNKNOWN_FORMAT,
        Code.TOO_LARGE,
        Code.ORPHANED,
        Code.OUTDATED,
        Code.PREDATED,
        Code.AMBIGUOUS,
        Code.UNWANTED,
        Code.DUPLICATE,
        Code.UNMET_NEED,
        Code.UNCOVERED_BELOW,
        Code.CYCLE,
        Code.BAD_DEPENDENCY,
        Code.FORBIDDEN_LINK,
        Code.FORGOTTEN_NEED,
        Code.STRAY_KIND,
        Code.UNANNOUNCED_CHANGE,
        Code.LOWERED_REVISION,
        Code.SUSPECT_BELOW,
        Code.SUSPECT_ABOVE,
        Code.LOST_ITEM,
        Code.RENAMED_ITEM,
        Code.TEXT_ELSEWHERE,
        Code.UNREAD_CHANGE,
        Code.NO_SCENARIO,
        Code.BAD_GHERKIN,
        Code.UNKNOWN_STEP,
        Code.BAD_DEVICE_TREE,
        Code.BAD_STEP,
        Code.CASE_FAILED,
        Code.BROKEN_INVARIANT,
        Code.CAN_NOT_FAIL,
        Code.NOT_EXECUTED,
        Code.CONTRADICTING_TAGS,
        Code.NEARLY_TERM,
    }
)
"""Codes whose file was found below the folder that is traced, among those of families that have both."""
TYPED: Final = frozenset(
    {
        Code.EXPIRED_JUSTIFICATION,
        Code.IDLE_JUSTIFICATION,
        Code.RECONFIGURED,
        Code.NOTHING_EXECUTED,
        Code.BROKEN_RESULTS,
        Code.STALE_RESULTS,
        Code.IDLE_RESULT,
        Code.DOUBTFUL_RESULT,
        Code.RESULT_FAILED,
        Code.BAD_RECORD,
        Code.STALE_RECORD,
        Code.INSPECTION_FAILED,
    }
)
"""Codes whose file is named as it was typed, in a call or a configuration, among the same."""
_FAMILIES: Final = {"RT0": True, "RT1": False, "RT4": True, "RT5": False}
"""Whether the file of any other code is named as it was typed, by how the code begins."""


def seen_from_here(span: Span, diagnostic: Diagnostic, base: str) -> Span:
    """A place that `diagnostic` speaks of, with its file as one would open it.

    `base` is the folder, as typed, that files are relative to. What a call or a configuration names stands as it was
    typed, also where a setting is at fault for what an item says; what was found below a folder is relative to it.
    """
    typed = _is_typed(diagnostic.code) and span.file == diagnostic.span.file
    return span if typed else span.below(base)


def _is_typed(code: Code) -> bool:
    """Whether the file of such a diagnostic is named as it was typed, and not relative to the folder that is traced."""
    if code in TYPED or code in FOUND:
        return code in TYPED
    return _FAMILIES[code.value[:3]]
