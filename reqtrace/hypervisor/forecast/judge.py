# SPDX-License-Identifier: Apache-2.0
"""All that stands against a guest: every check of the rule books, asked about everything that the guest asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reqtrace.hypervisor import creation, form, interrupt, iommu, mmio, ownership
from reqtrace.hypervisor.claim import Claim
from reqtrace.hypervisor.creation import DomainSpec, Wish
from reqtrace.hypervisor.discovery import is_dma_capable
from reqtrace.hypervisor.domain import Domain
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.forecast.guest import Guest, Want, Way, wants
from reqtrace.hypervisor.forecast.requirement import requirement_of, requirement_of_guest
from reqtrace.hypervisor.forecast.settings import SETTINGS, passthrough_possible
from reqtrace.hypervisor.forecast.way_out import property_of, way_out
from reqtrace.hypervisor.rule import Book, R, Rule
from reqtrace.hypervisor.rules import COPY, CREATION, DOMCTL, PCI_LIST, PLATFORM
from reqtrace.hypervisor.state import DOM0, State
from reqtrace.hypervisor.tree_source import Place, TreeFile

UNREAD: Book[Claim] = (form.said_enough, form.cells_sensible)
"""Checks without which it is not known what a node asks for."""

LOST: Book[Claim] = (ownership.node_found,)
"""Checks without which it is not known of which device."""

UNMARKED = frozenset({mmio.offered, mmio.neighbours_offered})
"""Checks whose refusal says why dom0 uses what is asked for: its interrupts, streams and registers."""

LINES: Book[Claim] = (
    interrupt.lines_within_range,
    interrupt.uart_line_unused,
    interrupt.permit_lines,
    interrupt.lines_not_xens,
    interrupt.lines_free,
    interrupt.neighbours_lines_free,
    interrupt.route,
)
"""What gives a bare interrupt to a domain."""

BOOKS: dict[Way, Book[Claim]] = {
    Way.NODE: PLATFORM,
    Way.DTDEV: (ownership.node_found, *(rule for rule in DOMCTL if rule.checks), iommu.consented,
                *(rule for rule in DOMCTL if not rule.checks)),
    Way.IOMEM: PLATFORM,
    Way.IRQS: LINES,
}  # fmt: skip
"""What is asked about each way to ask for a device."""

HOSTLESS: Book[Claim] = (
    *(rule for rule in PLATFORM if rule.name.startswith("form.")),
    mmio.guest_range_free,
    mmio.within_the_ipa_space,
    mmio.map_pages,
)
"""What can be asked about a node by what it says alone."""

BY_ITSELF = frozenset({*HOSTLESS, mmio.not_reserved})
"""What can be asked about the registers of a node whose device is not known."""

NOT_ASKED = frozenset({creation.asked_by_the_control_domain, creation.memory_left})
"""Who makes a guest is of no matter for its devices, and how much memory it takes is not said where they are."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something that a guest asks for is not granted.

    `subject` is the node of the guest's tree, or the setting, `device` the device of the host that it names, if it
    names one that is there, with its place. It is `rule` that refuses; a Xen with one of the findings `lacking` has no
    such rule.
    """

    requirement: str
    errno: Errno
    message: str
    place: Place
    subject: str
    rule: str
    source: str
    lacking: frozenset[Finding]
    help: str
    device: str = ""
    device_place: Place | None = None


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
    return Judged(tuple(judging.refusals), judging.state)


class _Judging:
    """Goes through what a guest asks for, and keeps what is refused."""

    def __init__(self, state: State, guest: Guest, host: TreeFile | None) -> None:
        self.state, self.guest, self.host = state, guest, host
        self.refusals: list[Refusal] = []

    def whole(self) -> None:
        """Ask about the guest as a whole, and make it."""
        guest = self.guest
        tree = None if guest.tree is None else guest.tree.tree
        wish = Wish(DomainSpec(guest.name, tree, guest.options), at_boot=True)
        for rule, refused in self._ask(tuple(rule for rule in CREATION if rule not in NOT_ASKED), wish):
            self.refusals.append(_of_the_guest(rule, refused, Place(guest.file)))
        settings = tuple(rule for rule in SETTINGS if self.host is not None or rule is not passthrough_possible)
        for setting, refused in self._ask(settings, guest):
            self.refusals.append(_of_the_guest(setting, refused, self._setting(setting)))

    def want(self, want: Want, domain: Domain) -> None:
        """Ask about one thing that is wanted."""
        claim = want.claim(self.state.host, domain)
        if want.way is Way.NODE:
            self._claim(COPY, claim, want)
            if want.asked.functions is not None:
                self._claim(PCI_LIST, claim, want)
            if not want.asked.is_platform:
                return
        book = BOOKS[want.way] if self.host is not None else HOSTLESS if want.way is Way.NODE else ()
        if self._claim(tuple(rule for rule in UNREAD if rule in book), claim, want):
            return
        lost = self._claim(tuple(rule for rule in LOST if rule in book), claim, want)
        rest = (rule for rule in book if rule not in (*UNREAD, *LOST) and (not lost or rule in BY_ITSELF))
        self._claim(tuple(rest), claim, want)

    def _claim(self, book: Book[Claim], claim: Claim, want: Want) -> bool:
        """Ask about a claim; whether anything is refused."""
        found = tuple(self._ask(book, claim))
        unmarked = any(rule in UNMARKED for rule, _ in found)
        said = set[str]()
        for rule, refused in found:
            if refused.words not in said and not (unmarked and refused.words.endswith(f"domain {DOM0}")):
                self.refusals.append(self._refusal(rule, refused, claim, want))
            said.add(refused.words)
        return bool(found)

    def _ask(self, book: Book[R], request: R) -> Iterator[tuple[Rule[R], Refused]]:
        """Every check that refuses, with what it says; effects are done."""
        for rule in book:
            answer = rule(self.state, request)
            if isinstance(answer, Refused):
                yield rule, answer
            elif answer is not None:
                self.state = answer

    def _refusal(self, rule: Rule[Claim], refused: Refused, claim: Claim, want: Want) -> Refusal:
        """The refusal of something that is wanted, with its place and that of the device."""
        place, device = self._place(want, rule), "" if claim.named is None else claim.named.name
        message, help_ = refused.words, way_out(rule)
        if self.host is not None and rule.name == ownership.node_found.name:
            path = want.asked.path or ""
            message = f"{place.file}: couldn't find node {path} in {self.host.file} (Xen: {refused.words})"
            known = self._like(path)
            help_ = f"write the path as the host tree has it: {known}" if known else help_
        return Refusal(
            requirement_of(refused, rule.name, claim, want, dma=self._looks_like_a_master(want)),
            refused.errno,
            message,
            place,
            want.asked.node,
            rule.name,
            refused.source,
            rule.lacking,
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

    def _place(self, want: Want, rule: Rule[Claim]) -> Place:
        if want.way is not Way.NODE or self.guest.tree is None:
            return want.place
        return self.guest.tree.place(want.asked.node, *property_of(rule))

    def _setting(self, rule: Rule[Guest]) -> Place:
        config = self.guest.config
        places = {} if config is None else config.places
        return next((places[name] for name in property_of(rule) if name in places), Place(self.guest.file))


def _of_the_guest(rule: Rule[R], refused: Refused, place: Place) -> Refusal:
    """The refusal of the guest as a whole."""
    requirement = requirement_of_guest(refused, rule.name)
    help_ = way_out(rule)
    return Refusal(requirement, refused.errno, refused.words, place, "", rule.name, refused.source, rule.lacking, help_)
