# SPDX-License-Identifier: Apache-2.0
"""Writes cards and sheets into a page: as HTML where that is wanted, as nodes of docutils elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from docutils import nodes
from msgspec.structs import replace

from reqtrace.report.block import Block, Card, Table
from reqtrace.report.hypertext import html
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.card import card
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.links import Links
from reqtrace_sphinx.nodes import ItemMark, Place, Rendered


class Writer:
    """Lays blocks out as what the builder can write; HTML at once, for nodes cost a hundred times as much."""

    def __init__(self, domain: TraceDomain) -> None:
        self._domain = domain
        self._is_html = domain.builder.format == "html"
        self._links: dict[str, Links] = {}
        self._names: set[str] = set()

    def cards(self, marks: Sequence[ItemMark]) -> None:
        """Put a card in the place of every mark of a page."""
        for mark, shown in _cards(marks, self._domain):
            links = self._links_of(mark["docname"])
            if self._is_html:
                mark.replace_self(Rendered("", html=html((shown,), links), ids=[shown.anchor] if shown.anchor else []))
            else:
                mark.replace_self(_nodes((shown,), links))

    def sheet(self, place: Place) -> None:
        """Put what is wanted at a place there; the ids of the place lead to it."""
        if self._is_html and not self._names.isdisjoint(place["ids"]):
            _rename(place)
        self._names.update(place["ids"])
        blocks = SHEETS[place["sheet"]].fill(self._domain.project.view, place["wish"])
        links = self._links_of(place["docname"])
        if self._is_html:
            place.replace_self(Rendered("", html=_framed(place, blocks, html(blocks, links)), ids=place["ids"]))
        else:
            shown = _nodes(blocks, links)
            if _is_in_table(place):
                from reqtrace_sphinx.nested import listed  # noqa: PLC0415 - tables rarely hold others

                shown = listed(shown)
            place.replace_self(_aimed_at(place["ids"], shown))

    def _links_of(self, docname: str) -> Links:
        if docname not in self._links:
            self._links[docname] = Links.of(self._domain, self._domain.builder, docname)
        return self._links[docname]


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


def _is_in_table(place: Place) -> bool:
    """Whether a sheet is wanted in a cell of a table, where few formats have room for another table."""
    node: nodes.Node | None = place
    while node is not None and not isinstance(node, nodes.entry):
        node = node.parent
    return node is not None


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
