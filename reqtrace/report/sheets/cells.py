# SPDX-License-Identifier: Apache-2.0
"""What stands in the cells of tables about items: the same thing looks the same in every sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from reqtrace.evidence import Outcome
from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Badge,
    Block,
    Cell,
    Identity,
    Line,
    Link,
    Paragraph,
    Row,
    Square,
    Squares,
    Weight,
    Words,
)
from reqtrace.report.query.order import rank
from reqtrace.report.view import Chip, Entry, Neighbour, View, acceptance
from reqtrace.trace.justification import Gap
from reqtrace.trace.verdict import Verdict

OBSERVED: Final = frozenset(word.value for words in (Verdict, Outcome) for word in words)
"""The words of chips that rest on what was executed, so that they are worth nothing without the qualifier."""

_CHECKSUM: Final = re.compile(r".-\d{6,10}\Z", re.DOTALL)
"""How the name ends that the reader gives to a tag without one; a shorter number is likely to be the author's."""


def heading(view: View) -> str:
    """What a column of verdicts is headed by: the qualifier is in it, so that the chips below need not say it.

    Where verdicts differ in what they rest on, each says it for itself.
    """
    if not view.qualifier:
        return "Coverage"
    return "Verdict" if view.mixed else f"Verdict ({view.qualifier})"


def counting(view: View) -> str:
    """What a column is headed by that counts verdicts: on what they rest, taken together."""
    return f"Verdict ({view.qualifier})" if view.qualifier else "Coverage"


def is_unnamed(item: Entry | Neighbour) -> bool:
    """Whether an item is a tag in code to which nobody gave a name: what people know is its place."""
    return not item.id.revision and item.title == item.id.name and _CHECKSUM.search(item.title) is not None


def called(item: Entry | Neighbour) -> str:
    """The title of an item, else its name, else the place that it marks in code; empty where no such item exists.

    A neighbour that marks a place is one that covers, for its place is where it does so.
    """
    if not is_unnamed(item):
        return item.title
    span = item.item.span if isinstance(item, Entry) else item.span
    return f"{span.file}:{span.line}"


def link(entry: Entry | Neighbour) -> Link:
    """An item by its title, as a link; by its id where no such item exists."""
    return Link(entry.anchor, entry.id, called(entry))


def linked(id_: ItemId, view: View) -> Link:
    """The item of an id, the first where there are twins, by its title as a link; by its id where there is none."""
    entries = view.by_id.get(id_)
    return link(entries[0]) if entries else Link("", id_)


def named(entry: Entry) -> Cell:
    """What an item is called: its title as a link, and below that its id, softly."""
    return Cell((Paragraph((link(entry),)), Paragraph((Identity(entry.id, soft=True),))))


def verdict(entry: Entry) -> Cell:
    """What an item is worth; to stand below a `heading`, which says on what that rests; sorted gravest first.

    Where the heading can not say it, it stands below the chip.
    """
    resting = (soft(entry.resting),) if entry.resting and entry.chip.word in OBSERVED else ()
    return Cell((Paragraph((Badge(entry.chip),)), *resting), rank(entry.chip))


def spoken(item: Entry | Neighbour, view: View) -> str:
    """The word of a chip where no heading says on what it rests: a verdict with its qualifier, an outcome without."""
    word = item.chip.word
    return f"{word} ({view.grounds(item)})" if word in OBSERVED and not item.executable else word


def badge(shown: Chip, qualifier: str) -> Badge:
    """A chip where no heading says on what it rests: with the `qualifier` where it shows what was observed."""
    return Badge(shown, qualifier if shown.word in OBSERVED else "")


def square(item: Entry | Neighbour, view: View) -> Square:
    """An item as one glyph; its name and what it is worth, or the link to it, are its words."""
    name = called(item) or str(item.id)
    return Square(item.anchor, item.id, item.chip, f"{name}: {spoken(item, view)}")


def squares(neighbours: Sequence[Neighbour], view: View) -> Squares:
    """Items at the other end of links as glyphs side by side."""
    return Squares(tuple(square(each, view) for each in neighbours))


def missing(entry: Entry) -> tuple[Paragraph, ...]:
    """In words what should cover an item and does not, and what the project accepts to be missing; a line for each."""
    said = [f"missing: {', '.join(entry.missing)}"] if entry.missing else []
    said += [f"accepted to be missing: {', '.join(gap.kind for gap in entry.gaps)}"] if entry.gaps else []
    return tuple(soft(each) for each in said)


def gap_in_words(gap: Gap) -> Line:
    """What is missing, why the project accepts that, who answers for it, and how long."""
    why = " ".join(gap.justification.reason.split())
    return Words(f"no {gap.kind} covers it: {why} "), Words(f"({acceptance(gap)})", Weight.SOFT)


def coverers(entry: Entry, view: View) -> Cell:
    """Squares for what covers an item, and in words what should and does not; sorted by how many there are."""
    shown: tuple[Block, ...] = (squares(entry.covered_by, view),) if entry.covered_by else ()
    return Cell((*shown, *missing(entry)), float(len(entry.covered_by)))


def soft(words: str) -> Paragraph:
    """A line of words of less weight."""
    return Paragraph((Words(words, Weight.SOFT),))


def plain(*lines: str) -> Cell:
    """A cell of plain words; sorted by them."""
    return Cell(tuple(sentence(each) for each in lines))


def sentence(words: str) -> Paragraph:
    """A line of plain words."""
    return Paragraph((Words(words),))


def row(entry: Entry, cells: Sequence[Cell]) -> Row:
    """A row about an item, that can be chosen by its kind, status and verdict."""
    return Row(tuple(cells), entry.id.kind, entry.item.status.value, entry.chip.word)
