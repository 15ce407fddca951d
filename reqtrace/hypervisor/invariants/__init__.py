# SPDX-License-Identifier: Apache-2.0
"""What holds in every reachable state, from host and state alone: the rules of the requests are never asked.

`violations` judges a state, `transition_violations` an operation by the states before and after it, `lapses` the
states that an operation passes through. Scenarios ask after every step, exploration for every state that it reaches.
The invariants are by subject in `owners`, `registers`, `requests` and `views`, those of steps in `transitions`, and
look up in `facts` what they ask most. Each is a generator that names what breaks it, and its docstring is the sentence
of the invariant. They follow from the requirements and from no source of Xen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from reqtrace.hypervisor.invariants.facts import Facts, Invariant
from reqtrace.hypervisor.invariants.owners import i_1, i_6, i_9, i_14, i_15, i_22, i_24
from reqtrace.hypervisor.invariants.registers import i_2, i_8, i_16, i_17
from reqtrace.hypervisor.invariants.requests import i_3, i_4, i_5, i_7, i_10
from reqtrace.hypervisor.invariants.transitions import LAWS, Step
from reqtrace.hypervisor.invariants.views import i_12, i_13, i_19, i_20, i_23
from reqtrace.hypervisor.machine.state import State

J = TypeVar("J")
"""What is judged: a state with its facts, or a step."""

__all__ = ["AT_ALL_TIMES", "INVARIANTS", "LAWS", "lapses", "transition_violations", "violations"]

INVARIANTS: tuple[Invariant, ...] = (
    i_1, i_2, i_3, i_4, i_5, i_6, i_7, i_8, i_9, i_10, i_12, i_13, i_14, i_15, i_16, i_17, i_19, i_20, i_22, i_23, i_24,
)  # fmt: skip
"""The invariants of a single state. Those of a step are `LAWS` (I-11, and I-15 again); those of several steps (I-18,
I-21) are laws in the tests."""


AT_ALL_TIMES: tuple[Invariant, ...] = (i_10,)
"""Those that hold even in the midst of an operation."""


def lapses(state: State) -> tuple[str, ...]:
    """Every broken invariant that must hold even in a state an operation passes through."""
    return _broken(AT_ALL_TIMES, Facts(state))


# [impl->dsn~invariants_know_no_rules~1]
def violations(state: State) -> tuple[str, ...]:
    """Every broken invariant with what breaks it, in the order of the invariants."""
    return _broken(INVARIANTS, Facts(state))


# [impl->dsn~steps_are_judged~1]
def transition_violations(before: State, after: State, *, refused: bool = False) -> tuple[str, ...]:
    """Every broken invariant of an operation that led from one state to the other, and was refused or not."""
    return _broken(LAWS, Step(before, after, refused))


def _broken(rules: Iterable[Callable[[J], Iterator[str]]], what: J) -> tuple[str, ...]:
    return tuple(f"{_sentence(rule)} ({offender})" for rule in rules for offender in rule(what))


def _sentence(rule: Callable[[J], Iterator[str]]) -> str:
    """The first sentence of what a rule says, on one line; what explains it further is not repeated."""
    return " ".join((rule.__doc__ or "").partition("\n\n")[0].split()).removesuffix(".")
