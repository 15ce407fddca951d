# SPDX-License-Identifier: Apache-2.0
"""Puts what is known in the place of every mark, when a page is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from reqtrace.report.block import Block, Card
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.card import card
from reqtrace_sphinx.as_html import html
from reqtrace_sphinx.domain import Page, TraceDomain
from reqtrace_sphinx.links import Links
from reqtrace_sphinx.nodes import ItemMark, Place, Rendered


def register(app: Sphinx) -> None:
    """Let marks be replaced; only who knows the builder knows how they are written."""
    app.add_post_transform(Decorations)
    app.connect("builder-inited", _note_builder)


def _note_builder(app: Sphinx) -> None:
    TraceDomain.of(app.env).builder = app.builder


class Decorations(SphinxPostTransform):
    """Replace marks by cards and places by sheets, before Sphinx resolves links."""

    default_priority = 5

    def run(self, **_options: Any) -> None:
        """Replace everything that was recorded."""
        domain = TraceDomain.of(self.env)
        for mark, block in _cards(list(self.document.findall(ItemMark)), domain):
            links = Links.of(domain, domain.builder, mark["docname"])
            mark.replace_self(_written([block], links, domain, [block.anchor] if block.anchor else []))
        for place in list(self.document.findall(Place)):
            place.replace_self(_sheet(place, domain))


def _cards(marks: Sequence[ItemMark], domain: TraceDomain) -> Iterator[tuple[ItemMark, Card]]:
    for mark in marks:
        yield mark, card(domain.project.entries[mark["item"]], domain.project.view)


def _written(blocks: Sequence[Block], links: Links, domain: TraceDomain, ids: Sequence[str]) -> list[nodes.Element]:
    """The blocks as what the builder can write; HTML at once, for nodes of docutils cost a hundred times as much."""
    if domain.builder.format == "html":
        return [Rendered("", html=html(blocks, links), ids=list(ids))]
    from reqtrace_sphinx import as_nodes  # noqa: PLC0415 - only where they are needed

    return as_nodes.nodes(blocks, links)


def shown(domain: TraceDomain, page: Page) -> str:
    """Everything that decorations would show on `page`, as text: it differs where the page must be written again."""
    view, links = domain.project.view, Links.of_all(domain)
    parts = [html([card(domain.project.entries[anchor], view) for anchor in page.marks], links)]
    parts += [html(SHEETS[each.sheet].fill(view, each.wish), links) for each in page.wishes]
    return "".join(parts)


def _sheet(place: Place, domain: TraceDomain) -> list[nodes.Element]:
    """What is wanted at a place, laid out."""
    links = Links.of(domain, domain.builder, place["docname"])
    return _written(SHEETS[place["sheet"]].fill(domain.project.view, place["wish"]), links, domain, place["ids"])
