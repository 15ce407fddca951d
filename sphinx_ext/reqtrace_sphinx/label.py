# SPDX-License-Identifier: Apache-2.0
"""Lets the keywords of an item be seen as such, when a page is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from reqtrace.read.keywords import SPELLINGS
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.nodes import Identity, ItemMark, Keyword

_KEYWORD = re.compile(rf"(?:{'|'.join(SPELLINGS)}):(?=\s|$)")


class Labels(SphinxPostTransform):
    """Label keywords below marks, before cards take the place of these.

    A document that is kept has none: labels would make up a third of its nodes.
    """

    default_priority = 4

    def run(self, **_options: Any) -> None:
        """Label everything that follows a mark; where the item of a mark has vanished since, words take its place."""
        marks = list(self.document.findall(ItemMark))
        domain = TraceDomain.of(self.env)
        known = domain.project.known_by_anchor if marks else {}
        label = Keyword if domain.builder.format == "html" else _inline
        for mark in marks:
            parent = mark.parent
            _label(parent.children[parent.index(mark) + 1 :], label)
            if mark["item"] not in known:
                mark.replace_self(nodes.paragraph("", "", Identity("", mark["item"])))


def _inline(keyword: str) -> nodes.Node:
    """A label for every builder."""
    return nodes.inline("", keyword, classes=["reqtrace-keyword"])


def _label(following: Sequence[nodes.Node], label: Callable[[str], nodes.Node]) -> None:
    """Label the keywords of an item, up to the next item or section."""
    for node in following:
        if isinstance(node, ItemMark | nodes.section):
            return
        if isinstance(node, nodes.block_quote) and all(isinstance(child, nodes.Sequential) for child in node.children):
            node["classes"].append("reqtrace-listed")  # a list below a sentence is indented by one blank, no quotation
        for head in _heads(node):
            text = head.children[0] if head.children else None
            keyword = _KEYWORD.match(text) if isinstance(text, nodes.Text) else None
            if keyword and text is not None:
                head[0:1] = [label(keyword[0]), nodes.Text(str(text)[keyword.end() :])]


def _heads(node: nodes.Node) -> Iterator[nodes.Element]:
    """What may begin with a keyword: a paragraph, or a term, as docutils takes a line with a list below for."""
    if isinstance(node, nodes.paragraph):
        yield node
    elif isinstance(node, nodes.definition_list):
        for entry in node.children:
            if isinstance(entry, nodes.definition_list_item) and isinstance(entry[0], nodes.term):
                yield entry[0]


def register(app: Sphinx) -> None:
    """Let keywords be labelled."""
    app.add_post_transform(Labels)
