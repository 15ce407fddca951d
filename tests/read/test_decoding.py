# SPDX-License-Identifier: Apache-2.0
"""From bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.read.decoding import decode

UTF_8 = "save the file as UTF-8"


@pytest.mark.parametrize(
    ("content", "text", "place", "count"),
    [
        (b"a\r\nb\xff", "a\nb\ufffd", (2, 2), "1 place is"),
        (b"\xff\xffx\xff", "\ufffd\ufffdx\ufffd", (1, 1), "3 places are"),
        (b"\xef\xbf\xbd\xff", "\ufffd\ufffd", (1, 2), "1 place is"),
        (b"\n\nx\0", "\n\nx\ufffd", (3, 2), "1 place is"),
        (b"\xc3\xbc\0\xff", "ü\ufffd\ufffd", (1, 2), "2 places are"),
    ],
)
def test_what_is_no_text_is_replaced_and_told(content: bytes, text: str, place: tuple[int, int], count: str) -> None:
    read, (diagnostic,) = decode(content, "a.rst")
    assert read == text
    assert (diagnostic.span.line, diagnostic.span.column) == place
    message = f"{count} no text in UTF-8; read as U+FFFD, the first of them here"
    assert (str(diagnostic.code), diagnostic.message, diagnostic.help) == ("RT003", message, UTF_8)


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf_16_is_read_and_told(mark: bytes, encoding: str) -> None:
    text, (diagnostic,) = decode(mark + "`req~ü~1`\r\n".encode(encoding), "a.rst")
    assert text == "`req~ü~1`\n"
    assert (diagnostic.message, diagnostic.help) == (
        "a.rst is written in UTF-16, which other tools may not read",
        "save it as UTF-8",
    )


@given(st.text(alphabet=st.characters(exclude_characters="\0\r", exclude_categories=["Cs"])))
def test_text_is_read_as_it_is(text: str) -> None:
    text = text.removeprefix("\ufeff")
    assert decode(text.encode(), "a.rst") == (text, ())
    assert decode(b"\xef\xbb\xbf" + text.encode(), "a.rst") == (text, ())


# [utest->dsn~any_bytes_are_text~1]
@given(st.binary())
def test_any_bytes_are_text_and_all_that_is_lost_is_told(content: bytes) -> None:
    text, diagnostics = decode(content, "a.rst")
    assert "\0" not in text
    assert "\r" not in text
    assert len(diagnostics) <= 1
    for diagnostic in diagnostics if not content.startswith((b"\xff\xfe", b"\xfe\xff")) else ():
        assert text.split("\n")[diagnostic.span.line - 1][diagnostic.span.column - 1] == "\ufffd"
