# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.report.typst.wrapping import Text, narrowed, verbatim, wrapped
from reqtrace.report.view import printable


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Hide the IOMMU", "Hide the IOMMU"),
        ("XenSSR~hide_iommu~1", ["XenSSR~", "hide_", "iommu~1"]),
        (
            "see requirements/passthrough/product.rst:9 now",
            ["see requirements/", "passthrough/", "product.", "rst:9 now"],
        ),
        ("0000:03:00.0", "0000:03:00.0"),
        ("a\nb\tc", "a b c"),
        ("a\u202eb", "a\N{REPLACEMENT CHARACTER}b"),
        ("\0", "\N{SYMBOL FOR NULL}"),
    ],
)
def test_a_line_breaks_within_long_words_alone(text: str, pieces: Text) -> None:
    assert wrapped(text) == pieces


@given(st.text())
def test_no_character_is_lost_or_added(text: str) -> None:
    shown = wrapped(text)
    whole = shown if isinstance(shown, str) else "".join(shown)
    assert "".join(whole.split()) == "".join(printable(text.replace("\r\n", "\n")).split())


@given(st.text(st.characters(exclude_categories=("Z", "C")), min_size=40))
def test_no_piece_is_wider_than_a_narrow_column(text: str) -> None:
    assert max(map(len, wrapped(text))) <= 16


def test_literal_text_keeps_its_lines_and_blanks() -> None:
    assert verbatim("a {\n\tb  c;\n}") == [[0, "a {"], [4, "b \N{NO-BREAK SPACE}c;"], [0, "}"]]


def test_a_narrow_column_breaks_long_words_more_often() -> None:
    assert narrowed("not stated here") == "not stated here"
    assert narrowed("Sicherheitsniveau B") == ["Sicher", "h", "e", "i", "t", "s", "niveau B"]
