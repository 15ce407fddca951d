# SPDX-License-Identifier: Apache-2.0
"""Test cases are executed on a target: items in, evidence out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain, groupby
from typing import TYPE_CHECKING

from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.evidence import Evidence
from reqtrace.item import Item
from reqtrace.scenario.moot import Executed
from reqtrace.scenario.sharing import shared

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from reqtrace.scenario.target import Target

CHUNK = 16
"""How many cases a worker is given at once: one takes a few milliseconds."""


# [impl->dsn~evidence_is_kept_by_step~1]
def execute(
    items: Iterable[Item], target: Target, profile: str, *, executor: Executor | None = None
) -> tuple[Evidence, tuple[Diagnostic, ...]]:
    """Execute `items`, all of them test cases, on `target`; the same with an executor and without.

    `profile` is one of the target's. Whatever is wrong with a case is a diagnostic and an outcome; an exception
    is a fault of ours.
    """
    if profile not in target.profiles:
        raise ValueError(f"{target.name} has no profile {profile!r}")
    work = partial(_case, target=target, profile=profile)
    done = shared(by_id(items), work, lambda settled: settled, executor, CHUNK)
    evidence = Evidence(target.name, target.shown(profile), tuple(case for case, _ in done))
    return evidence, in_order(chain.from_iterable(diagnostics for _, diagnostics in done))


def by_id(items: Iterable[Item]) -> list[tuple[Item, ...]]:
    """The items in their order; those that have one id together."""
    ordered = sorted(items, key=lambda item: (item.id, item.span))
    return [tuple(group) for _, group in groupby(ordered, key=lambda item: item.id)]


def _case(items: Sequence[Item], target: Target, profile: str) -> Executed:
    """Execute the item of one id; `items` are all that have it."""
    from reqtrace.scenario.trial import understand  # noqa: PLC0415 - what can not be executed needs nothing that can

    return understand(items).perform(target, profile)
