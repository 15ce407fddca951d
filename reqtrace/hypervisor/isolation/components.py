# SPDX-License-Identifier: Apache-2.0
"""Connected components: elements that are joined, directly or through others, fall into one class."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

E = TypeVar("E", bound=Hashable)


class Components(Generic[E]):
    """A partition that becomes coarser with every two elements that are joined (union by size, path halving)."""

    def __init__(self, elements: Iterable[E]) -> None:
        self._above = {element: element for element in elements}
        self._sizes = dict.fromkeys(self._above, 1)

    def join(self, one: E, other: E) -> None:
        """Let both be in one class."""
        first, second = self._top(one), self._top(other)
        if first == second:
            return
        if self._sizes[first] < self._sizes[second]:
            first, second = second, first
        self._above[second] = first
        self._sizes[first] += self._sizes[second]

    def classes(self) -> list[list[E]]:
        """The classes, in the order in which their first elements were given; so are their elements."""
        found: dict[E, list[E]] = {}
        for element in self._above:
            found.setdefault(self._top(element), []).append(element)
        return list(found.values())

    def _top(self, element: E) -> E:
        above = self._above
        while above[element] != element:
            above[element] = above[above[element]]
            element = above[element]
        return element
