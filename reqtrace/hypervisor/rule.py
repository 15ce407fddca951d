# SPDX-License-Identifier: Apache-2.0
"""What an operation is made of: checks and effects in the order in which Xen performs them, kept as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.xen import Way

if TYPE_CHECKING:
    from reqtrace.hypervisor.machine.state import State

R = TypeVar("R")
"""What is asked for: the claim, call or access that the rules of a book judge."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Which rules were asked, and which of these mattered: a check that refused, an effect that changed the state.

    Nothing would have been different without a rule that did not matter.
    """

    asked: set[str] = field(default_factory=set)
    mattered: set[str] = field(default_factory=set)


_WITNESS: ContextVar[Witness | None] = ContextVar("witness", default=None)


@dataclass(frozen=True, slots=True)
class Rule(Generic[R]):
    """A check, which refuses or not, or an effect, which leads to the next state.

    `source` names the function of Xen or the requirement the rule rests on; a Xen with one of the findings `lacking`
    has no such rule. A rule is called like the function it was made of, whatever Xen runs.
    """

    name: str
    act: Callable[[State, R], State | Refused | None]
    checks: bool
    source: str
    lacking: frozenset[Finding]
    meaning: str

    def __call__(self, state: State, request: R) -> State | Refused | None:
        """Ask the rule by itself, whatever Xen runs."""
        return self.act(state, request)

    @property
    def ways(self) -> tuple[Way, ...]:
        """How it can be broken."""
        return (Way.DROP_CHECK, Way.SWAP_ERRNO) if self.checks else (Way.SKIP_EFFECT,)


Book = tuple[Rule[R], ...]
"""The rules of one operation, in the order in which Xen goes through them."""


class Reached(NamedTuple):
    """How far an operation came: the state after the last effect, and the refusal that ended it, if one did."""

    state: State
    refused: Refused | None = None


def check(
    source: str, *, lacking: Finding | tuple[Finding, ...] = ()
) -> Callable[[Callable[[State, R], Refused | None]], Rule[R]]:
    """Make a rule of a function that refuses a request or has nothing against it."""

    def made(function: Callable[[State, R], Refused | None]) -> Rule[R]:
        return _rule(function, function, source, lacking, checks=True)

    return made


def effect(
    source: str, *, lacking: Finding | tuple[Finding, ...] = ()
) -> Callable[[Callable[[State, R], State]], Rule[R]]:
    """Make a rule of a function that changes the state."""

    def made(function: Callable[[State, R], State]) -> Rule[R]:
        return _rule(function, function, source, lacking, checks=False)

    return made


# [impl->dsn~operations_are_books_of_rules~1]
# [impl->dsn~faults_leave_nothing~1]
def follow(
    name: str, book: Book[R], state: State, request: R, passing: Callable[[State], None] | None = None
) -> Reached:
    """Go through the book called `name`; the first refusal ends it, and what was done until then stays done.

    `passing` is shown every state that an effect leads to.
    """
    xen, witness = state.xen, _WITNESS.get()
    if witness is None and xen.mutation is None and xen.fault is None and not xen.findings:
        return _follow_required(book, state, request, passing)
    for number, rule in enumerate(book):
        if xen.findings and not xen.findings.isdisjoint(rule.lacking):
            continue
        mutated = xen.mutation is not None and xen.mutation.rule == rule.name
        if mutated and xen.mutation is not None and xen.mutation.way is not Way.SWAP_ERRNO:
            continue
        answer = rule.act(state, request)
        if witness is not None:
            witness.asked.add(rule.name)
            if answer is not None and answer != state:
                witness.mattered.add(rule.name)
        if isinstance(answer, Refused):
            return Reached(state, _swapped(answer) if mutated else answer)
        if answer is not None:
            state = answer
            if passing is not None:
                passing(state)
        if xen.fault is not None and xen.fault.book == name and xen.fault.after == number:
            words = f"failed after step {number + 1} of {len(book)}, {rule.name}"
            return Reached(state, Refused(xen.fault.errno, words, rule.source))
    return Reached(state)


def _follow_required(
    book: Book[R], state: State, request: R, passing: Callable[[State], None] | None = None
) -> Reached:
    """The same where nothing is lacking, broken or watched, at half the cost: explorations go this way."""
    for rule in book:
        answer = rule.act(state, request)
        if answer is None:
            continue
        if isinstance(answer, Refused):
            return Reached(state, answer)
        state = answer
        if passing is not None:
            passing(state)
    return Reached(state)


def atomically(name: str, book: Book[R], state: State, request: R) -> State | Refused:
    """Go through the book; a refusal leaves the state as it was before."""
    reached = follow(name, book, state, request)
    return reached.state if reached.refused is None else reached.refused


@contextmanager
def witnessed() -> Iterator[Witness]:
    """Learn which rules are asked in this context."""
    witness = Witness()
    token = _WITNESS.set(witness)
    try:
        yield witness
    finally:
        _WITNESS.reset(token)


def _rule(
    function: Callable[..., object],
    act: Callable[[State, R], State | Refused | None],
    source: str,
    lacking: Finding | tuple[Finding, ...],
    *,
    checks: bool,
) -> Rule[R]:
    area = function.__module__.removeprefix("reqtrace.hypervisor.")
    without = frozenset((lacking,) if isinstance(lacking, Finding) else lacking)
    meaning = (function.__doc__ or "").split("\n", 1)[0]
    return Rule(f"{area}.{function.__name__}", act, checks, source, without, meaning)


def _swapped(refused: Refused) -> Refused:
    """The same refusal with another error number: EPERM, or EIO in its place."""
    return replace(refused, errno=Errno.EIO if refused.errno is Errno.EPERM else Errno.EPERM)
