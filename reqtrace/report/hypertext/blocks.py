# SPDX-License-Identifier: Apache-2.0
"""Lays blocks out as HTML that is well-formed XML too, with neither style nor script in it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import assert_never

from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Badge,
    Bar,
    Block,
    Branch,
    Bullets,
    Card,
    Drawing,
    Fact,
    Facts,
    Literal,
    Outline,
    Paragraph,
    Squares,
    Table,
)
from reqtrace.report.hypertext.inline import identity_html, line_html, square_html
from reqtrace.report.hypertext.links import Links
from reqtrace.report.hypertext.markup import escaped
from reqtrace.report.hypertext.table import table_html
from reqtrace.report.phrases import identities


# [impl->dsn~sheets_say_what_formats_lay_out~1]
# [impl->dsn~pages_are_valid_and_harmless~1]
def html(blocks: Sequence[Block], links: Links) -> str:
    """The blocks one below the other; every text in them is escaped, whoever wrote it."""
    return "".join([_block(each, links) for each in blocks])


def flow(blocks: Sequence[Block], links: Links) -> str:
    """The blocks as the content of a list entry or a cell, where a single line needs no paragraph."""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return line_html(blocks[0].line, links)
    lines = [each.line for each in blocks if isinstance(each, Paragraph)]
    near = frozenset[ItemId]().union(*map(identities, lines))
    return "".join(
        [_paragraph(each, links, near) if isinstance(each, Paragraph) else _block(each, links) for each in blocks]
    )


def _block(block: Block, links: Links) -> str:  # noqa: PLR0911 - one line for each block there is
    match block:
        case Paragraph():
            return _paragraph(block, links)
        case Bullets():
            return _bullets(block, links)
        case Squares():
            squares = "".join([f"<li>{square_html(each, links)}</li>" for each in block.squares])
            return f'<ul class="reqtrace-squares">{squares}</ul>' if squares else ""
        case Card():
            return _card(block, links)
        case Facts():
            return _facts(block, links)
        case Literal():
            return f'<pre class="reqtrace-events">{escaped(block.text)}</pre>\n'
        case Table():
            return table_html(block, links, flow)
        case Bar():
            return _bar(block, links)
        case Outline():
            return _outline(block, links)
        case Drawing():
            return _drawing(block, links)
        case _:
            assert_never(block)


def _paragraph(paragraph: Paragraph, links: Links, near: Set[ItemId] = frozenset()) -> str:
    return f"<p>{line_html(paragraph.line, links, near)}</p>\n"


def _card(card: Card, links: Links) -> str:
    """A group, which a screen reader names by the id; no landmark, for there is one for every item of a page."""
    id_, anchor = str(card.id), escaped(card.anchor)
    shown, marks = identity_html(id_), f'role="group" aria-label="{escaped(id_)}"'
    if anchor:
        shown, marks = f'<a class="reqtrace-permalink" href="#{anchor}">{shown}</a>', f'id="{anchor}" {marks}'
    return (
        f'<div class="reqtrace-card reqtrace-{card.chip.tone.value}" {marks}>\n'
        f'<p class="reqtrace-id">{shown}</p>\n<p class="reqtrace-standing">{line_html(card.standing, links)}</p>\n'
        f"{_facts(card.facts, links)}</div>\n"
    )


def _facts(facts: Facts, links: Links) -> str:
    told = "".join([_fact(each, links) for each in facts.facts])
    return f'<dl class="reqtrace-facts">\n{told}</dl>\n' if told else ""


def _fact(fact: Fact, links: Links) -> str:
    return f"<dt>{escaped(fact.name)}</dt>\n<dd>{flow(fact.blocks, links)}</dd>\n"


def _bullets(bullets: Bullets, links: Links) -> str:
    entries = "".join([f"<li>{line_html(each, links)}</li>\n" for each in bullets.entries])
    return f'<ul class="reqtrace-links">\n{entries}</ul>\n' if entries else ""


def _outline(outline: Outline, links: Links) -> str:
    """The entries of an outline with what lies below each, however deep that is."""
    if not outline.branches:
        return ""
    shown = ['<ul class="reqtrace-outline">\n']
    waiting: list[Branch | str] = ["</ul>\n", *reversed(outline.branches)]
    while waiting:
        branch = waiting.pop()
        if isinstance(branch, str):
            shown.append(branch)
        elif branch.below:
            shown.append(f"<li>{line_html(branch.line, links)}\n<ul>\n")
            waiting += ("</ul></li>\n", *reversed(branch.below))
        else:
            shown.append(f"<li>{line_html(branch.line, links)}</li>\n")
    return "".join(shown)


def _bar(bar: Bar, links: Links) -> str:
    """The bar, and below it in chips what its label says to who can not see: a colour alone is no verdict."""
    from reqtrace.report import svg  # noqa: PLC0415 - most pages have neither bars nor drawings

    chips = " ".join([line_html((Badge(chip, count=count),), links) for chip, count in bar.parts if count])
    legend = f'<p class="reqtrace-legend" aria-hidden="true">{chips}</p>\n' if chips else ""
    return f"{svg.bar(bar.parts)}\n{legend}"


def _drawing(drawing: Drawing, links: Links) -> str:
    """The drawing in a frame that can be scrolled, by keys too, and below it what it shows as a list."""
    from reqtrace.report.svg import svg  # noqa: PLC0415 - most pages have neither bars nor drawings

    outline = _outline(drawing.outline, links)
    told = f"<details>\n<summary>The same as a list</summary>\n{outline}</details>\n" if outline else ""
    return (
        f'<div class="reqtrace-graph">\n<div class="reqtrace-wide" role="region" tabindex="0" '
        f'aria-label="{escaped(drawing.title)}">{svg(drawing, links.item)}</div>\n{told}</div>\n'
    )
