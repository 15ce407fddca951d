# SPDX-License-Identifier: Apache-2.0
"""A device tree as an immutable value: nodes, their properties, and what the properties say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

CELL = 4
"""Bytes of a cell, the number a device tree is made of."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its path from the root, its properties as bytes, its children in the order written.

    `properties` is never changed after construction.
    """

    path: str
    properties: Mapping[str, bytes]
    children: tuple[Node, ...] = ()

    @property
    def name(self) -> str:
        """The last component of the path, with the unit address."""
        return self.path.rpartition("/")[2]

    def __hash__(self) -> int:
        return hash((self.path, frozenset(self.properties.items()), self.children))

    def __contains__(self, name: str) -> bool:
        return name in self.properties

    def cells(self, name: str) -> tuple[int, ...]:
        """The property as 32-bit numbers; bytes behind the last whole cell are left out; empty where it is absent."""
        value = self.properties.get(name, b"")
        whole = len(value) - len(value) % CELL
        return tuple(int.from_bytes(value[at : at + CELL], "big") for at in range(0, whole, CELL))

    def cell(self, name: str, default: int) -> int:
        """The first cell of the property, or `default`."""
        return next(iter(self.cells(name)), default)

    def strings(self, name: str) -> tuple[str, ...]:
        """The property as the strings it lists; empty where it is absent."""
        value = self.properties.get(name, b"")
        return (
            tuple(part.decode("utf-8", "replace") for part in value.removesuffix(b"\0").split(b"\0")) if value else ()
        )

    def text(self, name: str) -> str | None:
        """The first string of the property, or None where it is absent or empty."""
        return next(iter(self.strings(name)), None)

    def walk(self) -> Iterator[Node]:
        """The node and all below it, parents before their children."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Tree:
    """A whole device tree; its hash is that of all nodes, and so is kept."""

    root: Node

    @cached_property
    def _hash(self) -> int:
        return hash(self.root)

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[Tree], tuple[Node]]:
        """Leave the hash behind where a tree goes to another process: strings hash differently there."""
        return Tree, (self.root,)

    def walk(self) -> Iterator[Node]:
        """All nodes, parents before their children."""
        return self.root.walk()

    def node(self, path: str) -> Node | None:
        """The node at `path`, None where there is none; a path without a leading slash begins with an alias.

        Source: Xen's dt_find_node_by_path() accepts both.
        """
        if not path.startswith("/"):
            alias, _, rest = path.partition("/")
            target = self._alias(alias)
            if target is None or not target.startswith("/"):
                return None
            path = f"{target}/{rest}"
        node: Node | None = self.root
        for component in filter(None, path.split("/")):
            if node is None:
                return None
            node = next((child for child in node.children if child.name == component), None)
        return node

    def has_property(self, name: str) -> bool:
        """Whether any node of the tree has a property of this name."""
        return any(name in node for node in self.walk())

    def phandles(self) -> dict[int, Node]:
        """Every node that can be referred to, by its phandle."""
        return {node.cell("phandle", 0): node for node in self.walk() if "phandle" in node}

    def _alias(self, name: str) -> str | None:
        aliases = next((child for child in self.root.children if child.name == "aliases"), None)
        return None if aliases is None else aliases.text(name)


def cells_of(*numbers: int) -> bytes:
    """The numbers as consecutive 32-bit cells."""
    return b"".join(number.to_bytes(CELL, "big") for number in numbers)


def string_of(*texts: str) -> bytes:
    """The texts as a property holds them."""
    return b"".join(text.encode() + b"\0" for text in texts)
