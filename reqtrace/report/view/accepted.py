# SPDX-License-Identifier: Apache-2.0
"""Which items need nobody any more, because all that is the matter with them is what the project accepts."""

from __future__ import annotations

from collections.abc import Set

from reqtrace.config import Config
from reqtrace.item import Status
from reqtrace.trace.coverage import Coverage, Deep
from reqtrace.trace.graph import Graph
from reqtrace.trace.marks import speaking
from reqtrace.trace.verdict import Judgement, Verdict


def accepted(
    graph: Graph, coverage: tuple[Coverage, ...], config: Config, judgements: tuple[Judgement, ...] | None
) -> Set[int]:
    """The positions of the items with which nothing is wrong but gaps that the project accepts.

    Where cases were executed, a requirement that is not verified for any other reason besides is none of them, and no
    more is one above it: a gap must not hide a test case that failed, or that there is no test case at all.
    """
    found = {
        position
        for position, judged in enumerate(coverage)
        if judged.deep is Deep.JUSTIFIED
        and not judged.defect
        and graph.items[position].status is not Status.REJECTED
        and not (judgements and config.is_judged(graph.items[position].id.kind))
    }
    return _unverified_by_them(found, graph, coverage, config, judgements) if judgements and found else found


def _unverified_by_them(
    found: Set[int],
    graph: Graph,
    coverage: tuple[Coverage, ...],
    config: Config,
    judgements: tuple[Judgement, ...],
) -> Set[int]:
    """Those `found` that nothing keeps from being verified but gaps; what is struck out strikes out what is above."""
    kinds = speaking(graph.items, config)
    covering = {
        position: [child for child in graph.covering(position) if graph.items[child].id.kind in kinds]
        for position in found
    }
    left = {
        position
        for position in found
        if judgements[position].verdict is Verdict.UNVERIFIED
        and (covering[position] or any(gap.kind in kinds for gap in coverage[position].justified))
    }
    queue = sorted(left)
    while queue:
        position = queue.pop()
        fine = (judgements[child].verdict is Verdict.VERIFIED or child in left for child in covering[position])
        if position in left and not all(fine):
            left.remove(position)
            queue += [parent for parent in graph.parents(position) if parent in left]
    return left
