# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from reqtrace.report.typst.glyphs import doubtful, refused, spelled


def test_what_every_font_has_is_not_tried() -> None:
    assert doubtful("Grüße – ✓ verified, Δ and 中中") == "Δ中"


def test_the_characters_of_every_complaint_are_found() -> None:
    complaint = (
        'error: PDF/A-2a error: the text `"中"` could not be displayed with font `"Libertinus Serif"`\n'
        'error: PDF/A-2a, PDF/UA-1 error: the text contains the disallowed codepoint `"\\u{feff}"`\n'
        'error: PDF/A-2a error: the PDF contains the codepoint `"\\u{e000}"`\n'
        'error: PDF/A-2a error: the text `"x\\"\\\\\\u{301}"` could not be displayed\n'
    )
    assert refused(complaint) == {"中", "\ufeff", "\ue000", "\u0301"}


def test_a_character_without_a_font_is_spelled_as_its_code_point() -> None:
    assert spelled("a中b", frozenset("中")) == "a[U+4E2D]b"
