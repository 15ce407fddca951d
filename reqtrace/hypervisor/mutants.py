# SPDX-License-Identifier: Apache-2.0
"""Every Xen that differs from the one required in a single rule, so that it shows which test cases notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reqtrace.hypervisor.books import BOOKS, Listed
from reqtrace.hypervisor.xen import Mutation


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule that is broken in one way, and the books in which it stands."""

    mutation: Mutation
    rule: Listed
    books: tuple[str, ...]


def mutants() -> tuple[Mutant, ...]:
    """Every rule of every book broken in every way that it can be, each once, by name."""
    return tuple(Mutant(Mutation(rule.name, way), rule, books) for rule, books in _rules() for way in rule.ways)


def _rules() -> Iterator[tuple[Listed, tuple[str, ...]]]:
    """Every rule with the books it stands in, by its name."""
    found: dict[str, tuple[Listed, list[str]]] = {}
    for name, book in BOOKS.items():
        for rule in book:
            known, books = found.setdefault(rule.name, (rule, []))
            if known is not rule:
                raise ValueError(f"two rules are called {rule.name}")
            books.append(name)
    yield from ((rule, tuple(books)) for _, (rule, books) in sorted(found.items()))
