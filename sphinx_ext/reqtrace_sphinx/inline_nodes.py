# SPDX-License-Identifier: Apache-2.0
"""Lays out what stands in a line as nodes of docutils: words, chips, links to items, places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, assert_never

from docutils import nodes

from reqtrace.report.block import Badge, Chapter, Inline, Line, Link, Source, Square, Weight, Words
from reqtrace.report.block import Identity as IdentityPart
from reqtrace.report.block import Named as NamedPart
from reqtrace.report.phrases import place, spaced
from reqtrace.report.view import printable
from reqtrace_sphinx.links import Links
from reqtrace_sphinx.nodes import ChipWords, Glyph, Identity

_BLANK: Final = Words(" ")
_COMMA: Final = Words(", ")


def line_nodes(line: Line, links: Links) -> list[nodes.Node]:
    """The parts of a line, one after the other; an id beside a title that has it already is left out."""
    said = {part.id for part in line if isinstance(part, Link) and part.text}
    needed = [part for part in line if not (isinstance(part, IdentityPart) and part.soft and part.id in said)]
    return [node for part in _parted(spaced(needed)) for node in _part(part, links)]


def _parted(parts: Iterable[Inline]) -> Iterator[Inline]:
    """The parts with a comma between two chips, which nothing parts where there are no colours."""
    before: Inline | None = None
    for part, following in pairwise((*parts, None)):
        if part is not None:
            are_parted = isinstance(before, Badge) and isinstance(following, Badge) and part == _BLANK
            yield _COMMA if are_parted else part
        before = part


def square_nodes(square: Square, links: Links) -> list[nodes.Node]:
    """The sign and the words of a square, as a link."""
    return [Glyph("", f"{square.chip.glyph} "), _to_item(square.anchor, text(square.words), links)]


def text(words: str) -> nodes.Text:
    """Words that others wrote, safe in every format; LaTeX knows no narrow blank, which parts thousands."""
    return nodes.Text(printable(words).replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"))


def _part(part: Inline, links: Links) -> Iterator[nodes.Node]:
    match part:
        case Words():
            yield _words(part)
        case Badge():
            yield _badge(part)
        case Link():
            yield from _link(part, links)
        case IdentityPart():
            yield Identity("", "", text(str(part.id)))
        case Square():
            yield from square_nodes(part, links)
        case Source():
            yield _source(part, links)
        case NamedPart():
            yield text(part.name)
        case Chapter():
            yield text(part.title)
        case _:
            assert_never(part)


def _words(words: Words) -> nodes.Node:
    shown = text(words.text)
    match words.weight:
        case Weight.PLAIN:
            return shown
        case Weight.STRONG:
            return nodes.strong("", "", shown)
        case Weight.SOFT:
            return nodes.inline("", "", shown, classes=["reqtrace-soft"])
        case Weight.CODE:
            return nodes.literal("", "", shown)
        case _:
            assert_never(words.weight)


def _badge(badge: Badge) -> nodes.inline:
    """The sign and the word of a chip, and in brackets on what they rest."""
    chip = badge.chip
    number = "" if badge.count is None else f"{badge.count} "
    qualifier = f" ({badge.qualifier})" if badge.qualifier else ""
    words = ChipWords("", "", text(f"{number}{chip.word}"), classes=[f"reqtrace-{chip.tone.value}"])
    return nodes.inline("", "", Glyph("", f"{chip.glyph} "), words, text(qualifier))


def _link(link: Link, links: Links) -> Iterator[nodes.Node]:
    """The title of an item, and its id in brackets; the id alone where it has no title."""
    if link.text:
        yield _to_item(link.anchor, text(link.text), links)
        yield nodes.Text(" (")
        yield Identity("", "", text(str(link.id)))
        yield nodes.Text(")")
    else:
        yield _to_item(link.anchor, Identity("", "", text(str(link.id))), links)


def _to_item(anchor: str, shown: nodes.Node, links: Links) -> nodes.Node:
    """`shown` as a link to the item at `anchor`, or as it is where no page shows that."""
    address = links.item(anchor) if anchor else ""
    if not address:
        return shown
    linked = nodes.reference("", "", nodes.inline("", "", shown), internal=True)
    if address.startswith("#"):
        linked["refid"] = anchor
    else:
        linked["refuri"] = address
    return linked


def _source(source: Source, links: Links) -> nodes.Node:
    shown, address = text(place(source.span)), links.source(source.span)
    return nodes.reference("", "", shown, internal=False, refuri=address) if address else shown
