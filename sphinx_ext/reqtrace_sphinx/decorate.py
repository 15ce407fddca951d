# SPDX-License-Identifier: Apache-2.0
"""Puts what is known in the place of every mark, when a page is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from docutils import nodes
from msgspec.structs import replace
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform

from reqtrace.report.block import Block, Card, Table
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.card import card
from reqtrace_sphinx.as_html import html
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.links import Links
from reqtrace_sphinx.nodes import ItemMark, Place, Recorded, Rendered


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
        recorded = list(self.document.findall(Recorded))
        if recorded:
            writer = _Writer(TraceDomain.of(self.env))
            for mark, shown in _cards([each for each in recorded if isinstance(each, ItemMark)], writer.domain):
                mark.replace_self(writer.card(shown, mark["docname"]))
            for place in recorded:
                if isinstance(place, Place):
                    place.replace_self(writer.sheet(place))


def _cards(marks: Sequence[ItemMark], domain: TraceDomain) -> Iterator[tuple[ItemMark, Card]]:
    """The card of every mark.

    Several documents that include the same text can become one page; then only one card of each item is a target.
    """
    project, homes = domain.project, domain.homes()
    targets: dict[str, ItemMark] = {}
    for mark in marks:
        anchor = mark["item"]
        if anchor not in targets or (mark["docname"] == homes.get(anchor) != targets[anchor]["docname"]):
            targets[anchor] = mark
    for mark in marks:
        shown = card(project.entries[mark["item"]], project.view)
        yield mark, shown if targets[mark["item"]] is mark else replace(shown, anchor="")


class _Writer:
    """Lays blocks out as what the builder can write; HTML at once, for nodes cost a hundred times as much."""

    def __init__(self, domain: TraceDomain) -> None:
        self.domain = domain
        self._links: dict[str, Links] = {}
        self._names: set[str] = set()

    @property
    def _builder(self) -> Builder:
        return self.domain.builder

    def card(self, shown: Card, docname: str) -> list[nodes.Element]:
        """A card as it stands in the document `docname`."""
        links = self._links_of(docname)
        if self._builder.format == "html":
            return [Rendered("", html=html((shown,), links), ids=[shown.anchor] if shown.anchor else [])]
        return _nodes((shown,), links)

    def sheet(self, place: Place) -> list[nodes.Element]:
        """What is wanted at a place; the ids of the place lead to it, if no table in it has them."""
        is_html = self._builder.format == "html"
        if is_html and not self._names.isdisjoint(place["ids"]):
            _rename(place)
        self._names.update(place["ids"])
        blocks = SHEETS[place["sheet"]].fill(self.domain.project.view, place["wish"])
        links = self._links_of(place["docname"])
        if is_html:
            return [Rendered("", html=_framed(place, blocks, html(blocks, links)), ids=place["ids"])]
        return _aimed_at(place["ids"], _nodes(blocks, links))

    def _links_of(self, docname: str) -> Links:
        if docname not in self._links:
            self._links[docname] = Links.of(self.domain, self._builder, docname)
        return self._links[docname]


def _rename(place: Place) -> None:
    """Give a place ids that nothing has in the other documents of its page: with the name of its own before them."""
    place["ids"] = [f"{place['docname'].replace('/', '-')}-{id_}" for id_ in place["ids"]]
    place["wish"] = replace(place["wish"], name=place["ids"][0])


def _framed(place: Place, blocks: Sequence[Block], shown: str) -> str:
    """A sheet as one element that carries the first of the ids which no table has; empty ones before it the others."""
    tables = {block.name for block in blocks if isinstance(block, Table) and block.rows}
    first, *others = [f' id="{escape(id_)}"' for id_ in place["ids"] if id_ not in tables] or [""]
    spans = "".join(f"<span{each}></span>" for each in others)
    return f'{spans}<div class="reqtrace-sheet reqtrace-{place["sheet"]}"{first}>\n{shown}</div>\n'


def _aimed_at(ids: Sequence[str], shown: Sequence[nodes.Element]) -> list[nodes.Element]:
    """Nodes with a target before them; LaTeX passes one over before a table, which it lets be a target itself."""
    if shown and isinstance(shown[0], nodes.table):
        shown[0]["ids"] += ids
        return list(shown)
    return [nodes.target("", "", ids=list(ids)), *shown]


def _nodes(blocks: Sequence[Block], links: Links) -> list[nodes.Element]:
    from reqtrace_sphinx import as_nodes  # noqa: PLC0415 - pages of HTML need none

    return as_nodes.nodes(blocks, links)
