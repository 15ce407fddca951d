# SPDX-License-Identifier: Apache-2.0
"""On what the verdict of each item rests: on what was observed of it and of what is beneath it, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Flag, auto

from reqtrace.evidence import Case, Evidence
from reqtrace.ident import ItemId
from reqtrace.item import Status
from reqtrace.trace.graph import Graph


class Ground(Flag):
    """What a verdict can rest on."""

    EXECUTED = auto()
    """Test cases that were executed here."""
    RESULTS = auto()
    """Results that files of others hold."""
    RECORDS = auto()
    """Records of inspections and analyses."""


_NOWHERE = Ground(0)
_ANY = ", of any commit"
"""What is added where the project lets results count whatever commit they are of."""


# [impl->dsn~verdict_says_its_own_grounds~1]
def resting(graph: Graph, evidence: Evidence | None) -> Sequence[str]:
    """What each verdict rests on, by position; empty where the qualifier of the whole project says it of every one.

    That is so where nothing counts but what was executed here. Of an item of which nothing was observed at all it is
    said what would have been executed.
    """
    if evidence is None or not evidence.elsewhere:
        return [""] * len(graph.items)
    words = _words(evidence)
    return [words[each] for each in _grounds(graph, {case.id: _ground(case) for case in evidence.cases})]


def _grounds(graph: Graph, observed: Mapping[ItemId, Ground]) -> Sequence[Ground]:
    """The grounds of every item, handed up from what covers it; what is rejected hands nothing up."""
    found = [observed.get(item.id, _NOWHERE) for item in graph.items]
    above: dict[int, list[int]] = {}
    for parent in range(len(found)):
        for child in graph.covering(parent):
            if graph.items[child].status is not Status.REJECTED:
                above.setdefault(child, []).append(parent)
    queue = [position for position, ground in enumerate(found) if ground]
    while queue:
        position = queue.pop()
        for parent in above.get(position, ()):
            if found[position] not in found[parent]:
                found[parent] |= found[position]
                queue.append(parent)
    return found


def _ground(case: Case) -> Ground:
    """What came of a case itself; a result or a record that does not count is no ground."""
    found = Ground.EXECUTED if case.scenarios or not (case.origins or case.inspections) else _NOWHERE
    if any(not each.setback for each in case.origins):
        found |= Ground.RESULTS
    if any(not each.setback for each in case.inspections):
        found |= Ground.RECORDS
    return found


def _words(evidence: Evidence) -> Mapping[Ground, str]:
    """Every combination of grounds in words, what was executed here first."""
    said = {
        Ground.EXECUTED: f"{evidence.target}, {evidence.profile}",
        Ground.RESULTS: f"results from elsewhere{_ANY if _ANY in evidence.elsewhere else ''}",
        Ground.RECORDS: "inspection",
    }
    combined = [Ground(value) for value in range(1, 1 << len(said))]
    words = {each: "; ".join(word for ground, word in said.items() if ground in each) for each in combined}
    return {_NOWHERE: said[Ground.EXECUTED], **words}
