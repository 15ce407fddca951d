# SPDX-License-Identifier: Apache-2.0
"""When two states are the same machine: a value that is equal for them, and quick to compare."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields
from operator import attrgetter

from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.tree.devicetree import Tree

LEFT_OUT = frozenset({"host", "xen", "next_number", "log"})
"""What is the same for all states of a root, and what only words and the next number depend on."""

_SETS = ("listed", "windows", "permitted", "permitted_lines", "known", "masters", "quarantined", "broken")
_MAPPINGS = ("holder", "routes", "streams")
_DOMAINS = ("domains", "zombies")

_RECORDS = tuple(field.name for field in fields(State) if field.name not in LEFT_OUT.union(_SETS, _MAPPINGS, _DOMAINS))
"""The rest, which changes seldom."""

_sets, _mappings, _domains, _records = (attrgetter(*names) for names in (_SETS, _MAPPINGS, _DOMAINS, _RECORDS))


class Identities:
    """Tells the states of one root apart; remembers trees and records it has seen, which are few."""

    def __init__(self, root: State) -> None:
        self._usual = _records(root)
        self._states: dict[Hashable, int] = {}
        self._domains: dict[int, tuple[Domain, int]] = {}
        self._kinds: dict[Hashable, int] = {}
        self._trees: dict[int, tuple[Tree, int]] = {}
        self._contents: dict[Hashable, int] = {}

    def __call__(self, state: State) -> int:
        """The number of the state: the same for two states just when they differ in nothing that counts."""
        content = self._content(state)
        return self._states.setdefault(content, len(self._states))

    def _content(self, state: State) -> Hashable:
        records = _records(state)
        return (
            _sets(state),
            *[frozenset(mapping.items()) for mapping in _mappings(state)],
            *[frozenset(map(self._domain, domains.values())) for domains in _domains(state)],
            None if records == self._usual else hashable(records),
        )

    def _domain(self, domain: Domain) -> int:
        """A number that is the same for equal domains."""
        known = self._domains.get(id(domain))
        if known is None:
            content = (
                domain.number, domain.name, domain.ram, domain.ram_base, domain.iommu, domain.options, domain.features,
                domain.dying, self._tree(domain.tree),
            )  # fmt: skip
            known = self._domains[id(domain)] = domain, self._kinds.setdefault(content, len(self._kinds))
        return known[1]

    def _tree(self, tree: Tree) -> int:
        """A number that is the same for equal trees."""
        known = self._trees.get(id(tree))
        if known is None:
            content = hashable(tree)
            number = self._contents.setdefault(content, len(self._contents))
            known = self._trees[id(tree)] = tree, number  # kept, so that its id is not given to another tree
        return known[1]


def hashable(value: object) -> Hashable:
    """A value that is equal just when `value` is, and can be hashed: mappings as sets, records field by field."""
    if isinstance(value, Mapping):
        return frozenset((key, hashable(each)) for key, each in value.items())
    if isinstance(value, tuple):
        return tuple(hashable(each) for each in value)
    names = getattr(type(value), "__dataclass_fields__", None)
    if names is not None:
        return (type(value), *(hashable(getattr(value, name)) for name in names))
    if not isinstance(value, Hashable):
        raise TypeError(f"{type(value).__name__} can not be told apart")
    return value
