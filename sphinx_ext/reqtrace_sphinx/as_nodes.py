# SPDX-License-Identifier: Apache-2.0
"""Lays blocks out as nodes of docutils, for paper, terminals and whatever else is not HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, assert_never

from docutils import nodes as docutils

from reqtrace.report.block import (
    Bar,
    Block,
    Branch,
    Bullets,
    Card,
    Drawing,
    Fact,
    Facts,
    Identity,
    Literal,
    Outline,
    Paragraph,
    Squares,
    Table,
    Weight,
    Words,
)
from reqtrace.report.phrases import share
from reqtrace_sphinx.inline_nodes import line_nodes, square_nodes, text
from reqtrace_sphinx.links import Links
from reqtrace_sphinx.nodes import FactList, Standing
from reqtrace_sphinx.table_nodes import table_nodes

_DEEPEST: Final = 4
"""How deep lists may lie in one another, for LaTeX takes no more."""
_STEP: Final = "› "
"""Stands before an entry that lies deeper than that, once for each step."""


# [impl->dsn~sheets_say_what_formats_lay_out~1]
def nodes(blocks: Sequence[Block], links: Links) -> list[docutils.Element]:
    """The blocks one below the other."""
    return [node for each in blocks for node in _block(each, links)]


def _block(block: Block, links: Links) -> Iterator[docutils.Element]:
    match block:
        case Paragraph():
            yield _paragraph(line_nodes(block.line, links))
        case Bullets():
            yield from _list(line_nodes(each, links) for each in block.entries)
        case Squares():
            yield from _list(square_nodes(each, links) for each in block.squares)
        case Card():
            yield from _card(block, links)
        case Facts():
            yield from _facts(block, links)
        case Literal():
            yield docutils.literal_block("", "", text(block.text), language="none")
        case Table():
            yield table_nodes(block, links, nodes)
        case Bar():
            yield _paragraph([text(share(block))])
        case Outline():
            yield from _outline(block.branches, links)
        case Drawing():
            yield _paragraph([docutils.strong("", "", text(block.title))])
            yield from _outline(block.outline.branches, links)
        case _:
            assert_never(block)


def _paragraph(parts: Iterable[docutils.Node]) -> docutils.paragraph:
    return docutils.paragraph("", "", *parts)


def _list(entries: Iterable[Iterable[docutils.Node]]) -> Iterator[docutils.bullet_list]:
    """A list with one paragraph for each of `entries`; nothing where there is none, which docutils would not allow."""
    listed = [docutils.list_item("", _paragraph(each)) for each in entries]
    if listed:
        yield docutils.bullet_list("", *listed, bullet="-")


def _card(card: Card, links: Links) -> Iterator[docutils.Element]:
    """The id, which is the target of links to the item, how it stands in the same line, and the facts."""
    if card.anchor:
        yield docutils.target("", "", ids=[card.anchor])
    said: list[docutils.Node] = []
    for part in card.standing:
        if part != Words(" "):
            said += (docutils.Text(", " if said else ": "), *line_nodes((part,), links))
    yield Standing("", "", *line_nodes((Identity(card.id),), links), *said)
    yield from _facts(card.facts, links)


def _facts(facts: Facts, links: Links) -> Iterator[docutils.Element]:
    if facts.facts:
        yield FactList("", *(_fact(each, links) for each in facts.facts))


def _fact(fact: Fact, links: Links) -> docutils.field:
    """One fact with its name; a list of one entry is a line."""
    body = nodes([_briefly(each) for each in fact.blocks], links)
    return docutils.field("", docutils.field_name("", "", text(fact.name)), docutils.field_body("", *body))


def _briefly(block: Block) -> Block:
    return Paragraph(block.entries[0]) if isinstance(block, Bullets) and len(block.entries) == 1 else block


def _outline(branches: Sequence[Branch], links: Links) -> Iterator[docutils.bullet_list]:
    """Lists in lists, as deep as that goes; each entry is put into the last list of its depth."""
    if not branches:
        return
    whole = docutils.bullet_list("", bullet="-")
    waiting = [(each, whole, 1) for each in reversed(branches)]
    while waiting:
        branch, parent, depth = waiting.pop()
        steps = (Words(_STEP * (depth - _DEEPEST), Weight.SOFT),) if depth > _DEEPEST else ()
        entry = docutils.list_item("", _paragraph(line_nodes((*steps, *branch.line), links)))
        parent += entry
        below = parent
        if branch.below and depth < _DEEPEST:
            below = docutils.bullet_list("", bullet="-")
            entry += below
        waiting += [(each, below, depth + 1) for each in reversed(branch.below)]
    yield whole
