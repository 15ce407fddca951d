# SPDX-License-Identifier: Apache-2.0
"""From the bytes of a file of results to XML that a parser takes, for tests write what no XML may hold."""

from __future__ import annotations

import codecs
import re
from typing import Final

_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*['\"]([\w.:-]+)['\"]")
_KNOWN: Final = re.compile(
    r"(utf-8|us-ascii|ascii|latin-?\d|iso-8859-\d+|windows-\d+|cp\d+|koi8-\w|gb\w+|big5|euc-\w+|shift_jis)"
)
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN_REFERENCE: Final = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF]));"
)


def legible(content: bytes) -> str:
    """The text of an XML file, in whatever encoding it says, with U+FFFD for what is no text and for what XML forbids.

    Such are colours of a terminal and pieces of memory, which some tools copy into the messages of tests; they are
    replaced one by one, so that every line stays where it is.
    """
    text = content.decode(_encoding(content), "replace").removeprefix("\ufeff")
    text = _FORBIDDEN.sub(_REPLACEMENT, text)
    return _FORBIDDEN_REFERENCE.sub(_REPLACEMENT, text) if "&#" in text else text


def _encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.search(content[:256])
    name = declared[1].decode() if declared else "utf-8"
    try:
        return codecs.lookup(name).name if _KNOWN.fullmatch(name.lower()) else "utf-8"
    except LookupError:
        return "utf-8"
