# SPDX-License-Identifier: Apache-2.0
"""Which ids stand in the name of a test, also where a language allows no ``~`` in names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from reqtrace.ident import KIND, NAME, ItemId

_WRITTEN: Final = re.compile(rf"(?<![\w~.-])({KIND}~{NAME}~[0-9]+)(?![\w~])")
"""An id as it is, with what may not stand around it."""
_KIND: Final = re.compile(r"(?<![A-Za-z0-9~])([A-Za-z]+)__(?=[^\W\d_])")
"""The kind of an id that is spelled, with what stands between it and the name."""
_REVISION: Final = re.compile(r"__([0-9]+)(?![0-9A-Za-z])")
"""The revision of an id that is spelled, with what stands before it."""
_SIGNS: Final = re.compile(r"[.-]")


def spelled(id_: ItemId) -> str:
    """An id as the name of a function: ``kind__name__1``, with ``_`` for every other sign that a name may hold."""
    return f"{id_.kind}__{_SIGNS.sub('_', id_.name)}__{id_.revision}"


# [impl->dsn~results_name_items~1]
class Spelling:
    """How the ids there are can be spelled; two that are spelled alike stand for nothing."""

    def __init__(self, ids: Iterable[ItemId]) -> None:
        self.kinds: set[str] = set()
        self.names: dict[tuple[str, str], set[str]] = {}
        for id_ in ids:
            self.kinds.add(id_.kind)
            self.names.setdefault((id_.kind, _SIGNS.sub("_", id_.name)), set()).add(id_.name)

    def found(self, text: str) -> tuple[ItemId, ...]:
        """The ids that stand in a text, as they are or spelled, each once.

        Spelled ones count only where their kind is one that there is, for other names have two underscores too. Where
        a name could end at several places, the longest counts that there is, or else the shortest.
        """
        return tuple(dict.fromkeys((*_written(text), *self._spelled(text))))

    def _spelled(self, text: str) -> Iterator[ItemId]:
        end = 0
        for kind in _KIND.finditer(text):
            if kind.start() < end or kind[1] not in self.kinds:
                continue
            ends = [*_REVISION.finditer(text, kind.end())]
            known = [each for each in ends if (kind[1], text[kind.end() : each.start()]) in self.names]
            for each in (*known[-1:], *(ends[:1] if not known else ())):
                end = each.end()
                name = text[kind.end() : each.start()]
                meant = self.names.get((kind[1], name), {name})
                id_ = ItemId.parse(f"{kind[1]}~{next(iter(meant))}~{each[1]}") if len(meant) == 1 else None
                if id_ is not None:
                    yield id_


def _written(text: str) -> Iterator[ItemId]:
    for found in _WRITTEN.finditer(text):
        if (id_ := ItemId.parse(found[1])) is not None:
            yield id_


def newest(ids: Iterable[ItemId]) -> Mapping[tuple[str, str], ItemId]:
    """The greatest revision of every item, by its kind and name."""
    return {(id_.kind, id_.name): id_ for id_ in sorted(ids)}
