# SPDX-License-Identifier: Apache-2.0
"""What a given version of Xen would do with each guest, where that differs from what is required."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from reqtrace.hypervisor.construct import create
from reqtrace.hypervisor.creation import DomainSpec
from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.forecast.guest import Guest
from reqtrace.hypervisor.forecast.judge import Refusal, judge
from reqtrace.hypervisor.region import merge
from reqtrace.hypervisor.state import State
from reqtrace.hypervisor.tree_source import TreeFile
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

_OF_THE_BUILD = (Finding.D_27, Finding.D_28)
"""Findings by which a version refuses what is required of it: what a stock build has been left without."""


def outcomes(
    profile: str, booted: Booted, host: TreeFile, guests: Sequence[Guest], refusals: Sequence[Sequence[Refusal]]
) -> tuple[Outcome, ...]:
    """What becomes of each guest, in order, each beside the earlier ones that came to life.

    `booted` boots the machine, whose tree is `host`, with a given Xen; `refusals` are what the requirements hold
    against each guest. One that would stop the machine is left out for those that follow, as if its integrator had
    mended it.
    """
    xen = Xen.of(profile)
    state, found = booted(xen), []
    for guest, against in zip(guests, refusals, strict=True):
        fate, detail, after = _fate(state, guest, host)
        findings = _findings(xen, fate, detail, against)
        if not against and fate is not Fate.CREATED:
            findings |= {
                each
                for each in _OF_THE_BUILD
                if _fate(booted(replace(xen, findings=xen.findings - {each})), guest, host)[0] is Fate.CREATED
            }
        found.append(Outcome(profile, fate, tuple(each for each in Finding if each in findings), detail))
        state = after
    return tuple(found)


def _fate(state: State, guest: Guest, host: TreeFile) -> tuple[Fate, str, State]:
    if guest.config is not None or guest.tree is None:
        return _by_toolstack(state, guest, host)
    number = state.next_number
    after = create(state, DomainSpec(guest.name, guest.tree.tree, guest.options))
    if isinstance(after, Refused):
        return Fate.REFUSED, after.words, state
    if after.panic is not None:
        return Fate.PANIC, after.panic, state
    failed = after.log[len(state.log) :]
    if not any(line.startswith("Failed to assign") for line in failed):
        return Fate.CREATED, "", after
    kept = ", ".join(
        f"{region.base:#x} - {region.end - 1:#x}" for region in merge(w.host for w in after.windows_of(number))
    )
    return Fate.STARTED, f"registers {kept}" if kept else "none of its registers", after


def _by_toolstack(state: State, guest: Guest, host: TreeFile) -> tuple[Fate, str, State]:
    """A guest that the toolstack makes: what this Xen refuses ends in an error message of xl."""
    judged = judge(state, guest, host)
    left = [refusal for refusal in judged.refusals if refusal.lacking.isdisjoint(state.xen.findings)]
    return (Fate.REFUSED, left[0].message, state) if left else (Fate.CREATED, "", judged.state)


def _findings(xen: Xen, fate: Fate, detail: str, against: Sequence[Refusal]) -> set[Finding]:
    """The findings by which a version differs: the checks that it lacks, and how it fails."""
    shown: set[Finding] = {finding for refusal in against for finding in refusal.lacking & xen.findings}
    if fate is Fate.STARTED:
        shown |= {Finding.D_03, Finding.V_1}
    elif fate is Fate.PANIC:
        shown.add(Finding.D_03 if detail.startswith(_SET_UP) else Finding.V_4)
    return shown
