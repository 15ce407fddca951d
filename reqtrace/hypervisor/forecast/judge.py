# SPDX-License-Identifier: Apache-2.0
"""All that stands against a guest: every check of the rule books, asked about everything that the guest asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reqtrace.hypervisor.assignment import creation, form, mmio, ownership
from reqtrace.hypervisor.assignment.claim import Claim, claim_function
from reqtrace.hypervisor.assignment.creation import DomainSpec, Wish
from reqtrace.hypervisor.assignment.passthrough import PCI_ASSIGNED
from reqtrace.hypervisor.control import bindings, domctl, permissions
from reqtrace.hypervisor.control.bindings import BINDING, Binding
from reqtrace.hypervisor.control.domctl import ASSIGNABLE, IOMMU_CALL, Call
from reqtrace.hypervisor.control.permissions import MAPPING, PERMISSION, Grant, few_enough
from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.forecast.brought import Brought
from reqtrace.hypervisor.forecast.functions import NAMING, Naming, functions_of
from reqtrace.hypervisor.forecast.guest import Guest, Want, Way, wants
from reqtrace.hypervisor.forecast.refusal import Objection, Refusal, refusal_of_guest
from reqtrace.hypervisor.forecast.requirement import requirement_of
from reqtrace.hypervisor.forecast.settings import (
    SETTINGS,
    passthrough_possible,
    passthrough_wanted,
    uart_line_unused,
)
from reqtrace.hypervisor.forecast.way_out import property_of, way_out
from reqtrace.hypervisor.host.discovery import is_dma_capable
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import Book, R
from reqtrace.hypervisor.rules import COPY, CREATION, DOMCTL, PCI, PCI_LIST, PLATFORM
from reqtrace.hypervisor.tree.tree_source import Place, TreeFile

UNREAD: Book[Claim] = (form.said_enough, form.cells_sensible)
"""Checks without which it is not known what a node asks for."""

LOST: Book[Claim] = (ownership.node_found,)
"""Checks without which it is not known of which device."""

UNMARKED = frozenset({mmio.offered.name, mmio.neighbours_offered.name})
"""Checks whose refusal says why dom0 uses what is asked for: its interrupts, streams and registers."""

ALL_PAGES: Book[Grant] = tuple(rule for rule in MAPPING if rule is not few_enough)
"""What maps pages however many they are: the toolstack calls once for as many as one call takes."""

HOSTLESS: Book[Claim] = (
    *(rule for rule in PLATFORM if rule.name.startswith("assignment.form.")),
    mmio.guest_range_free,
    mmio.within_the_ipa_space,
    mmio.map_pages,
)
"""What can be asked about a node by what it says alone."""

BY_ITSELF = frozenset({*HOSTLESS, mmio.not_reserved})
"""What can be asked about the registers of a node whose device is not known."""

NOT_ASKED = frozenset({creation.memory_left})
"""How much memory a guest takes is not said where its devices are."""

FOLLOWS_FROM: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "control.domctl.has_a_context": frozenset({passthrough_possible.name, passthrough_wanted.name}),
        "control.bindings.line_not_the_uarts": frozenset({uart_line_unused.name}),
    }
)
"""Checks of Xen that say nothing new once one of these has been refused by xl itself."""

ECHOES = frozenset({permissions.pages_permitted_to_no_other.name, permissions.permitted_to_no_other.name})
"""Checks that say nothing new where another one already names the same domain."""

UNPERMITTED = frozenset({permissions.caller_permitted.name, bindings.caller_permitted_line.name})
"""Checks whose refusal does not say whose it is that not even the hardware domain may have."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What stands against a guest, and the machine with all that the guest asks for."""

    refusals: tuple[Refusal, ...]
    state: State


# [impl->dsn~forecast_asks_the_rule_books~1]
def judge(state: State, guest: Guest, host: TreeFile | None = None) -> Judged:
    """Ask every check about the guest, on the machine as it is; the first refusal ends nothing.

    `host` is the tree of the machine; without one, only what the texts say by themselves is asked. A check is asked
    about what is wanted as if all before it had been granted, so that each refusal stands for itself. What is
    left out is what would speak of nothing (`UNREAD`, `LOST`), and that dom0 uses a device because it is not marked.
    """
    judging = _Judging(state, guest, host)
    judging.whole()
    domain = judging.state.domains[state.next_number]
    for want in wants(guest):
        judging.want(want, domain)
    judging.functions()
    return Judged(tuple(judging.refusals), judging.state)


class _Judging:
    """Goes through what a guest asks for, and keeps what is refused."""

    def __init__(self, state: State, guest: Guest, host: TreeFile | None) -> None:
        self.state, self.guest, self.host = state, guest, host
        self.refusals: list[Refusal] = []
        self.by_tree = Brought()

    def whole(self) -> None:
        """Ask about the guest as a whole, its settings first as xl does, and make it."""
        guest = self.guest
        settings = tuple(rule for rule in SETTINGS if self.host is not None or rule is not passthrough_possible)
        for said in self._ask(settings, guest):
            self.refusals.append(refusal_of_guest(said, self._setting(said)))
        tree = None if guest.tree is None else guest.tree.tree
        wish = Wish(DomainSpec(guest.name, tree, guest.options), at_boot=not guest.by_toolstack)
        for said in self._ask(tuple(rule for rule in CREATION if rule not in NOT_ASKED), wish):
            self.refusals.append(refusal_of_guest(said, Place(guest.file)))

    def want(self, want: Want, domain: Domain) -> None:
        """Ask about one thing that is wanted; without a host, only about what stands in the tree of the guest."""
        claim = want.claim(self.state.host, domain)
        if want.way is Way.NODE:
            self._node(want, claim)
            self.by_tree = Brought.to(domain.number, self.state)
        elif self.host is not None and not self.by_tree.covers(self.state.host, want):
            self._tell(self._called(want, claim), claim, want)

    def functions(self) -> None:
        """Ask about the names of PCI functions, those of all lists together."""
        tree = self.guest.tree
        named = [
            (each, frozenset({each}), want.place if tree is None else tree.place(want.asked.node, PCI_ASSIGNED))
            for want in wants(self.guest)
            for each in want.functions
        ]
        listed = () if self.guest.config is None else self.guest.config.pci
        named += [(entry.name, functions_of(entry.name), entry.place) for entry in listed]
        before: frozenset[str] = frozenset()
        for entry, functions, place in named:
            for said in self._ask(NAMING, Naming(entry, functions, before)):
                self.refusals.append(refusal_of_guest(said, place))
            before |= functions

    def _node(self, want: Want, claim: Claim) -> None:
        """Ask about a node, as Xen reads it."""
        self._tell(self._ask(COPY, claim), claim, want)
        if want.asked.functions is not None:
            self._tell(self._ask(PCI_LIST, claim), claim, want)
        if not want.asked.is_platform:
            return
        book = PLATFORM if self.host is not None else HOSTLESS
        if self._tell(self._ask(tuple(rule for rule in UNREAD if rule in book), claim), claim, want):
            return
        lost = self._tell(self._ask(tuple(rule for rule in LOST if rule in book), claim), claim, want)
        rest = (rule for rule in book if rule not in (*UNREAD, *LOST) and (not lost or rule in BY_ITSELF))
        self._tell(self._ask(tuple(rest), claim), claim, want)

    def _called(self, want: Want, claim: Claim) -> Iterator[Objection]:
        """Ask about an entry of a setting, as the calls of xl ask Xen for it."""
        name = self.guest.name
        if want.way is Way.IRQS:
            for line in want.lines:
                yield from self._ask(BINDING, Binding(name, line))
        elif want.way is Way.IOMEM:
            for each in want.asked.ranges:
                grant = Grant(name, each.host, each.guest)
                permitted = tuple(self._ask(PERMISSION, grant))
                yield from permitted or self._ask(ALL_PAGES, grant)
        else:
            yield from self._assigned(want, claim)

    def _assigned(self, want: Want, claim: Claim) -> Iterator[Objection]:
        """Ask about an assignment, as `operations.assign` does."""
        call = Call(self.guest.name, want.asked.path or "")
        yield from self._ask((*IOMMU_CALL, *ASSIGNABLE), call)
        if claim.named is not None:
            named = claim.named
            yield from self._ask(DOMCTL, Claim(claim.domain, (), (named,), named, (), False, want.asked.path))
        elif call.is_pci:
            yield from self._ask(PCI, claim_function(self.state.host, claim.domain, call.device, forced=False))

    def _tell(self, objections: Iterable[Objection], claim: Claim, want: Want) -> bool:
        """Keep what is said against something that is wanted; whether anything is."""
        by_xl = {refusal.rule for refusal in self.refusals}
        found = tuple(said for said in objections if by_xl.isdisjoint(FOLLOWS_FROM.get(said.name, ())))
        unmarked = any(said.name in UNMARKED for said in found)
        users = {said.user for said in found if said.name not in ECHOES}
        known = set[str]()
        for said in found:
            words = said.refused.words
            echo = said.name in ECHOES and said.user in users
            if words not in known and not echo and not (unmarked and words.endswith(f"domain {DOM0}")):
                self.refusals.append(self._refusal(said, claim, want))
            known.add(words)
        return bool(found)

    def _ask(self, book: Book[R], request: R) -> Iterator[Objection]:
        """Every check that refuses, with what it says; effects are done."""
        for rule in book:
            answer = rule(self.state, request)
            if isinstance(answer, Refused):
                yield Objection(rule.name, rule.meaning, rule.lacking, answer)
            elif answer is not None:
                self.state = answer

    def _refusal(self, said: Objection, claim: Claim, want: Want) -> Refusal:
        """The refusal of something that is wanted, with its place and that of the device."""
        refused, place = said.refused, self._place(want, said)
        device = "" if claim.named is None else claim.named.name
        message, help_ = refused.words, way_out(said)
        if self.host is not None and said.name in {ownership.node_found.name, domctl.node_found.name}:
            path = want.asked.path or ""
            message = f"{place.file}: couldn't find node {path} in {self.host.file} (Xen: {refused.words})"
            known = self._like(path)
            help_ = f"write the path as the host tree has it: {known}" if known else help_
        if said.name in UNPERMITTED:
            kept = next((each for each in claim.reached if each.role.reserved), None)
            message += (
                ": no device has it" if not claim.reached else f": {kept.name} is {kept.role.value}" if kept else ""
            )
        return Refusal(
            requirement_of(refused, said.name, claim, want, dma=self._looks_like_a_master(want)),
            refused.errno,
            message,
            place,
            want.asked.node,
            said.name,
            refused.source,
            said.lacking,
            help_,
            device,
            self.host.place(device) if device and self.host is not None else None,
        )

    def _like(self, path: str) -> str:
        """The path of the host that ends like `path`: buses are called differently from one release to the next."""
        name = path.rpartition("/")[2]
        return next((node.path for node in self.state.host.tree.walk() if node.path != "/" and node.name == name), "")

    def _looks_like_a_master(self, want: Want) -> bool:
        node = None if self.guest.tree is None else self.guest.tree.tree.node(want.asked.node)
        return want.way is Way.NODE and node is not None and is_dma_capable(node)

    def _place(self, want: Want, said: Objection) -> Place:
        if want.way is not Way.NODE or self.guest.tree is None:
            return want.place
        return self.guest.tree.place(want.asked.node, *property_of(said))

    def _setting(self, said: Objection) -> Place:
        config = self.guest.config
        places = {} if config is None else config.places
        return next((places[name] for name in property_of(said) if name in places), Place(self.guest.file))
