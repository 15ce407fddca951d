# SPDX-License-Identifier: Apache-2.0
"""From the bytes of a file to its text, whatever the bytes."""

from __future__ import annotations

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


# [impl->dsn~any_bytes_are_text~1]
def decode(content: bytes, file: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of `content`, read as UTF-8, with lines that end in LF and without a byte order mark.

    What is not UTF-8, or no text at all (NUL), becomes U+FFFD; one diagnostic says where the first such place is and
    how many there are.
    """
    if content.startswith(_UTF_16):
        return _from_utf_16(content, file)
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = content.decode()
        first = content.find(b"\0")
    except UnicodeDecodeError as problem:
        text = content.decode(errors="replace")
        nul = content.find(b"\0")
        first = problem.start if nul < 0 else min(nul, problem.start)
    diagnostics = (_undecodable(content, text, first, file),) if first >= 0 else ()
    return _with_plain_ends(text.replace("\0", _REPLACEMENT)), diagnostics


def _from_utf_16(content: bytes, file: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a file that begins as UTF-16 does; it is read as that, and told, since others may not."""
    text = content.decode("utf-16", errors="replace").replace("\0", _REPLACEMENT)
    message = f"{file} is written in UTF-16, which other tools may not read"
    return _with_plain_ends(text), (Diagnostic(Code.UNDECODABLE_TEXT, message, Span(file), (), "save it as UTF-8"),)


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _undecodable(content: bytes, text: str, first: int, file: str) -> Diagnostic:
    count = text.count(_REPLACEMENT) - content.count(_REPLACEMENT.encode()) + text.count("\0")
    before = _with_plain_ends(content[:first].decode())
    span = Span(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
    places = "1 place is" if count == 1 else f"{count} places are"
    message = f"{places} no text in UTF-8; read as U+FFFD, the first of them here"
    return Diagnostic(Code.UNDECODABLE_TEXT, message, span, (), "save the file as UTF-8")
