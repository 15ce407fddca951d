# SPDX-License-Identifier: Apache-2.0
"""Leaves out of a very large report what can not be read on paper, gravest last, and says what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from reqtrace.report.block import Block, Card, Paragraph, Table, Weight, Words
from reqtrace.report.dossier.section import Section
from reqtrace.report.view import CHIPS, Tone, counted

_ITEMS: Final = 600
"""How many items are described one by one: some 400 pages."""
_ROWS: Final = 1_000
"""How many rows a table has: up to 200 pages. To set a row takes up to four milliseconds and most of a megabyte."""
_GRAVITY: Final = {Tone.BAD: 0, Tone.OPEN: 1, Tone.OFF: 2, Tone.OK: 3}
_ELSEWHERE: Final = "All of them are in report.json."


# [impl->dsn~large_reports_are_abridged~1]
def abridged(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The same sections with the descriptions of the gravest items, and of the others as many as there is room for."""
    cards = {card.anchor: card for section in _all(sections) if (card := described(section))}
    kept = sorted(cards, key=lambda anchor: _GRAVITY[cards[anchor].chip.tone])[:_ITEMS]
    return tuple(_abridged(section, frozenset(kept)) for section in sections)


def described(section: Section) -> Card | None:
    """The card of the item that a section is all about, and is named after; None for any other section."""
    cards = (block for block in section.blocks if isinstance(block, Card))
    return next((card for card in cards if card.anchor == section.key), None)


def _all(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all(section.below)


def _abridged(section: Section, kept: frozenset[str]) -> Section:
    below = [each for each in section.below if each.key in kept or described(each) is None]
    lost = Counter(card.chip.word for each in section.below if each.key not in kept and (card := described(each)))
    blocks = [shown for block in section.blocks for shown in _block(block)]
    if lost:
        told = ", ".join(f"{counted(number, 'item')} {word}" for word, number in sorted(lost.items()))
        blocks.append(_said(f"The {_ITEMS} gravest items are described one by one. Left out: {told}. {_ELSEWHERE}"))
    return replace(section, blocks=tuple(blocks), below=tuple(_abridged(each, kept) for each in below))


def _block(block: Block) -> Iterator[Block]:
    """A block; a table that is too long with its gravest rows, in their order, and a sentence on the others."""
    if not isinstance(block, Table) or len(block.rows) <= _ROWS:
        yield block
        return
    gravest = sorted(range(len(block.rows)), key=lambda place: _GRAVITY[_tone(block.rows[place].verdict)])
    out = len(block.rows) - _ROWS
    yield _said(f"Here are {_ROWS} rows, the gravest, of {len(block.rows)}; {out} are left out. {_ELSEWHERE}")
    yield replace(block, rows=tuple(block.rows[place] for place in sorted(gravest[:_ROWS])))


def _tone(word: str) -> Tone:
    return CHIPS[word].tone if word in CHIPS else Tone.OFF


def _said(words: str) -> Paragraph:
    return Paragraph((Words(words, Weight.STRONG),))
