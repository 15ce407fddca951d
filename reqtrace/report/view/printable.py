# SPDX-License-Identifier: Apache-2.0
"""Text that others wrote, made safe to show: what steers a terminal, breaks XML or turns text around is replaced."""

from __future__ import annotations

import re

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u2028\u2029"  # separators that some take for the end of a line
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # these turn the reading order, and so hide what is written
    "\ud800-\udfff\ufffe\uffff]"
)


# [impl->dsn~control_characters_are_pictures~1]
def printable(text: str) -> str:
    """`text` with control characters as pictures (``␛``) or U+FFFD; ends of lines and tabs stay."""
    return _UNSAFE.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < ord(" "):
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else _REPLACEMENT  # noqa: PLR2004 - the code of DEL
