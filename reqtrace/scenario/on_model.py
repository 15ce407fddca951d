# SPDX-License-Identifier: Apache-2.0
"""Scenarios on the reference model: what the requirements demand, answered in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from reqtrace import hypervisor
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.evidence import Tree
from reqtrace.hypervisor import DomainSpec, DtsProblem, Host, Refused, State
from reqtrace.scenario.feature import DocString
from reqtrace.scenario.model_names import OPTIONS, names_of
from reqtrace.scenario.setup import DOM0, Domain, HostChoice, Setup
from reqtrace.scenario.target import Fate, Keeper, Life, Names, Refusal

REQUIRED = "required"
"""The profile that shows what the requirements demand."""


@dataclass(frozen=True, slots=True)
class Model:
    """The reference model as a target."""

    name: str = "model"
    profiles: tuple[str, ...] = (REQUIRED,)

    def prepare(self, setup: Setup, profile: str) -> ModelMachine | tuple[Diagnostic, ...]:
        """Read the device trees of `setup`, and write the usual ones; say why where one can not be used."""
        if profile not in self.profiles or setup.host is None:
            raise ValueError(f"nothing can be prepared for the profile {profile!r} and the host {setup.host!r}")
        host = _host(setup.host, setup)
        written = [_fault(tree.source) for tree in setup.trees]
        faults = [each for each in (host, *written) if isinstance(each, Diagnostic)]
        if isinstance(host, Diagnostic):
            return tuple(faults)
        stages = hypervisor.stages(host, dom0=DOM0 if setup.dom0 else None)
        if isinstance(stages, Refused):
            faults.append(_unbootable(stages, setup.host))
        texts: dict[str, str] = {}
        for domain in setup.domains:
            text = _text(host, domain)
            if isinstance(text, Diagnostic):
                faults.append(text)
            elif text is not None:
                texts[domain.name] = text
        return tuple(faults) if isinstance(stages, Refused) or faults else ModelMachine(stages, setup, texts)


@dataclass(frozen=True, slots=True)
class ModelMachine:
    """A host of the model as it boots, and the domains that shall run on it with the sources of their trees."""

    stages: tuple[State, State]
    setup: Setup
    texts: Mapping[str, str]

    @property
    def host(self) -> Host:
        """What the machine offers."""
        return self.stages[0].host

    @property
    def trees(self) -> tuple[Tree, ...]:
        """What was merged onto the host's tree, and the tree of each domain that has one."""
        choice = self.setup.host
        fragment = (Tree(f'host "{choice.name}"', choice.fragment.text),) if choice and choice.fragment else ()
        return fragment + tuple(Tree(f'domain "{name}"', text) for name, text in self.texts.items())

    @property
    def names(self) -> Names:
        """What the host has, and what the passthrough trees describe, those no domain is created with too."""
        return names_of(self.host, (*self.texts.values(), *(tree.source.text for tree in self.setup.trees)))

    @property
    def options(self) -> tuple[str, ...]:
        """What can be said of the IOMMU."""
        return OPTIONS

    @property
    def translates(self) -> bool:
        """Whether an IOMMU of the host is enabled."""
        return self.host.iommu_enabled

    def offers(self, device: str) -> bool:
        """Whether the host has a device of this path or address."""
        return self.host.find(device) is not None

    def boot(self) -> ModelSession:
        """Start dom0, where there is one, then every domain that is not created later."""
        specs = {domain.name: _spec(domain, self.texts.get(domain.name)) for domain in self.setup.domains}
        session = ModelSession(specs, self.stages[-1], tuple(self._start()), {})
        for domain in self.setup.domains:
            session = session if domain.later else session.created(domain.name, at_boot=True)
        return replace(session, call=None)

    def _start(self) -> Iterator[str]:
        """What happened before the first domain was created; of dom0, which has nearly all, only how much it has.

        The PCI functions come last: dom0 announces them, and where there is none nothing else is left to happen.
        """
        alone, state = self.stages
        yield "the host boots"
        yield from hypervisor.changes(State(self.host), alone)
        if self.setup.dom0:
            owned = sum(str(hypervisor.owner_of(state, device)) == DOM0 for device in self.host.devices)
            yield f"d0 {DOM0} created, {owned} devices given to it"
        yield from hypervisor.changes(replace(state, known=alone.known), state)


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

    @property
    def names_words(self) -> bool:
        """The profile `required` names no version of Xen."""
        return False

    def violations(self) -> tuple[str, ...]:
        """The invariants that do not hold, or did not while the last operation was under way."""
        return (*self.lapsed, *hypervisor.violations(self.state))

    def create(self, domain: str) -> ModelSession:
        """Create the domain by the control domain."""
        return self.created(domain, at_boot=False)

    def created(self, domain: str, *, at_boot: bool) -> ModelSession:
        """The session after the domain was created, by Xen itself or by the control domain.

        A refused domain uses up its number.
        """
        answer = hypervisor.create(self.state, self.specs[domain], at_boot=at_boot)
        after = self._after(answer, f"creation of domain {domain}")
        if not isinstance(answer, Refused) or hypervisor.runs(self.state, domain):
            return after
        refused = Fate(Life.REFUSED, after.call)
        return replace(after, state=hypervisor.skip_number(self.state), fates={**self.fates, domain: refused})

    def destroy(self, domain: str) -> ModelSession:
        """Destroy the domain."""
        states = hypervisor.destruction(self.state, domain)
        what = f"destruction of domain {domain}"
        if isinstance(states, Refused):
            return self._after(states, what)
        lapsed = tuple(dict.fromkeys(lapse for state in states for lapse in hypervisor.lapses(state)))
        return replace(self._after(states[-1], what), fates={**self.fates, domain: Fate(Life.GONE)}, lapsed=lapsed)

    def assign(self, device: str, domain: str) -> ModelSession:
        """Assign the device by the control domain."""
        return self._after(hypervisor.assign(self.state, device, domain), f"assignment of {device} to domain {domain}")

    def deassign(self, device: str, domain: str) -> ModelSession:
        """Deassign the device by the control domain."""
        answer = hypervisor.deassign(self.state, device, domain)
        return self._after(answer, f"deassignment of {device} from domain {domain}")

    def announce(self, caller: str, function: str) -> ModelSession:
        """Announce the function."""
        return self._after(hypervisor.announce(self.state, caller, function), f"announcement of {function} by {caller}")

    def withdraw(self, caller: str, function: str) -> ModelSession:
        """Withdraw the function."""
        return self._after(hypervisor.withdraw(self.state, caller, function), f"withdrawal of {function} by {caller}")

    def fate(self, domain: str) -> Fate:
        """What became of the domain."""
        if hypervisor.runs(self.state, domain):
            return Fate(Life.RUNS)
        return self.fates.get(domain, Fate(Life.WAITING))

    def reads(self, domain: str, address: int) -> bool:
        """Whether a read of the domain reaches a peripheral."""
        return hypervisor.reads(self.state, domain, address)

    def interrupt(self, number: int) -> str | None:
        """The domain that the interrupt is routed to."""
        return hypervisor.routed_to(self.state, number)

    def tree(self, domain: str) -> hypervisor.Tree | None:
        """The device tree of the domain, if it runs."""
        return hypervisor.tree_of(self.state, domain) if hypervisor.runs(self.state, domain) else None

    def stream(self, number: int) -> str | None:
        """The domain that the stream is translated for."""
        return hypervisor.translated_for(self.state, number)

    def reaches(self, device: str, domain: str) -> bool:
        """Whether the device reaches the memory of the domain."""
        return hypervisor.dma_reaches(self.state, device, domain)

    def knows(self, function: str) -> bool:
        """Whether Xen knows the function."""
        return hypervisor.knows(self.state, function)

    def owner(self, device: str) -> str | Keeper:
        """Who has the device."""
        owner = hypervisor.owner_of(self.state, device)
        match owner.holder:
            case hypervisor.Holder.DOMAIN:
                return owner.name
            case hypervisor.Holder.QUARANTINE:
                return Keeper.QUARANTINE
            case hypervisor.Holder.NOBODY:
                return Keeper.NOBODY

    def sees(self, domain: str, function: str) -> bool:
        """Whether the virtual bus of the domain has the function."""
        return hypervisor.sees(self.state, domain, function)

    def masters(self, function: str) -> bool:
        """Whether bus mastering of the function is on."""
        return hypervisor.masters(self.state, function)

    def _after(self, answer: State | Refused, what: str) -> ModelSession:
        """The session after an operation: the new state and what changed, or the same state and why."""
        if isinstance(answer, Refused):
            refusal = Refusal(answer.errno.name, answer.words, answer.source)
            return replace(self, events=(*self.events, f"{what} refused: {answer}"), call=refusal)
        events = (*self.events, *hypervisor.changes(self.state, answer))
        return replace(self, state=answer, events=events, call=None, lapsed=())


def _host(choice: HostChoice, setup: Setup) -> Host | Diagnostic:
    """The host that was chosen, with all that was said of it."""
    if choice.name not in hypervisor.HOSTS:
        close = nearest(choice.name, hypervisor.HOSTS)
        help_ = f'did you mean "{close}"?' if close else f"the hosts are: {', '.join(hypervisor.HOSTS)}"
        return Diagnostic(Code.BAD_STEP, f'no host is called "{choice.name}"', choice.span, (), help_)
    fragment = choice.fragment.text if choice.fragment else ""
    host = hypervisor.read_host(
        choice.name, smmu=choice.smmu, fragment=fragment, pci=setup.functions, command_line=setup.command_line
    )
    if isinstance(host, DtsProblem) and choice.fragment:
        return _placed(host, choice.fragment)
    if isinstance(host, DtsProblem):
        raise ValueError(f'the host "{choice.name}" itself can not be read: {host}')
    return host


def _unbootable(refused: Refused, choice: HostChoice) -> Diagnostic:
    """A host that can not boot as described; what takes its memory away can only be the fragment."""
    span = choice.fragment.place(0, 0) if choice.fragment else choice.span
    message = f'the host "{choice.name}" can not boot: {refused.words}'
    return Diagnostic(Code.BAD_STEP, message, span, (), "give it more memory, or no dom0")


def _fault(source: DocString) -> Diagnostic | None:
    """What is wrong with a device tree, at its place in the document."""
    tree = hypervisor.read_tree(source.text)
    return _placed(tree, source) if isinstance(tree, DtsProblem) else None


def _placed(problem: DtsProblem, source: DocString) -> Diagnostic:
    return Diagnostic(Code.BAD_DEVICE_TREE, problem.message, source.place(problem.line, problem.column))


def _text(host: Host, domain: Domain) -> str | Diagnostic | None:
    """The source of the tree that a domain is created with: the one written, or the usual one for what it is given."""
    if not domain.grants:
        return domain.tree.source.text if domain.tree else None
    usual = hypervisor.usual_tree(host, tuple((grant.device, grant.forced) for grant in domain.grants))
    if not isinstance(usual, Refused):
        return usual
    alone = ((grant, hypervisor.usual_tree(host, ((grant.device, grant.forced),))) for grant in domain.grants)
    grant = next((grant for grant, answer in alone if isinstance(answer, Refused)), domain.grants[0])
    close = None if host.find(grant.device) else nearest(grant.device, host.devices)
    help_ = f'did you mean "{close}"?' if close else "write its tree with: the passthrough tree"
    return Diagnostic(Code.BAD_STEP, f"no usual tree can be written: {usual.words}", grant.span, (), help_)


def _spec(domain: Domain, text: str | None) -> DomainSpec:
    """The domain as the model is asked for it; its tree has been read before, so a fault of it is ours."""
    tree = hypervisor.read_tree(text) if text is not None else None
    if isinstance(tree, DtsProblem):
        raise ValueError(f'the tree of domain "{domain.name}" can not be read: {tree}')
    return DomainSpec(domain.name, tree, direct_map=domain.direct_map, trusted=domain.trusted)
