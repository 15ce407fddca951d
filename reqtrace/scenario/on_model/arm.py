# SPDX-License-Identifier: Apache-2.0
"""Pages, interrupts, overlays and the ends of domains on the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reqtrace.hypervisor import Refused, Region, State
from reqtrace.hypervisor.control.attachment import attach_overlay
from reqtrace.hypervisor.control.bindings import bind, unbind
from reqtrace.hypervisor.control.delivery import raise_line, waiting_for
from reqtrace.hypervisor.control.foreign import map_foreign, unmap_foreign
from reqtrace.hypervisor.control.operations import could_assign, reclaim
from reqtrace.hypervisor.control.overlays import add_overlay, remove_overlay
from reqtrace.hypervisor.control.permissions import permit_pages, show_pages
from reqtrace.hypervisor.observation.extended_regions import is_extended
from reqtrace.hypervisor.rule import Reached
from reqtrace.scenario.acts.act import Operation, Question
from reqtrace.scenario.acts.arm import (
    AddOverlay,
    AskAssign,
    AttachOverlay,
    Bind,
    IsExtended,
    MapForeign,
    MapPages,
    PermitPages,
    Raise,
    RemoveOverlay,
    TakeBack,
    Unbind,
    UnmapForeign,
    WaitsFor,
)


def _pages(first: int, last: int) -> Region:
    """The whole pages from the address `first` to the address `last`; none where `last` is lower."""
    return Region(first, last + 1 - first).pages if last >= first else Region(first, 0)


OPERATIONS: Mapping[type[Operation], Callable[..., State | Refused | Reached]] = {
    AskAssign: lambda state, act: could_assign(state, act.device, act.domain),
    TakeBack: lambda state, act: reclaim(state, act.device),
    MapForeign: lambda state, act: map_foreign(state, act.domain, act.owner),
    UnmapForeign: lambda state, act: unmap_foreign(state, act.domain, act.owner),
    Raise: lambda state, act: raise_line(state, act.interrupt),
    PermitPages: lambda state, act: permit_pages(state, act.domain, _pages(act.first, act.last)),
    MapPages: lambda state, act: show_pages(state, act.domain, _pages(act.first, act.last), act.guest),
    Bind: lambda state, act: bind(state, act.domain, act.interrupt),
    Unbind: lambda state, act: unbind(state, act.domain, act.interrupt),
    AddOverlay: lambda state, act: add_overlay(state, act.overlay),
    RemoveOverlay: lambda state, act: remove_overlay(state, act.overlay),
    AttachOverlay: lambda state, act: attach_overlay(state, act.overlay, act.domain),
}

ANSWERS: Mapping[type[Question[object]], Callable[..., object]] = {
    WaitsFor: lambda state, act: waiting_for(state, act.interrupt),
    IsExtended: lambda state, act: is_extended(state, act.domain, act.address),
}
