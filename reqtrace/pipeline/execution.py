# SPDX-License-Identifier: Apache-2.0
"""What is looked at, and what its test cases are executed on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct

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
    """An execution on several profiles; the evidence is that of the first, which is `profile`."""

    profiles: tuple[str, ...]
    target: Switchable


class Probing(Execution, frozen=True, kw_only=True):
    """An execution with everything made wrong, one thing after the other; `reasons` says what may go unnoticed."""

    laboratory: Laboratory
    reasons: Mapping[str, str] = MappingProxyType({})
