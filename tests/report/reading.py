# SPDX-License-Identifier: Apache-2.0
"""Blocks as one reads them: a line of text for each paragraph, entry and row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reqtrace.report.block import (
    Badge,
    Bar,
    Block,
    Bullets,
    Card,
    Cell,
    Facts,
    Identity,
    Inline,
    Line,
    Link,
    Literal,
    Named,
    Paragraph,
    Source,
    Square,
    Squares,
    Table,
    Words,
)


def read(blocks: Iterable[Block]) -> list[str]:
    """What stands there, but for tables, of which the caption is told."""
    return [line for block in blocks for line in _lines(block)]


def tables(blocks: Iterable[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def rows(table: Table) -> list[str]:
    """The rows, with ``|`` between their cells."""
    return [" | ".join(map(cell, row.cells)) for row in table.rows]


def heads(table: Table) -> list[str]:
    return [column.title for column in table.columns]


def cell(shown: Cell) -> str:
    """What stands in a cell, its lines with ``/`` between them."""
    return " / ".join(line for block in shown.blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(line):
            yield text(line)
        case Bullets(entries):
            yield from (f"- {text(entry)}" for entry in entries)
        case Squares(squares):
            yield " ".join(map(_word, squares))
        case Bar(parts):
            yield " ".join(f"{chip.glyph}{count} {chip.word}" for chip, count in parts)
        case Literal(shown):
            yield from shown.split("\n")
        case Facts(facts):
            yield from (f"{fact.name}: {' / '.join(read(fact.blocks))}" for fact in facts)
        case Card(id=id_, standing=standing, facts=facts):
            yield f"{id_} {text(standing)}"
            yield from _lines(facts)
        case Table(caption=caption, rows=found):
            yield f"[table: {caption} ({len(found)})]"
        case _:
            raise ValueError(f"nobody reads {block}")


def text(line: Line) -> str:
    return "".join(map(_word, line))


def _word(inline: Inline) -> str:  # noqa: PLR0911 - one for each thing that a line is made of
    match inline:
        case Words(words):
            return words
        case Badge(chip, qualifier, count):
            number = "" if count is None else f"{count} "
            return f"{chip.glyph} {number}{chip.word}" + (f" ({qualifier})" if qualifier else "")
        case Identity(id_):
            return str(id_)
        case Link(anchor, id_, title):
            return f"[{title or id_}]" if anchor else title or str(id_)
        case Square(_, _, chip, words):
            return f"<{chip.glyph} {words}>"
        case Source(span):
            return f"{span.file}:{span.line}"
        case Named(name):
            return name
