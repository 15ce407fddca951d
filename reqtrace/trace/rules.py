# SPDX-License-Identifier: Apache-2.0
"""The rule book: what is wrong with a graph, one small rule for each thing that can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from itertools import chain
from typing import Final

from reqtrace.catalogue import Code
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic, Names, Note, in_order
from reqtrace.ident import ItemId
from reqtrace.item import Status
from reqtrace.span import Span
from reqtrace.trace.coverage import Coverage, Deep
from reqtrace.trace.dependencies import dependencies_exist
from reqtrace.trace.graph import Condition, Graph, Link
from reqtrace.trace.relations import demanded_needs_are_stated, kinds_are_known, only_allowed_kinds_are_covered

_USUAL: Final = Config()
_MANY: Final = 8
"""How many places a diagnostic names at most, so that what is said of n things grows with n."""

Rule = Callable[[Graph, tuple[Coverage, ...]], Iterator[Diagnostic]]


def no_duplicates(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """An id names one item."""
    for id_, positions in graph.twins.items():
        places = sorted(graph.items[position].span for position in positions)
        for place in places:
            message = f"{len(positions)} items are called {id_}"
            yield Diagnostic(Code.DUPLICATE, message, place, _some("it is here too", places, place))


def no_orphans(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """Whatever an item covers must exist; that another revision of it does is said by another rule."""
    names: dict[str, Names] = {}
    for number, links in graph.strays.items():
        link = links[0]
        if link.condition is Condition.ORPHANED and len(links) == 1:
            kind = link.id.kind
            if kind not in names:
                names[kind] = Names(id_ for id_ in graph.outline.ids if id_.startswith(f"{kind}~"))
            closest = names[kind].nearest(str(link.id))
            help_ = f"did you mean {closest}?" if closest else ""
            message = f"{graph.items[graph.sources[number]].id} covers {link.id}, which does not exist"
            yield Diagnostic(Code.ORPHANED, message, link.span, (), help_)


def no_outdated_links(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """An item covers the revision that is current, which is the newest."""
    for links in graph.strays.values():
        if len(links) > 1:
            newest = max(link.id for link in links[1:])
            current = (link for link in links[1:] if link.id == newest)
            yield _stale(graph, links[0], min(current, key=lambda link: _place(graph, link)))


def _stale(graph: Graph, cited: Link, current: Link) -> Diagnostic:
    here = (Note(f"{current.id} is here", _place(graph, current)),)
    if current.condition is Condition.OUTDATED:
        message = f"{cited.id} is cited, but {current.id} is current"
        return Diagnostic(Code.OUTDATED, message, cited.span, here)
    return Diagnostic(Code.PREDATED, f"{cited.id} is cited, but only {current.id} exists", cited.span, here)


def no_ambiguous_links(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """What an item covers is one item."""
    places: dict[ItemId, list[Span]] = {}
    for position, link in _outgoing(graph, Condition.AMBIGUOUS):
        if link.id not in places:
            places[link.id] = sorted(graph.items[twin].span for twin in graph.twins[link.id])
        message = f"{graph.items[position].id} covers {link.id}, and {len(places[link.id])} items are called so"
        yield Diagnostic(Code.AMBIGUOUS, message, link.span, _some("it is here", places[link.id]))


def no_unwanted_links(graph: Graph, _coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """An item is covered by the kinds it needs only."""
    for position, link in _outgoing(graph, Condition.UNWANTED):
        kind = graph.items[position].id.kind
        here = (Note(f"{link.id} is here", _place(graph, link)),)
        yield Diagnostic(Code.UNWANTED, f"{link.id} does not need to be covered by {kind}", link.span, here)


def every_need_is_met(graph: Graph, coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """Every kind that an item needs covers it."""
    for position, judged in enumerate(coverage):
        if not judged.missing or graph.items[position].status is Status.REJECTED:
            continue
        item = graph.items[position]
        for kind in judged.missing:
            need = next(need for need in item.needs if need.kind == kind)
            yield Diagnostic(Code.UNMET_NEED, f"{item.id} needs {kind}, and nothing of that kind covers it", need.span)


def whatever_covers_is_covered(graph: Graph, coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """What covers an item is itself covered."""
    for position, judged in enumerate(coverage):
        inherited = judged.deep is Deep.UNCOVERED and not judged.missing
        if inherited and graph.items[position].status is not Status.REJECTED:
            yield _uncovered_below(graph, coverage, position)


def _uncovered_below(graph: Graph, coverage: tuple[Coverage, ...], position: int) -> Diagnostic:
    item = graph.items[position]
    bad = (Deep.UNCOVERED, Deep.CYCLE)
    children = (child for child in set(graph.children(position)) if coverage[child].deep in bad)
    weak = sorted((graph.items[child].id, graph.items[child].span) for child in children)
    notes = [Note(f"{id_} is not covered", place) for id_, place in weak]
    if len(notes) > _MANY:
        notes[_MANY:] = [Note(f"and {len(notes) - _MANY} more are not")]
    return Diagnostic(Code.UNCOVERED_BELOW, f"{item.id} is covered by items that are not", item.span, tuple(notes))


# [impl->dsn~circles_with_their_path~1]
def no_cycles(graph: Graph, coverage: tuple[Coverage, ...]) -> Iterator[Diagnostic]:
    """Items do not cover each other in a circle."""
    caught = [position for position, judged in enumerate(coverage) if judged.deep is Deep.CYCLE]
    if not caught:
        return
    import networkx as nx  # noqa: PLC0415 - 0.1 s that only those pay who have a circle

    caught.sort(key=lambda position: _rank(graph, position))
    within: nx.DiGraph[int] = nx.DiGraph()
    within.add_nodes_from(caught)
    for position in caught:
        children = sorted(set(graph.children(position)) & within.nodes, key=lambda child: _rank(graph, child))
        within.add_edges_from((child, position) for child in children)
    ringed: set[int] = set()
    for component in nx.strongly_connected_components(within):
        first = min(component, key=lambda position: _rank(graph, position))
        if len(component) > 1 or within.has_edge(first, first):
            ringed.update(component)
            yield _circle(graph, [edge[0] for edge in nx.find_cycle(within.subgraph(component), first)])
    for position in caught:
        if position not in ringed and graph.items[position].status is not Status.REJECTED:
            yield _uncovered_below(graph, coverage, position)


def _rank(graph: Graph, position: int) -> tuple[ItemId, Span]:
    return graph.items[position].id, graph.items[position].span


def _circle(graph: Graph, ring: list[int]) -> Diagnostic:
    items = [graph.items[position] for position in ring]
    names = [str(item.id) for item in items[:_MANY]]
    if len(ring) > _MANY:
        names.append(f"{len(ring) - _MANY} more")
    path = " → ".join((*names, names[0]))
    notes = tuple(Note(f"{item.id} is here", item.span) for item in items[1:_MANY])
    return Diagnostic(Code.CYCLE, f"these items cover each other in a circle: {path}", items[0].span, notes)


RULES: tuple[Rule, ...] = (
    no_duplicates,
    no_orphans,
    no_outdated_links,
    no_ambiguous_links,
    no_unwanted_links,
    every_need_is_met,
    whatever_covers_is_covered,
    no_cycles,
)


# [impl->dsn~rule_book_is_a_tuple~1]
def check(
    graph: Graph, coverage: tuple[Coverage, ...], config: Config = _USUAL, among: Set[str] | None = None
) -> tuple[Diagnostic, ...]:
    """Hold the whole rule book against `graph`; where only some kinds are looked at, `among` are those."""
    return in_order(
        chain(
            chain.from_iterable(rule(graph, coverage) for rule in RULES),
            only_allowed_kinds_are_covered(graph, config),
            demanded_needs_are_stated(graph, config, among),
            kinds_are_known(graph, config),
            dependencies_exist(graph, config.dependencies),
        )
    )


def _outgoing(graph: Graph, condition: Condition) -> Iterator[tuple[int, Link]]:
    for number, links in graph.strays.items():
        for link in links:
            if link.condition is condition:
                yield graph.sources[number], link


def _some(text: str, places: Sequence[Span], but: Span | None = None) -> tuple[Note, ...]:
    """A note for each of the first places, apart from one of them, and one note that counts the others."""
    notes = tuple(Note(text, place) for place in places[: _MANY + 1] if place != but)[:_MANY]
    more = len(places) - len(notes) - (but is not None)
    return (*notes, Note(f"and at {more} more places")) if more else notes


def _place(graph: Graph, link: Link) -> Span:
    """Where the item at the other end of a link stands; where there is none, the reference."""
    return link.span if link.target is None else graph.items[link.target].span
