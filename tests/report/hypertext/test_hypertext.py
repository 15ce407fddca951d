# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Badge,
    Bar,
    Block,
    Branch,
    Bullets,
    Card,
    Cell,
    Chapter,
    Column,
    Drawing,
    Edge,
    Fact,
    Facts,
    Identity,
    Inline,
    Line,
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
from reqtrace.report.hypertext import Dress, Links, html
from reqtrace.report.view import chip, printable
from reqtrace.span import Span
from reqtrace.trace.verdict import Verdict

HIDE, ROOT, GONE = ItemId("SSR", "hide_all", 1), ItemId("PRQ", "root", 2), ItemId("PRQ", "gone", 1)
HOMES = {"SSR.hide_all.1": "safety", "PRQ.root.2": "product"}
GOOD, BAD = chip(Verdict.VERIFIED), chip(Verdict.FAILED)
ID = '<code class="reqtrace-identity">SSR<wbr/>~hide_<wbr/>all<wbr/>~1</code>'
CHIP = '<span class="reqtrace-chip reqtrace-ok"><span aria-hidden="true">✓ </span>{}</span>'


class Beside(NamedTuple):
    """The links of the page `here`, beside which the other pages lie."""

    here: str
    homes: Mapping[str, str]
    repository: str
    dress: Dress = Dress(
        internal=' class="reference internal"',
        external=' class="reqtrace-source reference external"',
        code=' class="docutils literal notranslate"',
    )

    def item(self, anchor: str) -> str:
        home = self.homes.get(anchor)
        return "" if home is None else f"#{anchor}" if home == self.here else f"{home}.html#{anchor}"

    def section(self, key: str) -> str:
        return f"{key}.html" if key == "gaps" else ""

    def source(self, span: Span) -> str:
        return f"{self.repository}{quote(span.file, errors='surrogatepass')}#L{span.line}" if span.line else ""


LINKS = Beside("safety", HOMES, "https://example.org/")
HOSTILE = (
    "<script>alert(1)</script>\"><img src=x onerror='alert(1)'> &amp; ]]> <!-- \x1b[2J\x00\r\u202e\u2066\ud800 {{7*7}}"
)


def of(*line: Inline, links: Links = LINKS) -> str:
    return html([Paragraph(line)], links).removeprefix("<p>").removesuffix("</p>\n")


@pytest.mark.parametrize(
    ("part", "written"),
    [
        (Words("a < b"), "a &lt; b"),
        (Words("a", Weight.STRONG), "<strong>a</strong>"),
        (Words("a", Weight.SOFT), '<span class="reqtrace-soft">a</span>'),
        (Words("a", Weight.CODE), '<code class="docutils literal notranslate">a</code>'),
        (Words("x86/a_b.<c>: d.", Weight.CODE),
         '<code class="docutils literal notranslate">x86/<wbr/>a_<wbr/>b.&lt;c&gt;: d.</code>'),
        (Badge(GOOD), CHIP.format("verified")),
        (Badge(GOOD, count=3), CHIP.format("3 verified")),
        (Badge(GOOD, "model"), CHIP.format('verified<span class="reqtrace-qualifier"> (model)</span>')),
        (Identity(HIDE), ID),
        (Identity(ROOT, soft=True), '<code class="reqtrace-identity reqtrace-soft">PRQ<wbr/>~root<wbr/>~2</code>'),
        (Link("SSR.hide_all.1", HIDE, "Hide"),
         '<a class="reference internal" href="#SSR.hide_all.1" title="SSR~hide_all~1">Hide</a>'),
        (Link("SSR.hide_all.1", HIDE),
         f'<a class="reference internal" href="#SSR.hide_all.1" title="SSR~hide_all~1">{ID}</a>'),
        (Link("PRQ.root.2", ROOT, "Root"),
         '<a class="reference internal" href="product.html#PRQ.root.2" title="PRQ~root~2">Root</a>'),
        (Link("", GONE), '<code class="reqtrace-identity">PRQ<wbr/>~gone<wbr/>~1</code>'),
        (Chapter("gaps", "Gaps & more"), '<a class="reference internal" href="gaps.html">Gaps &amp; more</a>'),
        (Chapter("gone", "Gone"), "Gone"),
        (Link("elsewhere", GONE, "Gone"),
         'Gone <code class="reqtrace-identity reqtrace-soft">PRQ<wbr/>~gone<wbr/>~1</code>'),
        (Source(Span("a b/x.rst", 7)),
         '<a class="reqtrace-source reference external" href="https://example.org/a%20b/x.rst#L7">a b/x.rst:7</a>'),
        (Source(Span("x.rst")), '<span class="reqtrace-source">x.rst</span>'),
        (Named("D-05"), '<span class="reqtrace-named reqtrace-whole">D-05</span>'),
        (Named("a.b_c: drop it"), '<span class="reqtrace-named">a.<wbr/>b_<wbr/>c: drop it</span>'),
        (Named("D-05", "It leaks."), '<abbr class="reqtrace-named reqtrace-whole" title="It leaks.">D-05</abbr>'),
    ],
)  # fmt: skip
def test_what_stands_in_a_line(part: Inline, written: str) -> None:
    assert of(part) == written


GONE_SOFTLY = '<code class="reqtrace-identity reqtrace-soft">PRQ<wbr/>~gone<wbr/>~1</code>'


def test_the_id_of_an_item_that_no_page_shows_is_in_a_line_once() -> None:
    assert of(Link("", GONE, "Gone"), Words(" "), Identity(GONE, soft=True)) == f"Gone {GONE_SOFTLY}"
    other = Identity(HIDE, soft=True)
    assert of(Link("", GONE, "Gone"), Words(" "), other).startswith(f"Gone {GONE_SOFTLY} <code")


def test_the_id_of_an_item_that_no_page_shows_is_in_a_cell_once() -> None:
    named = (Paragraph((Link("", GONE, "Gone"),)), Paragraph((Identity(GONE, soft=True),)))
    shown = html([Table("t", COLUMNS[:1], (Row((Cell(named),)),))], LINKS)
    assert f'<th scope="row"><p>Gone</p>\n<p>{GONE_SOFTLY}</p>\n</th>' in shown
    alone = (named[0], Paragraph((Words("open"),)))
    assert f"<p>Gone {GONE_SOFTLY}</p>" in html([Table("t", COLUMNS[:1], (Row((Cell(alone),)),))], LINKS)


def test_a_blank_parts_what_is_no_words_and_words_bring_their_own() -> None:
    assert of(Named("a"), Named("b"), Words(": "), Named("c")) == "{0}a{1} {0}b{1}: {0}c{1}".format(
        '<span class="reqtrace-named reqtrace-whole">', "</span>"
    )


def test_a_square_says_in_words_what_its_glyph_shows() -> None:
    assert html([Squares((Square("PRQ.root.2", ROOT, BAD, "Root: failed"),))], LINKS) == (
        '<ul class="reqtrace-squares"><li>'
        '<a class="reference internal" href="product.html#PRQ.root.2" title="Root: failed (PRQ~root~2)">'
        '<span class="reqtrace-square reqtrace-bad"><span aria-hidden="true">✕ </span>'
        '<span class="reqtrace-unseen">Root: failed</span></span></a></li></ul>'
    )


# [utest->dsn~cards_show_worth~1]
def test_a_card_is_a_group_that_is_called_by_its_id_and_a_target() -> None:
    facts = Facts(
        (Fact("Covers", (Bullets(((Words("a"),), (Words("b"),))),)), Fact("Missing", (Paragraph((Words("c"),)),)))
    )
    assert html([Card("SSR.hide_all.1", HIDE, BAD, (Words("bad"),), facts)], LINKS) == (
        '<div class="reqtrace-card reqtrace-bad" id="SSR.hide_all.1" role="group" aria-label="SSR~hide_all~1">\n'
        f'<p class="reqtrace-id"><a class="reqtrace-permalink" href="#SSR.hide_all.1">{ID}</a></p>\n'
        '<p class="reqtrace-standing">bad</p>\n'
        '<dl class="reqtrace-facts">\n'
        '<dt>Covers</dt>\n<dd><ul class="reqtrace-links">\n<li>a</li>\n<li>b</li>\n</ul>\n</dd>\n'
        "<dt>Missing</dt>\n<dd>c</dd>\n"
        "</dl>\n</div>\n"
    )


def test_a_card_that_is_no_target_has_neither_id_nor_permalink() -> None:
    shown = html([Card("", HIDE, BAD, (Words("bad"),), Facts(()))], LINKS)
    assert "id=" not in shown
    assert "href" not in shown
    assert ID in shown


COLUMNS = (Column("name", "Name", 3), Column("count", "Number", number=True))


def rows(number: int) -> tuple[Row, ...]:
    cells = (Cell((Paragraph((Words("a"),)), Paragraph((Words("b"),)))), Cell((Paragraph((Words("2"),)),), 2.0))
    return (Row(cells, "SSR", "draft", "failed"),) * number


def test_a_table_has_what_readers_and_scripts_need() -> None:
    assert html([Table("req-table-1", COLUMNS, rows(1), "All <of> them", "requirement")], LINKS) == (
        '<div class="reqtrace-wide" tabindex="0" role="region" aria-labelledby="req-table-1-caption">\n'
        '<table class="reqtrace-table" id="req-table-1" data-noun="requirement">\n'
        '<caption id="req-table-1-caption"><span>All &lt;of&gt; them</span></caption>\n'
        '<thead>\n<tr><th scope="col" data-key="name" class="reqtrace-broad">Name</th>'
        '<th scope="col" data-key="count" data-number="true" class="reqtrace-number">Number</th></tr>\n</thead>\n'
        '<tbody>\n<tr data-kind="SSR" data-status="draft" data-verdict="failed">'
        '<th scope="row"><p>a</p>\n<p>b</p>\n</th><td class="reqtrace-number" data-order="2">2</td></tr>\n</tbody>\n'
        "</table>\n</div>\n"
    )


def test_a_table_without_a_caption_is_called_by_what_its_rows_are() -> None:
    shown = html([Table("t", COLUMNS, rows(1), noun="finding")], LINKS)
    assert '<div class="reqtrace-wide" tabindex="0" role="group" aria-label="findings">' in shown
    assert "<caption" not in shown


def test_rows_stand_in_groups_of_a_hundred() -> None:
    shown = html([Table("t", COLUMNS, rows(250))], LINKS)
    assert [group.count("<tr") for group in shown.split("<tbody>")[1:]] == [100, 100, 50]


def test_a_table_without_rows_is_a_sentence() -> None:
    assert (
        html([Table("t", COLUMNS, (), nothing="No <b>.")], LINKS) == '<p class="reqtrace-nothing">No &lt;b&gt;.</p>\n'
    )


def test_a_bar_says_its_numbers() -> None:
    bar, legend = ET.fromstring(f"<div>{html([Bar(((GOOD, 7), (BAD, 2)))], LINKS)}</div>")
    assert (bar.get("role"), bar.get("aria-label")) == ("img", "7 verified, 2 failed")
    assert " ".join("".join(legend.itertext()).split()) == "✓ 7 verified ✕ 2 failed"


def test_an_outline_nests_lists() -> None:
    branches = (Branch((Words("a"),), (Branch((Words("b"),)), Branch((Words("c"),)))), Branch((Words("d"),)))
    assert html([Outline(branches)], LINKS) == (
        '<ul class="reqtrace-outline">\n<li>a\n<ul>\n<li>b</li>\n<li>c</li>\n</ul></li>\n<li>d</li>\n</ul>\n'
    )


def test_an_outline_may_be_deeper_than_python_goes() -> None:
    branch = Branch((Words("leaf"),))
    for _ in range(5000):
        branch = Branch((Words("x"),), (branch,))
    assert html([Outline((branch,))], LINKS).count("<ul") == 5001


def test_a_drawing_is_said_as_a_list_as_well() -> None:
    node = Node("PRQ.root.2", ROOT, ("Root",), GOOD, 0, 0, 100, 50)
    shown = html([Drawing("Graph", 100, 50, (node,), (), Outline((Branch((Words("a"),)),)))], LINKS)
    assert '<div class="reqtrace-wide" role="region" tabindex="0" aria-label="Graph"><svg ' in shown
    assert 'href="product.html#PRQ.root.2"' in shown
    assert '<details>\n<summary>The same as a list</summary>\n<ul class="reqtrace-outline">\n<li>a</li>' in shown


@pytest.mark.parametrize(
    "block", [Bullets(()), Squares(()), Facts(()), Outline(())], ids=lambda each: type(each).__name__
)
def test_what_is_empty_leaves_no_element_that_would_not_be_valid(block: Block) -> None:
    assert html([block], LINKS) == ""


def everything(text: str) -> Iterator[Block]:
    """Every block with every part, each text of which is `text`."""
    id_ = ItemId(text, text, 1)
    plain = (Words(text, weight) for weight in Weight)
    links = (Link(anchor, id_, words) for anchor in ("PRQ.root.2", "", text) for words in (text, ""))
    line: Line = (
        *plain, *links, Badge(GOOD, text), Identity(id_), Identity(id_, soft=True), Source(Span(text, 3)),
        Named(text, text), Named(text), Square("PRQ.root.2", id_, BAD, text), Square("", id_, BAD, text),
    )  # fmt: skip
    bullets, branch = Bullets((line, line)), Branch(line, (Branch(line),))
    small: tuple[Block, ...] = (Paragraph(line), bullets, Squares((Square(text, id_, BAD, text),)), Literal(text))
    facts = Facts((Fact(text, small), Fact(text, (Paragraph(line),))))
    yield from (*small, facts, Card(text, id_, GOOD, line, facts), Bar(((GOOD, 1), (BAD, 2))), Outline((branch,)))
    columns = (Column(text, text), Column("n", text, number=True))
    row = Row((Cell((Paragraph(line),)), Cell(small, 1.5)), text, text, text)
    yield Table(text, columns, (row,), text, text)
    yield Table("plain", columns, (row,))
    yield Table("empty", columns, (), nothing=text)
    node = Node(text, id_, (text, text), BAD, 0, 0, 10, 10)
    yield Drawing(text, 10, 10, (node,), (Edge(((0, 0), (5, 5)), good=False),), Outline((branch,)))


class Skeleton(HTMLParser):
    """The elements of a text with the names of their attributes, as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.comments: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def test_markup_in_texts_makes_no_element_and_no_attribute() -> None:
    for harmless, hostile in zip(everything("plain"), everything(HOSTILE), strict=True):
        read = Skeleton(html([hostile], LINKS))
        assert [each for each in read.elements if each[0] != "wbr"] == [
            each for each in Skeleton(html([harmless], LINKS)).elements if each[0] != "wbr"
        ]
        assert read.comments == []


def test_texts_that_would_deceive_are_shown_for_what_they_are() -> None:
    shown = html([Literal(HOSTILE)], LINKS)
    (read,) = ET.fromstring(f"<p>{shown}</p>")
    assert read.text == printable(HOSTILE)
    assert not any(sign in shown for sign in "\x1b\x00\r\u202e\u2066\ud800")


# [utest->dsn~pages_are_valid_and_harmless~1]
def test_nothing_is_styled_or_scripted_in_place() -> None:
    elements = [each for block in everything("plain") for each in Skeleton(html([block], LINKS)).elements]
    assert {tag for tag, _ in elements} & {"script", "style", "iframe", "object", "font", "center"} == set()
    assert {name for _, names in elements for name in names if name == "style" or name.startswith("on")} == set()


@given(st.text(st.characters()))
def test_whatever_texts_say_the_html_is_well_formed_xml(text: str) -> None:
    for block in everything(text):
        ET.fromstring(f"<div>{html([block], LINKS)}</div>")


def test_a_paragraph_never_holds_a_block() -> None:
    for block in everything("plain"):
        for paragraph in ET.fromstring(f"<div>{html([block], LINKS)}</div>").iter("p"):
            assert {each.tag for each in paragraph.iter()} <= {"p", "a", "abbr", "code", "span", "strong", "wbr"}
