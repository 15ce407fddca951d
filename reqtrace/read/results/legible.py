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
_READABLE: Final = bytes(code if code >= 32 or code in b"\t\n\r" else ord("?") for code in range(256))  # noqa: PLR2004 - the first code of a sign
"""What stands for every byte of UTF-8: those that XML forbids are each a sign of their own."""
_NO_SIGNS: Final = ("\ufffe".encode(), "\uffff".encode())
_FORBIDDEN_REFERENCE: Final = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF]));"
)


def legible(content: bytes) -> bytes:
    """An XML file in UTF-8, in whatever encoding it is, with a question mark for what XML forbids.

    Such are colours of a terminal and pieces of memory, which some tools copy into the messages of tests; they are
    replaced one by one, so that every line stays where it is. What is no text becomes U+FFFD.
    """
    encoding = _encoding(content)
    if encoding != "utf-8" or not content.isascii():
        content = content.decode(encoding, "replace").removeprefix("\ufeff").encode(errors="replace")
        for sign in _NO_SIGNS:
            content = content.replace(sign, b"?")
    content = content.translate(_READABLE)
    return _FORBIDDEN_REFERENCE.sub(b"?", content) if b"&#" in content else content


def _encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.search(content[:256])
    name = declared[1].decode() if declared else "utf-8"
    try:
        return codecs.lookup(name).name if _KNOWN.fullmatch(name.lower()) else "utf-8"
    except LookupError:
        return "utf-8"
