# SPDX-License-Identifier: Apache-2.0
"""A booted machine of the model: each operation leads to the next state, each question is answered from one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from reqtrace import hypervisor
from reqtrace.hypervisor import DomainSpec, Refused, State, toolstack
from reqtrace.hypervisor.rule import Reached
from reqtrace.scenario.acts.act import Operation, Question
from reqtrace.scenario.acts.arm import Shutdown
from reqtrace.scenario.acts.devices import Create, Destroy, FateOf, LogOf
from reqtrace.scenario.acts.pci import SupportOf
from reqtrace.scenario.acts.pciback import Start
from reqtrace.scenario.on_model import arm, devices, isolation, pci, pciback
from reqtrace.scenario.target import Fate, Life, Refusal

T = TypeVar("T")

OPERATIONS: Mapping[type[Operation], Callable[..., State | Refused | Reached]] = {
    **devices.OPERATIONS,
    **arm.OPERATIONS,
    **pci.OPERATIONS,
    **pciback.OPERATIONS,
    **isolation.OPERATIONS,
}
"""How the model performs each operation but for those that end in a fate of a domain."""

ANSWERS: Mapping[type[Question[object]], Callable[..., object]] = {
    **devices.ANSWERS,
    **arm.ANSWERS,
    **pci.ANSWERS,
    **pciback.ANSWERS,
    **isolation.ANSWERS,
}
"""How the model answers each question but for that after a fate."""


@dataclass(frozen=True, slots=True)
class ModelSession:
    """A state of the model, how it came about, and what became of each domain that does not run."""

    specs: Mapping[str, DomainSpec]
    state: State
    events: tuple[str, ...]
    fates: Mapping[str, Fate]
    call: Refusal | None = None
    lapsed: tuple[str, ...] = ()
    """What did not hold in a state that the last operation passed through."""
    refusals: tuple[str, ...] = ()
    """The words of every refusal; Xen logs them."""
    names_words: bool = False
    """Whether the words of a refusal count, because the profile names a version of Xen."""

    def violations(self) -> tuple[str, ...]:
        """The invariants that do not hold, or did not while the last operation was under way."""
        return (*self.lapsed, *hypervisor.violations(self.state))

    def perform(self, operation: Operation) -> ModelSession:
        """Perform the operation; a host that has panicked performs none."""
        if self.state.panic is not None:
            return replace(self, call=Refusal("", f"the host has panicked: {self.state.panic}"))
        match operation:
            case Create(domain):
                return self.created(domain, at_boot=False)
            case Destroy(domain):
                return self._ended(domain, hypervisor.destruction(self.state, domain), str(operation))
            case Start(domain, entries, paused):
                requests = tuple(pciback.requested(entry, domain) for entry in entries)
                answer = toolstack.start(self.state, self.specs[domain], requests, paused=paused)
                return self._made(domain, answer)
            case Shutdown(domain):
                return self._ended(domain, hypervisor.shutdown(self.state, domain), str(operation))
            case _:
                return self._after(OPERATIONS[type(operation)](self.state, operation), str(operation))

    def answer(self, question: Question[T]) -> T:
        """Answer the question."""
        found = self._fate(question.domain) if isinstance(question, FateOf) else self._found(question)
        return cast(T, found)  # the type of the answer is that of the question

    def created(self, domain: str, *, at_boot: bool) -> ModelSession:
        """The session after the domain was created, by Xen itself or by the control domain."""
        if self.state.panic is not None:
            return self
        return self._made(domain, hypervisor.create(self.state, self.specs[domain], at_boot=at_boot))

    def _made(self, domain: str, answer: State | Refused) -> ModelSession:
        """The session after a domain was to be made; a refused one uses up its number."""
        after = self._after(answer, f"creation of domain {domain}")
        if not isinstance(answer, Refused) or hypervisor.runs(self.state, domain):
            return after
        refused = Fate(Life.REFUSED, after.call)
        return replace(after, state=hypervisor.skip_number(self.state), fates={**self.fates, domain: refused})

    def _found(self, question: Question[object]) -> object:
        if isinstance(question, LogOf):
            return (*self.state.log, *self.refusals)
        if isinstance(question, SupportOf):
            return pci.support(self.state, question.domain, self.specs.get(question.domain))
        return ANSWERS[type(question)](self.state, question)

    def _ended(self, domain: str, states: tuple[State, ...] | Refused, what: str) -> ModelSession:
        """The session after a domain passed through the states, in the last of which it is gone or halted."""
        if isinstance(states, Refused):
            return self._after(states, what)
        lapsed = tuple(dict.fromkeys(lapse for state in states for lapse in hypervisor.lapses(state)))
        life = Life.GONE if states[-1].domain(domain) is None else Life.HALTED
        after = self._after(states[-1], what)
        return replace(after, fates={**self.fates, domain: Fate(life)}, lapsed=(*after.lapsed, *lapsed))

    def _fate(self, domain: str) -> Fate:
        if self.state.panic is not None:
            return Fate(Life.STOPPED, Refusal("", self.state.panic))
        if hypervisor.runs(self.state, domain):
            return Fate(Life.RUNS)
        return self.fates.get(domain, Fate(Life.WAITING))

    def _after(self, answer: State | Refused | Reached, what: str) -> ModelSession:
        """The session after an operation: the new state and what changed, or why not, and what was done till then."""
        if isinstance(answer, Reached):
            done = self._after(answer.state, what)
            if answer.refused is None:
                return done
            residue = hypervisor.transition_violations(self.state, done.state, refused=True)
            return replace(done._after(answer.refused, what), lapsed=residue)
        if isinstance(answer, Refused):
            refusal = Refusal(answer.errno.name, answer.words, answer.source)
            return replace(
                self,
                events=(*self.events, f"{what} refused: {answer}"),
                call=refusal,
                refusals=(*self.refusals, answer.words, *answer.logged),
                lapsed=(),
            )
        settled = toolstack.settled(answer)
        events = (*self.events, *hypervisor.changes(self.state, settled))
        ended = {
            each.name: Fate(Life.GONE) for each in self.state.domains.values() if settled.domain(each.name) is None
        }
        lapsed = hypervisor.transition_violations(self.state, settled)
        return replace(self, state=settled, events=events, call=None, lapsed=lapsed, fates={**self.fates, **ended})
