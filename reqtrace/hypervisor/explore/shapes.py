# SPDX-License-Identifier: Apache-2.0
"""What a domain of the small scope can ask for: every passthrough tree of one node, and some of several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from reqtrace.hypervisor.assignment.passthrough import FORCE
from reqtrace.hypervisor.explore.scope import CONTROLLER, FRAMES, path
from reqtrace.hypervisor.region import PAGE
from reqtrace.hypervisor.tree.devicetree import Node, Tree, cells_of, string_of

ASIDE = 0x20000000
"""How far from its place in the machine a domain sees a frame that it does not see there."""


@dataclass(frozen=True, slots=True)
class NodeShape:
    """A node below `/passthrough`: one frame, where it is seen, the device it names, and whether it is forced."""

    frame: int
    identity: bool
    names: int | None
    forced: bool

    def __str__(self) -> str:
        named = "" if self.names is None else f", xen,path {path(self.names)}"
        return f"xen,reg {self.frame:#x} at {self.guest:#x}{named}{', forced' if self.forced else ''}"

    @property
    def is_sensible(self) -> bool:
        """Whether it asks for the registers of the device it names, or of any device if it names none on purpose."""
        return self.frame in FRAMES and (self.names == self.frame or (self.names is None and self.forced))

    @property
    def guest(self) -> int:
        """The guest address."""
        return self.frame if self.identity else self.frame + ASIDE


@dataclass(frozen=True, slots=True)
class DomainShape:
    """A domain to be created: the nodes of its passthrough tree, none for no tree, and whether it is direct-mapped."""

    nodes: tuple[NodeShape, ...]
    direct_map: bool

    @property
    def is_sensible(self) -> bool:
        """Whether each of its nodes is."""
        return all(node.is_sensible for node in self.nodes)

    def __str__(self) -> str:
        nodes = " and ".join(map(str, self.nodes)) or "no passthrough tree"
        return f"{'direct-mapped, ' if self.direct_map else ''}with {nodes}"


@cache
def shapes() -> tuple[DomainShape, ...]:
    """Every shape, the plainest first.

    A tree of one node may ask for any frame at either place, name any device or none, and be forced or not; trees of
    two and three nodes ask for whole devices, all forced or none.
    """
    return tuple(DomainShape(nodes, direct_map) for nodes in _trees() for direct_map in (False, True))


def _trees() -> Iterator[tuple[NodeShape, ...]]:
    yield ()
    for named in (*FRAMES, None):
        for frame in sorted((*FRAMES, CONTROLLER), key=lambda frame: frame != named):
            for identity in (True, False):
                for forced in (False, True):
                    yield (NodeShape(frame, identity, named, forced),)
    for count in (2, 3):
        for frames in combinations(FRAMES, count):
            for forced in (False, True):
                yield tuple(NodeShape(frame, True, frame, forced) for frame in frames)


@cache
def tree_of(nodes: tuple[NodeShape, ...]) -> Tree | None:
    """The passthrough tree of these nodes."""
    if not nodes:
        return None
    cells = {"#address-cells": cells_of(2), "#size-cells": cells_of(2)}
    below = tuple(_node(f"/passthrough/n{number}", node) for number, node in enumerate(nodes))
    return Tree(Node("/", {}, (Node("/passthrough", {**cells, "ranges": b""}, below),)))


def _node(place: str, node: NodeShape) -> Node:
    properties = {"xen,reg": cells_of(0, node.frame, 0, PAGE, 0, node.guest)}
    if node.names is not None:
        properties["xen,path"] = string_of(path(node.names))
    if node.forced:
        properties[FORCE] = b""
    return Node(place, properties)
