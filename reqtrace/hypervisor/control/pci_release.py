# SPDX-License-Identifier: Apache-2.0
"""Where a PCI function goes that nobody holds any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reqtrace.hypervisor.control.announcement import guest_behind, hand_to_dom0
from reqtrace.hypervisor.control.holding import sticks
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.command_line import Quarantine
from reqtrace.hypervisor.host.platform import Device, Role
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.state import DOM0, State
from reqtrace.hypervisor.rule import check, effect

if TYPE_CHECKING:
    from reqtrace.hypervisor.control.domctl import Call

_DEASSIGN = "drivers/passthrough/pci.c, deassign_device"


@effect(_DEASSIGN)
def functions_go_home(state: State, _: Domain) -> State:
    """Without quarantine, the functions of a dead domain go back to the hardware domain."""
    return _home(state)


@check(_DEASSIGN)
def context_changes(state: State, call: Call) -> Refused | None:
    """The IOMMU does what it is told about the function."""
    device = call.found(state)
    return None if device is None else unchangeable(state, device)


@effect(_DEASSIGN)
def goes_home(state: State, _: Call) -> State:
    """Without quarantine, a function that was taken from a domain goes back to the hardware domain."""
    return _home(state)


def unchangeable(state: State, device: Device) -> Refused | None:
    """The refusal to take a function from whoever has it, where the IOMMU goes on to translate for that one."""
    if sticks(state, device):
        return Refused(Errno.EIO, f"{device.name}: deassign failed (-{Errno.EIO.value})", _DEASSIGN)
    return None


def in_scratch(state: State, device: Device) -> bool:
    """Whether every request of the function ends in the scratch page: it is in quarantine of that kind."""
    scratch = state.host.settings.quarantine is Quarantine.SCRATCH_PAGE
    return scratch and device.protected and device.name in state.known and device.name not in state.holder


def _home(state: State) -> State:
    """Give the hardware domain what nobody holds, if there is no quarantine; a driver has to take it up first.

    What the IOMMU does not tell from a guest's function stays where it is; with D-05, it goes home all the same.
    """
    if DOM0 not in state.domains or state.host.settings.quarantine is not Quarantine.NONE:
        return state
    masters = state.masters
    for device in state.host.of_role(Role.PCI_FUNCTION):
        unheld = device.name in state.known - state.quarantined and device.name not in state.holder
        if unheld and (state.xen.has(Finding.D_05) or guest_behind(state, device) is None):
            state = hand_to_dom0(state, device)
    return replace(state, masters=masters)
