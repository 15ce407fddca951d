# SPDX-License-Identifier: Apache-2.0
"""The items that a choice is about, and what in a choice fits nothing that there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Final

from reqtrace.diagnostic import Names
from reqtrace.report.query.choice import Choice
from reqtrace.report.query.filter import Field, Filter, Malformed, Operator, conditions, parse
from reqtrace.report.query.fit import fits, values
from reqtrace.report.query.order import KEYS, arranged
from reqtrace.report.query.vocabulary import STATUSES, VERDICTS
from reqtrace.report.view import Entry, View

_EXACT: Final = (Operator.EQUAL, Operator.UNEQUAL, Operator.AMONG, Operator.NOT_AMONG)
_HELD_BY: Final[Mapping[Field, tuple[str, tuple[Field, ...]]]] = MappingProxyType(
    {
        Field.ID: ("no item is called {}", (Field.ID,)),
        Field.KIND: ("no item is of kind {}", (Field.KIND,)),
        Field.TAG: ("no item has the tag {}", (Field.TAG,)),
        Field.COVERS: ("no item is called, or of kind, {}", (Field.ID, Field.KIND)),
        Field.COVERED_BY: ("no item is called, or of kind, {}", (Field.ID, Field.KIND)),
        Field.NEEDS: ("no item is of kind {}, and none needs it", (Field.KIND, Field.NEEDS)),
        Field.MISSING: ("no item is of kind {}, and none needs it", (Field.KIND, Field.NEEDS)),
    }
)
"""What is said where a value of these fields fits no item, and what of some item it must be to fit."""
_FEW: Final = 20
"""How many words are told one by one to who is at a loss."""


def choose(entries: Iterable[Entry], choice: Choice) -> tuple[Entry, ...]:
    """Those of `entries` that are wanted, in the order that is wanted or, where none is, in theirs."""
    found = list(entries)
    if choice.kinds:
        kinds = frozenset(choice.kinds)
        found = [entry for entry in found if entry.id.kind in kinds]
    if choice.tags:
        tags = frozenset(choice.tags)
        found = [entry for entry in found if not tags.isdisjoint(entry.item.tags)]
    if choice.statuses:
        statuses = frozenset(choice.statuses)
        found = [entry for entry in found if entry.item.status.value in statuses]
    if choice.verdicts:
        verdicts = frozenset(choice.verdicts)
        found = [entry for entry in found if entry.chip.word in verdicts]
    if choice.where:
        found = list(filter(fits(_parsed(choice.where)), found))
    return arranged(found, choice.sort)


def _parsed(where: str) -> Filter:
    """The filter of a choice, which whoever made that choice has found to parse."""
    parsed = parse(where)
    if isinstance(parsed, Malformed):
        raise ValueError(f"a choice holds no filter: {parsed}")
    return parsed


def objections(view: View, choice: Choice) -> tuple[str, ...]:
    """What in a choice fits nothing in the project, a sentence each with the way out.

    A kind, a tag or an id that no item has, a verdict or a status that there is not, an order that there is not; and in
    a filter the same of what is to be found exactly.
    """
    asked = chain(
        ((Field.KIND, kind) for kind in choice.kinds),
        ((Field.TAG, tag) for tag in choice.tags),
        _asked_exactly(choice.where),
    )
    said = (
        *_absent(view, asked),
        *(_no(word, "status", STATUSES) for word in choice.statuses if word not in STATUSES),
        *(_no(word, "verdict", VERDICTS) for word in choice.verdicts if word not in VERDICTS),
        *(_no(key, "order", tuple(KEYS)) for key in choice.sort if key.removeprefix("-") not in KEYS),
    )
    return tuple(dict.fromkeys(said))


def _asked_exactly(where: str) -> Iterator[tuple[Field, str]]:
    """The values that a filter wants to find exactly, of which it may be that no item has them."""
    parsed = parse(where) if where else None
    if parsed is not None and not isinstance(parsed, Malformed):
        for each in conditions(parsed):
            if each.operator in _EXACT and each.field in _HELD_BY:
                yield from ((each.field, value) for value in each.values)


def _absent(view: View, asked: Iterable[tuple[Field, str]]) -> Iterator[str]:
    """What no item has of what is `asked` for."""
    held: dict[Field, frozenset[str]] = {}
    for field, value in asked:
        reason, fields = _HELD_BY[field]
        for each in fields:
            if each not in held:
                held[each] = frozenset(word for entry in view.entries for word in values(each, entry))
        known = frozenset[str]().union(*(held[each] for each in fields))
        if value not in known:
            yield f"{reason.format(repr(value))}; {_way_out(value, known)}"


def _no(word: str, noun: str, known: Collection[str]) -> str:
    return f"{word!r} is no {noun}; {_way_out(word, known)}"


def _way_out(word: str, known: Collection[str]) -> str:
    if closest := Names(known).nearest(word):
        return f"did you mean {closest}?"
    if len(known) > _FEW:
        return "none is alike"
    return f"choose from {', '.join(sorted(known))}" if known else "there is none at all"
