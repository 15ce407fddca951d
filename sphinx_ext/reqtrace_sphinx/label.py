# SPDX-License-Identifier: Apache-2.0
"""Lets the keywords of an item be seen as such, when a page is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from docutils import nodes

from reqtrace.read.keywords import SPELLINGS
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.nodes import ItemMark, Keyword

_KEYWORD = re.compile(rf"(?:{'|'.join(SPELLINGS)}):(?=\s|$)")


def label(marks: Iterable[ItemMark], domain: TraceDomain) -> None:
    """Label the keywords of every item, as long as its mark stands there.

    A document that is kept has no labels: they would make up a third of its nodes.
    """
    labelled = Keyword if domain.builder.format == "html" else _inline
    for mark in marks:
        parent = mark.parent
        _label(parent.children[parent.index(mark) + 1 :], labelled)


def _inline(keyword: str) -> nodes.Node:
    """A label for every builder."""
    return nodes.inline("", keyword, classes=["reqtrace-keyword"])


def _label(following: Sequence[nodes.Node], labelled: Callable[[str], nodes.Node]) -> None:
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
                parts = labelled(keyword[0]), nodes.Text(str(text)[keyword.end() :])
                for part in parts:
                    part.parent = head
                head.children[0:1] = parts  # docutils would look for the document at the root of it, four times


def _heads(node: nodes.Node) -> Iterator[nodes.Element]:
    """What may begin with a keyword: a paragraph, or a term, as docutils takes a line with a list below for."""
    if isinstance(node, nodes.paragraph):
        yield node
    elif isinstance(node, nodes.definition_list):
        for entry in node.children:
            if isinstance(entry, nodes.definition_list_item) and isinstance(entry[0], nodes.term):
                yield entry[0]
