# SPDX-License-Identifier: Apache-2.0
"""Says the sections of a report as data for the template: one run of pages after the other, upright or across."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.report.block import Block, Card
from reqtrace.report.dossier.section import Section
from reqtrace.report.typst.blocks import block_data
from reqtrace.report.typst.inline import Value
from reqtrace.report.typst.wrapping import wrapped


class _Heading(Struct, frozen=True):
    """What stands above a section; its `number`, as in ``4.1``, is empty where it describes a single item."""

    level: int
    number: str
    section: Section

    def data(self) -> Value:
        """The heading as the template takes it; only what has a number stands in the contents."""
        title = f"{self.number}\N{EN SPACE}{self.section.title}" if self.number else self.section.title
        return {
            "k": "heading",
            "level": self.level,
            "t": wrapped(title),
            "key": self.section.key,
            "part": bool(self.number),
        }


# [impl->dsn~pages_are_referred_to~1]
def chapters(sections: Sequence[Section]) -> list[Value]:
    """Runs of pages that lie the same way, each a list of headings and blocks.

    Every section and every card is the target of links, a card that its section is named after through that.
    """
    parts = list(_parts(sections, _anchors(sections)))
    keys = {part.section.key for _, part in parts if isinstance(part, _Heading)}
    anchors = {part.anchor for _, part in parts if isinstance(part, Card) and part.anchor}
    targets, left = anchors | keys, anchors - keys
    runs: list[Value] = []
    content: list[Value] = []
    lies: bool | None = None
    for across, part in parts:
        if across is not lies:
            content, lies = [], across
            runs.append({"across": across, "content": content})
        content.append(part.data() if isinstance(part, _Heading) else block_data(_once(part, left), targets))
    return runs


def _parts(
    sections: Sequence[Section], anchors: frozenset[str], level: int = 1, above: str = ""
) -> Iterator[tuple[bool, Block | _Heading]]:
    """Headings and blocks in their order, each with whether its page lies across."""
    number = 0
    for section in sections:
        of_item = section.key in anchors
        number += not of_item
        numbered = "" if of_item else f"{above}{number}"
        yield section.landscape, _Heading(level, numbered, section)
        for block in section.blocks:
            yield section.landscape, block
        yield from _parts(section.below, anchors, level + 1, f"{numbered}.")


def _anchors(sections: Sequence[Section]) -> frozenset[str]:
    """The anchors of all cards."""
    own = {block.anchor for section in sections for block in section.blocks if isinstance(block, Card)}
    return frozenset(own).union(*(_anchors(section.below) for section in sections))


def _once(block: Block, left: set[str]) -> Block:
    """The block itself; without its anchor where something before it is the target."""
    if not isinstance(block, Card) or not block.anchor:
        return block
    if block.anchor in left:
        left.discard(block.anchor)
        return block
    return replace(block, anchor="")
