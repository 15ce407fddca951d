# SPDX-License-Identifier: Apache-2.0
"""Lays blocks out as nodes of docutils, for paper, terminals and whatever else is not HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final, assert_never

from docutils import nodes as docutils

from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Bar,
    Block,
    Branch,
    Bullets,
    Card,
    Column,
    Drawing,
    Fact,
    Facts,
    Identity,
    Line,
    Link,
    Literal,
    Outline,
    Paragraph,
    Squares,
    Table,
    Weight,
    Words,
)
from reqtrace_sphinx.inline_nodes import line_nodes, square_nodes, text
from reqtrace_sphinx.links import Links
from reqtrace_sphinx.nodes import FactList, Standing
from reqtrace_sphinx.phrases import share

_DEEPEST: Final = 4
"""How deep lists may lie in one another, for LaTeX takes no more."""
_STEP: Final = "› "
"""Stands before an entry that lies deeper than that, once for each step."""
_LINE: Final = 75
"""How many characters a terminal shows in a line of a table, the last rule aside."""
_RULE: Final = 3
"""How many of them are between two columns."""
_NARROWEST: Final = 6


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
            yield _table(block, links)
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


def _table(table: Table, links: Links) -> docutils.Element:
    """A table whose first row heads columns, and whose first cell of every row heads that row."""
    if not table.rows:
        return _paragraph([text(table.nothing)])
    group = docutils.tgroup("", cols=len(table.columns))
    group += [docutils.colspec(colwidth=width, stub=int(not at)) for at, width in enumerate(_widths(table.columns))]
    heads = (docutils.entry("", _paragraph([text(each.title)])) for each in table.columns)
    body = docutils.tbody("")
    for row in table.rows:
        body += docutils.row("", *(docutils.entry("", *nodes(_once(cell.blocks), links)) for cell in row.cells))
    group += [docutils.thead("", docutils.row("", *heads)), body]
    shown = docutils.table("", classes=["longtable"])
    if table.caption:
        shown += docutils.title("", "", text(table.caption))
    shown += group
    return shown


def _widths(columns: Sequence[Column]) -> list[int]:
    """How many characters each column is wide, so that a table fits into a line of a terminal."""
    room, shares = _LINE - _RULE * len(columns), sum(each.width for each in columns)
    return [max(_NARROWEST, room * each.width // shares) for each in columns]


def _once(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks of a cell without a line that only names an item whose title stands above it, with its id."""
    said = {
        part.id for block in blocks if isinstance(block, Paragraph) for part in block.line if isinstance(part, Link)
    }
    return [block for block in blocks if not (isinstance(block, Paragraph) and _is_known(block.line, said))]


def _is_known(line: Line, said: Set[ItemId]) -> bool:
    match line:
        case (Identity(id_, True),):
            return id_ in said
    return False
