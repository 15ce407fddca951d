# SPDX-License-Identifier: Apache-2.0
"""Finds, in a document that was just read, where items and references to items stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from docutils import nodes
from docutils.utils import get_source_line
from sphinx.addnodes import pending_xref
from sphinx.transforms import SphinxTransform

from reqtrace.ident import ID, KIND, NAME, ItemId
from reqtrace_sphinx.cite import place
from reqtrace_sphinx.domain import Page, PlacedWish, TraceDomain
from reqtrace_sphinx.nodes import Citation, ItemMark, Place

_HEAD = re.compile(rf"`?({ID})`?")
_LOOSE = re.compile(rf"{KIND}~{NAME}")
"""An id without a revision, by which the current one is meant."""


# [impl->dsn~sphinx_decorates~1]
class Marks(SphinxTransform):
    """Put a mark where the reader found an item, and a citation wherever else an id stands in single backticks.

    Runs before quotes and dashes are made smart, which would change the names of items.
    """

    default_priority = 400

    def apply(self, **_options: Any) -> None:
        """Replace ids by marks and citations, and let the domain note them."""
        domain = TraceDomain.of(self.env)
        docname = self.env.docname
        page = domain.page(docname)
        found = Found(self.document)
        files = Files(domain, self.env.doc2path(docname))
        for paragraph in found.paragraphs:
            anchor = files.item_at(paragraph)
            if anchor:
                page.marks.append(anchor)
                _mark(paragraph, anchor, docname)
        page.files |= files.names
        page.stamp = domain.project.stamp(page.files)
        for cited in found.titles:
            text = cited.astext()
            id_ = ItemId.parse(text)
            if cited.parent is None:  # it was the id of an item
                continue
            if id_ is not None:
                page.references.add(str(id_))
                name = str(id_)
                cited.replace_self(Citation("", name, item=name, docname=docname, support_smartquotes=False))
            elif _LOOSE.fullmatch(text):
                page.references.add(text)
                cited.replace_self(Citation("", "", cited.deepcopy(), item=text, docname=docname, loose=True))
        for wanted in found.places:
            page.wishes.append(_placed(wanted, files))
        _note_references(found.references, page, domain)


class Found:
    """The nodes of a document that may concern us, found in one walk, in their order."""

    def __init__(self, document: nodes.document) -> None:
        self.paragraphs: list[nodes.paragraph] = []
        self.titles: list[nodes.title_reference] = []
        self.places: list[Place] = []
        self.references: list[pending_xref] = []
        kinds: dict[type[nodes.Node], list[Any]] = {
            nodes.paragraph: self.paragraphs,
            nodes.title_reference: self.titles,
            Place: self.places,
            pending_xref: self.references,
        }
        waiting: list[nodes.Node] = [document]
        while waiting:
            node = waiting.pop()
            if type(node) in kinds:
                kinds[type(node)].append(node)
            waiting.extend(reversed(node.children))


class Files:
    """The files that a document is made of, as spans call them, and the items that begin in their lines."""

    def __init__(self, domain: TraceDomain, own: object) -> None:
        self._project = domain.project
        self._names: dict[str, str] = {}
        self.name(str(own))

    @property
    def names(self) -> set[str]:
        """What the files are called that were met."""
        return set(self._names.values())

    def name(self, source: str) -> str:
        """What spans call the file `source`."""
        if source not in self._names:
            self._names[source] = self._project.file(source)
        return self._names[source]

    def item_at(self, paragraph: nodes.paragraph) -> str:
        """The anchor of the item that begins with `paragraph`, if the reader found one in this very line."""
        if paragraph.source is None or not isinstance(paragraph.line, int):
            return ""
        known = self._project.known_by_place.get((self.name(paragraph.source), paragraph.line))
        head = _HEAD.match(paragraph.astext()) if known else None
        return known.anchor if known and head and ItemId.parse(head[1]) == known.id else ""


def _placed(wanted: Place, files: Files) -> PlacedWish:
    """What is wanted where."""
    source, line = get_source_line(wanted)
    name = files.name(source) if source else ""
    return PlacedWish(wanted["sheet"], msgspec.json.encode(wanted["wish"]), name, line or 1)


def _note_references(references: Sequence[pending_xref], page: Page, domain: TraceDomain) -> None:
    """Note what the page refers to besides, and let complaints of it point at its own line."""
    for reference in references:
        ours = reference["refdomain"] == domain.name
        if ours or (not reference["refdomain"] and "~" in reference["reftarget"]):
            page.references.add(reference["reftarget"])
            reference.source, reference.line = place(reference)
        if not ours:
            page.elsewhere = True


def _mark(paragraph: nodes.paragraph, anchor: str, docname: str) -> None:
    """Replace the id at the head of `paragraph` by a mark; what follows it stays a paragraph of its own."""
    mark = ItemMark("", item=anchor, docname=docname, ids=[anchor])
    mark.source, mark.line = paragraph.source, paragraph.line
    first, *others = paragraph.children
    first.parent = None  # so that nobody takes the id for one that is cited
    rest = nodes.paragraph("", "", *others)
    if isinstance(first, nodes.Text):
        rest.insert(0, nodes.Text(_HEAD.sub("", str(first), count=1)))
    while rest.children and isinstance(rest.children[0], nodes.Text) and not str(rest.children[0]).strip():
        del rest[0]
    rest.source, rest.line = paragraph.source, paragraph.line
    parent = paragraph.parent
    index = parent.index(paragraph)
    parent[index : index + 1] = [mark, rest] if rest.children else [mark]
