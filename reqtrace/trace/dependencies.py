# SPDX-License-Identifier: Apache-2.0
"""Whether what items depend on exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from reqtrace.catalogue import Code, Severity
from reqtrace.config import Weight
from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Reference, Status
from reqtrace.trace.graph import Graph


def unfounded(graph: Graph) -> Mapping[int, tuple[Reference, ...]]:
    """The references of items, by position, to what they depend on and what does not exist in that revision."""
    found: dict[int, tuple[Reference, ...]] = {}
    known: frozenset[str] | None = None
    for position, cited in enumerate(graph.outline.depends):
        if cited:
            known = known or frozenset(graph.outline.ids)
            if any(each not in known for each in cited):
                references = zip(graph.items[position].depends, cited, strict=True)
                found[position] = tuple(reference for reference, each in references if each not in known)
    return found


def faults(graph: Graph, weight: Weight) -> frozenset[int]:
    """The items that are a defect by what they depend on: those not rejected, where the project says so."""
    if weight is not Weight.ERROR:
        return frozenset()
    return frozenset(position for position in unfounded(graph) if not _is_rejected(graph, position))


def dependencies_exist(graph: Graph, weight: Weight = Weight.WARN) -> Iterator[Diagnostic]:
    """Whatever an item depends on exists in that revision."""
    if weight is Weight.IGNORE:
        return
    lacking = unfounded(graph)
    revisions = _revisions(graph) if lacking else {}
    for position, references in lacking.items():
        error = weight is Weight.ERROR and not _is_rejected(graph, position)
        for reference in references:
            others = revisions.get((reference.id.kind, reference.id.name), [])
            known = f"; revisions that do: {', '.join(map(str, sorted(others)))}" if others else ""
            message = f"{graph.items[position].id} depends on {reference.id}, which does not exist{known}"
            said = Diagnostic(Code.BAD_DEPENDENCY, message, reference.span)
            yield replace(said, weight=Severity.ERROR) if error else said


def _is_rejected(graph: Graph, position: int) -> bool:
    return graph.items[position].status is Status.REJECTED


def _revisions(graph: Graph) -> Mapping[tuple[str, str], list[int]]:
    """The revisions that there are of every name."""
    found: dict[tuple[str, str], list[int]] = {}
    for id_ in graph.positions:
        found.setdefault((id_.kind, id_.name), []).append(id_.revision)
    return found
