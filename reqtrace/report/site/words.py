# SPDX-License-Identifier: Apache-2.0
"""The small things of a page as markup: chips, links to items, squares, places, and the prose of an item.

A report of many items consists of little else, so each is as short as can be: the glyph of a chip, which readers of a
screen are spared, comes from its class by a style sheet that is made of the one table of chips.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from html import escape
from types import MappingProxyType
from typing import Final

from reqtrace.ident import ItemId
from reqtrace.report.hypertext import Dress
from reqtrace.report.phrases import place
from reqtrace.report.sheets.cells import called
from reqtrace.report.view import (
    CHIPS,
    Chip,
    Entry,
    Listing,
    Literal,
    Neighbour,
    Paragraph,
    Piece,
    Style,
    Tone,
    printable,
    prose,
)
from reqtrace.span import Span

_TELLING: Final = re.compile(r"[`*~:|+\t•#]|^[ \t]*(?:-|\d+[.)])[ \t]", re.MULTILINE)
"""What prose may hold that is more than paragraphs."""
_BETWEEN: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_TAGS: Final = {Style.CODE: "code", Style.STRONG: "strong", Style.EMPHASIS: "em"}

Mentions = Callable[[ItemId], str]
"""The address of the item of an id, seen from the page; empty where there is no such item."""


@lru_cache(maxsize=1 << 14)  # titles stand at every link
def text(words: str) -> str:
    """What others wrote as it may stand in an element or in a quoted attribute."""
    return escape(printable(words))


def style(shown: Chip) -> str:
    """The class that gives a chip its colour and its glyph."""
    return _STYLES[shown.word]


_STYLES: Final = {word: f"c{number}" for number, word in enumerate(CHIPS)}


def toned(shown: Chip) -> str:
    """The same, and the tone of what is not fine."""
    return style(shown) if shown.tone is Tone.OK else f"{style(shown)} {shown.tone.value}"


def chip_style() -> str:
    """The style sheet of all chips: of each its tone, and before what shows it its glyph, of which nobody is told."""
    rules = ["/* SPDX-License-Identifier: Apache-2.0 */\n"]
    for word, shown in CHIPS.items():
        name, tone, glyph = f".{_STYLES[word]}", f"--reqtrace-{shown.tone.value}", f'"{shown.glyph}"'
        rules += (
            f"{name} {{ --reqtrace-tone: var({tone}); --reqtrace-tone-wash: var({tone}-wash); }}\n",
            f':is(b, .q, .steps > li){name}::before {{ content: {glyph}; content: {glyph} / ""; }}\n',
        )
    return "".join(rules)


@cache
def chip(shown: Chip, qualifier: str = "") -> str:
    """A chip, with what a verdict rests on where nothing around it says so."""
    resting = f" <small>({text(qualifier)})</small>" if qualifier else ""
    return f'<b class="{style(shown)}">{shown.word}{resting}</b>'


def counted_chip(shown: Chip, count: int) -> str:
    """A chip with the number of items that show it."""
    return f'<b class="{style(shown)}">{count} {shown.word}</b>'


def square(other: Neighbour | Entry, address: str, words: str) -> str:
    """A link of one glyph; its words are its name, and in its tooltip."""
    marks = f"q {style(other.chip)} bad" if other.chip.tone is Tone.BAD else f"q {style(other.chip)}"
    if not address:
        return f'<span class="{marks}" role="img" aria-label="{words}" title="{words}"></span>'
    return f'<a class="{marks}" href="{address}" title="{words}"></a>'


def identity(id_: ItemId) -> str:
    """The id of an item, which a narrow line may break; copied, it is as it was."""
    return f"<code>{str(id_).replace('_', '_<wbr>').replace('~', '<wbr>~')}</code>"


def linked(other: Neighbour | Entry, address: str) -> str:
    """An item by its title as a link; by its id where there is no such item."""
    if not address:
        return identity(other.id)
    return f'<a href="{address}">{text(called(other))}</a>'


def located(span: Span) -> str:
    """A place in the sources."""
    return f"<code>{text(place(span))}</code>"


def paragraphs(written: str, mentions: Mentions) -> str:
    """The prose of an item: paragraphs, lists and literal text, with links to the items that it mentions."""
    if not written:
        return ""
    if _TELLING.search(written) is None:  # most texts, and reading them closely takes longer than all the rest
        return "".join([f"<p>{text(' '.join(part.split()))}</p>\n" for part in _BETWEEN.split(written) if part.strip()])
    shown = []
    for block in prose(written):
        match block:
            case Paragraph(line):
                shown.append(f"<p>{_line(line, mentions)}</p>\n")
            case Listing(entries, numbered):
                tag = "ol" if numbered else "ul"
                lines = "".join([f"<li>{_line(entry, mentions)}</li>\n" for entry in entries])
                shown.append(f"<{tag}>\n{lines}</{tag}>\n")
            case Literal(lines_):
                shown.append(f'<pre tabindex="0">{text(lines_)}</pre>\n')
    return "".join(shown)


def _line(pieces: Iterable[Piece], mentions: Mentions) -> str:
    return "".join([_piece(each, mentions) for each in pieces])


def _piece(piece: Piece, mentions: Mentions) -> str:
    words = text(piece.text)
    if piece.id is not None:
        address = mentions(piece.id)
        return f'<a href="{address}"><code>{words}</code></a>' if address else f"<code>{words}</code>"
    tag = _TAGS.get(piece.style)
    return f"<{tag}>{words}</{tag}>" if tag else words


ELSEWHERE: Final[Mapping[str, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        "traceability": (
            ("matrix.html", "down: what covers every requirement"),
            ("cases.html", "up: what every test case covers"),
        ),
        "test_results": (("cases.html", "every test case with its outcome"),),
        "test_logs": (("documents.html", "every test case with its steps, by file"),),
    }
)
"""What has pages of its own, by the key of the section, and these pages."""


class Ways:
    """Where the links of one page lead: to items on their pages, and nowhere into the sources.

    `homes` are the pages of items by anchor, `first` the first item of every id, `here` is the page itself, and `up`
    leads from its folder to that of the others.
    """

    dress = Dress()

    def __init__(self, homes: Mapping[str, str], first: Mapping[ItemId, Entry], here: str = "", up: str = "") -> None:
        self._homes = homes
        self._first = first
        self._here = here
        self._up = up

    def item(self, anchor: str) -> str:
        """The address of an item, seen from this page; empty where there is none."""
        home = self._homes.get(anchor)
        if home is None:
            return ""
        return f"#{anchor}" if home == self._here else f"{self._up}{home}#{anchor}"

    def mention(self, id_: ItemId) -> str:
        """The address of the first item of an id."""
        entry = self._first.get(id_)
        return self.item(entry.anchor) if entry else ""

    def titled(self, id_: ItemId) -> str:
        """The first item of an id by its title, as a link; the id where there is none."""
        entry = self._first.get(id_)
        return linked(entry, self.item(entry.anchor)) if entry else identity(id_)

    def section(self, key: str) -> str:
        """The address of a section of the report, seen from this page."""
        page = ELSEWHERE[key][0][0] if key in ELSEWHERE else f"{key}.html"
        return f"{self._up}{page}"

    def source(self, _span: Span) -> str:
        """Nothing: the sources are not part of a report."""
        return ""
