# SPDX-License-Identifier: Apache-2.0
"""Lays tables out as lists where they would stand in a cell of another, which most formats have no room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docutils import nodes


def listed(shown: Iterable[nodes.Element]) -> list[nodes.Element]:
    """The same blocks, with a list in the place of every table."""
    return [each for block in shown for each in (_listed(block) if isinstance(block, nodes.table) else (block,))]


def _listed(table: nodes.table) -> Iterator[nodes.Element]:
    """The caption of a table, and an entry for each of its rows."""
    for title in table.findall(nodes.title):
        yield nodes.paragraph("", "", nodes.strong("", "", *title.children))
    heads = [entry.astext() for head in table.findall(nodes.thead) for entry in head.findall(nodes.entry)]
    rows = (row for body in table.findall(nodes.tbody) for row in body.findall(nodes.row))
    yield nodes.bullet_list("", *(nodes.list_item("", *_cells(row, heads)) for row in rows), bullet="-")


def _cells(row: nodes.row, heads: Iterable[str]) -> Iterator[nodes.Node]:
    """What the cells of a row hold, one below the other; all but the first say what heads their column."""
    for at, (entry, head) in enumerate(zip(row.findall(nodes.entry), heads, strict=True)):
        first, *others = entry.children or [nodes.paragraph()]
        if at and isinstance(first, nodes.paragraph):
            first.insert(0, nodes.Text(f"{head}: "))
        elif at:
            yield nodes.paragraph("", f"{head}:")
        yield first
        yield from others
