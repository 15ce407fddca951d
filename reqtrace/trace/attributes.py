# SPDX-License-Identifier: Apache-2.0
"""What an item says of itself beyond its text: safety integrity, how it is verified, how its test was derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from msgspec import Struct

from reqtrace.config import Config, Kind
from reqtrace.config.terms import TAGS, Extent, Integrity, Mark, Method, Technique, Term, TestType, folded
from reqtrace.item import Item

__all__ = ["Attributes", "Extent", "Integrity", "Method", "Technique", "TestType", "attributes", "every", "terms"]

_T = TypeVar("_T", Integrity, Method, TestType, Technique, Extent, Mark)


class Attributes(Struct, frozen=True):
    """What an item says of itself with its tags, or what the project says of its kind."""

    integrity: str = ""
    """The safety integrity level, such as ``ASIL B``, or ``QM``; several where they are of several standards, as in
    ``ASIL B, SIL 2``; empty where nobody states one."""
    method: Method | None = None
    """None where nothing says how the item is to be verified."""
    types: tuple[TestType, ...] = ()
    techniques: tuple[Technique, ...] = ()
    extent: Extent = Extent.UNSAID
    together: bool = False
    """Whether the author says that the cases of the item together verify all of it."""
    derived: bool = False
    """Whether the author says that the item refines nothing, but follows from a decision of design."""

    @property
    def levels(self) -> tuple[Integrity, ...]:
        """The levels that `integrity` names."""
        return tuple(Integrity(each) for each in self.integrity.split(", ")) if self.integrity else ()

    @property
    def safety(self) -> bool:
        """Whether a level is stated, and is one of safety: what is QM is none, and neither is what nobody stated."""
        return any(level.safety for level in self.levels)


# [impl->dsn~tags_have_meanings~1]
def attributes(item: Item, config: Config) -> Attributes:
    """What `item` says of itself with its tags; where it says nothing, what `config` says of its kind.

    Of several levels of one standard the highest counts. An item that needs test cases is verified by test unless it
    says otherwise, and a test case without a type is based on the requirements that it covers. Where tags contradict
    each other on how much a case verifies, it verifies a part.
    """
    kind = config.kinds.get(item.id.kind, _PLAIN)
    said = terms(item.tags, config.meanings)
    extents = _of(said, Extent)
    return Attributes(
        integrity=", ".join(_highest(_of(said, Integrity) or _known(kind.integrity))),
        method=next(iter(_of(said, Method)), None) or _method(item, config),
        types=_of(said, TestType) or _types(item, kind, config),
        techniques=_of(said, Technique),
        extent=Extent.IN_PART if Extent.IN_PART in extents else next(iter(extents), kind.extent),
        together=Mark.TOGETHER in said,
        derived=Mark.DERIVED in said,
    )


def every(items: Sequence[Item], config: Config) -> tuple[Attributes, ...]:
    """What each of `items` says of itself; of those that say the same it is found out once."""
    found: dict[tuple[object, ...], Attributes] = {}
    told = []
    for item in items:
        key = (item.id.kind, item.tags, bool(item.covers), *[need.kind for need in item.needs])
        if key not in found:
            found[key] = attributes(item, config)
        told.append(found[key])
    return tuple(told)


_PLAIN = Kind()


def terms(tags: Iterable[str], meanings: Mapping[str, tuple[Term, ...]] = TAGS) -> tuple[Term, ...]:
    """What `tags` mean, in their order, each once; most tags mean nothing to us."""
    return tuple(dict.fromkeys(term for tag in tags for term in meanings.get(folded(tag), ())))


def _of(said: Sequence[Term], vocabulary: type[_T]) -> tuple[_T, ...]:
    """The terms of one vocabulary, in its order."""
    if not said:  # most items say nothing
        return ()
    found = {term for term in said if isinstance(term, vocabulary)}
    return tuple(term for term in vocabulary if term in found)


def _known(level: Integrity | None) -> tuple[Integrity, ...]:
    return () if level is None else (level,)


def _highest(levels: Iterable[Integrity]) -> tuple[Integrity, ...]:
    """The last of each scale; they are in order."""
    return tuple(list(same)[-1] for _, same in groupby(levels, key=lambda level: level.scale))


def _method(item: Item, config: Config) -> Method | None:
    """How the kind is verified, or what the item needs to be verified by; an executable kind is a test."""
    for kind in (item.id.kind, *(need.kind for need in item.needs)):
        if (method := config.method_of(kind)) is not None:
            return method
    return None


def _types(item: Item, kind: Kind, config: Config) -> tuple[TestType, ...]:
    if kind.type is not None:
        return (kind.type,)
    test = config.method_of(item.id.kind) is Method.TEST
    return (TestType.REQUIREMENTS,) if test and item.covers else ()
