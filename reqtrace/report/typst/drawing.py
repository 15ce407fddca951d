# SPDX-License-Identifier: Apache-2.0
"""Says a drawing as data for the template: boxes and arrows where they fit on a page, a list where they do not."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from reqtrace.report.block import Drawing, Edge, Node
from reqtrace.report.drawing import HEAD, LINE, PADDING
from reqtrace.report.typst.inline import Value, chip_data
from reqtrace.report.typst.wrapping import wrapped
from reqtrace.report.view import printable

_WIDEST: Final = 1500.0
"""How wide a drawing may be, in pixels, to be read on an upright page: its letters are then 4.5 points high."""
_HIGHEST: Final = 2000.0


def drawing_data(drawing: Drawing, targets: Set[str], outline: Value) -> Value:
    """The drawing with what it shows in words; its `outline` alone where there is no room for it."""
    if drawing.width > _WIDEST or drawing.height > _HIGHEST:
        return outline
    return {
        "k": "drawing",
        "title": wrapped(drawing.title),
        "alt": printable(drawing.title),
        "width": drawing.width,
        "height": drawing.height,
        "head": HEAD,
        "line": LINE,
        "padding": PADDING,
        "nodes": [_node(each, targets) for each in drawing.nodes],
        "edges": [_edge(each) for each in drawing.edges],
    }


def _node(node: Node, targets: Set[str]) -> Value:
    return {
        **chip_data(node.chip),
        "to": node.anchor if node.anchor in targets else None,
        "kind": node.id.kind,
        "title": list(map(printable, node.title)),
        "x": node.x,
        "y": node.y,
        "width": node.width,
        "height": node.height,
    }


def _edge(edge: Edge) -> Value:
    return {"points": [[x, y] for x, y in edge.points], "good": edge.good}
