# SPDX-License-Identifier: Apache-2.0
"""Makes text that others wrote into markup that is HTML and well-formed XML alike."""

from __future__ import annotations

from functools import lru_cache
from html import escape


@lru_cache(maxsize=1 << 10)  # what stands on many cards of a page
def escaped(text: str) -> str:
    """`text` as it may stand in an element or a quoted attribute; what steers or deceives a reader is replaced."""
    if not text.isprintable():
        from reqtrace.report.view import printable  # noqa: PLC0415 - costs time, and hardly any text needs it

        text = printable(text)
    return escape(text)


@lru_cache(maxsize=1 << 10)
def breakable(id_: str) -> str:
    """An id as markup that a narrow line may break after ``_`` and before ``~``; copied, it is as it was."""
    return escaped(id_).replace("_", "_<wbr/>").replace("~", "<wbr/>~")
