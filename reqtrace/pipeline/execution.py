# SPDX-License-Identifier: Apache-2.0
"""What is looked at, and what its test cases are executed on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from reqtrace.scenario.targets import PROFILES, Later, laboratory, target

if TYPE_CHECKING:
    from reqtrace.scenario.switches import Laboratory, Switchable
    from reqtrace.scenario.target import Target


class Selection(Struct, frozen=True):
    """Which items are looked at: those of these kinds, and with one of these tags; None stands for all."""

    kinds: frozenset[str] | None = None
    tags: frozenset[str] | None = None


EVERYTHING: Final = Selection()


class Execution(Struct, frozen=True):
    """What test cases are executed on, and which of them: those whose id or name fits the `fnmatch` pattern `only`.

    Where `due`, it is a fault if there is no test case at all.
    """

    target: Target
    profile: str
    only: str = "*"
    due: bool = True


class Comparison(Execution, frozen=True, kw_only=True):
    """An execution on several profiles, of which `profile` is one; the evidence is that of this one."""

    profiles: tuple[str, ...]
    target: Switchable


class Probing(Execution, frozen=True, kw_only=True):
    """An execution with everything made wrong, one thing after the other; `reasons` says what may go unnoticed."""

    laboratory: Laboratory
    reasons: Mapping[str, str] = MappingProxyType({})


class Wanted(Struct, frozen=True):
    """What is to be told of test cases besides their outcome on one profile."""

    compared: bool = False
    """How they end on every profile."""
    probed: bool = False
    """What they notice of everything that can be made wrong."""
    reasons: Mapping[str, str] = MappingProxyType({})
    """What may go unnoticed, and why."""


# [impl->dsn~several_grounds_in_one_call~1]
def executions(on: str, profile: str, wanted: Wanted, *, due: bool = True) -> Iterator[Execution]:
    """What has to be executed on the target called `on` to tell what is wanted: at least every case once.

    What is nothing but executed loads its target only where there is a case.
    """
    if wanted.compared:
        yield Comparison(target=target(on), profile=profile, due=due, profiles=PROFILES[on])
    elif profile != PROFILES[on][0] or not wanted.probed:
        yield Execution(Later(on), profile, due=due)
    if wanted.probed:
        tried = laboratory(on)
        yield Probing(target=tried.required, profile=tried.profile, due=due, laboratory=tried, reasons=wanted.reasons)
