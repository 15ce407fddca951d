# SPDX-License-Identifier: Apache-2.0
"""Lays out what stands in a line as HTML that is well-formed XML too: words, chips, links to items, places."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from typing import Final, assert_never

from reqtrace.ident import ItemId
from reqtrace.report.block import Badge, Chapter, Identity, Inline, Line, Link, Named, Source, Square, Weight, Words
from reqtrace.report.hypertext.links import Links
from reqtrace.report.hypertext.markup import breakable, breakable_name, escaped
from reqtrace.report.phrases import identities, place, spaced

_NONE: Final[Set[ItemId]] = frozenset()


def line_html(line: Line, links: Links, near: Set[ItemId] = _NONE) -> str:
    """The parts of a line, one after the other; a title that links nowhere says its id unless that is near or in it."""
    said = near | identities(line)
    return "".join([_part(part, links, said) for part in spaced(line)])


def square_html(square: Square, links: Links) -> str:
    """A link of one glyph; its words are in the tooltip, and there for who can not see and for who searches."""
    words = escaped(square.words)
    shown = (
        f'<span class="reqtrace-square reqtrace-{square.chip.tone.value}"><span aria-hidden="true">{square.chip.glyph} '
        f'</span><span class="reqtrace-unseen">{words}</span></span>'
    )
    tip = f"{words} ({escaped(str(square.id))})"
    return _to_item(square.anchor, tip, shown, links) or f'<span title="{tip}">{shown}</span>'


def identity_html(id_: str, *, soft: bool = False) -> str:
    """The id of an item."""
    style = "reqtrace-identity reqtrace-soft" if soft else "reqtrace-identity"
    return f'<code class="{style}">{breakable(id_)}</code>'


def _part(part: Inline, links: Links, said: Set[ItemId]) -> str:  # noqa: PLR0911 - one line for each part there is
    match part:
        case Words():
            return _words(part, links)
        case Badge():
            return _badge(part)
        case Link():
            return _link(part, links, said)
        case Identity():
            return identity_html(str(part.id), soft=part.soft)
        case Square():
            return square_html(part, links)
        case Source():
            return _source(part, links)
        case Named():
            return _named(part)
        case Chapter():
            return _chapter(part, links)
        case _:
            assert_never(part)


def _words(words: Words, links: Links) -> str:
    text = escaped(words.text)
    match words.weight:
        case Weight.PLAIN:
            return text
        case Weight.STRONG:
            return f"<strong>{text}</strong>"
        case Weight.SOFT:
            return f'<span class="reqtrace-soft">{text}</span>'
        case Weight.CODE:
            return f"<code{links.dress.code}>{breakable_name(words.text)}</code>"
        case _:
            assert_never(words.weight)


@cache
def _badge(badge: Badge) -> str:
    """A chip; screen readers are spared its glyph, for the word beside it says the same."""
    chip = badge.chip
    number = "" if badge.count is None else f"{badge.count} "
    qualifier = f'<span class="reqtrace-qualifier"> ({escaped(badge.qualifier)})</span>' if badge.qualifier else ""
    return (
        f'<span class="reqtrace-chip reqtrace-{chip.tone.value}"><span aria-hidden="true">{escaped(chip.glyph)} </span>'
        f"{number}{escaped(chip.word)}{qualifier}</span>"
    )


def _link(link: Link, links: Links, said: Set[ItemId]) -> str:
    """The title of an item with its id as tooltip; both in the text, each once, where no page shows the item."""
    id_ = str(link.id)
    shown = escaped(link.text) if link.text else identity_html(id_)
    linked = _to_item(link.anchor, escaped(id_), shown, links)
    is_known = not link.text or link.id in said
    return linked or (shown if is_known else f"{shown} {identity_html(id_, soft=True)}")


def _to_item(anchor: str, tip: str, shown: str, links: Links) -> str:
    """`shown` as a link to the item at `anchor`, with a tooltip; empty where no page shows it."""
    address = links.item(anchor) if anchor else ""
    return f'<a{links.dress.internal} href="{escaped(address)}" title="{tip}">{shown}</a>' if address else ""


def _source(source: Source, links: Links) -> str:
    shown, address = escaped(place(source.span)), links.source(source.span)
    if not address:
        return f'<span class="reqtrace-source">{shown}</span>'
    return f'<a{links.dress.external} href="{escaped(address)}">{shown}</a>'


def _chapter(chapter: Chapter, links: Links) -> str:
    shown, address = escaped(chapter.title), links.section(chapter.key)
    return f'<a{links.dress.internal} href="{escaped(address)}">{shown}</a>' if address else shown


def _named(named: Named) -> str:
    name = breakable_name(named.name)
    # The name of a finding stays in one line; that of a rule may be longer than one.
    style = "reqtrace-named" if " " in named.name else "reqtrace-named reqtrace-whole"
    if not named.text:
        return f'<span class="{style}">{name}</span>'
    return f'<abbr class="{style}" title="{escaped(named.text)}">{name}</abbr>'
