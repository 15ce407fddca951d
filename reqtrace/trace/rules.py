# SPDX-License-Identifier: Apache-2.0
"""The rule book: what is wrong with a graph, one small rule for each thing that can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, Note, in_order, nearest
from reqtrace.item import Reference, Status
from reqtrace.span import Span
from reqtrace.trace.coverage import Coverage, Deep
from reqtrace.trace.graph import Condition, Graph, Link

Rule = Callable[[Graph, tuple[Coverage, ...]], Iterator[Diagnostic]]


def no_duplicates(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """An id names one item."""
    for id_, positions in graph.positions.items():
        for position in positions if len(positions) > 1 else ():
            twins = tuple(Note("it is here too", graph.items[twin].span) for twin in positions if twin != position)
            yield Diagnostic(
                Code.DUPLICATE, f"{len(positions)} items are called {id_}", graph.items[position].span, twins
            )


def no_orphans(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """Whatever an item covers must exist; that another revision of it does is said by another rule."""
    names: dict[str, list[str]] = {}
    for id_ in graph.positions:
        names.setdefault(id_.kind, []).append(str(id_))
    for position, link in _outgoing(graph, Condition.ORPHANED):
        if not any(other.span == link.span and other.target is not None for other in graph.links[position]):
            closest = nearest(str(link.id), names.get(link.id.kind, ()))
            help_ = f"did you mean {closest}?" if closest else ""
            message = f"{graph.items[position].id} covers {link.id}, which does not exist"
            yield Diagnostic(Code.ORPHANED, message, link.span, (), help_)


def no_outdated_links(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """An item covers the revision that is current, which is the newest."""
    for position, item in enumerate(graph.items):
        newest: dict[Span, Link] = {}
        for link in graph.links[position]:
            if link.condition in (Condition.OUTDATED, Condition.PREDATED):
                newest[link.span] = max(newest.get(link.span, link), link, key=lambda each: each.id)
        for reference in item.covers:
            if reference.span in newest:
                yield _stale(graph, reference, newest[reference.span])


def _stale(graph: Graph, reference: Reference, current: Link) -> Diagnostic:
    here = (Note(f"{current.id} is here", _place(graph, current)),)
    if current.condition is Condition.OUTDATED:
        message = f"{reference.id} is cited, but {current.id} is current"
        return Diagnostic(Code.OUTDATED, message, reference.span, here)
    return Diagnostic(Code.PREDATED, f"{reference.id} is cited, but only {current.id} exists", reference.span, here)


def no_ambiguous_links(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """What an item covers is one item."""
    for position, link in _outgoing(graph, Condition.AMBIGUOUS):
        twins = tuple(Note("it is here", graph.items[twin].span) for twin in graph.positions[link.id])
        message = f"{graph.items[position].id} covers {link.id}, and {len(twins)} items are called so"
        yield Diagnostic(Code.AMBIGUOUS, message, link.span, twins)


def no_unwanted_links(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """An item is covered by the kinds it needs only."""
    for position, link in _outgoing(graph, Condition.UNWANTED):
        kind = graph.items[position].id.kind
        here = (Note(f"{link.id} is here", _place(graph, link)),)
        yield Diagnostic(Code.UNWANTED, f"{link.id} does not need to be covered by {kind}", link.span, here)


def every_need_is_met(graph: Graph, coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """Every kind that an item needs covers it."""
    for item, judged in zip(graph.items, coverage, strict=True):
        for kind in judged.missing if item.status is not Status.REJECTED else ():
            need = next(need for need in item.needs if need.kind == kind)
            yield Diagnostic(Code.UNMET_NEED, f"{item.id} needs {kind}, and nothing of that kind covers it", need.span)


def whatever_covers_is_covered(graph: Graph, coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """What covers an item is itself covered."""
    for position, item in enumerate(graph.items):
        judged = coverage[position]
        if judged.deep is Deep.UNCOVERED and judged.shallow and item.status is not Status.REJECTED:
            yield _uncovered_below(graph, coverage, position)


def _uncovered_below(graph: Graph, coverage: tuple[Coverage, ...], position: int) -> Diagnostic:
    item = graph.items[position]
    weak = (child for child in dict.fromkeys(graph.children(position)) if coverage[child].deep is not Deep.COVERED)
    notes = tuple(Note(f"{graph.items[child].id} is not covered", graph.items[child].span) for child in weak)
    return Diagnostic(Code.UNCOVERED_BELOW, f"{item.id} is covered by items that are not", item.span, notes)


def no_cycles(graph: Graph, coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """Items do not cover each other in a circle."""
    caught = [position for position, judged in enumerate(coverage) if judged.deep is Deep.CYCLE]
    if not caught:
        return
    import networkx as nx  # noqa: PLC0415 - 0.3 s that only those pay who have a circle

    within = graph.as_networkx().subgraph(caught)
    ringed: set[int] = set()
    for component in sorted(sorted(each) for each in nx.strongly_connected_components(within)):
        first = component[0]
        if len(component) > 1 or within.has_edge(first, first):
            ringed.update(component)
            yield _circle(graph, [edge[0] for edge in nx.find_cycle(within.subgraph(component), first)])
    for position in caught:
        if position not in ringed and graph.items[position].status is not Status.REJECTED:
            yield _uncovered_below(graph, coverage, position)


def _circle(graph: Graph, ring: list[int]) -> Diagnostic:
    items = [graph.items[position] for position in ring]
    path = " → ".join(str(item.id) for item in (*items, items[0]))
    notes = tuple(Note(f"{item.id} is here", item.span) for item in items[1:])
    return Diagnostic(Code.CYCLE, f"these items cover each other in a circle: {path}", items[0].span, notes)


def dependencies_exist(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """Whatever an item depends on exists in that revision."""
    revisions: dict[tuple[str, str], list[int]] = {}
    for id_ in graph.positions:
        revisions.setdefault((id_.kind, id_.name), []).append(id_.revision)
    for item in graph.items:
        for reference in item.depends:
            if reference.id not in graph.positions:
                others = revisions.get((reference.id.kind, reference.id.name), [])
                known = f"; revisions that do: {', '.join(map(str, sorted(others)))}" if others else ""
                message = f"{item.id} depends on {reference.id}, which does not exist{known}"
                yield Diagnostic(Code.BAD_DEPENDENCY, message, reference.span)


RULES: tuple[Rule, ...] = (
    no_duplicates,
    no_orphans,
    no_outdated_links,
    no_ambiguous_links,
    no_unwanted_links,
    every_need_is_met,
    whatever_covers_is_covered,
    no_cycles,
    dependencies_exist,
)


def check(graph: Graph, coverage: tuple[Coverage, ...]) -> tuple[Diagnostic, ...]:
    """Hold the whole rule book against `graph`."""
    return in_order(diagnostic for rule in RULES for diagnostic in rule(graph, coverage))


def _outgoing(graph: Graph, condition: Condition) -> Iterator[tuple[int, Link]]:
    for position, links in enumerate(graph.links):
        for link in links:
            if link.condition is condition:
                yield position, link


def _place(graph: Graph, link: Link) -> Span | None:
    return None if link.target is None else graph.items[link.target].span
