# SPDX-License-Identifier: Apache-2.0
"""Which items are requirements that can be verified, and which only mark a place in code."""

from __future__ import annotations

from collections.abc import Set

from reqtrace.config import Config
from reqtrace.trace.graph import Graph


def speaking(graph: Graph, config: Config) -> Set[str]:
    """The kinds whose items say something about what they cover: test cases, and kinds whose items need something."""
    executable = {kind for kind in config.kinds if config.is_executable(kind)}
    return executable | {item.id.kind for item in graph.items if item.needs}


def marks(graph: Graph, config: Config) -> Set[int]:
    """The positions of the items that can be neither verified nor not: they cover something and say nothing themselves.

    Such are the coverage tags in source files. What has a title or a description is none, for an author may have
    forgotten its needs, and that must not hide that nothing verifies it.
    """
    kinds = speaking(graph, config)
    return {
        position
        for position, item in enumerate(graph.items)
        if item.covers and item.id.kind not in kinds and not (item.title or item.description)
    }
