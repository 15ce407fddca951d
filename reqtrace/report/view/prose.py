# SPDX-License-Identifier: Apache-2.0
"""The prose of an item as paragraphs, lists and literal text, with the ids it mentions: plainly, not all of RST."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby

from reqtrace.ident import ID, ItemId

_BULLET = re.compile(r"(?P<margin>[ \t]*)(?P<mark>[-*+•]|\d+[.)]|#\.)[ \t]+(?=\S)")
_DRAWN = re.compile(r"[ \t]*[|+]")
_INLINE = re.compile(
    rf"``(?P<code>.+?)``"
    rf"|(?::[\w:+.-]+:)?`(?P<cited>{ID})`"
    rf"|(?<![\w~.-])(?P<bare>{ID})(?![\w~])"
    rf"|\*\*(?P<strong>\S(?:[^*]*\S)?)\*\*"
    rf"|(?<!\w)\*(?P<emphasis>\S(?:[^*]*\S)?)\*(?!\w)"
    rf"|(?::[\w:+.-]+:)?`(?P<quoted>[^`]+)`_{{0,2}}"
)


class Style(Enum):
    """How a piece of a line is set."""

    PLAIN = auto()
    CODE = auto()
    STRONG = auto()
    EMPHASIS = auto()
    LINK = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in one style; a link is the `id` it mentions."""

    text: str
    style: Style = Style.PLAIN
    id: ItemId | None = None


_STYLES = {
    "code": Style.CODE,
    "cited": Style.LINK,
    "bare": Style.LINK,
    "strong": Style.STRONG,
    "emphasis": Style.EMPHASIS,
    "quoted": Style.EMPHASIS,
}

Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that flows."""

    line: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries of a list, numbered or not."""

    entries: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that keeps its lines."""

    text: str


Block = Paragraph | Listing | Literal


def prose(text: str) -> tuple[Block, ...]:
    """The blocks of `text`: a blank line ends a paragraph, a bullet begins an entry, ``::`` announces literal text."""
    blocks: list[Block] = []
    announced = False
    for blank, group in groupby(text.expandtabs().split("\n"), key=lambda line: not line.strip()):
        if blank:
            continue
        lines = list(group)
        if announced and lines[0][:1].isspace():
            _literal(blocks, lines)
            continue
        announced = lines[-1].rstrip().endswith("::")
        if announced:
            lines[-1] = re.sub(r"\s*::\s*$", lambda found: ":" if found.start() else "", lines[-1])
        if all(_DRAWN.match(line) for line in lines):
            blocks.append(Literal("\n".join(lines)))
        else:
            _flowing(blocks, [line for line in lines if line.strip()])
    return tuple(blocks)


def _literal(blocks: list[Block], lines: list[str]) -> None:
    """Add literal lines, to the literal text before them if there is some."""
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    text = "\n".join(line[margin:] for line in lines)
    if blocks and isinstance(blocks[-1], Literal):
        blocks[-1] = Literal(f"{blocks[-1].text}\n\n{text}")
    else:
        blocks.append(Literal(text))


def _flowing(blocks: list[Block], lines: list[str]) -> None:
    """Add paragraphs and lists; an entry goes on while lines are indented deeper than its bullet."""
    runs: list[tuple[re.Match[str] | None, list[str]]] = []
    for line in lines:
        bullet = _BULLET.match(line)
        last = runs[-1][0] if runs else None
        if bullet:
            runs.append((bullet, [line[bullet.end() :]]))
        elif runs and (last is None or len(line) - len(line.lstrip()) > len(last["margin"])):
            runs[-1][1].append(line)
        else:
            runs.append((None, [line]))
    for bullet, run in runs:
        line_ = pieces(" ".join(part.strip() for part in run))
        if bullet is None:
            blocks.append(Paragraph(line_))
        else:
            _entry(blocks, line_, numbered=bullet["mark"] not in "-*+•")


def _entry(blocks: list[Block], line: Line, *, numbered: bool) -> None:
    """Add an entry to the list before it, if there is one of its sort."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Listing) and last.numbered is numbered:
        blocks[-1] = Listing((*last.entries, line), numbered)
    else:
        blocks.append(Listing((line,), numbered))


def pieces(text: str) -> Line:
    """The pieces of a line: literals, emphasis, and every id, in backticks or not."""
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    if not ("~" in text or "`" in text or "*" in text):  # nothing of it can be an id or marked up
        if text:
            yield Piece(text)
        return
    end = 0
    for found in _INLINE.finditer(text):
        if found.start() > end:
            yield Piece(text[end : found.start()])
        end = found.end()
        group = found.lastgroup or ""
        id_ = ItemId.parse(found[group])
        yield Piece(found[group], _STYLES[group], id_ if _STYLES[group] is Style.LINK else None)
    if end < len(text):
        yield Piece(text[end:])
