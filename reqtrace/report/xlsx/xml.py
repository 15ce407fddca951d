# SPDX-License-Identifier: Apache-2.0
"""What all parts of a workbook share: how their XML begins, and how words stand in it."""

from __future__ import annotations

import re
from typing import Final

from reqtrace.report.view import printable

PROLOGUE: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LONGEST: Final = 32_767
"""How long a text in a cell may be, in units of UTF-16."""
_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""The sign that begins what a workbook takes for the number of a letter, as in ``_x000A_``."""


def escaped(text: str) -> str:
    """Words as they stand in XML; none of them is markup, and none a letter by its number."""
    shown = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return _ESCAPED.sub("_x005F_", shown)


def shortened(text: str) -> str:
    """A text that fits into a cell; of one that does not, the beginning, and how much is not there."""
    if len(text) <= LONGEST // 2 or _units(text) <= LONGEST:
        return text
    kept = text[: LONGEST - 100]
    while _units(kept) > LONGEST - 100:
        kept = kept[: -max(1, (_units(kept) - LONGEST + 100) // 2)]
    return f"{kept}… [{len(text) - len(kept)} more characters do not fit into a cell]"


def _units(text: str) -> int:
    """How long a text is in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
