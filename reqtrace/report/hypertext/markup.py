# SPDX-License-Identifier: Apache-2.0
"""Makes text that others wrote into markup that is HTML and well-formed XML alike."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Final

_PARTED: Final = re.compile(r"[./_]+(?=\w)")
"""What parts the words of a name of code."""


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


@lru_cache(maxsize=1 << 10)
def breakable_name(name: str) -> str:
    """A name of code as markup that a narrow line may break after ``.``, ``/`` and ``_``; copied, it is as it was."""
    return _PARTED.sub(r"\g<0><wbr/>", escaped(name))
