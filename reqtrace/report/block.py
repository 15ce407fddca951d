# SPDX-License-Identifier: Apache-2.0
"""What documents are made of, whatever their format: lines, lists, facts, tables, bars, outlines and drawings.

A sheet (`reqtrace.report.sheets`) says as these values what is to be shown of a project; one writer for each format
lays them out. Every text may hold what others wrote, so a writer makes it `printable` and escapes it.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from reqtrace.ident import ItemId
from reqtrace.report.view.chip import Chip
from reqtrace.span import Span


class Weight(StrEnum):
    """How words stand out."""

    PLAIN = "plain"
    STRONG = "strong"
    SOFT = "soft"
    CODE = "code"


class Words(Struct, frozen=True, gc=False, tag=True):
    """Some words."""

    text: str
    weight: Weight = Weight.PLAIN


class Badge(Struct, frozen=True, gc=False, tag=True):
    """A chip: colour, glyph and word; `qualifier` says on what a verdict rests, where nothing around it says so.

    With `count`, the number of items that show this chip.
    """

    chip: Chip
    qualifier: str = ""
    count: int | None = None


class Identity(Struct, frozen=True, gc=False, tag=True):
    """The id of an item; `soft` beside its title."""

    id: ItemId
    soft: bool = False


class Link(Struct, frozen=True, gc=False, tag=True):
    """A link to the item at `anchor`, or the text alone where no page shows that item.

    `text` is its title, or empty where its id is to be seen; `id` is in the tooltip, and in the text where a format has
    no tooltips.
    """

    anchor: str
    id: ItemId
    text: str = ""


class Square(Struct, frozen=True, gc=False, tag=True):
    """A link of one glyph to the item at `anchor`; `words` say the same, for who can not see and in a tooltip."""

    anchor: str
    id: ItemId
    chip: Chip
    words: str


class Source(Struct, frozen=True, gc=False, tag=True):
    """A place in the sources, as ``file:line``; a link into the repository where one is configured."""

    span: Span


class Named(Struct, frozen=True, gc=False, tag=True):
    """The name of something of the model, such as the finding ``D-05``; `text` says what it is, as a tooltip."""

    name: str
    text: str = ""


class Chapter(Struct, frozen=True, gc=False, tag=True):
    """The title of a section of the same report, by its key; a link to it where it is shown."""

    key: str
    title: str


Inline = Words | Badge | Identity | Link | Square | Source | Named | Chapter
Line = tuple[Inline, ...]
"""Parts side by side; a writer puts a blank between two of which neither is `Words`, which bring their own."""


class Paragraph(Struct, frozen=True, gc=False, tag=True):
    """One line of text, as long as it is."""

    line: Line


class Bullets(Struct, frozen=True, gc=False, tag=True):
    """A list in no particular order."""

    entries: tuple[Line, ...]


class Squares(Struct, frozen=True, gc=False, tag=True):
    """Squares side by side."""

    squares: tuple[Square, ...]


class Literal(Struct, frozen=True, gc=False, tag=True):
    """Text shown as it is, such as the events of a step."""

    text: str


class Fact(Struct, frozen=True, gc=False, tag=True):
    """Something about an item, with its name."""

    name: str
    blocks: tuple[Block, ...]


class Facts(Struct, frozen=True, gc=False, tag=True):
    """What there is to say about an item."""

    facts: tuple[Fact, ...]


class Card(Struct, frozen=True, gc=False, tag=True):
    """What is known of one item, below its heading: its id, which is a permalink, what it is worth, and facts.

    The anchor is the target of every link to the item; `chip` sets the colour of the whole.
    """

    anchor: str
    id: ItemId
    chip: Chip
    standing: Line
    facts: Facts


class Bar(Struct, frozen=True, gc=False, tag=True):
    """How a whole is made up: the number of items that show each chip, best first, side by side in one bar."""

    parts: tuple[tuple[Chip, int], ...]


class Column(Struct, frozen=True, gc=False, tag=True):
    """A column: what it is called in options and in the browser's address, its heading, and its share of the width.

    `number` columns are set flush right and sorted by their value.
    """

    key: str
    title: str
    width: int = 1
    number: bool = False


class Cell(Struct, frozen=True, gc=False, tag=True):
    """What stands in a cell; `order` sorts it where its words do not: the rank of a verdict, a number."""

    blocks: tuple[Block, ...]
    order: float | None = None


class Row(Struct, frozen=True, gc=False, tag=True):
    """A row; the first cell heads it. The rest is what one can choose it by: the words of kind, status and verdict."""

    cells: tuple[Cell, ...]
    kind: str = ""
    status: str = ""
    verdict: str = ""


class Table(Struct, frozen=True, gc=False, tag=True):
    """Rows of the same columns, that can be searched, chosen from and sorted where a format can do that.

    `name` tells tables of one page apart, in the browser's address too; `noun` is what one row is, as in "requirement";
    `nothing` is what stands there where there is no row.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    noun: str = "item"
    nothing: str = "There is nothing to show."


class Branch(Struct, frozen=True, gc=False, tag=True):
    """One entry of an outline, and what lies below it."""

    line: Line
    below: tuple[Branch, ...] = ()


class Outline(Struct, frozen=True, gc=False, tag=True):
    """A tree of entries."""

    branches: tuple[Branch, ...]


class Node(Struct, frozen=True, gc=False, tag=True):
    """A box of a drawing, which is a link to its item; place and size in pixels, from the upper left corner."""

    anchor: str
    id: ItemId
    title: tuple[str, ...]
    """Broken into lines that fit into the box."""
    chip: Chip
    x: float
    y: float
    width: float
    height: float


class Edge(Struct, frozen=True, gc=False, tag=True):
    """An arrow of a drawing from the covering box to the covered one, through points in pixels."""

    points: tuple[tuple[float, float], ...]
    good: bool = True
    """Whether the link it stands for is in order."""


class Drawing(Struct, frozen=True, gc=False, tag=True):
    """A graph, laid out: boxes and the arrows between them; `outline` says the same where nothing can be drawn."""

    title: str
    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    outline: Outline


Block = Paragraph | Bullets | Squares | Literal | Facts | Card | Bar | Table | Outline | Drawing
