# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from samples import id_of

from reqtrace.report.view import Listing, Literal, Paragraph, Piece, Style, pieces, printable, prose


def words(text: str) -> list[object]:
    """The blocks of `text` in short."""
    told: list[object] = []
    for block in prose(text):
        match block:
            case Paragraph(line):
                told.append("".join(piece.text for piece in line))
            case Listing(entries, numbered):
                told.append(("#" if numbered else "-", *("".join(piece.text for piece in line) for line in entries)))
            case Literal(literal):
                told.append([literal])
    return told


def test_a_blank_line_ends_a_paragraph() -> None:
    assert words("one\ntwo\n\nthree") == ["one two", "three"]


def test_a_bullet_begins_an_entry_that_goes_on_while_it_is_indented() -> None:
    assert words("if\n\n - one\n   goes on\n - two\n\nThen.") == ["if", ("-", "one goes on", "two"), "Then."]
    assert words("if:\n- one\n- two\nthen") == ["if:", ("-", "one", "two"), "then"]
    assert words("- one\n\n- two\n\n1. first\n2. second") == [("-", "one", "two"), ("#", "first", "second")]


def test_literal_text_keeps_its_lines() -> None:
    assert words("As in::\n\n   a {\n     b\n   };\n\n   c\n\nso.") == ["As in:", ["a {\n  b\n};\n\nc"], "so."]
    assert words("As in ::\n\n   a\n\n::\n\n   b") == ["As in:", ["a\n\nb"]]


def test_a_drawn_table_keeps_its_lines() -> None:
    assert words("+---+\n| a |\n+---+") == [["+---+\n| a |\n+---+"]]


def test_pieces_of_a_line() -> None:
    assert pieces("the ``a`` of `SSR~b~1`, **not** *c* `d`") == (
        Piece("the "),
        Piece("a", Style.CODE),
        Piece(" of "),
        Piece("SSR~b~1", Style.LINK, id_of("SSR~b~1")),
        Piece(", "),
        Piece("not", Style.STRONG),
        Piece(" "),
        Piece("c", Style.EMPHASIS),
        Piece(" "),
        Piece("d", Style.EMPHASIS),
    )


def test_an_id_is_a_link_with_and_without_backticks_or_a_role_but_not_in_a_literal() -> None:
    for text in ("SSR~b~1", "`SSR~b~1`", ":req:item:`SSR~b~1`"):
        assert pieces(text) == (Piece("SSR~b~1", Style.LINK, id_of("SSR~b~1")),)
    assert pieces("``SSR~b~1``") == (Piece("SSR~b~1", Style.CODE),)
    assert pieces("SSR~b~99999999999")[0].id is None


def test_multiplication_is_no_emphasis() -> None:
    assert pieces("2 * 3 * 4") == (Piece("2 * 3 * 4"),)


@given(st.text(alphabet="ab *`~1-+|\n\tS", max_size=60))  # no colon: the name of a role is not shown
def test_no_word_is_lost(text: str) -> None:
    told = "".join(str(word) for word in words(text))
    assert [letter for letter in told if letter in "abS"] == [letter for letter in text if letter in "abS"]


# [utest->dsn~control_characters_are_pictures~1]
@given(st.text())
def test_printable_keeps_the_number_of_characters_and_every_line(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert shown.count("\n") == text.count("\n")
    assert printable(shown) == shown
