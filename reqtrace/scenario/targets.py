# SPDX-License-Identifier: Apache-2.0
"""The targets by name: what a command can offer without loading any of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reqtrace.scenario.target import Target

PROFILES: Mapping[str, tuple[str, ...]] = MappingProxyType({"model": ("required",)})
"""The profiles of every target, the usual one of each first."""


def target(name: str) -> Target:
    """The target of this name, which is one of `PROFILES`."""
    if name != "model":
        raise ValueError(f"no target is called {name!r}")
    from reqtrace.scenario.on_model import Model  # noqa: PLC0415 - a trace executes nothing and needs no model

    return Model()
