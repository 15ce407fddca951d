# SPDX-License-Identifier: Apache-2.0
"""Drawings and bars as SVG that stands within a page of HTML and is coloured by its style sheet.

Colours come from classes, so that they follow light and dark; the attributes are what is seen without a style sheet.
There are no ids, which would have to differ from all others of a page, no styles and no scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from reqtrace.report.block import Drawing, Edge, Node
from reqtrace.report.drawing import FONT, HEAD, LINE, PADDING, advance, lines
from reqtrace.report.phrases import within_xml
from reqtrace.report.view import Chip

_HEAD_LONG: Final = 8.0
"""How long the head of an arrow is, in pixels, and below how far it goes up and down."""
_HEAD_HIGH: Final = 3.5
_SMALL: Final = 11
"""The size of the letters of a kind and of a verdict."""
_WHOLE: Final = 1000
"""How wide a bar is, in units of its own: it is stretched to the room there is."""
_LEAST: Final = 12
"""How wide a part of a bar is at least, so that one item among thousands is seen."""
_BAR_HIGH: Final = 10

Point = tuple[float, float]


# [impl->dsn~graph_is_drawn_at_build_time~1]
def svg(drawing: Drawing, href: Callable[[str], str]) -> str:
    """The drawing as an element that is a labelled group of links; `href` is the address of an anchor.

    A box whose address is empty is no link. Who can not see hears the title and, of each box, its title, its id and
    what it is worth; the arrows are left to the outline.
    """
    width, height = _number(drawing.width), _number(drawing.height)
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="reqtrace-drawing" role="group" aria-label="'
            f'{within_xml(drawing.title)}" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
            f' fill="currentColor" font-size="{_number(FONT)}">',
            *_arrows([edge for edge in drawing.edges if edge.good], ""),
            *_arrows([edge for edge in drawing.edges if not edge.good], " reqtrace-bad"),
            *(_box(node, href(node.anchor)) for node in drawing.nodes),
            "</svg>",
        )
    )


def _box(node: Node, address: str) -> str:
    """A box: kind and what it is worth above, its title below; a tooltip names its id."""
    name = " ".join(node.title)
    words = f"{name} ({node.id}): {node.chip.word}"
    shown = "".join(
        (
            f"<title>{within_xml(words)}</title>",
            f'<rect class="reqtrace-box" x="0.5" y="0.5" width="{_number(node.width - 1)}"'
            f' height="{_number(node.height - 1)}" rx="6" fill="none" stroke="currentColor"/>',
            _stripe(node.height),
            *_heading(node),
            *(
                f'<text class="reqtrace-title" x="{_number(PADDING)}" y="{_number(HEAD + LINE * place + 4)}">'
                f"{within_xml(line)}</text>"
                for place, line in enumerate(node.title)
            ),
        )
    )
    tone = f"reqtrace-node reqtrace-{node.chip.tone.value}"
    place = f'class="{tone}" transform="translate({_number(node.x)} {_number(node.y)})"'
    if not address:
        return f'<g {place} role="img" aria-label="{within_xml(words)}">{shown}</g>'
    return f'<a href="{within_xml(address)}" {place} aria-label="{within_xml(words)}">{shown}</a>'


def _heading(node: Node) -> Iterator[str]:
    """What the item is worth, flush right, and its kind as far as there is room for it."""
    worth = str(node.chip)
    room = (node.width - 2 * PADDING) / _SMALL - advance(f" {worth} ")
    kind = "".join(lines(node.id.kind, room, 1))
    level = f'y="{_number(HEAD - LINE + 2)}" font-size="{_SMALL}"'
    yield f'<text class="reqtrace-kind" x="{_number(PADDING)}" {level}>{within_xml(kind)}</text>'
    right = _number(node.width - PADDING)
    yield f'<text class="reqtrace-word" x="{right}" text-anchor="end" {level}>{within_xml(worth)}</text>'


def _stripe(height: float) -> str:
    """The coloured edge of a box on the left, which thins out where the corners are round."""
    high, low = _number(height), _number(height - 6)
    outer = f"M6 0A6 6 0 0 0 0 6V{low}A6 6 0 0 0 6 {high}"
    return f'<path class="reqtrace-stripe" d="{outer}A3 6 0 0 1 3 {low}V6A3 6 0 0 1 6 0Z"/>'


def _arrows(edges: Sequence[Edge], tone: str) -> Iterator[str]:
    """All arrows of one tone: what several have in common is drawn once."""
    if not edges:
        return
    pieces = dict.fromkeys(piece for edge in edges for piece in _pieces(_shortened(edge.points)))
    heads = dict.fromkeys(_head(*edge.points[-2:]) for edge in edges)
    yield f'<g class="reqtrace-arrows{tone}" aria-hidden="true">'
    dashes = ' stroke-dasharray="5 4"' if tone else ""
    yield f'<path class="reqtrace-arrow" d="{"".join(pieces)}" fill="none" stroke="currentColor"{dashes}/>'
    yield f'<path class="reqtrace-head" d="{"".join(heads)}"/></g>'


def _shortened(points: Sequence[Point]) -> Sequence[Point]:
    """The points of an arrow without the piece that its head covers."""
    (before, _), (x, y) = points[-2:]
    return (*points[:-1], (x + (_HEAD_LONG - 1 if before > x else 1 - _HEAD_LONG), y))


def _pieces(points: Sequence[Point]) -> Iterator[str]:
    """The pieces of an arrow, which leaves and arrives level, and is upright only beside a piece that is so."""
    upright = {point for (x, y), (to_x, to_y) in pairwise(points) if x == to_x for point in ((x, y), (to_x, to_y))}
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (x + to_x) / 2
        if x == to_x or y == to_y:
            way = f"L{_number(to_x)} {_number(to_y)}"
        elif (to_x, to_y) in upright:
            way = f"Q{_number(to_x)} {_number(y)} {_number(to_x)} {_number(to_y)}"
        elif (x, y) in upright:
            way = f"Q{_number(x)} {_number(to_y)} {_number(to_x)} {_number(to_y)}"
        else:
            way = f"C{_number(middle)} {_number(y)} {_number(middle)} {_number(to_y)} {_number(to_x)} {_number(to_y)}"
        yield f"M{_number(x)} {_number(y)}{way}"


def _head(before: Point, end: Point) -> str:
    """The head of an arrow that arrives level at `end`."""
    x, y = end
    back = _number(x + (_HEAD_LONG if before[0] > x else -_HEAD_LONG))
    return f"M{_number(x)} {_number(y)}L{back} {_number(y - _HEAD_HIGH)}V{_number(y + _HEAD_HIGH)}Z"


def bar(parts: Iterable[tuple[Chip, int]]) -> str:
    """How a whole is made up, as one bar: a part for each chip, none too narrow to be seen; its words are its label."""
    counted = [(chip, count) for chip, count in parts if count]
    whole = sum(count for _, count in counted)
    words = ", ".join(f"{count} {chip.word}" for chip, count in counted) or "nothing"
    shown = []
    x = 0
    for (chip, count), wide in zip(counted, _shares([count for _, count in counted], whole), strict=True):
        shown.append(
            f'<rect class="reqtrace-{chip.tone.value}" x="{x}" width="{wide}" height="{_BAR_HIGH}">'
            f"<title>{count} {within_xml(chip.word)}</title></rect>"
        )
        x += wide
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="reqtrace-bar" role="img" aria-label="{within_xml(words)}"'
        f' width="160" height="{_BAR_HIGH}" viewBox="0 0 {_WHOLE} {_BAR_HIGH}" preserveAspectRatio="none"'
        f' fill="currentColor">{"".join(shown)}</svg>'
    )


def _shares(counts: Sequence[int], whole: int) -> list[int]:
    """The widths of the parts of a bar, which make up the whole; the widest gives what the narrow ones need."""
    shares = [max(_LEAST, round(_WHOLE * count / whole)) for count in counts]
    if shares:
        widest = max(range(len(shares)), key=lambda place: (counts[place], -place))
        shares[widest] += _WHOLE - sum(shares)
    return shares


def _number(value: float) -> str:
    """A measure as short as it can be written, to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")
