# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sphinx", reason="needs Sphinx, which the extension is for")

from docutils import nodes as docutils

from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Badge,
    Bar,
    Block,
    Branch,
    Bullets,
    Card,
    Cell,
    Column,
    Drawing,
    Fact,
    Facts,
    Identity,
    Inline,
    Link,
    Literal,
    Named,
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
from reqtrace.report.view import chip, printable
from reqtrace.span import Span
from reqtrace.trace.verdict import Verdict
from reqtrace_sphinx.as_nodes import nodes
from reqtrace_sphinx.links import Links

HIDE, ROOT, GONE = ItemId("SSR", "hide", 1), ItemId("PRQ", "root", 2), ItemId("PRQ", "gone", 1)
HOMES = {"SSR.hide.1": "safety", "PRQ.root.2": "product"}
LINKS = Links("safety", HOMES, lambda _, home: f"%{home}", "https://example.org/{file}#L{line}")
GOOD, BAD = chip(Verdict.VERIFIED), chip(Verdict.FAILED)


def said(*blocks: Block) -> str:
    return "\n".join(each.astext() for each in nodes(blocks, LINKS))


def links_of(*blocks: Block) -> list[tuple[str, str]]:
    found = (each for node in nodes(blocks, LINKS) for each in node.findall(docutils.reference))
    return [(each.get("refuri") or f"#{each['refid']}", each.astext()) for each in found]


# [utest->dsn~sheets_say_what_formats_lay_out~1]
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ((Words("a", Weight.STRONG), Words("b", Weight.SOFT), Words("c", Weight.CODE)), "abc"),
        ((Badge(GOOD, "model"), Link("PRQ.root.2", ROOT, "Root")), "✓ verified (model) Root (PRQ~root~2)"),
        ((Badge(GOOD, count=3), Words(" "), Badge(BAD, count=1)), "✓ 3 verified, ✕ 1 failed"),
        ((Words("1\u202f000 items"),), "1\u00a0000 items"),
        ((Link("PRQ.root.2", ROOT),), "PRQ~root~2"),
        ((Link("", GONE, "Gone"),), "Gone (PRQ~gone~1)"),
        ((Link("PRQ.root.2", ROOT, "Root"), Identity(ROOT, soft=True)), "Root (PRQ~root~2)"),
        ((Link("PRQ.root.2", ROOT, "Root"), Identity(HIDE, soft=True)), "Root (PRQ~root~2) SSR~hide~1"),
        ((Square("PRQ.root.2", ROOT, BAD, "Root: failed"),), "✕ Root: failed"),
        ((Source(Span("x.rst", 7)), Named("D-05", "It leaks.")), "x.rst:7 D-05"),
    ],
)
def test_a_line_says_all_that_tooltips_would(line: tuple[Inline, ...], words: str) -> None:
    assert said(Paragraph(line)) == words


def test_links_lead_to_items_that_are_shown_and_into_the_sources() -> None:
    line = (
        Link("SSR.hide.1", HIDE, "Hide"),
        Link("PRQ.root.2", ROOT),
        Link("x", GONE, "Gone"),
        Source(Span("a.rst", 2)),
    )
    assert links_of(Paragraph(line)) == [
        ("#SSR.hide.1", "Hide"),
        ("%product#PRQ.root.2", "PRQ~root~2"),
        ("https://example.org/a.rst#L2", "a.rst:2"),
    ]


# [utest->dsn~cards_show_worth~1]
def test_a_card_is_a_target_a_line_and_facts() -> None:
    facts = Facts(
        (Fact("Covers", (Bullets(((Words("a"),),)),)), Fact("Cases", (Bullets(((Words("b"),), (Words("c"),))),)))
    )
    target, line, told = nodes([Card("SSR.hide.1", HIDE, BAD, (Badge(BAD), Words(" "), Words("draft")), facts)], LINKS)
    assert target["ids"] == ["SSR.hide.1"]
    assert line.astext() == "SSR~hide~1: ✕ failed, draft"
    one, several = told.findall(docutils.field)
    assert [type(each) for each in one[1].children] == [docutils.paragraph]
    assert [type(each) for each in several[1].children] == [docutils.bullet_list]


def test_a_card_that_is_no_target_has_none() -> None:
    assert not any(isinstance(each, docutils.target) for each in nodes([Card("", HIDE, BAD, (), Facts(()))], LINKS))


def table(*cells: Cell, caption: str = "") -> Table:
    columns = tuple(Column(str(at), f"Column {at}", 3 - at) for at in range(len(cells)))
    return Table("t", columns, (Row(cells),), caption, nothing="Nothing.")


def test_a_cell_has_a_line_for_each_entry_and_every_id_once() -> None:
    named = Cell((Paragraph((Link("PRQ.root.2", ROOT, "Root"),)), Paragraph((Identity(ROOT, soft=True),))))
    squares = Cell((Squares((Square("", GONE, GOOD, "a"), Square("", GONE, BAD, "b"))), Bullets(((Words("c"),),))))
    (shown,) = nodes([table(named, squares, caption="All")], LINKS)
    body = next(shown.findall(docutils.tbody))
    assert [[line.astext() for line in cell.children] for cell in body.findall(docutils.entry)] == [
        ["Root (PRQ~root~2)"],
        ["✓ a", "✕ b", "c"],
    ]
    assert shown[0].astext() == "All"
    assert [each["colwidth"] for each in shown.findall(docutils.colspec)] == [41, 27]
    assert [each.get("stub") for each in shown.findall(docutils.colspec)] == [1, None]


def test_a_table_without_rows_is_a_sentence() -> None:
    assert said(Table("t", (Column("a", "A"),), (), nothing="Nothing.")) == "Nothing."


def test_a_bar_is_said_in_numbers() -> None:
    assert said(Bar(((GOOD, 7), (BAD, 2)))) == "7 of 9 verified, 2 failed"
    assert said(Bar(((GOOD, 0),))) == "none"


def test_lists_lie_four_deep_in_one_another_and_no_deeper() -> None:
    branch = Branch((Words("6"),))
    for depth in range(5, 0, -1):
        branch = Branch((Words(str(depth)),), (branch, Branch((Words(f"{depth}b"),))))
    (whole,) = nodes([Outline((branch,))], LINKS)
    assert [each.astext() for each in whole.findall(docutils.paragraph)] == [
        "1", "2", "3", "4", "› 5", "› › 6", "› › 5b", "› 4b", "3b", "2b", "1b",
    ]  # fmt: skip
    assert _depth(whole) == 4


def _depth(node: docutils.Node) -> int:
    below = max(map(_depth, node.children), default=0)
    return below + isinstance(node, docutils.bullet_list)


def test_a_drawing_is_its_title_and_its_outline() -> None:
    assert said(Drawing("Graph", 1, 1, (), (), Outline((Branch((Words("a"),)),)))) == "Graph\na"


@pytest.mark.parametrize(
    "block", [Bullets(()), Squares(()), Facts(()), Outline(())], ids=lambda each: type(each).__name__
)
def test_what_is_empty_leaves_no_node_that_a_writer_would_not_expect(block: Block) -> None:
    assert nodes([block], LINKS) == []


def everything(text: str) -> Iterator[Block]:
    id_ = ItemId(text, text, 1)
    line = (Words(text), Badge(GOOD, text), Identity(id_), Link("", id_, text), Source(Span(text, 1)), Named(text))
    yield Card("x", id_, GOOD, line, Facts((Fact(text, (Paragraph(line), Literal(text), Bullets((line, line)))),)))
    yield table(Cell((Paragraph(line),)), Cell((Squares((Square("", id_, BAD, text),)),)), caption=text)
    yield Drawing(text, 1, 1, (), (), Outline((Branch(line, (Branch(line),)),)))


@given(st.text(st.characters()))
def test_no_text_keeps_what_steers_a_terminal_or_breaks_xml(text: str) -> None:
    for block in everything(text):
        words = said(block)
        assert words == printable(words)
