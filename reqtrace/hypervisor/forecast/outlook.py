# SPDX-License-Identifier: Apache-2.0
"""What would become of guests on a host, before anything boots: refusals, what is shared, and what versions do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from reqtrace.hypervisor.assignment.ownership import not_a_guests
from reqtrace.hypervisor.control.boot import boot
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.forecast.guest import Guest
from reqtrace.hypervisor.forecast.judge import judge
from reqtrace.hypervisor.forecast.refusal import Refusal
from reqtrace.hypervisor.forecast.remarks import Remark, remarks_on, remarks_on_host
from reqtrace.hypervisor.forecast.shared import PCI_FUNCTION, Conflict, conflicts
from reqtrace.hypervisor.forecast.versions import Outcome, outcomes
from reqtrace.hypervisor.forecast.way_out import way_out
from reqtrace.hypervisor.host.command_line import read_settings
from reqtrace.hypervisor.host.discovery import discover
from reqtrace.hypervisor.host.platform import Host
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.tree.devicetree import Node, Tree
from reqtrace.hypervisor.tree.tree_source import TreeFile
from reqtrace.hypervisor.xen import REQUIRED, Xen

DOM0_NAME = "Domain-0"
"""What xl calls the hardware domain."""

_ELSEWHERE = Region(1 << 43, 1 << 42)
"""Memory for domains, where no machine has any: how much there is, and where, is not what is asked here."""

_MOST_STREAMS = 128
"""Stream mapping entries of an SMMUv2 at most; how many there are is said by the machine, not by its tree."""

TAKEN = not_a_guests
"""The rule that keeps what one guest has from another, the same with and without a host."""


@dataclass(frozen=True, slots=True)
class GuestForecast:
    """What becomes of one guest: as required, and in versions of Xen."""

    guest: Guest
    refusals: tuple[Refusal, ...]
    outcomes: tuple[Outcome, ...] = ()

    @property
    def created(self) -> bool:
        """Whether the guest would be created, beside those before it."""
        return not self.refusals


@dataclass(frozen=True, slots=True)
class Forecast:
    """What becomes of all guests."""

    guests: tuple[GuestForecast, ...]
    conflicts: tuple[Conflict, ...]
    remarks: tuple[Remark, ...]

    @property
    def ok(self) -> bool:
        """Whether everything that is asked for would be granted."""
        return not self.conflicts and all(guest.created for guest in self.guests)


def forecast(
    host: TreeFile | None, guests: Sequence[Guest], profiles: Sequence[str] = (), *, dom0: bool = True
) -> Forecast:
    """Tell what becomes of the guests on the host, or, without one, of them beside each other.

    Each guest is judged alone, and then beside those before it that came to life; a refusal that only the company
    brings about names the other guest. Where there is no `dom0`, nobody uses what is not marked for a guest.
    """
    booted = _booted(host, REQUIRED, dom0=dom0)
    shared = conflicts(booted.host, guests)
    refusals = _refusals(booted, guests, host, shared)
    found: list[Remark] = [] if host is None else list(remarks_on_host(booted.host, host.file))
    for guest in guests:
        found += remarks_on(guest, None if host is None else booted.host)
    booting = partial(_booted, host, dom0=dom0)
    by_version = [outcomes(each, booting, guests, refusals) for each in profiles if host is not None]
    told = tuple(
        GuestForecast(guest, refusals[at], tuple(version[at] for version in by_version))
        for at, guest in enumerate(guests)
    )
    return Forecast(told, shared, tuple(found))


def _booted(host: TreeFile | None, xen: Xen, *, dom0: bool) -> State:
    """The machine once Xen has booted; with memory and stream mapping entries enough, as neither is known."""
    tree = Tree(Node("/", {})) if host is None else host.tree
    chosen = tree.node("/chosen")
    words = None if chosen is None else chosen.text("xen,xen-bootargs")
    found = discover(tree, (), read_settings(words or ""), xen)
    iommus = tuple(replace(iommu, groups=max(iommu.groups, _MOST_STREAMS)) for iommu in found.iommus)
    machine: Host = replace(found, ram=(_ELSEWHERE,), iommus=iommus)
    state = boot(machine, dom0=DOM0_NAME if dom0 else None, xen=xen)
    if isinstance(state, Refused):
        raise TypeError(f"a host with memory enough did not boot: {state}")
    return state


def _refusals(
    booted: State, guests: Sequence[Guest], host: TreeFile | None, shared: Sequence[Conflict]
) -> tuple[tuple[Refusal, ...], ...]:
    """What stands against each guest, alone and beside those before it."""
    names = {number: guest.name for number, guest in enumerate(guests, 1)} | {0: DOM0_NAME}
    state, found, alive = booted, [], set[str]()
    for number, guest in enumerate(guests, 1):
        alone = judge(replace(booted, next_number=number), guest, host).refusals
        together = judge(replace(state, next_number=number), guest, host)
        known = {(refusal.rule, refusal.subject) for refusal in alone}
        company = tuple(refusal for refusal in together.refusals if (refusal.rule, refusal.subject) not in known)
        if not company:
            company = tuple(_taken(each) for each in shared if each.guests[1] == guest.name and each.guests[0] in alive)
        refusals = tuple(_named(refusal, names) for refusal in (*alone, *company))
        found.append(refusals)
        if not refusals:
            state = together.state
            alive.add(guest.name)
    return tuple(found)


def _taken(conflict: Conflict) -> Refusal:
    """The refusal of the second guest of a conflict, where no rule for a single node or device refuses it."""
    kind = "pci" if conflict.detail.startswith(PCI_FUNCTION) else "platform"
    source = f"XenSSR~forbid_same_{kind}_device_assignment~1"
    words = f"{conflict.guests[0]} is already given {conflict.detail}"
    return Refusal(
        source, Errno.EBUSY, words, conflict.places[1], "", TAKEN.name, source, TAKEN.lacking, way_out(TAKEN)
    )


def _named(refusal: Refusal, names: dict[int, str]) -> Refusal:
    """The same refusal with the names of the domains beside their numbers."""

    def name(found: re.Match[str]) -> str:
        number = int(found[1])
        return f"{found[0]} ({names[number]})" if number in names else found[0]

    return replace(refusal, message=re.sub(r"\bdomain (\d+)\b", name, refusal.message))
