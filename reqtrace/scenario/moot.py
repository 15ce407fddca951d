# SPDX-License-Identifier: Apache-2.0
"""Test cases of which nothing can be executed anywhere, found without anything that executes."""

from __future__ import annotations

from collections.abc import Sequence

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Outcome
from reqtrace.item import Item
from reqtrace.scenario.languages import is_executed, mistaken

Executed = tuple[Case, tuple[Diagnostic, ...]]
"""What became of a test case, and what there is to say about it."""


def moot(items: Sequence[Item]) -> Executed | None:
    """What becomes of the case of one id that is nothing to be executed; `items` are all that have the id.

    None where there is something.
    """
    item = items[0]
    if len(items) > 1:
        return Case(item.id, item.digest, Outcome.ERROR, message="several items have this id"), ()
    if any(map(is_executed, item.blocks)) or any(True for _ in mistaken(item.blocks)):
        return None
    note = Diagnostic(Code.NO_SCENARIO, f"{item.id} has no scenario", item.span)
    return Case(item.id, item.digest, Outcome.BLOCKED, message="no scenario"), (note,)
