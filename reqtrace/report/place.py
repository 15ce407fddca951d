# SPDX-License-Identifier: Apache-2.0
"""The place of a diagnostic as one names it from where the command was given."""

from __future__ import annotations

from typing import Final

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

_READ: Final = frozenset({"RT002", "RT003", "RT005", "RT009"})
_TYPED: Final = frozenset(
    {
        "RT212",
        "RT213",
        "RT309",
        "RT311",
        "RT312",
        "RT313",
        "RT314",
        "RT315",
        "RT316",
        "RT317",
        "RT318",
        "RT401",
        "RT402",
    }
)


def seen_from_here(span: Span, diagnostic: Diagnostic, base: str) -> Span:
    """A place that `diagnostic` speaks of, with its file as one would open it.

    `base` is the folder, as typed, that files are relative to. What a call or a configuration names stands as it was
    typed, also where a setting is at fault for what an item says; what was found below a folder is relative to it.
    """
    typed = _is_typed(diagnostic.code) and span.file == diagnostic.span.file
    return span if typed else span.below(base)


def _is_typed(code: Code) -> bool:
    """Whether the file of such a diagnostic is named as it was typed, and not relative to the folder that is traced."""
    return code in _TYPED or (code.startswith("RT0") and code not in _READ)
