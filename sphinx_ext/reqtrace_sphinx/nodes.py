# SPDX-License-Identifier: Apache-2.0
"""The kinds of node this extension adds to a document, and how the builders that differ write them."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator
from sphinx.writers.latex import LaTeXTranslator

from reqtrace_sphinx.markup import breakable


class ItemMark(nodes.General, nodes.Element):
    """Where an item's id stands; a `Card` takes its place when the page is written.

    Attributes: `item` (the item's anchor), `docname`, `ids`.
    """


class Place(nodes.General, nodes.Element):
    """Where a sheet is wanted, which takes its place when the page is written.

    Attributes: `sheet` (its name), `wish` (what is wanted of it), `docname`, `ids` (the first is the name of the wish).
    """


class Rendered(nodes.General, nodes.Element):
    """What stands there in a page of HTML, laid out already; it has no text that could be translated or made smart.

    Attributes: `html`, `ids` (the targets in it).
    """


class Card(nodes.container):
    """What is known of one item: its id, verdict and links; the target of every link to the item."""


class Glyph(nodes.inline):
    """The sign of a verdict: for the eye only, the word beside it says the same."""


class Identity(nodes.literal):
    """The id of an item."""


class Printed(nodes.inline):
    """Words that a tooltip says on screen, and that stand in the text where there are no tooltips."""


class HeaderCell(nodes.entry):
    """A cell that heads its row or column; `scope` says which."""


def visit_card_latex(self: LaTeXTranslator, node: Card) -> None:
    """Containers are no link targets in LaTeX, so place the labels here."""
    self.body.append("\n" + self.hypertarget_to(node, anchor=True) + "\n")


def depart_card_latex(_self: LaTeXTranslator, _node: Card) -> None:
    """Nothing was opened."""


def visit_glyph_html(self: HTML5Translator, node: Glyph) -> None:
    """Screen readers are spared the sign."""
    self.body.append(self.starttag(node, "span", "", False, **{"aria-hidden": "true"}))


def depart_glyph_html(self: HTML5Translator, _node: Glyph) -> None:
    """Close the sign."""
    self.body.append("</span>")


def skip(_self: nodes.NodeVisitor, _node: nodes.Element) -> None:
    """Leave out what says nothing here: a sign the fonts lack, or words that a tooltip says."""
    raise nodes.SkipNode


def visit_identity_html(self: HTML5Translator, node: Identity) -> None:
    """An id can be broken where a line is narrow."""
    opened = self.starttag(node, "code", "", False, CLASS="reqtrace-identity")
    self.body.append(f"{opened}{breakable(node.astext())}</code>")
    raise nodes.SkipNode


def visit_rendered_html(self: HTML5Translator, node: Rendered) -> None:
    """What was laid out stands there as it is."""
    self.body.append(node["html"])
    raise nodes.SkipNode


def visit_header_cell_html(self: HTML5Translator, node: HeaderCell) -> None:
    """A header cell says what it heads."""
    row: Any = node.parent
    row.column += 1  # the writer counts the cells of a row on the row
    style = "head" if node["scope"] == "col" else "stub"
    self.body.append(self.starttag(node, "th", "", False, scope=node["scope"], CLASS=style))


def depart_header_cell_html(self: HTML5Translator, _node: HeaderCell) -> None:
    """Close the header cell."""
    self.body.append("</th>\n")


def caption(place: nodes.Element) -> str:
    """What a reference to a sheet says, unless it has words of its own."""
    return str(place["wish"].caption)


def register(app: Sphinx) -> None:
    """Make the nodes known; a builder not named here treats each as its base class."""
    app.add_node(ItemMark)
    app.add_enumerable_node(Place, "sheet", caption)
    app.add_node(Card, latex=(visit_card_latex, depart_card_latex))
    app.add_node(Rendered, html=(visit_rendered_html, None))
    app.add_node(Glyph, html=(visit_glyph_html, depart_glyph_html), latex=(skip, None))
    app.add_node(Identity, html=(visit_identity_html, None))
    app.add_node(Printed, html=(skip, None))
    app.add_node(HeaderCell, html=(visit_header_cell_html, depart_header_cell_html))
