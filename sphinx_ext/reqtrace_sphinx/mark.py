# SPDX-License-Identifier: Apache-2.0
"""Finds, in a document that was just read, where items and references to items stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from docutils import nodes
from docutils.utils import get_source_line
from sphinx.addnodes import only, pending_xref
from sphinx.transforms import SphinxTransform

from reqtrace.ident import ID, KIND, NAME, ItemId
from reqtrace_sphinx.cite import locate
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.nodes import Citation, ItemMark, Place
from reqtrace_sphinx.page import Cited, Manner, Page, PlacedWish, file_of

_HEAD = re.compile(rf"`?({ID})`?")
_QUOTED = re.compile(rf"`({ID}|{KIND}~{NAME})`")
"""An id in single backticks, as it is written; what docutils makes of it depends on the default role."""
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
        found = Found(self.document, domain.name)
        files = Files(domain, self.env.doc2path(docname))
        for paragraph in found.paragraphs:
            anchor = files.item_at(paragraph)
            if anchor:
                page.mark(anchor, tuple(_conditions(paragraph)))
                _mark(paragraph, anchor, docname)
        page.files |= files.names
        page.stamp = domain.project.stamp(page.files)
        for quoted in found.quoted:
            if quoted.parent is not None:  # else it was the id of an item
                _cite(quoted, page, docname)
        for wanted in found.places:
            page.wishes.append(_placed(wanted, files))
        for reference in found.references:
            if reference.parent is not None:
                _note(reference, page, domain)


class Found:
    """The nodes of a document that may concern us, found in one walk, in their order."""

    def __init__(self, document: nodes.document, domain: str) -> None:
        self.paragraphs: list[nodes.paragraph] = []
        self.quoted: list[nodes.Element] = []
        self.places: list[Place] = []
        self.references: list[pending_xref] = []
        self._domain = domain
        waiting: list[nodes.Node] = [document]
        while waiting:
            node = waiting.pop()
            if not (isinstance(node, nodes.Text) or self._sorted(node)):
                waiting.extend(reversed(node.children))

    def _sorted(self, node: nodes.Node) -> bool:
        """Whether `node` is one in which no other can be; an id in backticks is one, whatever its role makes of it."""
        if isinstance(node, nodes.paragraph):
            self.paragraphs.append(node)
            return False
        if isinstance(node, pending_xref):
            is_ours = node["reftype"] == "any" or node["refdomain"] == self._domain
            (self.references if is_ours or not _QUOTED.fullmatch(node.rawsource) else self.quoted).append(node)
            return True
        if isinstance(node, Place):
            self.places.append(node)
            return True
        if isinstance(node, nodes.title_reference) or (
            isinstance(node, nodes.Inline) and isinstance(node, nodes.Element) and _QUOTED.fullmatch(node.rawsource)
        ):
            self.quoted.append(node)
            return True
        return False


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


def _cite(quoted: nodes.Element, page: Page, docname: str) -> None:
    """Replace an id in single backticks by a citation, and note it."""
    written = _QUOTED.fullmatch(quoted.rawsource)
    text = written[1] if written else quoted.astext()
    id_ = ItemId.parse(text)
    if id_ is not None:
        page.cite(str(id_), _cited(quoted, Manner.ITEM))
        # Its role may have given it classes, which a link has not.
        quoted.parent.replace(quoted, Citation("", str(id_), item=str(id_), docname=docname, support_smartquotes=False))
    elif _LOOSE.fullmatch(text):
        page.cite(text, _cited(quoted, Manner.LOOSE))
        quoted.parent.replace(quoted, Citation("", "", quoted.deepcopy(), item=text, docname=docname, loose=True))


def _note(reference: pending_xref, page: Page, domain: TraceDomain) -> None:
    """Note what the page refers to besides, and let complaints of it point at its own line."""
    target, role = reference["reftarget"], reference["reftype"]
    is_ours = reference["refdomain"] == domain.name
    if is_ours or (not reference["refdomain"] and "~" in target):
        cited = _cited(reference, Manner.ITEM if is_ours else Manner.ANY)
        reference.source, reference.line = cited.file, cited.line
        if reference.get("intersphinx"):  # which is told by who looks it up there
            page.references.setdefault(target, [])
        else:
            page.cite(target, cited)
    elif role == "numref":
        page.cite(target, _cited(reference, Manner.NUMBER))
    if not is_ours:
        page.elsewhere = True


def _cited(reference: nodes.Element, manner: Manner) -> Cited:
    """Where something is referred to, and how."""
    file, line = locate(reference)
    return Cited(file_of(file), line or 1, manner)


def _conditions(node: nodes.Node) -> Iterator[str]:
    """Those of the directives ``only`` that a node stands in, from within."""
    while (node := node.parent) is not None:
        if isinstance(node, only):
            yield node["expr"]


def _mark(paragraph: nodes.paragraph, anchor: str, docname: str) -> None:
    """Replace the id at the head of `paragraph` by a mark; what follows it stays a paragraph of its own."""
    mark = ItemMark("", item=anchor, docname=docname, ids=[anchor])
    mark.source, mark.line = paragraph.source, paragraph.line
    head = _HEAD.match(paragraph.astext())
    rest = nodes.paragraph("", "", *_behind(paragraph.children, head.end() if head else 0))
    rest.source, rest.line = paragraph.source, paragraph.line
    parent = paragraph.parent
    index = parent.index(paragraph)
    parent[index : index + 1] = [mark, rest] if rest.children else [mark]


def _behind(parts: Sequence[nodes.Node], length: int) -> Iterator[nodes.Node]:
    """What follows the first `length` characters, and blanks; nobody takes what is left out for an id that is cited."""
    has_begun = False
    for part in parts:
        text = part.astext()
        if length or not (has_begun or text.strip() or isinstance(part, nodes.Element)):
            part.parent = None
            shown, length = text[length:], max(0, length - len(text))
        else:
            shown, has_begun = "", True
            yield part
        if shown.strip():
            has_begun = True
            yield nodes.Text(shown)
