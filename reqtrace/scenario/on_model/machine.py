# SPDX-License-Identifier: Apache-2.0
"""A machine of the model: set up by what the Given steps said, and booted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass, replace

from reqtrace import evidence, hypervisor
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.evidence import Tree
from reqtrace.hypervisor import DomainSpec, DtsProblem, Finding, Host, Mutation, Refused, State, Xen
from reqtrace.hypervisor.assignment.interrupt import SPI_BASE
from reqtrace.hypervisor.host.command_line import CONSOLE
from reqtrace.hypervisor.host.hosts import ARCHS, IOMMUS
from reqtrace.ident import ItemId
from reqtrace.scenario.acts.isolation import LoadPolicy
from reqtrace.scenario.feature import DocString
from reqtrace.scenario.model_names import OPTIONS, names_of
from reqtrace.scenario.on_model import isolation
from reqtrace.scenario.on_model.session import ModelSession
from reqtrace.scenario.setup import DOM0, Domain, HostChoice, Setup
from reqtrace.scenario.switches import Watched
from reqtrace.scenario.target import Names

REQUIRED = "required"
"""The profile that shows what the requirements demand; it names no version of Xen."""


@dataclass(frozen=True, slots=True)
class Model:
    """The reference model as a target."""

    name: str = "model"
    profiles: tuple[str, ...] = tuple(hypervisor.PROFILES)
    added: frozenset[Finding] = frozenset()
    removed: frozenset[Finding] = frozenset()
    mutation: Mutation | None = None
    """What differs from every profile: findings switched on or off, and a rule that is broken on purpose."""

    def xen(self, profile: str) -> Xen:
        """The Xen that runs in the profile."""
        return Xen((hypervisor.PROFILES[profile] | self.added) - self.removed, self.mutation)

    def findings(self, profile: str) -> tuple[evidence.Finding, ...]:
        """What the profile shows, in the order of the table."""
        shown = self.xen(profile).findings
        return tuple(
            evidence.Finding(
                finding.value,
                said.title,
                evidence.Consequence(said.consequence.value),
                _ids(said.affects),
                said.hides,
                tuple(map(str, said.amends)),
                said.source,
            )
            for finding, said in hypervisor.FINDINGS.items()
            if finding in shown
        )

    def switched(self, added: Collection[str], removed: Collection[str] = ()) -> Model:
        """The model with these findings switched on and off in every profile."""
        return replace(self, added=frozenset(map(Finding, added)), removed=frozenset(map(Finding, removed)))

    def stand_in(self, profile: str) -> str:
        """The profile that experiments are made with: all versions of Xen are one model, but for their findings."""
        return profile if profile == REQUIRED else self.profiles[-1]

    def watched(self, findings: Collection[str]) -> Watched:
        """The model that shows these findings and no others in every profile, and remembers those it looked for."""
        from reqtrace.scenario.on_model.watched import Sought, WatchedModel  # noqa: PLC0415 - it watches this very class

        return WatchedModel(mutation=self.mutation, shows=Sought(map(Finding, findings)))

    def showing(self, findings: Collection[str], profile: str) -> Model:
        """The model whose `profile` shows these findings and no others."""
        wanted = frozenset(map(Finding, findings))
        return replace(self, added=wanted, removed=hypervisor.PROFILES[profile] - wanted)

    def shown(self, profile: str) -> str:
        """The profile with all that differs from it, as in ``required with D-05``."""
        usual, shown = hypervisor.PROFILES[profile], self.xen(profile).findings
        changes = {"with": shown - usual, "without": usual - shown}
        words = [f" {word} {_listed(findings)}" for word, findings in changes.items() if findings]
        broken = f", broken on purpose ({self.mutation})" if self.mutation else ""
        return f"{profile}{''.join(words)}{broken}"

    def prepare(self, setup: Setup, profile: str) -> ModelMachine | tuple[Diagnostic, ...]:
        """Read the device trees of `setup`, and write the usual ones; say why where one can not be used."""
        if profile not in self.profiles or setup.host is None:
            raise ValueError(f"nothing can be prepared for the profile {profile!r} and the host {setup.host!r}")
        xen = replace(self.xen(profile), fault=setup.fault)
        host = _host(setup.host, setup, xen)
        written = [_fault(tree.source) for tree in setup.trees]
        faults = [each for each in (host, *written) if isinstance(each, Diagnostic)]
        if isinstance(host, Diagnostic):
            return tuple(faults)
        stages = hypervisor.stages(host, dom0=DOM0 if setup.dom0 else None, xen=xen)
        if isinstance(stages, Refused):
            faults.append(_unbootable(stages, setup.host))
        texts: dict[str, str] = {}
        for domain in setup.domains:
            text = _text(host, domain)
            if isinstance(text, Diagnostic):
                faults.append(text)
            elif text is not None:
                texts[domain.name] = text
        return (
            tuple(faults)
            if isinstance(stages, Refused) or faults
            else ModelMachine(stages, setup, texts, profile != REQUIRED)
        )


@dataclass(frozen=True, slots=True)
class ModelMachine:
    """A host of the model as it boots, and the domains that shall run on it with the sources of their trees."""

    stages: tuple[State, State]
    setup: Setup
    texts: Mapping[str, str]
    names_words: bool = False

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
        """What can be said on Xen's command line; of the console's device, what the host has."""
        console = self.host.settings.console
        there = console and self.host.find(console.partition(":")[0]) is not None
        return (*OPTIONS, *(f"{CONSOLE}{part}" for part in console.split(","))) if there else OPTIONS

    @property
    def translates(self) -> bool:
        """Whether an IOMMU of the host is enabled."""
        return self.host.iommu_enabled

    def offers(self, device: str) -> bool:
        """Whether the host has a device of this path or address."""
        return self.host.find(device) is not None

    def boot(self) -> ModelSession:
        """Start dom0, where there is one, then every domain that is not created later."""
        specs = {
            domain.name: _spec(domain, self.texts.get(domain.name), followed=self._followed(domain))
            for domain in self.setup.domains
        }
        started = self.stages[-1]
        if self.setup.dom0:
            started = hypervisor.toolstack.dom0_started(started, self.setup.dom0_command_line)
        booted = hypervisor.with_overlays(started, {tree.name: tree.source.text for tree in self.setup.trees})
        governed = isolation.with_policy(booted, self.setup.policy, relaxed=self.setup.relaxed)
        session = ModelSession(specs, governed, tuple(self._start()), {}, names_words=self.names_words)
        if self.setup.policy or self.setup.relaxed:
            session = session.perform(LoadPolicy())
        for domain in self.setup.domains:
            session = session if domain.later else session.created(domain.name, at_boot=True)
        return replace(session, call=None)

    def _followed(self, domain: Domain) -> bool:
        """Whether a domain with a passthrough tree stands behind this one in the host tree."""
        at_boot = tuple(each for each in self.setup.domains if not each.later)
        behind = at_boot[at_boot.index(domain) + 1 :] if domain in at_boot else ()
        return any(each.name in self.texts for each in behind)

    def _start(self) -> Iterator[str]:
        """What happened before the first domain was created; of dom0, which has nearly all, only how much it has.

        The PCI functions come last: dom0 announces them, and where there is none nothing else is left to happen.
        """
        alone, state = self.stages
        yield "the host boots"
        yield from hypervisor.changes(State(self.host, xen=alone.xen), alone)
        if self.setup.dom0:
            owned = sum(str(hypervisor.owner_of(state, device)) == DOM0 for device in self.host.devices)
            yield f"d0 {DOM0} created, {owned} devices given to it"
        yield from hypervisor.changes(replace(state, known=alone.known), state)


def _ids(texts: tuple[str, ...]) -> tuple[ItemId, ...]:
    return tuple(id_ for text in texts if (id_ := ItemId.parse(text)) is not None)


def _listed(findings: Set[Finding]) -> str:
    return ", ".join(finding.value for finding in Finding if finding in findings)


def _host(choice: HostChoice, setup: Setup, xen: Xen) -> Host | Diagnostic:
    """The host that was chosen, with all that was said of it."""
    if choice.name not in hypervisor.HOSTS:
        close = nearest(choice.name, hypervisor.HOSTS)
        help_ = f'did you mean "{close}"?' if close else f"the hosts are: {', '.join(hypervisor.HOSTS)}"
        return Diagnostic(Code.BAD_STEP, f'no host is called "{choice.name}"', choice.span, (), help_)
    kinds = sorted(IOMMUS.get(choice.name, {}))
    if choice.iommu and choice.iommu not in kinds:
        message = f'the host "{choice.name}" has no IOMMU {choice.iommu}'
        return Diagnostic(Code.BAD_STEP, message, choice.span, (), f"it has: {', '.join(kinds)}")
    private = [each for each in setup.functions if each.interrupt is not None and each.interrupt < SPI_BASE]
    if private and choice.name not in ARCHS:
        message = f"{private[0].interrupt} is no INTID of a device, but the interrupt of {private[0].sbdf}"
        return Diagnostic(Code.BAD_STEP, message, choice.span, (), "SPI n is 32 + n, from 32 to 1019")
    fragment = choice.fragment.text if choice.fragment else ""
    host = hypervisor.read_host(
        choice.name,
        iommu=choice.iommu,
        fragment=fragment,
        pci=setup.functions,
        command_line=setup.command_line,
        xen=xen,
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


def _spec(domain: Domain, text: str | None, *, followed: bool) -> DomainSpec:
    """The domain as the model is asked for it; its tree has been read before, so a fault of it is ours."""
    tree = hypervisor.read_tree(text) if text is not None else None
    if isinstance(tree, DtsProblem):
        raise ValueError(f'the tree of domain "{domain.name}" can not be read: {tree}')
    return DomainSpec(domain.name, tree, domain.options, followed)
