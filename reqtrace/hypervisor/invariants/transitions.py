# SPDX-License-Identifier: Apache-2.0
"""Invariants on single steps: what an operation may change at all, whether it was granted or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.observation.changes import changes

NEVER_THE_SAME = frozenset({"log", "next_number"})
"""What a refused operation may leave behind: what was logged, and that a number is used up."""


@dataclass(frozen=True, slots=True)
class Step:
    """An operation as seen from outside: the states before and after it, and whether it was refused."""

    before: State
    after: State
    refused: bool = False


Law = Callable[[Step], Iterator[str]]
"""Yields the offenders; its docstring is the sentence that must hold."""


def i_11(step: Step) -> Iterator[str]:
    """I-11: an operation that is refused changes nothing, and stops nobody."""
    if step.after.panic is not None and step.before.panic is None:
        yield f"the machine stopped: {step.after.panic}"
    elif step.refused and step.after is not step.before:
        told = changes(step.before, step.after)
        yield from told or (f"{name} is not what it was" for name in _changed(step))


def i_15_withdrawn(step: Step) -> Iterator[str]:
    """I-15: Xen forgets no function that a guest holds."""
    for name in sorted(step.before.known - step.after.known):
        holder = step.before.holder.get(name, DOM0)
        if holder != DOM0 and step.after.panic is None:
            yield f"{name} of d{holder}"


LAWS: tuple[Law, ...] = (i_11, i_15_withdrawn)
"""The invariants of a single step; those of several steps (I-18, I-21) are laws in the tests."""


def _changed(step: Step) -> list[str]:
    names = (field.name for field in fields(State) if field.name not in NEVER_THE_SAME)
    return [name for name in names if getattr(step.before, name) != getattr(step.after, name)]
