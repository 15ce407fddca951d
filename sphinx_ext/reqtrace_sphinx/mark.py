# SPDX-License-Identifier: Apache-2.0
"""Finds, in a document that was just read, where items and references to items stand."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils import get_source_line
from sphinx.addnodes import pending_xref
from sphinx.transforms import SphinxTransform

from reqtrace.ident import ID, ItemId
from reqtrace.read.keywords import SPELLINGS
from reqtrace.report.view import Entry
from reqtrace_sphinx.domain import ITEM_ROLE, Page, TraceDomain
from reqtrace_sphinx.nodes import Identity, ItemMark, Place

_HEAD = re.compile(rf"`?({ID})`?")
_KEYWORD = re.compile(rf"(?:{'|'.join(SPELLINGS)}):(?=\s|$)")


# [impl->dsn~sphinx_decorates~1]
class Marks(SphinxTransform):
    """Put a mark where the reader found an item, and a reference wherever else an id is cited in single backticks.

    Runs before quotes and dashes are made smart, which would change the names of items.
    """

    default_priority = 400

    def apply(self, **_options: Any) -> None:
        """Replace ids by marks and references, and let the domain note them."""
        domain = TraceDomain.of(self.env)
        docname = self.env.docname
        page = domain.page(docname)
        page.files.add(domain.project.file(self.env.doc2path(docname)))
        page.whole = any(True for _ in self.document.findall(Place))
        for paragraph in list(self.document.findall(nodes.paragraph)):
            entry = self._entry(paragraph, domain, page)
            if entry is not None:
                page.marks.append(entry.anchor)
                _mark(paragraph, entry, docname)
        page.items = domain.project.items_in(page.files)
        for cited in list(self.document.findall(nodes.title_reference)):
            id_ = ItemId.parse(cited.astext())
            if id_ is not None:
                cited.replace_self(_reference(id_, docname))
        self._note(domain, page)

    def _entry(self, paragraph: nodes.paragraph, domain: TraceDomain, page: Page) -> Entry | None:
        """The item that begins with `paragraph`, if the reader found one in this very line."""
        if paragraph.source is None or not isinstance(paragraph.line, int):
            return None
        file = domain.project.file(paragraph.source)
        page.files.add(file)
        entry = domain.project.by_place.get((file, paragraph.line))
        head = _HEAD.match(paragraph.astext())
        return entry if entry and head and ItemId.parse(head[1]) == entry.id else None

    def _note(self, domain: TraceDomain, page: Page) -> None:
        """Note what the page refers to; what it is made of makes it outdated when it changes."""
        for reference in self.document.findall(pending_xref):
            if reference["refdomain"] == domain.name:
                _locate(reference)
            if reference["refdomain"] in (domain.name, "") and ItemId.parse(reference["reftarget"]):
                page.references.add(reference["reftarget"])
        if domain.project.settings.file and (page.marks or page.whole):
            self.env.note_dependency(domain.project.settings.file)


def _mark(paragraph: nodes.paragraph, entry: Entry, docname: str) -> None:
    """Replace the id at the head of `paragraph` by a mark; what follows it stays a paragraph of its own."""
    mark = ItemMark("", item=entry.anchor, docname=docname, ids=[entry.anchor])
    mark.source, mark.line = paragraph.source, paragraph.line
    rest = nodes.paragraph("", "", *(child.deepcopy() for child in paragraph.children[1:]))
    first = paragraph.children[0]
    if isinstance(first, nodes.Text):
        rest.insert(0, nodes.Text(_HEAD.sub("", str(first), count=1)))
    while rest.children and isinstance(rest.children[0], nodes.Text) and not str(rest.children[0]).strip():
        del rest[0]
    rest.source, rest.line = paragraph.source, paragraph.line
    parent = paragraph.parent
    following = parent.children[parent.index(paragraph) + 1 :]
    paragraph.replace_self([mark, rest] if rest.children else [mark])
    _label([rest, *following])


def _label(following: list[nodes.Node]) -> None:
    """Let the keywords of an item be seen as such, up to the next item or section."""
    for node in following:
        if isinstance(node, ItemMark | nodes.section):
            return
        if isinstance(node, nodes.block_quote) and all(isinstance(child, nodes.Sequential) for child in node.children):
            node["classes"].append("reqtrace-listed")  # a list below a sentence is indented by one blank, no quotation
        heads = [node] if isinstance(node, nodes.paragraph) else list(node.findall(nodes.term))
        for head in heads:
            text = head.children[0] if head.children else None
            keyword = _KEYWORD.match(str(text)) if isinstance(text, nodes.Text) else None
            if keyword and text is not None:
                label = nodes.inline("", keyword[0], classes=["reqtrace-keyword"])
                head.replace(text, [label, nodes.Text(str(text)[keyword.end() :])])


def _reference(id_: ItemId, docname: str) -> pending_xref:
    """A reference to the item `id_`, which should exist."""
    return pending_xref(
        "", Identity("", str(id_)),
        refdomain=TraceDomain.name, reftype=ITEM_ROLE, reftarget=str(id_), refdoc=docname,
        refexplicit=False, refwarn=True, support_smartquotes=False,
    )  # fmt: skip


def _locate(reference: pending_xref) -> None:
    """Let complaints of a reference point at its own line, not at that of its paragraph."""
    block = reference.parent
    if isinstance(block.line, int):
        before = block.children[: block.index(reference)]
        reference.source, reference.line = block.source, block.line + sum(node.astext().count("\n") for node in before)
    else:
        reference.source, reference.line = get_source_line(block)
