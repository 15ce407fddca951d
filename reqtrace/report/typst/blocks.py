# SPDX-License-Identifier: Apache-2.0
"""Says blocks as data for the template, which lays them out on pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import assert_never

from reqtrace.ident import ItemId
from reqtrace.report.block import (
    Bar,
    Block,
    Branch,
    Bullets,
    Card,
    Drawing,
    Facts,
    Literal,
    Outline,
    Paragraph,
    Squares,
    Table,
)
from reqtrace.report.phrases import identities, share
from reqtrace.report.typst.drawing import drawing_data
from reqtrace.report.typst.inline import Value, chip_data, line_data, square_data
from reqtrace.report.typst.table import table_data
from reqtrace.report.typst.wrapping import verbatim, wrapped


def flow_data(blocks: Sequence[Block], targets: Set[str]) -> list[Value]:
    """Blocks one below the other; an id that a line of them shows is not said beside a title again."""
    lines = [each.line for each in blocks if isinstance(each, Paragraph)]
    near = frozenset[ItemId]().union(*map(identities, lines))
    return [
        {"k": "line", "line": line_data(each.line, targets, near)}
        if isinstance(each, Paragraph)
        else block_data(each, targets)
        for each in blocks
    ]


def block_data(block: Block, targets: Set[str]) -> Value:  # noqa: PLR0911 - one line for each block there is
    """One block; links lead to `targets` alone."""
    match block:
        case Paragraph():
            return {"k": "line", "line": line_data(block.line, targets)}
        case Bullets():
            return {"k": "bullets", "lines": [line_data(each, targets) for each in block.entries]}
        case Squares():
            return {"k": "squares", "squares": [square_data(each, targets) for each in block.squares]}
        case Card():
            return _card(block, targets)
        case Facts():
            return _facts(block, targets)
        case Literal():
            return {"k": "literal", "lines": [*verbatim(block.text)]}
        case Table():
            return table_data(block, targets, flow_data)
        case Bar():
            return _bar(block)
        case Outline():
            return {"k": "outline", "lines": list(_entries(block, targets))}
        case Drawing():
            return drawing_data(block, targets, block_data(block.outline, targets))
        case _:
            assert_never(block)


def _card(card: Card, targets: Set[str]) -> Value:
    return {
        "k": "card",
        "anchor": card.anchor if card.anchor in targets else None,
        "id": wrapped(str(card.id)),
        "tone": card.chip.tone.value,
        "standing": line_data(card.standing, targets, {card.id}),
        "facts": _facts(card.facts, targets),
    }


def _facts(facts: Facts, targets: Set[str]) -> Value:
    return {"k": "facts", "facts": [[wrapped(each.name), flow_data(each.blocks, targets)] for each in facts.facts]}


def _bar(bar: Bar) -> Value:
    """The parts of a bar, and what it shows in words: a colour alone is no verdict."""
    parts: list[Value] = [{**chip_data(chip), "count": count} for chip, count in bar.parts if count]
    return {"k": "bar", "parts": parts, "alt": share(bar)}


def _entries(outline: Outline, targets: Set[str]) -> Iterator[Value]:
    """The entries of an outline, each with how deep it lies: no nesting, however deep that is."""
    waiting: list[tuple[int, Branch]] = [(0, branch) for branch in reversed(outline.branches)]
    while waiting:
        depth, branch = waiting.pop()
        yield [depth, line_data(branch.line, targets)]
        waiting += ((depth + 1, each) for each in reversed(branch.below))
