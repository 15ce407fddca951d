# SPDX-License-Identifier: Apache-2.0
"""What a given version of Xen would do with each guest, where that differs from what is required."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from reqtrace.hypervisor.assignment.claim import claim_function
from reqtrace.hypervisor.assignment.construct import create
from reqtrace.hypervisor.assignment.creation import DomainSpec
from reqtrace.hypervisor.assignment.pci_rules import bus_for_guests
from reqtrace.hypervisor.control.bindings import bind
from reqtrace.hypervisor.control.operations import assign
from reqtrace.hypervisor.control.permissions import Grant, permit_pages
from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.forecast.brought import Brought
from reqtrace.hypervisor.forecast.guest import Guest, Want, Way, wants
from reqtrace.hypervisor.forecast.judge import ALL_PAGES
from reqtrace.hypervisor.forecast.refusal import Refusal
from reqtrace.hypervisor.forecast.settings import SETTINGS
from reqtrace.hypervisor.host.platform import Arch
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.region import merge
from reqtrace.hypervisor.rule import atomically
from reqtrace.hypervisor.xen import Xen


class Fate(Enum):
    """What becomes of a guest."""

    CREATED = "created"
    REFUSED = "refused"
    STARTED = "started with a part of what it asks for"
    PANIC = "the host panics"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a version does with a guest: by which findings it differs, and what is seen of it."""

    profile: str
    fate: Fate
    findings: tuple[Finding, ...]
    detail: str


Booted = Callable[[Xen], State]
"""The machine once a Xen has booted on it."""

_SET_UP = "Could not set up domain"
"""How Xen begins its last words where a domain can not be made; a division by zero has others."""

NO_FUNCTIONS = "no PCI function, as this Xen does not know xen,pci-assigned"
"""What is said of a guest that is created without the functions that its tree lists."""

_NO_BUS = "has no virtual PCI bus"
"""How the words of a refusal end where a Xen gives no function to any guest."""

_OF_THE_BUILD = (Finding.D_27, Finding.D_28)
"""Findings by which a version refuses what is required of it: what a stock build has been left without."""


def outcomes(
    profile: str, booted: Booted, guests: Sequence[Guest], refusals: Sequence[Sequence[Refusal]]
) -> tuple[Outcome, ...]:
    """What becomes of each guest, in order, each beside the earlier ones that came to life.

    `booted` boots the machine with a given Xen; `refusals` are what the requirements hold
    against each guest. One that would stop the machine is left out for those that follow, as if its integrator had
    mended it.
    """
    xen = Xen.of(profile)
    state, found = booted(xen), []
    for guest, against in zip(guests, refusals, strict=True):
        fate, detail, after = _fate(state, guest)
        findings = _findings(xen, fate, detail, against)
        if not against and fate is not Fate.CREATED:
            findings |= {
                each
                for each in _OF_THE_BUILD
                if _fate(booted(replace(xen, findings=xen.findings - {each})), guest)[0] is Fate.CREATED
            }
        found.append(Outcome(profile, fate, tuple(each for each in Finding if each in findings), detail))
        state = after
    return tuple(found)


def _fate(state: State, guest: Guest) -> tuple[Fate, str, State]:
    number = state.next_number
    after = made_by_toolstack(state, guest) if guest.by_toolstack else create(state, _spec(guest))
    if isinstance(after, Refused):
        return Fate.REFUSED, after.words, state
    if after.panic is not None:
        return Fate.PANIC, after.panic, state
    failed = after.log[len(state.log) :]
    if not any(line.startswith("Failed to assign") for line in failed):
        return _without_functions(state, guest, after)
    kept = ", ".join(
        f"{region.base:#x} - {region.end - 1:#x}" for region in merge(w.host for w in after.windows_of(number))
    )
    return Fate.STARTED, f"registers {kept}" if kept else "none of its registers", after


def _without_functions(before: State, guest: Guest, after: State) -> tuple[Fate, str, State]:
    """What becomes of a guest that is created, but for the PCI functions of its tree where Xen does not know them."""
    listed = any(want.asked.functions is not None for want in wants(guest))
    if listed and before.host.arch is Arch.ARM64 and before.xen.has(Finding.D_09B):
        return Fate.STARTED, NO_FUNCTIONS, after
    return Fate.CREATED, "", after


def made_by_toolstack(state: State, guest: Guest) -> State | Refused:
    """The guest with all that its configuration gives it, made as xl does; a refusal leaves nothing of it.

    Which PCI functions there are is not known, only whether Xen could give one to the guest.
    """
    for setting in SETTINGS:
        refused = setting(state, guest)
        if isinstance(refused, Refused):
            return refused
    number = state.next_number
    made = create(state, _spec(guest), at_boot=False)
    by_tree = Brought() if isinstance(made, Refused) else Brought.to(number, made)
    for want in wants(guest):
        if isinstance(made, Refused) or made.panic is not None:
            return made
        made = made if by_tree.covers(state.host, want) else _given(made, guest.name, want)
    if isinstance(made, Refused) or made.panic is not None:
        return made
    for entry in () if guest.config is None else guest.config.pci:
        refused = bus_for_guests(made, claim_function(made.host, made.domains[number], entry.name, forced=False))
        if isinstance(refused, Refused):
            return refused
    return made


def _spec(guest: Guest) -> DomainSpec:
    return DomainSpec(guest.name, None if guest.tree is None else guest.tree.tree, guest.options)


def _given(state: State, name: str, want: Want) -> State | Refused:
    """One entry of a setting, asked of Xen; what stands in the tree was given when the domain was made."""
    answer: State | Refused = state
    if want.way is Way.DTDEV:
        return assign(state, want.asked.path or "", name)
    for line in want.lines:
        answer = answer if isinstance(answer, Refused) else bind(answer, name, line)
    for each in want.asked.ranges if want.way is Way.IOMEM else ():
        grant = Grant(name, each.host, each.guest)
        answer = answer if isinstance(answer, Refused) else permit_pages(answer, name, each.host)
        answer = answer if isinstance(answer, Refused) else atomically("page mapping", ALL_PAGES, answer, grant)
    return answer


def _findings(xen: Xen, fate: Fate, detail: str, against: Sequence[Refusal]) -> set[Finding]:
    """The findings by which a version differs: the checks that it lacks, and how it fails."""
    shown: set[Finding] = {finding for refusal in against for finding in refusal.lacking & xen.findings}
    if detail == NO_FUNCTIONS or (fate is Fate.REFUSED and detail.endswith(_NO_BUS)):
        shown.add(Finding.D_09B)
    elif fate is Fate.STARTED:
        shown |= {Finding.D_03, Finding.V_1}
    elif fate is Fate.PANIC:
        shown.add(Finding.D_03 if detail.startswith(_SET_UP) else Finding.V_4)
    return shown
