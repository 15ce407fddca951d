# SPDX-License-Identifier: Apache-2.0
"""The targets by name: what a command can offer without loading any of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reqtrace.diagnostic import Diagnostic
    from reqtrace.scenario.setup import Setup
    from reqtrace.scenario.switches import Laboratory, Switchable
    from reqtrace.scenario.target import Machine

PROFILES: Mapping[str, tuple[str, ...]] = MappingProxyType({"model": ("required", "xen-4.17", "xen-4.20", "xen-head")})
"""The profiles of every target, the usual one of each first."""


def target(name: str, added: Collection[str] = (), removed: Collection[str] = ()) -> Switchable:
    """The target of this name, which is one of `PROFILES`, with findings switched on and off, those of `known`."""
    if name != "model":
        raise ValueError(f"no target is called {name!r}")
    from reqtrace.scenario.on_model import Model  # noqa: PLC0415 - a trace executes nothing and needs no model

    return Model().switched(added, removed)


@dataclass(frozen=True, slots=True)
class Later:
    """The target called `name`, which is loaded when it is given something to execute, else not at all."""

    name: str

    @property
    def profiles(self) -> tuple[str, ...]:
        """The behaviours it can show."""
        return PROFILES[self.name]

    def shown(self, profile: str) -> str:
        """What people call the profile."""
        return profile

    def prepare(self, setup: Setup, profile: str) -> Machine | tuple[Diagnostic, ...]:
        """Set a machine up."""
        return target(self.name).prepare(setup, profile)


def known() -> tuple[str, ...]:
    """The findings that can be switched on and off, by name."""
    from reqtrace.hypervisor.findings import FINDINGS  # noqa: PLC0415 - as above

    return tuple(str(finding) for finding in FINDINGS)


def laboratory(name: str) -> Laboratory:
    """What is tried out on the target of this name."""
    if name != "model":
        raise ValueError(f"nothing can be tried out on {name!r}")
    from reqtrace.scenario.on_model.laboratory import ModelLaboratory  # noqa: PLC0415 - as above

    return ModelLaboratory()
