# SPDX-License-Identifier: Apache-2.0
"""Whether items relate as the project says that their kinds do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Final

from reqtrace.catalogue import Code
from reqtrace.config import Config, Kind
from reqtrace.diagnostic import Diagnostic, Note, nearest
from reqtrace.item import Reference, Status
from reqtrace.trace.graph import Condition, Graph

_UNTOLD: Final = Kind()
_ALIKE: Final = 0.8
"""How alike two kinds are at least that are confused; utest and itest are not."""


def forbidden(graph: Graph, config: Config) -> Mapping[int, int | None]:
    """The references that cover a kind which the project does not allow, each with the item that it reaches.

    References are known by their numbers in the graph, items by their positions; None stands for no item or several.
    A reference to an item of which not even another revision exists is left out: more than that need not be said.
    """
    allowed = {name: frozenset(kind.covers) for name, kind in config.kinds.items() if kind.covers is not None}
    found: dict[int, int | None] = {}
    if allowed:
        for position, (kind, covers) in enumerate(zip(graph.outline.kinds, graph.outline.covers, strict=True)):
            if kind in allowed:
                for number, cited in enumerate(covers, graph.firsts[position]):
                    if cited.partition("~")[0] not in allowed[kind] and not _leads_nowhere(graph, number):
                        found[number] = _target(graph, number)
    return found


def _leads_nowhere(graph: Graph, number: int) -> bool:
    links = graph.strays.get(number, ())
    return len(links) == 1 and links[0].condition is Condition.ORPHANED


def _target(graph: Graph, number: int) -> int | None:
    """The item that a reference reaches; of several revisions, none."""
    links = graph.strays.get(number)
    return graph.targets[number] if links is None else links[0].target


def forgotten(graph: Graph, config: Config, among: Set[str] | None = None) -> Mapping[int, tuple[str, ...]]:
    """The needs that the project demands of a kind and that an item does not state, by its position.

    A rejected item need not state any. Where only some kinds are looked at, `among` are those.
    """
    demanded = {
        name: tuple(need for need in kind.needs if among is None or need in among)
        for name, kind in config.kinds.items()
        if kind.needs
    }
    found: dict[int, tuple[str, ...]] = {}
    if demanded:
        for position, (kind, needs) in enumerate(zip(graph.outline.kinds, graph.outline.needs, strict=True)):
            lacking = tuple(need for need in demanded.get(kind, ()) if need not in needs)
            if lacking and graph.items[position].status is not Status.REJECTED:
                found[position] = lacking
    return found


# [impl->dsn~relations_are_configured~1]
def only_allowed_kinds_are_covered(graph: Graph, config: Config) -> Iterator[Diagnostic]:
    """An item covers the kinds only that the project allows its kind to cover."""
    for number, target in forbidden(graph, config).items():
        item = graph.items[graph.sources[number]]
        reference = _reference(graph, number)
        allowed = _either(config.kinds[item.id.kind].covers or ())
        limit = f"only {allowed}" if allowed else "nothing"
        message = f"{item.id} covers {reference.id}, but {item.id.kind} may cover {limit}"
        help_ = f'cover {allowed} instead, or add "{reference.id.kind}" to `covers` of kinds.{item.id.kind}'
        here = () if target is None else (Note(f"{graph.items[target].id} is here", graph.items[target].span),)
        yield Diagnostic(Code.FORBIDDEN_LINK, message, reference.span, here, help_ if allowed else "")


def _reference(graph: Graph, number: int) -> Reference:
    source = graph.sources[number]
    return graph.items[source].covers[number - graph.firsts[source]]


def _either(kinds: tuple[str, ...]) -> str:
    """The kinds as one names them in a sentence."""
    return " or ".join((*((", ".join(kinds[:-1]),) if kinds[1:] else ()), *kinds[-1:]))


# [impl->dsn~relations_are_configured~1]
def demanded_needs_are_stated(graph: Graph, config: Config, among: Set[str] | None = None) -> Iterator[Diagnostic]:
    """An item states the needs that the project demands of its kind."""
    for position, lacking in forgotten(graph, config, among).items():
        item = graph.items[position]
        for need in lacking:
            message = f"{item.id} does not need {need}, as every {item.id.kind} must"
            yield Diagnostic(Code.FORGOTTEN_NEED, message, item.span, (), f"add {need} to its Needs")


def kinds_are_known(graph: Graph, config: Config) -> Iterator[Diagnostic]:
    """Where the project says how kinds relate, no item is of a kind that nobody mentions, and no table is misspelt."""
    related = [kind for kind in config.kinds.values() if _relates(kind)]
    if not related:
        return
    known = {*config.kinds, *(name for kind in related for name in (*(kind.covers or ()), *kind.needs))}
    known.update(kind for needs in set(graph.outline.needs) for kind in needs)
    strays: dict[str, list[int]] = {}
    for position, kind in enumerate(graph.outline.kinds):
        if kind not in known:
            strays.setdefault(kind, []).append(position)
    for kind, positions in sorted(strays.items()):
        first = min((graph.items[position] for position in positions), key=lambda item: (item.span, item.id))
        others = f", and so are {len(positions) - 1} more" if len(positions) > 1 else ""
        message = f"{first.id} is of the kind {kind}, which nobody mentions{others}"
        closest = nearest(kind, known)
        help_ = f"did you mean {closest}?" if closest else ""
        yield Diagnostic(Code.STRAY_KIND, message, first.span, (), help_)
    yield from _misspelt_tables(graph, config, known)


def _misspelt_tables(graph: Graph, config: Config, known: Set[str]) -> Iterator[Diagnostic]:
    """The tables that say how a kind relates, which neither is an item's nor cited, but is like one that is `known`.

    Of an item's kind that is not known enough was said.
    """
    present = frozenset(graph.outline.kinds)
    bare = sorted(kind for kind in present & known if not _relates(config.kinds.get(kind, _UNTOLD)))
    for name in sorted(name for name, kind in config.kinds.items() if name not in present and _relates(kind)):
        meant = next((kind for kind in bare if _is_alike(name, kind)), None)
        if meant is not None and not _is_cited(graph, name):
            items = (graph.items[position] for position, kind in enumerate(graph.outline.kinds) if kind == meant)
            first = min(items, key=lambda item: (item.span, item.id))
            message = f"the configuration says how {name} relates, but no item is of it; {first.id} is of {meant}"
            help_ = f"did you mean kinds.{meant} where it says kinds.{name}?"
            yield Diagnostic(Code.UNKNOWN_KIND, message, first.span, (), help_)


def _relates(kind: Kind) -> bool:
    """Whether a table says how its kind relates to others."""
    return kind.covers is not None or bool(kind.needs)


def _is_alike(one: str, other: str) -> bool:
    """Whether nobody would call two kinds so: they differ in case, in the order of letters, or in a letter of many."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - only who has a table without items pays for it

    one, other = one.lower(), other.lower()
    return sorted(one) == sorted(other) or SequenceMatcher(None, one, other).ratio() > _ALIKE


def _is_cited(graph: Graph, kind: str) -> bool:
    """Whether any item needs the kind or covers one of it, so that its name is as it was meant."""
    start = f"{kind}~"
    return any(kind in needs for needs in graph.outline.needs) or any(
        cited.startswith(start) for covers in graph.outline.covers for cited in covers
    )
