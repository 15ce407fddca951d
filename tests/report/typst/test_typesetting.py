# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from paper import about, card, pdf, said, words
from pypdf import PdfReader
from pypdf.generic import Destination

from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Badge,
    Bar,
    Block,
    Branch,
    Bullets,
    Cell,
    Column,
    Drawing,
    Edge,
    Fact,
    Facts,
    Identity,
    Link,
    Literal,
    Named,
    Node,
    Outline,
    Paragraph,
    Row,
    Source,
    Square,
    Squares,
    Table,
    Weight,
    Words,
)
from reqtrace.report.view import chip
from reqtrace.span import Span
from reqtrace.trace.verdict import Verdict

VERIFIED, FAILED = chip(Verdict.VERIFIED), chip(Verdict.FAILED)
HIDE = ItemId("SSR", "hide", 1)
OUTLINE = Outline((Branch((Words("Above"),), (Branch((Words("Below"),)),)),))
NODES = (
    Node("SSR.hide.1", HIDE, ("Hide the", "IOMMU"), VERIFIED, 4, 4, 160, 60),
    Node("", ItemId("Case", "seek", 1), ("Seek it",), FAILED, 240, 4, 160, 60),
)


def table(*texts: str, rows: int = 1) -> Table:
    columns = tuple(Column(f"c{place}", f"Head {place}", number=place > 1) for place, _ in enumerate(texts, 1))
    row = Row(tuple(Cell((said(text), said("below"))) for text in texts))
    return Table("table", columns, (row,) * rows, "A caption")


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (Paragraph((Words("a "), Words("b ", Weight.STRONG), Words("c", Weight.CODE))), "a b c"),
        (Paragraph((Words("soft", Weight.SOFT), Badge(FAILED, count=3))), "soft ✕ 3 failed"),
        (Paragraph((Badge(VERIFIED, "model, required"),)), "✓ verified (model, required)"),
        (
            Paragraph((Identity(HIDE), Named("D-05", "is hidden"), Source(Span("a/b.rst", 9)))),
            "SSR~hide~1 D-05 a/b.rst:9",
        ),
        (Paragraph((Link("SSR.none.1", HIDE, "Hide it"),)), "Hide it SSR~hide~1"),
        (Paragraph((Link("", HIDE),)), "SSR~hide~1"),
        (Bullets(((Words("one"),), (Words("two"),))), "• one • two"),
        (Squares((Square("", HIDE, VERIFIED, "words"), Square("", HIDE, FAILED, "words"))), "✓ hide ✕ hide"),
        (Literal("a {\n    b;\n};"), "a { b; };"),
        (
            Facts((Fact("Name", (said("value"),)), Fact("A name that is longer than most", (said("too"),)))),
            "Name value A name",
        ),
        (Bar(((VERIFIED, 7), (FAILED, 2))), "✓ 7 verified ✕ 2 failed"),
        (Bar(()), "none"),
        (table("one", "two"), "A caption Head 1 Head 2 one below two below"),
        (Table("none", (), (), nothing="Nothing there."), "Nothing there."),
        (OUTLINE, "Above Below"),
        (Drawing("Chain", 410, 70, NODES, (Edge(((240, 34), (164, 34)), good=False),), OUTLINE), "Hide the IOMMU"),
        (Drawing("Too wide to be read", 9000, 70, NODES, (), OUTLINE), "Above Below"),
        (card("hide"), "SSR~hide~1 ✓ verified"),
    ],
)
def test_every_block_stands_on_the_page(block: Block, text: str) -> None:
    assert text in words(pdf(block))


# [utest->dsn~pages_are_referred_to~1]
def test_a_link_says_the_page_it_leads_to() -> None:
    links = (Paragraph((Link("SSR.here.1", ItemId("SSR", "here", 1), "Look here"),)), *[said("much text " * 400)] * 5)
    reader = pdf(*links, below=(about("here"),))
    (page,) = [number for number, page in enumerate(reader.pages, 1) if "About here" in page.extract_text()]
    assert page > 4
    assert f"Look here SSR~here~1 p.\u202f{page}" in reader.pages[2].extract_text()


# [utest->dsn~pages_are_referred_to~1]
def test_a_square_says_the_page_of_what_it_stands_for() -> None:
    squares = Squares((Square("SSR.here.1", ItemId("SSR", "here", 1), FAILED, "Look here: failed"),))
    assert "✕ here p. 3 About here" in words(pdf(squares, below=(about("here"),)))


def bookmarks(reader: PdfReader) -> list[str]:
    found: list[str] = []
    waiting = list(reader.outline)
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, Destination):
            found.append(str(each.title))
        else:
            waiting[:0] = each
    return found


# [utest->dsn~pages_are_referred_to~1]
def test_chapters_stand_in_the_contents_and_items_in_the_bookmarks_alone() -> None:
    reader = pdf(below=(about("one"), about("two")))
    assert bookmarks(reader) == ["1\N{EN SPACE}Chapter", "About one", "About two"]
    contents = reader.pages[1].extract_text()
    assert "Chapter" in contents
    assert "About one" not in contents


def test_an_anchor_that_two_cards_have_leads_to_the_first() -> None:
    text = words(pdf(Paragraph((Link("SSR.a.1", ItemId("SSR", "a", 1)),)), card("a"), card("a")))
    assert "SSR~a~1 p. 3 SSR~a~1 ✓ verified" in text


def test_wide_sections_lie_across() -> None:
    page = pdf(table("one"), across=True).pages[2]
    assert page.mediabox.width > page.mediabox.height


def test_every_page_of_a_table_repeats_its_headings() -> None:
    reader = pdf(table("one", "two", rows=120))
    assert len(reader.pages) > 5
    assert all("Head 1" in page.extract_text() for page in reader.pages[2:])
