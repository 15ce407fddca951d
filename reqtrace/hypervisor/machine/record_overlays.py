# SPDX-License-Identifier: Apache-2.0
"""The device tree overlays that were added while the machine ran."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reqtrace.hypervisor.tree.devicetree import Tree


@dataclass(frozen=True, slots=True)
class Overlays:
    """What the control domain has at hand, and what it has done with it.

    `files` are the overlays it could add, by name; `added` maps those that are part of the host tree to the paths of
    their nodes, `attached` those that a domain was given to its number.
    """

    files: Mapping[str, Tree] = field(default_factory=dict)
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attached: Mapping[str, int] = field(default_factory=dict)
