# SPDX-License-Identifier: Apache-2.0
"""Which items a filter finds."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import translate
from types import MappingProxyType
from typing import Final

from reqtrace.report.query.filter import AllOf, AnyOf, Condition, Field, Filter, Not, Operator
from reqtrace.report.view import Entry, Neighbour

Fits = Callable[[Entry], bool]

_ANYWHERE: Final = (Field.TITLE, Field.TEXT)
"""Where what a pattern describes need only occur."""
_COMPARISONS: Final[Mapping[Operator, Callable[[int, int], bool]]] = MappingProxyType(
    {
        Operator.LESS: operator.lt,
        Operator.AT_MOST: operator.le,
        Operator.MORE: operator.gt,
        Operator.AT_LEAST: operator.ge,
    }
)


def fits(wanted: Filter) -> Fits:
    """A function that says whether a filter finds an item; what can be prepared is prepared once."""
    match wanted:
        case Condition(field, asked, values):
            return _condition(field, asked, values)
        case Not(part):
            return _denied(fits(part))
        case AllOf(parts):
            wanting = tuple(map(fits, parts))
            return lambda entry: all(each(entry) for each in wanting)
        case AnyOf(parts):
            offered = tuple(map(fits, parts))
            return lambda entry: any(each(entry) for each in offered)


def values(field: Field, entry: Entry) -> Sequence[str]:
    """What an item has in a field that holds words."""
    return _VALUES[field](entry)


def _condition(field: Field, asked: Operator, wanted: tuple[str, ...]) -> Fits:
    match asked:
        case Operator.EQUAL | Operator.AMONG:
            words = frozenset(wanted)
            found = _VALUES[field]
            return lambda entry: not words.isdisjoint(found(entry))
        case Operator.UNEQUAL | Operator.NOT_AMONG:
            return _denied(_condition(field, Operator.AMONG, wanted))
        case Operator.LIKE:
            return _like(field, wanted[0])
        case Operator.UNLIKE:
            return _denied(_like(field, wanted[0]))
        case _:
            return _compared(_COMPARISONS[asked], int(wanted[0]))


def _denied(part: Fits) -> Fits:
    return lambda entry: not part(entry)


def _like(field: Field, pattern: str) -> Fits:
    expression = re.compile(translate(f"*{pattern}*" if field in _ANYWHERE else pattern), re.IGNORECASE)
    found = _VALUES[field]
    return lambda entry: any(expression.match(value) for value in found(entry))


def _compared(compare: Callable[[int, int], bool], number: int) -> Fits:
    return lambda entry: compare(entry.id.revision, number)


def _others(neighbours: Iterable[Neighbour]) -> Sequence[str]:
    """The ids and kinds at the other end of good links; a link in a bad condition covers nothing."""
    good = [each.id for each in neighbours if each.condition.good]
    return [*map(str, good), *(id_.kind for id_ in good)]


def _text(entry: Entry) -> Sequence[str]:
    item = entry.item
    written = (item.title, item.description, item.rationale, item.comment, *(block.text for block in item.blocks))
    return ("\n".join(filter(None, written)),)


_VALUES: Final[Mapping[Field, Callable[[Entry], Sequence[str]]]] = MappingProxyType(
    {
        Field.ID: lambda entry: (str(entry.id),),
        Field.KIND: lambda entry: (entry.id.kind,),
        Field.NAME: lambda entry: (entry.id.name,),
        Field.REVISION: lambda entry: (str(entry.id.revision),),
        Field.TITLE: lambda entry: (entry.title,),
        Field.TAG: lambda entry: entry.item.tags,
        Field.STATUS: lambda entry: (entry.item.status.value,),
        Field.VERDICT: lambda entry: (entry.chip.word,),
        Field.COVERS: lambda entry: _others(entry.covers),
        Field.COVERED_BY: lambda entry: _others(entry.covered_by),
        Field.NEEDS: lambda entry: [need.kind for need in entry.item.needs],
        Field.MISSING: lambda entry: entry.missing,
        Field.FILE: lambda entry: (entry.item.span.file,),
        Field.TEXT: _text,
    }
)
