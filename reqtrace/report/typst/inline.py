# SPDX-License-Identifier: Apache-2.0
"""Says what stands in a line as data for the template: words, chips, links to items with their pages, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Final, assert_never

from reqtrace.ident import ItemId
from reqtrace.report.block import Badge, Chapter, Identity, Inline, Line, Link, Named, Source, Square, Weight, Words
from reqtrace.report.phrases import identities, place, spaced
from reqtrace.report.typst.wrapping import wrapped
from reqtrace.report.view import Chip

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]
"""What the template is given; a dictionary says under ``k`` what it is."""

_NONE: Final[Set[ItemId]] = frozenset()


def line_data(line: Line, targets: Set[str], near: Set[ItemId] = _NONE) -> list[Value]:
    """The parts of a line; a title says its id beside it, unless that is `near` or in the line.

    `targets` are the anchors of what is described in the report: links lead there, and say on which page that is.
    """
    said = near | identities(line)
    return [_part(part, targets, said) for part in spaced(line)]


def square_data(square: Square, targets: Set[str]) -> dict[str, Value]:
    """A glyph in its colour with its name, which is a link with its page: paper has no tooltips."""
    named = wrapped(square.id.name)
    return {"k": "square", **chip_data(square.chip), "to": _target(square.anchor, targets), "t": named}


def chip_data(chip: Chip) -> dict[str, Value]:
    """How a chip looks."""
    return {"tone": chip.tone.value, "glyph": chip.glyph, "word": chip.word}


def _part(part: Inline, targets: Set[str], said: Set[ItemId]) -> Value:  # noqa: PLR0911 - one line for each part
    match part:
        case Words():
            text = wrapped(part.text)
            return text if part.weight is Weight.PLAIN else {"k": part.weight.value, "t": text}
        case Badge():
            return _badge(part)
        case Link():
            return _link(part, targets, said)
        case Identity():
            return {"k": "id", "t": wrapped(str(part.id)), "soft": part.soft}
        case Square():
            return square_data(part, targets)
        case Source():
            return {"k": "source", "t": wrapped(place(part.span))}
        case Named():
            return {"k": "code", "t": wrapped(part.name)}
        case Chapter():
            return {"k": "link", "to": _target(part.key, targets), "t": wrapped(part.title)}
        case _:
            assert_never(part)


def _badge(badge: Badge) -> Value:
    shown: dict[str, Value] = {"k": "chip", **chip_data(badge.chip)}
    if badge.count is not None:
        shown["word"] = f"{badge.count} {badge.chip.word}"
    if badge.qualifier:
        shown["qualifier"] = wrapped(badge.qualifier)
    return shown


def _link(link: Link, targets: Set[str], said: Set[ItemId]) -> Value:
    """A title as a link, its id unless that is said anyway, and the page; an id alone where there is no title."""
    id_ = wrapped(str(link.id))
    shown: dict[str, Value] = {"k": "link", "to": _target(link.anchor, targets)}
    if not link.text:
        return shown | {"id": id_}
    return shown | ({"t": wrapped(link.text)} if link.id in said else {"t": wrapped(link.text), "id": id_})


def _target(anchor: str, targets: Set[str]) -> str | None:
    return anchor if anchor in targets else None
