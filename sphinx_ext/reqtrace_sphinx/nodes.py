# SPDX-License-Identifier: Apache-2.0
"""The kinds of node this extension adds to a document, and how the builders that differ write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from reqtrace.report.hypertext.markup import breakable

if TYPE_CHECKING:  # only one of them writes a build, and each takes its time to load
    from sphinx.writers.html5 import HTML5Translator
    from sphinx.writers.latex import LaTeXTranslator
    from sphinx.writers.text import TextTranslator

SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "✓": r"\(\checkmark\)",
        "✕": r"\(\times\)",
        "≠": r"\(\neq\)",
        "□": r"\(\square\)",
        "◇": r"\(\diamond\)",
        "○": r"\(\circ\)",
        "◌": r"\(\circledcirc\)",
        "▲": r"\(\blacktriangle\)",
        "↻": r"\(\circlearrowright\)",
        "–": r"\textendash{}",
        "→": r"\(\rightarrow\)",
    }
)
"""The signs of chips in LaTeX, from the package amssymb, which Sphinx always loads."""


class Recorded(nodes.Node):
    """What was found when a page was read, and is replaced when it is written."""


class ItemMark(Recorded, nodes.General, nodes.Element):
    """Where an item's id stands; a card takes its place when the page is written.

    Attributes: `item` (the item's anchor), `docname`, `ids`.
    """


class Place(Recorded, nodes.General, nodes.Element):
    """Where a sheet is wanted, which takes its place when the page is written.

    Attributes: `sheet` (its name), `wish` (what is wanted of it), `docname`, `ids` (the first is the name of the wish).
    """


class Citation(Recorded, nodes.inline):
    """Where an id is cited; a link takes its place when the page is written.

    Attributes: `item` (the id), `docname`, and `loose` where the id has no revision: that may be something else, which
    stays as it is where no such item is found. A reference of Sphinx would be ten times as large and as slow, and
    documents cite an item in every other line.
    """


class Rendered(nodes.General, nodes.Element):
    """What stands there in a page of HTML, laid out already; it has no text that could be translated or made smart.

    Attributes: `html`, `ids` (the targets in it).
    """


class Keyword(nodes.Text):
    """A keyword, seen as such in a page of HTML; no element, for these are large, and there are thousands."""


class ItemLink(nodes.Text):
    """The id of an item as a link to it in a page of HTML; no element, as above."""

    address: str
    tip: str

    @classmethod
    def to(cls, id_: str, address: str, tip: str) -> ItemLink:
        """A link to `address` with a tooltip."""
        link = cls(id_)
        link.address, link.tip = address, tip
        return link

    def copy(self) -> ItemLink:
        """The same link, to stand elsewhere."""
        return self.to(str(self), self.address, self.tip)


class Standing(nodes.paragraph):
    """What an item is worth, in one line with its id; its facts follow."""


class FactList(nodes.field_list):
    """What there is to say of an item."""


class ChipWords(nodes.strong):
    """What a chip says; its colour is lost, so the words stand out."""


class Glyph(nodes.inline):
    """The sign of a verdict: for the eye only, the word beside it says the same."""


class Identity(nodes.literal):
    """The id of an item."""


def visit_glyph_latex(self: LaTeXTranslator, node: Glyph) -> None:
    """The sign as LaTeX has it, whose fonts lack most of them; the word says the same where it has none."""
    sign = node.astext().strip()
    shown = sign if sign.isascii() else SIGNS.get(sign, "")
    self.body.append(f"{shown} " if shown else "")
    raise nodes.SkipNode


def visit_identity_html(self: HTML5Translator, node: Identity) -> None:
    """An id can be broken where a line is narrow."""
    opened = self.starttag(node, "code", "", False, CLASS="reqtrace-identity")
    self.body.append(f"{opened}{breakable(node.astext())}</code>")
    raise nodes.SkipNode


def visit_keyword_html(self: HTML5Translator, node: Keyword) -> None:
    """A label, which the style sheet knows."""
    self.body.append(f'<span class="reqtrace-keyword">{self.encode(str(node))}</span>')


def visit_item_link_html(self: HTML5Translator, node: ItemLink) -> None:
    """As a reference of Sphinx is written that holds an id."""
    address, tip = self.attval(node.address), self.attval(node.tip)
    shown = f'<code class="reqtrace-identity">{breakable(str(node))}</code>'
    self.body.append(f'<a class="reference internal" href="{address}" title="{tip}">{shown}</a>')


def show_plainly(_self: nodes.NodeVisitor, _node: nodes.Element) -> None:
    """A terminal shows the words without marks around them."""


def visit_standing_text(self: TextTranslator, _node: Standing) -> None:
    """Begin a line."""
    self.new_state(0)


def depart_standing_text(self: TextTranslator, node: Standing) -> None:
    """End the line; facts follow without an empty one between."""
    followed = isinstance(node.next_node(descend=False, siblings=True), FactList)
    self.end_state(end=None if followed else ("",))


def visit_facts_text(self: TextTranslator, node: FactList) -> None:
    """Each fact in one line where that suffices, for dozens of items follow each other."""
    lines = list(_facts_in_lines(node))
    for at, (indent, line, wrap) in enumerate(lines, 1):
        self.new_state(indent)
        self.add_text(line)
        self.end_state(wrap=wrap, end=None if at < len(lines) else ("",))
    raise nodes.SkipNode


def _facts_in_lines(facts: FactList) -> Iterator[tuple[int, str, bool]]:
    """Indentation, words, and whether they may be wrapped; the first line of a fact begins with its name."""
    for fact in facts.findall(nodes.field):
        said = f"{fact[0].astext()}: "
        for part in fact[1].findall(lambda node: isinstance(node, nodes.paragraph | nodes.literal_block)):
            is_literal = isinstance(part, nodes.literal_block)
            if said or not is_literal:
                yield (3 if said else 6), said + ("" if is_literal else part.astext()), True
            if is_literal:
                yield 8, part.astext(), False
            said = ""


def visit_rendered_html(self: HTML5Translator, node: Rendered) -> None:
    """What was laid out stands there as it is."""
    self.body.append(node["html"])
    raise nodes.SkipNode


def caption(place: nodes.Node) -> str:
    """What a reference to a sheet says, unless it has words of its own."""
    return str(place["wish"].caption) if isinstance(place, Place) else ""


def _show_caption(_app: Sphinx, config: Config) -> None:
    """Let who asks for the number of a sheet read its caption: a sheet has none, of which he is told elsewhere."""
    config.numfig_format.setdefault("sheet", "{name}")


def register(app: Sphinx) -> None:
    """Make the nodes known; a builder not named here treats each as its base class."""
    app.add_node(ItemMark)
    app.add_enumerable_node(Place, "sheet", caption)
    app.connect("config-inited", _show_caption, priority=900)  # when Sphinx has completed the formats
    app.add_node(Citation)
    app.add_node(Rendered, html=(visit_rendered_html, None))
    for text, visit in ((Keyword, visit_keyword_html), (ItemLink, visit_item_link_html)):
        app.add_node(text, html=(visit, None))  # type: ignore[arg-type]  # Sphinx takes any node, whatever it says
    app.add_node(Standing, text=(visit_standing_text, depart_standing_text))
    app.add_node(FactList, text=(visit_facts_text, None))
    app.add_node(ChipWords, text=(show_plainly, show_plainly), texinfo=(show_plainly, show_plainly))
    app.add_node(Glyph, latex=(visit_glyph_latex, None))
    app.add_node(Identity, html=(visit_identity_html, None), text=(show_plainly, show_plainly))
