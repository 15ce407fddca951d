# SPDX-License-Identifier: Apache-2.0
"""Domains and their devices on the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reqtrace import hypervisor
from reqtrace.hypervisor import Refused, State
from reqtrace.scenario.acts.act import Operation, Question
from reqtrace.scenario.acts.devices import (
    Announce,
    Assign,
    Deassign,
    Knows,
    Masters,
    OwnerOf,
    Panic,
    Reaches,
    Reads,
    RouteOf,
    Sees,
    Translation,
    TreeOf,
    Withdraw,
)
from reqtrace.scenario.target import Keeper


def _owner(state: State, device: str) -> str | Keeper:
    """Who has the device."""
    owner = hypervisor.owner_of(state, device)
    match owner.holder:
        case hypervisor.Holder.DOMAIN:
            return owner.name
        case hypervisor.Holder.QUARANTINE:
            return Keeper.QUARANTINE
        case hypervisor.Holder.XEN:
            return Keeper.XEN
        case hypervisor.Holder.NOBODY:
            return Keeper.NOBODY


def _tree(state: State, domain: str) -> hypervisor.Tree | None:
    """The device tree of the domain, if it runs."""
    return hypervisor.tree_of(state, domain) if hypervisor.runs(state, domain) else None


OPERATIONS: Mapping[type[Operation], Callable[..., State | Refused]] = {
    Assign: lambda state, act: hypervisor.assign(state, act.device, act.domain),
    Deassign: lambda state, act: hypervisor.deassign(state, act.device, act.domain),
    Announce: lambda state, act: hypervisor.announce(state, act.caller, act.function),
    Withdraw: lambda state, act: hypervisor.withdraw(state, act.caller, act.function),
}

ANSWERS: Mapping[type[Question[object]], Callable[..., object]] = {
    Panic: lambda state, _: state.panic,
    Reads: lambda state, act: hypervisor.reads(state, act.domain, act.address),
    RouteOf: lambda state, act: hypervisor.routed_to(state, act.interrupt),
    TreeOf: lambda state, act: _tree(state, act.domain),
    Translation: lambda state, act: hypervisor.translated_for(state, act.stream),
    Reaches: lambda state, act: hypervisor.dma_reaches(state, act.device, act.domain),
    Knows: lambda state, act: hypervisor.knows(state, act.function),
    OwnerOf: lambda state, act: _owner(state, act.device),
    Sees: lambda state, act: hypervisor.sees(state, act.domain, act.function),
    Masters: lambda state, act: hypervisor.masters(state, act.function),
}
